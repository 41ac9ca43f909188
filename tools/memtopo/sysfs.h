/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel itself tells of memory blocks: a directory of sysfs for each.
 */
#ifndef MEMTOPO_SYSFS_H
#define MEMTOPO_SYSFS_H

#include "source.h"

/* Below the system root. */
#define MEMTOPO_SYSFS "/sys/devices/system/memory"

/* What is read of a block's directory: these files, and where a link leads. */
#define MEMTOPO_SYSFS_STATE "state"
#define MEMTOPO_SYSFS_REMOVABLE "removable"
#define MEMTOPO_SYSFS_ZONES "valid_zones"
#define MEMTOPO_SYSFS_FIRMWARE "firmware_node"

/**
 * struct memtopo_sysfs_block - a memory block's directory
 * @block: the block's number
 * @state: online, offline, going-offline, or what else the kernel writes
 * @removable: 1 when this kernel can take memory offline at all, 0, or
 *             MEMTOPO_NONE
 * @zones: zones that the block is or may be in, joined by blanks; "none" when
 *         it is online in no single zone; NULL when nothing is known
 * @firmware: name of the ACPI device that it belongs to, or NULL
 */
struct memtopo_sysfs_block {
	u64 block;
	char *state;
	u64 removable;
	char *zones;
	char *firmware;
};

/**
 * struct memtopo_sysfs - what is known of all memory blocks
 * @blocks: the blocks that have a directory, ascending
 * @count: how many
 */
struct memtopo_sysfs {
	struct memtopo_sysfs_block *blocks;
	size_t count;
};

/**
 * memtopo_sysfs_read() - read what is known of memory blocks
 * @sysfs: what to fill; memtopo_sysfs_free() is wanted in any case
 * @root: the system root, "" for this machine
 * @blocks: the numbers of the blocks, ascending
 * @count: how many
 * @err: where failures are described
 *
 * A recording may be without any of it, and a block may go at any time: what
 * is not there is not known.
 *
 * Return: 0 or -errno.
 */
int memtopo_sysfs_read(struct memtopo_sysfs *sysfs, const char *root,
		       const u64 *blocks, size_t count, struct memtopo_error *err);

/**
 * memtopo_sysfs_find() - find a block's directory
 * @sysfs: what is known
 * @block: the block's number
 *
 * Return: what it says, or NULL.
 */
const struct memtopo_sysfs_block *memtopo_sysfs_find(const struct memtopo_sysfs *sysfs,
						     u64 block);

/**
 * memtopo_sysfs_free() - release everything
 * @sysfs: what is known, possibly all zero
 */
void memtopo_sysfs_free(struct memtopo_sysfs *sysfs);

/**
 * memtopo_line_load() - read a file of one line
 * @line: the line, to be freed; NULL when there is no such file
 * @directory: where it is
 * @name: its name
 * @err: where failures are described
 *
 * Only printable ASCII gets through.
 *
 * Return: 0 or -errno.
 */
int memtopo_line_load(char **line, const char *directory, const char *name,
		      struct memtopo_error *err);

#endif /* MEMTOPO_SYSFS_H */
