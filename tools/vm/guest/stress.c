// SPDX-License-Identifier: GPL-2.0
/*
 * stress: readers of every file that do not stop while memory comes and goes,
 * or memtopo itself does.
 *
 *	stress read [reload]		until SIGTERM; then what they did, NAME VALUE
 *					lines. reload: the module may be away
 *	stress reload MODULE COUNT	unload and load it that often; the same
 *	stress chunk MEGABYTES		nanoseconds that one chunk of pages takes;
 *					uses that much memory to find out
 *
 * Exits with 1 when a reader found something wrong, which it has said.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROC		"/proc/memtopo/"
#define DEBUGFS		"/sys/kernel/debug/memtopo/"
#define EVENTS		DEBUGFS "events"
#define BLOCKS		DEBUGFS "blocks"
#define BUFFER		1048576
#define FIELDS_MAX	64
#define CHUNK_PAGES	512
/* Every complaint after these is only counted. */
#define COMPLAINTS_MAX	5
/* How long who may not stay stays, and stays away: the module shall be able to go. */
#define STAY_MS		10
#define AWAY_MS		40

/**
 * struct tally - what a reader did
 * @reads: system calls that gave it something to read
 * @tables: tables read to the end and found sane
 * @torn: of these, marked as not consistent
 * @away: opens that failed since there was no module
 * @events: events it was told of
 * @lost: and of how many it was told that it missed them
 * @last: sequence of the last of both
 * @wrong: complaints
 */
struct tally {
	unsigned long long reads, tables, torn, away, events, lost, last, wrong;
};

static const char *const tables[] = {
	PROC "info", PROC "nodes", PROC "zones", PROC "sections", PROC "distances",
	DEBUGFS "info", DEBUGFS "nodes", DEBUGFS "zones", DEBUGFS "sections",
	DEBUGFS "distances", BLOCKS,
};

#define TABLES		(sizeof(tables) / sizeof(*tables))

static int stop;
static bool reload;
static const char *myself;
static struct tally *tally;

[[gnu::format(printf, 1, 2)]]
static void wrong(const char *format, ...)
{
	va_list args;

	if (tally->wrong++ >= COMPLAINTS_MAX)
		return;
	va_start(args, format);
	flockfile(stdout);
	printf("%s: ", myself);
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
	funlockfile(stdout);
	va_end(args);
}

static bool stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_RELAXED);
}

static unsigned long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void nap(unsigned int ms)
{
	usleep(ms * 1000);
}

/* Opens, and waits a little where the module may be away; -1 then. */
static int open_file(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | flags);

	if (fd >= 0)
		return fd;
	if (reload && (errno == ENOENT || errno == ENODEV || errno == ENXIO))
		tally->away++;
	else
		wrong("open %s: %s", path, strerror(errno));
	nap(1);
	return -1;
}

/* The rest of the file, in pieces of this size. */
static size_t slurp(int fd, char *buf, size_t piece)
{
	size_t size = 0;
	ssize_t got;

	while (size + piece <= BUFFER && (got = read(fd, buf + size, piece)) > 0) {
		size += got;
		tally->reads++;
	}
	return size;
}

static size_t read_whole(int fd, char *buf, const char *path)
{
	/* From procfs, and from debugfs. */
	int refusal = strncmp(path, PROC, strlen(PROC)) ? ENODEV : EIO;

	if (mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0) != MAP_FAILED || errno != refusal)
		wrong("mmap %s: %s", path, strerror(errno));
	return slurp(fd, buf, 65536);
}

static size_t read_bytes(int fd, char *buf, const char *path)
{
	(void)path;
	return slurp(fd, buf, 1);
}

/* Of an open file every part stays as it is. */
static size_t read_seeking(int fd, char *buf, const char *path)
{
	size_t size = slurp(fd, buf, 4096), offset, want;
	char again[97];
	int i;

	for (i = 0; size && i < 20; i++) {
		offset = random() % size;
		want = size - offset < sizeof(again) ? size - offset : sizeof(again);
		if (lseek(fd, offset, SEEK_SET) != (off_t)offset ||
		    read(fd, again, sizeof(again)) != (ssize_t)want ||
		    memcmp(buf + offset, again, want))
			wrong("%s differs at offset %zu", path, offset);
		tally->reads++;
	}
	return size;
}

/* procfs can, debugfs cannot. */
static size_t read_splicing(int fd, char *buf, const char *path)
{
	size_t size = 0;
	ssize_t got;
	int ends[2];

	if (pipe(ends)) {
		wrong("pipe: %s", strerror(errno));
		return 0;
	}
	while ((got = splice(fd, NULL, ends[1], NULL, 4096, 0)) > 0 &&
	       read(ends[0], buf + size, got) == got) {
		size += got;
		tally->reads++;
	}
	if (!strncmp(path, PROC, strlen(PROC)) ? got != 0 : got != -1 || errno != EINVAL)
		wrong("splice %s: %s", path, strerror(errno));
	close(ends[0]);
	close(ends[1]);
	return size ?: slurp(fd, buf, 65536);
}

/* The fields of a line, which end up as strings; 0 when it is not as it should be. */
static size_t split(char *line, char **fields)
{
	size_t n = 0;
	char *end;

	do {
		end = strchrnul(line, ' ');
		if (end == line || n == FIELDS_MAX)
			return 0;
		fields[n++] = line;
		line = *end ? end + 1 : NULL;
		*end = '\0';
	} while (line);
	return n;
}

/* The next line, without its end; NULL when there is no whole one. */
static char *next_line(char **text)
{
	char *line = *text, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*text = end + 1;
	return line;
}

/* Line 1; false when it is not exactly that. */
static bool header_fits(const char *line, const char *name, bool *consistent)
{
	static unsigned long long newest;
	unsigned long long generation = 0;
	unsigned int whole = 0;
	char want[128];

	if (sscanf(line, "# memtopo 1 %*s generation=%llu consistent=%u", &generation, &whole) != 2)
		return false;
	snprintf(want, sizeof(want), "# memtopo 1 %s generation=%llu consistent=%d", name,
		 generation, !!whole);
	if (generation < newest || (reload && generation))
		wrong("%s: generation %llu after %llu", name, generation, newest);
	newest = generation;
	*consistent = whole;
	return !strcmp(line, want);
}

static unsigned long long number(const char *field)
{
	return strtoull(field, NULL, 10);
}

/* Do objects with these numbers follow each other? The zones of a node share its. */
static bool in_order(const char *name, const char *last, const char *next)
{
	if (!*last || !strcmp(name, "info"))
		return true;
	if (!strcmp(name, "zones"))
		return number(last) <= number(next);
	return number(last) < number(next);
}

/* Objects come in order; and numbers that are of one moment fit together. */
static void row_check(const char *name, char **fields, const char *last, bool consistent)
{
	unsigned long long sum = 0;
	int i;

	if (!in_order(name, last, fields[0]))
		wrong("%s: %s after %s", name, fields[0], last);
	if (!strcmp(name, "zones") && consistent && number(fields[4]) > number(fields[3]))
		wrong("zone %s/%s has %s pages in %s", fields[0], fields[1], fields[4], fields[3]);
	if (strcmp(name, "blocks"))
		return;
	for (i = 4; i < 15; i++)
		sum += number(fields[i]);
	if (sum != number(fields[3]))
		wrong("block %s: %llu pages in all, of %s", fields[0], sum, fields[3]);
	/* A block is one section here, and goes online or offline as a whole. */
	if (consistent && sum && sum != number(fields[2]))
		wrong("block %s is half online: %llu pages", fields[0], sum);
}

/* Is this what a table looks like? Takes the text apart. */
static void table_check(const char *path, char *text, size_t size)
{
	static char *columns[TABLES];
	const char *name = strrchr(path, '/') + 1;
	char *fields[FIELDS_MAX], last[32] = "", *line;
	size_t i = 0, width;
	bool consistent;

	text[size] = '\0';
	while (tables[i] != path)
		i++;
	line = next_line(&text);
	if (!line || !header_fits(line, name, &consistent)) {
		wrong("%s begins with '%s'", path, line ?: text);
		return;
	}
	line = next_line(&text);
	if (!columns[i] && line)
		columns[i] = strdup(line);
	/* Nodes come and go, and with them columns of distances. */
	if (!line || (strcmp(name, "distances") && strcmp(line, columns[i]))) {
		wrong("%s has columns '%s'", path, line ?: text);
		return;
	}
	width = split(line, fields);
	while ((line = next_line(&text))) {
		if (split(line, fields) != width) {
			wrong("%s has a row '%s...'", path, line);
			return;
		}
		row_check(name, fields, last, consistent);
		snprintf(last, sizeof(last), "%s", fields[0]);
	}
	if (*text || !*last)
		wrong("%s ends with '%s'", path, text);
	tally->tables++;
	tally->torn += !consistent;
}

static void read_tables(size_t (*how)(int, char *, const char *))
{
	char *buf = malloc(BUFFER + 1);
	size_t i, size;
	int fd;

	/* Not all at the same table at the same time. */
	for (i = random() % TABLES; !stopped(); i = (i + 1) % TABLES) {
		fd = open_file(tables[i], 0);
		if (fd < 0)
			continue;
		size = how(fd, buf, tables[i]);
		close(fd);
		table_check(tables[i], buf, size);
		if (reload)
			nap(random() % AWAY_MS);
	}
	free(buf);
}

/**
 * struct follower - a reader of the events
 * @fd: the open file
 * @until: when to leave, ns
 * @lines: how many were read
 * @line: the one that is coming
 * @length: of it
 * @time: of the last event
 */
struct follower {
	int fd;
	unsigned long long until;
	unsigned long long lines;
	char line[256];
	size_t length;
	unsigned long long time;
};

static bool happens(const char *event)
{
	static const char *const events[] = {
		"prepare_online", "going_online", "online", "going_offline", "offline",
		"finish_offline",
	};
	size_t i;

	for (i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (!strcmp(event, events[i]))
			return true;
	return false;
}

/* None missing, none twice, in order, and none but those that happen here. */
static void event_check(struct follower *f, const char *line)
{
	unsigned long long sequence = 0, time = 0, generation = 0, lost;
	char event[32] = "", rest;

	if (sscanf(line, "# lost %llu%c", &lost, &rest) == 1) {
		tally->lost += lost;
		tally->last += lost;
		return;
	}
	if (sscanf(line, "%llu %llu %31s %*u %*u %*s %*s %llu %*u%c", &sequence, &time, event,
		   &generation, &rest) != 4 ||
	    sequence != tally->last + 1 || generation != sequence || time < f->time ||
	    !happens(event))
		wrong("'%s' after %llu at %llu", line, tally->last, f->time);
	f->time = time;
	tally->last = sequence;
	tally->events++;
}

static void line_check(struct follower *f, const char *line)
{
	static const char *const heading[] = {
		"# memtopo 1 events",
		"sequence time_ns event start_pfn nr_pages node zone generation wait_ns",
	};

	if (f->lines >= 2)
		event_check(f, line);
	else if (strcmp(line, heading[f->lines]))
		wrong("events: '%s' for a heading", line);
	f->lines++;
}

/* Reads once; false when there was nothing. */
static bool follow_once(struct follower *f, size_t count)
{
	char buf[4096];
	ssize_t got = read(f->fd, buf, count), i;

	if (got <= 0) {
		if (!got || (errno != EAGAIN && errno != EINTR))
			wrong("read events: %s", got ? strerror(errno) : "an end");
		return false;
	}
	tally->reads++;
	for (i = 0; i < got; i++) {
		if (buf[i] != '\n' && f->length < sizeof(f->line) - 1) {
			f->line[f->length++] = buf[i];
			continue;
		}
		f->line[f->length] = '\0';
		line_check(f, f->line);
		f->length = 0;
	}
	return true;
}

static bool follow_on(const struct follower *f)
{
	return !stopped() && now_ns() < f->until;
}

/* Waits in read(). */
static void follow_blocking(struct follower *f)
{
	while (follow_on(f))
		follow_once(f, sizeof(f->line));
}

/* Never waits, and takes a few bytes at a time. */
static void follow_dripping(struct follower *f)
{
	fcntl(f->fd, F_SETFL, O_NONBLOCK);
	while (follow_on(f))
		if (!follow_once(f, 7))
			nap(1);
}

static void follow_polling(struct follower *f)
{
	struct pollfd p = { .fd = f->fd, .events = POLLIN };

	while (follow_on(f))
		if (poll(&p, 1, STAY_MS) > 0)
			follow_once(f, 4096);
}

/* Begins, and comes back at the end: it has missed much. */
static void follow_late(struct follower *f)
{
	follow_once(f, 10);
	while (follow_on(f))
		nap(STAY_MS);
}

/* All that follow read to the end before they leave. */
static void read_events(void (*how)(struct follower *))
{
	struct itimerval timer = {
		.it_value.tv_usec = STAY_MS * 1000,
		/* The first may come just before read() waits. */
		.it_interval.tv_usec = STAY_MS * 1000,
	};
	struct follower f;

	do {
		f = (struct follower) { .fd = open_file(EVENTS, 0), .until = ~0ULL };
		if (f.fd < 0)
			continue;
		tally->last = 0;
		if (reload) {
			f.until = now_ns() + STAY_MS * 1000000ULL;
			setitimer(ITIMER_REAL, &timer, NULL);
		}
		how(&f);
		fcntl(f.fd, F_SETFL, O_NONBLOCK);
		while (follow_once(&f, 4096))
			;
		if (f.length || f.lines < 2)
			wrong("events end in the middle of a line");
		close(f.fd);
		if (reload)
			nap(random() % AWAY_MS);
	} while (!stopped());
}

static const struct {
	const char *name;
	size_t (*table)(int fd, char *buf, const char *path);
	void (*events)(struct follower *f);
} readers[] = {
	{ .name = "whole",	.table = read_whole },
	{ .name = "bytes",	.table = read_bytes },
	{ .name = "seeking",	.table = read_seeking },
	{ .name = "splicing",	.table = read_splicing },
	{ .name = "blocking",	.events = follow_blocking },
	{ .name = "dripping",	.events = follow_dripping },
	{ .name = "polling",	.events = follow_polling },
	{ .name = "late",	.events = follow_late },
};

#define READERS		(sizeof(readers) / sizeof(*readers))

static void on_signal(int sig)
{
	if (sig == SIGTERM)
		__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
}

static void reader(size_t i)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	myself = readers[i].name;
	srandom(i + 1);
	if (readers[i].table)
		read_tables(readers[i].table);
	else
		read_events(readers[i].events);
	exit(0);
}

/* What each did, and what all did; the number of complaints. */
static unsigned long long report(const struct tally *tallies)
{
	struct tally sum = {};
	size_t i;

	for (i = 0; i < READERS; i++) {
		const struct tally *t = &tallies[i];

		sum.reads += t->reads;
		sum.tables += t->tables;
		sum.torn += t->torn;
		sum.away += t->away;
		sum.wrong += t->wrong;
		printf("%s.reads %llu\n", readers[i].name, t->reads);
		if (readers[i].table)
			printf("%s.tables %llu\n", readers[i].name, t->tables);
		else
			printf("%s.events %llu\n%s.lost %llu\n%s.last %llu\n", readers[i].name,
			       t->events, readers[i].name, t->lost, readers[i].name, t->last);
	}
	printf("reads %llu\ntables %llu\ntorn %llu\naway %llu\nwrong %llu\n", sum.reads,
	       sum.tables, sum.torn, sum.away, sum.wrong);
	return sum.wrong;
}

static int stress_read(void)
{
	struct tally *tallies = mmap(NULL, sizeof(*tallies) * READERS, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct sigaction action = { .sa_handler = on_signal };
	pid_t pids[READERS];
	int status = 0, bad = 0;
	size_t i;

	/* Below the rest: emulated, the kernel's threads would else hardly get to plug anything. */
	if (nice(10) != 10)
		return 1;
	/* What waits in the kernel is to come back. */
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	for (i = 0; i < READERS; i++) {
		tally = &tallies[i];
		pids[i] = fork();
		if (!pids[i])
			reader(i);
	}
	while (!stopped())
		pause();
	for (i = 0; i < READERS; i++) {
		/* The first may come just before it waits. */
		do {
			kill(pids[i], SIGTERM);
			nap(STAY_MS);
		} while (!waitpid(pids[i], &status, WNOHANG));
		if (status) {
			printf("%s: ended with %#x\n", readers[i].name, status);
			bad = 1;
		}
	}
	return report(tallies) || bad;
}

/* The module goes as soon as nobody has a file open, at once or never. */
static int stress_reload(const char *module, int count)
{
	int fd = open(module, O_RDONLY | O_CLOEXEC), done;
	unsigned long long busy = 0;

	for (done = 0; done < count; done++) {
		while (syscall(SYS_delete_module, "memtopo", O_NONBLOCK)) {
			if (errno != EAGAIN && errno != EBUSY)
				goto out;
			busy++;
			usleep(200);
		}
		if (syscall(SYS_finit_module, fd, "", 0))
			goto out;
		/* Some are to find it. */
		nap(AWAY_MS / 2);
	}
out:
	if (done < count)
		printf("%s\n", strerror(errno));
	printf("reloads %d\nbusy %llu\n", done, busy);
	return done < count;
}

/* How long it takes to open the blocks when nothing disturbs; and the free pages then. */
static unsigned long long blocks_ns(unsigned long long *free_pages)
{
	unsigned long long time, least = ~0ULL, pages;
	char line[512];
	FILE *f;
	int i;

	for (i = 0; i < 40; i++) {
		time = now_ns();
		f = fopen(BLOCKS, "r");
		time = now_ns() - time;
		if (!f)
			exit(1);
		if (time < least)
			least = time;
		*free_pages = 0;
		while (fgets(line, sizeof(line), f))
			if (sscanf(line, "%*u %*u %*u %*u %llu", &pages) == 1)
				*free_pages += pages;
		fclose(f);
	}
	return least;
}

/*
 * A free block of pages is passed over, pages that are in use are looked at
 * one by one: what it costs more when some are in use is the price of those.
 */
static int stress_chunk(size_t megabytes)
{
	unsigned long long empty_ns, full_ns, empty_free, full_free;
	char *memory = mmap(NULL, megabytes << 20, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED || madvise(memory, megabytes << 20, MADV_NOHUGEPAGE))
		return 1;
	empty_ns = blocks_ns(&empty_free);
	memset(memory, 1, megabytes << 20);
	full_ns = blocks_ns(&full_free);
	if (full_ns <= empty_ns || full_free >= empty_free)
		return 1;
	printf("%llu\n", (full_ns - empty_ns) * CHUNK_PAGES / (empty_free - full_free));
	return 0;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc >= 2 && !strcmp(argv[1], "read")) {
		reload = argc == 3 && !strcmp(argv[2], "reload");
		return stress_read();
	}
	if (argc == 4 && !strcmp(argv[1], "reload"))
		return stress_reload(argv[2], atoi(argv[3]));
	if (argc == 3 && !strcmp(argv[1], "chunk"))
		return stress_chunk(atoi(argv[2]));
	printf("usage: stress read|reload|chunk ...\n");
	return 2;
}
