// SPDX-License-Identifier: GPL-2.0
/*
 * reads FILE...: the time it takes to open, read and close each file, in
 * microseconds: the median of many times, of fewer where each takes long.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TIMES 51
#define TIMES_MIN 3
/* Microseconds after which one file has had enough. */
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

static int read_whole(const char *path)
{
	static char buffer[1 << 16];
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY);
	if (fd < 0)
		return -1;
	do {
		n = read(fd, buffer, sizeof(buffer));
	} while (n > 0);
	close(fd);
	return n;
}

int main(int argc, char **argv)
{
	double times[TIMES], begin, start;
	int i, t;

	for (i = 1; i < argc; i++) {
		begin = now();
		for (t = 0; t < TIMES; t++) {
			if (t >= TIMES_MIN && now() - begin > PATIENCE)
				break;
			start = now();
			if (read_whole(argv[i])) {
				perror(argv[i]);
				return 1;
			}
			times[t] = now() - start;
		}
		qsort(times, t, sizeof(*times), compare);
		printf("%s %.0f\n", argv[i], times[t / 2]);
	}
	return 0;
}
