/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The layout: memory and holes in address order, as the picture shows them.
 */
#ifndef MEMTOPO_LAYOUT_H
#define MEMTOPO_LAYOUT_H

#include "hole.h"
#include "run.h"

/**
 * struct memtopo_stretch - a run of memory, or a hole
 * @start_pfn: first page frame
 * @span_pages: page frames from the first to the last
 * @hole: the hole, NULL for memory
 * @run: the sections, NULL for a hole and on FLATMEM
 * @nodes: the nodes that own pages
 * @node_count: how many
 * @zones: the zones that own pages
 * @zone_count: how many
 */
struct memtopo_stretch {
	u64 start_pfn;
	u64 span_pages;
	const struct memtopo_hole *hole;
	const struct memtopo_run *run;
	const struct memtopo_owner *nodes;
	size_t node_count;
	const struct memtopo_owner *zones;
	size_t zone_count;
};

/**
 * struct memtopo_layout - all of physical memory
 * @stretch: memory and holes, ascending by their start
 * @count: how many
 * @end_pfn: page frame after the last
 * @longest: pages of the longest stretch of memory
 * @runs: what stretches of memory point into
 * @holes: what holes point into
 * @flat: owners of memory on FLATMEM
 */
struct memtopo_layout {
	struct memtopo_stretch *stretch;
	size_t count;
	u64 end_pfn;
	u64 longest;
	struct memtopo_runs runs;
	struct memtopo_holes holes;
	struct memtopo_owner *flat;
};

/**
 * memtopo_layout_build() - put memory and holes in order
 * @layout: the layout, to be passed to memtopo_layout_free() in any case
 * @machine: the machine, with all tables
 *
 * Return: 0 or -errno.
 */
int memtopo_layout_build(struct memtopo_layout *layout,
			 const struct memtopo_machine *machine);

/**
 * memtopo_layout_free() - release a layout
 * @layout: the layout
 */
void memtopo_layout_free(struct memtopo_layout *layout);

/**
 * memtopo_stretch_pages() - how long a stretch is without the holes in it
 * @stretch: the stretch
 *
 * Return: pages in present subsections; on FLATMEM and for a hole, its span.
 */
u64 memtopo_stretch_pages(const struct memtopo_stretch *stretch);

/**
 * memtopo_stretch_is_online() - whether memory is in use
 * @stretch: the stretch
 *
 * Return: false for holes and for memory that is nobody's.
 */
bool memtopo_stretch_is_online(const struct memtopo_stretch *stretch);

#endif /* MEMTOPO_LAYOUT_H */
