/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Holes: page frames without a struct page, from frame 0 to the last present.
 * Gaps: these, and those whose struct page is not the page allocator's.
 */
#ifndef MEMTOPO_HOLE_H
#define MEMTOPO_HOLE_H

#include "model.h"

/* What a gap is: no struct page up to MEMTOPO_HOLE_UNLOCATED, one from there on. */
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
	MEMTOPO_GAP_OFFLINE,
	MEMTOPO_GAP_DEVICE,
	MEMTOPO_GAP_NO_RAM,
	MEMTOPO_GAP_NO_ZONE,
	MEMTOPO_GAP_KERNEL_CODE,
	MEMTOPO_GAP_KERNEL_RODATA,
	MEMTOPO_GAP_KERNEL_DATA,
	MEMTOPO_GAP_KERNEL_BSS,
	MEMTOPO_GAP_CRASH_KERNEL,
	MEMTOPO_GAP_MEMMAP,
	MEMTOPO_GAP_OWN_MEMMAP,
	MEMTOPO_GAP_BOOT,
	MEMTOPO_GAP_RESERVED,
	MEMTOPO_GAP_OFFLINE_PAGES,
	MEMTOPO_GAP_UNLOCATED,
	MEMTOPO_GAP_UNLOCATED_NO_RAM,
	MEMTOPO_HOLE_KINDS,
};

/**
 * struct memtopo_hole - a gap in physical memory
 * @start_pfn: first page frame, or MEMTOPO_NONE when nobody knows where it is
 * @spanned_pages: page frames from first to last
 * @pages: how many of them are the gap
 * @count: in how many pieces
 * @kind: what it is
 * @nodes: the nodes on either side of a hole, ascending, or that of the pages
 * @node_count: how many: 0, 1 or 2
 * @zone: zone of the pages, or NULL
 * @owner: who has the most of it as /proc/iomem says, or NULL
 * @owners: all who have some of it, parted by newlines, or NULL
 */
struct memtopo_hole {
	u64 start_pfn;
	u64 spanned_pages;
	u64 pages;
	u64 count;
	enum memtopo_hole_kind kind;
	u32 nodes[2];
	size_t node_count;
	const char *zone;
	const char *owner;
	char *owners;
};

/**
 * struct memtopo_holes - gaps of a machine in address order
 * @hole: the gaps
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
 * memtopo_hole_add() - add a gap
 * @holes: the gaps
 * @start: first page frame, or MEMTOPO_NONE
 * @pages: how many page frames
 * @kind: what it is
 *
 * Return: the gap, or NULL when there is no memory.
 */
struct memtopo_hole *memtopo_hole_add(struct memtopo_holes *holes, u64 start, u64 pages,
				      enum memtopo_hole_kind kind);

/**
 * memtopo_hole_kind_name() - the word for programs for a kind of gap
 * @kind: the kind
 *
 * Return: such as "between-nodes".
 */
const char *memtopo_hole_kind_name(enum memtopo_hole_kind kind);

/**
 * memtopo_hole_kind_words() - the words for people for a kind of gap
 * @kind: the kind
 *
 * Return: such as "between nodes".
 */
const char *memtopo_hole_kind_words(enum memtopo_hole_kind kind);

/**
 * memtopo_hole_class() - what all kinds are, in two words for programs
 * @kind: the kind
 *
 * Return: "hole" for frames without a struct page, "unmanaged" for others.
 */
const char *memtopo_hole_class(enum memtopo_hole_kind kind);

/**
 * memtopo_hole_name() - the words for people for a gap
 * @hole: the gap
 * @name: where to write them
 * @size: room there
 */
void memtopo_hole_name(const struct memtopo_hole *hole, char *name, size_t size);

/**
 * memtopo_hole_owner() - who has the most of a gap, and how many others
 * @hole: the gap
 * @text: where to write it, such as "PCI Bus 0000:00 +2"
 * @size: room there
 *
 * Return: false when that is not known.
 */
bool memtopo_hole_owner(const struct memtopo_hole *hole, char *text, size_t size);

#endif /* MEMTOPO_HOLE_H */
