// SPDX-License-Identifier: GPL-2.0
/*
 * Free areas: the free blocks of each zone by order, what their pageblocks are
 * meant for, and how far they are from serving an allocation of that order.
 */
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "frame.h"
#include "snapshot.h"
#include "table.h"

/**
 * struct free_area_walk - counts free blocks
 * @visitor: looks at the frames
 * @type: of the pageblock they are in
 */
struct free_area_walk {
	struct memtopo_visitor visitor;
	enum memtopo_migratetype type;
};

static struct free_area_walk *free_area_walk_of(struct memtopo_visitor *visitor)
{
	return container_of(visitor, struct free_area_walk, visitor);
}

/* A chunk is no larger than a pageblock, so all of it is of one type. */
static void free_area_chunk(struct memtopo_visitor *visitor, u64 start, u64 end)
{
	const struct memtopo_source *src = visitor->src;
	struct memtopo_pageblock pageblock;

	if (src->ops->pageblock(src, start, &pageblock))
		pageblock.type = MEMTOPO_MIGRATE_UNKNOWN;
	free_area_walk_of(visitor)->type = pageblock.type;
}

static void free_area_frame(struct memtopo_visitor *visitor, u64 pfn,
			    u64 frames, const struct memtopo_page *page)
{
	const struct memtopo_snapshot *snap = visitor->snap;
	unsigned int nr_orders = snap->geometry.nr_orders;
	long zone;

	if (!(page->flags & BIT(MEMTOPO_PAGE_BUDDY)) || page->order >= nr_orders)
		return;
	zone = memtopo_frame_zone(visitor->src, snap, pfn);
	if (zone >= 0)
		snap->free_areas[zone * nr_orders + page->order]
			.blocks[free_area_walk_of(visitor)->type]++;
}

/**
 * memtopo_free_area_walk - count free blocks, and take the kernel's own count
 * @src: the machine
 * @snap: the snapshot, with its zones and sections
 *
 * Context: May sleep, and reschedules between chunks.
 * Return: 0, -ENOMEM, or -EINTR when the caller is being killed.
 */
int memtopo_free_area_walk(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap)
{
	unsigned int nr_orders = snap->geometry.nr_orders;
	size_t zones = snap->nr_nodes * snap->geometry.zones_per_node;
	struct free_area_walk walk = {
		.visitor = {
			.src = src,
			.snap = snap,
			.chunk = free_area_chunk,
			.frame = free_area_frame,
		},
	};
	size_t row;

	snap->free_areas = kvcalloc(zones * nr_orders,
				    sizeof(*snap->free_areas), MEMTOPO_GFP);
	if (!snap->free_areas)
		return -ENOMEM;
	for (row = 0; row < zones * nr_orders; row++) {
		const struct memtopo_zone *zone = &snap->zones[row / nr_orders];

		snap->free_areas[row].nr_free =
			src->ops->nr_free(src, zone->nid, zone->zid,
					  row % nr_orders);
	}
	return memtopo_frame_walk(&walk.visitor);
}

/**
 * struct free_info - the free blocks of a zone, as seen by one order
 * @pages: free page frames
 * @blocks: free blocks
 * @suitable: blocks of the order that they hold
 */
struct free_info {
	u64 pages;
	u64 blocks;
	u64 suitable;
};

/* Mirrors fill_contig_page_info() (mm/vmstat.c). */
static struct free_info free_info_of(const struct memtopo_free_area *areas,
				     unsigned int nr_orders,
				     unsigned int suitable_order)
{
	struct free_info info = {};
	unsigned int order;

	for (order = 0; order < nr_orders; order++) {
		info.blocks += areas[order].nr_free;
		info.pages += areas[order].nr_free << order;
		if (order >= suitable_order)
			info.suitable += areas[order].nr_free <<
				(order - suitable_order);
	}
	return info;
}

/* Mirrors unusable_free_index(): the part of free memory, in thousandths. */
static int unusable_index(const struct free_info *info, unsigned int order)
{
	if (!info->pages)
		return 1000;
	return div64_u64((info->pages - (info->suitable << order)) * 1000,
			 info->pages);
}

/*
 * Mirrors __fragmentation_index(): 0 when an allocation would fail for lack of
 * memory, 1000 for fragmentation, -1000 when it would not fail.
 */
static int extfrag_index(const struct free_info *info, unsigned int order)
{
	if (!info->blocks)
		return 0;
	if (info->suitable)
		return -1000;
	return 1000 - div64_u64(1000 + (info->pages * 1000 >> order),
				info->blocks);
}

static size_t free_area_rows(const struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;

	return snap->nr_nodes * geo->zones_per_node * geo->nr_orders;
}

/* Zones without memory have no lines. */
static void free_area_row(struct seq_file *m,
			  const struct memtopo_snapshot *snap, size_t row)
{
	unsigned int nr_orders = snap->geometry.nr_orders;
	unsigned int order = row % nr_orders;
	const struct memtopo_zone *zone = &snap->zones[row / nr_orders];
	const struct memtopo_free_area *area = &snap->free_areas[row];
	struct free_info info;
	unsigned int type;

	if (!zone->present_pages)
		return;
	info = free_info_of(area - order, nr_orders, order);
	seq_printf(m, "%d %s %u %llu", zone->nid, zone->name, order,
		   area->nr_free);
	for (type = 0; type < MEMTOPO_MIGRATE_UNKNOWN; type++)
		seq_put_decimal_ull(m, " ", area->blocks[type]);
	seq_printf(m, " %d %d", unusable_index(&info, order),
		   extfrag_index(&info, order));
}

static const char *const free_area_columns[] = {
	"node", "zone", "order", "nr_free",
	"unmovable", "movable", "reclaimable", "highatomic", "cma", "isolate",
	"unusable_index", "extfrag_index", NULL
};

const struct memtopo_table memtopo_table_free_areas = {
	.name = "free_areas",
	.columns = free_area_columns,
	.parts = MEMTOPO_PART_SECTIONS | MEMTOPO_PART_FREE_AREAS,
	.rows = free_area_rows,
	.row = free_area_row,
};
