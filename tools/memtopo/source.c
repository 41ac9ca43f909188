// SPDX-License-Identifier: GPL-2.0
/*
 * Where table files are: the module's directories, or a recording of them.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "source.h"

/* In sight also where /proc is not the whole of it. */
#define MODULE_SYSFS "/sys/module/memtopo"
/* What the kernel keeps from root, too, in brackets. */
#define LOCKDOWN "/sys/kernel/security/lockdown"

static const char *const directories[] = { MEMTOPO_PROC, MEMTOPO_DEBUGFS };

/* Whether the kernel says that it is; where securityfs is not in sight, nobody knows. */
static bool is_locked_down(void)
{
	char state[128] = "";
	ssize_t got;
	int fd;

	fd = open(LOCKDOWN, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, state, sizeof(state) - 1);
	close(fd);
	return got > 0 && !strstr(state, "[none]");
}

/* What there is to say to who may not. Documentation/access.rst has the rules. */
static const char *permission_advice(const char *path, int rc)
{
	static const char *const advice[] = {
		" (the layout of memory is for root: try 'sudo memtopo', or have root record it for 'memtopo -s')",
		" (root of this user namespace is not root of the machine, and the layout of memory is for that one)",
		" (the kernel is locked down, and then keeps debugfs closed to all)",
	};

	if (strncmp(path, MEMTOPO_PROC "/", sizeof(MEMTOPO_PROC)) &&
	    strncmp(path, MEMTOPO_DEBUGFS "/", sizeof(MEMTOPO_DEBUGFS)))
		return "";
	if (!geteuid() && rc == -EPERM && is_locked_down())
		return advice[2];
	return advice[!geteuid()];
}

int memtopo_file_error(struct memtopo_error *err, const char *path, int rc)
{
	memtopo_error_set(err, path, 0, "%s%s", strerror(-rc),
			  rc == -EACCES || rc == -EPERM ?
			  permission_advice(path, rc) : "");
	return rc;
}

static int no_source(struct memtopo_error *err, const char *root)
{
	if (*root)
		memtopo_error_set(err, root, 0, "no recorded machine: it has neither %s nor %s",
				  MEMTOPO_PROC, MEMTOPO_DEBUGFS);
	else if (!access(MODULE_SYSFS, F_OK))
		memtopo_error_set(err, MEMTOPO_PROC, 0,
				  "the memtopo module is loaded, but its files are not in sight here: try outside of this container");
	else
		memtopo_error_set(err, MEMTOPO_PROC, 0,
				  "the memtopo module is not loaded: try 'modprobe memtopo' or 'insmod module/memtopo.ko' as root");
	return -ENOENT;
}

int memtopo_source_directory(const char *root, char **path,
			     struct memtopo_error *err)
{
	struct stat st;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(directories); i++) {
		if (asprintf(path, "%s%s", root, directories[i]) < 0)
			return -ENOMEM;
		if (!stat(*path, &st))
			return 0;
		free(*path);
	}
	*path = NULL;
	return no_source(err, root);
}

static int file_open(struct memtopo_file *file, const char *root,
		     const char *name, struct memtopo_error *err)
{
	int fd, rc = -ENOENT;
	char *dir;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(directories); i++) {
		free(file->path);
		file->path = NULL;
		if (asprintf(&file->path, "%s%s/%s", root, directories[i], name) < 0) {
			file->path = NULL;
			return -ENOMEM;
		}
		/* Nobody may make the program wait by recording a FIFO. */
		fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0)
			return fd;
		/* Without a module, debugfs still hides itself from users. */
		if (!i || errno != EACCES)
			rc = -errno;
		if (rc != -ENOENT)
			return memtopo_file_error(err, file->path, rc);
	}
	rc = memtopo_source_directory(root, &dir, err);
	if (rc)
		return rc;
	memtopo_error_set(err, dir, 0, "has no file '%s'", name);
	free(dir);
	return -ENOENT;
}

static int file_too_large(const struct memtopo_file *file, size_t limit,
			  struct memtopo_error *err)
{
	if (limit >> 20)
		return memtopo_error_set(err, file->path, 0, "larger than %zu MiB", limit >> 20);
	return memtopo_error_set(err, file->path, 0, "larger than %zu bytes", limit);
}

static int file_fill(struct memtopo_file *file, int fd, size_t limit,
		     struct memtopo_error *err)
{
	size_t room = 0;
	ssize_t got;
	char *text;

	do {
		if (file->size == room) {
			room = room ? 2 * room : limit < 1 << 16 ? limit + 1 : 1 << 16;
			text = realloc(file->text, room);
			if (!text)
				return -ENOMEM;
			file->text = text;
		}
		if (file->size > limit)
			return file_too_large(file, limit, err);
		got = read(fd, file->text + file->size, room - file->size);
		/* A stream is read as far as it goes without waiting. */
		if (got < 0 && errno == EAGAIN)
			return 0;
		if (got < 0 && errno != EINTR)
			return memtopo_file_error(err, file->path, -errno);
		if (got > 0)
			file->size += got;
	} while (got);
	return 0;
}

/* Reads what @fd stands for and closes it; @fd may be an error instead. */
static int file_take(struct memtopo_file *file, int fd, size_t limit,
		     struct memtopo_error *err)
{
	struct stat st;
	int rc;

	if (fd < 0) {
		memtopo_file_free(file);
		return fd;
	}
	if (fstat(fd, &st))
		rc = memtopo_file_error(err, file->path, -errno);
	else if (!S_ISREG(st.st_mode))
		rc = memtopo_error_set(err, file->path, 0, "not a regular file");
	else
		rc = file_fill(file, fd, limit, err);
	close(fd);
	if (rc)
		memtopo_file_free(file);
	return rc;
}

int memtopo_file_read(struct memtopo_file *file, const char *root,
		      const char *name, struct memtopo_error *err)
{
	memset(file, 0, sizeof(*file));
	return file_take(file, file_open(file, root, name, err), MEMTOPO_FILE_LIMIT, err);
}

int memtopo_file_load(struct memtopo_file *file, char *path, size_t limit,
		      struct memtopo_error *err)
{
	int fd;

	memset(file, 0, sizeof(*file));
	file->path = path;
	if (!path)
		return -ENOMEM;
	/* Nobody may make the program wait by recording a FIFO. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		fd = memtopo_file_error(err, path, -errno);
	return file_take(file, fd, limit, err);
}

static int number_compare(const void *left, const void *right)
{
	const u64 *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* Adds what a name says after the prefix, if it is a number as the kernel writes it. */
static int number_add(u64 **numbers, size_t *count, const char *name, const char *prefix)
{
	size_t len = strlen(prefix);
	const char *pos = name + len;
	u64 number, *more;

	if (strncmp(name, prefix, len) || (pos[0] == '0' && pos[1]) ||
	    memtopo_number_scan(&pos, &number) || *pos)
		return 0;
	more = reallocarray(*numbers, *count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	*numbers = more;
	more[(*count)++] = number;
	return 0;
}

int memtopo_directory_numbers(u64 **numbers, size_t *count, const char *path,
			      const char *prefix, struct memtopo_error *err)
{
	struct dirent *entry;
	int rc = 0;
	DIR *dir;

	*numbers = NULL;
	*count = 0;
	dir = opendir(path);
	if (!dir && errno == ENOENT)
		return 0;
	if (!dir) {
		rc = -errno;
		memtopo_error_set(err, path, 0, "%s", strerror(-rc));
		return rc;
	}
	while (!rc && (entry = readdir(dir)))
		rc = number_add(numbers, count, entry->d_name, prefix);
	closedir(dir);
	if (rc) {
		free(*numbers);
		*numbers = NULL;
		*count = 0;
	}
	if (*count)
		qsort(*numbers, *count, sizeof(**numbers), number_compare);
	return rc;
}

void memtopo_file_free(struct memtopo_file *file)
{
	free(file->path);
	free(file->text);
	memset(file, 0, sizeof(*file));
}

void memtopo_source_pause(void)
{
	static const struct timespec pause = { .tv_nsec = 20000000 };

	nanosleep(&pause, NULL);
}
