// SPDX-License-Identifier: GPL-2.0
/*
 * A machine's memory as plain structs, loaded from its table files.
 *
 * What is refused here is what no kernel can have written: numbers out of
 * range, objects out of order, lists that are none. What is merely odd stays,
 * since odd machines are those that people want to look at.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "load.h"

static const char *const table_names[MEMTOPO_TABLES] = {
	[MEMTOPO_INFO] = "info",
	[MEMTOPO_NODES] = "nodes",
	[MEMTOPO_ZONES] = "zones",
	[MEMTOPO_SECTIONS] = "sections",
	[MEMTOPO_DISTANCES] = "distances",
	[MEMTOPO_BLOCKS] = "blocks",
	[MEMTOPO_WATERMARKS] = "watermarks",
	[MEMTOPO_ZONELISTS] = "zonelists",
	[MEMTOPO_FREE_AREAS] = "free_areas",
	[MEMTOPO_PAGEBLOCKS] = "pageblocks",
	[MEMTOPO_UNMANAGED] = "unmanaged",
	[MEMTOPO_RECLAIM] = "reclaim",
	[MEMTOPO_COMPACTION] = "compaction",
	[MEMTOPO_MEMMAP] = "memmap",
};

const char *memtopo_table_name(enum memtopo_table_id id)
{
	return table_names[id];
}

#define INFO(field, info_kind, is_required, text) \
	{ #field, offsetof(struct memtopo_info, field), MEMTOPO_INFO_##info_kind, \
	  is_required, text }
#define INFO_ONLY(name, info_kind, text) \
	{ name, 0, MEMTOPO_INFO_##info_kind, false, text }

/* In the order of the file; offset 0 means that nothing is computed with it. */
static const struct info_key {
	const char *name;
	size_t offset;
	enum memtopo_info_kind kind;
	bool required;
	const char *help;
} info_keys[] = {
	INFO_ONLY("version", TEXT, "version of the memtopo module"),
	INFO(kernel, TEXT, true, "kernel release"),
	INFO(architecture, TEXT, true, "kernel architecture"),
	INFO(topology, TEXT, true, "numa, or uma with one node"),
	INFO(memory_model, TEXT, true, "sparsemem or flatmem"),
	INFO(sparsemem_extreme, BOOL, false, "section table has two levels"),
	INFO(sparsemem_vmemmap, BOOL, false, "struct pages are virtually contiguous"),
	INFO(page_size, BYTES, true, "size of a page"),
	INFO_ONLY("page_struct_size", BYTES, "size of a struct page"),
	INFO(section_size, BYTES, false, "size of a memory section"),
	INFO(sections_possible, NUMBER, false, "sections the kernel can address"),
	INFO(sections_present, NUMBER, false, "sections that have memory"),
	INFO_ONLY("sections_online", NUMBER, "sections in use"),
	INFO(subsection_size, BYTES, false, "grain of memory inside a section"),
	INFO(memory_block_size, BYTES, false, "grain of memory hot-plug in sysfs"),
	INFO(pageblock_order, NUMBER, false, "order of a pageblock"),
	INFO_ONLY("max_order", NUMBER, "highest order of the buddy allocator"),
	INFO_ONLY("max_physmem_bits", NUMBER, "bits of a physical address"),
	INFO_ONLY("nodes_possible", NUMBER, "nodes that may ever be online"),
	INFO(nodes_online, NUMBER, false, "nodes online"),
	INFO_ONLY("nodes_memory", NUMBER, "nodes with memory"),
	INFO_ONLY("nodes_cpu", NUMBER, "nodes with CPUs"),
	INFO(first_present_pfn, NUMBER, false, "first page frame with a struct page"),
	INFO(last_present_pfn, NUMBER, false, "last page frame with a struct page"),
	INFO(memmap_bytes, BYTES, false, "memory taken by struct pages"),
	INFO(mem_map_start_pfn, NUMBER, false, "first page frame of a flat mem_map"),
	INFO(mem_map_pages, NUMBER, false, "page frames of a flat mem_map"),
	INFO_ONLY("generation", NUMBER, "memory hot-plugs seen so far"),
};

static const struct info_key *info_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(info_keys); i++) {
		if (!strcmp(info_keys[i].name, name))
			return &info_keys[i];
	}
	return NULL;
}

static int info_value(struct memtopo_loader *l, int column, const struct info_key *key)
{
	char *at = (char *)&l->machine->info + key->offset;
	const char *cell = l->table.cells[column];
	u64 number = MEMTOPO_NONE;
	int rc;

	switch (key->kind) {
	case MEMTOPO_INFO_TEXT:
		if (key->offset)
			*(const char **)at = cell;
		return 0;
	case MEMTOPO_INFO_BOOL:
		if (strcmp(cell, "yes") && strcmp(cell, "no") && !memtopo_cell_is_none(cell))
			return memtopo_cell_error(&l->table, column, "is neither yes nor no");
		if (key->offset)
			*(const char **)at = cell;
		return 0;
	default:
		if (!memtopo_cell_is_none(cell)) {
			rc = memtopo_cell_number(&l->table, column, MEMTOPO_NONE - 1, &number);
			if (rc)
				return rc;
		}
		if (key->offset)
			*(u64 *)at = number;
		return 0;
	}
}

static bool is_power_of_two(u64 n)
{
	return n && !(n & (n - 1));
}

/* Sizes divide one another, or nothing that is computed makes sense. */
static int info_check(struct memtopo_loader *l)
{
	const struct memtopo_info *info = &l->machine->info;
	const char *path = l->table.path;
	u64 limit;

	if (strcmp(info->memory_model, "sparsemem") && strcmp(info->memory_model, "flatmem"))
		return memtopo_error_set(l->table.err, path, 0, "unknown memory_model '%.32s'",
					 info->memory_model);
	if (!is_power_of_two(info->page_size) ||
	    info->page_size < 1ULL << 12 || info->page_size > 1ULL << 30)
		return memtopo_error_set(l->table.err, path, 0, "page_size makes no sense");
	limit = ~0ULL / info->page_size;
	if (info->last_present_pfn != MEMTOPO_NONE && info->last_present_pfn >= limit)
		return memtopo_error_set(l->table.err, path, 0, "last_present_pfn makes no sense");
	if (info->mem_map_pages != MEMTOPO_NONE && info->mem_map_start_pfn != MEMTOPO_NONE &&
	    (info->mem_map_pages > limit || info->mem_map_start_pfn > limit))
		return memtopo_error_set(l->table.err, path, 0, "mem_map_pages makes no sense");
	if (memtopo_machine_is_flat(l->machine))
		return 0;

	if (!is_power_of_two(info->section_size) || info->section_size < info->page_size ||
	    info->section_size > 1ULL << 48)
		return memtopo_error_set(l->table.err, path, 0, "section_size makes no sense");
	if (info->subsection_size != MEMTOPO_NONE &&
	    (!is_power_of_two(info->subsection_size) ||
	     info->subsection_size < info->page_size ||
	     info->subsection_size > info->section_size))
		return memtopo_error_set(l->table.err, path, 0, "subsection_size makes no sense");
	if (info->memory_block_size != MEMTOPO_NONE &&
	    (!is_power_of_two(info->memory_block_size) ||
	     info->memory_block_size < info->section_size ||
	     info->memory_block_size > 1ULL << 48))
		return memtopo_error_set(l->table.err, path, 0,
					 "memory_block_size makes no sense");
	if (info->sections_possible == MEMTOPO_NONE ||
	    info->sections_possible > ~0ULL / info->section_size)
		return memtopo_error_set(l->table.err, path, 0, "sections_possible makes no sense");
	return 0;
}

static int info_required(struct memtopo_loader *l, const bool *seen)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(info_keys); i++) {
		u64 *at = (u64 *)((char *)&l->machine->info + info_keys[i].offset);

		if (!seen[i] && info_keys[i].required)
			return memtopo_error_set(l->table.err, l->table.path, 0,
						 "no key '%s': is the file cut off?",
						 info_keys[i].name);
		if (!seen[i] && info_keys[i].offset && info_keys[i].kind != MEMTOPO_INFO_BOOL)
			*at = MEMTOPO_NONE;
	}
	return info_check(l);
}

/* JSON knows no two keys of one name, and libsmartcols none in capitals. */
static int info_key_check(struct memtopo_loader *l, int column)
{
	const struct memtopo_info *info = &l->machine->info;
	const char *key = l->table.cells[column];
	size_t i;

	if (info->count == MEMTOPO_MAX_KEYS)
		return memtopo_cell_error(&l->table, column,
					  "is one key more than any module has");
	for (i = 0; i < info->count; i++) {
		if (!strcasecmp(info->pairs[i].key, key))
			return memtopo_cell_error(&l->table, column, "is there twice");
	}
	return 0;
}

static int info_load(struct memtopo_loader *l)
{
	struct memtopo_info *info = &l->machine->info;
	bool seen[ARRAY_SIZE(info_keys)] = { false };
	const struct info_key *key;
	struct memtopo_pair *pair;
	int key_column, value_column, rc;

	key_column = memtopo_table_column(&l->table, "key");
	value_column = memtopo_table_column(&l->table, "value");
	if (key_column < 0 || value_column < 0)
		return -ENOENT;
	while ((rc = memtopo_table_next(&l->table)) > 0) {
		rc = info_key_check(l, key_column);
		if (rc)
			return rc;
		rc = memtopo_array_grow(&info->pairs, info->count, &l->rows_room, sizeof(*pair));
		if (rc)
			return rc;
		pair = &info->pairs[info->count++];
		pair->key = l->table.cells[key_column];
		pair->value = l->table.cells[value_column];
		pair->help = "";
		pair->kind = MEMTOPO_INFO_TEXT;
		key = info_find(pair->key);
		if (!key)
			continue;
		seen[key - info_keys] = true;
		pair->help = key->help;
		pair->kind = key->kind;
		rc = info_value(l, value_column, key);
		if (rc)
			return rc;
	}
	return rc ? rc : info_required(l, seen);
}

static const struct memtopo_field node_fields[] = {
	FIELD(node, node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(node, states, WORDS, 0),
	FIELD(node, start_pfn, NUMBER, COUNT),
	FIELD(node, spanned_pages, NUMBER, COUNT),
	FIELD(node, present_pages, NUMBER, COUNT),
	FIELD(node, managed_pages, NUMBER, COUNT),
	FIELD(node, free_pages, NUMBER, COUNT),
	FIELD(node, memmap_pages, OPTIONAL, COUNT),
	FIELD(node, cpus, LIST, MEMTOPO_MAX_CPU),
};

static int node_check(struct memtopo_loader *l, void *row)
{
	struct memtopo_node *node = row;
	const u64 counts[] = { node->present_pages, node->managed_pages,
			       node->free_pages, node->memmap_pages };

	if (l->machine->node_count && node[-1].node >= node->node)
		return memtopo_cell_error(&l->table, l->columns[0],
					  "is out of order or there twice");
	if (memtopo_span_check(l, node->start_pfn, node->spanned_pages))
		return -EINVAL;
	return memtopo_counts_check(l, counts, ARRAY_SIZE(counts));
}

static const struct memtopo_record node_record = RECORD(node);

static int nodes_load(struct memtopo_loader *l)
{
	struct memtopo_machine *m = l->machine;

	return memtopo_records_load(l, &node_record, &m->nodes, &m->node_count);
}

static const struct memtopo_field zone_fields[] = {
	FIELD(zone, node, NUMBER, MEMTOPO_MAX_NODE),
	FIELD(zone, zone, NAME, 0),
	FIELD(zone, start_pfn, NUMBER, COUNT),
	FIELD(zone, spanned_pages, NUMBER, COUNT),
	FIELD(zone, present_pages, NUMBER, COUNT),
	FIELD(zone, managed_pages, NUMBER, COUNT),
	FIELD(zone, cma_pages, OPTIONAL, COUNT),
	FIELD(zone, free_pages, NUMBER, COUNT),
	FIELD(zone, min, OPTIONAL, COUNT),
	FIELD(zone, low, OPTIONAL, COUNT),
	FIELD(zone, high, OPTIONAL, COUNT),
	FIELD(zone, promo, OPTIONAL, COUNT),
	FIELD(zone, boost, OPTIONAL, COUNT),
	FIELD(zone, lowmem_reserve, RESERVE, 0),
};

static int zone_check(struct memtopo_loader *l, void *row)
{
	struct memtopo_zone *zone = row;
	const u64 counts[] = { zone->present_pages, zone->managed_pages,
			       zone->cma_pages, zone->free_pages };
	const struct memtopo_zone *other = zone;
	int rc;

	while (other-- > l->machine->zones && other->node >= zone->node) {
		if (other->node > zone->node)
			return memtopo_cell_error(&l->table, l->columns[0], "is out of order");
		if (!strcmp(other->zone, zone->zone))
			return memtopo_cell_error(&l->table, l->columns[1],
						  "is there twice in its node");
		if (zone - other >= MEMTOPO_MAX_ZONES)
			return memtopo_cell_error(&l->table, l->columns[0],
						  "has more zones than any kernel");
	}
	if (memtopo_span_check(l, zone->start_pfn, zone->spanned_pages))
		return -EINVAL;
	rc = memtopo_zone_intern(l->machine, zone->zone, strlen(zone->zone), &zone->name);
	if (rc == -E2BIG)
		return memtopo_cell_error(&l->table, l->columns[1],
					  "is one name more than any kernel has");
	return rc ? rc : memtopo_counts_check(l, counts, ARRAY_SIZE(counts));
}

static const struct memtopo_record zone_record = RECORD(zone);

static int zones_load(struct memtopo_loader *l)
{
	struct memtopo_machine *m = l->machine;

	return memtopo_records_load(l, &zone_record, &m->zones, &m->zone_count);
}

static const struct memtopo_field section_fields[] = {
	FIELD(section, section, NUMBER, COUNT),
	FIELD(section, start_pfn, NUMBER, COUNT),
	FIELD(section, flags, FLAGS, 0),
	FIELD(section, nodes, OWNERS, false),
	FIELD(section, zones, OWNERS, true),
	FIELD(section, subsections, LIST, COUNT),
	FIELD(section, memory_block, OPTIONAL, COUNT),
};

/* Counts the frames in present subsections; without any all are there. */
static int section_frames(struct memtopo_loader *l, struct memtopo_section *section)
{
	const struct memtopo_info *info = &l->machine->info;
	u64 first = MEMTOPO_NONE, last = 0, frames;
	const char *pos = section->subsections;

	section->pages = memtopo_section_pages(l->machine);
	if (!pos)
		return 0;
	if (info->subsection_size == MEMTOPO_NONE)
		return memtopo_cell_error(&l->table, l->columns[5],
					  "is there, but info has no subsection_size");
	frames = info->subsection_size / info->page_size;
	section->pages = 0;
	while (memtopo_list_next(&pos, &first, &last) > 0) {
		if (last >= info->section_size / info->subsection_size)
			return memtopo_cell_error(&l->table, l->columns[5], "goes too far");
		section->pages += (last - first + 1) * frames;
	}
	return 0;
}

/* Owners share the section. */
static int section_owners(struct memtopo_loader *l, int column, const struct memtopo_owners *owners)
{
	u64 left = memtopo_section_pages(l->machine);
	size_t i;

	for (i = owners->at; i < owners->at + owners->count; i++) {
		if (l->machine->owners[i].pages > left)
			return memtopo_cell_error(&l->table, column,
						  "has more pages than a section");
		left -= l->machine->owners[i].pages;
	}
	return 0;
}

static int section_check(struct memtopo_loader *l, void *row)
{
	struct memtopo_machine *m = l->machine;
	struct memtopo_section *section = row;

	if (memtopo_machine_is_flat(m))
		return memtopo_error_set(l->table.err, l->table.path, l->table.line,
					 "a section, but info says flatmem");
	if (section->section >= m->info.sections_possible)
		return memtopo_cell_error(&l->table, l->columns[0],
					  "is beyond what the kernel can address");
	if (m->section_count && section[-1].section >= section->section)
		return memtopo_cell_error(&l->table, l->columns[0],
					  "is out of order or there twice");
	if (section->start_pfn != section->section * memtopo_section_pages(m))
		return memtopo_cell_error(&l->table, l->columns[1],
					  "is not where the section starts");
	if (section->memory_block != MEMTOPO_NONE &&
	    (m->info.memory_block_size == MEMTOPO_NONE ||
	     section->memory_block != section->start_pfn / memtopo_block_pages(m)))
		return memtopo_cell_error(&l->table, l->columns[6],
					  "is not the block that the section is in");
	if (section_owners(l, l->columns[3], &section->nodes) ||
	    section_owners(l, l->columns[4], &section->zones))
		return -EINVAL;
	return section_frames(l, section);
}

static const struct memtopo_record section_record = RECORD(section);

static int sections_load(struct memtopo_loader *l)
{
	struct memtopo_machine *m = l->machine;
	int rc;

	/* There is an end to no owners of a section. */
	rc = memtopo_array_grow(&m->owners, 0, &l->owners_room, sizeof(*m->owners));
	return rc ? rc : memtopo_records_load(l, &section_record, &m->sections,
					      &m->section_count);
}

static int node_id(struct memtopo_loader *l, const char *text, u64 *id)
{
	const char *pos = text;

	if (memtopo_number_scan(&pos, id) || *pos || *id > MEMTOPO_MAX_NODE)
		return memtopo_error_set(l->table.err, l->table.path, l->table.line,
					 "'%.32s' is not a node", text);
	return 0;
}

static int distance_row(struct memtopo_loader *l, size_t row)
{
	struct memtopo_machine *m = l->machine;
	size_t i;
	u64 id;
	int rc;

	if (row >= m->distance_count)
		return memtopo_error_set(l->table.err, l->table.path, l->table.line,
					 "more rows than columns");
	rc = node_id(l, l->table.cells[0], &id);
	if (rc)
		return rc;
	if (id != m->distance_node[row])
		return memtopo_cell_error(&l->table, 0, "is not the next node of the columns");
	for (i = 0; i < m->distance_count; i++) {
		/* The kernel keeps a distance in a byte. */
		rc = memtopo_cell_number(&l->table, i + 1, 255,
					 &m->distance[row * m->distance_count + i]);
		if (rc)
			return rc;
	}
	return 0;
}

static int distances_load(struct memtopo_loader *l)
{
	struct memtopo_machine *m = l->machine;
	size_t count = l->table.count - 1, row = 0, i;
	int rc;

	if (strcmp(l->table.columns[0], "node"))
		return memtopo_error_set(l->table.err, l->table.path, l->table.line,
					 "the first column is not 'node'");
	if (count > MEMTOPO_MAX_NODE + 1)
		return memtopo_error_set(l->table.err, l->table.path, l->table.line,
					 "more nodes than any kernel has");
	m->distance_node = calloc(count + 1, sizeof(u64));
	m->distance = calloc(count * count + 1, sizeof(u64));
	if (!m->distance_node || !m->distance)
		return -ENOMEM;
	m->distance_count = count;
	for (i = 0; i < count; i++) {
		rc = node_id(l, l->table.columns[i + 1], &m->distance_node[i]);
		if (rc)
			return rc;
		if (i && m->distance_node[i - 1] >= m->distance_node[i])
			return memtopo_error_set(l->table.err, l->table.path, l->table.line,
						 "node %llu is out of order",
						 m->distance_node[i]);
	}
	while ((rc = memtopo_table_next(&l->table)) > 0) {
		rc = distance_row(l, row++);
		if (rc)
			return rc;
	}
	if (!rc && row != count)
		return memtopo_error_set(l->table.err, l->table.path, l->table.line,
					 "%zu rows for %zu nodes: is the file cut off?",
					 row, count);
	return rc;
}

static const struct memtopo_field census_fields[] = {
	FIELD(census, block, NUMBER, COUNT),
	FIELD(census, start_pfn, NUMBER, COUNT),
	FIELD(census, nr_pages, NUMBER, COUNT),
	FIELD(census, online_pages, NUMBER, COUNT),
	FIELD(census, free_pages, NUMBER, COUNT),
	FIELD(census, movable_pages, NUMBER, COUNT),
	FIELD(census, hugetlb_pages, NUMBER, COUNT),
	FIELD(census, offline_pages, NUMBER, COUNT),
	FIELD(census, hwpoison_pages, NUMBER, COUNT),
	FIELD(census, memmap_pages, NUMBER, COUNT),
	FIELD(census, pinned_pages, NUMBER, COUNT),
	FIELD(census, reserved_pages, NUMBER, COUNT),
	FIELD(census, slab_pages, NUMBER, COUNT),
	FIELD(census, table_pages, NUMBER, COUNT),
	FIELD(census, kernel_pages, NUMBER, COUNT),
	FIELD(census, cma_pageblocks, NUMBER, COUNT),
	FIELD(census, isolated_pageblocks, NUMBER, COUNT),
	FIELD(census, unmovable_pfn, OPTIONAL, COUNT),
	FIELD(census, unmovable, WORD, 0),
};

/* Every page is of one kind, so what is left of the block bounds each count. */
static int census_sum(struct memtopo_loader *l, const struct memtopo_census *census)
{
	u64 left = census->online_pages, count;
	size_t i;

	if (left > census->nr_pages)
		return memtopo_cell_error(&l->table, l->columns[3],
					  "is more than the block has");
	for (i = 4; i < ARRAY_SIZE(census_fields); i++) {
		if (census_fields[i].offset > offsetof(struct memtopo_census, kernel_pages))
			break;
		count = *(const u64 *)((const char *)census + census_fields[i].offset);
		if (count > left)
			return memtopo_cell_error(&l->table, l->columns[i],
						  "is more than is left of online_pages");
		left -= count;
	}
	if (left)
		return memtopo_cell_error(&l->table, l->columns[3],
					  "is not what the counts add up to");
	for (; census_fields[i].offset < offsetof(struct memtopo_census, unmovable_pfn); i++) {
		count = *(const u64 *)((const char *)census + census_fields[i].offset);
		if (count > census->nr_pages)
			return memtopo_cell_error(&l->table, l->columns[i],
						  "is more than the block has");
	}
	return 0;
}

static int census_check(struct memtopo_loader *l, void *row)
{
	struct memtopo_census *census = row;
	struct memtopo_machine *m = l->machine;
	u64 pages = memtopo_block_pages(m), start;
	bool none;

	if (memtopo_machine_is_flat(m) || pages == MEMTOPO_NONE)
		return memtopo_error_set(l->table.err, l->table.path, l->table.line,
					 "a block, but info has no memory_block_size");
	if (m->census_count && census[-1].block >= census->block)
		return memtopo_cell_error(&l->table, l->columns[0],
					  "is out of order or there twice");
	if (__builtin_mul_overflow(census->block, pages, &start) ||
	    census->start_pfn != start || memtopo_span_check(l, start, pages))
		return memtopo_cell_error(&l->table, l->columns[1],
					  "is not where the block starts");
	if (census->nr_pages != pages)
		return memtopo_cell_error(&l->table, l->columns[2], "is not the size of a block");
	none = census->unmovable_pfn == MEMTOPO_NONE;
	if (none != !census->unmovable)
		return memtopo_cell_error(&l->table, l->columns[18],
					  "does not go with unmovable_pfn");
	if (census->unmovable &&
	    (census->unmovable_pfn < start || census->unmovable_pfn - start >= pages))
		return memtopo_cell_error(&l->table, l->columns[17], "is not in the block");
	return census_sum(l, census);
}

static const struct memtopo_record census_record = RECORD(census);

static int blocks_load(struct memtopo_loader *l)
{
	struct memtopo_machine *m = l->machine;

	return memtopo_records_load(l, &census_record, &m->census, &m->census_count);
}

static int (*const loads[MEMTOPO_TABLES])(struct memtopo_loader *l) = {
	[MEMTOPO_INFO] = info_load,
	[MEMTOPO_NODES] = nodes_load,
	[MEMTOPO_ZONES] = zones_load,
	[MEMTOPO_SECTIONS] = sections_load,
	[MEMTOPO_DISTANCES] = distances_load,
	[MEMTOPO_BLOCKS] = blocks_load,
	[MEMTOPO_WATERMARKS] = memtopo_watermarks_load,
	[MEMTOPO_ZONELISTS] = memtopo_zonelists_load,
	[MEMTOPO_FREE_AREAS] = memtopo_free_areas_load,
	[MEMTOPO_PAGEBLOCKS] = memtopo_pageblocks_load,
	[MEMTOPO_UNMANAGED] = memtopo_unmanaged_load,
	[MEMTOPO_RECLAIM] = memtopo_reclaim_load,
	[MEMTOPO_COMPACTION] = memtopo_compaction_load,
	[MEMTOPO_MEMMAP] = memtopo_memmap_load,
};

int memtopo_machine_add(struct memtopo_machine *machine,
			enum memtopo_table_id id, struct memtopo_file *file,
			struct memtopo_error *err)
{
	struct memtopo_loader l = { .machine = machine };
	struct memtopo_file *kept = &machine->files[id];
	int rc;

	*kept = *file;
	memset(file, 0, sizeof(*file));
	rc = memtopo_table_open(&l.table, kept->path, kept->text, kept->size, err);
	if (rc)
		return rc;
	if (strcmp(l.table.name, table_names[id]))
		rc = memtopo_error_set(err, kept->path, 1, "table '%.32s' where '%s' is expected",
				       l.table.name, table_names[id]);
	else
		rc = loads[id](&l);
	if (!rc && l.table.next != l.table.end)
		rc = memtopo_error_set(err, kept->path, l.table.line + 1,
				       "a second table in the file");
	if (!machine->loaded)
		machine->generation = l.table.generation;
	if (!l.table.consistent || l.table.generation != machine->generation)
		machine->torn = true;
	machine->loaded |= 1U << id;
	memtopo_table_close(&l.table);
	return rc;
}

const struct memtopo_node *memtopo_node_find(const struct memtopo_machine *machine, u64 id)
{
	size_t low = 0, high = machine->node_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (machine->nodes[middle].node == id)
			return &machine->nodes[middle];
		if (machine->nodes[middle].node < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Each zone keeps pages from every zone, so it says how many its node has. */
static int zones_agree(const struct memtopo_machine *m, struct memtopo_error *err)
{
	const struct memtopo_zone *zone;
	size_t first = 0, count, i;
	const char *c;

	for (i = 0; i < m->zone_count; i++) {
		zone = &m->zones[i];
		if (zone->node != m->zones[first].node)
			first = i;
		if (i + 1 < m->zone_count && zone[1].node == zone->node)
			continue;
		count = !!zone->lowmem_reserve;
		for (c = zone->lowmem_reserve; c && *c; c++)
			count += *c == ',';
		if (count && count != i - first + 1)
			return memtopo_error_set(err, m->files[MEMTOPO_ZONES].path, i + 3,
						 "%zu zones of node %llu, which has %zu: is the file cut off?",
						 i - first + 1, zone->node, count);
	}
	return 0;
}

/* What the nodes table says of online nodes holds for the others, too. */
static int nodes_agree(const struct memtopo_machine *m, struct memtopo_error *err)
{
	const struct memtopo_file *files = m->files;
	size_t i, zone = 0, online = 0;

	for (i = 0; i < m->node_count; i++)
		online += memtopo_node_has(&m->nodes[i], "online");
	if (m->info.nodes_online != MEMTOPO_NONE && online != m->info.nodes_online)
		return memtopo_error_set(err, files[MEMTOPO_NODES].path, 0,
					 "%zu online nodes, but info counts %llu: is the file cut off?",
					 online, m->info.nodes_online);
	for (i = 0; i < m->node_count && (m->loaded & MEMTOPO_HAS(ZONES)); i++) {
		while (zone < m->zone_count && m->zones[zone].node < m->nodes[i].node)
			zone++;
		if (memtopo_node_has(&m->nodes[i], "online") &&
		    (zone == m->zone_count || m->zones[zone].node != m->nodes[i].node))
			return memtopo_error_set(err, files[MEMTOPO_ZONES].path, 0,
						 "no zones of node %llu: is the file cut off?",
						 m->nodes[i].node);
	}
	for (i = 0; i < m->zone_count; i++) {
		if (!memtopo_node_find(m, m->zones[i].node))
			return memtopo_error_set(err, files[MEMTOPO_ZONES].path, i + 3,
						 "node %llu is not in the nodes table",
						 m->zones[i].node);
	}
	for (i = 0; i < m->distance_count; i++) {
		if (!memtopo_node_find(m, m->distance_node[i]))
			return memtopo_error_set(err, files[MEMTOPO_DISTANCES].path, 2,
						 "node %llu is not in the nodes table",
						 m->distance_node[i]);
	}
	return 0;
}

/* The blocks are those of the present sections. */
static int blocks_agree(const struct memtopo_machine *m, struct memtopo_error *err)
{
	u64 block, before = MEMTOPO_NONE;
	size_t count = 0, i;

	for (i = 0; i < m->section_count; i++) {
		block = m->sections[i].memory_block;
		if (block == MEMTOPO_NONE || block == before)
			continue;
		if (count == m->census_count || m->census[count].block != block)
			return memtopo_error_set(err, m->files[MEMTOPO_BLOCKS].path, count + 3,
						 "block %llu of the sections is not there: is the file cut off?",
						 block);
		before = block;
		count++;
	}
	if (count != m->census_count)
		return memtopo_error_set(err, m->files[MEMTOPO_BLOCKS].path, count + 3,
					 "block %llu has no section", m->census[count].block);
	return 0;
}

/* A file cut off at the end of a line looks whole, but for its neighbours. */
static int tables_agree(const struct memtopo_machine *m, struct memtopo_error *err)
{
	if ((m->loaded & MEMTOPO_HAS(SECTIONS)) &&
	    m->info.sections_present != MEMTOPO_NONE &&
	    m->section_count != m->info.sections_present)
		return memtopo_error_set(err, m->files[MEMTOPO_SECTIONS].path, 0,
					 "%zu sections, but info counts %llu: is the file cut off?",
					 m->section_count, m->info.sections_present);
	if (zones_agree(m, err))
		return -EINVAL;
	if ((m->loaded & MEMTOPO_HAS(ZONES)) && memtopo_allocator_agree(m, err))
		return -EINVAL;
	if ((m->loaded & MEMTOPO_HAS(NODES)) && nodes_agree(m, err))
		return -EINVAL;
	if ((m->loaded & MEMTOPO_HAS(SECTIONS)) && (m->loaded & MEMTOPO_HAS(BLOCKS)))
		return blocks_agree(m, err);
	return 0;
}

int memtopo_machine_agree(const struct memtopo_machine *machine,
			  struct memtopo_error *err)
{
	/* Nobody can tell what torn tables should add up to. */
	if (machine->torn || !tables_agree(machine, err))
		return 0;
	return -ESTALE;
}

static int sysfs_read(struct memtopo_machine *m, const char *root,
		      struct memtopo_error *err)
{
	size_t count = 0, i;
	u64 *blocks, block;
	int rc;

	blocks = calloc(m->section_count + 1, sizeof(*blocks));
	if (!blocks)
		return -ENOMEM;
	for (i = 0; i < m->section_count; i++) {
		block = m->sections[i].memory_block;
		if (block != MEMTOPO_NONE && (!count || blocks[count - 1] != block))
			blocks[count++] = block;
	}
	rc = memtopo_sysfs_read(&m->sysfs, root, blocks, count, err);
	free(blocks);
	return rc;
}

/* Only root may enter debugfs, if it is mounted at all; lockdown closes it, too. */
static int table_is_missing(enum memtopo_table_id id, int rc)
{
	return id >= MEMTOPO_BLOCKS && (rc == -ENOENT || rc == -EACCES || rc == -EPERM);
}

static int machine_read(struct memtopo_machine *m, const char *root,
			unsigned int tables, struct memtopo_error *err)
{
	struct memtopo_file file;
	unsigned int id;
	int rc;

	memset(m, 0, sizeof(*m));
	m->wanted = tables;
	for (id = 0; id < MEMTOPO_TABLES; id++) {
		if (!(tables & (1U << id)))
			continue;
		rc = memtopo_file_read(&file, root, table_names[id], err);
		if (table_is_missing(id, rc)) {
			if (!m->absent)
				m->absent = strdup(err->text);
			err->text[0] = '\0';
			if (!m->absent)
				return -ENOMEM;
			continue;
		}
		if (rc)
			return rc;
		rc = memtopo_machine_add(m, id, &file, err);
		if (rc)
			return rc;
	}
	rc = memtopo_machine_agree(m, err);
	if (!rc && (tables & MEMTOPO_HAS(BLOCKS)))
		rc = sysfs_read(m, root, err);
	if (!rc && (tables & (MEMTOPO_HAS(BLOCKS) | MEMTOPO_HAS_OWNERS)))
		rc = memtopo_iomem_read(&m->iomem, root, err);
	return rc;
}

/* What the next try may not see: memory comes and goes between two reads. */
static bool machine_is_passing(const struct memtopo_machine *m, int rc)
{
	return rc == -ESTALE || (!rc && m->torn);
}

int memtopo_machine_load(struct memtopo_machine *machine, const char *root,
			 unsigned int tables, struct memtopo_error *err)
{
	int try, rc;

	rc = machine_read(machine, root, tables | MEMTOPO_HAS(INFO), err);
	for (try = 1; try < MEMTOPO_TRIES && machine_is_passing(machine, rc); try++) {
		memtopo_machine_free(machine);
		memtopo_source_pause();
		rc = machine_read(machine, root, tables | MEMTOPO_HAS(INFO), err);
	}
	/* A recording never changes: there it is damage. */
	if (rc != -ESTALE || *root)
		return rc;
	machine->torn = true;
	err->text[0] = '\0';
	return 0;
}

void memtopo_machine_free(struct memtopo_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->zone_name_count; i++)
		free((char *)machine->zone_names[i]);
	for (i = 0; i < MEMTOPO_TABLES; i++)
		memtopo_file_free(&machine->files[i]);
	free(machine->info.pairs);
	free(machine->nodes);
	free(machine->zones);
	free(machine->sections);
	free(machine->distance);
	free(machine->distance_node);
	free(machine->census);
	free(machine->allocator.watermarks);
	free(machine->allocator.zonelists);
	free(machine->allocator.free_areas);
	free(machine->allocator.pageblocks);
	free(machine->allocator.unmanaged);
	free(machine->allocator.reclaims);
	free(machine->allocator.compactions);
	free(machine->allocator.memmaps);
	free(machine->absent);
	memtopo_sysfs_free(&machine->sysfs);
	memtopo_iomem_free(&machine->iomem);
	free(machine->owners);
	memset(machine, 0, sizeof(*machine));
}

bool memtopo_machine_is_flat(const struct memtopo_machine *machine)
{
	return !strcmp(machine->info.memory_model, "flatmem");
}

u64 memtopo_machine_bytes(const struct memtopo_machine *machine, u64 pages)
{
	u64 bytes;

	if (pages == MEMTOPO_NONE ||
	    __builtin_mul_overflow(pages, machine->info.page_size, &bytes))
		return MEMTOPO_NONE;
	return bytes;
}

u64 memtopo_section_pages(const struct memtopo_machine *machine)
{
	return machine->info.section_size / machine->info.page_size;
}

u64 memtopo_block_pages(const struct memtopo_machine *machine)
{
	if (machine->info.memory_block_size == MEMTOPO_NONE)
		return MEMTOPO_NONE;
	return machine->info.memory_block_size / machine->info.page_size;
}

const struct memtopo_section *memtopo_section_find(const struct memtopo_machine *m, u64 number)
{
	size_t low = 0, high = m->section_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (m->sections[middle].section == number)
			return &m->sections[middle];
		if (m->sections[middle].section < number)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

u64 memtopo_distance_between(const struct memtopo_machine *m, u64 from, u64 to)
{
	size_t i, j;

	for (i = 0; i < m->distance_count && m->distance_node[i] != from; i++)
		;
	for (j = 0; j < m->distance_count && m->distance_node[j] != to; j++)
		;
	if (i == m->distance_count || j == m->distance_count)
		return MEMTOPO_NONE;
	return m->distance[i * m->distance_count + j];
}

bool memtopo_section_has(const struct memtopo_section *section, char flag)
{
	return section->flags && strchr(section->flags, flag);
}

bool memtopo_section_is_device(const struct memtopo_section *section)
{
	return memtopo_section_has(section, 'D') && !memtopo_section_has(section, 'O');
}

bool memtopo_node_has(const struct memtopo_node *node, const char *state)
{
	size_t len = strlen(state);
	const char *at = node->states;

	while (at && *at) {
		if (!strncmp(at, state, len) && (!at[len] || at[len] == ','))
			return true;
		at = strchr(at, ',');
		if (at)
			at++;
	}
	return false;
}
