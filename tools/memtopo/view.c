// SPDX-License-Identifier: GPL-2.0
/*
 * Views: the rows and the columns of each table subcommand.
 *
 * The lists of columns are the only ones: the help, -o, the defaults, the
 * types in JSON and the completion all come from here.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allocview.h"
#include "column.h"
#include "gapview.h"

int memtopo_value_text(struct memtopo_value *value, const char *text)
{
	value->text = NULL;
	if (text)
		value->text = strdup(text);
	return text && !value->text ? -ENOMEM : 0;
}

int memtopo_value_print(struct memtopo_value *value, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&value->text, fmt, ap);
	va_end(ap);
	if (len >= 0)
		return 0;
	value->text = NULL;
	return -ENOMEM;
}

int memtopo_value_owners(struct memtopo_value *value, const struct memtopo_machine *m,
			 const struct memtopo_owner *owners, size_t count, bool pages)
{
	size_t i, size;
	FILE *text;

	value->text = NULL;
	if (!count)
		return 0;
	text = open_memstream(&value->text, &size);
	if (!text)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		fprintf(text, "%s%u", i ? "," : "", owners[i].node);
		if (owners[i].zone != MEMTOPO_NO_ZONE)
			fprintf(text, "/%s", m->zone_names[owners[i].zone]);
		if (pages)
			fprintf(text, ":%llu", owners[i].pages);
	}
	if (fclose(text)) {
		free(value->text);
		value->text = NULL;
		return -ENOMEM;
	}
	return 0;
}

int memtopo_rows_take(struct memtopo_rows *rows, const void *array, size_t count, size_t size,
		      bool (*is_shown)(const void *array, size_t i))
{
	size_t i;

	rows->row = calloc(count + 1, sizeof(*rows->row));
	if (!rows->row)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		if (!is_shown || is_shown(array, i))
			rows->row[rows->count++] = (const char *)array + i * size;
	}
	return 0;
}

static int info_value(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	const struct memtopo_pair *pair = row;
	const char *pos = pair->value;

	(void)m;
	if (memtopo_cell_is_none(pair->value))
		return 0;
	if (pair->kind == MEMTOPO_INFO_BYTES && !memtopo_number_scan(&pos, &value->number)) {
		value->kind = MEMTOPO_KIND_BYTES;
		return 0;
	}
	return memtopo_value_text(value, pair->value);
}

static const struct memtopo_column info_columns[] = {
	FIELD("KEY", TEXT, TEXT | JSON, pair, key, "name of the fact"),
	MADE("VALUE", TEXT, TEXT | JSON, info_value, "its value"),
	FIELD("MEANING", TEXT, TEXT, pair, help, "what it says"),
};

static int info_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
		      bool all)
{
	(void)all;
	return memtopo_rows_take(rows, m->info.pairs, m->info.count, sizeof(*m->info.pairs), NULL);
}

static const struct memtopo_column node_columns[] = {
	FIELD("NODE", NUMBER, TEXT | JSON, node, node, "node id"),
	FIELD("STATES", WORDS, JSON, node, states, "the kernel's states of the node"),
	FIELD("START_PFN", NUMBER, JSON, node, start_pfn, "first page frame"),
	FIELD("SPANNED_PAGES", NUMBER, JSON, node, spanned_pages, "page frames from first to last"),
	FIELD("PRESENT_PAGES", NUMBER, JSON, node, present_pages, "pages without the holes"),
	FIELD("MANAGED_PAGES", NUMBER, JSON, node, managed_pages, "pages the allocator has"),
	FIELD("FREE_PAGES", NUMBER, JSON, node, free_pages, "pages free"),
	FIELD("MEMMAP_PAGES", NUMBER, JSON, node, memmap_pages, "pages that hold struct pages"),
	SPAN("START", START, TEXT, node, start_pfn, spanned_pages, "address of the first byte"),
	SPAN("END", END, TEXT, node, start_pfn, spanned_pages, "address of the last byte"),
	FIELD("SPANNED", PAGES, 0, node, spanned_pages, "size from first to last"),
	FIELD("PRESENT", PAGES, TEXT, node, present_pages, "size without the holes"),
	FIELD("MANAGED", PAGES, TEXT, node, managed_pages, "size the allocator has"),
	FIELD("FREE", PAGES, TEXT, node, free_pages, "size free"),
	FIELD("MEMMAP", PAGES, TEXT, node, memmap_pages, "size of the struct pages"),
	FIELD("CPUS", NUMBERS, TEXT | JSON, node, cpus, "CPUs of the node"),
};

static int nodes_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
		       bool all)
{
	(void)all;
	return memtopo_rows_take(rows, m->nodes, m->node_count, sizeof(*m->nodes), NULL);
}

static const struct memtopo_column zone_columns[] = {
	FIELD("NODE", NUMBER, TEXT | JSON, zone, node, "node id"),
	FIELD("ZONE", TEXT, TEXT | JSON, zone, zone, "name of the zone"),
	FIELD("START_PFN", NUMBER, JSON, zone, start_pfn, "first page frame"),
	FIELD("SPANNED_PAGES", NUMBER, JSON, zone, spanned_pages, "page frames from first to last"),
	FIELD("PRESENT_PAGES", NUMBER, JSON, zone, present_pages, "pages without the holes"),
	FIELD("MANAGED_PAGES", NUMBER, JSON, zone, managed_pages, "pages the allocator has"),
	FIELD("CMA_PAGES", NUMBER, JSON, zone, cma_pages, "pages for contiguous memory"),
	FIELD("FREE_PAGES", NUMBER, JSON, zone, free_pages, "pages free"),
	FIELD("MIN", NUMBER, JSON, zone, min, "min watermark in pages"),
	FIELD("LOW", NUMBER, JSON, zone, low, "low watermark in pages"),
	FIELD("HIGH", NUMBER, JSON, zone, high, "high watermark in pages"),
	FIELD("PROMO", NUMBER, JSON, zone, promo, "promotion watermark in pages"),
	FIELD("BOOST", NUMBER, JSON, zone, boost, "boost of the watermarks in pages"),
	FIELD("LOWMEM_RESERVE", NUMBERS, JSON, zone, lowmem_reserve,
	      "pages kept from each higher zone"),
	SPAN("START", START, TEXT, zone, start_pfn, spanned_pages, "address of the first byte"),
	SPAN("END", END, TEXT, zone, start_pfn, spanned_pages, "address of the last byte"),
	FIELD("SPANNED", PAGES, TEXT, zone, spanned_pages, "size from first to last"),
	FIELD("PRESENT", PAGES, TEXT, zone, present_pages, "size without the holes"),
	FIELD("MANAGED", PAGES, TEXT, zone, managed_pages, "size the allocator has"),
	FIELD("CMA", PAGES, 0, zone, cma_pages, "size for contiguous memory"),
	FIELD("FREE", PAGES, TEXT, zone, free_pages, "size free"),
};

static bool zone_is_shown(const void *rows, size_t i)
{
	const struct memtopo_zone *zones = rows;

	return zones[i].spanned_pages;
}

static int zones_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
		       bool all)
{
	return memtopo_rows_take(rows, m->zones, m->zone_count, sizeof(*m->zones),
				 all ? NULL : zone_is_shown);
}

static int run_section(const struct memtopo_machine *m, const void *row,
		       struct memtopo_value *value)
{
	const struct memtopo_run *run = row;

	(void)m;
	value->number = run->first->section;
	return 0;
}

static int run_flags(const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	const struct memtopo_run *run = row;

	(void)m;
	return memtopo_value_text(value, run->first->flags);
}

static int run_subsections(const struct memtopo_machine *m, const void *row,
			   struct memtopo_value *value)
{
	const struct memtopo_run *run = row;

	(void)m;
	return memtopo_value_text(value, run->first->subsections);
}

static int run_block(const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	const struct memtopo_run *run = row;

	(void)m;
	value->number = run->first->memory_block;
	return 0;
}

static int value_range(struct memtopo_value *value, u64 first, u64 last)
{
	if (first == MEMTOPO_NONE)
		return 0;
	if (first == last)
		return memtopo_value_print(value, "%llu", first);
	return memtopo_value_print(value, "%llu-%llu", first, last);
}

static int run_sections(const struct memtopo_machine *m, const void *row,
			struct memtopo_value *value)
{
	const struct memtopo_run *run = row;
	u64 first = run->first->section;

	(void)m;
	return value_range(value, first, first + run->count - 1);
}

static int run_blocks(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	const struct memtopo_run *run = row;

	(void)m;
	return value_range(value, run->first->memory_block, run->last_block);
}

static int run_nodes(const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	const struct memtopo_run *run = row;

	return memtopo_value_owners(value, m, run->nodes, run->node_count, true);
}

static int run_zones(const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	const struct memtopo_run *run = row;

	return memtopo_value_owners(value, m, run->zones, run->zone_count, true);
}

static int run_owners(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	const struct memtopo_run *run = row;

	return memtopo_value_owners(value, m, run->zones, run->zone_count, false);
}

/* No more characters than that draw the subsections of a section. */
#define MAP_CELLS 64
#define MAP_GROUP 16

/* How many of the subsections of [first, end) are in a list. */
static u64 list_overlap(const char *list, u64 first, u64 end)
{
	u64 from = MEMTOPO_NONE, to = MEMTOPO_NONE, count = 0;

	while (memtopo_list_next(&list, &from, &to) > 0) {
		u64 low = from > first ? from : first;
		u64 high = to < end - 1 ? to : end - 1;

		if (low <= high)
			count += high - low + 1;
	}
	return count;
}

/* A character for each subsection, or for several where there are too many. */
static int run_map(const struct memtopo_machine *m, const void *row,
		   struct memtopo_value *value)
{
	const struct memtopo_run *run = row;
	u64 count, each, at, present;
	char map[MAP_CELLS + MAP_CELLS / MAP_GROUP + 1];
	size_t used = 0, cell;

	if (!run->first->subsections || m->info.subsection_size == MEMTOPO_NONE)
		return 0;
	count = m->info.section_size / m->info.subsection_size;
	each = count > MAP_CELLS ? count / MAP_CELLS : 1;
	for (cell = 0, at = 0; at < count; cell++, at += each) {
		if (cell && cell % MAP_GROUP == 0)
			map[used++] = '|';
		present = list_overlap(run->first->subsections, at, at + each);
		map[used++] = !present ? '.' : present == each ? '#' : '+';
	}
	map[used] = '\0';
	return memtopo_value_text(value, map);
}

static const struct memtopo_column section_columns[] = {
	MADE("SECTIONS", TEXT, TEXT, run_sections, "sections the row stands for"),
	SPAN("START", START, TEXT, run, start_pfn, span_pages, "address of the first byte"),
	SPAN("END", END, TEXT, run, start_pfn, span_pages, "address of the last byte"),
	FIELD("SIZE", PAGES, TEXT, run, pages, "size of the subsections present"),
	MADE("SECTION", NUMBER, JSON, run_section, "number of the first section"),
	FIELD("START_PFN", NUMBER, JSON, run, start_pfn, "first page frame"),
	MADE("FLAGS", TEXT, TEXT | JSON, run_flags,
	     "P present, M has memmap, O online, E from boot, D device"),
	MADE("NODES", WORDS, JSON, run_nodes, "nodes and the pages they own, NODE:PAGES"),
	MADE("ZONES", WORDS, JSON, run_zones, "zones and the pages they own, NODE/ZONE:PAGES"),
	MADE("SUBSECTIONS", WORDS, JSON, run_subsections, "subsections present"),
	MADE("MEMORY_BLOCK", NUMBER, JSON, run_block, "number of the first memory block"),
	FIELD("COUNT", NUMBER, MERGED, run, count, "how many sections the row stands for"),
	FIELD("PAGES", NUMBER, 0, run, pages, "page frames of the subsections present"),
	MADE("BLOCKS", TEXT, TEXT, run_blocks, "memory blocks the row stands for"),
	MADE("OWNERS", WORDS, TEXT, run_owners, "nodes and zones, NODE/ZONE"),
	MADE("MAP", TEXT, 0, run_map, "subsections: # present, . absent, + some of several"),
};

static int sections_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
			  bool all)
{
	int rc;

	rc = memtopo_runs_build(&rows->runs, m, all);
	return rc ? rc : memtopo_rows_take(rows, rows->runs.run, rows->runs.count,
				   sizeof(*rows->runs.run), NULL);
}

static int distance_buffer(const struct memtopo_machine *m, const void *row,
			   struct memtopo_value *value)
{
	const struct memtopo_distance *distance = row;

	(void)m;
	value->number = distance->buffer;
	return 0;
}

/* The first few are there also when nothing is measured. */
#define DISTANCE_COLUMNS 3

static const struct memtopo_column distance_columns[] = {
	FIELD("FROM", NUMBER, TEXT | JSON, distance, from, "node id"),
	FIELD("TO", NUMBER, TEXT | JSON, distance, to, "node id"),
	FIELD("DISTANCE", NUMBER, TEXT | JSON, distance, distance,
	      "distance; 10 is within a node"),
	FIELD("MEASURED_NS", NUMBER, TEXT | JSON, distance, measured_ns,
	      "latency measured now"),
	FIELD("CLAIMED_NS", NUMBER, TEXT | JSON, distance, claimed_ns,
	      "read latency by the firmware's HMAT"),
	FIELD("MEASURED_MBPS", NUMBER, TEXT | JSON, distance, measured_mbps,
	      "MB/s that one thread reads now"),
	FIELD("CLAIMED_MBPS", NUMBER, TEXT | JSON, distance, claimed_mbps,
	      "read bandwidth by the firmware's HMAT"),
	MADE("BUFFER", BYTES, TEXT | JSON, distance_buffer,
	     "size of what was read, caches have a part in small ones"),
};

static int distances_build(struct memtopo_rows *rows, const struct memtopo_machine *m,
			   bool all)
{
	size_t n = m->distance_count, i;

	(void)all;
	rows->distances = calloc(n * n + 1, sizeof(*rows->distances));
	if (!rows->distances)
		return -ENOMEM;
	for (i = 0; i < n * n; i++)
		rows->distances[i] = (struct memtopo_distance) {
			.from = m->distance_node[i / n],
			.to = m->distance_node[i % n],
			.distance = m->distance[i],
			.measured_ns = MEMTOPO_NONE, .claimed_ns = MEMTOPO_NONE,
			.measured_mbps = MEMTOPO_NONE, .claimed_mbps = MEMTOPO_NONE,
			.buffer = MEMTOPO_NONE,
		};
	return memtopo_rows_take(rows, rows->distances, n * n, sizeof(*rows->distances),
				 NULL);
}

static int block_blocks(const struct memtopo_machine *m, const void *row,
			struct memtopo_value *value)
{
	const struct memtopo_block *block = row;

	(void)m;
	return value_range(value, block->block, block->block + block->count - 1);
}

static int block_sections(const struct memtopo_machine *m, const void *row,
			  struct memtopo_value *value)
{
	const struct memtopo_block *block = row;

	(void)m;
	return value_range(value, block->section->section, block->last_section);
}

static int block_type(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	return memtopo_value_text(value, memtopo_block_type(row, m));
}

static int block_memmap(const struct memtopo_machine *m, const void *row,
			struct memtopo_value *value)
{
	const struct memtopo_block *block = row;

	(void)m;
	if (!block->has_census || !block->online)
		return 0;
	return memtopo_value_text(value, block->census.memmap_pages ? "self" : "elsewhere");
}

/* What @write writes, or no text when that is nothing. */
static int value_written(const struct memtopo_machine *m, const void *row,
			 void (*write)(const struct memtopo_block *block,
				       const struct memtopo_machine *m, FILE *out),
			 struct memtopo_value *value)
{
	size_t size;
	FILE *out;

	out = open_memstream(&value->text, &size);
	if (!out)
		return -ENOMEM;
	write(row, m, out);
	if (!fclose(out) && size)
		return 0;
	free(value->text);
	value->text = NULL;
	return size ? -ENOMEM : 0;
}

static int block_nodes(const struct memtopo_machine *m, const void *row,
		       struct memtopo_value *value)
{
	return value_written(m, row, memtopo_block_nodes, value);
}

static int block_zones(const struct memtopo_machine *m, const void *row,
		       struct memtopo_value *value)
{
	return value_written(m, row, memtopo_block_zones, value);
}

static int block_why(const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	return value_written(m, row, memtopo_block_why, value);
}

static int block_first(const struct memtopo_machine *m, const void *row,
		       struct memtopo_value *value)
{
	const struct memtopo_block *block = row;

	if (block->census.unmovable)
		value->number = memtopo_machine_bytes(m, block->census.unmovable_pfn);
	return 0;
}

/* A count of the blocks table. */
#define COUNTED(name, field, help) \
	FIELD(name, NUMBER, JSON, block, census.field, help)

static const struct memtopo_column block_columns[] = {
	MADE("BLOCKS", TEXT, TEXT, block_blocks, "memory blocks the row stands for"),
	FIELD("BLOCK", NUMBER, JSON, block, block, "number of the first memory block"),
	FIELD("COUNT", NUMBER, MERGED, block, count, "how many blocks the row stands for"),
	FIELD("START_PFN", NUMBER, JSON, block, start_pfn, "first page frame"),
	SPAN("START", START, TEXT, block, start_pfn, span_pages, "address of the first byte"),
	SPAN("END", END, 0, block, start_pfn, span_pages, "address of the last byte"),
	FIELD("SIZE", PAGES, TEXT, block, span_pages, "size from start to end"),
	FIELD("NR_PAGES", NUMBER, JSON, block, span_pages, "page frames from start to end"),
	FIELD("STATE", TEXT, TEXT | JSON, block, state, "online, offline or going-offline"),
	FIELD("REMOVABLE", NUMBER, JSON, block, removable,
	      "1 if this kernel can take memory offline at all"),
	MADE("TYPE", TEXT, JSON, block_type, "how it is online: kernel, movable or mixed"),
	MADE("NODES", NUMBERS, TEXT | JSON, block_nodes, "all nodes inside"),
	MADE("ZONES", WORDS, TEXT | JSON, block_zones, "all zones inside"),
	FIELD("VALID_ZONES", TEXT, 0, block, valid_zones, "zones as sysfs has them"),
	MADE("SECTIONS", TEXT, JSON, block_sections, "sections inside"),
	MADE("MEMMAP", TEXT, JSON, block_memmap, "where its memmap is: self or elsewhere"),
	FIELD("DRIVER", TEXT, JSON, block, driver, "who brought the memory"),
	FIELD("GROUP", TEXT, JSON, block, group, "the device that it was brought for"),
	MADE("FIRST", START, TEXT | JSON, block_first, "address of the first page in the way"),
	MADE("WHY", PHRASES, TEXT | JSON, block_why, "why it would not go offline"),
	COUNTED("UNMOVABLE_PFN", unmovable_pfn, "page frame of the first page in the way"),
	FIELD("UNMOVABLE", TEXT, JSON, block, census.unmovable, "what that page is"),
	COUNTED("ONLINE_PAGES", online_pages, "pages counted, the sum of what follows"),
	COUNTED("FREE_PAGES", free_pages, "pages free"),
	COUNTED("MOVABLE_PAGES", movable_pages, "pages that can be moved"),
	COUNTED("HUGETLB_PAGES", hugetlb_pages, "pages of huge pages"),
	COUNTED("OFFLINE_PAGES", offline_pages, "pages of a balloon, or not plugged"),
	COUNTED("HWPOISON_PAGES", hwpoison_pages, "pages poisoned"),
	COUNTED("MEMMAP_PAGES", memmap_pages, "pages of the block's own memmap"),
	COUNTED("PINNED_PAGES", pinned_pages, "pages that could be moved, but are pinned"),
	COUNTED("RESERVED_PAGES", reserved_pages, "pages of boot, firmware, or no memory"),
	COUNTED("SLAB_PAGES", slab_pages, "pages of small objects of the kernel"),
	COUNTED("TABLE_PAGES", table_pages, "pages of page tables"),
	COUNTED("KERNEL_PAGES", kernel_pages, "pages in other use that cannot be moved"),
	COUNTED("CMA_PAGEBLOCKS", cma_pageblocks, "pageblocks for contiguous memory"),
	COUNTED("ISOLATED_PAGEBLOCKS", isolated_pageblocks,
		"pageblocks taken from the allocator"),
};

static int blocks_build(struct memtopo_rows *rows, const struct memtopo_machine *m, bool all)
{
	int rc;

	rc = memtopo_blocks_build(&rows->blocks, m, all);
	return rc ? rc : memtopo_rows_take(rows, rows->blocks.block, rows->blocks.count,
				   sizeof(*rows->blocks.block), NULL);
}

#define VIEW(name, column, tables, help, argument) \
	(&(const struct memtopo_view){ #name, help, tables, column##_columns, \
				       ARRAY_SIZE(column##_columns), name##_build, argument, NULL })

const struct memtopo_view *const memtopo_views[] = {
	VIEW(info, info, MEMTOPO_HAS(INFO), "what kind of machine it is", NULL),
	VIEW(nodes, node, MEMTOPO_HAS(NODES), "NUMA nodes, their memory and CPUs", NULL),
	VIEW(zones, zone, MEMTOPO_HAS(ZONES), "memory zones of each node", NULL),
	&(const struct memtopo_view){ "sections", "memory sections, equal neighbours merged",
				      MEMTOPO_HAS(SECTIONS), section_columns,
				      ARRAY_SIZE(section_columns), sections_build, NULL, "+map" },
	&memtopo_holes_view,
	&(const struct memtopo_view){ "distances", "NUMA distances", MEMTOPO_HAS(DISTANCES),
				      distance_columns, DISTANCE_COLUMNS, distances_build, NULL,
				      NULL },
	VIEW(blocks, block, MEMTOPO_HAS(SECTIONS) | MEMTOPO_HAS(BLOCKS),
	     "memory blocks, and why they would not go offline", "block"),
	&memtopo_watermarks_view,
	&memtopo_free_areas_view,
	&memtopo_zonelists_view,
	&memtopo_pageblocks_view,
	&memtopo_unmanaged_view,
	&memtopo_memmap_view,
	&memtopo_reclaim_view,
	&memtopo_compaction_view,
};

const size_t memtopo_view_count = ARRAY_SIZE(memtopo_views);

const struct memtopo_view memtopo_measured_view = {
	.name = "distances",
	.help = "NUMA distances, and what is measured",
	.tables = MEMTOPO_HAS(NODES) | MEMTOPO_HAS(DISTANCES),
	.columns = distance_columns,
	.column_count = ARRAY_SIZE(distance_columns),
	.build = distances_build,
};

const struct memtopo_view *memtopo_view_find(const char *name)
{
	size_t i;

	for (i = 0; i < memtopo_view_count; i++) {
		if (!strcmp(memtopo_views[i]->name, name))
			return memtopo_views[i];
	}
	return NULL;
}

int memtopo_column_find(const struct memtopo_view *view, const char *name,
			size_t len)
{
	size_t i;

	for (i = 0; i < view->column_count; i++) {
		if (!strncasecmp(view->columns[i].name, name, len) &&
		    !view->columns[i].name[len])
			return i;
	}
	return -ENOENT;
}

/* Both ends of a span as addresses; a span of nothing has none. */
static void span_value(const struct memtopo_column *column,
		       const struct memtopo_machine *machine, const char *row,
		       struct memtopo_value *value)
{
	u64 start = *(const u64 *)(row + column->offset);
	u64 pages = *(const u64 *)(row + column->pages_offset);

	if (!pages || start == MEMTOPO_NONE)
		return;
	if (column->kind == MEMTOPO_KIND_START)
		value->number = start * machine->info.page_size;
	else
		value->number = (start + pages) * machine->info.page_size - 1;
}

int memtopo_column_value(const struct memtopo_column *column,
			 const struct memtopo_machine *machine, const void *row,
			 struct memtopo_value *value)
{
	const char *at = (const char *)row + column->offset;

	value->kind = column->kind;
	value->number = MEMTOPO_NONE;
	value->text = NULL;
	if (column->get)
		return column->get(machine, row, value);

	switch (column->kind) {
	case MEMTOPO_KIND_NUMBER:
	case MEMTOPO_KIND_FRAMES:
	case MEMTOPO_KIND_BYTES:
	case MEMTOPO_KIND_ADDRESS:
	case MEMTOPO_KIND_HEX:
		value->number = *(const u64 *)at;
		return 0;
	case MEMTOPO_KIND_PAGES:
		value->number = memtopo_machine_bytes(machine, *(const u64 *)at);
		return 0;
	case MEMTOPO_KIND_START:
	case MEMTOPO_KIND_END:
		span_value(column, machine, row, value);
		return 0;
	default:
		return memtopo_value_text(value, *(const char * const *)at);
	}
}

int memtopo_rows_build(struct memtopo_rows *rows, const struct memtopo_view *view,
		       const struct memtopo_machine *machine, bool all)
{
	memset(rows, 0, sizeof(*rows));
	return view->build(rows, machine, all);
}

void memtopo_rows_free(struct memtopo_rows *rows)
{
	memtopo_runs_free(&rows->runs);
	memtopo_holes_free(&rows->holes);
	free(rows->distances);
	free(rows->memmap);
	memtopo_blocks_free(&rows->blocks);
	free(rows->row);
	memset(rows, 0, sizeof(*rows));
}
