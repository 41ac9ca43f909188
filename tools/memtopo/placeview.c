// SPDX-License-Identifier: GPL-2.0
/*
 * The views of a place: all of it in a row, and the tables of the module.
 */
#include "column.h"
#include "place.h"

static const struct memtopo_column address_columns[] = {
	FIELD("KIND", TEXT, JSON, place, walk.address.kind, "user or kernel"),
	FIELD("PID", NUMBER, JSON, place, walk.address.pid, "process that has the address"),
	FIELD("ADDRESS", HEX, JSON, place, walk.address.address, "the address"),
	FIELD("REGION", TEXT, JSON, place, walk.address.region, "part of the address space"),
	FIELD("MAPPING_START", HEX, JSON, place, walk.address.mapping_start,
	      "first address of the mapping"),
	FIELD("MAPPING_END", HEX, JSON, place, walk.address.mapping_end,
	      "address after the mapping"),
	FIELD("PERMS", TEXT, JSON, place, walk.address.perms, "who may do what"),
	FIELD("MAPPING_KIND", TEXT, JSON, place, walk.address.mapping_kind, "what the mapping is"),
	FIELD("MAPPING", TEXT, JSON, place, mapping, "name of the mapping"),
	FIELD("PAGE_SIZE", NUMBER, JSON, place, walk.address.page_size,
	      "bytes that the last entry maps"),
	FIELD("STATE", TEXT, JSON, place, walk.address.state, "where it leads"),
	FIELD("PFN", NUMBER, JSON, place, walk.address.pfn, "page frame"),
	FIELD("PHYSICAL", ADDRESS, JSON, place, walk.address.physical, "physical address"),
	FIELD("STRUCT_PAGE_OF", NUMBER, JSON, place, walk.address.struct_page_of,
	      "page frame whose struct page is there"),
	FIELD("CPU", NUMBER, JSON, place, walk.address.cpu, "CPU that runs the process"),
	FIELD("CPU_NODE", NUMBER, JSON, place, walk.address.cpu_node, "node of that CPU"),
	FIELD("DISTANCE", NUMBER, JSON, place, walk.address.distance,
	      "distance from there to the frame"),
};

const struct memtopo_view memtopo_address_view = {
	.name = "address",
	.columns = address_columns,
	.column_count = ARRAY_SIZE(address_columns),
};

static const struct memtopo_column level_columns[] = {
	FIELD("LEVEL", TEXT, JSON, level, level, "level of the page tables"),
	FIELD("INDEX", NUMBER, JSON, level, index, "index of the entry"),
	FIELD("TABLE_PFN", NUMBER, JSON, level, table_pfn, "page frame of the table"),
	FIELD("TABLE_NODE", NUMBER, JSON, level, table_node, "node of that frame"),
	FIELD("ENTRY", HEX, JSON, level, entry, "the entry as it is"),
	FIELD("SIZE", NUMBER, JSON, level, size, "bytes that one entry maps"),
	FIELD("STATE", TEXT, JSON, level, state, "what the entry is"),
	FIELD("PKEY", NUMBER, JSON, level, pkey, "protection key"),
	FIELD("SWAP_TYPE", NUMBER, JSON, level, swap_type, "index of the swap area"),
	FIELD("SWAP_OFFSET", NUMBER, JSON, level, swap_offset,
	      "page in the swap area, or page frame"),
	FIELD("BITS", WORDS, JSON, level, bits, "bits that are set"),
};

const struct memtopo_view memtopo_levels_view = {
	.name = "levels",
	.columns = level_columns,
	.column_count = ARRAY_SIZE(level_columns),
};

static const struct memtopo_column page_columns[] = {
	FIELD("PFN", NUMBER, JSON, page, pfn, "page frame"),
	FIELD("PHYSICAL", ADDRESS, JSON, page, physical, "address of the first byte"),
	FIELD("STATE", TEXT, JSON, page, state, "online, offline, device or absent"),
	FIELD("FLAGS", WORDS, JSON, page, flags, "flags of the page"),
	FIELD("KIND", TEXT, JSON, page, kind, "what it is used for"),
	FIELD("REFCOUNT", NUMBER, JSON, page, refcount, "how often it is referenced"),
	FIELD("MAPCOUNT", NUMBER, JSON, page, mapcount, "how often it is mapped"),
	FIELD("ORDER", NUMBER, JSON, page, order, "order of its folio or free block"),
	FIELD("HEAD_PFN", NUMBER, JSON, page, head_pfn, "first page frame of that"),
	FIELD("MIGRATETYPE", TEXT, JSON, page, migratetype, "what its pageblock is for"),
	FIELD("SKIP", NUMBER, JSON, page, skip, "1 when compaction passes over that"),
	FIELD("SECTION", NUMBER, JSON, page, section, "section"),
	FIELD("SUBSECTION", NUMBER, JSON, page, subsection, "subsection in the section"),
	FIELD("MEMORY_BLOCK", NUMBER, JSON, page, memory_block, "memory block"),
	FIELD("NODE", NUMBER, JSON, page, node, "node"),
	FIELD("ZONE", TEXT, JSON, page, zone, "zone"),
	FIELD("SELF_HOSTED", NUMBER, JSON, page, self_hosted,
	      "1 when its block has its own struct pages"),
	FIELD("CPU_DISTANCE", NUMBER, JSON, page, cpu_distance,
	      "distance from the CPU of the process"),
};

const struct memtopo_view memtopo_page_view = {
	.name = "page",
	.columns = page_columns,
	.column_count = ARRAY_SIZE(page_columns),
};

static int where_kind(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	static const char *const kinds[] = { "page", "physical", "kernel", "user" };
	const struct memtopo_place *place = row;

	(void)m;
	return memtopo_value_text(value, kinds[place->walk.asked]);
}

/* Of whatever it was asked by, the address of the byte, or of the first. */
static int where_physical(const struct memtopo_machine *m, const void *row,
			  struct memtopo_value *value)
{
	const struct memtopo_walk *walk = &((const struct memtopo_place *)row)->walk;

	if (walk->asked == MEMTOPO_ASKED_PHYSICAL)
		value->number = walk->number;
	else if (walk->asked == MEMTOPO_ASKED_PAGE)
		value->number = memtopo_machine_bytes(m, walk->number);
	else
		value->number = walk->address.physical;
	return 0;
}

static const struct memtopo_column where_columns[] = {
	FIELD("ASKED", TEXT, TEXT | JSON, place, text, "number as it was written"),
	MADE("KIND", TEXT, TEXT | JSON, where_kind, "page, physical, kernel or user"),
	FIELD("PID", NUMBER, JSON, place, walk.address.pid, "process that has the address"),
	FIELD("REGION", TEXT, JSON, place, walk.address.region, "part of the address space"),
	FIELD("MAPPING_START", HEX, JSON, place, walk.address.mapping_start,
	      "first address of the mapping"),
	FIELD("MAPPING_END", HEX, JSON, place, walk.address.mapping_end,
	      "address after the mapping"),
	FIELD("PERMS", TEXT, JSON, place, walk.address.perms, "who may do what in the mapping"),
	FIELD("MAPPING", TEXT, JSON, place, mapping, "name of the mapping"),
	FIELD("MAPPING_STATE", TEXT, JSON, place, walk.address.state, "where the address leads"),
	FIELD("STRUCT_PAGE_OF", NUMBER, JSON, place, walk.address.struct_page_of,
	      "page frame whose struct page is there"),
	FIELD("PFN", NUMBER, TEXT | JSON, place, walk.page.pfn, "page frame"),
	MADE("PHYSICAL", ADDRESS, TEXT | JSON, where_physical, "physical address"),
	FIELD("STATE", TEXT, TEXT | JSON, place, walk.page.state,
	      "online, offline, device or absent"),
	FIELD("USED", TEXT, TEXT | JSON, place, walk.page.kind, "what it is used for"),
	FIELD("FLAGS", WORDS, JSON, place, walk.page.flags, "flags of the page"),
	FIELD("REFCOUNT", NUMBER, JSON, place, walk.page.refcount, "how often it is referenced"),
	FIELD("MAPCOUNT", NUMBER, JSON, place, walk.page.mapcount, "how often it is mapped"),
	FIELD("ORDER", NUMBER, JSON, place, walk.page.order, "order of its folio or free block"),
	FIELD("HEAD_PFN", NUMBER, JSON, place, walk.page.head_pfn, "first page frame of that"),
	FIELD("MIGRATETYPE", TEXT, JSON, place, walk.page.migratetype,
	      "what its pageblock is for"),
	FIELD("SECTION", NUMBER, TEXT | JSON, place, walk.page.section, "section"),
	FIELD("SUBSECTION", NUMBER, JSON, place, walk.page.subsection, "subsection in the section"),
	FIELD("MEMORY_BLOCK", NUMBER, JSON, place, walk.page.memory_block, "memory block"),
	FIELD("ZONE", TEXT, TEXT | JSON, place, walk.page.zone, "zone"),
	FIELD("NODE", NUMBER, TEXT | JSON, place, walk.page.node, "node"),
	FIELD("DISTANCE", NUMBER, JSON, place, walk.address.distance,
	      "distance from the CPU of the process"),
	FIELD("HOLE", TEXT, JSON, place, gap, "hole that it lies in"),
	FIELD("OWNER", TEXT, JSON, place, owner, "who has it as /proc/iomem says"),
};

const struct memtopo_view memtopo_where_view = {
	.name = "where",
	.columns = where_columns,
	.column_count = ARRAY_SIZE(where_columns),
};
