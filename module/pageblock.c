// SPDX-License-Identifier: GPL-2.0
/*
 * Pageblocks: what each is meant for, and whether compaction passes over it.
 *
 * There is one for each two megabytes or so, and their table is of runs of
 * equal ones. What is kept is four bits for each pageblock of a section or of
 * mem_map, its slot, and the slots at which the zone changes. A run has no
 * record of its own: its row is that of its first slot, and the rows of the
 * others are without text.
 */
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "frame.h"
#include "section.h"
#include "snapshot.h"
#include "table.h"

/* A slot's bits: type plus one, or 0 without an online struct page; and skip. */
#define SLOT_BITS	4
#define SLOT_TYPE	7
#define SLOT_SKIP	8
#define SLOTS_PER_BYTE	(BITS_PER_BYTE / SLOT_BITS)

static_assert(MEMTOPO_NR_MIGRATETYPES <= SLOT_TYPE);

/* The words for them in tables. */
const char *const memtopo_migratetype_names[MEMTOPO_NR_MIGRATETYPES] = {
	[MEMTOPO_MIGRATE_UNMOVABLE]	= "unmovable",
	[MEMTOPO_MIGRATE_MOVABLE]	= "movable",
	[MEMTOPO_MIGRATE_RECLAIMABLE]	= "reclaimable",
	[MEMTOPO_MIGRATE_HIGHATOMIC]	= "highatomic",
	[MEMTOPO_MIGRATE_CMA]		= "cma",
	[MEMTOPO_MIGRATE_ISOLATE]	= "isolate",
	[MEMTOPO_MIGRATE_UNKNOWN]	= "unknown",
};

/**
 * struct pageblock_walk - fills slots
 * @visitor: looks at the frames
 * @start: first frame of the section or of mem_map, in pageblocks
 * @slot: the slot of that
 */
struct pageblock_walk {
	struct memtopo_visitor visitor;
	u64 start;
	size_t slot;
};

/* Slots of each section; a pageblock is never larger than that. */
static size_t section_slots(const struct memtopo_geometry *geo)
{
	return memtopo_geometry_section_pages(geo) >> geo->pageblock_shift;
}

static u64 mem_map_first(const struct memtopo_geometry *geo)
{
	return geo->mem_map_start_pfn >> geo->pageblock_shift;
}

static size_t slot_count(const struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 end = geo->mem_map_start_pfn + geo->mem_map_pages;

	if (geo->section_shift)
		return snap->nr_sections * section_slots(geo);
	return DIV_ROUND_UP_ULL(end, 1ULL << geo->pageblock_shift) -
		mem_map_first(geo);
}

/* The first frame of a slot's pageblock, in pageblocks. */
static u64 slot_number(const struct memtopo_snapshot *snap, size_t slot)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	size_t slots = section_slots(geo);

	if (!geo->section_shift)
		return mem_map_first(geo) + slot;
	return (u64)snap->sections[slot / slots].nr * slots + slot % slots;
}

static unsigned int slot_get(const struct memtopo_snapshot *snap, size_t slot)
{
	return snap->pageblocks[slot / SLOTS_PER_BYTE] >>
		slot % SLOTS_PER_BYTE * SLOT_BITS & (SLOT_TYPE | SLOT_SKIP);
}

static void slot_set(struct memtopo_snapshot *snap, size_t slot,
		     unsigned int bits)
{
	snap->pageblocks[slot / SLOTS_PER_BYTE] |=
		bits << slot % SLOTS_PER_BYTE * SLOT_BITS;
}

static struct pageblock_walk *pageblock_walk_of(struct memtopo_visitor *visitor)
{
	return container_of(visitor, struct pageblock_walk, visitor);
}

/* Room for a change of zone at each pageblock. */
static int pageblock_enter(struct memtopo_visitor *visitor,
			   const struct memtopo_section *section,
			   u64 start, u64 end)
{
	struct pageblock_walk *walk = pageblock_walk_of(visitor);
	struct memtopo_snapshot *snap = visitor->snap;
	unsigned int shift = snap->geometry.pageblock_shift;
	size_t slots = DIV_ROUND_UP_ULL(end, 1ULL << shift) - (start >> shift);
	size_t room;
	int err;

	walk->start = start >> shift;
	walk->slot = section ? (section - snap->sections) * slots :
		walk->start - mem_map_first(&snap->geometry);
	if (snap->max_borders - snap->nr_borders >= slots)
		return 0;
	room = 2 * snap->nr_borders + slots;
	err = memtopo_array_grow((void **)&snap->borders, snap->nr_borders,
				 room, sizeof(*snap->borders));
	if (!err)
		snap->max_borders = room;
	return err;
}

/* The first chunk of a pageblock that can be read speaks for all of it. */
static void pageblock_chunk(struct memtopo_visitor *visitor, u64 start, u64 end)
{
	const struct memtopo_source *src = visitor->src;
	struct pageblock_walk *walk = pageblock_walk_of(visitor);
	struct memtopo_snapshot *snap = visitor->snap;
	size_t slot = walk->slot +
		((start >> snap->geometry.pageblock_shift) - walk->start);
	struct memtopo_border *border = snap->borders + snap->nr_borders;
	struct memtopo_pageblock pageblock;
	long zone;

	if (slot_get(snap, slot))
		return;
	zone = memtopo_frame_zone(src, snap, start);
	if (zone < 0)
		return;
	if (src->ops->pageblock(src, start, &pageblock))
		pageblock = (struct memtopo_pageblock) {
			.type = MEMTOPO_MIGRATE_UNKNOWN,
		};
	slot_set(snap, slot, (pageblock.type + 1) |
		 (pageblock.skip ? SLOT_SKIP : 0));
	if (!snap->nr_borders || border[-1].zone != zone) {
		border->slot = slot;
		border->zone = zone;
		snap->nr_borders++;
	}
}

/**
 * memtopo_pageblock_walk - fill in the pageblocks
 * @src: the machine
 * @snap: the snapshot, with its sections
 *
 * Context: May sleep, and reschedules between chunks.
 * Return: 0, -ENOMEM, or -EINTR when the caller is being killed.
 */
int memtopo_pageblock_walk(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap)
{
	struct pageblock_walk walk = {
		.visitor = {
			.src = src,
			.snap = snap,
			.enter = pageblock_enter,
			.chunk = pageblock_chunk,
		},
	};
	size_t slots = slot_count(snap);

	if (!slots)
		return 0;
	snap->pageblocks = kvzalloc(DIV_ROUND_UP(slots, SLOTS_PER_BYTE),
				    MEMTOPO_GFP);
	if (!snap->pageblocks)
		return -ENOMEM;
	return memtopo_frame_walk(&walk.visitor);
}

/* The last change of zone up to a slot; there is one up to each that is set. */
static size_t border_of(const struct memtopo_snapshot *snap, size_t slot)
{
	size_t low = 0, high = snap->nr_borders;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (snap->borders[middle].slot <= slot)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Does @slot go on with what the slot before it is, zones aside? */
static bool slot_continues(const struct memtopo_snapshot *snap, size_t slot)
{
	return slot_get(snap, slot) == slot_get(snap, slot - 1) &&
		slot_number(snap, slot) == slot_number(snap, slot - 1) + 1;
}

/* The first slot that is not of the run that begins at @slot. */
static size_t run_end(const struct memtopo_snapshot *snap, size_t slot,
		      size_t border)
{
	size_t end = slot_count(snap);

	if (border + 1 < snap->nr_borders)
		end = min_t(size_t, end, snap->borders[border + 1].slot);
	do {
		if (!(++slot % 65536))
			cond_resched();
	} while (slot < end && slot_continues(snap, slot));
	return slot;
}

static void pageblock_row(struct seq_file *m,
			  const struct memtopo_snapshot *snap, size_t slot)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	unsigned int bits = slot_get(snap, slot);
	size_t border = border_of(snap, slot);
	const struct memtopo_zone *zone;
	u64 start, end;

	if (!bits || (slot && snap->borders[border].slot != slot &&
		      slot_continues(snap, slot)))
		return;
	start = slot_number(snap, slot);
	end = (start + run_end(snap, slot, border) - slot) << geo->pageblock_shift;
	start <<= geo->pageblock_shift;
	if (!geo->section_shift) {
		start = max(start, geo->mem_map_start_pfn);
		end = min(end, geo->mem_map_start_pfn + geo->mem_map_pages);
	}
	zone = &snap->zones[snap->borders[border].zone];
	seq_printf(m, "%llu %llu %d %s %s %d", start, end - start, zone->nid,
		   zone->name, memtopo_migratetype_names[(bits & SLOT_TYPE) - 1],
		   !!(bits & SLOT_SKIP));
}

static const char *const pageblock_columns[] = {
	"start_pfn", "nr_pages", "node", "zone", "migratetype", "skip", NULL
};

const struct memtopo_table memtopo_table_pageblocks = {
	.name = "pageblocks",
	.columns = pageblock_columns,
	.parts = MEMTOPO_PART_SECTIONS | MEMTOPO_PART_PAGEBLOCKS,
	.rows = slot_count,
	.row = pageblock_row,
};
