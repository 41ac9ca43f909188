/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Views of what the page allocator sees.
 */
#ifndef MEMTOPO_ALLOCVIEW_H
#define MEMTOPO_ALLOCVIEW_H

#include "view.h"

extern const struct memtopo_view memtopo_watermarks_view;
extern const struct memtopo_view memtopo_zonelists_view;
extern const struct memtopo_view memtopo_free_areas_view;
extern const struct memtopo_view memtopo_pageblocks_view;
extern const struct memtopo_view memtopo_unmanaged_view;
extern const struct memtopo_view memtopo_reclaim_view;
extern const struct memtopo_view memtopo_compaction_view;
extern const struct memtopo_view memtopo_memmap_view;

#endif /* MEMTOPO_ALLOCVIEW_H */
