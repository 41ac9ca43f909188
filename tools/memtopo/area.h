/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an address space adds up to: by areas, by kinds, by places.
 */
#ifndef MEMTOPO_AREA_H
#define MEMTOPO_AREA_H

#include "space.h"

/**
 * struct memtopo_area - a mapping, or several that are alike
 * @start: address of the first byte
 * @end: address after the last byte
 * @span: pages from the start to the end of each
 * @perms: what may be done there, "mixed" when that differs
 * @kind: what it is for
 * @flags: VmFlags, NULL when they differ
 * @page_size: bytes of the pages that the first is made of
 * @pages: base pages by what they are
 * @owners: nodes and zones of the resident ones
 * @owner_count: how many
 * @path: what /proc/PID/maps calls it, or NULL
 * @name: the last part of that, or NULL
 * @device: device of its file, or NULL
 * @inode: inode of its file, or MEMTOPO_NONE
 * @offset: where in its file the first begins, or MEMTOPO_NONE
 * @count: how many mappings
 * @is_shown: whether it is large enough for a short table
 */
struct memtopo_area {
	u64 start;
	u64 end;
	u64 span;
	const char *perms;
	const char *kind;
	const char *flags;
	u64 page_size;
	u64 pages[MEMTOPO_USES];
	struct memtopo_owner *owners;
	size_t owner_count;
	const char *path;
	const char *name;
	const char *device;
	u64 inode;
	u64 offset;
	u64 count;
	bool is_shown;
};

/**
 * struct memtopo_areas - areas of an address space
 * @area: the areas
 * @count: how many
 * @owners: what their owners point into
 */
struct memtopo_areas {
	struct memtopo_area *area;
	size_t count;
	struct memtopo_owner *owners;
};

/**
 * memtopo_areas_build() - merge mappings that are alike
 * @areas: the areas, to be passed to memtopo_areas_free() in any case
 * @space: the address space
 * @each: make an area of each mapping, merge nothing
 *
 * Neighbours are alike when they have the same kind and the same name, or both have
 * no name.
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_areas_build(struct memtopo_areas *areas, const struct memtopo_space *space,
			bool each);

/**
 * memtopo_kinds_build() - add up mappings by their kinds
 * @kinds: an area for each kind, to be passed to memtopo_areas_free() in any case
 * @space: the address space
 * @total: make one more of all of them, the last
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_kinds_build(struct memtopo_areas *kinds, const struct memtopo_space *space,
			bool total);

/**
 * memtopo_areas_rank() - choose those for a short table
 * @areas: the areas, of which @is_shown is set
 * @count: how many are shown at most: those with most pages resident or swapped out
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_areas_rank(struct memtopo_areas *areas, size_t count);

/**
 * memtopo_areas_free() - release all areas
 * @areas: the areas, possibly all zero
 */
void memtopo_areas_free(struct memtopo_areas *areas);

/**
 * struct memtopo_spot - where some of the resident pages are
 * @kind: kind of their mappings, NULL for any
 * @node: their node
 * @zone: their zone
 * @section: their section, MEMTOPO_NONE for any
 * @pages: how many
 * @huge: of these, mapped by huge entries and not of hugetlbfs
 * @hugetlb: of these, of hugetlbfs
 * @distance: of the node from the CPU that runs the process, or MEMTOPO_NONE
 * @total: how many pages are resident everywhere
 * @rank: of the zone in its node
 */
struct memtopo_spot {
	const char *kind;
	u64 node;
	const char *zone;
	u64 section;
	u64 pages;
	u64 huge;
	u64 hugetlb;
	u64 distance;
	u64 total;
	size_t rank;
};

/**
 * struct memtopo_spots - all of these
 * @spot: they, by node and zone
 * @count: how many
 */
struct memtopo_spots {
	struct memtopo_spot *spot;
	size_t count;
};

/**
 * memtopo_spots_build() - add up places by nodes and zones
 * @spots: to be passed to memtopo_spots_free() in any case
 * @space: the address space
 * @each: make one of each place, add up nothing
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_spots_build(struct memtopo_spots *spots, const struct memtopo_space *space,
			bool each);

/**
 * memtopo_spots_free() - release all of it
 * @spots: possibly all zero
 */
void memtopo_spots_free(struct memtopo_spots *spots);

/**
 * struct memtopo_summary - a process and what its address space adds up to
 * @process: the process
 * @pages: base pages by what they are
 * @remote: resident pages on nodes farther than that of the CPU, or MEMTOPO_NONE
 * @distance: mean distance of resident pages from the CPU, times ten, or MEMTOPO_NONE
 */
struct memtopo_summary {
	struct memtopo_process process;
	u64 pages[MEMTOPO_USES];
	u64 remote;
	u64 distance;
};

/**
 * memtopo_summary_build() - add up an address space
 * @summary: what to fill
 * @space: the address space
 */
void memtopo_summary_build(struct memtopo_summary *summary, const struct memtopo_space *space);

#endif /* MEMTOPO_AREA_H */
