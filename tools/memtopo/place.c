// SPDX-License-Identifier: GPL-2.0
/*
 * A place in memory: what the module says of a number, and with it what the
 * tables of the layout know of the page frame behind it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hole.h"
#include "options.h"
#include "place.h"

static bool zone_spans(const struct memtopo_zone *zone, u64 pfn)
{
	return pfn >= zone->start_pfn && pfn - zone->start_pfn < zone->spanned_pages;
}

/* The zone of a frame, where there is only one that it can be of. */
static void page_zone(struct memtopo_page *page, const struct memtopo_machine *m,
		      const struct memtopo_section *section)
{
	const struct memtopo_zone *zone = NULL;
	const struct memtopo_owner *owner;
	size_t spans = 0, i;

	if (section && section->zones.count == 1) {
		owner = &m->owners[section->zones.at];
		page->node = owner->node;
		page->zone = m->zone_names[owner->zone];
		return;
	}
	for (i = 0; i < m->zone_count; i++) {
		if (zone_spans(&m->zones[i], page->pfn)) {
			zone = &m->zones[i];
			spans++;
		}
	}
	if (spans == 1) {
		page->node = zone->node;
		page->zone = zone->zone;
	}
}

static bool subsection_is_present(const struct memtopo_section *section, u64 subsection)
{
	u64 first = MEMTOPO_NONE, last = MEMTOPO_NONE;
	const char *pos = section->subsections;

	if (!pos)
		return true;
	while (memtopo_list_next(&pos, &first, &last) > 0) {
		if (subsection >= first && subsection <= last)
			return true;
	}
	return false;
}

static void sparse_page(struct memtopo_page *page, const struct memtopo_machine *m)
{
	u64 frames = memtopo_section_pages(m), subsection;
	const struct memtopo_section *section = memtopo_section_find(m, page->pfn / frames);

	page->state = "absent";
	if (!section)
		return;
	page->section = section->section;
	page->memory_block = section->memory_block;
	if (m->info.subsection_size != MEMTOPO_NONE) {
		subsection = page->pfn % frames / (m->info.subsection_size / m->info.page_size);
		page->subsection = subsection;
		if (!subsection_is_present(section, subsection))
			return;
	}
	if (memtopo_section_has(section, 'O'))
		page->state = "online";
	else
		page->state = memtopo_section_is_device(section) ? "device" : "offline";
	page_zone(page, m, section);
}

static void flat_page(struct memtopo_page *page, const struct memtopo_machine *m)
{
	page->state = "absent";
	if (m->info.mem_map_pages == MEMTOPO_NONE || page->pfn < m->info.mem_map_start_pfn ||
	    page->pfn - m->info.mem_map_start_pfn >= m->info.mem_map_pages)
		return;
	page->state = "online";
	page_zone(page, m, NULL);
}

/* What the layout knows of the frame, which is the least that there is to know. */
static void layout_page(struct memtopo_page *page, const struct memtopo_machine *m, u64 pfn)
{
	memtopo_page_clear(page);
	page->pfn = pfn;
	page->physical = pfn * m->info.page_size;
	if (memtopo_machine_is_flat(m))
		flat_page(page, m);
	else
		sparse_page(page, m);
}

static int hole_take(struct memtopo_place *place, const struct memtopo_hole *hole)
{
	char name[64];

	memtopo_hole_name(hole, name, sizeof(name));
	place->gap = strdup(name);
	place->gap_start = hole->start_pfn;
	place->gap_pages = hole->spanned_pages;
	return place->gap ? 0 : -ENOMEM;
}

static int gap_find(struct memtopo_place *place, const struct memtopo_machine *m)
{
	u64 pfn = place->walk.page.pfn, last = m->info.last_present_pfn;
	struct memtopo_holes holes;
	size_t i;
	int rc;

	rc = memtopo_holes_build(&holes, m);
	for (i = 0; i < holes.count && !rc && !place->gap; i++) {
		if (holes.hole[i].start_pfn != MEMTOPO_NONE && pfn >= holes.hole[i].start_pfn &&
		    pfn - holes.hole[i].start_pfn < holes.hole[i].spanned_pages)
			rc = hole_take(place, &holes.hole[i]);
	}
	memtopo_holes_free(&holes);
	if (!rc && !place->gap && last != MEMTOPO_NONE && pfn > last) {
		place->gap = strdup("above all memory");
		place->gap_start = last + 1;
		rc = place->gap ? 0 : -ENOMEM;
	}
	return rc;
}

static int owner_find(struct memtopo_place *place, const struct memtopo_machine *m)
{
	u64 pfn = place->walk.page.pfn;
	struct memtopo_pieces pieces;
	size_t i;
	int rc;

	if (!m->iomem.count)
		return 0;
	rc = memtopo_pieces_build(&pieces, &m->iomem, m->info.page_size);
	if (!rc) {
		i = memtopo_pieces_at(&pieces, pfn);
		if (i < pieces.count && pieces.piece[i].start_pfn <= pfn) {
			place->owner = pieces.piece[i].resource->name;
			place->area = pieces.piece[i].outermost->name;
		}
	}
	memtopo_pieces_free(&pieces);
	return rc;
}

/* Whether the layout may stand in for what the module did not say. */
static bool layout_will_do(const struct memtopo_walk *walk, int rc)
{
	return walk->asked < MEMTOPO_ASKED_KERNEL &&
	       (rc == -ENXIO || rc == -ENOENT || rc == -EPERM || rc == -EACCES);
}

static int layout_answer(struct memtopo_place *place, const struct memtopo_machine *m, int rc,
			 struct memtopo_error *err)
{
	struct memtopo_walk *walk = &place->walk;
	u64 pfn = walk->number;

	if (walk->asked == MEMTOPO_ASKED_PHYSICAL)
		pfn /= m->info.page_size;
	if (pfn > ~0ULL / m->info.page_size - 1)
		return memtopo_error_set(err, NULL, 0, "page frame %llu has no address", pfn);
	layout_page(&walk->page, m, pfn);
	/* The module is the one to know what is there now. */
	if (rc == -ENXIO)
		walk->page.state = "absent";
	else
		place->unasked = strdup(err->text);
	err->text[0] = '\0';
	return rc == -ENXIO || place->unasked ? 0 : -ENOMEM;
}

static int names_find(struct memtopo_place *place, const char *root, struct memtopo_error *err)
{
	const struct memtopo_address *address = &place->walk.address;
	int rc;

	if (place->walk.asked != MEMTOPO_ASKED_USER)
		return 0;
	rc = memtopo_maps_load(&place->maps, root, place->walk.pid, err);
	if (!rc)
		place->mapping = memtopo_maps_name(&place->maps, address->mapping_start,
						   address->mapping_end);
	return rc;
}

int memtopo_place_load(struct memtopo_place *place, struct memtopo_machine *machine,
		       const char *root, struct memtopo_error *err)
{
	int rc;

	place->gap_start = MEMTOPO_NONE;
	place->gap_pages = MEMTOPO_NONE;
	rc = memtopo_walk_load(&place->walk, machine, root, err);
	if (layout_will_do(&place->walk, rc))
		rc = layout_answer(place, machine, rc, err);
	if (!rc)
		rc = names_find(place, root, err);
	if (rc || place->walk.page.pfn == MEMTOPO_NONE)
		return rc;
	if (!strcmp(place->walk.page.state, "absent"))
		rc = gap_find(place, machine);
	return rc ? rc : owner_find(place, machine);
}

void memtopo_place_free(struct memtopo_place *place)
{
	memtopo_walk_free(&place->walk);
	memtopo_maps_free(&place->maps);
	free(place->gap);
	free(place->unasked);
	place->gap = NULL;
	place->unasked = NULL;
}

static void zone_doubt(const struct memtopo_page *page, const struct memtopo_machine *m, FILE *out)
{
	const struct memtopo_zone *zone;
	size_t i;

	/* The kernel counts frames of holes to the zone of the memory behind them. */
	if (page->node == MEMTOPO_NONE || !page->zone || strcmp(page->state, "online") ||
	    !(m->loaded & MEMTOPO_HAS(ZONES)) || (page->kind && !strcmp(page->kind, "reserved")))
		return;
	for (i = 0; i < m->zone_count; i++) {
		zone = &m->zones[i];
		if (zone->node != page->node || strcmp(zone->zone, page->zone))
			continue;
		if (!zone_spans(zone, page->pfn))
			fprintf(out,
				"memtopo: note: page frame %llu says it is of node %llu, zone %.32s, which does not span it\n",
				page->pfn, page->node, page->zone);
		return;
	}
	fprintf(out,
		"memtopo: note: page frame %llu says it is of node %llu, zone %.32s, which is not in the zones table\n",
		page->pfn, page->node, page->zone);
}

static void section_doubt(const struct memtopo_page *page, const struct memtopo_machine *m,
			  FILE *out)
{
	const struct memtopo_section *section;
	u64 number;

	if (memtopo_machine_is_flat(m) || page->pfn == MEMTOPO_NONE)
		return;
	number = page->pfn / memtopo_section_pages(m);
	if (page->section != MEMTOPO_NONE && page->section != number)
		fprintf(out, "memtopo: note: page frame %llu is not in section %llu, but in %llu\n",
			page->pfn, page->section, number);
	if (!(m->loaded & MEMTOPO_HAS(SECTIONS)) || strcmp(page->state, "online"))
		return;
	section = memtopo_section_find(m, number);
	if (!section || !memtopo_section_has(section, 'O'))
		fprintf(out,
			"memtopo: note: page frame %llu is online, but section %llu of the sections table is not\n",
			page->pfn, number);
}

static void folio_doubt(const struct memtopo_page *page, FILE *out)
{
	if (page->head_pfn == MEMTOPO_NONE || page->order == MEMTOPO_NONE)
		return;
	if (page->pfn < page->head_pfn || (page->pfn - page->head_pfn) >> page->order)
		fprintf(out,
			"memtopo: note: page frame %llu is not in the folio of order %llu at %llu\n",
			page->pfn, page->order, page->head_pfn);
}

/* An entry is where the bits of the address say, unless the table is the top one. */
static void index_doubt(const struct memtopo_walk *walk, FILE *out)
{
	const struct memtopo_level *level = walk->levels;
	u64 entries, index;
	size_t i;

	for (i = 1; i < walk->level_count; i++) {
		entries = level[i - 1].size / level[i].size;
		index = walk->number / level[i].size % entries;
		if (level[i].index != index)
			fprintf(out,
				"memtopo: note: entry %llu of the %s is not the one of 0x%llx, which is %llu\n",
				level[i].index, level[i].level, walk->number, index);
	}
}

static void distance_doubt(const struct memtopo_walk *walk, const struct memtopo_machine *m,
			   FILE *out)
{
	const struct memtopo_address *address = &walk->address;
	u64 distance;

	if (address->distance == MEMTOPO_NONE || address->cpu_node == MEMTOPO_NONE ||
	    walk->page.node == MEMTOPO_NONE)
		return;
	distance = memtopo_distance_between(m, address->cpu_node, walk->page.node);
	if (distance != MEMTOPO_NONE && distance != address->distance)
		fprintf(out,
			"memtopo: note: the distance from node %llu to node %llu is %llu here, but %llu in the distances table\n",
			address->cpu_node, walk->page.node, address->distance, distance);
}

void memtopo_place_doubt(const struct memtopo_place *place,
			 const struct memtopo_machine *machine, FILE *out)
{
	const struct memtopo_walk *walk = &place->walk;
	const struct memtopo_answer *answer = &walk->answer;

	if (place->unasked)
		fprintf(out, "memtopo: note: of page frame %llu only the layout tells: %s\n",
			walk->page.pfn, place->unasked);
	if (answer->tables && (answer->torn || answer->generation != machine->generation))
		fprintf(out, MEMTOPO_NOTE_TORN, "answer");
	if (walk->page.pfn != MEMTOPO_NONE) {
		zone_doubt(&walk->page, machine, out);
		section_doubt(&walk->page, machine, out);
		folio_doubt(&walk->page, out);
	}
	if (walk->asked < MEMTOPO_ASKED_KERNEL)
		return;
	index_doubt(walk, out);
	distance_doubt(walk, machine, out);
}
