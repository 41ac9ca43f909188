/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The walk of one address: from the root of its page tables to its frame.
 */
#ifndef MEMTOPO_WALK_H
#define MEMTOPO_WALK_H

#include "entry.h"
#include "source.h"

/**
 * struct memtopo_walk - what an address leads to
 * @layout: how the entries are laid out, NULL when nobody knows
 * @user: it is one of a process
 * @process: of which
 * @mapping: and in which of its mappings
 * @region: of the kernel's addresses: what it is for
 * @path: the entries that lead there; there may be none of the kernel's
 * @table_nid: for each of them the node of the frame that holds it, or -1
 * @last: the last of them decoded, with @path
 * @pfn: the frame, or MEMTOPO_NO_VALUE
 */
struct memtopo_walk {
	const struct memtopo_entry_layout *layout;
	bool user;
	struct memtopo_process process;
	struct memtopo_mapping mapping;
	struct memtopo_region region;
	struct memtopo_path path;
	int table_nid[MEMTOPO_NR_LEVELS];
	struct memtopo_entry last;
	u64 pfn;
};

#endif /* MEMTOPO_WALK_H */
