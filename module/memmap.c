// SPDX-License-Identifier: GPL-2.0
/*
 * The memmap: where the struct pages themselves live, and what they cost.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>

#include "section.h"
#include "snapshot.h"
#include "table.h"

/**
 * memtopo_memmap_frames - frames that the struct pages of so many frames take
 * @geo: the machine's geometry
 * @pages: how many
 *
 * Return: page frames.
 */
u64 memtopo_memmap_frames(const struct memtopo_geometry *geo, u64 pages)
{
	return DIV_ROUND_UP_ULL(pages * geo->page_struct_size,
				1ULL << geo->page_shift);
}

/**
 * memtopo_memmap_bytes - what the memmap costs
 * @snap: the snapshot, with its sections
 *
 * A section present at boot has struct pages for all its frames (see
 * sparse_init_nid(), mm/sparse.c), one added later for its subsections.
 *
 * Return: bytes.
 */
u64 memtopo_memmap_bytes(const struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	unsigned int subsections = memtopo_geometry_subsections(geo);
	u64 pages = geo->mem_map_pages;
	size_t row;

	for (row = 0; row < snap->nr_sections; row++) {
		unsigned long *map = memtopo_snapshot_subsections(snap, row);
		u16 flags = snap->sections[row].flags;

		if (!(flags & BIT(MEMTOPO_SECTION_MEM_MAP)))
			continue;
		if (!map || flags & BIT(MEMTOPO_SECTION_EARLY))
			pages += memtopo_geometry_section_pages(geo);
		else
			pages += (u64)bitmap_weight(map, subsections) <<
				(geo->subsection_shift - geo->page_shift);
	}
	return pages * geo->page_struct_size;
}

/* The first struct page to begin in frame @frame of a section's memmap. */
static u64 memmap_page(const struct memtopo_geometry *geo, u64 frame)
{
	return min(DIV_ROUND_UP_ULL(frame << geo->page_shift,
				    geo->page_struct_size),
		   memtopo_geometry_section_pages(geo));
}

/*
 * The frame by which to tell that the struct page of @pfn is mapped: itself,
 * but boot memory has a memmap for its absent subsections as well. Where none
 * is left, the section was going while we looked, and the frames behind it say
 * nothing about its memmap.
 */
static int memmap_anchor(const struct memtopo_snapshot *snap, size_t row,
			 u64 pfn, u64 *anchor)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	unsigned int subsections = memtopo_geometry_subsections(geo);
	const struct memtopo_section *section = &snap->sections[row];
	unsigned long *map = memtopo_snapshot_subsections(snap, row);
	unsigned long first;

	*anchor = pfn;
	if (!map || !(section->flags & BIT(MEMTOPO_SECTION_EARLY)))
		return 0;
	first = find_first_bit(map, subsections);
	if (first >= subsections)
		return -ENXIO;
	*anchor = memtopo_section_start_pfn(geo, section->nr) +
		((u64)first << (geo->subsection_shift - geo->page_shift));
	return 0;
}

/*
 * The home of the first struct page to begin in frame @frame of a section's
 * memmap, and the node of that home.
 */
static int memmap_home(const struct memtopo_source *src,
		       const struct memtopo_snapshot *snap, size_t row,
		       u64 frame, struct memtopo_home *home, int *nid)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 pfn = memtopo_section_start_pfn(geo, snap->sections[row].nr) +
		min(memmap_page(geo, frame),
		    memtopo_geometry_section_pages(geo) - 1);
	struct memtopo_links links;
	int cookie, err;
	u64 anchor;

	err = memmap_anchor(snap, row, pfn, &anchor);
	if (err)
		return err;
	cookie = src->ops->read_begin(src);
	err = src->ops->memmap_home(src, anchor, pfn, home);
	if (!err)
		err = src->ops->page_links(src, home->pfn, &links);
	src->ops->read_end(src, cookie);
	if (!err && memtopo_snapshot_zone(snap, &links) < 0)
		err = -ENXIO;
	if (!err)
		*nid = links.nid;
	return err;
}

/* What has been found to belong together, where it counts. */
static int memmap_add(struct memtopo_snapshot *snap,
		      const struct memtopo_piece *piece)
{
	size_t room;

	if (!piece->frames)
		return 0;
	snap->nodes[snap->node_row[piece->nid]].memmap_pages += piece->frames;
	if (!(snap->parts & MEMTOPO_PART_PIECES))
		return 0;
	if (snap->nr_pieces == snap->max_pieces) {
		room = max_t(size_t, 64, 2 * snap->max_pieces);
		if (memtopo_array_grow((void **)&snap->pieces, snap->nr_pieces,
				       room, sizeof(*snap->pieces)))
			return -ENOMEM;
		snap->max_pieces = room;
	}
	snap->pieces[snap->nr_pieces++] = *piece;
	return 0;
}

/* Does @next go on where @piece ends, there as here? */
static bool memmap_goes_on(const struct memtopo_piece *piece,
			   const struct memtopo_piece *next)
{
	return piece->frames && next->first == piece->first + piece->frames &&
		next->memmap_pfn == piece->memmap_pfn + piece->frames &&
		next->nid == piece->nid && next->shift == piece->shift;
}

/*
 * Follows the frames that hold the struct pages of a section. One leaf of the
 * page tables often covers the whole of it.
 */
static int memmap_section(const struct memtopo_source *src,
			  struct memtopo_snapshot *snap, size_t row)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 total = memtopo_memmap_frames(geo, memtopo_geometry_section_pages(geo));
	struct memtopo_piece piece = {}, next;
	struct memtopo_home home;
	u64 frame, frames;
	int nid, err;

	for (frame = 0; frame < total; frame += frames) {
		if (memmap_home(src, snap, row, frame, &home, &nid)) {
			/* None here; the next frame may have one. */
			frames = 1;
			continue;
		}
		frames = clamp(home.frames, 1ULL, total - frame);
		next = (struct memtopo_piece) {
			.section = row,
			.first = frame,
			.frames = frames,
			.memmap_pfn = home.pfn,
			.nid = nid,
			.shift = home.mapping_size == MEMTOPO_NO_VALUE ?
				0 : ilog2(home.mapping_size),
		};
		if (memmap_goes_on(&piece, &next)) {
			piece.frames += frames;
			continue;
		}
		err = memmap_add(snap, &piece);
		if (err)
			return err;
		piece = next;
	}
	return memmap_add(snap, &piece);
}

/**
 * memtopo_memmap_walk - fill in the nodes' memmap_pages, and pieces if wanted
 * @src: the machine
 * @snap: the snapshot, with its sections
 *
 * Where the source cannot tell, the part is taken out of the snapshot, and
 * the tables show no value and no pieces.
 *
 * Context: May sleep, and reschedules between sections.
 * Return: 0, -ENOMEM, or -EINTR when the caller is being killed.
 */
int memtopo_memmap_walk(const struct memtopo_source *src,
			struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	size_t row;
	int err;

	if (!geo->section_shift) {
		/* One array for one node. */
		snap->nodes[0].memmap_pages =
			memtopo_memmap_frames(geo, geo->mem_map_pages);
		return 0;
	}
	if (!src->ops->memmap_home) {
		snap->parts &= ~MEMTOPO_PART_MEMMAP;
		return 0;
	}
	for (row = 0; row < snap->nr_sections; row++) {
		if (!(snap->sections[row].flags & BIT(MEMTOPO_SECTION_ONLINE)))
			continue;
		err = memmap_section(src, snap, row);
		if (err)
			return err;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

static size_t memmap_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_pieces;
}

/*
 * Memory that was added holds its own memmap, when that lies in its memory
 * block: before the block was there, nobody else could have had it from it.
 */
static bool memmap_self_hosted(const struct memtopo_snapshot *snap,
			       const struct memtopo_piece *piece)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	const struct memtopo_section *section = &snap->sections[piece->section];
	u64 home = piece->memmap_pfn >> (geo->section_shift - geo->page_shift);

	return geo->memory_block_size &&
		!(section->flags & BIT(MEMTOPO_SECTION_EARLY)) &&
		memtopo_section_block(geo, home) ==
		memtopo_section_block(geo, section->nr);
}

static void memmap_row(struct seq_file *m, const struct memtopo_snapshot *snap,
		       size_t row)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	const struct memtopo_piece *piece = &snap->pieces[row];
	u32 nr = snap->sections[piece->section].nr;
	u64 first = memmap_page(geo, piece->first);
	u64 end = memmap_page(geo, piece->first + piece->frames);

	seq_put_decimal_ull(m, "", nr);
	seq_put_decimal_ull(m, " ", memtopo_section_start_pfn(geo, nr) + first);
	seq_put_decimal_ull(m, " ", end - first);
	seq_put_decimal_ull(m, " ", piece->memmap_pfn);
	seq_put_decimal_ull(m, " ", piece->frames);
	seq_put_decimal_ull(m, " ", piece->nid);
	memtopo_table_value(m, piece->shift ? 1ULL << piece->shift :
			    MEMTOPO_NO_VALUE);
	seq_put_decimal_ull(m, " ", memmap_self_hosted(snap, piece));
}

static const char *const memmap_columns[] = {
	"section", "start_pfn", "nr_pages", "memmap_pfn", "memmap_pages",
	"memmap_node", "page_size", "self_hosted", NULL
};

const struct memtopo_table memtopo_table_memmap = {
	.name = "memmap",
	.columns = memmap_columns,
	.parts = MEMTOPO_PART_SECTIONS | MEMTOPO_PART_MEMMAP |
		MEMTOPO_PART_PIECES,
	.rows = memmap_rows,
	.row = memmap_row,
};
