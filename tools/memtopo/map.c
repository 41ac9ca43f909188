// SPDX-License-Identifier: GPL-2.0
/*
 * The map: memory and holes in address order, a line each.
 *
 * A machine that interleaves its nodes has thousands of stretches; those that
 * repeat are summed up, and what is still too long for a person ends early.
 */
#include <stdlib.h>
#include <string.h>

#include "part.h"
#include "size.h"

/* Lines before the rest is left to "memtopo sections". */
#define LINES_MAX 132

/* Stretches that may repeat together, as when 64 nodes and holes take turns. */
#define PERIOD_MAX 130

/* Characters that a bar needs to tell anything. */
#define BAR_MIN 8

/* Lines that a repetition must save before it is summed up. */
#define REPEAT_MIN 6

/* The columns of a line; text columns are as wide as their widest text. */
struct columns {
	unsigned int start;
	unsigned int bar;
	unsigned int owner;
	unsigned int zones;
	unsigned int sections;
	unsigned int flags;
};

struct map {
	struct memtopo_canvas *canvas;
	const struct memtopo_machine *machine;
	const struct memtopo_layout *layout;
	struct columns columns;
};

#define TEXT_ROOM 256

static char *owner_text(const struct memtopo_stretch *stretch, char *text)
{
	size_t len = 0, i;

	if (!stretch->node_count) {
		snprintf(text, TEXT_ROOM, "%s", !stretch->run ? "offline" :
			 memtopo_section_has(stretch->run->first, 'O') ? "unowned" :
			 memtopo_section_is_device(stretch->run->first) ? "device" : "offline");
		return text;
	}
	for (i = 0; i < stretch->node_count && len < TEXT_ROOM; i++)
		len += snprintf(text + len, TEXT_ROOM - len, "%s%u",
				i ? "," : stretch->node_count > 1 ? "nodes " : "node ",
				stretch->nodes[i].node);
	return text;
}

/* One zone by its name, several with their sizes, and nodes if need be. */
static char *zones_text(const struct map *map, const struct memtopo_stretch *stretch,
			char *text)
{
	const struct memtopo_machine *m = map->machine;
	const struct memtopo_owner *zone;
	char size[MEMTOPO_SIZE_ROOM];
	size_t len = 0, i;

	text[0] = '\0';
	for (i = 0; i < stretch->zone_count && len < TEXT_ROOM; i++) {
		zone = &stretch->zones[i];
		len += snprintf(text + len, TEXT_ROOM - len, "%s", i ? "+" : "");
		if (len < TEXT_ROOM && stretch->node_count > 1)
			len += snprintf(text + len, TEXT_ROOM - len, "%u/", zone->node);
		if (len < TEXT_ROOM)
			len += snprintf(text + len, TEXT_ROOM - len, "%s",
					m->zone_names[zone->zone]);
		memtopo_size_format(size, memtopo_machine_bytes(m, zone->pages));
		if (len < TEXT_ROOM && stretch->zone_count > 1)
			len += snprintf(text + len, TEXT_ROOM - len, " %s", size);
	}
	return text;
}

static char *sections_text(const struct memtopo_stretch *stretch, char *text)
{
	const struct memtopo_run *run = stretch->run;

	text[0] = '\0';
	if (run && run->count > 1)
		snprintf(text, TEXT_ROOM, "%llu-%llu", run->first->section,
			 run->first->section + run->count - 1);
	else if (run)
		snprintf(text, TEXT_ROOM, "%llu", run->first->section);
	return text;
}

static const char *flags_text(const struct memtopo_stretch *stretch)
{
	if (!stretch->run || !stretch->run->first->flags)
		return "";
	return stretch->run->first->flags;
}

static bool stretch_same(const struct memtopo_stretch *a, const struct memtopo_stretch *b)
{
	if (a->span_pages != b->span_pages || !a->hole != !b->hole ||
	    memtopo_stretch_pages(a) != memtopo_stretch_pages(b))
		return false;
	if (a->hole)
		return a->hole->kind == b->hole->kind;
	return memtopo_owners_alike(a->nodes, a->node_count, b->nodes, b->node_count) &&
	       memtopo_owners_alike(a->zones, a->zone_count, b->zones, b->zone_count) &&
	       !strcmp(flags_text(a), flags_text(b));
}

/* How many stretches from @at on repeat, with the shortest period that does. */
static size_t map_repeats(const struct map *map, size_t at, size_t *period)
{
	const struct memtopo_stretch *stretch = map->layout->stretch;
	size_t count = map->layout->count, p, n;

	for (p = 1; p <= PERIOD_MAX && at + 2 * p <= count; p++) {
		for (n = p; at + n < count; n++) {
			if (!stretch_same(&stretch[at + n], &stretch[at + n - p]))
				break;
		}
		if (n >= 3 * p && n >= p + REPEAT_MIN) {
			*period = p;
			return n;
		}
	}
	return 0;
}

static unsigned int stretch_ink(const struct memtopo_stretch *stretch)
{
	if (stretch->node_count == 1)
		return memtopo_ink_node(stretch->nodes[0].node);
	return memtopo_stretch_is_online(stretch) ? MEMTOPO_INK_PLAIN : MEMTOPO_INK_FAINT;
}

static void line_start(const struct map *map, u64 pfn, u64 pages, unsigned int ink)
{
	char size[MEMTOPO_SIZE_ROOM], start[MEMTOPO_SIZE_ROOM];

	snprintf(start, sizeof(start), "0x%llx", pfn * map->machine->info.page_size);
	memtopo_canvas_put(map->canvas, ink, " %*s %7s ", (int)map->columns.start, start,
			   memtopo_size_format(size, memtopo_machine_bytes(map->machine, pages)));
}

/* The bar of a hole that is longer than any memory is cut, as in the strip. */
static void hole_bar(const struct map *map, u64 pages)
{
	unsigned int start = map->canvas->used, width = map->columns.bar, cells;
	u64 longest = map->layout->longest;

	if (pages > longest) {
		memtopo_canvas_glyph(map->canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_EMPTY,
				     width - 2);
		memtopo_canvas_glyph(map->canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_CUT, 2);
	} else {
		cells = (__uint128_t)pages * width / longest;
		memtopo_canvas_glyph(map->canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_EMPTY,
				     cells ? cells : 1);
	}
	memtopo_canvas_tab(map->canvas, start + width);
}

/* Who has it is told where there is room. */
static void hole_draw(const struct map *map, const struct memtopo_stretch *stretch)
{
	char name[64], owner[96];

	line_start(map, stretch->start_pfn, stretch->span_pages, MEMTOPO_INK_FAINT);
	hole_bar(map, stretch->span_pages);
	memtopo_hole_name(stretch->hole, name, sizeof(name));
	if (memtopo_hole_owner(stretch->hole, owner, sizeof(owner)) &&
	    map->canvas->used + strlen(name) + strlen(owner) + 5 <= map->canvas->width)
		memtopo_canvas_put(map->canvas, MEMTOPO_INK_FAINT, " (%s: %s)", name, owner);
	else
		memtopo_canvas_put(map->canvas, MEMTOPO_INK_FAINT, " (%s)", name);
	memtopo_canvas_end(map->canvas);
}

static void memory_draw(const struct map *map, const struct memtopo_stretch *stretch)
{
	const struct columns *columns = &map->columns;
	unsigned int ink = stretch_ink(stretch);
	u64 pages = memtopo_stretch_pages(stretch);
	char text[TEXT_ROOM];

	line_start(map, stretch->start_pfn, pages, MEMTOPO_INK_PLAIN);
	memtopo_canvas_bar(map->canvas, ink, columns->bar, pages, map->layout->longest);
	memtopo_canvas_put(map->canvas, ink, " %-*s", (int)columns->owner,
			   owner_text(stretch, text));
	zones_text(map, stretch, text);
	if (strlen(text) > columns->zones) {
		memtopo_canvas_put(map->canvas, MEMTOPO_INK_PLAIN, " %.*s",
				   (int)columns->zones - 1, text);
		memtopo_canvas_glyph(map->canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_MORE, 1);
	} else {
		memtopo_canvas_put(map->canvas, MEMTOPO_INK_PLAIN, " %-*s",
				   (int)columns->zones, text);
	}
	memtopo_canvas_put(map->canvas, MEMTOPO_INK_FAINT, " %*s %s", (int)columns->sections,
			   sections_text(stretch, text), flags_text(stretch));
	memtopo_canvas_end(map->canvas);
}

static void stretch_text(const struct map *map, const struct memtopo_stretch *stretch,
			 bool with_size, char *text)
{
	u64 bytes = memtopo_machine_bytes(map->machine, memtopo_stretch_pages(stretch));
	char size[MEMTOPO_SIZE_ROOM];

	if (stretch->hole)
		snprintf(text, TEXT_ROOM, "hole");
	else if (!with_size && stretch->node_count == 1)
		snprintf(text, TEXT_ROOM, "%u", stretch->nodes[0].node);
	else
		owner_text(stretch, text);
	if (with_size)
		snprintf(text + strlen(text), TEXT_ROOM - strlen(text), " %s",
			 memtopo_size_format(size, bytes));
}

/* "4096 runs take turns: nodes 0,1, 1G each" */
static void repeats_draw(const struct map *map, size_t at, size_t count, size_t period)
{
	const struct memtopo_stretch *stretch = &map->layout->stretch[at];
	const struct memtopo_stretch *last = stretch + count - 1;
	u64 pages = memtopo_stretch_pages(stretch);
	char size[MEMTOPO_SIZE_ROOM], text[TEXT_ROOM];
	bool alike = true;
	size_t i;

	for (i = 0; i < period; i++)
		alike = alike && stretch[i].node_count == 1 &&
			memtopo_stretch_pages(&stretch[i]) == pages;

	line_start(map, stretch->start_pfn,
		   last->start_pfn + last->span_pages - stretch->start_pfn, MEMTOPO_INK_PLAIN);
	memtopo_canvas_glyph(map->canvas, MEMTOPO_INK_PLAIN, MEMTOPO_GLYPH_MORE, 1);
	memtopo_canvas_put(map->canvas, MEMTOPO_INK_TITLE, " %zu alternating runs: %s", count,
			   alike ? period > 1 ? "nodes " : "node " : "");
	for (i = 0; i < period; i++) {
		stretch_text(map, &stretch[i], !alike, text);
		memtopo_canvas_put(map->canvas, stretch_ink(&stretch[i]), "%s%s",
				   !i ? "" : alike ? "," : ", ", text);
	}
	if (alike)
		memtopo_canvas_put(map->canvas, MEMTOPO_INK_TITLE, ", %s each",
				   memtopo_size_format(size, memtopo_machine_bytes(map->machine,
										   pages)));
	memtopo_canvas_end(map->canvas);
}

static unsigned int widest(unsigned int width, const char *text)
{
	unsigned int len = strlen(text);

	return len > width ? len : width;
}

/* Columns fit the first lines, which are all that is drawn of a long map. */
static void map_measure(struct map *map, bool all)
{
	const struct memtopo_layout *layout = map->layout;
	struct columns *columns = &map->columns;
	const struct memtopo_stretch *stretch;
	char text[TEXT_ROOM];
	unsigned int rest;
	size_t i;

	snprintf(text, sizeof(text), "%#llx", layout->end_pfn * map->machine->info.page_size);
	columns->start = strlen(text);
	columns->owner = 4;
	columns->zones = 5;
	columns->sections = 8;
	columns->flags = 5;
	for (i = 0; i < layout->count && (all || i < 4 * LINES_MAX); i++) {
		stretch = &layout->stretch[i];
		if (stretch->hole)
			continue;
		columns->owner = widest(columns->owner, owner_text(stretch, text));
		columns->zones = widest(columns->zones, zones_text(map, stretch, text));
		columns->sections = widest(columns->sections, sections_text(stretch, text));
		columns->flags = widest(columns->flags, flags_text(stretch));
	}
	/* What blanks and the other columns leave is shared by bar and zones. */
	rest = columns->start + 8 + columns->owner + columns->sections + columns->flags + 6;
	rest = rest < map->canvas->width ? map->canvas->width - rest : 0;
	if (columns->zones + BAR_MIN > rest)
		columns->zones = rest > 2 * BAR_MIN ? rest - BAR_MIN : BAR_MIN;
	columns->bar = columns->zones + BAR_MIN < rest ? rest - columns->zones : BAR_MIN;
	if (columns->bar > 40)
		columns->bar = 40;
}

static void map_head(const struct map *map)
{
	const struct columns *columns = &map->columns;

	memtopo_canvas_put(map->canvas, MEMTOPO_INK_TITLE, "Physical memory in address order");
	memtopo_canvas_end(map->canvas);
	memtopo_canvas_put(map->canvas, MEMTOPO_INK_FAINT, " %*s %7s %-*s %-*s %-*s %*s %s",
			   (int)columns->start, "start", "size", (int)columns->bar, "",
			   (int)columns->owner, "node", (int)columns->zones, "zones",
			   (int)columns->sections,
			   memtopo_machine_is_flat(map->machine) ? "" : "sections",
			   memtopo_machine_is_flat(map->machine) ? "" : "flags");
	memtopo_canvas_end(map->canvas);
}

/* What the letters mean that occur somewhere. */
static void map_legend(const struct map *map)
{
	static const struct {
		char letter;
		const char *meaning;
	} letters[] = {
		{ 'P', "present" }, { 'M', "has memmap" }, { 'O', "online" },
		{ 'E', "early (from boot)" }, { 'D', "device" }, { 'V', "memmap preinit" },
	};
	const struct memtopo_runs *runs = &map->layout->runs;
	bool seen[ARRAY_SIZE(letters)] = { false };
	size_t i, j;

	for (i = 0; i < runs->count; i++) {
		for (j = 0; j < ARRAY_SIZE(letters); j++) {
			if (runs->run[i].first->flags &&
			    strchr(runs->run[i].first->flags, letters[j].letter))
				seen[j] = true;
		}
	}
	for (j = 0; j < ARRAY_SIZE(letters); j++) {
		if (seen[j])
			memtopo_canvas_put(map->canvas, MEMTOPO_INK_FAINT, "%s%c %s",
					   map->canvas->used ? "  " : " ", letters[j].letter,
					   letters[j].meaning);
	}
	if (map->canvas->used)
		memtopo_canvas_end(map->canvas);
}

/* Returns how many lines were left out. */
static size_t map_lines(const struct map *map, bool all, bool *summed_up)
{
	const struct memtopo_layout *layout = map->layout;
	size_t line, count, period = 1, i = 0;

	for (line = 0; i < layout->count && (all || line < LINES_MAX); line++) {
		count = all ? 0 : map_repeats(map, i, &period);
		if (count) {
			repeats_draw(map, i, count, period);
			*summed_up = true;
			i += count;
		} else if (layout->stretch[i].hole) {
			hole_draw(map, &layout->stretch[i++]);
		} else {
			memory_draw(map, &layout->stretch[i++]);
		}
	}
	return layout->count - i;
}

void memtopo_map_draw(struct memtopo_canvas *canvas,
		      const struct memtopo_machine *machine,
		      const struct memtopo_layout *layout, bool all)
{
	struct map map = { canvas, machine, layout, { 0 } };
	bool summed_up = false;
	size_t left;

	map_measure(&map, all);
	map_head(&map);
	left = map_lines(&map, all, &summed_up);
	if (left)
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " and %zu more", left);
	if (left || summed_up) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT,
				   "%s'memtopo --all' draws all, 'memtopo sections' lists all",
				   left ? ": " : " ");
		memtopo_canvas_end(canvas);
	}
	map_legend(&map);
}
