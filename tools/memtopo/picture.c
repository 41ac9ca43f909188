// SPDX-License-Identifier: GPL-2.0
/*
 * The picture: a machine's memory drawn in a terminal.
 */
#include <string.h>

#include "part.h"
#include "picture.h"
#include "size.h"

static u64 present_pages(const struct memtopo_machine *m, u64 *managed, u64 *free_pages)
{
	u64 present = 0;
	size_t i;

	*managed = 0;
	*free_pages = 0;
	for (i = 0; i < m->node_count; i++) {
		present += m->nodes[i].present_pages;
		*managed += m->nodes[i].managed_pages;
		*free_pages += m->nodes[i].free_pages;
	}
	return present;
}

static bool is_yes(const char *value)
{
	return value && !strcmp(value, "yes");
}

static void head_machine(struct memtopo_canvas *canvas, const struct memtopo_machine *m)
{
	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "Linux %s %s, ", m->info.kernel,
			   m->info.architecture);
	if (m->node_count == 1)
		memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "UMA");
	else
		memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "%s with %zu nodes",
				   !strcmp(m->info.topology, "uma") ? "UMA" : "NUMA",
				   m->node_count);
	memtopo_canvas_end(canvas);
}

static void head_memory(struct memtopo_canvas *canvas, const struct memtopo_machine *m)
{
	char size[3][MEMTOPO_SIZE_ROOM];
	u64 present, managed, free_pages;

	present = present_pages(m, &managed, &free_pages);
	memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "%s present, %s managed, %s free",
			   memtopo_size_format(size[0], memtopo_machine_bytes(m, present)),
			   memtopo_size_format(size[1], memtopo_machine_bytes(m, managed)),
			   memtopo_size_format(size[2], memtopo_machine_bytes(m, free_pages)));
	if (m->info.last_present_pfn != MEMTOPO_NONE)
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, ", highest address 0x%llx",
				   (m->info.last_present_pfn + 1) * m->info.page_size - 1);
	memtopo_canvas_end(canvas);
}

static void head_model(struct memtopo_canvas *canvas, const struct memtopo_machine *m)
{
	const struct memtopo_info *info = &m->info;
	char size[MEMTOPO_SIZE_ROOM];
	u64 managed, free_pages, bytes;

	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "%s%s%s", info->memory_model,
			   is_yes(info->sparsemem_extreme) ? " extreme" : "",
			   is_yes(info->sparsemem_vmemmap) ? " vmemmap" : "");
	if (!memtopo_machine_is_flat(m))
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, ", %zu sections present",
				   m->section_count);
	else if (info->mem_map_pages != MEMTOPO_NONE && info->mem_map_start_pfn != MEMTOPO_NONE)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, ", mem_map of %llu pages from 0x%llx",
				   info->mem_map_pages, info->mem_map_start_pfn * info->page_size);
	bytes = memtopo_machine_bytes(m, present_pages(m, &managed, &free_pages));
	if (info->memmap_bytes != MEMTOPO_NONE && bytes && bytes != MEMTOPO_NONE)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, ", memmap %s (%.1f%%)",
				   memtopo_size_format(size, info->memmap_bytes),
				   100.0 * info->memmap_bytes / bytes);
	memtopo_canvas_end(canvas);
}

static void head_sizes(struct memtopo_canvas *canvas, const struct memtopo_machine *m)
{
	const struct {
		const char *name;
		u64 bytes;
	} sizes[] = {
		{ "pages", m->info.page_size },
		{ "sections", m->info.section_size },
		{ "subsections", m->info.subsection_size },
		{ "memory blocks", m->info.memory_block_size },
	};
	char size[MEMTOPO_SIZE_ROOM];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (sizes[i].bytes != MEMTOPO_NONE)
			memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "%s%s %s", i ? ", " : "",
					   sizes[i].name,
					   memtopo_size_format(size, sizes[i].bytes));
	}
	memtopo_canvas_end(canvas);
}

int memtopo_picture_draw(struct memtopo_canvas *canvas,
			 const struct memtopo_machine *machine, bool all)
{
	struct memtopo_layout layout;
	int rc;

	rc = memtopo_layout_build(&layout, machine);
	if (rc)
		goto out;
	if (machine->torn) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_WARN,
				   "Memory changed while it was read: this may be torn.");
		memtopo_canvas_end(canvas);
	}
	head_machine(canvas, machine);
	head_memory(canvas, machine);
	head_model(canvas, machine);
	head_sizes(canvas, machine);
	memtopo_canvas_end(canvas);

	rc = memtopo_strip_draw(canvas, machine, &layout);
	if (rc)
		goto out;
	memtopo_canvas_end(canvas);
	memtopo_map_draw(canvas, machine, &layout, all);
	memtopo_canvas_end(canvas);
	memtopo_roster_draw(canvas, machine, all);
	memtopo_canvas_end(canvas);
	memtopo_matrix_draw(canvas, machine);
out:
	memtopo_layout_free(&layout);
	return rc;
}
