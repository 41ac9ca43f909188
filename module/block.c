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
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>

#include "frame.h"
#include "section.h"
#include "snapshot.h"
#include "table.h"

/**
 * struct block_walk - adds up blocks
 * @visitor: looks at the frames
 * @block: the block they are of
 */
struct block_walk {
	struct memtopo_visitor visitor;
	struct memtopo_block *block;
};

static void block_count(struct memtopo_block *block, u64 pfn,
			enum memtopo_page_kind kind, u32 count)
{
	block->count[kind] += count;
	if (kind >= MEMTOPO_KIND_PINNED && block->unmovable == MEMTOPO_NR_KINDS) {
		block->unmovable = kind;
		block->unmovable_pfn = pfn;
	}
}

static struct block_walk *block_walk_of(struct memtopo_visitor *visitor)
{
	return container_of(visitor, struct block_walk, visitor);
}

/* The type of a pageblock, looked at where it begins: some stop offlining. */
static void block_chunk(struct memtopo_visitor *visitor, u64 start, u64 end)
{
	const struct memtopo_source *src = visitor->src;
	struct memtopo_block *block = block_walk_of(visitor)->block;
	struct memtopo_pageblock pageblock;

	if (start & ((1ULL << src->geometry.pageblock_shift) - 1) ||
	    src->ops->pageblock(src, start, &pageblock))
		return;
	if (pageblock.type == MEMTOPO_MIGRATE_CMA)
		block_count(block, start, MEMTOPO_KIND_CMA, 1);
	else if (pageblock.type == MEMTOPO_MIGRATE_ISOLATE)
		block_count(block, start, MEMTOPO_KIND_ISOLATED, 1);
}

static void block_frame(struct memtopo_visitor *visitor, u64 pfn, u64 frames,
			const struct memtopo_page *page)
{
	struct memtopo_block *block = block_walk_of(visitor)->block;

	block_count(block, pfn,
		    memtopo_frame_kind(page, pfn, block->memmap_end), frames);
}

static u64 block_pages(const struct memtopo_geometry *geo)
{
	return geo->memory_block_size >> geo->page_shift;
}

/* The block of a section; sections come in order. */
static int block_enter(struct memtopo_visitor *visitor,
		       const struct memtopo_section *section, u64 start, u64 end)
{
	struct memtopo_snapshot *snap = visitor->snap;
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 nr = memtopo_section_block(geo, section->nr);
	struct memtopo_block *block = snap->blocks + snap->nr_blocks;
	size_t room;

	if (snap->nr_blocks && block[-1].nr == nr)
		return 0;
	if (snap->nr_blocks == snap->max_blocks) {
		/* A page of them at first. */
		room = max_t(size_t, 32, 2 * snap->max_blocks);
		if (memtopo_array_grow((void **)&snap->blocks, snap->nr_blocks,
				       room, sizeof(*snap->blocks)))
			return -ENOMEM;
		snap->max_blocks = room;
	}
	block = &snap->blocks[snap->nr_blocks++];
	block->nr = nr;
	block->unmovable = MEMTOPO_NR_KINDS;
	block->memmap_end = memtopo_frame_memmap_end(geo, section);
	block_walk_of(visitor)->block = block;
	return 0;
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
	struct block_walk walk = {
		.visitor = {
			.src = src,
			.snap = snap,
			.enter = block_enter,
			.chunk = block_chunk,
			.frame = block_frame,
		},
	};

	if (!snap->geometry.memory_block_size)
		return 0;
	return memtopo_frame_walk(&walk.visitor);
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
	seq_puts(m, memtopo_kind_names[block->unmovable]);
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
