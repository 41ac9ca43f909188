// SPDX-License-Identifier: GPL-2.0
/*
 * Page frames: the walk over all that have an online struct page, and what
 * each of them is.
 *
 * Memory hotplug waits for whoever reads struct pages, so that is done chunk
 * by chunk, each in a read section of its own, and a free block is never
 * believed beyond its chunk.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>

#include "frame.h"
#include "section.h"

/* The words for them in tables. */
const char *const memtopo_kind_names[MEMTOPO_NR_KINDS] = {
	[MEMTOPO_KIND_FREE]	= "free",
	[MEMTOPO_KIND_MOVABLE]	= "movable",
	[MEMTOPO_KIND_HUGETLB]	= "hugetlb",
	[MEMTOPO_KIND_OFFLINE]	= "offline",
	[MEMTOPO_KIND_HWPOISON]	= "hwpoison",
	[MEMTOPO_KIND_MEMMAP]	= "memmap",
	[MEMTOPO_KIND_PINNED]	= "pinned",
	[MEMTOPO_KIND_RESERVED]	= "reserved",
	[MEMTOPO_KIND_SLAB]	= "slab",
	[MEMTOPO_KIND_TABLE]	= "table",
	[MEMTOPO_KIND_KERNEL]	= "kernel",
	[MEMTOPO_KIND_CMA]	= "cma",
	[MEMTOPO_KIND_ISOLATED]	= "isolated",
};

/* A part of mem_map, which has no sections: as large as most of those are. */
#define PART_PAGES	32768ULL

/*
 * Frames that one read section may cover: a chunk must not reach into a
 * subsection that may be absent. Chunks are aligned to their size.
 */
static u64 frame_chunk(const struct memtopo_geometry *geo)
{
	u64 chunk = 1ULL << geo->pageblock_shift;

	if (geo->subsection_shift)
		chunk = min(chunk, 1ULL << (geo->subsection_shift -
					    geo->page_shift));
	return chunk;
}

/*
 * Looks at frame @pfn, and returns how many frames up to @end that answers
 * for. The order of a free block can be out of date, so it is believed only
 * when it could be true: free blocks are aligned.
 */
static u64 frame_look(struct memtopo_visitor *visitor, u64 pfn, u64 end)
{
	const struct memtopo_source *src = visitor->src;
	unsigned int nr_orders = src->geometry.nr_orders;
	struct memtopo_page page;
	u64 frames = 1;

	if (src->ops->page(src, pfn, &page))
		return 1;
	if (page.flags & BIT(MEMTOPO_PAGE_BUDDY)) {
		if (page.order < nr_orders && !(pfn & ((1ULL << page.order) - 1)))
			frames = min(1ULL << page.order, end - pfn);
		else
			page.order = nr_orders;
	}
	visitor->frame(visitor, pfn, frames, &page);
	return frames;
}

static void frame_chunk_look(struct memtopo_visitor *visitor, u64 start, u64 end)
{
	const struct memtopo_source *src = visitor->src;
	int cookie = src->ops->read_begin(src);
	u64 pfn;

	if (visitor->chunk)
		visitor->chunk(visitor, start, end);
	if (visitor->frame)
		for (pfn = start; pfn < end;)
			pfn += frame_look(visitor, pfn, end);
	src->ops->read_end(src, cookie);
}

/**
 * memtopo_frame_range - look at frames chunk by chunk
 * @visitor: who looks
 * @start: first PFN
 * @end: PFN after the last; all between have struct pages, as far as is known
 *
 * Context: May sleep, and reschedules between chunks.
 * Return: 0, or -EINTR when the caller is being killed.
 */
int memtopo_frame_range(struct memtopo_visitor *visitor, u64 start, u64 end)
{
	u64 chunk = frame_chunk(&visitor->src->geometry);
	u64 next;

	for (; start < end; start = next) {
		next = min(round_down(start, chunk) + chunk, end);
		frame_chunk_look(visitor, start, next);
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

static int frame_run(struct memtopo_visitor *visitor, u64 start, u64 end)
{
	if (visitor->run)
		return visitor->run(visitor, start, end);
	return memtopo_frame_range(visitor, start, end);
}

/**
 * memtopo_frame_section - look at the frames of a section
 * @visitor: who looks
 * @row: index of the section in the snapshot
 *
 * Of a section that is not online there are none, nor of subsections that are
 * absent.
 *
 * Context: May sleep, and reschedules between chunks.
 * Return: 0, -EINTR when the caller is being killed, or what @visitor says.
 */
int memtopo_frame_section(struct memtopo_visitor *visitor, size_t row)
{
	const struct memtopo_snapshot *snap = visitor->snap;
	const struct memtopo_geometry *geo = &snap->geometry;
	const struct memtopo_section *section = &snap->sections[row];
	unsigned long *map = memtopo_snapshot_subsections(snap, row);
	u64 start = memtopo_section_start_pfn(geo, section->nr);
	unsigned int shift = geo->subsection_shift - geo->page_shift;
	unsigned int first, end;
	int err;

	if (!(section->flags & BIT(MEMTOPO_SECTION_ONLINE)))
		return 0;
	if (!map)
		return frame_run(visitor, start, start +
				 memtopo_geometry_section_pages(geo));
	for_each_set_bitrange(first, end, map, memtopo_geometry_subsections(geo)) {
		err = frame_run(visitor, start + ((u64)first << shift),
				start + ((u64)end << shift));
		if (err)
			return err;
	}
	return 0;
}

/* FLATMEM: one array, in parts that are as aligned as pageblocks. */
static int frame_mem_map(struct memtopo_visitor *visitor)
{
	const struct memtopo_geometry *geo = &visitor->snap->geometry;
	u64 part = max(PART_PAGES, 1ULL << geo->pageblock_shift);
	u64 start = geo->mem_map_start_pfn;
	u64 end = start + geo->mem_map_pages;
	u64 next;
	int err;

	for (; start < end; start = next) {
		next = min(round_down(start, part) + part, end);
		err = visitor->enter ?
			visitor->enter(visitor, NULL, start, next) : 0;
		if (!err)
			err = frame_run(visitor, start, next);
		if (err)
			return err;
	}
	return 0;
}

/**
 * memtopo_frame_walk - look at all frames that have an online struct page
 * @visitor: who looks
 *
 * In address order. Terabytes take seconds when it looks at each frame.
 *
 * Context: May sleep, and reschedules between chunks.
 * Return: 0, -EINTR when the caller is being killed, or what @visitor says.
 */
int memtopo_frame_walk(struct memtopo_visitor *visitor)
{
	const struct memtopo_snapshot *snap = visitor->snap;
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 start;
	size_t row;
	int err;

	for (row = 0; row < snap->nr_sections; row++) {
		const struct memtopo_section *section = &snap->sections[row];

		start = memtopo_section_start_pfn(geo, section->nr);
		err = visitor->enter ?
			visitor->enter(visitor, section, start, start +
				       memtopo_geometry_section_pages(geo)) : 0;
		if (!err)
			err = memtopo_frame_section(visitor, row);
		if (err)
			return err;
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return frame_mem_map(visitor);
}

/**
 * memtopo_frame_zone - which of the zones a frame says it belongs to
 * @src: the machine
 * @snap: the snapshot
 * @pfn: the frame
 *
 * Context: Inside a read section.
 * Return: index into @snap->zones, or -1 when there is no struct page that may
 * be read, or its zone is none of the snapshot's.
 */
long memtopo_frame_zone(const struct memtopo_source *src,
			const struct memtopo_snapshot *snap, u64 pfn)
{
	struct memtopo_links links;

	if (src->ops->page_links(src, pfn, &links))
		return -1;
	return memtopo_snapshot_zone(snap, &links);
}

/**
 * memtopo_frame_memmap_end - up to where a memory block may hold its memmap
 * @geo: the machine's geometry
 * @section: a section of the block, or NULL for FLATMEM
 *
 * See mhp_init_memmap_on_memory() (mm/memory_hotplug.c).
 *
 * Return: PFN after the last such frame, 0 for memory from boot.
 */
u64 memtopo_frame_memmap_end(const struct memtopo_geometry *geo,
			     const struct memtopo_section *section)
{
	u64 pages = geo->memory_block_size >> geo->page_shift;

	if (!pages || !section || section->flags & BIT(MEMTOPO_SECTION_EARLY))
		return 0;
	return memtopo_section_block(geo, section->nr) * pages +
		round_up(memtopo_memmap_frames(geo, pages),
			 1ULL << geo->pageblock_shift);
}

/*
 * What a frame is to whoever would offline it. Follows has_unmovable_pages()
 * but for three things. A page of the LRU may be on its way there or from it:
 * offlining drains those caches first, so having a mapping is enough. That
 * function looks only for reserved pages in ZONE_MOVABLE, but what else cannot
 * be moved would fail to migrate there. And it does not know of pins.
 */
static enum memtopo_page_kind page_kind(const struct memtopo_page *page)
{
	u32 flags = page->flags;

	if (flags & BIT(MEMTOPO_PAGE_SELF_HOSTED))
		return MEMTOPO_KIND_MEMMAP;
	if (flags & BIT(MEMTOPO_PAGE_RESERVED))
		return MEMTOPO_KIND_RESERVED;
	if (flags & BIT(MEMTOPO_PAGE_HUGETLB))
		return flags & BIT(MEMTOPO_PAGE_PINNED) ?
			MEMTOPO_KIND_PINNED : MEMTOPO_KIND_HUGETLB;
	if (flags & BIT(MEMTOPO_PAGE_BUDDY))
		return MEMTOPO_KIND_FREE;
	/* Whatever it was before; let go of, it is not given to the buddies. */
	if (flags & BIT(MEMTOPO_PAGE_HWPOISON))
		return MEMTOPO_KIND_HWPOISON;
	/* Before the count: slab's pages have none in some kernels. */
	if (flags & BIT(MEMTOPO_PAGE_SLAB))
		return MEMTOPO_KIND_SLAB;
	if (flags & BIT(MEMTOPO_PAGE_TABLE))
		return MEMTOPO_KIND_TABLE;
	if (flags & BIT(MEMTOPO_PAGE_OFFLINE))
		return MEMTOPO_KIND_OFFLINE;
	/* Inside a free block, in a CPU's list of free pages, or on the way. */
	if (!page->refs)
		return MEMTOPO_KIND_FREE;
	if (!(flags & (BIT(MEMTOPO_PAGE_LRU) | BIT(MEMTOPO_PAGE_MOVABLE) |
		       BIT(MEMTOPO_PAGE_MAPPED))))
		return MEMTOPO_KIND_KERNEL;
	return flags & BIT(MEMTOPO_PAGE_PINNED) ?
		MEMTOPO_KIND_PINNED : MEMTOPO_KIND_MOVABLE;
}

/*
 * A frame that holds struct pages of its own block is nothing else. Without
 * this, the flag would be that of the swap cache, or of a filesystem.
 */
static bool page_is_memmap(const struct memtopo_page *page)
{
	return page->flags & BIT(MEMTOPO_PAGE_SELF_HOSTED) && page->refs == 1 &&
		!(page->flags & ~(BIT(MEMTOPO_PAGE_SELF_HOSTED) |
				  BIT(MEMTOPO_PAGE_RESERVED) |
				  BIT(MEMTOPO_PAGE_HWPOISON)));
}

/**
 * memtopo_frame_kind - what a frame is
 * @page: what its struct page says
 * @pfn: the frame
 * @memmap_end: memtopo_frame_memmap_end() of its memory block
 *
 * Return: the kind, below MEMTOPO_NR_PAGE_KINDS.
 */
enum memtopo_page_kind memtopo_frame_kind(const struct memtopo_page *page,
					  u64 pfn, u64 memmap_end)
{
	struct memtopo_page seen = *page;

	if (pfn >= memmap_end || !page_is_memmap(page))
		seen.flags &= ~BIT(MEMTOPO_PAGE_SELF_HOSTED);
	return page_kind(&seen);
}
