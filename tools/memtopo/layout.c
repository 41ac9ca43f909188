// SPDX-License-Identifier: GPL-2.0
/*
 * The layout: memory and holes in address order, as the picture shows them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

static int stretch_compare(const void *a, const void *b)
{
	const struct memtopo_stretch *left = a, *right = b;

	if (left->start_pfn != right->start_pfn)
		return left->start_pfn < right->start_pfn ? -1 : 1;
	return !!right->hole - !!left->hole;
}

/* Memory reaches from the first present subsection to the last. */
static void stretch_place(struct memtopo_stretch *stretch, const struct memtopo_run *run,
			  const struct memtopo_machine *m)
{
	u64 first = MEMTOPO_NONE, last, frames, lowest = 0, end = 0;
	const char *pos = run->first->subsections;

	stretch->start_pfn = run->start_pfn;
	stretch->span_pages = run->span_pages;
	/* In a run of several sections nothing is absent. */
	if (!pos || run->count > 1)
		return;
	frames = m->info.subsection_size / m->info.page_size;
	while (memtopo_list_next(&pos, &first, &last) > 0) {
		if (!end)
			lowest = first * frames;
		end = (last + 1) * frames;
	}
	if (!end)
		return;
	stretch->start_pfn += lowest;
	stretch->span_pages = end - lowest;
}

static void layout_add_runs(struct memtopo_layout *layout,
			    const struct memtopo_machine *m)
{
	struct memtopo_stretch *stretch;
	struct memtopo_run *run;
	size_t i;

	for (i = 0; i < layout->runs.count; i++) {
		run = &layout->runs.run[i];
		stretch = &layout->stretch[layout->count++];
		stretch_place(stretch, run, m);
		stretch->run = run;
		stretch->nodes = run->nodes;
		stretch->node_count = run->node_count;
		stretch->zones = run->zones;
		stretch->zone_count = run->zone_count;
	}
}

/* Without sections, the spans of zones are what is known of memory. */
static void layout_add_zones(struct memtopo_layout *layout,
			     const struct memtopo_machine *m)
{
	struct memtopo_stretch *stretch;
	struct memtopo_owner *owner = layout->flat;
	const struct memtopo_zone *zone;
	size_t i;

	for (i = 0; i < m->zone_count; i++) {
		zone = &m->zones[i];
		if (!zone->spanned_pages)
			continue;
		owner->node = zone->node;
		owner->zone = zone->name;
		owner->pages = zone->present_pages;
		stretch = &layout->stretch[layout->count++];
		stretch->start_pfn = zone->start_pfn;
		stretch->span_pages = zone->spanned_pages;
		stretch->nodes = owner;
		stretch->node_count = 1;
		stretch->zones = owner++;
		stretch->zone_count = 1;
	}
}

static void layout_add_holes(struct memtopo_layout *layout)
{
	struct memtopo_stretch *stretch;
	struct memtopo_hole *hole;
	size_t i;

	for (i = 0; i < layout->holes.count; i++) {
		hole = &layout->holes.hole[i];
		if (hole->start_pfn == MEMTOPO_NONE)
			continue;
		stretch = &layout->stretch[layout->count++];
		stretch->start_pfn = hole->start_pfn;
		stretch->span_pages = hole->pages;
		stretch->hole = hole;
	}
}

int memtopo_layout_build(struct memtopo_layout *layout,
			 const struct memtopo_machine *machine)
{
	const struct memtopo_stretch *stretch;
	size_t room, i;
	int rc;

	memset(layout, 0, sizeof(*layout));
	rc = memtopo_holes_build(&layout->holes, machine);
	if (!rc)
		rc = memtopo_runs_build(&layout->runs, machine, false);
	if (rc)
		return rc;
	room = layout->runs.count + layout->holes.count + machine->zone_count + 1;
	layout->stretch = calloc(room, sizeof(*layout->stretch));
	layout->flat = calloc(machine->zone_count + 1, sizeof(*layout->flat));
	if (!layout->stretch || !layout->flat)
		return -ENOMEM;

	layout_add_runs(layout, machine);
	if (memtopo_machine_is_flat(machine))
		layout_add_zones(layout, machine);
	layout_add_holes(layout);
	qsort(layout->stretch, layout->count, sizeof(*layout->stretch), stretch_compare);
	for (i = 0; i < layout->count; i++) {
		stretch = &layout->stretch[i];
		if (stretch->start_pfn + stretch->span_pages > layout->end_pfn)
			layout->end_pfn = stretch->start_pfn + stretch->span_pages;
		if (!stretch->hole && memtopo_stretch_pages(stretch) > layout->longest)
			layout->longest = memtopo_stretch_pages(stretch);
	}
	return 0;
}

void memtopo_layout_free(struct memtopo_layout *layout)
{
	memtopo_runs_free(&layout->runs);
	memtopo_holes_free(&layout->holes);
	free(layout->stretch);
	free(layout->flat);
	memset(layout, 0, sizeof(*layout));
}

u64 memtopo_stretch_pages(const struct memtopo_stretch *stretch)
{
	return stretch->run ? stretch->run->pages : stretch->span_pages;
}

bool memtopo_stretch_is_online(const struct memtopo_stretch *stretch)
{
	return !stretch->hole && stretch->node_count;
}
