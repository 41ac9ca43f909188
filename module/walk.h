/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The walk of one address: from the root of its page tables to its frame.
 */
#ifndef MEMTOPO_WALK_H
#define MEMTOPO_WALK_H

#include "source.h"

struct memtopo_snapshot;
struct memtopo_walk;

int memtopo_walk_take(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap);
void memtopo_walk_free(struct memtopo_walk *walk);

#endif /* MEMTOPO_WALK_H */
