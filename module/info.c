// SPDX-License-Identifier: GPL-2.0
/*
 * The machine in a few words: keys and values.
 */
#include <linux/bitmap.h>
#include <linux/seq_file.h>
#include <linux/utsname.h>

#include "memtopo.h"
#include "section.h"
#include "snapshot.h"
#include "table.h"

static void info_number(struct seq_file *m, u64 value, bool known)
{
	if (known)
		seq_printf(m, "%llu", value);
	else
		seq_putc(m, '-');
}

static void info_word(struct seq_file *m, const char *word, bool known)
{
	seq_puts(m, known ? word : "-");
}

static void info_version(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	seq_puts(m, MEMTOPO_VERSION);
}

static void info_kernel(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	seq_puts(m, init_utsname()->release);
}

static void info_architecture(struct seq_file *m,
			      const struct memtopo_snapshot *snap)
{
	seq_puts(m, init_utsname()->machine);
}

static void info_topology(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	seq_puts(m, snap->nr_nodes > 1 ? "numa" : "uma");
}

static void info_memory_model(struct seq_file *m,
			      const struct memtopo_snapshot *snap)
{
	seq_puts(m, snap->geometry.memory_model);
}

static bool has_sections(const struct memtopo_snapshot *snap)
{
	return snap->geometry.section_shift;
}

static void info_extreme(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	info_word(m, snap->geometry.sparsemem_extreme ? "yes" : "no",
		  has_sections(snap));
}

static void info_vmemmap(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	info_word(m, snap->geometry.sparsemem_vmemmap ? "yes" : "no",
		  has_sections(snap));
}

static void info_page_size(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	info_number(m, 1ULL << snap->geometry.page_shift, true);
}

static void info_page_struct_size(struct seq_file *m,
				  const struct memtopo_snapshot *snap)
{
	info_number(m, snap->geometry.page_struct_size, true);
}

static void info_section_size(struct seq_file *m,
			      const struct memtopo_snapshot *snap)
{
	info_number(m, 1ULL << snap->geometry.section_shift, has_sections(snap));
}

static void info_sections_possible(struct seq_file *m,
				   const struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;

	info_number(m, has_sections(snap) ? 1ULL << (geo->max_physmem_bits -
						     geo->section_shift) : 0,
		    has_sections(snap));
}

static void info_sections_present(struct seq_file *m,
				  const struct memtopo_snapshot *snap)
{
	info_number(m, snap->nr_sections, has_sections(snap));
}

static void info_sections_online(struct seq_file *m,
				 const struct memtopo_snapshot *snap)
{
	size_t online = 0;
	size_t row;

	for (row = 0; row < snap->nr_sections; row++)
		if (snap->sections[row].flags & BIT(MEMTOPO_SECTION_ONLINE))
			online++;
	info_number(m, online, has_sections(snap));
}

static void info_subsection_size(struct seq_file *m,
				 const struct memtopo_snapshot *snap)
{
	unsigned int shift = snap->geometry.subsection_shift;

	info_number(m, 1ULL << shift, shift);
}

static void info_memory_block_size(struct seq_file *m,
				   const struct memtopo_snapshot *snap)
{
	u64 size = snap->geometry.memory_block_size;

	info_number(m, size, size);
}

static void info_pageblock_order(struct seq_file *m,
				 const struct memtopo_snapshot *snap)
{
	info_number(m, snap->geometry.pageblock_shift, true);
}

static void info_max_order(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	info_number(m, snap->geometry.nr_orders - 1, true);
}

static void info_max_physmem_bits(struct seq_file *m,
				  const struct memtopo_snapshot *snap)
{
	unsigned int bits = snap->geometry.max_physmem_bits;

	info_number(m, bits, bits);
}

static void info_nodes_possible(struct seq_file *m,
				const struct memtopo_snapshot *snap)
{
	info_number(m, snap->geometry.nr_nodes_possible, true);
}

static void info_nodes_in_state(struct seq_file *m,
				const struct memtopo_snapshot *snap,
				enum memtopo_node_state state)
{
	size_t count = 0;
	size_t row;

	for (row = 0; row < snap->nr_nodes; row++)
		if (snap->nodes[row].states & BIT(state))
			count++;
	info_number(m, count, true);
}

static void info_nodes_online(struct seq_file *m,
			      const struct memtopo_snapshot *snap)
{
	info_number(m, snap->nr_nodes, true);
}

static void info_nodes_memory(struct seq_file *m,
			      const struct memtopo_snapshot *snap)
{
	info_nodes_in_state(m, snap, MEMTOPO_NODE_MEMORY);
}

static void info_nodes_cpu(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	info_nodes_in_state(m, snap, MEMTOPO_NODE_CPU);
}

/* Which frames of a section lie in a present subsection; all without. */
static void section_pfns(const struct memtopo_snapshot *snap, size_t row,
			 u64 *first, u64 *last)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	unsigned int subsections = memtopo_geometry_subsections(geo);
	unsigned long *map = memtopo_snapshot_subsections(snap, row);
	u64 start = memtopo_section_start_pfn(geo, snap->sections[row].nr);
	unsigned int shift = geo->subsection_shift - geo->page_shift;

	*first = start;
	*last = start + memtopo_geometry_section_pages(geo) - 1;
	if (!map || bitmap_empty(map, subsections))
		return;
	*first = start + ((u64)find_first_bit(map, subsections) << shift);
	*last = start + ((u64)(find_last_bit(map, subsections) + 1) << shift) - 1;
}

static void info_first_present_pfn(struct seq_file *m,
				   const struct memtopo_snapshot *snap)
{
	u64 first = snap->geometry.mem_map_start_pfn;
	u64 last;

	if (snap->nr_sections)
		section_pfns(snap, 0, &first, &last);
	info_number(m, first, snap->nr_sections || !has_sections(snap));
}

static void info_last_present_pfn(struct seq_file *m,
				  const struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 last = geo->mem_map_start_pfn + geo->mem_map_pages - 1;
	u64 first;

	if (snap->nr_sections)
		section_pfns(snap, snap->nr_sections - 1, &first, &last);
	info_number(m, last, snap->nr_sections || !has_sections(snap));
}

static void info_memmap_bytes(struct seq_file *m,
			      const struct memtopo_snapshot *snap)
{
	info_number(m, memtopo_memmap_bytes(snap), true);
}

static void info_mem_map_start_pfn(struct seq_file *m,
				   const struct memtopo_snapshot *snap)
{
	info_number(m, snap->geometry.mem_map_start_pfn, !has_sections(snap));
}

static void info_mem_map_pages(struct seq_file *m,
			       const struct memtopo_snapshot *snap)
{
	info_number(m, snap->geometry.mem_map_pages, !has_sections(snap));
}

static void info_generation(struct seq_file *m,
			    const struct memtopo_snapshot *snap)
{
	info_number(m, snap->generation, true);
}

static const struct {
	const char *key;
	void (*value)(struct seq_file *m, const struct memtopo_snapshot *snap);
} info_keys[] = {
	{ "version",		info_version },
	{ "kernel",		info_kernel },
	{ "architecture",	info_architecture },
	{ "topology",		info_topology },
	{ "memory_model",	info_memory_model },
	{ "sparsemem_extreme",	info_extreme },
	{ "sparsemem_vmemmap",	info_vmemmap },
	{ "page_size",		info_page_size },
	{ "page_struct_size",	info_page_struct_size },
	{ "section_size",	info_section_size },
	{ "sections_possible",	info_sections_possible },
	{ "sections_present",	info_sections_present },
	{ "sections_online",	info_sections_online },
	{ "subsection_size",	info_subsection_size },
	{ "memory_block_size",	info_memory_block_size },
	{ "pageblock_order",	info_pageblock_order },
	{ "max_order",		info_max_order },
	{ "max_physmem_bits",	info_max_physmem_bits },
	{ "nodes_possible",	info_nodes_possible },
	{ "nodes_online",	info_nodes_online },
	{ "nodes_memory",	info_nodes_memory },
	{ "nodes_cpu",		info_nodes_cpu },
	{ "first_present_pfn",	info_first_present_pfn },
	{ "last_present_pfn",	info_last_present_pfn },
	{ "memmap_bytes",	info_memmap_bytes },
	{ "mem_map_start_pfn",	info_mem_map_start_pfn },
	{ "mem_map_pages",	info_mem_map_pages },
	{ "generation",		info_generation },
};

static size_t info_rows(const struct memtopo_snapshot *snap)
{
	return ARRAY_SIZE(info_keys);
}

static void info_row(struct seq_file *m, const struct memtopo_snapshot *snap,
		     size_t row)
{
	seq_printf(m, "%s ", info_keys[row].key);
	info_keys[row].value(m, snap);
}

static const char *const info_columns[] = {
	"key", "value", NULL
};

const struct memtopo_table memtopo_table_info = {
	.name = "info",
	.columns = info_columns,
	.parts = MEMTOPO_PART_SECTIONS,
	.rows = info_rows,
	.row = info_row,
};
