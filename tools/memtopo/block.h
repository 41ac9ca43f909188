/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory blocks: what sections, sysfs, /proc/iomem and the counts of pages say
 * of each, and why it would not go offline.
 */
#ifndef MEMTOPO_BLOCK_H
#define MEMTOPO_BLOCK_H

#include <stdio.h>

#include "model.h"

/* Why a block would not go offline, worst first. */
enum memtopo_reason {
	/* The kernel refuses, whatever the pages are. */
	MEMTOPO_REASON_REMOVE,
	MEMTOPO_REASON_NODES,
	MEMTOPO_REASON_ZONES,
	MEMTOPO_REASON_HOLE,
	/* It refuses as long as there are such pages. */
	MEMTOPO_REASON_RESERVED,
	MEMTOPO_REASON_SLAB,
	MEMTOPO_REASON_TABLE,
	MEMTOPO_REASON_KERNEL,
	MEMTOPO_REASON_CMA,
	MEMTOPO_REASON_ISOLATED,
	/* It tries until they are let go. */
	MEMTOPO_REASON_PINNED,
	/* It succeeds when there is room elsewhere. */
	MEMTOPO_REASON_HUGETLB,
	MEMTOPO_REASONS,
};

/**
 * struct memtopo_block - a memory block, or neighbours that are alike
 * @block: number of the first
 * @count: how many blocks
 * @start_pfn: first page frame
 * @span_pages: page frames from the first block's start to the last's end
 * @pages: page frames in present subsections
 * @section: the first section
 * @section_count: how many present sections
 * @last_section: the last section's number
 * @online: whether the kernel uses it, or did until it began to take it offline
 * @state: state as the kernel writes it
 * @removable: 1, 0 or MEMTOPO_NONE
 * @valid_zones: zones as sysfs has them, or NULL
 * @nodes: the nodes that own pages, each once, ascending
 * @node_count: how many
 * @zones: the zones that own pages, each once
 * @zone_count: how many
 * @driver: who brought the memory, or NULL
 * @group: the device that it was brought for, or NULL
 * @has_census: whether the pages were counted
 * @census: the counts, added up over the blocks
 * @reasons: mask of what keeps it from going offline
 */
struct memtopo_block {
	u64 block;
	u64 count;
	u64 start_pfn;
	u64 span_pages;
	u64 pages;
	const struct memtopo_section *section;
	u64 section_count;
	u64 last_section;
	bool online;
	const char *state;
	u64 removable;
	const char *valid_zones;
	const u32 *nodes;
	size_t node_count;
	const struct memtopo_owner *zones;
	size_t zone_count;
	const char *driver;
	const char *group;
	bool has_census;
	struct memtopo_census census;
	unsigned int reasons;
};

/**
 * struct memtopo_blocks - all memory blocks of a machine in address order
 * @block: the blocks
 * @count: how many
 * @nodes: what the blocks' nodes point into
 * @zones: what the blocks' zones point into
 */
struct memtopo_blocks {
	struct memtopo_block *block;
	size_t count;
	u32 *nodes;
	struct memtopo_owner *zones;
};

/**
 * memtopo_blocks_build() - join what is known of the memory blocks
 * @blocks: the blocks, to be passed to memtopo_blocks_free() in any case
 * @machine: the machine
 * @each: merge nothing
 *
 * Neighbours are merged when they have the same state, nodes, zones, driver
 * and group, hold their own memmap or do not, and are as hard to take offline
 * as one another; what is counted is added up.
 *
 * Return: 0 or -errno.
 */
int memtopo_blocks_build(struct memtopo_blocks *blocks,
			 const struct memtopo_machine *machine, bool each);

/**
 * memtopo_blocks_free() - release all blocks
 * @blocks: the blocks
 */
void memtopo_blocks_free(struct memtopo_blocks *blocks);

/**
 * memtopo_block_type() - how a block is online
 * @block: the block
 * @machine: the machine
 *
 * Return: "kernel", "movable", "mixed" when it spans zones of both sorts, or
 * NULL when it is not online.
 */
const char *memtopo_block_type(const struct memtopo_block *block,
			       const struct memtopo_machine *machine);

/**
 * memtopo_block_nodes() - write the nodes inside a block
 * @block: the block
 * @machine: the machine
 * @out: where to write them, joined by commas
 */
void memtopo_block_nodes(const struct memtopo_block *block,
			 const struct memtopo_machine *machine, FILE *out);

/**
 * memtopo_block_zones() - write the names of the zones inside a block
 * @block: the block
 * @machine: the machine
 * @out: where to write them, each name once, joined by commas
 */
void memtopo_block_zones(const struct memtopo_block *block,
			 const struct memtopo_machine *machine, FILE *out);

/**
 * memtopo_block_why() - write why a block would not go offline
 * @block: the block
 * @machine: the machine
 * @out: where to write it, a line for each reason, none after the last
 */
void memtopo_block_why(const struct memtopo_block *block,
		       const struct memtopo_machine *machine, FILE *out);

/**
 * memtopo_block_find() - find the memory block that a person asks for
 * @machine: the machine
 * @which: its number, or an address in it that starts with 0x
 * @number: the block's number
 * @err: where failures are described
 *
 * Return: 0 or -errno.
 */
int memtopo_block_find(const struct memtopo_machine *machine, const char *which,
		       u64 *number, struct memtopo_error *err);

/**
 * memtopo_block_explain() - tell in sentences what keeps a block online
 * @machine: the machine
 * @number: the block's number
 * @out: where to write it
 *
 * Return: 0 or -errno.
 */
int memtopo_block_explain(const struct memtopo_machine *machine, u64 number, FILE *out);

#endif /* MEMTOPO_BLOCK_H */
