// SPDX-License-Identifier: GPL-2.0
/*
 * Watching memory come and go.
 *
 * The module's journal says what happens to memory that is online or becomes
 * so. Memory that is added or removed while it is offline is announced by the
 * kernel to user space alone, so that is listened to as well. What either of
 * them means for the layout is found by comparing it to what it was.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "diff.h"
#include "event.h"
#include "options.h"
#include "watch.h"

#define NSEC_PER_MSEC 1000000ULL

/* The kernel tells before it is done, and of a DIMM block by block. */
#define SETTLE (100 * NSEC_PER_MSEC)
/* Removing the sections of a block follows the word of it. */
#define AGAIN (1000 * NSEC_PER_MSEC)
/* Where the kernel's announcements cannot be heard. */
#define POLL (5000 * NSEC_PER_MSEC)
/* Looks that a layout in motion gets before it is shown as it is. */
#define LOOKS 10

/* All that the journal keeps, and half of what a stream takes. */
#define READ_SIZE (MEMTOPO_STREAM_ROOM / 2)

struct watch {
	const char *root;
	const struct memtopo_style *style;
	struct memtopo_error *err;
	char *path;
	int events;
	int uevents;
	struct memtopo_stream stream;
	/* The layout when it was last looked at, and when to look again. */
	struct memtopo_machine machine;
	u64 look_at;
	unsigned int looks;
	/* In JSON the last event waits for its changes. */
	struct memtopo_event held;
	bool is_held;
	/* Since the last look events were printed, or at least heard of. */
	bool announced;
	bool news;
	bool ended;
};

/* Set by a signal. */
static int stop_wanted;

static void stop(int number)
{
	(void)number;
	__atomic_store_n(&stop_wanted, 1, __ATOMIC_RELAXED);
}

static bool stopped(void)
{
	return __atomic_load_n(&stop_wanted, __ATOMIC_RELAXED);
}

static u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static bool is_live(const struct watch *watch)
{
	return !*watch->root;
}

static void look_in(struct watch *watch, u64 ns)
{
	u64 at = now() + ns;

	if (at < watch->look_at)
		watch->look_at = at;
}

static void news_take(struct watch *watch)
{
	watch->news = true;
	look_in(watch, SETTLE);
}

/* Why the journal is not there: no module, no debugfs, no right to it? */
static int events_error(struct watch *watch, int rc)
{
	char *directory;

	if (rc == -ENOENT && is_live(watch)) {
		rc = memtopo_source_directory(watch->root, &directory, watch->err);
		if (rc)
			return rc;
		free(directory);
		memtopo_error_set(watch->err, watch->path, 0,
				  "debugfs is not mounted: try 'mount -t debugfs none /sys/kernel/debug' as root");
		return -ENOENT;
	}
	if (rc == -ENOENT) {
		memtopo_error_set(watch->err, watch->path, 0,
				  "this recording has no journal; 'memtopo diff' compares recordings");
		return rc;
	}
	return memtopo_file_error(watch->err, watch->path, rc);
}

static int events_open(struct watch *watch)
{
	if (asprintf(&watch->path, "%s%s/%s", watch->root, MEMTOPO_DEBUGFS, MEMTOPO_EVENTS) < 0) {
		watch->path = NULL;
		return -ENOMEM;
	}
	watch->events = open(watch->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return watch->events < 0 ? events_error(watch, -errno) : 0;
}

/* Without them there is a poll: containers and old kernels may refuse. */
static int uevents_open(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd;

	fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
		    NETLINK_KOBJECT_UEVENT);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Strings, one after another, of which one says what it is about. */
static bool uevent_is_of_memory(const char *text, size_t size)
{
	const char *end = text + size, *next;

	for (; text < end; text = next) {
		next = memchr(text, '\0', end - text);
		if (!next++)
			break;
		if (!strcmp(text, "SUBSYSTEM=memory") || !strcmp(text, "SUBSYSTEM=node"))
			return true;
	}
	return false;
}

static void uevents_read(struct watch *watch)
{
	struct sockaddr_nl from = { .nl_pid = 0 };
	socklen_t len = sizeof(from);
	char text[8192];
	ssize_t got;

	/* What has a sender is not from the kernel. */
	while ((got = recvfrom(watch->uevents, text, sizeof(text), 0,
			       (struct sockaddr *)&from, &len)) >= 0) {
		if (!from.nl_pid && uevent_is_of_memory(text, got))
			news_take(watch);
		len = sizeof(from);
	}
	if (errno == ENOBUFS)
		news_take(watch);
}

/* An event with its changes, or NULL for either, as a line of JSON. */
static int line_print(const struct watch *watch, const struct memtopo_event *event,
		      const struct memtopo_rows *changes)
{
	struct memtopo_style style = { .format = MEMTOPO_FORMAT_JSON };
	const void *row = event;
	const struct memtopo_rows rows = { .row = &row, .count = 1 };
	const struct memtopo_member members[] = {
		{ &memtopo_event_view, event ? &rows : NULL, &watch->machine, true, NULL },
		{ &memtopo_changes_view, changes, &watch->machine, false, NULL },
	};

	return memtopo_line_print(members, ARRAY_SIZE(members), &style);
}

static int held_print(struct watch *watch, const struct memtopo_rows *changes)
{
	int rc = line_print(watch, watch->is_held ? &watch->held : NULL, changes);

	memtopo_event_free(&watch->held);
	watch->is_held = false;
	return rc;
}

static int event_take(struct watch *watch)
{
	bool json = watch->style->format == MEMTOPO_FORMAT_JSON;
	struct memtopo_event event;
	int rc;

	rc = memtopo_event_parse(&event, &watch->stream, &watch->machine);
	if (!rc && json && watch->is_held)
		rc = held_print(watch, NULL);
	if (!rc && json) {
		watch->held = event;
		watch->is_held = true;
		return 0;
	}
	if (!rc)
		memtopo_event_print(&event, &watch->machine, watch->style);
	memtopo_event_free(&event);
	return rc;
}

static int loss_take(struct watch *watch)
{
	int rc = 0;

	if (watch->style->format != MEMTOPO_FORMAT_JSON) {
		printf("%llu events lost\n", watch->stream.lost);
		return 0;
	}
	if (watch->is_held)
		rc = held_print(watch, NULL);
	printf("{\"lost\": %llu}\n", watch->stream.lost);
	return rc;
}

/* @show: or else pass over them. */
static int items_take(struct watch *watch, bool show)
{
	int item = 0, rc = 0;

	/* A signal gets a program out of a write that nobody takes, once. */
	while (!rc && !ferror(stdout) && (item = memtopo_stream_next(&watch->stream)) > 0) {
		if (!show)
			continue;
		rc = item == MEMTOPO_STREAM_ROW ? event_take(watch) : loss_take(watch);
		watch->announced = true;
		news_take(watch);
	}
	return rc ? rc : item;
}

/* Returns how many bytes there were, 0 also when there are none yet. */
static ssize_t events_read(struct watch *watch, bool show)
{
	char text[READ_SIZE];
	ssize_t got;
	int rc;

	got = read(watch->events, text, sizeof(text));
	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 :
		       memtopo_file_error(watch->err, watch->path, -errno);
	if (!got) {
		watch->ended = true;
		return memtopo_stream_end(&watch->stream);
	}
	rc = memtopo_stream_feed(&watch->stream, text, got);
	if (!rc)
		rc = items_take(watch, show);
	return rc ? rc : got;
}

static int changes_show(struct watch *watch, const struct memtopo_changes *changes)
{
	struct memtopo_style style = *watch->style;
	struct memtopo_rows rows;
	u64 time = now();
	int rc;

	rc = memtopo_changes_rows(changes, &rows);
	if (!rc && style.format == MEMTOPO_FORMAT_JSON) {
		if (watch->is_held || changes->count)
			rc = held_print(watch, &rows);
	} else if (!rc && changes->count) {
		if (!watch->announced)
			printf("[%5llu.%06llu] the layout changed\n", time / 1000000000,
			       time % 1000000000 / 1000);
		style.noheadings = true;
		style.indent = 4;
		rc = memtopo_rows_print(&memtopo_changes_view, &rows, &watch->machine, &style);
	}
	memtopo_rows_free(&rows);
	return rc;
}

/* Compares the layout with what it was, and keeps it for the next time. */
static int look(struct watch *watch)
{
	struct memtopo_changes changes = { .count = 0 };
	struct memtopo_machine machine;
	int rc;

	watch->look_at = MEMTOPO_NONE;
	rc = memtopo_machine_load(&machine, watch->root, MEMTOPO_HAS_ALL, watch->err);
	if (!rc && machine.torn && is_live(watch) && ++watch->looks < LOOKS) {
		memtopo_machine_free(&machine);
		look_in(watch, SETTLE);
		return 0;
	}
	watch->looks = 0;
	if (!rc)
		rc = memtopo_changes_build(&changes, &watch->machine, &machine, false, watch->err);
	if (!rc && machine.torn)
		fprintf(stderr, MEMTOPO_NOTE_TORN, "differences");
	if (!rc)
		rc = changes_show(watch, &changes);
	if (!rc && is_live(watch) && (watch->news || changes.count))
		look_in(watch, AGAIN);
	watch->announced = false;
	watch->news = false;
	memtopo_changes_free(&changes);
	if (rc) {
		memtopo_machine_free(&machine);
		return rc;
	}
	memtopo_machine_free(&watch->machine);
	watch->machine = machine;
	return 0;
}

static bool reader_is_gone(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	return poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP));
}

/* What cannot be written now is dropped: nobody waits for it. */
static int output_flush(struct watch *watch)
{
	int rc = 0;

	errno = 0;
	if (!ferror(stdout) && !fflush(stdout))
		return 0;
	if (!stopped() && errno != EPIPE && !reader_is_gone()) {
		rc = errno ? -errno : -EIO;
		memtopo_error_set(watch->err, "standard output", 0, "%s", strerror(-rc));
	}
	__fpurge(stdout);
	clearerr(stdout);
	watch->ended = true;
	return rc;
}

/* Signals get through here alone, so that none comes unnoticed before. */
static int wait_for(struct watch *watch, struct pollfd *fds, size_t count,
		    const sigset_t *signals)
{
	struct timespec timeout;
	u64 at = watch->look_at, time = now();
	sigset_t unblocked;
	int ready = 0;

	if (is_live(watch) && watch->uevents < 0 && time + POLL < at) {
		at = time + POLL;
		watch->look_at = at;
	}
	at = at > time ? at - time : 0;
	timeout.tv_sec = at / 1000000000;
	timeout.tv_nsec = at % 1000000000;

	sigprocmask(SIG_BLOCK, signals, &unblocked);
	if (!stopped())
		ready = ppoll(fds, count, watch->look_at == MEMTOPO_NONE ? NULL : &timeout,
			      &unblocked);
	sigprocmask(SIG_SETMASK, &unblocked, NULL);
	return ready < 0 && errno != EINTR ? -errno : ready > 0;
}

static int step(struct watch *watch, const sigset_t *signals)
{
	struct pollfd fds[] = {
		{ .fd = watch->events, .events = POLLIN },
		{ .fd = STDOUT_FILENO },
		{ .fd = watch->uevents, .events = POLLIN },
	};
	struct memtopo_error reason;
	ssize_t got = 0;
	int rc;

	rc = wait_for(watch, fds, ARRAY_SIZE(fds), signals);
	if (rc < 0 || stopped())
		return rc < 0 ? rc : 0;
	if (rc && (fds[1].revents & (POLLERR | POLLHUP))) {
		watch->ended = true;
		return 0;
	}
	if (rc && fds[2].revents)
		uevents_read(watch);
	if (rc && fds[0].revents)
		got = events_read(watch, true);
	/* What came before the damage is good. */
	reason = *watch->err;
	rc = 0;
	if (watch->look_at <= now() || ((watch->ended || got < 0) && watch->announced))
		rc = look(watch);
	if (!rc)
		rc = output_flush(watch);
	if (got >= 0)
		return rc;
	*watch->err = reason;
	return got;
}

/* Events that are there already are of the past, unless they are a recording. */
static int start(struct watch *watch)
{
	ssize_t got;
	int rc;

	rc = events_open(watch);
	if (rc)
		return rc;
	memtopo_stream_open(&watch->stream, watch->path, MEMTOPO_EVENTS, watch->err);
	rc = memtopo_machine_load(&watch->machine, watch->root, MEMTOPO_HAS_ALL, watch->err);
	if (rc || !is_live(watch))
		return rc;
	watch->uevents = uevents_open();
	do {
		got = events_read(watch, watch->style->all);
	} while (got > 0);
	if (got < 0)
		return got;
	/* They have made a difference already: the layout to compare with is that of now. */
	if (watch->is_held)
		rc = held_print(watch, NULL);
	watch->announced = false;
	watch->news = false;
	watch->look_at = MEMTOPO_NONE;
	memtopo_machine_free(&watch->machine);
	if (!rc)
		rc = memtopo_machine_load(&watch->machine, watch->root, MEMTOPO_HAS_ALL,
					  watch->err);
	return rc ? rc : output_flush(watch);
}

int memtopo_watch(const char *root, const struct memtopo_style *style,
		  struct memtopo_error *err)
{
	struct watch watch = {
		.root = root, .style = style, .err = err,
		.events = -1, .uevents = -1, .look_at = MEMTOPO_NONE,
	};
	struct sigaction action = { .sa_handler = stop }, old[2];
	sigset_t signals;
	int rc;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaction(SIGINT, &action, &old[0]);
	sigaction(SIGTERM, &action, &old[1]);

	rc = start(&watch);
	while (!rc && !watch.ended && !stopped())
		rc = step(&watch, &signals);
	if (watch.is_held && held_print(&watch, NULL) && !rc)
		rc = -ENOMEM;

	memtopo_stream_close(&watch.stream);
	memtopo_machine_free(&watch.machine);
	if (watch.events >= 0)
		close(watch.events);
	if (watch.uevents >= 0)
		close(watch.uevents);
	free(watch.path);
	sigaction(SIGINT, &old[0], NULL);
	sigaction(SIGTERM, &old[1], NULL);
	return rc;
}
