/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memmap: pieces of it that are alike, merged.
 */
#ifndef MEMTOPO_MEMMAP_H
#define MEMTOPO_MEMMAP_H

#include "model.h"

/**
 * struct memtopo_memmap_run - one piece of the memmap, or several that are alike
 * @piece: the first piece; page frames are added up over all of them
 * @last_section: number of the last section
 * @count: how many pieces
 */
struct memtopo_memmap_run {
	struct memtopo_memmap piece;
	u64 last_section;
	u64 count;
};

/**
 * memtopo_memmap_merge() - merge pieces of the memmap that are alike
 * @runs: the runs, to be freed
 * @count: how many
 * @machine: the machine
 * @each: make a run of each piece, merge nothing
 *
 * Pieces are alike when the page frames that they describe adjoin, they are on
 * the same node, mapped by pages of one size, and both in the block that they
 * describe or both not. Where they lie does not matter.
 *
 * Return: 0 or -errno.
 */
int memtopo_memmap_merge(struct memtopo_memmap_run **runs, size_t *count,
			 const struct memtopo_machine *machine, bool each);

#endif /* MEMTOPO_MEMMAP_H */
