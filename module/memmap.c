// SPDX-License-Identifier: GPL-2.0
/*
 * The memmap: where the struct pages themselves live, and what they cost.
 */
#include <linux/bitmap.h>
#include <linux/math.h>
#include <linux/math64.h>
#include <linux/sched.h>

#include "section.h"
#include "snapshot.h"

/* Frames that the struct pages of so many frames take. */
static u64 memmap_frames(const struct memtopo_geometry *geo, u64 pages)
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
 * Adds the frames that hold the struct pages of a section to the nodes they
 * lie on. One leaf of the page tables often covers the whole of it. Where
 * hugetlb has freed memmap, a frame stands in for all of its neighbours
 * (mm/hugetlb_vmemmap.c): it counts once.
 */
static void memmap_section(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap, u32 nr)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 pages = memtopo_geometry_section_pages(geo);
	u64 start = memtopo_section_start_pfn(geo, nr);
	u64 total = memmap_frames(geo, pages);
	u64 last_home = U64_MAX;
	u64 frame, home, frames;

	for (frame = 0; frame < total; frame += frames) {
		u64 pfn = start + div_u64(frame << geo->page_shift,
					  geo->page_struct_size);
		struct memtopo_links links;
		int cookie = src->ops->read_begin(src);
		bool known = !src->ops->memmap_home(src, pfn, &home, &frames) &&
			!src->ops->page_links(src, home, &links) &&
			memtopo_snapshot_zone(snap, &links) >= 0;

		src->ops->read_end(src, cookie);
		if (!known) {
			/* Absent here: the next subsection's may be there. */
			frames = 1;
			continue;
		}
		frames = clamp(frames, 1ULL, total - frame);
		if (home != last_home)
			snap->nodes[snap->node_row[links.nid]].memmap_pages +=
				frames;
		last_home = home;
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
 * Return: 0.
 */
int memtopo_memmap_walk(const struct memtopo_source *src,
			struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	size_t row;

	if (!geo->section_shift) {
		/* One array for one node. */
		snap->nodes[0].memmap_pages =
			memmap_frames(geo, geo->mem_map_pages);
		return 0;
	}
	if (!src->ops->memmap_home) {
		snap->parts &= ~MEMTOPO_PART_MEMMAP;
		return 0;
	}
	for (row = 0; row < snap->nr_sections; row++) {
		if (!(snap->sections[row].flags & BIT(MEMTOPO_SECTION_ONLINE)))
			continue;
		memmap_section(src, snap, snap->sections[row].nr);
		cond_resched();
	}
	return 0;
}
