/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Copying files into a recording.
 */
#ifndef MEMTOPO_COPY_H
#define MEMTOPO_COPY_H

#include "source.h"

/**
 * memtopo_copy_parents() - make the directories that lead to a file
 * @path: the file's path
 * @err: where failures are described
 *
 * Return: 0 or -errno.
 */
int memtopo_copy_parents(const char *path, struct memtopo_error *err);

/**
 * memtopo_copy_write() - write a file that is in memory
 * @path: where to; nothing may be there, and directories are made if need be
 * @file: what to write
 * @err: where failures are described
 *
 * Return: 0 or -errno.
 */
int memtopo_copy_write(const char *path, const struct memtopo_file *file,
		       struct memtopo_error *err);

/**
 * memtopo_copy_sysfs() - copy what of the kernel's and the firmware's files is read
 * @root: the system root to copy from, "" for this machine
 * @to: the system root to copy to
 * @count: how many files there are, to which those copied are added
 * @err: where failures are described
 *
 * Whatever is not there is left out.
 *
 * Return: 0 or -errno.
 */
int memtopo_copy_sysfs(const char *root, const char *to, size_t *count,
		       struct memtopo_error *err);

/**
 * memtopo_copy_process() - copy what is known of a process
 * @root: the system root to copy from, "" for this machine
 * @to: the system root to copy to
 * @pid: the process
 * @count: how many files there are, to which those copied are added
 * @err: where failures are described
 *
 * The module's answer has to be there, the names of its mappings need not.
 *
 * Return: 0 or -errno.
 */
int memtopo_copy_process(const char *root, const char *to, u64 pid, size_t *count,
			 struct memtopo_error *err);

#endif /* MEMTOPO_COPY_H */
