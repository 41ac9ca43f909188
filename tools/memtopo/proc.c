// SPDX-License-Identifier: GPL-2.0
/*
 * What can be seen of a process from outside, by /proc and in its memory.
 */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/uio.h>
#include <unistd.h>

#include "proc.h"

/* The beginning of a program of 64 bits. */
struct elf_header {
	unsigned char ident[EI_NIDENT];
	unsigned short type;
	unsigned short machine;
	u32 version;
	u64 entry;
	u64 segments;
	u64 sections;
	u32 flags;
	unsigned short size;
	unsigned short segment_size;
	unsigned short segment_count;
};

static FILE *proc_open(u64 pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%llu/%s", pid, name);
	return fopen(path, "re");
}

bool memtopo_tracee_status(u64 pid, const char *name, char *value, size_t size)
{
	FILE *file = proc_open(pid, "status");
	size_t len = strlen(name);
	char line[256];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file)) {
		found = !strncmp(line, name, len) && line[len] == ':';
		if (found)
			snprintf(value, size, "%s", line + len + 1 + strspn(line + len + 1, " \t"));
	}
	if (file)
		fclose(file);
	return found;
}

size_t memtopo_tracee_read(u64 pid, u64 address, void *text, size_t size)
{
	struct iovec to = { .iov_base = text, .iov_len = size };
	struct iovec from = { .iov_base = (void *)(unsigned long)address, .iov_len = size };
	ssize_t got = process_vm_readv(pid, &to, 1, &from, 1, 0);

	/* A string may end just before a page that is not there. */
	if (got < 0 && size > 1) {
		from.iov_len = 4096 - address % 4096;
		to.iov_len = from.iov_len < size ? from.iov_len : size;
		from.iov_len = to.iov_len;
		got = process_vm_readv(pid, &to, 1, &from, 1, 0);
	}
	return got < 0 ? 0 : got;
}

void memtopo_tracee_clear(u64 pid, u64 address)
{
	unsigned long word = 0;
	struct iovec from = { .iov_base = &word, .iov_len = sizeof(word) };
	struct iovec to = { .iov_base = (void *)(unsigned long)address, .iov_len = sizeof(word) };

	process_vm_writev(pid, &from, 1, &to, 1, 0);
}

void memtopo_tracee_file(u64 pid, const char *link, char *path, size_t size)
{
	char name[64];
	ssize_t len;

	snprintf(name, sizeof(name), "/proc/%llu/%s", pid, link);
	len = readlink(name, path, size - 1);
	path[len < 0 ? 0 : len] = '\0';
}

bool memtopo_tracee_mapping(u64 pid, u64 address, u64 *start, u64 *end)
{
	FILE *file = proc_open(pid, "maps");
	bool found = false;
	char *line = NULL;
	size_t room = 0;

	while (file && !found && getline(&line, &room, file) > 0)
		found = sscanf(line, "%llx-%llx ", start, end) == 2 &&
			*start <= address && address < *end;
	free(line);
	if (file)
		fclose(file);
	return found;
}

u64 memtopo_tracee_heap(u64 pid)
{
	FILE *file = proc_open(pid, "maps");
	u64 start, heap_end = 0;
	char *line = NULL;
	size_t room = 0;

	while (file && !heap_end && getline(&line, &room, file) > 0) {
		if (!strstr(line, " [heap]\n") ||
		    sscanf(line, "%llx-%llx ", &start, &heap_end) != 2)
			heap_end = 0;
	}
	free(line);
	if (file)
		fclose(file);
	return heap_end;
}

bool memtopo_tracee_faults(u64 pid, u64 *minor, u64 *major)
{
	FILE *file = proc_open(pid, "stat");
	char line[512], *c = NULL;

	if (file && fgets(line, sizeof(line), file))
		c = strrchr(line, ')');
	if (file)
		fclose(file);
	/* state ppid pgrp session tty_nr tpgid flags minflt cminflt majflt */
	return c && sscanf(c, ") %*c %*d %*d %*d %*d %*d %*u %llu %*u %llu", minor, major) == 2;
}

/* A dynamic program names who loads its libraries. */
static bool has_interpreter(FILE *file, const struct elf_header *header)
{
	u32 type;
	int i;

	for (i = 0; i < header->segment_count; i++) {
		if (fseek(file, header->segments + i * header->segment_size, SEEK_SET) ||
		    fread(&type, sizeof(type), 1, file) != 1 || type == PT_INTERP)
			return true;
	}
	return false;
}

/* Whether the kernel has told the program that it is not to trust its environment. */
static bool is_secure(u64 pid)
{
	FILE *file = proc_open(pid, "auxv");
	unsigned long pair[2] = { 1, 0 };
	bool secure = false;

	while (file && !secure && fread(pair, sizeof(pair), 1, file) == 1)
		secure = pair[0] == AT_SECURE && pair[1];
	if (file)
		fclose(file);
	return secure;
}

enum memtopo_obstacle memtopo_tracee_obstacle(u64 pid)
{
	enum memtopo_obstacle obstacle = MEMTOPO_OBSTACLE_NONE;
	FILE *file = proc_open(pid, "exe");
	struct elf_header header, own;
	FILE *self;

	if (!file)
		return obstacle;
	self = fopen("/proc/self/exe", "re");
	if (self && fread(&header, sizeof(header), 1, file) == 1 &&
	    fread(&own, sizeof(own), 1, self) == 1) {
		if (header.ident[EI_CLASS] != own.ident[EI_CLASS] ||
		    header.machine != own.machine)
			obstacle = MEMTOPO_OBSTACLE_CLASS;
		else if (!has_interpreter(file, &header))
			obstacle = MEMTOPO_OBSTACLE_STATIC;
		else if (is_secure(pid))
			obstacle = MEMTOPO_OBSTACLE_PRIVILEGE;
	}
	if (self)
		fclose(self);
	fclose(file);
	return obstacle;
}

int memtopo_library_find(char *path, size_t size, struct memtopo_error *err)
{
	static const char *const places[] = { "/", "/../lib/memtopo/" };
	char own[MEMTOPO_LIBRARY_ROOM / 2];
	char *slash;
	size_t i;

	memtopo_tracee_file(getpid(), "exe", own, sizeof(own));
	slash = strrchr(own, '/');
	if (slash)
		*slash = '\0';
	for (i = 0; i < ARRAY_SIZE(places) && slash; i++) {
		snprintf(path, size, "%s%s%s", own, places[i], MEMTOPO_MALLOC);
		if (!access(path, R_OK))
			return 0;
	}
	memtopo_error_set(err, NULL, 0, "--malloc takes %s, which is neither in %s nor in %s%s",
			  MEMTOPO_MALLOC, own, own, "/../lib/memtopo");
	return -ENOENT;
}
