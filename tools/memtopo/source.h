/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where table files are: the module's directories, or a recording of them.
 */
#ifndef MEMTOPO_SOURCE_H
#define MEMTOPO_SOURCE_H

#include "parse.h"

/* Below the system root, in the order in which they are tried. */
#define MEMTOPO_PROC "/proc/memtopo"
#define MEMTOPO_DEBUGFS "/sys/kernel/debug/memtopo"

/* The journal, a stream in debugfs. */
#define MEMTOPO_EVENTS "events"

/* Half a million sections take some 40 MiB; past this it is no table. */
#define MEMTOPO_FILE_LIMIT (256UL << 20)

/* The kernel writes no more to a file of sysfs than a page, the largest of which has 64 KiB. */
#define MEMTOPO_SYSFS_LIMIT (64UL << 10)

/* How often a torn set of files is read before it is taken as it is. */
#define MEMTOPO_TRIES 5

/**
 * struct memtopo_file - a file in memory
 * @path: where it was read
 * @text: its bytes
 * @size: how many there are
 */
struct memtopo_file {
	char *path;
	char *text;
	size_t size;
};

/**
 * memtopo_file_read() - read one table file of a machine
 * @file: the file in memory, to be passed to memtopo_file_free()
 * @root: the system root, "" for this machine
 * @name: the table's name
 * @err: where failures are described
 *
 * Return: 0, -ENOENT when the machine does not have it, -errno.
 */
int memtopo_file_read(struct memtopo_file *file, const char *root,
		      const char *name, struct memtopo_error *err);

/**
 * memtopo_file_load() - read any file
 * @file: the file in memory, to be passed to memtopo_file_free()
 * @path: where it is, which the file takes over
 * @limit: how many bytes it may have
 * @err: where failures are described
 *
 * Return: 0 or -errno.
 */
int memtopo_file_load(struct memtopo_file *file, char *path, size_t limit,
		      struct memtopo_error *err);

/**
 * memtopo_directory_numbers() - list what a directory has numbered
 * @numbers: the numbers, ascending, to be freed
 * @count: how many; none when there is no such directory
 * @path: the directory
 * @prefix: what stands before the numbers
 * @err: where failures are described
 *
 * Return: 0 or -errno.
 */
int memtopo_directory_numbers(u64 **numbers, size_t *count, const char *path,
			      const char *prefix, struct memtopo_error *err);

/**
 * memtopo_file_error() - describe why a file of the module's cannot be read
 * @err: where to describe it
 * @path: the file
 * @rc: the error, -errno
 *
 * Return: @rc.
 */
int memtopo_file_error(struct memtopo_error *err, const char *path, int rc);

/**
 * memtopo_file_free() - release a file
 * @file: the file, possibly all zero
 */
void memtopo_file_free(struct memtopo_file *file);

/**
 * memtopo_source_directory() - find the directory that holds the tables
 * @root: the system root, "" for this machine
 * @path: its path, to be freed
 * @err: where failures are described
 *
 * Return: 0 or -errno.
 */
int memtopo_source_directory(const char *root, char **path,
			     struct memtopo_error *err);

/**
 * memtopo_source_pause() - let a memory hot-plug in progress get on
 */
void memtopo_source_pause(void);

#endif /* MEMTOPO_SOURCE_H */
