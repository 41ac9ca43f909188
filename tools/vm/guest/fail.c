// SPDX-License-Identifier: GPL-2.0
/*
 * fail one|budget OPERATION PATH MINIMUM [REQUEST]: do it again and again, each
 * time with memory that runs out later, until it does not any more. Either one
 * allocation fails, after one more each time that goes well; or all that do not
 * fit into what is left of a budget, of a few more bytes each time. (kvmalloc()
 * bears the first kind, as it has a second try.)
 *
 * It has to end as it does without that, or with ENOMEM, and leave things as
 * they should be then. Prints how often it did which; exits 0 when all was
 * well, and it ended with ENOMEM at least MINIMUM times. What is opened is asked
 * this REQUEST before it is read.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define MODULE		"memtopo"
#define FAILSLAB	"/sys/kernel/debug/failslab/"
#define ROUNDS_MAX	20000
/* More often than an operation can meet a fault. */
#define TIMES		1000000

static const char *const traces[] = {
	"/proc/memtopo",
	"/sys/kernel/debug/memtopo",
	"/sys/module/memtopo",
};

static const char *path, *request;
static char buf[1 << 16];
static long whole;		/* lines of the file */
static int fd = -1, other = -1, pipes[2] = { -1, -1 };

static void complain(const char *what)
{
	printf("%s %s: %s\n", what, path, strerror(errno));
	exit(1);
}

static int control(const char *name)
{
	int file = open(name, O_RDWR | O_CLOEXEC);

	if (file < 0)
		complain(name);
	return file;
}

static void write_number(int file, unsigned int number)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", number);

	if (write(file, text, length) != length)
		complain("set up a fault for");
}

static unsigned int read_number(int file)
{
	char text[16] = "";

	ssize_t got = pread(file, text, sizeof(text) - 1, 0);

	if (got < 0 && errno == ESPIPE)
		got = read(file, text, sizeof(text) - 1);
	if (got < 1)
		complain("look for faults in");
	return atoi(text);
}

/**
 * struct injector - a way for memory to run out, in this task
 * @name: as the caller names it
 * @open: the kernel's files for it
 * @arm: from here on; later with each @round, which begin at 1
 * @disarm: not any more; true when an allocation has failed
 */
struct injector {
	const char *name;
	void (*open)(void);
	void (*arm)(unsigned int round, unsigned int step);
	bool (*disarm)(void);
};

static int fail_nth;

static void one_open(void)
{
	fail_nth = control("/proc/self/fail-nth");
}

static void one_arm(unsigned int round, unsigned int step)
{
	(void)step;
	write_number(fail_nth, round);
}

static bool one_disarm(void)
{
	unsigned int left = read_number(fail_nth);

	write_number(fail_nth, 0);
	return !left;
}

static int make_it_fail, space, times;

static void budget_open(void)
{
	write_number(control(FAILSLAB "probability"), 100);
	write_number(control(FAILSLAB "task-filter"), 1);
	space = control(FAILSLAB "space");
	times = control(FAILSLAB "times");
	make_it_fail = control("/proc/self/make-it-fail");
}

static void budget_arm(unsigned int round, unsigned int step)
{
	write_number(space, (round - 1) * step);
	write_number(times, TIMES);
	write_number(make_it_fail, 1);
}

static bool budget_disarm(void)
{
	unsigned int left;
	int file;

	write_number(make_it_fail, 0);
	file = control(FAILSLAB "times");
	left = read_number(file);
	close(file);
	return left < TIMES;
}

static const struct injector injectors[] = {
	{ "one", one_open, one_arm, one_disarm },
	{ "budget", budget_open, budget_arm, budget_disarm },
};

static bool traces_left(bool all)
{
	size_t i, left = 0;

	for (i = 0; i < sizeof(traces) / sizeof(*traces); i++)
		left += !access(traces[i], F_OK);
	return all ? left == i : left;
}

/* 0 or an errno; counts lines. */
static int read_all(int from, long *lines)
{
	ssize_t got, i;

	*lines = 0;
	while ((got = read(from, buf, sizeof(buf))) > 0)
		for (i = 0; i < got; i++)
			*lines += buf[i] == '\n';
	/* Where a stream ends. */
	return got && errno != EAGAIN ? errno : 0;
}

static int ask(void)
{
	return write(fd, request, strlen(request)) < 0 ? errno : 0;
}

static int open_file(void)
{
	fd = open(path, (request ? O_RDWR : O_RDONLY) | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno;
	return request ? ask() : 0;
}

static void close_all(void)
{
	int *const all[] = { &fd, &other, &pipes[0], &pipes[1] };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (*all[i] >= 0)
			close(*all[i]);
		*all[i] = -1;
	}
}

static void must_open(void)
{
	if (open_file())
		complain("open");
}

static int load(void)
{
	return syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
}

static int unload(void)
{
	return syscall(SYS_delete_module, MODULE, O_NONBLOCK) ? errno : 0;
}

/* Loaded whole or not at all. debugfs may lack what it had no memory for. */
static bool load_check(int err)
{
	if (err)
		return !traces_left(false);
	return !access(traces[0], F_OK) && !unload() && !traces_left(false);
}

static void unload_prepare(void)
{
	must_open();
	if (load())
		complain("load");
}

static bool unload_check(int err)
{
	return !err && !traces_left(false);
}

/* All its lines; of an answer, which may be another each time, at least some. */
static bool right(long lines)
{
	return request ? lines > 2 : lines == whole;
}

/* What could be opened has all its lines. */
static bool open_check(int err)
{
	long lines;

	return err || (!read_all(fd, &lines) && right(lines));
}

static void ask_prepare(void)
{
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		complain("open");
}

/* A request that failed can be made again, one that was answered cannot. */
static bool ask_check(int err)
{
	long lines;

	if (err ? ask() : ask() != EBUSY)
		return false;
	return !read_all(fd, &lines) && right(lines);
}

static int read_act(void)
{
	long lines;
	int err = read_all(fd, &lines);

	if (!err && !right(lines))
		err = EBADMSG;
	return err;
}

/* A read that failed can be made again. */
static bool again_check(int err)
{
	long lines;

	if (lseek(fd, 0, SEEK_SET) && errno != ESPIPE)
		return false;
	return !err || (!read_all(fd, &lines) && right(lines));
}

static int seek_act(void)
{
	return pread(fd, buf, 100, 100) < 0 ? errno : 0;
}

static void splice_prepare(void)
{
	must_open();
	if (pipe(pipes))
		complain("pipe");
}

static int splice_act(void)
{
	return splice(fd, NULL, pipes[1], NULL, 4096, SPLICE_F_NONBLOCK) < 0 ? errno : 0;
}

static void wait_prepare(void)
{
	long lines;

	fd = open(path, O_RDONLY);
	if (fd < 0)
		complain("open");
	/* The lines that are there. */
	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (read_all(fd, &lines))
		complain("read");
	fcntl(fd, F_SETFL, 0);
	other = epoll_create1(0);
	if (other < 0)
		complain("epoll_create1");
}

static void nothing(int signal)
{
	(void)signal;
}

/* Until the alarm, since nothing happens: EINTR. */
static int wait_act(void)
{
	const struct itimerval soon = { .it_value = { .tv_usec = 50000 } };
	const struct sigaction action = { .sa_handler = nothing };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	return read(fd, buf, sizeof(buf)) < 0 ? errno : 0;
}

static int poll_act(void)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };

	return poll(&one, 1, 0) < 0 ? errno : 0;
}

static int epoll_act(void)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(other, EPOLL_CTL_ADD, fd, &event) ? errno : 0;
}

/**
 * struct operation - what is tried
 * @name: as the caller names it
 * @step: bytes that a budget has more each time
 * @of_module: PATH is the module, not one of its files
 * @prepare: before memory runs out
 * @act: meanwhile; 0 or an errno
 * @check: was it right to end so, and is everything as it should be? Or NULL.
 */
struct operation {
	const char *name;
	unsigned int step;
	bool of_module;
	void (*prepare)(void);
	int (*act)(void);
	bool (*check)(int err);
};

static const struct operation operations[] = {
	{ "load", 256, true, must_open, load, load_check },
	{ "unload", 256, true, unload_prepare, unload, unload_check },
	{ "open", 32, false, NULL, open_file, open_check },
	{ "ask", 32, false, ask_prepare, ask, ask_check },
	{ "read", 512, false, must_open, read_act, again_check },
	{ "seek", 512, false, must_open, seek_act, again_check },
	{ "splice", 128, false, splice_prepare, splice_act, NULL },
	{ "wait", 16, false, wait_prepare, wait_act, NULL },
	{ "poll", 16, false, wait_prepare, poll_act, NULL },
	{ "epoll", 16, false, wait_prepare, epoll_act, NULL },
};

/* One time; true when an allocation failed. */
static bool once(const struct injector *in, const struct operation *op,
		 unsigned int round, int *err)
{
	bool failed = false;

	if (op->prepare)
		op->prepare();
	if (round)
		in->arm(round, op->step);
	*err = op->act();
	if (round)
		failed = in->disarm();
	if (op->check && !op->check(*err)) {
		printf("%s %s: not as it should be after %s in round %u\n", op->name, path,
		       *err ? strerrorname_np(*err) : "success", round);
		exit(1);
	}
	close_all();
	return failed;
}

static int faults(const struct injector *in, const struct operation *op, unsigned int minimum)
{
	unsigned int round = 0, errors = 0;
	int normal, err;

	once(in, op, 0, &normal);
	while (once(in, op, ++round, &err)) {
		if (err && err != ENOMEM && err != normal) {
			printf("%s %s: %s in round %u\n", op->name, path,
			       strerrorname_np(err), round);
			return 1;
		}
		errors += err == ENOMEM;
		if (round == ROUNDS_MAX)
			return 1;
	}
	printf("%s %s: memory ran out %u times, ENOMEM %u times, no harm %u times\n",
	       op->name, path, round - 1, errors, round - 1 - errors);
	return err != normal || errors < minimum;
}

static const struct injector *find_injector(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(injectors) / sizeof(*injectors); i++)
		if (!strcmp(injectors[i].name, name))
			return &injectors[i];
	return NULL;
}

static const struct operation *find_operation(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		if (!strcmp(operations[i].name, name))
			return &operations[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const bool usable = argc == 5 || argc == 6;
	const struct injector *in = usable ? find_injector(argv[1]) : NULL;
	const struct operation *op = usable ? find_operation(argv[2]) : NULL;

	if (!in || !op) {
		printf("usage: fail one|budget OPERATION PATH MINIMUM [REQUEST]\n");
		return 2;
	}
	path = argv[3];
	request = argv[5];
	in->open();
	/* Or the kernel would have pages of ours to allocate, too. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		complain("mlockall for");
	if (!op->of_module) {
		must_open();
		if (read_all(fd, &whole))
			complain("read");
		close_all();
	}
	return faults(in, op, atoi(argv[4]));
}
