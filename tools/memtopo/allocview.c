// SPDX-License-Identifier: GPL-2.0
/*
 * Views of what the page allocator sees: the rows and the columns of the tables
 * that are in debugfs alone.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocview.h"
#include "column.h"
#include "memmap.h"

/* Runs of kswapd in a row that reclaim nothing make a node hopeless, MAX_RECLAIM_RETRIES. */
#define KSWAPD_FAILURES_MAX 16

/* What is free above the min watermark, below 0 when that is not reached. */
static int watermark_headroom(const struct memtopo_machine *m, const void *row,
			      struct memtopo_value *value)
{
	const struct memtopo_watermark *w = row;

	if (w->managed_pages)
		value->number = (w->free_pages - w->min) * m->info.page_size;
	return 0;
}

static int watermark_state(const struct memtopo_machine *m, const void *row,
			   struct memtopo_value *value)
{
	const struct memtopo_watermark *w = row;
	const char *state = "above high";

	(void)m;
	if (!w->managed_pages)
		return 0;
	if (w->free_pages < w->min)
		state = "below min";
	else if (w->free_pages < w->low)
		state = "below low";
	else if (w->free_pages < w->high)
		state = "below high";
	return memtopo_value_text(value, state);
}

static const struct memtopo_column watermark_columns[] = {
	FIELD("NODE", NUMBER, TEXT | JSON, watermark, node, "node id"),
	FIELD("ZONE", TEXT, TEXT | JSON, watermark, zone, "name of the zone"),
	FIELD("MANAGED_PAGES", NUMBER, JSON, watermark, managed_pages, "pages the allocator has"),
	FIELD("FREE_PAGES", NUMBER, JSON, watermark, free_pages, "pages free"),
	FIELD("MIN", NUMBER, JSON, watermark, min, "min watermark in pages, with the boost"),
	FIELD("LOW", NUMBER, JSON, watermark, low, "low watermark in pages, with the boost"),
	FIELD("HIGH", NUMBER, JSON, watermark, high, "high watermark in pages, with the boost"),
	FIELD("PROMO", NUMBER, JSON, watermark, promo,
	      "promotion watermark in pages, with the boost"),
	FIELD("BOOST", NUMBER, JSON, watermark, boost, "boost of the watermarks in pages"),
	FIELD("NR_RESERVED_HIGHATOMIC", NUMBER, JSON, watermark, nr_reserved_highatomic,
	      "pages kept for atomic requests"),
	FIELD("NR_FREE_HIGHATOMIC", NUMBER, JSON, watermark, nr_free_highatomic,
	      "pages free of these"),
	FIELD("CMA_PAGES", NUMBER, JSON, watermark, cma_pages, "pages for contiguous memory"),
	FIELD("FREE_CMA_PAGES", NUMBER, JSON, watermark, free_cma_pages, "pages free of these"),
	FIELD("UNACCEPTED_PAGES", NUMBER, JSON, watermark, unaccepted_pages,
	      "pages that this guest has not accepted"),
	FIELD("LOWMEM_RESERVE", NUMBERS, JSON, watermark, lowmem_reserve,
	      "pages kept from requests for each zone"),
	FIELD("MANAGED", PAGES, TEXT, watermark, managed_pages, "size the allocator has"),
	FIELD("FREE", PAGES, TEXT, watermark, free_pages, "size free"),
	FIELD("MIN_SIZE", PAGES, TEXT, watermark, min, "min watermark"),
	FIELD("LOW_SIZE", PAGES, TEXT, watermark, low, "low watermark"),
	FIELD("HIGH_SIZE", PAGES, TEXT, watermark, high, "high watermark"),
	MADE("HEADROOM", BALANCE, TEXT, watermark_headroom, "size free above the min watermark"),
	MADE("STATE", TEXT, TEXT, watermark_state, "how free memory compares to the watermarks"),
	FIELD("HIGHATOMIC", PAGES, 0, watermark, nr_reserved_highatomic,
	      "size kept for atomic requests"),
	FIELD("CMA_FREE", PAGES, 0, watermark, free_cma_pages,
	      "size free for contiguous memory"),
};

static bool watermark_is_shown(const void *rows, size_t i)
{
	const struct memtopo_watermark *w = rows;

	return w[i].managed_pages;
}

static int watermarks_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
			    bool all)
{
	const struct memtopo_allocator *a = &m->allocator;

	return memtopo_rows_take(rows, a->watermarks, a->watermark_count,
				 sizeof(*a->watermarks), all ? NULL : watermark_is_shown);
}

/* The next "NODE/ZONE" of a list, whose next distance is that of the node. */
static bool step_next(const char **zones, const char **distances, u64 *node,
		      const char **zone, int *len, u64 *distance)
{
	if (!*zones || !**zones)
		return false;
	memtopo_number_scan(zones, node);
	*zone = *zones + 1;
	*len = strcspn(*zone, ",");
	*zones = *zone + *len;
	*zones += !!**zones;
	memtopo_number_scan(distances, distance);
	*distances += !!**distances;
	return true;
}

/* The distance stands where it changes, from that of the node to itself on. */
static void steps_write(const struct memtopo_zonelist *list, FILE *out)
{
	const char *zones = list->zones, *distances = list->distances, *zone;
	u64 node, distance, before = MEMTOPO_NONE;
	int len;

	while (step_next(&zones, &distances, &node, &zone, &len, &distance)) {
		fprintf(out, "%sn%llu %.*s", ftell(out) ? "\n" : "", node, len, zone);
		if (distance != before && node != list->node)
			fprintf(out, " (%llu)", distance);
		before = distance;
	}
}

static int zonelist_order(const struct memtopo_machine *m, const void *row,
			  struct memtopo_value *value)
{
	const struct memtopo_zonelist *list = row;
	size_t size;
	FILE *out;

	(void)m;
	if (!list->zones)
		return 0;
	out = open_memstream(&value->text, &size);
	if (!out)
		return -ENOMEM;
	steps_write(list, out);
	if (!fclose(out))
		return 0;
	free(value->text);
	value->text = NULL;
	return -ENOMEM;
}

static const struct memtopo_column zonelist_columns[] = {
	FIELD("NODE", NUMBER, TEXT | JSON, zonelist, node, "node where the request is made"),
	FIELD("LIST", TEXT, TEXT | JSON, zonelist, list,
	      "fallback: of all nodes; thisnode: of it alone"),
	FIELD("HIGHEST_ZONE", TEXT, TEXT | JSON, zonelist, highest_zone,
	      "highest zone that the request may use"),
	MADE("ORDER", STEPS, TEXT, zonelist_order,
	     "zones as tried; distances where they change"),
	FIELD("ZONES", WORDS, JSON, zonelist, zones, "zones as they are tried, NODE/ZONE"),
	FIELD("DISTANCES", NUMBERS, JSON, zonelist, distances, "distances of their nodes"),
};

/*
 * A list of one node follows from that of all nodes, and one that may use a
 * zone that is nowhere is the one before.
 */
static bool zonelist_is_shown(const void *rows, size_t i)
{
	const struct memtopo_zonelist *list = (const struct memtopo_zonelist *)rows + i;

	if (!list->zones || !strcmp(list->list, "thisnode"))
		return false;
	return !i || list[-1].node != list->node || strcmp(list[-1].list, list->list) ||
	       !list[-1].zones || strcmp(list[-1].zones, list->zones);
}

static int zonelists_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
			   bool all)
{
	const struct memtopo_allocator *a = &m->allocator;

	return memtopo_rows_take(rows, a->zonelists, a->zonelist_count, sizeof(*a->zonelists),
				 all ? NULL : zonelist_is_shown);
}

static int area_size(const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	const struct memtopo_free_area *area = row;

	value->number = memtopo_machine_bytes(m, 1ULL << area->order);
	return 0;
}

static int area_free(const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	const struct memtopo_free_area *area = row;

	value->number = memtopo_machine_bytes(m, area->nr_free << area->order);
	return 0;
}

/* As the kernel writes its indexes: 123 thousandths are 0.123. */
static int value_index(struct memtopo_value *value, s64 index)
{
	u64 number = index < 0 ? -index : index;

	return memtopo_value_print(value, "%s%llu.%03llu", index < 0 ? "-" : "",
				   number / 1000, number % 1000);
}

static int area_unusable(const struct memtopo_machine *m, const void *row,
			 struct memtopo_value *value)
{
	const struct memtopo_free_area *area = row;

	(void)m;
	return value_index(value, area->unusable_index);
}

static int area_extfrag(const struct memtopo_machine *m, const void *row,
			struct memtopo_value *value)
{
	const struct memtopo_free_area *area = row;

	(void)m;
	return value_index(value, area->extfrag_index);
}

static int area_extfrag_index(const struct memtopo_machine *m, const void *row,
			      struct memtopo_value *value)
{
	const struct memtopo_free_area *area = row;

	(void)m;
	return memtopo_value_print(value, "%lld", area->extfrag_index);
}

static const struct memtopo_column free_area_columns[] = {
	FIELD("NODE", NUMBER, TEXT | JSON, free_area, node, "node id"),
	FIELD("ZONE", TEXT, TEXT | JSON, free_area, zone, "name of the zone"),
	FIELD("ORDER", NUMBER, TEXT | JSON, free_area, order, "blocks of 2^order pages"),
	MADE("SIZE", BYTES, TEXT, area_size, "size of one block"),
	FIELD("NR_FREE", NUMBER, TEXT | JSON, free_area, nr_free, "free blocks"),
	MADE("FREE", BYTES, 0, area_free, "size of all of them"),
	FIELD("UNMOVABLE", NUMBER, TEXT | JSON, free_area, unmovable,
	      "found in unmovable pageblocks"),
	FIELD("MOVABLE", NUMBER, TEXT | JSON, free_area, movable, "found in movable pageblocks"),
	FIELD("RECLAIMABLE", NUMBER, TEXT | JSON, free_area, reclaimable,
	      "found in reclaimable pageblocks"),
	FIELD("HIGHATOMIC", NUMBER, JSON, free_area, highatomic,
	      "found in pageblocks for atomic requests"),
	FIELD("CMA", NUMBER, JSON, free_area, cma, "found in pageblocks for contiguous memory"),
	FIELD("ISOLATE", NUMBER, JSON, free_area, isolate, "found in isolated pageblocks"),
	FIELD("UNUSABLE_INDEX", NUMBER, JSON, free_area, unusable_index,
	      "UNUSABLE in thousandths"),
	MADE("EXTFRAG_INDEX", NUMBER, JSON, area_extfrag_index, "EXTFRAG in thousandths"),
	MADE("UNUSABLE", NUMBER, TEXT, area_unusable,
	     "part of free memory that is in smaller blocks"),
	MADE("EXTFRAG", NUMBER, TEXT, area_extfrag,
	     "1: fails by fragmentation, 0: for lack of memory, -1: not"),
};

static int free_areas_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
			    bool all)
{
	const struct memtopo_allocator *a = &m->allocator;

	(void)all;
	return memtopo_rows_take(rows, a->free_areas, a->free_area_count,
				 sizeof(*a->free_areas), NULL);
}

static const struct memtopo_column pageblocks_columns[] = {
	FIELD("START_PFN", NUMBER, JSON, pageblocks, start_pfn, "first page frame"),
	FIELD("NR_PAGES", NUMBER, JSON, pageblocks, nr_pages, "page frames of the pageblocks"),
	SPAN("START", START, TEXT, pageblocks, start_pfn, nr_pages, "address of the first byte"),
	SPAN("END", END, TEXT, pageblocks, start_pfn, nr_pages, "address of the last byte"),
	FIELD("SIZE", PAGES, TEXT, pageblocks, nr_pages, "size of the pageblocks"),
	FIELD("NODE", NUMBER, TEXT | JSON, pageblocks, node, "node id"),
	FIELD("ZONE", TEXT, TEXT | JSON, pageblocks, zone, "name of the zone"),
	FIELD("MIGRATETYPE", TEXT, TEXT | JSON, pageblocks, migratetype, "what they are for"),
	FIELD("SKIP", NUMBER, TEXT | JSON, pageblocks, skip, "1 when compaction passes over them"),
};

static int pageblocks_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
			    bool all)
{
	const struct memtopo_allocator *a = &m->allocator;

	(void)all;
	return memtopo_rows_take(rows, a->pageblocks, a->pageblocks_count,
				 sizeof(*a->pageblocks), NULL);
}

static const struct memtopo_column unmanaged_columns[] = {
	FIELD("START_PFN", NUMBER, JSON, unmanaged, start_pfn, "first page frame"),
	FIELD("SPANNED_PAGES", NUMBER, JSON, unmanaged, spanned_pages,
	      "page frames from first to last"),
	FIELD("PAGES", NUMBER, JSON, unmanaged, pages, "of these, those of the row"),
	SPAN("START", START, TEXT, unmanaged, start_pfn, spanned_pages,
	     "address of the first byte"),
	SPAN("END", END, TEXT, unmanaged, start_pfn, spanned_pages, "address of the last byte"),
	FIELD("SPANNED", PAGES, 0, unmanaged, spanned_pages, "size from first to last"),
	FIELD("SIZE", PAGES, TEXT, unmanaged, pages, "size without what lies between"),
	FIELD("NODE", NUMBER, TEXT | JSON, unmanaged, node, "node id"),
	FIELD("ZONE", TEXT, TEXT | JSON, unmanaged, zone, "name of the zone"),
	FIELD("KIND", TEXT, TEXT | JSON, unmanaged, kind,
	      "reserved, offline (balloon) or memmap (its own)"),
};

static int unmanaged_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
			   bool all)
{
	const struct memtopo_allocator *a = &m->allocator;

	(void)all;
	return memtopo_rows_take(rows, a->unmanaged, a->unmanaged_count,
				 sizeof(*a->unmanaged), NULL);
}

static int value_task(struct memtopo_value *value, u64 order, const char *zone)
{
	return memtopo_value_print(value, "order %llu, up to %s", order, zone ? zone : "any zone");
}

static int reclaim_kswapd(const struct memtopo_machine *m, const void *row,
			  struct memtopo_value *value)
{
	const struct memtopo_reclaim *reclaim = row;

	(void)m;
	if (reclaim->kswapd_failures >= KSWAPD_FAILURES_MAX)
		return memtopo_value_text(value, "given up");
	if (!reclaim->kswapd_highest_zone)
		return memtopo_value_text(value, "idle");
	return value_task(value, reclaim->kswapd_order, reclaim->kswapd_highest_zone);
}

static int reclaim_kcompactd(const struct memtopo_machine *m, const void *row,
			     struct memtopo_value *value)
{
	const struct memtopo_reclaim *reclaim = row;

	(void)m;
	if (reclaim->kcompactd_max_order == MEMTOPO_NONE)
		return 0;
	if (reclaim->kcompactd_max_order)
		return value_task(value, reclaim->kcompactd_max_order,
				  reclaim->kcompactd_highest_zone);
	if (reclaim->proactive_compact_trigger == 1)
		return memtopo_value_text(value, "proactive");
	return memtopo_value_text(value, "idle");
}

static const struct memtopo_column reclaim_columns[] = {
	FIELD("NODE", NUMBER, TEXT | JSON, reclaim, node, "node id"),
	MADE("KSWAPD", TEXT, TEXT, reclaim_kswapd, "what kswapd was woken for"),
	MADE("KCOMPACTD", TEXT, TEXT, reclaim_kcompactd, "what kcompactd was woken for"),
	FIELD("KSWAPD_ORDER", NUMBER, JSON, reclaim, kswapd_order, "order kswapd was woken for"),
	FIELD("KSWAPD_HIGHEST_ZONE", TEXT, JSON, reclaim, kswapd_highest_zone,
	      "highest zone it is to balance"),
	FIELD("KSWAPD_FAILURES", NUMBER, TEXT | JSON, reclaim, kswapd_failures,
	      "runs in a row that reclaimed nothing"),
	FIELD("KCOMPACTD_MAX_ORDER", NUMBER, JSON, reclaim, kcompactd_max_order,
	      "order kcompactd was woken for"),
	FIELD("KCOMPACTD_HIGHEST_ZONE", TEXT, JSON, reclaim, kcompactd_highest_zone,
	      "highest zone it is to compact"),
	FIELD("PROACTIVE_COMPACT_TRIGGER", NUMBER, JSON, reclaim, proactive_compact_trigger,
	      "1 when a sysctl has woken it"),
};

static int reclaim_build(struct memtopo_rows *rows, const struct memtopo_machine *m, bool all)
{
	const struct memtopo_allocator *a = &m->allocator;

	(void)all;
	return memtopo_rows_take(rows, a->reclaims, a->reclaim_count,
				 sizeof(*a->reclaims), NULL);
}

/* A place where a scan goes on; 0 when there was none. */
static void value_place(struct memtopo_value *value, const struct memtopo_machine *m, u64 pfn)
{
	if (pfn)
		value->number = memtopo_machine_bytes(m, pfn);
}

/* Synchronous compaction, the more thorough one, is the last of the list. */
static int compaction_migrate(const struct memtopo_machine *m, const void *row,
			      struct memtopo_value *value)
{
	const struct memtopo_compaction *zone = row;
	const char *list = zone->compact_cached_migrate_pfn, *last;
	u64 pfn;

	if (!list)
		return 0;
	last = strrchr(list, ',');
	last = last ? last + 1 : list;
	if (!memtopo_number_scan(&last, &pfn))
		value_place(value, m, pfn);
	return 0;
}

static int compaction_free(const struct memtopo_machine *m, const void *row,
			   struct memtopo_value *value)
{
	const struct memtopo_compaction *zone = row;

	value_place(value, m, zone->compact_cached_free_pfn);
	return 0;
}

static int compaction_deferred(const struct memtopo_machine *m, const void *row,
			       struct memtopo_value *value)
{
	const struct memtopo_compaction *zone = row;

	(void)m;
	if (zone->compact_defer_shift == MEMTOPO_NONE)
		return 0;
	if (!zone->compact_defer_shift)
		return memtopo_value_text(value, "no");
	return memtopo_value_print(value, "%llu of %llu", zone->compact_considered,
				   1ULL << zone->compact_defer_shift);
}

static const struct memtopo_column compaction_columns[] = {
	FIELD("NODE", NUMBER, TEXT | JSON, compaction, node, "node id"),
	FIELD("ZONE", TEXT, TEXT | JSON, compaction, zone, "name of the zone"),
	MADE("MIGRATE", START, TEXT, compaction_migrate,
	     "address from which pages to move are looked for"),
	MADE("FREE", START, TEXT, compaction_free,
	     "address from which free pages are looked for, down"),
	MADE("DEFERRED", TEXT, TEXT, compaction_deferred,
	     "times put off, of those that it will be"),
	FIELD("COMPACT_CACHED_FREE_PFN", NUMBER, JSON, compaction, compact_cached_free_pfn,
	      "page frame from which free ones are looked for"),
	FIELD("COMPACT_CACHED_MIGRATE_PFN", NUMBERS, JSON, compaction,
	      compact_cached_migrate_pfn,
	      "those from which pages to move are: async, sync"),
	FIELD("COMPACT_INIT_FREE_PFN", NUMBER, JSON, compaction, compact_init_free_pfn,
	      "the same after a reset"),
	FIELD("COMPACT_INIT_MIGRATE_PFN", NUMBER, JSON, compaction, compact_init_migrate_pfn,
	      "the same after a reset"),
	FIELD("COMPACT_CONSIDERED", NUMBER, JSON, compaction, compact_considered,
	      "times that it was put off since it failed"),
	FIELD("COMPACT_DEFER_SHIFT", NUMBER, JSON, compaction, compact_defer_shift,
	      "it is put off 1 << that times"),
	FIELD("COMPACT_ORDER_FAILED", NUMBER, JSON, compaction, compact_order_failed,
	      "lowest order that is put off"),
	FIELD("COMPACT_BLOCKSKIP_FLUSH", NUMBER, JSON, compaction, compact_blockskip_flush,
	      "1 when skip hints are to be reset"),
	FIELD("NR_ISOLATE_PAGEBLOCK", NUMBER, JSON, compaction, nr_isolate_pageblock,
	      "isolated pageblocks"),
	FIELD("FAILED", NUMBER, TEXT, compaction, compact_order_failed,
	      "lowest order that is put off"),
	FIELD("ISOLATED", NUMBER, TEXT, compaction, nr_isolate_pageblock, "isolated pageblocks"),
	FIELD("CONTIGUOUS", NUMBER, TEXT | JSON, compaction, contiguous,
	      "1 when the zone has no hole"),
};

static int compaction_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
			    bool all)
{
	const struct memtopo_allocator *a = &m->allocator;

	(void)all;
	return memtopo_rows_take(rows, a->compactions, a->compaction_count,
				 sizeof(*a->compactions), NULL);
}

static int memmap_sections(const struct memtopo_machine *m, const void *row,
			   struct memtopo_value *value)
{
	const struct memtopo_memmap_run *run = row;
	u64 first = run->piece.section;

	(void)m;
	if (first == run->last_section)
		return memtopo_value_print(value, "%llu", first);
	return memtopo_value_print(value, "%llu-%llu", first, run->last_section);
}

/* In hundredths of a percent, which hundreds of terabytes do not overflow. */
static int memmap_cost(const struct memtopo_machine *m, const void *row,
		       struct memtopo_value *value)
{
	const struct memtopo_memmap_run *run = row;
	u64 cost;

	(void)m;
	if (!run->piece.nr_pages)
		return 0;
	cost = (__uint128_t)run->piece.memmap_pages * 10000 / run->piece.nr_pages;
	return memtopo_value_print(value, "%llu.%02llu%%", cost / 100, cost % 100);
}

static int memmap_page(const struct memtopo_machine *m, const void *row,
		       struct memtopo_value *value)
{
	const struct memtopo_memmap_run *run = row;

	(void)m;
	value->number = run->piece.page_size;
	return 0;
}

#define PIECE(name, kind, flags, field, help) \
	FIELD(name, kind, flags, memmap_run, piece.field, help)

static const struct memtopo_column memmap_columns[] = {
	MADE("SECTIONS", TEXT, TEXT, memmap_sections, "sections the row stands for"),
	SPAN("START", START, TEXT, memmap_run, piece.start_pfn, piece.nr_pages,
	     "address of the first byte described"),
	SPAN("END", END, TEXT, memmap_run, piece.start_pfn, piece.nr_pages,
	     "address of the last byte described"),
	PIECE("SIZE", PAGES, TEXT, nr_pages, "size of what is described"),
	PIECE("SECTION", NUMBER, JSON, section, "number of the first section"),
	PIECE("START_PFN", NUMBER, JSON, start_pfn, "first page frame described"),
	PIECE("NR_PAGES", NUMBER, JSON, nr_pages, "page frames described"),
	PIECE("MEMMAP_PFN", NUMBER, JSON, memmap_pfn, "first page frame of the first piece"),
	PIECE("MEMMAP_PAGES", NUMBER, JSON, memmap_pages, "page frames of all pieces"),
	PIECE("MEMMAP_NODE", NUMBER, JSON, memmap_node, "node that they belong to"),
	PIECE("PAGE_SIZE", NUMBER, JSON, page_size, "bytes that a page table entry maps"),
	PIECE("SELF_HOSTED", NUMBER, JSON, self_hosted,
	      "1 when it lies in the block that it describes"),
	FIELD("COUNT", NUMBER, MERGED, memmap_run, count, "how many pieces the row stands for"),
	PIECE("MEMMAP", PAGES, TEXT, memmap_pages, "size of its struct pages"),
	MADE("COST", TEXT, TEXT, memmap_cost, "what part of the size that is"),
	PIECE("ON", NUMBER, TEXT, memmap_node, "node that has its struct pages"),
	MADE("PAGE", BYTES, TEXT, memmap_page, "what a page table entry maps"),
	PIECE("SELF", NUMBER, TEXT, self_hosted, "1 when it lies in the block that it describes"),
};

static int memmap_build(struct memtopo_rows *rows, const struct memtopo_machine *m, bool all)
{
	size_t count;
	int rc;

	rc = memtopo_memmap_merge(&rows->memmap, &count, m, all);
	return rc ? rc : memtopo_rows_take(rows, rows->memmap, count,
					   sizeof(*rows->memmap), NULL);
}

#define VIEW(table, column, with, what) { \
	.name = #table, \
	.help = what, \
	.tables = with, \
	.columns = column##_columns, \
	.column_count = ARRAY_SIZE(column##_columns), \
	.build = table##_build, \
}

/* Zones tell whether a table of theirs is whole. */
const struct memtopo_view memtopo_watermarks_view =
	VIEW(watermarks, watermark, MEMTOPO_HAS(ZONES) | MEMTOPO_HAS(WATERMARKS),
	     "what each zone keeps back and has left");
const struct memtopo_view memtopo_free_areas_view =
	VIEW(free_areas, free_area, MEMTOPO_HAS(ZONES) | MEMTOPO_HAS(FREE_AREAS),
	     "free blocks by order and type, and fragmentation");
const struct memtopo_view memtopo_compaction_view =
	VIEW(compaction, compaction, MEMTOPO_HAS(ZONES) | MEMTOPO_HAS(COMPACTION),
	     "how far compaction has come");
const struct memtopo_view memtopo_zonelists_view =
	VIEW(zonelists, zonelist, MEMTOPO_HAS(ZONELISTS),
	     "in which zones memory is looked for, in order");
const struct memtopo_view memtopo_pageblocks_view =
	VIEW(pageblocks, pageblocks, MEMTOPO_HAS(PAGEBLOCKS), "what pageblocks are for");
const struct memtopo_view memtopo_unmanaged_view =
	VIEW(unmanaged, unmanaged, MEMTOPO_HAS(UNMANAGED),
	     "memory that the page allocator does not have");
const struct memtopo_view memtopo_reclaim_view =
	VIEW(reclaim, reclaim, MEMTOPO_HAS(RECLAIM), "what kswapd and kcompactd are asked to do");
const struct memtopo_view memtopo_memmap_view =
	VIEW(memmap, memmap, MEMTOPO_HAS(MEMMAP), "where struct pages lie and what they cost");
