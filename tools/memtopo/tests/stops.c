// SPDX-License-Identifier: GPL-2.0
/*
 * Made-up programs: the stops of a trace as text, in place of tracee.c and proc.c.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stops.h"

#define PAGE 4096

static struct {
	const char *at;
	const char *end;
	bool is_tame;
	/* Each line has faults, so that somebody looks. */
	u64 lines;
} stops;

/* The next word of a line, which ends before @end. */
static size_t word_next(const char **pos, const char *end, char *word, size_t size)
{
	size_t len = 0;

	while (*pos < end && **pos == ' ')
		(*pos)++;
	while (*pos < end && **pos != ' ') {
		if (len + 1 < size)
			word[len++] = **pos;
		(*pos)++;
	}
	word[len] = '\0';
	return len;
}

static u64 number_next(const char **pos, const char *end)
{
	char word[32];

	return word_next(pos, end, word, sizeof(word)) ? strtoull(word, NULL, 0) : 0;
}

/* Takes the next line; false when there is none. */
static bool line_next(const char **line, const char **end)
{
	if (stops.at >= stops.end)
		return false;
	*line = stops.at;
	*end = memchr(stops.at, '\n', stops.end - stops.at);
	if (!*end)
		*end = stops.end;
	stops.at = *end + 1;
	stops.lines++;
	return true;
}

u64 stops_open(const char *text, size_t size, bool is_tame)
{
	const char *line, *end;
	char word[8];

	stops.at = text;
	stops.end = text + size;
	stops.is_tame = is_tame;
	stops.lines = 0;
	if (!line_next(&line, &end) || !word_next(&line, end, word, sizeof(word)) ||
	    strcmp(word, "of"))
		return 0;
	return (unsigned short)number_next(&line, end);
}

static enum memtopo_stop_kind kind_of(const char *word)
{
	static const char *const kinds[] = {
		[MEMTOPO_STOP_TICK] = "tick", [MEMTOPO_STOP_CALL] = "call",
		[MEMTOPO_STOP_RETURN] = "return", [MEMTOPO_STOP_BORN] = "born",
		[MEMTOPO_STOP_EXEC] = "exec", [MEMTOPO_STOP_EXITING] = "exiting",
		[MEMTOPO_STOP_GONE] = "gone",
	};
	size_t i;

	for (i = MEMTOPO_STOP_TICK; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(word, kinds[i]))
			return i;
	}
	return MEMTOPO_STOP_END;
}

static void stop_read(struct memtopo_stop *stop, const char *line, const char *end)
{
	size_t i;

	stop->pid = number_next(&line, end);
	stop->tid = number_next(&line, end);
	switch (stop->kind) {
	case MEMTOPO_STOP_CALL:
		stop->abi = number_next(&line, end) % (MEMTOPO_ABIS + 1);
		stop->number = number_next(&line, end);
		for (i = 0; i < ARRAY_SIZE(stop->args); i++)
			stop->args[i] = number_next(&line, end);
		break;
	case MEMTOPO_STOP_RETURN:
		stop->result = number_next(&line, end);
		break;
	case MEMTOPO_STOP_EXITING:
		stop->is_last = number_next(&line, end);
		break;
	case MEMTOPO_STOP_GONE:
		stop->other = number_next(&line, end);
		if (stops.is_tame)
			stop->other = 0;
		stop->is_last = number_next(&line, end);
		break;
	default:
		stop->other = number_next(&line, end);
		stop->other_pid = number_next(&line, end);
	}
}

void __wrap_memtopo_tracees_next(struct memtopo_stop *stop)
{
	const char *line, *end;
	char word[256];

	*stop = (struct memtopo_stop) { .kind = MEMTOPO_STOP_END };
	while (line_next(&line, &end)) {
		word_next(&line, end, word, sizeof(word));
		stop->kind = kind_of(word);
		if (stop->kind != MEMTOPO_STOP_END) {
			stop_read(stop, line, end);
			return;
		}
		if (!stops.is_tame && !strcmp(word, "in") &&
		    word_next(&line, end, word, sizeof(word)) && chdir(word))
			abort();
	}
}

void __wrap_memtopo_tracees_leave(void)
{
}

/* Memory has its own address as text, and in its first bytes. */
size_t __wrap_memtopo_tracee_read(u64 pid, u64 address, void *text, size_t size)
{
	char own[32];
	size_t len;

	(void)pid;
	if (!address)
		return 0;
	if (size <= sizeof(address)) {
		memcpy(text, &address, size);
		return size;
	}
	len = snprintf(own, sizeof(own), "/at/%llx", address) + 1;
	memcpy(text, own, len < size ? len : size);
	return len < size ? len : size;
}

void __wrap_memtopo_tracee_clear(u64 pid, u64 address)
{
	(void)pid;
	(void)address;
}

void __wrap_memtopo_tracee_file(u64 pid, const char *link, char *path, size_t size)
{
	snprintf(path, size, "/of/%llu/%s", pid, link);
}

/* Sixteen pages, wherever. */
bool __wrap_memtopo_tracee_mapping(u64 pid, u64 address, u64 *start, u64 *end)
{
	(void)pid;
	*start = address;
	*end = address + 16 * PAGE;
	return address < *end;
}

u64 __wrap_memtopo_tracee_heap(u64 pid)
{
	return pid << 24;
}

bool __wrap_memtopo_tracee_faults(u64 pid, u64 *minor, u64 *major)
{
	(void)pid;
	*minor = stops.lines;
	*major = stops.lines / 8;
	return true;
}

enum memtopo_obstacle __wrap_memtopo_tracee_obstacle(u64 pid)
{
	return pid % (MEMTOPO_OBSTACLE_PRIVILEGE + 1);
}

int __wrap_memtopo_library_find(char *path, size_t size, struct memtopo_error *err)
{
	(void)err;
	snprintf(path, size, "/of/no/use");
	return 0;
}
