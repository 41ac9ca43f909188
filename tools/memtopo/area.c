// SPDX-License-Identifier: GPL-2.0
/*
 * What an address space adds up to: by areas, by kinds, by places.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"

static void area_owner(struct memtopo_area *area, const struct memtopo_owner *owner)
{
	size_t i;

	for (i = 0; i < area->owner_count; i++) {
		if (area->owners[i].node == owner->node && area->owners[i].zone == owner->zone)
			break;
	}
	if (i == area->owner_count)
		area->owners[area->owner_count++] = (struct memtopo_owner) {
			.node = owner->node, .zone = owner->zone,
		};
	area->owners[i].pages += owner->pages;
}

/* Its owners come to lie where @area->owners points, which has room for them. */
static void area_add(struct memtopo_area *area, const struct memtopo_space *space,
		     const struct memtopo_mapping *mapping)
{
	const struct memtopo_machine *m = space->machine;
	size_t i;

	if (area->perms && strcmp(area->perms, mapping->perms))
		area->perms = "mixed";
	if (area->flags && (!mapping->flags || strcmp(area->flags, mapping->flags)))
		area->flags = NULL;
	area->end = mapping->end;
	area->span += (mapping->end - mapping->start) / m->info.page_size;
	area->count++;
	for (i = 0; i < MEMTOPO_USES; i++)
		area->pages[i] += mapping->pages[i];
	for (i = 0; i < mapping->owners.count; i++)
		area_owner(area, &m->owners[mapping->owners.at + i]);
}

/* "libc.so.6" of "/usr/lib/libc.so.6"; "[heap]" and the like have no parts. */
static const char *path_name(const char *path)
{
	const char *slash = path && *path == '/' ? strrchr(path, '/') : NULL;

	return slash && slash[1] ? slash + 1 : path;
}

static void area_start(struct memtopo_area *area, const struct memtopo_mapping *mapping,
		       struct memtopo_owner *owners)
{
	*area = (struct memtopo_area) {
		.start = mapping->start,
		.perms = mapping->perms,
		.kind = mapping->kind,
		.flags = mapping->flags,
		.page_size = mapping->page_size,
		.owners = owners,
		.path = mapping->name,
		.name = path_name(mapping->name),
		.device = mapping->device,
		.inode = mapping->inode,
		.offset = mapping->offset,
		.is_shown = true,
	};
}

static bool area_takes(const struct memtopo_area *area, const struct memtopo_mapping *mapping)
{
	if (strcmp(area->kind, mapping->kind))
		return false;
	if (!area->path || !mapping->name)
		return area->path == mapping->name;
	return !strcmp(area->path, mapping->name);
}

/* Room for as many areas, the owners of which are no more than so many in all. */
static int areas_make(struct memtopo_areas *areas, size_t count, size_t owner_count)
{
	areas->area = calloc(count + 1, sizeof(*areas->area));
	areas->owners = calloc(owner_count + 1, sizeof(*areas->owners));
	return areas->area && areas->owners ? 0 : -ENOMEM;
}

int memtopo_areas_build(struct memtopo_areas *areas, const struct memtopo_space *space,
			bool each)
{
	struct memtopo_owner *owners;
	struct memtopo_area *area = NULL;
	size_t i;

	memset(areas, 0, sizeof(*areas));
	if (areas_make(areas, space->mapping_count, space->machine->owner_count))
		return -ENOMEM;
	owners = areas->owners;
	for (i = 0; i < space->mapping_count; i++) {
		if (!area || each || !area_takes(area, &space->mappings[i])) {
			if (area)
				owners += area->owner_count;
			area = &areas->area[areas->count++];
			area_start(area, &space->mappings[i], owners);
		}
		area_add(area, space, &space->mappings[i]);
	}
	return 0;
}

/* Adds up those of a kind, or all. */
static void kind_add(struct memtopo_area *area, const struct memtopo_space *space,
		     const char *kind)
{
	size_t i;

	for (i = 0; i < space->mapping_count; i++) {
		if (!kind || !strcmp(space->mappings[i].kind, kind))
			area_add(area, space, &space->mappings[i]);
	}
}

int memtopo_kinds_build(struct memtopo_areas *kinds, const struct memtopo_space *space,
			bool total)
{
	struct memtopo_owner *owners;
	struct memtopo_area *area;
	size_t i;

	memset(kinds, 0, sizeof(*kinds));
	if (areas_make(kinds, space->kind_count + 1, 2 * space->machine->owner_count))
		return -ENOMEM;
	owners = kinds->owners;
	for (i = 0; i < space->kind_count + total; i++) {
		area = &kinds->area[kinds->count++];
		area->owners = owners;
		area->kind = i < space->kind_count ? space->kinds[i] : "total";
		area->is_shown = true;
		kind_add(area, space, i < space->kind_count ? area->kind : NULL);
		owners += area->owner_count;
	}
	return 0;
}

static u64 area_weight(const struct memtopo_area *area)
{
	return area->pages[MEMTOPO_USE_RESIDENT] + area->pages[MEMTOPO_USE_SWAPPED];
}

/* The largest first; of those that are alike the one at the lower address. */
static int area_compare(const void *left, const void *right)
{
	const struct memtopo_area *a = *(const struct memtopo_area * const *)left;
	const struct memtopo_area *b = *(const struct memtopo_area * const *)right;

	if (area_weight(a) != area_weight(b))
		return area_weight(a) > area_weight(b) ? -1 : 1;
	if (a->span != b->span)
		return a->span > b->span ? -1 : 1;
	return a->start < b->start ? -1 : 1;
}

int memtopo_areas_rank(struct memtopo_areas *areas, size_t count)
{
	struct memtopo_area **ranked;
	size_t i;

	if (areas->count <= count)
		return 0;
	ranked = calloc(areas->count, sizeof(struct memtopo_area *));
	if (!ranked)
		return -ENOMEM;
	for (i = 0; i < areas->count; i++)
		ranked[i] = &areas->area[i];
	qsort(ranked, areas->count, sizeof(*ranked), area_compare);
	for (i = count; i < areas->count; i++)
		ranked[i]->is_shown = false;
	free(ranked);
	return 0;
}

void memtopo_areas_free(struct memtopo_areas *areas)
{
	free(areas->area);
	free(areas->owners);
	memset(areas, 0, sizeof(*areas));
}

/* Where the zone comes among those of its node; behind all when it is unknown. */
static size_t zone_rank(const struct memtopo_machine *m, u64 node, u32 zone)
{
	size_t i;

	for (i = 0; i < m->zone_count; i++) {
		if (m->zones[i].node == node && m->zones[i].name == zone)
			break;
	}
	return i;
}

static struct memtopo_spot *spot_find(struct memtopo_spots *spots,
				      const struct memtopo_share *place)
{
	size_t i;

	for (i = 0; i < spots->count; i++) {
		if (spots->spot[i].node == place->node &&
		    !strcmp(spots->spot[i].zone, place->zone))
			return &spots->spot[i];
	}
	return NULL;
}

static int spot_compare(const void *left, const void *right)
{
	const struct memtopo_spot *a = left, *b = right;

	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	return a->kind && b->kind ? strcmp(a->kind, b->kind) : 0;
}

int memtopo_spots_build(struct memtopo_spots *spots, const struct memtopo_space *space,
			bool each)
{
	const struct memtopo_share *place = space->places;
	struct memtopo_spot *spot;
	u64 total = 0;
	size_t i;

	spots->count = 0;
	spots->spot = calloc(space->place_count + 1, sizeof(*spots->spot));
	if (!spots->spot)
		return -ENOMEM;
	for (i = 0; i < space->place_count; i++, place++) {
		spot = each ? NULL : spot_find(spots, place);
		if (!spot) {
			spot = &spots->spot[spots->count++];
			spot->kind = each ? place->kind : NULL;
			spot->node = place->node;
			spot->zone = place->zone;
			spot->section = each ? place->section : MEMTOPO_NONE;
			spot->distance = memtopo_space_distance(space, place->node);
			spot->rank = zone_rank(space->machine, place->node, place->zone_index);
		}
		spot->pages += place->pages;
		spot->huge += place->huge;
		spot->hugetlb += place->hugetlb;
		total += place->pages;
	}
	for (i = 0; i < spots->count; i++)
		spots->spot[i].total = total;
	qsort(spots->spot, spots->count, sizeof(*spots->spot), spot_compare);
	return 0;
}

void memtopo_spots_free(struct memtopo_spots *spots)
{
	free(spots->spot);
	memset(spots, 0, sizeof(*spots));
}

/* The mean of no pages, or of pages at an unknown distance, is none. */
static void summary_distance(struct memtopo_summary *summary, const struct memtopo_space *space)
{
	__uint128_t sum = 0;
	u64 pages = 0, distance;
	size_t i;

	summary->distance = MEMTOPO_NONE;
	for (i = 0; i < space->place_count; i++) {
		distance = memtopo_space_distance(space, space->places[i].node);
		if (distance == MEMTOPO_NONE)
			return;
		sum += (__uint128_t)distance * space->places[i].pages;
		pages += space->places[i].pages;
	}
	if (pages)
		summary->distance = (10 * sum + pages / 2) / pages;
}

void memtopo_summary_build(struct memtopo_summary *summary, const struct memtopo_space *space)
{
	size_t i, use;

	memset(summary, 0, sizeof(*summary));
	summary->process = space->process;
	for (i = 0; i < space->mapping_count; i++) {
		for (use = 0; use < MEMTOPO_USES; use++)
			summary->pages[use] += space->mappings[i].pages[use];
	}
	summary_distance(summary, space);
	summary->remote = space->process.cpu_node == MEMTOPO_NONE ? MEMTOPO_NONE : 0;
	for (i = 0; i < space->place_count && summary->remote != MEMTOPO_NONE; i++) {
		if (memtopo_space_is_remote(space, space->places[i].node))
			summary->remote += space->places[i].pages;
	}
}
