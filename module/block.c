// SPDX-License-Identifier: GPL-2.0
/*
 * Memory blocks: what is in each, and what would keep it from going offline.
 *
 * offline_pages() (mm/memory_hotplug.c) isolates the pageblocks, which
 * has_unmovable_pages() (mm/page_isolation.c) refuses as soon as it meets a
 * frame that cannot be moved; it says which only in the kernel log. Then it
 * migrates what can be, for as long as it takes: a pinned page holds it up
 * until it is let go. Here all such frames are counted, and nothing is moved.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>

#include "section.h"
#include "snapshot.h"
#include "table.h"

/* The words in the table's last column. */
static const char *const kind_names[MEMTOPO_NR_KINDS] = {
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

static void block_count(struct memtopo_block *block, u64 pfn,
			enum memtopo_page_kind kind, u32 count)
{
	block->count[kind] += count;
	if (kind >= MEMTOPO_KIND_PINNED && block->unmovable == MEMTOPO_NR_KINDS) {
		block->unmovable = kind;
		block->unmovable_pfn = pfn;
	}
}

/* The type of the pageblock that begins at @pfn, where it stops offlining. */
static void block_pageblock(const struct memtopo_source *src,
			    struct memtopo_block *block, u64 pfn)
{
	switch (src->ops->migratetype(src, pfn)) {
	case MEMTOPO_MIGRATE_CMA:
		block_count(block, pfn, MEMTOPO_KIND_CMA, 1);
		break;
	case MEMTOPO_MIGRATE_ISOLATE:
		block_count(block, pfn, MEMTOPO_KIND_ISOLATED, 1);
		break;
	}
}

/*
 * Looks at frame @pfn, and returns how many frames up to @end that answers
 * for: the rest of a free block need not be looked at. Its order can be out of
 * date, so it is believed only when it could be true: free blocks are aligned.
 */
static u64 block_page(const struct memtopo_source *src,
		      struct memtopo_block *block, u64 pfn, u64 end)
{
	struct memtopo_page page;
	u64 frames = 1;

	if (src->ops->page(src, pfn, &page))
		return 1;
	if (pfn >= block->memmap_end || !page_is_memmap(&page))
		page.flags &= ~BIT(MEMTOPO_PAGE_SELF_HOSTED);
	if (page.flags & BIT(MEMTOPO_PAGE_BUDDY) &&
	    page.order < src->geometry.nr_orders &&
	    !(pfn & ((1ULL << page.order) - 1)))
		frames = min(1ULL << page.order, end - pfn);
	block_count(block, pfn, page_kind(&page), frames);
	return frames;
}

static void block_chunk(const struct memtopo_source *src,
			struct memtopo_block *block, u64 start, u64 end)
{
	int cookie = src->ops->read_begin(src);
	u64 pfn;

	if (!(start & ((1ULL << src->geometry.pageblock_shift) - 1)))
		block_pageblock(src, block, start);
	for (pfn = start; pfn < end;)
		pfn += block_page(src, block, pfn, end);
	src->ops->read_end(src, cookie);
}

/* All frames of a section that have a struct page, chunk by chunk. */
static void block_section(const struct memtopo_source *src,
			  const struct memtopo_snapshot *snap, size_t row,
			  struct memtopo_block *block)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	const struct memtopo_section *section = &snap->sections[row];
	u64 start = memtopo_section_start_pfn(geo, section->nr);
	u64 end = start + memtopo_geometry_section_pages(geo);
	unsigned long *map = memtopo_snapshot_subsections(snap, row);
	unsigned int shift = geo->subsection_shift - geo->page_shift;
	u64 chunk = memtopo_section_chunk(geo);
	u64 pfn;

	if (!(section->flags & BIT(MEMTOPO_SECTION_ONLINE)))
		return;
	for (pfn = start; pfn < end; pfn += chunk) {
		if (!map || test_bit((pfn - start) >> shift, map))
			block_chunk(src, block, pfn, pfn + chunk);
		cond_resched();
	}
}

static u64 block_pages(const struct memtopo_geometry *geo)
{
	return geo->memory_block_size >> geo->page_shift;
}

/* The block of a section; sections come in order. */
static struct memtopo_block *block_of(struct memtopo_snapshot *snap,
				      const struct memtopo_section *section)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 nr = memtopo_section_block(geo, section->nr);
	struct memtopo_block *block = snap->blocks + snap->nr_blocks;
	size_t room;

	if (snap->nr_blocks && block[-1].nr == nr)
		return block - 1;
	if (snap->nr_blocks == snap->max_blocks) {
		/* A page of them at first. */
		room = max_t(size_t, 32, 2 * snap->max_blocks);
		if (memtopo_array_grow((void **)&snap->blocks, snap->nr_blocks,
				       room, sizeof(*snap->blocks)))
			return NULL;
		snap->max_blocks = room;
	}
	block = &snap->blocks[snap->nr_blocks++];
	block->nr = nr;
	block->unmovable = MEMTOPO_NR_KINDS;
	/* See mhp_init_memmap_on_memory() (mm/memory_hotplug.c). */
	if (!(section->flags & BIT(MEMTOPO_SECTION_EARLY)))
		block->memmap_end = nr * block_pages(geo) +
			round_up(memtopo_memmap_frames(geo, block_pages(geo)),
				 1ULL << geo->pageblock_shift);
	return block;
}

/**
 * memtopo_block_walk - fill in the memory blocks, by looking at every frame
 * @src: the machine
 * @snap: the snapshot, with its sections
 *
 * There are none without memory hotplug. Terabytes take seconds.
 *
 * Context: May sleep, and reschedules between chunks.
 * Return: 0, -ENOMEM, or -EINTR when the caller is being killed.
 */
int memtopo_block_walk(const struct memtopo_source *src,
		       struct memtopo_snapshot *snap)
{
	struct memtopo_block *block;
	size_t row;

	if (!snap->geometry.memory_block_size)
		return 0;
	for (row = 0; row < snap->nr_sections; row++) {
		block = block_of(snap, &snap->sections[row]);
		if (!block)
			return -ENOMEM;
		block_section(src, snap, row, block);
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

static size_t block_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_blocks;
}

static void block_row(struct seq_file *m, const struct memtopo_snapshot *snap,
		      size_t row)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	const struct memtopo_block *block = &snap->blocks[row];
	u64 online = 0;
	unsigned int i;

	for (i = 0; i < MEMTOPO_NR_PAGE_KINDS; i++)
		online += block->count[i];
	seq_put_decimal_ull(m, "", block->nr);
	seq_put_decimal_ull(m, " ", block->nr * block_pages(geo));
	seq_put_decimal_ull(m, " ", block_pages(geo));
	seq_put_decimal_ull(m, " ", online);
	for (i = 0; i < MEMTOPO_NR_KINDS; i++)
		seq_put_decimal_ull(m, " ", block->count[i]);
	if (block->unmovable == MEMTOPO_NR_KINDS) {
		seq_puts(m, " - -");
		return;
	}
	seq_put_decimal_ull(m, " ", block->unmovable_pfn);
	seq_putc(m, ' ');
	seq_puts(m, kind_names[block->unmovable]);
}

static const char *const block_columns[] = {
	"block", "start_pfn", "nr_pages", "online_pages",
	"free_pages", "movable_pages", "hugetlb_pages", "offline_pages",
	"hwpoison_pages", "memmap_pages", "pinned_pages", "reserved_pages",
	"slab_pages", "table_pages", "kernel_pages",
	"cma_pageblocks", "isolated_pageblocks",
	"unmovable_pfn", "unmovable", NULL
};

const struct memtopo_table memtopo_table_blocks = {
	.name = "blocks",
	.columns = block_columns,
	.parts = MEMTOPO_PART_SECTIONS | MEMTOPO_PART_BLOCKS,
	.rows = block_rows,
	.row = block_row,
};
