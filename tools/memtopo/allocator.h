/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the page allocator sees, as the module's deeper tables say it. Like
 * blocks they are in debugfs alone, so a machine may be without them.
 *
 * Numbers are the kernel's own: page frame numbers and counts of pages.
 * MEMTOPO_NONE stands where the kernel has no value.
 */
#ifndef MEMTOPO_ALLOCATOR_H
#define MEMTOPO_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "types.h"

/**
 * struct memtopo_watermark - a row of the watermarks table
 * @node: node id
 * @zone: name of the zone
 * @managed_pages: pages the allocator has
 * @free_pages: pages free
 * @min: min watermark, boost included, as are
 * @low: low watermark,
 * @high: high watermark and
 * @promo: promotion watermark
 * @boost: what the watermarks are boosted by
 * @nr_reserved_highatomic: pages kept for atomic allocations of higher order
 * @nr_free_highatomic: of these, free ones, or MEMTOPO_NONE
 * @cma_pages: pages for contiguous memory
 * @free_cma_pages: of these, free ones
 * @unaccepted_pages: pages a guest has not accepted yet, or MEMTOPO_NONE
 * @lowmem_reserve: list of what is kept from requests that may use each zone
 */
struct memtopo_watermark {
	u64 node;
	const char *zone;
	u64 managed_pages;
	u64 free_pages;
	u64 min;
	u64 low;
	u64 high;
	u64 promo;
	u64 boost;
	u64 nr_reserved_highatomic;
	u64 nr_free_highatomic;
	u64 cma_pages;
	u64 free_cma_pages;
	u64 unaccepted_pages;
	const char *lowmem_reserve;
};

/**
 * struct memtopo_zonelist - a row of the zonelists table
 * @node: node id
 * @list: fallback, or thisnode
 * @highest_zone: name of the highest zone that a request may use
 * @zones: list of NODE/ZONE in the order in which they are tried, or NULL
 * @distances: list of the distances of their nodes, or NULL
 */
struct memtopo_zonelist {
	u64 node;
	const char *list;
	const char *highest_zone;
	const char *zones;
	const char *distances;
};

/**
 * struct memtopo_free_area - a row of the free_areas table
 * @node: node id
 * @zone: name of the zone
 * @order: of the free blocks
 * @nr_free: how many there are
 * @unmovable: of these, found in unmovable pageblocks, or MEMTOPO_NONE; as are
 * @movable: in movable ones,
 * @reclaimable: in reclaimable ones,
 * @highatomic: in those for atomic allocations of higher order,
 * @cma: in those for contiguous memory,
 * @isolate: and in isolated ones
 * @unusable_index: thousandths of the free memory that is in smaller blocks
 * @extfrag_index: thousandths; towards 1000 fragmentation would make an
 *                 allocation fail, towards 0 lack of memory, -1000: it would not
 */
struct memtopo_free_area {
	u64 node;
	const char *zone;
	u64 order;
	u64 nr_free;
	u64 unmovable;
	u64 movable;
	u64 reclaimable;
	u64 highatomic;
	u64 cma;
	u64 isolate;
	u64 unusable_index;
	s64 extfrag_index;
};

/**
 * struct memtopo_pageblocks - a row of the pageblocks table: pageblocks alike
 * @start_pfn: first page frame
 * @nr_pages: page frames
 * @node: node id
 * @zone: name of the zone
 * @migratetype: what they are for
 * @skip: 1 when compaction passes over them
 */
struct memtopo_pageblocks {
	u64 start_pfn;
	u64 nr_pages;
	u64 node;
	const char *zone;
	const char *migratetype;
	u64 skip;
};

/**
 * struct memtopo_unmanaged - a row of the unmanaged table: frames that have a
 *	struct page and are not the allocator's
 * @start_pfn: first page frame
 * @spanned_pages: page frames from first to last
 * @pages: of these, those that are so
 * @node: node id
 * @zone: name of the zone
 * @kind: reserved, offline, or memmap
 */
struct memtopo_unmanaged {
	u64 start_pfn;
	u64 spanned_pages;
	u64 pages;
	u64 node;
	const char *zone;
	const char *kind;
};

/**
 * struct memtopo_reclaim - a row of the reclaim table
 * @node: node id
 * @kswapd_order: order for which kswapd was woken
 * @kswapd_highest_zone: name of the highest zone it is to balance, or NULL
 * @kswapd_failures: runs in a row that reclaimed nothing
 * @kcompactd_max_order: order for which kcompactd was woken, or MEMTOPO_NONE
 * @kcompactd_highest_zone: name of the highest zone to compact, or NULL
 * @proactive_compact_trigger: 1 when it was woken by sysctl, or MEMTOPO_NONE
 */
struct memtopo_reclaim {
	u64 node;
	u64 kswapd_order;
	const char *kswapd_highest_zone;
	u64 kswapd_failures;
	u64 kcompactd_max_order;
	const char *kcompactd_highest_zone;
	u64 proactive_compact_trigger;
};

/**
 * struct memtopo_compaction - a row of the compaction table; all but @node and
 *	@zone may be MEMTOPO_NONE or NULL
 * @node: node id
 * @zone: name of the zone
 * @compact_cached_free_pfn: where the search for free pages goes on
 * @compact_cached_migrate_pfn: list: where those for pages to move go on
 * @compact_init_free_pfn: where the first begins after a reset
 * @compact_init_migrate_pfn: and the others
 * @compact_considered: times it was put off since it failed last
 * @compact_defer_shift: it is put off 1 << that times
 * @compact_order_failed: lowest order that failed
 * @compact_blockskip_flush: 1 when the skip hints are to be reset
 * @nr_isolate_pageblock: isolated pageblocks
 * @contiguous: 1 when the zone has no hole
 */
struct memtopo_compaction {
	u64 node;
	const char *zone;
	u64 compact_cached_free_pfn;
	const char *compact_cached_migrate_pfn;
	u64 compact_init_free_pfn;
	u64 compact_init_migrate_pfn;
	u64 compact_considered;
	u64 compact_defer_shift;
	u64 compact_order_failed;
	u64 compact_blockskip_flush;
	u64 nr_isolate_pageblock;
	u64 contiguous;
};

/**
 * struct memtopo_memmap - a row of the memmap table: a piece of the memmap
 * @section: number of the section that it is for
 * @start_pfn: first page frame whose struct page begins in it
 * @nr_pages: how many do
 * @memmap_pfn: first page frame of the piece
 * @memmap_pages: how many it has
 * @memmap_node: node that they belong to
 * @page_size: bytes that an entry of the page tables maps, or MEMTOPO_NONE
 * @self_hosted: 1 when it lies in the memory block that it is for
 */
struct memtopo_memmap {
	u64 section;
	u64 start_pfn;
	u64 nr_pages;
	u64 memmap_pfn;
	u64 memmap_pages;
	u64 memmap_node;
	u64 page_size;
	u64 self_hosted;
};

/**
 * struct memtopo_allocator - what was read of all of these
 * @watermarks: zone by zone
 * @watermark_count: how many rows; likewise the others
 * @zonelists: node by node, list by list, from the lowest highest zone on
 * @zonelist_count: how many
 * @free_areas: zone by zone, order by order
 * @free_area_count: how many
 * @pageblocks: in address order
 * @pageblocks_count: how many
 * @unmanaged: in address order, but for those that span others
 * @unmanaged_count: how many
 * @reclaims: node by node
 * @reclaim_count: how many
 * @compactions: zone by zone
 * @compaction_count: how many
 * @memmaps: in the order of what they are for
 * @memmap_count: how many
 */
struct memtopo_allocator {
	struct memtopo_watermark *watermarks;
	size_t watermark_count;
	struct memtopo_zonelist *zonelists;
	size_t zonelist_count;
	struct memtopo_free_area *free_areas;
	size_t free_area_count;
	struct memtopo_pageblocks *pageblocks;
	size_t pageblocks_count;
	struct memtopo_unmanaged *unmanaged;
	size_t unmanaged_count;
	struct memtopo_reclaim *reclaims;
	size_t reclaim_count;
	struct memtopo_compaction *compactions;
	size_t compaction_count;
	struct memtopo_memmap *memmaps;
	size_t memmap_count;
};

#endif /* MEMTOPO_ALLOCATOR_H */
