// SPDX-License-Identifier: GPL-2.0
/*
 * asks REQUEST...: the time it takes to open /sys/kernel/debug/memtopo/query,
 * write the request, read all of the answer and close it, in microseconds: the
 * median of many times, of fewer where each takes long.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TIMES 101
#define TIMES_MIN 5
/* Microseconds after which one request has had enough. */
#define PATIENCE 3e6

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int ask(const char *request)
{
	static char buffer[1 << 16];
	ssize_t n = -1;
	int fd;

	fd = open("/sys/kernel/debug/memtopo/query", O_RDWR);
	if (fd < 0)
		return -1;
	if (write(fd, request, strlen(request)) >= 0)
		while ((n = read(fd, buffer, sizeof(buffer))) > 0)
			;
	close(fd);
	return n;
}

int main(int argc, char **argv)
{
	double times[TIMES], start, begun;
	int arg, i;

	for (arg = 1; arg < argc; arg++) {
		begun = now();
		for (i = 0; i < TIMES && (i < TIMES_MIN || now() - begun < PATIENCE); i++) {
			start = now();
			if (ask(argv[arg])) {
				perror(argv[arg]);
				return 1;
			}
			times[i] = now() - start;
		}
		qsort(times, i, sizeof(*times), compare);
		printf("%s\t%.1f\n", argv[arg], times[i / 2]);
	}
	return 0;
}
