/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Gaps: every page frame that is not the page allocator's, by name, and whether
 * that is all of them.
 */
#ifndef MEMTOPO_GAP_H
#define MEMTOPO_GAP_H

#include "hole.h"

/**
 * struct memtopo_zone_balance - what a zone has present but not managed
 * @node: node id
 * @zone: name of the zone
 * @present_pages: pages without the holes
 * @managed_pages: pages the allocator has
 * @named_pages: memory that is in a gap with a name
 * @unsure_pages: in a gap, but memory or not
 * @unnamed_pages: present, neither managed nor in a gap
 * @overnamed_pages: both managed and in a gap, or in one of another zone
 */
struct memtopo_zone_balance {
	u64 node;
	const char *zone;
	u64 present_pages;
	u64 managed_pages;
	u64 named_pages;
	u64 unsure_pages;
	u64 unnamed_pages;
	u64 overnamed_pages;
};

/**
 * struct memtopo_total - page frames of one kind
 * @kind: the word for programs
 * @words: the words for people
 * @class: hole, unmanaged, managed, or sum
 * @pages: how many
 */
struct memtopo_total {
	const char *kind;
	const char *words;
	const char *class;
	u64 pages;
};

/* The span, what is managed, the kinds, and what does not add up. */
#define MEMTOPO_TOTALS_MAX (MEMTOPO_HOLE_KINDS + 4)

/**
 * struct memtopo_balance - whether all page frames are accounted for
 * @total: from frame 0 to the last present, managed, and kind by kind
 * @total_count: how many
 * @unnamed_pages: page frames of the span that are neither managed nor in a gap
 * @overnamed_pages: page frames that are counted more than once
 * @zone: the zones that have pages
 * @zone_count: how many
 * @located: whether the frames that are not managed are known one by one
 */
struct memtopo_balance {
	struct memtopo_total total[MEMTOPO_TOTALS_MAX];
	size_t total_count;
	u64 unnamed_pages;
	u64 overnamed_pages;
	struct memtopo_zone_balance *zone;
	size_t zone_count;
	bool located;
};

/**
 * memtopo_gaps_build() - find all gaps
 * @gaps: the gaps, to be passed to memtopo_holes_free() in any case
 * @machine: the machine, with its nodes, zones and sections, and the unmanaged
 *           and memmap tables and /proc/iomem where there are any
 * @each: merge nothing, and make a gap of each owner's part
 *
 * Neighbours are merged when they are of one kind, zone and owner, and what is
 * between them is managed; memory that was there at boot keeps its place if it
 * has an owner.
 *
 * Return: 0 or -errno.
 */
int memtopo_gaps_build(struct memtopo_holes *gaps, const struct memtopo_machine *machine,
		       bool each);

/**
 * memtopo_balance_build() - count whether all page frames are accounted for
 * @balance: the counts, to be passed to memtopo_balance_free() in any case
 * @gaps: all gaps
 * @machine: their machine
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_balance_build(struct memtopo_balance *balance, const struct memtopo_holes *gaps,
			  const struct memtopo_machine *machine);

/**
 * memtopo_balance_explain() - tell in sentences whether it adds up
 * @balance: the counts
 * @out: where to write it
 */
void memtopo_balance_explain(const struct memtopo_balance *balance, FILE *out);

/**
 * memtopo_balance_free() - release the counts
 * @balance: the counts
 */
void memtopo_balance_free(struct memtopo_balance *balance);

#endif /* MEMTOPO_GAP_H */
