// SPDX-License-Identifier: GPL-2.0
/*
 * Pageblocks: what makes a run of them, and what ends one.
 */
#include "../module/pageblock.c"

#include "fake.h"

/* Frames in a section and in a pageblock of fake_x86_64. */
#define SECTION		32768
#define BLOCK		512

static struct memtopo_snapshot *take(struct fake_machine *fake)
{
	return fake_snapshot(fake, memtopo_table_pageblocks.parts);
}

/* The rows that have text are these, one a line. */
static void rows_are(struct kunit *test, const struct memtopo_snapshot *snap,
		     const char *rows)
{
	size_t lines = memtopo_table_lines(&memtopo_table_pageblocks, snap);
	struct seq_file m = { .size = 4096 };
	size_t line;

	m.buf = kunit_kzalloc(test, m.size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m.buf);
	for (line = 2; line < lines; line++)
		memtopo_table_write(&m, &memtopo_table_pageblocks, snap, line);
	KUNIT_ASSERT_LT(test, m.count, m.size);
	m.buf[m.count] = '\0';
	KUNIT_EXPECT_STREQ(test, m.buf, rows);
}

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

static void headings(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(machine(test, &fake_x86_64, 1));

	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_pageblocks, snap, 0),
			   "# memtopo 1 pageblocks generation=0 consistent=1");
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_pageblocks, snap, 1),
			   "start_pfn nr_pages node zone migratetype skip");
}

/* All alike: one run, over sections that touch. One look at each. */
static void all_alike(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 3);
	struct memtopo_snapshot *snap;

	fake_section_add(fake, 4, FAKE_ONLINE);
	fake_run_add(fake, 4 * SECTION, 5 * SECTION, 0, FAKE_NORMAL);
	snap = take(fake);
	rows_are(test, snap,
		 "0 98304 0 Normal movable 0\n"
		 "131072 32768 0 Normal movable 0\n");
	KUNIT_EXPECT_EQ(test, fake->pageblock_looks, 4 * 64);
	KUNIT_EXPECT_EQ(test, fake->page_looks, 4 * 64);
	KUNIT_EXPECT_EQ(test, fake->longest, 1);
	KUNIT_EXPECT_EQ(test, snap->nr_borders, (size_t)1);
}

/* Each type by name, at the beginning, the end and the middle of a section. */
static void types(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 2);

	fake_pageblock_add(fake, 0, MEMTOPO_MIGRATE_UNMOVABLE);
	fake_pageblock_add(fake, 1 * BLOCK, MEMTOPO_MIGRATE_RECLAIMABLE);
	fake_pageblock_add(fake, 2 * BLOCK, MEMTOPO_MIGRATE_HIGHATOMIC);
	fake_pageblock_add(fake, 62 * BLOCK, MEMTOPO_MIGRATE_CMA);
	fake_pageblock_add(fake, 63 * BLOCK, MEMTOPO_MIGRATE_ISOLATE);
	fake_pageblock_add(fake, 64 * BLOCK, MEMTOPO_MIGRATE_ISOLATE);
	fake_pageblock_add(fake, 127 * BLOCK, MEMTOPO_MIGRATE_UNKNOWN);
	rows_are(test, take(fake),
		 "0 512 0 Normal unmovable 0\n"
		 "512 512 0 Normal reclaimable 0\n"
		 "1024 512 0 Normal highatomic 0\n"
		 "1536 30208 0 Normal movable 0\n"
		 "31744 512 0 Normal cma 0\n"
		 "32256 1024 0 Normal isolate 0\n"
		 "33280 31744 0 Normal movable 0\n"
		 "65024 512 0 Normal unknown 0\n");
}

static void skips(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake_pageblock_add(fake, 3 * BLOCK, MEMTOPO_MIGRATE_MOVABLE);
	fake->pageblocks[0].skip = true;
	fake_pageblock_add(fake, 4 * BLOCK, MEMTOPO_MIGRATE_MOVABLE);
	fake->pageblocks[1].skip = true;
	fake_pageblock_add(fake, 5 * BLOCK, MEMTOPO_MIGRATE_UNMOVABLE);
	fake->pageblocks[2].skip = true;
	/* Bits that cannot be read are of no type. */
	fake_pageblock_add(fake, 6 * BLOCK, -ENXIO);
	rows_are(test, take(fake),
		 "0 1536 0 Normal movable 0\n"
		 "1536 1024 0 Normal movable 1\n"
		 "2560 512 0 Normal unmovable 1\n"
		 "3072 512 0 Normal unknown 0\n"
		 "3584 29184 0 Normal movable 0\n");
}

/* Zones that alternate in a section, and go on in the next. */
static void zones(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 3, 2);
	fake_memory_add(fake, 0, 4096, 0, FAKE_DMA);
	fake_memory_add(fake, 4096, SECTION, 0, FAKE_DMA32);
	fake_memory_add(fake, SECTION, 2 * SECTION, 3, FAKE_DMA32);
	/* A border inside a pageblock: the first frame decides. */
	fake->runs[1].end = 10000;
	fake->runs[2].start = 10000;
	/* Of a node that has come just now. */
	fake_run_add(fake, 2 * SECTION, 3 * SECTION, 5, FAKE_NORMAL);
	fake_run_add(fake, 3 * SECTION, 4 * SECTION, 3, FAKE_DMA32);
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_section_add(fake, 1, FAKE_EARLY);
	fake_section_add(fake, 2, FAKE_EARLY);
	fake_section_add(fake, 3, FAKE_EARLY);
	snap = take(fake);
	rows_are(test, snap,
		 "0 4096 0 DMA movable 0\n"
		 "4096 6144 0 DMA32 movable 0\n"
		 "10240 55296 3 DMA32 movable 0\n"
		 "98304 32768 3 DMA32 movable 0\n");
	KUNIT_EXPECT_EQ(test, snap->nr_borders, (size_t)3);
}

/* Another zone in each pageblock: as many borders, and room for them. */
static void zones_alternate(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_ppc64);
	struct memtopo_snapshot *snap;
	size_t slot;
	u32 i;

	/* A pageblock is a section there. */
	fake_node_add(fake, 0, 1);
	for (i = 0; i < 16; i++) {
		fake_section_add(fake, i, FAKE_ONLINE);
		fake_run_add(fake, i * 256, (i + 1) * 256, 0, i % 2);
	}
	snap = take(fake);
	KUNIT_EXPECT_EQ(test, snap->nr_borders, (size_t)16);
	for (slot = 0; slot < 16; slot++) {
		KUNIT_EXPECT_EQ(test, snap->borders[slot].slot, slot);
		KUNIT_EXPECT_EQ(test, border_of(snap, slot), slot);
	}
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_pageblocks, snap, 2 + 14),
			   "3584 256 0 DMA movable 0");
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_pageblocks, snap, 2 + 15),
			   "3840 256 0 DMA32 movable 0");
}

/* What is not there ends a run, be it a pageblock, a section or offline. */
static void holes(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 3);
	struct memtopo_snapshot *snap;

	bitmap_clear(fake->sections[0].subsections, 0, 2);
	bitmap_clear(fake->sections[0].subsections, 10, 1);
	fake->sections[1].word = FAKE_OFFLINE;
	bitmap_clear(fake->sections[2].subsections, 63, 1);
	snap = take(fake);
	rows_are(test, snap,
		 "1024 4096 0 Normal movable 0\n"
		 "5632 27136 0 Normal movable 0\n"
		 "65536 32256 0 Normal movable 0\n");
	KUNIT_EXPECT_EQ(test, fake->pageblock_looks, 61 + 63);
}

/* A pageblock of 256 subsections is there as long as one of them is. */
static void arm64_64k(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_arm64_64k, 3);
	struct memtopo_snapshot *snap;

	bitmap_clear(fake->sections[0].subsections, 0, 255);
	bitmap_clear(fake->sections[1].subsections, 0, 256);
	fake_pageblock_add(fake, 0, MEMTOPO_MIGRATE_CMA);
	snap = take(fake);
	rows_are(test, snap,
		 "0 8192 0 Normal cma 0\n"
		 "16384 8192 0 Normal movable 0\n");
	/* One look at each, however many chunks it has. */
	KUNIT_EXPECT_EQ(test, fake->pageblock_looks, 2);
	KUNIT_EXPECT_EQ(test, fake->page_looks, 2);
}

/* FLATMEM: runs end with mem_map, which is not aligned. */
static void flatmem(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 16, 4112, 0, FAKE_NORMAL);
	fake_pageblock_add(fake, 1024, MEMTOPO_MIGRATE_UNMOVABLE);
	snap = take(fake);
	rows_are(test, snap,
		 "16 1008 0 Normal movable 0\n"
		 "1024 1024 0 Normal unmovable 0\n"
		 "2048 2064 0 Normal movable 0\n");
	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_pageblocks, snap),
			(size_t)2 + 5);

	/* In several parts, and not from pageblock 0 on. */
	fake->src.geometry.mem_map_start_pfn = 31000;
	fake->src.geometry.mem_map_pages = 3000;
	fake_run_add(fake, 4112, 65536, 0, FAKE_NORMAL);
	fake_pageblock_add(fake, 32768, MEMTOPO_MIGRATE_CMA);
	rows_are(test, take(fake),
		 "31000 1768 0 Normal movable 0\n"
		 "32768 1024 0 Normal cma 0\n"
		 "33792 208 0 Normal movable 0\n");
}

static void nothing(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(machine(test, &fake_x86_64, 0));

	rows_are(test, snap, "");
	KUNIT_EXPECT_NULL(test, snap->pageblocks);
}

/* It went offline after its word was read: no struct page is to be had. */
static void offline_meanwhile(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	struct memtopo_snapshot *snap = fake_snapshot(fake,
						      MEMTOPO_PART_SECTIONS);

	fake->sections[0].word = FAKE_OFFLINE;
	KUNIT_ASSERT_EQ(test, memtopo_pageblock_walk(&fake->src, snap), 0);
	rows_are(test, snap, "");
}

/* Overtaken once: walked again, and the first walk has left nothing. */
static void moves_once(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake->moves = 1;
	fake_pageblock_add(fake, 0, MEMTOPO_MIGRATE_CMA);
	rows_are(test, take(fake),
		 "0 512 0 Normal cma 0\n"
		 "512 32256 0 Normal movable 0\n");
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
}

/* What pageblocks cost an open file: 64 of them in a section. */
static void slots_are_small(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(machine(test, &fake_x86_64, 5));

	KUNIT_EXPECT_EQ(test, slot_count(snap), (size_t)5 * 64);
	KUNIT_EXPECT_EQ(test, SLOTS_PER_BYTE, 2);
	KUNIT_EXPECT_EQ(test, sizeof(struct memtopo_border), (size_t)8);
}

static struct kunit_case pageblock_cases[] = {
	KUNIT_CASE(headings),
	KUNIT_CASE(all_alike),
	KUNIT_CASE(types),
	KUNIT_CASE(skips),
	KUNIT_CASE(zones),
	KUNIT_CASE(zones_alternate),
	KUNIT_CASE(holes),
	KUNIT_CASE(arm64_64k),
	KUNIT_CASE(flatmem),
	KUNIT_CASE(nothing),
	KUNIT_CASE(offline_meanwhile),
	KUNIT_CASE(moves_once),
	KUNIT_CASE(slots_are_small),
	{}
};

static struct kunit_suite pageblock_suite = {
	.name = "memtopo_pageblock",
	.test_cases = pageblock_cases,
};

kunit_test_suite(pageblock_suite);
