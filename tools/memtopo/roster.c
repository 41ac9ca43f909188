// SPDX-License-Identifier: GPL-2.0
/*
 * The roster: the nodes, what they have and how much of it is used.
 */
#include <string.h>

#include "part.h"
#include "size.h"

struct roster {
	struct memtopo_canvas *canvas;
	const struct memtopo_machine *machine;
	unsigned int name;	/* width of the column of names */
	unsigned int bar;
};

static void roster_size(const struct roster *roster, u64 pages, bool present)
{
	char size[MEMTOPO_SIZE_ROOM];

	memtopo_canvas_put(roster->canvas, MEMTOPO_INK_PLAIN, " %8s", !present ? "-" :
			   memtopo_size_format(size, memtopo_machine_bytes(roster->machine,
									   pages)));
}

/* The bar is as long as what the allocator has, filled by what is used. */
static void roster_sizes(const struct roster *roster, u64 present, u64 managed,
			 u64 free_pages, unsigned int ink)
{
	struct memtopo_canvas *canvas = roster->canvas;
	u64 used = managed > free_pages ? managed - free_pages : 0;
	unsigned int start, percent;

	roster_size(roster, present, present);
	roster_size(roster, managed, present);
	roster_size(roster, free_pages, present);
	memtopo_canvas_put(canvas, ink, " ");
	start = canvas->used;
	if (managed) {
		memtopo_canvas_bar(canvas, ink, roster->bar, used, managed);
		/* What the bar left blank is free. */
		while (canvas->used > start && !canvas->line[canvas->used - 1].glyph &&
		       canvas->line[canvas->used - 1].ascii == ' ')
			canvas->used--;
		memtopo_canvas_glyph(canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_EMPTY,
				     start + roster->bar - canvas->used);
		percent = (__uint128_t)used * 100 / managed;
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " %3u%%", percent);
	} else {
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "%-*s", (int)roster->bar + 5,
				   present ? "" : "no memory");
	}
}

/* In a word, that a zone has less than the kernel wants; its threads see to that. */
static const char *zone_shortage(const struct memtopo_zone *zone)
{
	if (!zone->managed_pages || zone->low == MEMTOPO_NONE || zone->free_pages >= zone->low)
		return NULL;
	return zone->free_pages < zone->min ? "below min" : "below low";
}

static void roster_zone(const struct roster *roster, const struct memtopo_zone *zone)
{
	const char *shortage = zone_shortage(zone);

	memtopo_canvas_put(roster->canvas, MEMTOPO_INK_FAINT, "   %s", zone->zone);
	memtopo_canvas_tab(roster->canvas, roster->name);
	roster_sizes(roster, zone->present_pages, zone->managed_pages, zone->free_pages,
		     memtopo_ink_node(zone->node));
	if (shortage)
		memtopo_canvas_put(roster->canvas, MEMTOPO_INK_WARN, " %s", shortage);
	memtopo_canvas_end(roster->canvas);
}

static void roster_cpus(const struct roster *roster, const struct memtopo_node *node)
{
	struct memtopo_canvas *canvas = roster->canvas;

	if (node->cpus)
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " %s", node->cpus);
	else
		memtopo_canvas_put(canvas, MEMTOPO_INK_WARN, " no CPUs");
	if (!memtopo_node_has(node, "online"))
		memtopo_canvas_put(canvas, MEMTOPO_INK_WARN, ", not online");
}

/* A node's only zone goes into the node's line. */
static void roster_node(const struct roster *roster, const struct memtopo_node *node,
			const struct memtopo_zone *zones, size_t count, bool all)
{
	const struct memtopo_zone *only = NULL;
	size_t populated = 0, i;

	for (i = 0; i < count; i++) {
		if (zones[i].spanned_pages || all) {
			only = &zones[i];
			populated++;
		}
	}
	memtopo_canvas_put(roster->canvas, memtopo_ink_node(node->node), " node %llu", node->node);
	if (populated == 1)
		memtopo_canvas_put(roster->canvas, MEMTOPO_INK_FAINT, " %s", only->zone);
	memtopo_canvas_tab(roster->canvas, roster->name);
	roster_sizes(roster, node->present_pages, node->managed_pages, node->free_pages,
		     memtopo_ink_node(node->node));
	roster_cpus(roster, node);
	if (populated == 1 && zone_shortage(only))
		memtopo_canvas_put(roster->canvas, MEMTOPO_INK_WARN, ", %s", zone_shortage(only));
	memtopo_canvas_end(roster->canvas);
	for (i = 0; i < count && populated > 1; i++) {
		if (zones[i].spanned_pages || all)
			roster_zone(roster, &zones[i]);
	}
}

void memtopo_roster_draw(struct memtopo_canvas *canvas,
			 const struct memtopo_machine *machine, bool all)
{
	struct roster roster = { canvas, machine, 15, 12 };
	const struct memtopo_machine *m = machine;
	size_t zone = 0, first, i;

	for (i = 0; i < m->zone_name_count; i++) {
		if (strlen(m->zone_names[i]) + 10 > roster.name)
			roster.name = strlen(m->zone_names[i]) + 10;
	}
	if (roster.name > canvas->width / 3)
		roster.name = canvas->width / 3;
	if (canvas->width > 90)
		roster.bar = 20;

	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "Nodes");
	memtopo_canvas_tab(canvas, roster.name);
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " %8s %8s %8s %-*s cpus", "present",
			   "managed", "free", (int)roster.bar + 5, "used");
	memtopo_canvas_end(canvas);
	for (i = 0; i < m->node_count; i++) {
		while (zone < m->zone_count && m->zones[zone].node < m->nodes[i].node)
			zone++;
		first = zone;
		while (zone < m->zone_count && m->zones[zone].node == m->nodes[i].node)
			zone++;
		roster_node(&roster, &m->nodes[i], m->zones + first, zone - first, all);
	}
}
