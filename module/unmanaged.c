// SPDX-License-Identifier: GPL-2.0
/*
 * Frames that have an online struct page but are not the page allocator's:
 * reserved, given up, or holding the struct pages of their own memory block.
 */
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>

#include "frame.h"
#include "snapshot.h"
#include "table.h"

/* Rows that a section, or a part of mem_map, may begin for runs. */
#define ROWS_MAX	64
/* Kinds of frames that are unmanaged. */
#define NR_KINDS	3

/**
 * struct unmanaged_walk - collects rows
 * @visitor: looks at the frames
 * @memmap_end: frames below it may hold a memmap
 * @first: row that the section begins with, if it has any
 * @last: row of the frame that was seen last, -1 for none
 */
struct unmanaged_walk {
	struct memtopo_visitor visitor;
	u64 memmap_end;
	size_t first;
	long last;
};

static struct unmanaged_walk *unmanaged_walk_of(struct memtopo_visitor *visitor)
{
	return container_of(visitor, struct unmanaged_walk, visitor);
}

/*
 * Room for as many rows as the section may begin. A row that is not whole ends
 * with its section, others may go on.
 */
static int unmanaged_enter(struct memtopo_visitor *visitor,
			   const struct memtopo_section *section,
			   u64 start, u64 end)
{
	struct unmanaged_walk *walk = unmanaged_walk_of(visitor);
	struct memtopo_snapshot *snap = visitor->snap;
	const struct memtopo_geometry *geo = &snap->geometry;
	size_t most = ROWS_MAX + NR_KINDS * snap->nr_nodes * geo->zones_per_node;
	size_t room = 2 * snap->nr_unmanaged + most;
	int err;

	walk->memmap_end = memtopo_frame_memmap_end(geo, section);
	walk->first = snap->nr_unmanaged;
	if (walk->last >= 0 && snap->unmanaged[walk->last].pages !=
	    snap->unmanaged[walk->last].spanned_pages)
		walk->last = -1;
	if (snap->max_unmanaged - snap->nr_unmanaged >= most)
		return 0;
	err = memtopo_array_grow((void **)&snap->unmanaged, snap->nr_unmanaged,
				 room, sizeof(*snap->unmanaged));
	if (!err)
		snap->max_unmanaged = room;
	return err;
}

static bool row_takes(const struct memtopo_unmanaged *row, u32 zone,
		      enum memtopo_page_kind kind)
{
	return row->zone == zone && row->kind == kind;
}

/* The row for a run that begins at @pfn: a new one as long as there may be. */
static size_t row_for(struct unmanaged_walk *walk, u64 pfn, u32 zone,
		      enum memtopo_page_kind kind)
{
	struct memtopo_snapshot *snap = walk->visitor.snap;
	size_t row;

	if (snap->nr_unmanaged - walk->first >= ROWS_MAX)
		for (row = snap->nr_unmanaged; row-- > walk->first;)
			if (row_takes(&snap->unmanaged[row], zone, kind))
				return row;
	row = snap->nr_unmanaged++;
	snap->unmanaged[row] = (struct memtopo_unmanaged) {
		.start_pfn = pfn,
		.zone = zone,
		.kind = kind,
	};
	return row;
}

static void unmanaged_frame(struct memtopo_visitor *visitor, u64 pfn,
			    u64 frames, const struct memtopo_page *page)
{
	struct unmanaged_walk *walk = unmanaged_walk_of(visitor);
	struct memtopo_snapshot *snap = visitor->snap;
	enum memtopo_page_kind kind =
		memtopo_frame_kind(page, pfn, walk->memmap_end);
	struct memtopo_unmanaged *row;
	long zone;

	if (kind != MEMTOPO_KIND_RESERVED && kind != MEMTOPO_KIND_OFFLINE &&
	    kind != MEMTOPO_KIND_MEMMAP)
		return;
	zone = memtopo_frame_zone(visitor->src, snap, pfn);
	if (zone < 0)
		return;
	row = walk->last < 0 ? NULL : &snap->unmanaged[walk->last];
	if (!row || !row_takes(row, zone, kind) ||
	    row->start_pfn + row->spanned_pages != pfn) {
		walk->last = row_for(walk, pfn, zone, kind);
		row = &snap->unmanaged[walk->last];
	}
	row->spanned_pages = pfn + frames - row->start_pfn;
	row->pages += frames;
}

/**
 * memtopo_unmanaged_walk - fill in the frames that are unmanaged
 * @src: the machine
 * @snap: the snapshot, with its zones and sections
 *
 * Context: May sleep, and reschedules between chunks.
 * Return: 0, -ENOMEM, or -EINTR when the caller is being killed.
 */
int memtopo_unmanaged_walk(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap)
{
	struct unmanaged_walk walk = {
		.visitor = {
			.src = src,
			.snap = snap,
			.enter = unmanaged_enter,
			.frame = unmanaged_frame,
		},
		.last = -1,
	};

	return memtopo_frame_walk(&walk.visitor);
}

static size_t unmanaged_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_unmanaged;
}

static void unmanaged_row(struct seq_file *m,
			  const struct memtopo_snapshot *snap, size_t row)
{
	const struct memtopo_unmanaged *run = &snap->unmanaged[row];
	const struct memtopo_zone *zone = &snap->zones[run->zone];

	seq_printf(m, "%llu %llu %llu %d %s %s", run->start_pfn,
		   run->spanned_pages, run->pages, zone->nid, zone->name,
		   memtopo_kind_names[run->kind]);
}

static const char *const unmanaged_columns[] = {
	"start_pfn", "spanned_pages", "pages", "node", "zone", "kind", NULL
};

const struct memtopo_table memtopo_table_unmanaged = {
	.name = "unmanaged",
	.columns = unmanaged_columns,
	.parts = MEMTOPO_PART_SECTIONS | MEMTOPO_PART_UNMANAGED,
	.rows = unmanaged_rows,
	.row = unmanaged_row,
};
