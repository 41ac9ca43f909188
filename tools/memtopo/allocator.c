// SPDX-License-Identifier: GPL-2.0
/*
 * Loading of what the page allocator sees. As in the model, what is refused is
 * what no kernel can have written.
 */
#include <errno.h>
#include <string.h>

#include "load.h"

/* Above every order that a kernel can be built for; 1 << that has a value. */
#define ORDER_MAX 63
#define SHIFT_MAX 63

static const struct memtopo_field watermark_fields[] = {
	FIELD(watermark, node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(watermark, zone, NAME, 0),
	FIELD(watermark, managed_pages, NUMBER, COUNT),
	FIELD(watermark, free_pages, NUMBER, COUNT),
	FIELD(watermark, min, NUMBER, COUNT),
	FIELD(watermark, low, NUMBER, COUNT),
	FIELD(watermark, high, NUMBER, COUNT),
	FIELD(watermark, promo, NUMBER, COUNT),
	FIELD(watermark, boost, NUMBER, COUNT),
	FIELD(watermark, nr_reserved_highatomic, NUMBER, COUNT),
	FIELD(watermark, nr_free_highatomic, OPTIONAL, COUNT),
	FIELD(watermark, cma_pages, NUMBER, COUNT),
	FIELD(watermark, free_cma_pages, NUMBER, COUNT),
	FIELD(watermark, unaccepted_pages, OPTIONAL, COUNT),
	FIELD(watermark, lowmem_reserve, RESERVE, 0),
};

/* Rows that come node by node, the node being their first field. */
static int node_order(struct memtopo_loader *l, size_t count, u64 before, u64 node)
{
	if (count && before > node)
		return memtopo_row_error(l, 0, "is out of order");
	return 0;
}

static int watermark_check(struct memtopo_loader *l, void *row)
{
	const struct memtopo_watermark *w = row;
	const u64 counts[] = {
		w->managed_pages, w->free_pages, w->min, w->low, w->high, w->promo, w->boost,
		w->nr_reserved_highatomic, w->nr_free_highatomic, w->cma_pages,
		w->free_cma_pages, w->unaccepted_pages,
	};
	size_t count = l->machine->allocator.watermark_count;

	if (node_order(l, count, count ? w[-1].node : 0, w->node))
		return -EINVAL;
	if (count && w[-1].node == w->node && !strcmp(w[-1].zone, w->zone))
		return memtopo_row_error(l, 1, "is there twice in its node");
	return memtopo_counts_check(l, counts, ARRAY_SIZE(counts));
}

static const struct memtopo_record watermark_record = RECORD(watermark);

int memtopo_watermarks_load(struct memtopo_loader *l)
{
	struct memtopo_allocator *a = &l->machine->allocator;

	return memtopo_records_load(l, &watermark_record, &a->watermarks, &a->watermark_count);
}

static const struct memtopo_field zonelist_fields[] = {
	FIELD(zonelist, node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(zonelist, list, NAME, 0),
	FIELD(zonelist, highest_zone, WORD, 0),
	FIELD(zonelist, zones, WORDS, 0),
	FIELD(zonelist, distances, RESERVE, 0),
};

/* How many elements a list joined by commas has. */
static size_t list_count(const char *list)
{
	size_t count = !!list;

	for (; list && *list; list++)
		count += *list == ',';
	return count;
}

/* NODE/ZONE,... */
static bool zones_are_named(const char *pos)
{
	size_t len;
	u64 node;

	while (pos && *pos) {
		if (memtopo_number_scan(&pos, &node) || node > MEMTOPO_MAX_NODE || *pos++ != '/')
			return false;
		len = strcspn(pos, ",:/");
		pos += len;
		if (!len || (*pos && *pos++ != ','))
			return false;
	}
	return true;
}

static int zonelist_check(struct memtopo_loader *l, void *row)
{
	const struct memtopo_zonelist *list = row;
	size_t count = l->machine->allocator.zonelist_count;

	if (node_order(l, count, count ? list[-1].node : 0, list->node))
		return -EINVAL;
	if (strcmp(list->list, "fallback") && strcmp(list->list, "thisnode"))
		return memtopo_row_error(l, 1, "is neither fallback nor thisnode");
	if (!zones_are_named(list->zones))
		return memtopo_row_error(l, 3, "is not a list of NODE/ZONE");
	if (list_count(list->zones) != list_count(list->distances))
		return memtopo_row_error(l, 4, "does not go with zones");
	return 0;
}

static const struct memtopo_record zonelist_record = RECORD(zonelist);

int memtopo_zonelists_load(struct memtopo_loader *l)
{
	struct memtopo_allocator *a = &l->machine->allocator;

	return memtopo_records_load(l, &zonelist_record, &a->zonelists, &a->zonelist_count);
}

static const struct memtopo_field free_area_fields[] = {
	FIELD(free_area, node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(free_area, zone, NAME, 0),
	FIELD(free_area, order, NUMBER, ORDER_MAX),
	FIELD(free_area, nr_free, NUMBER, COUNT),
	FIELD(free_area, unmovable, OPTIONAL, COUNT),
	FIELD(free_area, movable, OPTIONAL, COUNT),
	FIELD(free_area, reclaimable, OPTIONAL, COUNT),
	FIELD(free_area, highatomic, OPTIONAL, COUNT),
	FIELD(free_area, cma, OPTIONAL, COUNT),
	FIELD(free_area, isolate, OPTIONAL, COUNT),
	FIELD(free_area, unusable_index, NUMBER, 1000),
	FIELD(free_area, extfrag_index, SIGNED, 1000),
};

/* Orders count up from 0 in each zone. */
static bool order_follows(const struct memtopo_free_area *area, size_t count)
{
	if (!area->order)
		return true;
	return count && area[-1].node == area->node && !strcmp(area[-1].zone, area->zone) &&
	       area[-1].order + 1 == area->order;
}

static int free_area_check(struct memtopo_loader *l, void *row)
{
	const struct memtopo_free_area *area = row;
	const u64 *blocks = &area->nr_free;
	size_t count = l->machine->allocator.free_area_count;
	u64 pages;

	if (node_order(l, count, count ? area[-1].node : 0, area->node))
		return -EINVAL;
	if (!order_follows(area, count))
		return memtopo_row_error(l, 2, "is out of order");
	for (; blocks <= &area->isolate; blocks++) {
		if (*blocks == MEMTOPO_NONE)
			continue;
		if (__builtin_mul_overflow(*blocks, 1ULL << area->order, &pages))
			pages = COUNT;
		if (memtopo_span_check(l, 0, pages))
			return -EINVAL;
	}
	return 0;
}

static const struct memtopo_record free_area_record = RECORD(free_area);

int memtopo_free_areas_load(struct memtopo_loader *l)
{
	struct memtopo_allocator *a = &l->machine->allocator;

	return memtopo_records_load(l, &free_area_record, &a->free_areas, &a->free_area_count);
}

static const struct memtopo_field pageblocks_fields[] = {
	FIELD(pageblocks, start_pfn, NUMBER, COUNT),
	FIELD(pageblocks, nr_pages, NUMBER, COUNT),
	FIELD(pageblocks, node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(pageblocks, zone, NAME, 0),
	FIELD(pageblocks, migratetype, NAME, 0),
	FIELD(pageblocks, skip, NUMBER, 1),
};

static int pageblocks_check(struct memtopo_loader *l, void *row)
{
	const struct memtopo_pageblocks *run = row;

	if (memtopo_span_check(l, run->start_pfn, run->nr_pages))
		return -EINVAL;
	if (!run->nr_pages)
		return memtopo_row_error(l, 1, "is no run");
	if (l->machine->allocator.pageblocks_count &&
	    run->start_pfn < run[-1].start_pfn + run[-1].nr_pages)
		return memtopo_row_error(l, 0, "is out of order");
	return 0;
}

static const struct memtopo_record pageblocks_record = RECORD(pageblocks);

int memtopo_pageblocks_load(struct memtopo_loader *l)
{
	struct memtopo_allocator *a = &l->machine->allocator;

	return memtopo_records_load(l, &pageblocks_record, &a->pageblocks, &a->pageblocks_count);
}

static const struct memtopo_field unmanaged_fields[] = {
	FIELD(unmanaged, start_pfn, NUMBER, COUNT),
	FIELD(unmanaged, spanned_pages, NUMBER, COUNT),
	FIELD(unmanaged, pages, NUMBER, COUNT),
	FIELD(unmanaged, node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(unmanaged, zone, NAME, 0),
	FIELD(unmanaged, kind, NAME, 0),
};

static int unmanaged_check(struct memtopo_loader *l, void *row)
{
	const struct memtopo_unmanaged *run = row;

	if (memtopo_span_check(l, run->start_pfn, run->spanned_pages))
		return -EINVAL;
	if (!run->pages)
		return memtopo_row_error(l, 2, "is no run");
	if (run->pages > run->spanned_pages)
		return memtopo_row_error(l, 2, "is more than it spans");
	if (l->machine->allocator.unmanaged_count && run->start_pfn <= run[-1].start_pfn)
		return memtopo_row_error(l, 0, "is out of order or there twice");
	return 0;
}

static const struct memtopo_record unmanaged_record = RECORD(unmanaged);

int memtopo_unmanaged_load(struct memtopo_loader *l)
{
	struct memtopo_allocator *a = &l->machine->allocator;

	return memtopo_records_load(l, &unmanaged_record, &a->unmanaged, &a->unmanaged_count);
}

static const struct memtopo_field reclaim_fields[] = {
	FIELD(reclaim, node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(reclaim, kswapd_order, NUMBER, COUNT),
	FIELD(reclaim, kswapd_highest_zone, WORD, 0),
	FIELD(reclaim, kswapd_failures, NUMBER, COUNT),
	FIELD(reclaim, kcompactd_max_order, OPTIONAL, COUNT),
	FIELD(reclaim, kcompactd_highest_zone, WORD, 0),
	FIELD(reclaim, proactive_compact_trigger, OPTIONAL, COUNT),
};

static int reclaim_check(struct memtopo_loader *l, void *row)
{
	const struct memtopo_reclaim *reclaim = row;

	if (l->machine->allocator.reclaim_count && reclaim[-1].node >= reclaim->node)
		return memtopo_row_error(l, 0, "is out of order or there twice");
	return 0;
}

static const struct memtopo_record reclaim_record = RECORD(reclaim);

int memtopo_reclaim_load(struct memtopo_loader *l)
{
	struct memtopo_allocator *a = &l->machine->allocator;

	return memtopo_records_load(l, &reclaim_record, &a->reclaims, &a->reclaim_count);
}

static const struct memtopo_field compaction_fields[] = {
	FIELD(compaction, node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(compaction, zone, NAME, 0),
	FIELD(compaction, compact_cached_free_pfn, OPTIONAL, COUNT),
	FIELD(compaction, compact_cached_migrate_pfn, RESERVE, 0),
	FIELD(compaction, compact_init_free_pfn, OPTIONAL, COUNT),
	FIELD(compaction, compact_init_migrate_pfn, OPTIONAL, COUNT),
	FIELD(compaction, compact_considered, OPTIONAL, COUNT),
	FIELD(compaction, compact_defer_shift, OPTIONAL, SHIFT_MAX),
	FIELD(compaction, compact_order_failed, OPTIONAL, COUNT),
	FIELD(compaction, compact_blockskip_flush, OPTIONAL, COUNT),
	FIELD(compaction, nr_isolate_pageblock, OPTIONAL, COUNT),
	FIELD(compaction, contiguous, NUMBER, 1),
};

static int compaction_check(struct memtopo_loader *l, void *row)
{
	const struct memtopo_compaction *zone = row;
	size_t count = l->machine->allocator.compaction_count;

	if (node_order(l, count, count ? zone[-1].node : 0, zone->node))
		return -EINVAL;
	if (count && zone[-1].node == zone->node && !strcmp(zone[-1].zone, zone->zone))
		return memtopo_row_error(l, 1, "is there twice in its node");
	return 0;
}

static const struct memtopo_record compaction_record = RECORD(compaction);

int memtopo_compaction_load(struct memtopo_loader *l)
{
	struct memtopo_allocator *a = &l->machine->allocator;

	return memtopo_records_load(l, &compaction_record, &a->compactions,
				    &a->compaction_count);
}

static const struct memtopo_field memmap_fields[] = {
	FIELD(memmap, section, NUMBER, COUNT),
	FIELD(memmap, start_pfn, NUMBER, COUNT),
	FIELD(memmap, nr_pages, NUMBER, COUNT),
	FIELD(memmap, memmap_pfn, NUMBER, COUNT),
	FIELD(memmap, memmap_pages, NUMBER, COUNT),
	FIELD(memmap, memmap_node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(memmap, page_size, OPTIONAL, COUNT),
	FIELD(memmap, self_hosted, NUMBER, 1),
};

static int memmap_check(struct memtopo_loader *l, void *row)
{
	const struct memtopo_memmap *piece = row;

	if (memtopo_span_check(l, piece->start_pfn, piece->nr_pages) ||
	    memtopo_span_check(l, piece->memmap_pfn, piece->memmap_pages))
		return -EINVAL;
	if (!l->machine->allocator.memmap_count)
		return 0;
	if (piece->section < piece[-1].section)
		return memtopo_row_error(l, 0, "is out of order");
	if (piece->start_pfn < piece[-1].start_pfn + piece[-1].nr_pages)
		return memtopo_row_error(l, 1, "is out of order");
	return 0;
}

static const struct memtopo_record memmap_record = RECORD(memmap);

int memtopo_memmap_load(struct memtopo_loader *l)
{
	struct memtopo_allocator *a = &l->machine->allocator;

	return memtopo_records_load(l, &memmap_record, &a->memmaps, &a->memmap_count);
}

/* A zone as a table names it: the first fields of a row. */
struct zone_key {
	u64 node;
	const char *zone;
};

/* How a table has rows of the zones, all in the order of the zones table. */
struct zone_rows {
	enum memtopo_table_id id;
	const void *rows;
	size_t count;
	size_t size;
	bool all;	/* also those of zones without memory */
};

/* The rows of one zone after another, as many for each. */
static int zone_rows_agree(const struct memtopo_machine *m, const struct zone_rows *rows,
			   struct memtopo_error *err)
{
	const char *row = rows->rows, *end = row + rows->count * rows->size;
	const char *path = m->files[rows->id].path;
	size_t per_zone = 0, count, i;

	for (i = 0; i < m->zone_count; i++) {
		const struct memtopo_zone *zone = &m->zones[i];
		const struct zone_key *key = (const void *)row;

		if (!rows->all && !zone->present_pages)
			continue;
		for (count = 0; row < end && key->node == zone->node &&
		     !strcmp(key->zone, zone->zone); count++) {
			row += rows->size;
			key = (const void *)row;
		}
		if (!per_zone)
			per_zone = count;
		if (!count || count != per_zone)
			return memtopo_error_set(err, path, 0,
						 "%zu rows of node %llu, zone %s: is the file cut off?",
						 count, zone->node, zone->zone);
	}
	if (row == end)
		return 0;
	return memtopo_error_set(err, path, (row - (const char *)rows->rows) / rows->size + 3,
				 "a zone that is not in the zones table, or not there");
}

int memtopo_allocator_agree(const struct memtopo_machine *m, struct memtopo_error *err)
{
	const struct memtopo_allocator *a = &m->allocator;
	const struct zone_rows tables[] = {
		{ MEMTOPO_WATERMARKS, a->watermarks, a->watermark_count,
		  sizeof(*a->watermarks), true },
		{ MEMTOPO_FREE_AREAS, a->free_areas, a->free_area_count,
		  sizeof(*a->free_areas), false },
		{ MEMTOPO_COMPACTION, a->compactions, a->compaction_count,
		  sizeof(*a->compactions), false },
	};
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(tables) && !rc; i++) {
		if (m->loaded & 1U << tables[i].id)
			rc = zone_rows_agree(m, &tables[i], err);
	}
	return rc;
}
