/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arithmetic on sections: pure functions over a machine's geometry.
 */
#ifndef MEMTOPO_SECTION_H
#define MEMTOPO_SECTION_H

#include <linux/types.h>

struct memtopo_geometry;
struct memtopo_section;

void memtopo_section_decode(const struct memtopo_geometry *geo, u64 word,
			    struct memtopo_section *section);
u64 memtopo_section_start_pfn(const struct memtopo_geometry *geo, u32 nr);
u64 memtopo_section_block(const struct memtopo_geometry *geo, u32 nr);

#endif /* MEMTOPO_SECTION_H */
