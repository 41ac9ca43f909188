// SPDX-License-Identifier: GPL-2.0
/*
 * Frames without an allocator: their runs, and what a section has too many of.
 */
#include "../module/unmanaged.c"

#include "fake.h"
#include "pages.h"

/* Frames in a section of fake_x86_64. */
#define SECTION		32768

static struct memtopo_snapshot *take(struct fake_machine *fake)
{
	return fake_snapshot(fake, memtopo_table_unmanaged.parts);
}

static const char *row(struct kunit *test, const struct memtopo_snapshot *snap,
		       size_t i)
{
	KUNIT_ASSERT_LT(test, i, snap->nr_unmanaged);
	return fake_line(test, &memtopo_table_unmanaged, snap, 2 + i);
}

/* A machine of one zone, all online and all of it on the LRU. */
static struct fake_machine *machine(struct kunit *test, unsigned int sections)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	unsigned int i;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, sections * SECTION, 0, FAKE_NORMAL);
	for (i = 0; i < sections; i++)
		fake_section_add(fake, i, FAKE_ONLINE);
	return fake;
}

static void none(struct kunit *test)
{
	struct fake_machine *fake = machine(test, 1);
	struct memtopo_snapshot *snap = take(fake);

	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_unmanaged, snap, 0),
			   "# memtopo 1 unmanaged generation=0 consistent=1");
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_unmanaged, snap, 1),
			   "start_pfn spanned_pages pages node zone kind");
	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_unmanaged, snap),
			(size_t)2);
	/* Every frame was looked at once. */
	KUNIT_EXPECT_EQ(test, fake->page_looks, SECTION);
}

/* Of the three kinds, and nothing else; what touches is one run. */
static void kinds(struct kunit *test)
{
	struct fake_machine *fake = machine(test, 1);
	struct memtopo_snapshot *snap;

	fake_pages_add(fake, 0, 512, SELF_HOSTED | RESERVED, 1);
	fake_pages_add(fake, 512, 515, RESERVED, 1);
	fake_pages_add(fake, 515, 520, RESERVED | PINNED, 5000);
	fake_pages_add(fake, 520, 521, OFFLINE, 1);
	fake_free_add(fake, 1024, 2048, 10);
	fake_pages_add(fake, 2048, 2050, SLAB, 1);
	fake_pages_add(fake, 2050, 2051, HWPOISON, 1);
	fake_pages_add(fake, 2051, 2052, TABLE, 1);
	fake_pages_add(fake, 2052, 2053, 0, 1);
	/* The flag of the swap cache. */
	fake_pages_add(fake, 2053, 2054, SELF_HOSTED | LRU, 1);
	fake_pages_add(fake, SECTION - 2, SECTION, OFFLINE, 0);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_unmanaged, (size_t)4);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 512 512 0 Normal memmap");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "512 8 8 0 Normal reserved");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 2),
			   "520 1 1 0 Normal offline");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 3),
			   "32766 2 2 0 Normal offline");
}

/* A run ends where the zone does, and goes on where a section ends. */
static void borders(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 3, 2);
	fake_memory_add(fake, 0, 100, 0, FAKE_DMA);
	fake_memory_add(fake, 100, 3 * SECTION, 3, FAKE_DMA32);
	/* Of a node that has come just now. */
	fake_run_add(fake, 4 * SECTION, 5 * SECTION, 5, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_section_add(fake, 1, FAKE_EARLY);
	fake_section_add(fake, 2, FAKE_EARLY);
	fake_section_add(fake, 4, FAKE_EARLY);
	fake_pages_add(fake, 90, 110, RESERVED, 1);
	fake_pages_add(fake, SECTION - 5, 2 * SECTION + 3, RESERVED, 1);
	fake_pages_add(fake, 3 * SECTION - 1, 5 * SECTION, RESERVED, 1);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_unmanaged, (size_t)4);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "90 10 10 0 DMA reserved");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "100 10 10 3 DMA32 reserved");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 2),
			   "32763 32776 32776 3 DMA32 reserved");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 3),
			   "98303 1 1 3 DMA32 reserved");
}

/* Every other frame reserved from @start on, for @count of them. */
static void comb(struct fake_machine *fake, u64 start, unsigned int count,
		 u32 flags)
{
	fake_pages_add(fake, start, start + 2 * count, flags, 1);
	fake->pages[fake->nr_pages - 1].stride = 2;
}

/* From the 65th run on, the last row of the kind takes them in. */
static void too_many(struct kunit *test)
{
	struct fake_machine *fake = machine(test, 2);
	struct memtopo_snapshot *snap;
	size_t i;

	comb(fake, 0, 70, RESERVED);
	/* A kind that comes late has a row all the same, but one. */
	fake_pages_add(fake, 1000, 1003, OFFLINE, 1);
	fake_pages_add(fake, 1010, 1012, OFFLINE, 1);
	fake_pages_add(fake, 2000, 2001, RESERVED, 1);
	/* Goes on into the next section, where rows are counted anew. */
	fake_pages_add(fake, SECTION - 1, SECTION + 1, RESERVED, 1);
	comb(fake, SECTION + 100, 64, RESERVED);
	comb(fake, SECTION + 1000, 2, RESERVED);
	/* Not for the row of another section. */
	fake_pages_add(fake, SECTION + 2000, SECTION + 2002, OFFLINE, 1);
	snap = take(fake);
	for (i = 0; i < 63; i++) {
		KUNIT_EXPECT_EQ(test, snap->unmanaged[i].start_pfn, 2 * i);
		KUNIT_EXPECT_EQ(test, snap->unmanaged[i].pages, 1);
		KUNIT_EXPECT_EQ(test, snap->unmanaged[i].spanned_pages, 1);
	}
	KUNIT_EXPECT_STREQ(test, row(test, snap, 63),
			   "126 32642 9 0 Normal reserved");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 64),
			   "1000 12 5 0 Normal offline");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 65),
			   "32768 1 1 0 Normal reserved");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 66),
			   "32868 1 1 0 Normal reserved");
	/* The 64th of this section: 63 of its comb fit beside the first row. */
	KUNIT_EXPECT_STREQ(test, row(test, snap, 128),
			   "32992 779 4 0 Normal reserved");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 129),
			   "34768 2 2 0 Normal offline");
	KUNIT_EXPECT_EQ(test, snap->nr_unmanaged, (size_t)130);
}

/* A row that has taken others in does not go on after its section. */
static void whole_rows_go_on(struct kunit *test)
{
	struct fake_machine *fake = machine(test, 2);
	struct memtopo_snapshot *snap;

	comb(fake, 0, 70, RESERVED);
	fake_pages_add(fake, SECTION - 1, 2 * SECTION, RESERVED, 1);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_unmanaged, (size_t)65);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 63),
			   "126 32642 8 0 Normal reserved");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 64),
			   "32768 32768 32768 0 Normal reserved");
}

/* More sections than the first allocation holds rows for. */
static void arrays_grow(struct kunit *test)
{
	struct fake_machine *fake = machine(test, 8);
	struct memtopo_snapshot *snap;
	unsigned int i;

	for (i = 0; i < 8; i++)
		comb(fake, i * SECTION + 10, 100, RESERVED);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_unmanaged, (size_t)8 * ROWS_MAX);
	for (i = 0; i < 8; i++) {
		KUNIT_EXPECT_EQ(test, snap->unmanaged[64 * i].start_pfn,
				i * SECTION + 10);
		KUNIT_EXPECT_EQ(test, snap->unmanaged[64 * i + 63].pages, 37);
	}
}

/* FLATMEM has no sections, but frames. */
static void flatmem(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 16, 4112, 0, FAKE_NORMAL);
	fake_pages_add(fake, 0, 20, RESERVED, 1);
	fake_pages_add(fake, 4110, 4200, RESERVED, 1);
	/* Nothing is added to FLATMEM, so nothing brings its memmap. */
	fake_pages_add(fake, 100, 101, SELF_HOSTED, 1);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_unmanaged, (size_t)2);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0), "16 4 4 0 Normal reserved");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "4110 2 2 0 Normal reserved");
}

/* Struct pages that must not be looked at, or cannot be any more. */
static void not_online(struct kunit *test)
{
	struct fake_machine *fake = machine(test, 2);
	struct memtopo_snapshot *snap;

	fake_pages_add(fake, 0, 2 * SECTION, RESERVED, 1);
	fake->sections[0].word = FAKE_OFFLINE;
	bitmap_clear(fake->sections[1].subsections, 0, 63);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_unmanaged, (size_t)1);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "65024 512 512 0 Normal reserved");

	snap = fake_snapshot(fake, MEMTOPO_PART_SECTIONS);
	fake->sections[1].word = FAKE_OFFLINE;
	KUNIT_ASSERT_EQ(test, memtopo_unmanaged_walk(&fake->src, snap), 0);
	KUNIT_EXPECT_EQ(test, snap->nr_unmanaged, (size_t)0);
}

/* Overtaken once: walked again, and nothing is there twice. */
static void moves_once(struct kunit *test)
{
	struct fake_machine *fake = machine(test, 1);
	struct memtopo_snapshot *snap;

	fake->moves = 1;
	fake_pages_add(fake, 7, 9, RESERVED, 1);
	snap = take(fake);
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
	KUNIT_ASSERT_EQ(test, snap->nr_unmanaged, (size_t)1);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0), "7 2 2 0 Normal reserved");
}

/* What a row costs an open file. */
static void row_is_small(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(struct memtopo_unmanaged), (size_t)32);
}

static struct kunit_case unmanaged_cases[] = {
	KUNIT_CASE(none),
	KUNIT_CASE(kinds),
	KUNIT_CASE(borders),
	KUNIT_CASE(too_many),
	KUNIT_CASE(whole_rows_go_on),
	KUNIT_CASE(arrays_grow),
	KUNIT_CASE(flatmem),
	KUNIT_CASE(not_online),
	KUNIT_CASE(moves_once),
	KUNIT_CASE(row_is_small),
	{}
};

static struct kunit_suite unmanaged_suite = {
	.name = "memtopo_unmanaged",
	.test_cases = unmanaged_cases,
};

kunit_test_suite(unmanaged_suite);
