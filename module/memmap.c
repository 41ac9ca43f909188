// SPDX-License-Identifier: GPL-2.0
/*
 * The memmap: where the struct pages themselves live, and what they cost.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/math64.h>
#include <linux/sched/signal.h>

#include "section.h"
#include "snapshot.h"

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

/*
 * The node of the frame that holds the first struct page to begin in frame
 * @frame of a section's memmap, and how many are mapped in one go from there.
 */
static int memmap_home(const struct memtopo_source *src,
		       const struct memtopo_snapshot *snap, size_t row,
		       u64 frame, u64 *frames, int *nid)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	unsigned int subsections = memtopo_geometry_subsections(geo);
	const struct memtopo_section *section = &snap->sections[row];
	unsigned long *map = memtopo_snapshot_subsections(snap, row);
	u64 start = memtopo_section_start_pfn(geo, section->nr);
	u64 page = DIV_ROUND_UP_ULL(frame << geo->page_shift,
				    geo->page_struct_size);
	u64 pfn = start + min(page, memtopo_geometry_section_pages(geo) - 1);
	u64 anchor = pfn;
	struct memtopo_links links;
	int cookie, err;
	u64 home;

	/* Boot memory has a memmap for its absent subsections as well. */
	if (map && section->flags & BIT(MEMTOPO_SECTION_EARLY))
		anchor = start + ((u64)find_first_bit(map, subsections) <<
				  (geo->subsection_shift - geo->page_shift));
	cookie = src->ops->read_begin(src);
	err = src->ops->memmap_home(src, anchor, pfn, &home, frames);
	if (!err)
		err = src->ops->page_links(src, home, &links);
	src->ops->read_end(src, cookie);
	if (!err && memtopo_snapshot_zone(snap, &links) < 0)
		err = -ENXIO;
	if (!err)
		*nid = links.nid;
	return err;
}

/*
 * Adds the frames that hold the struct pages of a section to the nodes they
 * lie on. One leaf of the page tables often covers the whole of it.
 */
static void memmap_section(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap, size_t row)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 total = memtopo_memmap_frames(geo, memtopo_geometry_section_pages(geo));
	u64 frame, frames;
	int nid;

	for (frame = 0; frame < total; frame += frames) {
		if (memmap_home(src, snap, row, frame, &frames, &nid)) {
			/* None here; the next frame may have one. */
			frames = 1;
			continue;
		}
		frames = clamp(frames, 1ULL, total - frame);
		snap->nodes[snap->node_row[nid]].memmap_pages += frames;
	}
}

/**
 * memtopo_memmap_walk - fill in the nodes' memmap_pages
 * @src: the machine
 * @snap: the snapshot, with its sections
 *
 * Where the source cannot tell, the part is taken out of the snapshot, and
 * the table shows no value.
 *
 * Context: May sleep, and reschedules between sections.
 * Return: 0, or -EINTR when the caller is being killed.
 */
int memtopo_memmap_walk(const struct memtopo_source *src,
			struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	size_t row;

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
		memmap_section(src, snap, row);
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}
