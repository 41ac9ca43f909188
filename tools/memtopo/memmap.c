// SPDX-License-Identifier: GPL-2.0
/*
 * The memmap: pieces of it that are alike, merged.
 */
#include <errno.h>
#include <stdlib.h>

#include "memmap.h"

static bool run_takes(const struct memtopo_memmap_run *run, const struct memtopo_memmap *next)
{
	const struct memtopo_memmap *piece = &run->piece;

	return piece->start_pfn + piece->nr_pages == next->start_pfn &&
	       piece->memmap_node == next->memmap_node &&
	       piece->page_size == next->page_size &&
	       piece->self_hosted == next->self_hosted;
}

int memtopo_memmap_merge(struct memtopo_memmap_run **runs, size_t *count,
			 const struct memtopo_machine *machine, bool each)
{
	const struct memtopo_allocator *a = &machine->allocator;
	const struct memtopo_memmap *piece;
	struct memtopo_memmap_run *run;

	*count = 0;
	*runs = calloc(a->memmap_count + 1, sizeof(**runs));
	if (!*runs)
		return -ENOMEM;
	for (piece = a->memmaps; piece < a->memmaps + a->memmap_count; piece++) {
		run = *runs + *count;
		if (*count && !each && run_takes(run - 1, piece)) {
			run--;
			run->piece.nr_pages += piece->nr_pages;
			run->piece.memmap_pages += piece->memmap_pages;
		} else {
			run->piece = *piece;
			++*count;
		}
		run->last_section = piece->section;
		run->count++;
	}
	return 0;
}
