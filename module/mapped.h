/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pages that processes map: the part of the live source that looks at many.
 */
#ifndef MEMTOPO_MAPPED_H
#define MEMTOPO_MAPPED_H

#include <linux/types.h>

struct memtopo_mapped;
struct memtopo_source;

void memtopo_mapped_pages(const struct memtopo_source *src, const u64 *pfns,
			  unsigned int nr, struct memtopo_mapped *mapped);
unsigned int memtopo_mapped_leaf(const struct memtopo_source *src, u64 pfn,
				 unsigned int pages,
				 struct memtopo_mapped *mapped);

#endif /* MEMTOPO_MAPPED_H */
