/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The walk over page frames: whoever wants to see all of them visits.
 */
#ifndef MEMTOPO_FRAME_H
#define MEMTOPO_FRAME_H

#include <linux/types.h>

#include "snapshot.h"

/**
 * struct memtopo_visitor - who looks at frames, embedded in what it adds up
 * @src: the machine
 * @snap: the snapshot, with its sections
 * @enter: called before the frames from @start up to @end, which are those of
 *	a present section, online or not, or with FLATMEM a part of mem_map, and
 *	then @section is NULL. May sleep and allocate. Returns 0 or -errno,
 *	which ends the walk
 * @run: called for each run of frames whose struct pages are there, in place
 *	of memtopo_frame_range(). May sleep. Returns 0 or -errno
 * @chunk: called for each chunk of a run, before its frames; inside a read
 *	section
 * @frame: called for @frame, which answers for @frames of its chunk: those of
 *	a free block that follow the first are not looked at. In @page the
 *	order of a free block is less than nr_orders only when it could be
 *	true. Inside a read section
 *
 * What is NULL is not called.
 */
struct memtopo_visitor {
	const struct memtopo_source *src;
	struct memtopo_snapshot *snap;
	int (*enter)(struct memtopo_visitor *visitor,
		     const struct memtopo_section *section, u64 start, u64 end);
	int (*run)(struct memtopo_visitor *visitor, u64 start, u64 end);
	void (*chunk)(struct memtopo_visitor *visitor, u64 start, u64 end);
	void (*frame)(struct memtopo_visitor *visitor, u64 pfn, u64 frames,
		      const struct memtopo_page *page);
};

extern const char *const memtopo_kind_names[MEMTOPO_NR_KINDS];
extern const char *const memtopo_migratetype_names[MEMTOPO_NR_MIGRATETYPES];

int memtopo_frame_walk(struct memtopo_visitor *visitor);
int memtopo_frame_section(struct memtopo_visitor *visitor, size_t row);
int memtopo_frame_range(struct memtopo_visitor *visitor, u64 start, u64 end);

long memtopo_frame_zone(const struct memtopo_source *src,
			const struct memtopo_snapshot *snap, u64 pfn);
u64 memtopo_frame_memmap_end(const struct memtopo_geometry *geo,
			     const struct memtopo_section *section);
enum memtopo_page_kind memtopo_frame_kind(const struct memtopo_page *page,
					  u64 pfn, u64 memmap_end);

#endif /* MEMTOPO_FRAME_H */
