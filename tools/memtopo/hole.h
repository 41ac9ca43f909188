/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Holes: page frames without a struct page, from frame 0 to the last present.
 */
#ifndef MEMTOPO_HOLE_H
#define MEMTOPO_HOLE_H

#include "model.h"

/* What a hole is. */
enum memtopo_hole_kind {
	MEMTOPO_HOLE_BELOW,
	MEMTOPO_HOLE_BELOW_MAP,
	MEMTOPO_HOLE_PCI,
	MEMTOPO_HOLE_SUBSECTIONS,
	MEMTOPO_HOLE_BETWEEN_NODES,
	MEMTOPO_HOLE_INSIDE_NODE,
	MEMTOPO_HOLE_UNOWNED,
	MEMTOPO_HOLE_DEVICE,
	MEMTOPO_HOLE_UNLOCATED,
	MEMTOPO_HOLE_KINDS,
};

/**
 * struct memtopo_hole - a gap in physical memory
 * @start_pfn: first page frame, or MEMTOPO_NONE when nobody knows where it is
 * @pages: how many page frames
 * @kind: what it is
 * @nodes: the nodes on either side, ascending
 * @node_count: how many: 0, 1 or 2
 */
struct memtopo_hole {
	u64 start_pfn;
	u64 pages;
	enum memtopo_hole_kind kind;
	u32 nodes[2];
	size_t node_count;
};

/**
 * struct memtopo_holes - all holes of a machine in address order
 * @hole: the holes
 * @count: how many
 * @room: for how many there is memory
 */
struct memtopo_holes {
	struct memtopo_hole *hole;
	size_t count;
	size_t room;
};

/**
 * memtopo_holes_build() - find all holes
 * @holes: the holes, to be passed to memtopo_holes_free() in any case
 * @machine: the machine, with its sections, or on FLATMEM with its nodes
 *
 * The holes and the pages of the present sections add up to the span from
 * page frame 0 to the last present one.
 *
 * Return: 0 or -errno.
 */
int memtopo_holes_build(struct memtopo_holes *holes,
			const struct memtopo_machine *machine);

/**
 * memtopo_holes_free() - release all holes
 * @holes: the holes
 */
void memtopo_holes_free(struct memtopo_holes *holes);

/**
 * memtopo_hole_kind_name() - the word for programs for a kind of hole
 * @kind: the kind
 *
 * Return: such as "between-nodes".
 */
const char *memtopo_hole_kind_name(enum memtopo_hole_kind kind);

/**
 * memtopo_hole_name() - the words for people for a hole
 * @hole: the hole
 * @name: where to write them
 * @size: room there
 */
void memtopo_hole_name(const struct memtopo_hole *hole, char *name, size_t size);

#endif /* MEMTOPO_HOLE_H */
