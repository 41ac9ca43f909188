/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The names that the kernel has for a process and for its mappings.
 */
#ifndef MEMTOPO_MAPS_H
#define MEMTOPO_MAPS_H

#include "source.h"

/* Below /proc/PID. */
#define MEMTOPO_MAPS "maps"
#define MEMTOPO_COMM "comm"

/**
 * struct memtopo_map - a line of /proc/PID/maps
 * @start: address of the mapping's first byte
 * @end: address after its last byte
 * @offset: where in its file it begins
 * @device: device of its file
 * @inode: inode of its file, 0 where there is none
 * @name: its file, or what the kernel calls it; "" for none
 */
struct memtopo_map {
	u64 start;
	u64 end;
	u64 offset;
	const char *device;
	u64 inode;
	const char *name;
};

/**
 * struct memtopo_maps - the names of a process
 * @map: its mappings, ascending
 * @count: how many; none when that is not known
 * @comm: the name of the process, or NULL
 * @file: what names point into
 */
struct memtopo_maps {
	struct memtopo_map *map;
	size_t count;
	char *comm;
	struct memtopo_file file;
};

/**
 * memtopo_maps_load() - read the names of a process
 * @maps: what to fill; memtopo_maps_free() is wanted in any case
 * @root: the system root, "" for this machine
 * @pid: the process
 * @err: where failures are described
 *
 * Of a process that is gone, or was not recorded, no names are known. Only
 * printable ASCII gets through; ? stands for what else names have.
 *
 * Return: 0 or -errno.
 */
int memtopo_maps_load(struct memtopo_maps *maps, const char *root, u64 pid,
		      struct memtopo_error *err);

/**
 * memtopo_maps_find() - find a mapping
 * @maps: the mappings
 * @start: address of its first byte
 *
 * Return: the mapping, or NULL where there is none that starts there.
 */
const struct memtopo_map *memtopo_maps_find(const struct memtopo_maps *maps, u64 start);

/**
 * memtopo_maps_name() - the name of a mapping
 * @maps: the names
 * @start: address of its first byte
 * @end: address after its last byte, or MEMTOPO_NONE for any
 *
 * Return: the name; NULL where there is none, or no such mapping.
 */
const char *memtopo_maps_name(const struct memtopo_maps *maps, u64 start, u64 end);

/**
 * memtopo_maps_free() - release the names
 * @maps: the names, possibly all zero
 */
void memtopo_maps_free(struct memtopo_maps *maps);

#endif /* MEMTOPO_MAPS_H */
