// SPDX-License-Identifier: GPL-2.0
/*
 * Memory blocks: what the frames of each add up to.
 */
#include "../module/block.c"

#include "fake.h"
#include "pages.h"

/* Frames in a section and in a chunk of fake_x86_64. */
#define SECTION		32768
#define CHUNK		512

static struct memtopo_snapshot *take(struct fake_machine *fake)
{
	return fake_snapshot(fake, memtopo_table_blocks.parts);
}

static const char *row(struct kunit *test, const struct memtopo_snapshot *snap,
		       size_t i)
{
	return fake_line(test, &memtopo_table_blocks, snap, 2 + i);
}

/* A machine of @sections sections, all online and all of it on the LRU. */
static struct fake_machine *machine(struct kunit *test,
				    const struct memtopo_geometry *geo,
				    unsigned int sections)
{
	struct fake_machine *fake = fake_machine_create(test, geo);
	unsigned int i;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, sections * memtopo_geometry_section_pages(geo),
			0, FAKE_NORMAL);
	for (i = 0; i < sections; i++)
		fake_section_add(fake, i, FAKE_ONLINE);
	return fake;
}

static void columns(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	struct memtopo_snapshot *snap = take(fake);

	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_blocks, snap, 0),
			   "# memtopo 1 blocks generation=0 consistent=1");
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_blocks, snap, 1),
			   "block start_pfn nr_pages online_pages free_pages movable_pages hugetlb_pages offline_pages hwpoison_pages memmap_pages pinned_pages reserved_pages slab_pages table_pages kernel_pages cma_pageblocks isolated_pageblocks unmovable_pfn unmovable");
	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_blocks, snap),
			(size_t)3);
}

static void all_movable(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 2);
	struct memtopo_snapshot *snap = take(fake);

	KUNIT_ASSERT_EQ(test, snap->nr_blocks, (size_t)2);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 32768 32768 0 32768 0 0 0 0 0 0 0 0 0 0 0 - -");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 32768 32768 32768 0 32768 0 0 0 0 0 0 0 0 0 0 0 - -");
	/* Every frame once, and every pageblock. */
	KUNIT_EXPECT_EQ(test, fake->page_looks, 2 * SECTION);
	KUNIT_EXPECT_EQ(test, fake->pageblock_looks, 2 * 64);
	KUNIT_EXPECT_EQ(test, fake->longest, CHUNK);
}

/* Some of everything, each in another number: no two columns are alike. */
static void all_kinds(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_pages_add(fake, 0, 512, SELF_HOSTED | RESERVED, 1);
	fake_free_add(fake, 512, 576, 6);
	fake_pages_add(fake, 1024, 1536, HUGETLB, 0);
	fake_pages_add(fake, 2001, 2004, OFFLINE, 1);
	fake_pages_add(fake, 2005, 2007, HWPOISON, 1);
	fake_pages_add(fake, 3000, 3005, PINNED | LRU, 1025);
	fake_pages_add(fake, 4000, 4006, RESERVED, 1);
	fake_pages_add(fake, 5000, 5007, SLAB, 1);
	fake_pages_add(fake, 6000, 6008, TABLE, 1);
	fake_pages_add(fake, 7000, 7009, 0, 1);
	fake_pageblock_add(fake, 10 * CHUNK, MEMTOPO_MIGRATE_CMA);
	fake_pageblock_add(fake, 11 * CHUNK, MEMTOPO_MIGRATE_CMA);
	fake_pageblock_add(fake, 63 * CHUNK, MEMTOPO_MIGRATE_ISOLATE);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 64 31640 512 3 2 512 5 6 7 8 9 2 1 3000 pinned");
}

struct word_case {
	const char *name;
	u32 flags;
	const char *row;
};

static const struct word_case word_cases[] = {
	{ "pinned", PINNED | LRU, "0 0 32768 32768 0 32767 0 0 0 0 1 0 0 0 0 0 0 777 pinned" },
	{ "reserved", RESERVED, "0 0 32768 32768 0 32767 0 0 0 0 0 1 0 0 0 0 0 777 reserved" },
	{ "slab", SLAB, "0 0 32768 32768 0 32767 0 0 0 0 0 0 1 0 0 0 0 777 slab" },
	{ "table", TABLE, "0 0 32768 32768 0 32767 0 0 0 0 0 0 0 1 0 0 0 777 table" },
	{ "kernel", 0, "0 0 32768 32768 0 32767 0 0 0 0 0 0 0 0 1 0 0 777 kernel" },
	/* And those that offlining passes over, or takes along. */
	{ "free", BUDDY, "0 0 32768 32768 1 32767 0 0 0 0 0 0 0 0 0 0 0 - -" },
	{ "hugetlb", HUGETLB, "0 0 32768 32768 0 32767 1 0 0 0 0 0 0 0 0 0 0 - -" },
	{ "offline", OFFLINE, "0 0 32768 32768 0 32767 0 1 0 0 0 0 0 0 0 0 0 - -" },
	{ "hwpoison", HWPOISON, "0 0 32768 32768 0 32767 0 0 1 0 0 0 0 0 0 0 0 - -" },
};

KUNIT_ARRAY_PARAM_DESC(word, word_cases, name);

/* One frame of each kind, and what it does to the block. */
static void unmovable_word(struct kunit *test)
{
	const struct word_case *c = test->param_value;
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_pages_add(fake, 777, 778, c->flags, 1);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0), c->row);
}

/* The flag is believed of the first frames of memory that was added, where a memmap fits. */
static void memmap_first(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 2);
	struct memtopo_snapshot *snap;

	fake_pages_add(fake, 511, 513, SELF_HOSTED, 1);
	fake_pages_add(fake, SECTION, SECTION + 512, SELF_HOSTED, 1);
	fake->sections[1].word = FAKE_EARLY;
	snap = take(fake);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 32768 32768 0 32766 0 0 0 1 0 0 0 0 1 0 0 512 kernel");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 32768 32768 32768 0 32256 0 0 0 0 0 0 0 0 512 0 0 32768 kernel");
}

/* The same flag is that of the swap cache: such frames are no memmap wherever they are. */
static void memmap_alike(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_pages_add(fake, 0, 1, SELF_HOSTED | LRU | MAPPED, 1);
	fake_pages_add(fake, 1, 2, SELF_HOSTED | LRU | MAPPED | PINNED, 1025);
	fake_pages_add(fake, 2, 3, SELF_HOSTED | SLAB, 1);
	fake_pages_add(fake, 3, 4, SELF_HOSTED, 2);
	fake_pages_add(fake, 4, 5, SELF_HOSTED | RESERVED, 1);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 0 32764 0 0 0 1 1 0 1 0 1 0 0 1 pinned");
}

/* A block that does not lie where blocks of its order do has just been taken. */
static void free_unaligned(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_free_add(fake, 64, 128, 6);
	fake_free_add(fake, 204, 206, 3);
	fake_pages_add(fake, 206, 208, SLAB, 1);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 66 32700 0 0 0 0 0 0 2 0 0 0 0 206 slab");
}

/* The lowest frame is named, not the worst. */
static void unmovable_first(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 2);
	struct memtopo_snapshot *snap;

	fake_pages_add(fake, 700, 701, RESERVED, 1);
	fake_pages_add(fake, 600, 602, 0, 1);
	fake_pages_add(fake, 650, 660, PINNED | LRU, 1025);
	/* The last frame of a block, and the first of the next. */
	fake_pages_add(fake, 2 * SECTION - 1, 2 * SECTION, TABLE, 1);
	snap = take(fake);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 32768 32768 0 32755 0 0 0 0 10 1 0 0 2 0 0 600 kernel");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 32768 32768 32768 0 32767 0 0 0 0 0 0 0 1 0 0 0 65535 table");

	/* Frame 0 is a frame like any other. */
	fake_pages_add(fake, 0, 1, SLAB, 1);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 0 32754 0 0 0 0 10 1 1 0 2 0 0 0 slab");
}

/* The type of a pageblock is looked at before its frames are. */
static void pageblock_first(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_pages_add(fake, 1024, 1025, RESERVED, 1);
	fake_pageblock_add(fake, 1024, MEMTOPO_MIGRATE_ISOLATE);
	fake_pageblock_add(fake, 2048, MEMTOPO_MIGRATE_CMA);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 0 32767 0 0 0 0 0 1 0 0 0 1 1 1024 isolated");

	fake_pages_add(fake, 1023, 1024, SLAB, 1);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 0 32766 0 0 0 0 0 1 1 0 0 1 1 1023 slab");
}

/* What a pageblock is meant for does not matter, but for these two. */
static void pageblock_types(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_pageblock_add(fake, 0, MEMTOPO_MIGRATE_UNMOVABLE);
	fake_pageblock_add(fake, 1 * CHUNK, MEMTOPO_MIGRATE_MOVABLE);
	fake_pageblock_add(fake, 2 * CHUNK, MEMTOPO_MIGRATE_RECLAIMABLE);
	fake_pageblock_add(fake, 3 * CHUNK, MEMTOPO_MIGRATE_HIGHATOMIC);
	fake_pageblock_add(fake, 4 * CHUNK, -ENXIO);
	/* One that this module does not know. */
	fake_pageblock_add(fake, 5 * CHUNK, MEMTOPO_MIGRATE_UNKNOWN);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 0 32768 0 0 0 0 0 0 0 0 0 0 0 - -");
	fake_pageblock_add(fake, 6 * CHUNK, MEMTOPO_MIGRATE_CMA);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 0 32768 0 0 0 0 0 0 0 0 0 1 0 3072 cma");
}

/* Of a free block one frame is looked at. */
static void free_skipped(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_free_add(fake, 0, 512, 9);
	fake_free_add(fake, 512, 768, 8);
	fake_free_add(fake, 768, 769, 0);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 769 31999 0 0 0 0 0 0 0 0 0 0 0 - -");
	KUNIT_EXPECT_EQ(test, fake->page_looks, SECTION - 511 - 255);
}

/* One that is larger than a chunk: each chunk looks for itself. */
static void free_larger(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_free_add(fake, 1024, 2048, 10);
	fake_pages_add(fake, 2048, 2049, 0, 1);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 1024 31743 0 0 0 0 0 0 0 0 1 0 0 2048 kernel");
	KUNIT_EXPECT_EQ(test, fake->page_looks, SECTION - 511);
	KUNIT_EXPECT_EQ(test, fake->longest, CHUNK);
}

/*
 * The block has been taken, and its order is what another put there: frames
 * behind it are looked at one by one.
 */
static void free_order_wild(struct kunit *test)
{
	static const unsigned int orders[] = { 11, 12, 31, 32, 63, 64, UINT_MAX };
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		fake->nr_pages = 0;
		fake->page_looks = 0;
		fake_free_add(fake, 512, 516, orders[i]);
		fake_pages_add(fake, 516, 520, 0, 1);
		KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
				   "0 0 32768 32768 4 32760 0 0 0 0 0 0 0 0 4 0 0 516 kernel");
		KUNIT_EXPECT_EQ(test, fake->page_looks, SECTION);
	}
}

/* An order that could be true is believed, but not beyond the chunk. */
static void free_order_beyond(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 2);
	struct memtopo_snapshot *snap;

	fake_free_add(fake, 768, 1024, 10);
	fake_pages_add(fake, 1024, 1027, 0, 1);
	/* Nor beyond the section, which may be all there is. */
	fake_free_add(fake, SECTION - 1, SECTION, 10);
	fake_pages_add(fake, SECTION, SECTION + 2, SLAB, 1);
	snap = take(fake);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 32768 32768 257 32508 0 0 0 0 0 0 0 0 3 0 0 1024 kernel");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 32768 32768 32768 0 32766 0 0 0 0 0 0 2 0 0 0 0 32768 slab");
}

/* An order without PageBuddy() says nothing. */
static void order_of_others(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_pages_add(fake, 0, 2, 0, 1);
	fake->pages[0].page.order = 9;
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 32768 0 32766 0 0 0 0 0 0 0 0 2 0 0 0 kernel");
}

/* Sixteen sections to a block, of which these are present. */
static void ppc64_sections(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_ppc64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 64 * 256, 0, FAKE_NORMAL);
	fake_section_add(fake, 1, FAKE_ONLINE);
	fake_section_add(fake, 2, FAKE_OFFLINE);
	fake_section_add(fake, 15, FAKE_ONLINE);
	fake_section_add(fake, 16, FAKE_ONLINE);
	/* Block 2 is not there at all, and of block 3 the last section. */
	fake_section_add(fake, 63, FAKE_ONLINE);
	/* Where nothing is present, and where nothing is online. */
	fake_pages_add(fake, 0, 256, RESERVED, 1);
	fake_pages_add(fake, 512, 768, SLAB, 1);
	fake_pages_add(fake, 15 * 256, 15 * 256 + 1, TABLE, 1);
	fake_free_add(fake, 16 * 256, 16 * 256 + 32, 5);

	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_blocks, (size_t)3);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 4096 512 0 511 0 0 0 0 0 0 0 1 0 0 0 3840 table");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 4096 4096 256 32 224 0 0 0 0 0 0 0 0 0 0 0 - -");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 2),
			   "3 12288 4096 256 0 256 0 0 0 0 0 0 0 0 0 0 0 - -");
	/* Subsections of 32 frames, and pageblocks of 256. */
	KUNIT_EXPECT_EQ(test, fake->longest, 32);
	KUNIT_EXPECT_EQ(test, fake->page_looks, 4 * 256 - 31);
	KUNIT_EXPECT_EQ(test, fake->pageblock_looks, 4);
}

/* As large machines have them: 2 GiB, sixteen sections of 128 MiB. */
static void x86_64_large(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test,
							&fake_x86_64_preinit);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 48 * SECTION, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_ONLINE);
	fake_section_add(fake, 15, FAKE_ONLINE);
	fake_section_add(fake, 33, FAKE_ONLINE);
	fake_pages_add(fake, 33 * SECTION + 5, 33 * SECTION + 6, 0, 1);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_blocks, (size_t)2);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 524288 65536 0 65536 0 0 0 0 0 0 0 0 0 0 0 - -");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "2 1048576 524288 32768 0 32767 0 0 0 0 0 0 0 0 1 0 0 1081349 kernel");
}

/*
 * 64 KiB pages: a pageblock is a whole section of 256 subsections, is counted
 * once, and is not read in one go.
 */
static void arm64_64k_pageblocks(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_arm64_64k, 2);
	struct memtopo_snapshot *snap;

	fake_pageblock_add(fake, 0, MEMTOPO_MIGRATE_CMA);
	fake_pageblock_add(fake, 8192, MEMTOPO_MIGRATE_ISOLATE);
	fake_pages_add(fake, 8192 + 40, 8192 + 50, 0, 1);
	/* Larger than a subsection: believed as far as that goes. */
	fake_free_add(fake, 64, 128, 6);
	snap = take(fake);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 8192 8192 64 8128 0 0 0 0 0 0 0 0 0 1 0 0 cma");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 8192 8192 8192 0 8182 0 0 0 0 0 0 0 0 10 0 1 8192 isolated");
	KUNIT_EXPECT_EQ(test, fake->longest, 32);
	KUNIT_EXPECT_EQ(test, fake->pageblock_looks, 2);
	KUNIT_EXPECT_EQ(test, fake->page_looks, 2 * 8192 - 31);
}

/* Subsections that are absent have no struct pages: not looked at. */
static void subsections_absent(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	bitmap_clear(fake->sections[0].subsections, 0, 1);
	bitmap_clear(fake->sections[0].subsections, 32, 8);
	fake_pages_add(fake, 0, 512, RESERVED, 1);
	fake_pageblock_add(fake, 33 * CHUNK, MEMTOPO_MIGRATE_CMA);
	/* Up to where those begin. */
	fake_free_add(fake, 31 * CHUNK, 32 * CHUNK, 9);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 32768 28160 512 27648 0 0 0 0 0 0 0 0 0 0 0 - -");
	KUNIT_EXPECT_EQ(test, fake->page_looks, 55 * CHUNK - 511);
	KUNIT_EXPECT_EQ(test, fake->pageblock_looks, 55);
}

/* Where a section lacks struct pages in its middle, frame by frame. */
static void memmap_gap(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_i386);

	fake->src.geometry.memmap_gaps = true;
	fake->src.geometry.memory_block_size = 1 << 26;
	fake_node_add(fake, 0, 1);
	fake_zone_add(fake, 0, FAKE_NORMAL, 0, 16384);
	fake_run_add(fake, 0, 4000, 0, FAKE_NORMAL);
	fake_run_add(fake, 4010, 5000, 0, FAKE_NORMAL);
	fake_run_add(fake, 12288, 16384, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, 0xc7e8000f);
	fake_pages_add(fake, 4010, 4011, RESERVED, 1);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 16384 9086 0 9085 0 0 0 0 0 1 0 0 0 0 0 4010 reserved");
}

/* A pageblock is a chunk where there are no subsections. */
static void no_subsections(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_i386, 1);

	fake->src.geometry.memory_block_size = 1 << 26;
	fake_pageblock_add(fake, 1024, MEMTOPO_MIGRATE_CMA);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 16384 16384 0 16384 0 0 0 0 0 0 0 0 0 1 0 1024 cma");
	KUNIT_EXPECT_EQ(test, fake->longest, 1024);
	KUNIT_EXPECT_EQ(test, fake->pageblock_looks, 16);
}

/* Struct pages of a section that is not online must not be looked at. */
static void offline_untouched(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 4 * SECTION, 0, FAKE_NORMAL);
	fake_section_add(fake, 3, FAKE_OFFLINE);
	fake_pages_add(fake, 0, 4 * SECTION, RESERVED, 1);
	fake_pageblock_add(fake, 3 * SECTION, MEMTOPO_MIGRATE_ISOLATE);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_blocks, (size_t)1);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "3 98304 32768 0 0 0 0 0 0 0 0 0 0 0 0 0 0 - -");
	KUNIT_EXPECT_EQ(test, fake->page_looks, 0);
	KUNIT_EXPECT_EQ(test, fake->pageblock_looks, 0);
}

/* It went offline after its word was read: no struct page is to be had. */
static void offline_meanwhile(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	struct memtopo_snapshot *snap = fake_snapshot(fake,
						      MEMTOPO_PART_SECTIONS);

	fake->sections[0].word = FAKE_OFFLINE;
	fake_pageblock_add(fake, 0, MEMTOPO_MIGRATE_ISOLATE);
	KUNIT_ASSERT_EQ(test, memtopo_block_walk(&fake->src, snap), 0);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 32768 0 0 0 0 0 0 0 0 0 0 0 0 0 0 - -");
}

/* Without memory hotplug there are no blocks, nor with nothing present. */
static void no_blocks(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_i386, 2);
	struct memtopo_snapshot *snap = take(fake);

	KUNIT_EXPECT_EQ(test, snap->nr_sections, (size_t)2);
	KUNIT_EXPECT_EQ(test, snap->nr_blocks, (size_t)0);
	KUNIT_EXPECT_EQ(test, fake->page_looks, 0);
	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_blocks, snap),
			(size_t)2);

	snap = take(machine(test, &fake_flatmem, 0));
	KUNIT_EXPECT_EQ(test, snap->nr_blocks, (size_t)0);
	snap = take(machine(test, &fake_x86_64, 0));
	KUNIT_EXPECT_EQ(test, snap->nr_blocks, (size_t)0);
}

/* More blocks than the first allocation holds, and they keep what they have. */
static void arrays_grow(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;
	size_t i;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, FAKE_SECTIONS * SECTION, 0, FAKE_NORMAL);
	for (i = 0; i < FAKE_SECTIONS; i++)
		fake_section_add(fake, i,
				 i % 63 == 1 ? FAKE_ONLINE : FAKE_OFFLINE);
	fake_pages_add(fake, SECTION, SECTION + 9, 0, 1);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_blocks, (size_t)FAKE_SECTIONS);
	for (i = 0; i < FAKE_SECTIONS; i++) {
		KUNIT_EXPECT_EQ(test, snap->blocks[i].nr, i);
		KUNIT_EXPECT_EQ(test, snap->blocks[i].unmovable,
				i == 1 ? MEMTOPO_KIND_KERNEL : MEMTOPO_NR_KINDS);
		KUNIT_EXPECT_EQ(test, snap->blocks[i].count[MEMTOPO_KIND_FREE], 0);
	}
	KUNIT_EXPECT_EQ(test, snap->blocks[1].count[MEMTOPO_KIND_KERNEL], 9);
	KUNIT_EXPECT_EQ(test, snap->blocks[64].count[MEMTOPO_KIND_MOVABLE],
			SECTION);
	KUNIT_EXPECT_EQ(test, snap->blocks[65].count[MEMTOPO_KIND_MOVABLE], 0);
}

/* Overtaken once: walked again, and what the first walk counted is gone. */
static void moves_once(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	struct memtopo_snapshot *snap;

	fake->moves = 1;
	fake_pages_add(fake, 3, 4, 0, 1);
	snap = take(fake);
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_ASSERT_EQ(test, snap->nr_blocks, (size_t)1);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 32768 32768 0 32767 0 0 0 0 0 0 0 0 1 0 0 3 kernel");
}

/* The section goes offline behind the walk, with no event as yet. */
static void section_changes_unnotified(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	struct memtopo_snapshot *snap;

	fake->section_moves = 1;
	snap = take(fake);
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 32768 0 0 0 0 0 0 0 0 0 0 0 0 0 0 - -");
}

/* A reader who is being killed waits for one section at most. */
static void killed(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 3);
	struct memtopo_snapshot *snap = fake_snapshot(fake,
						      MEMTOPO_PART_SECTIONS);
	int err;

	fake_kill(true);
	err = memtopo_block_walk(&fake->src, snap);
	fake_kill(false);
	KUNIT_EXPECT_EQ(test, err, -EINTR);
	KUNIT_EXPECT_EQ(test, fake->depth, 0);
	KUNIT_EXPECT_LE(test, fake->page_looks, SECTION);
}

static struct kunit_case block_cases[] = {
	KUNIT_CASE(columns),
	KUNIT_CASE(all_movable),
	KUNIT_CASE(all_kinds),
	KUNIT_CASE_PARAM(unmovable_word, word_gen_params),
	KUNIT_CASE(memmap_first),
	KUNIT_CASE(memmap_alike),
	KUNIT_CASE(free_unaligned),
	KUNIT_CASE(unmovable_first),
	KUNIT_CASE(pageblock_first),
	KUNIT_CASE(pageblock_types),
	KUNIT_CASE(free_skipped),
	KUNIT_CASE(free_larger),
	KUNIT_CASE(free_order_wild),
	KUNIT_CASE(free_order_beyond),
	KUNIT_CASE(order_of_others),
	KUNIT_CASE(ppc64_sections),
	KUNIT_CASE(x86_64_large),
	KUNIT_CASE(arm64_64k_pageblocks),
	KUNIT_CASE(subsections_absent),
	KUNIT_CASE(memmap_gap),
	KUNIT_CASE(no_subsections),
	KUNIT_CASE(offline_untouched),
	KUNIT_CASE(offline_meanwhile),
	KUNIT_CASE(no_blocks),
	KUNIT_CASE(arrays_grow),
	KUNIT_CASE(moves_once),
	KUNIT_CASE(section_changes_unnotified),
	KUNIT_CASE(killed),
	{}
};

static struct kunit_suite block_suite = {
	.name = "memtopo_block",
	.test_cases = block_cases,
};

kunit_test_suite(block_suite);
