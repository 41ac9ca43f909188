// SPDX-License-Identifier: GPL-2.0
/*
 * Free areas: which blocks are counted where, and what follows of the counts.
 */
#include "../module/free_area.c"

#include "fake.h"
#include "pages.h"

/* Frames in a section and in a chunk of fake_x86_64. */
#define SECTION		32768
#define CHUNK		512

static struct memtopo_snapshot *take(struct fake_machine *fake)
{
	return fake_snapshot(fake, memtopo_table_free_areas.parts);
}

static const char *row(struct kunit *test, const struct memtopo_snapshot *snap,
		       unsigned int node, unsigned int zid, unsigned int order)
{
	return fake_line(test, &memtopo_table_free_areas, snap,
			 2 + (node * FAKE_NR_ZONES + zid) * FAKE_ORDERS + order);
}

/* A machine of one zone, all online and all of it on the LRU. */
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

/* Lines for zones with memory alone, and for each order of them. */
static void rows_of_zones(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	struct memtopo_snapshot *snap;
	size_t line, written = 0;

	fake_node_add(fake, 3, 2);
	fake_zone_add(fake, 3, FAKE_MOVABLE, SECTION, 2 * SECTION);
	/* All of it has been taken offline. */
	fake_zone_add(fake, 3, FAKE_NORMAL, 2 * SECTION, 3 * SECTION);
	fake->zones[2].present_pages = 0;
	fake->nr_free[1][10] = 32;
	snap = take(fake);
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_free_areas, snap, 0),
			   "# memtopo 1 free_areas generation=0 consistent=1");
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_free_areas, snap, 1),
			   "node zone order nr_free unmovable movable reclaimable highatomic cma isolate unusable_index extfrag_index");
	for (line = 2; line < memtopo_table_lines(&memtopo_table_free_areas, snap); line++)
		written += *fake_line(test, &memtopo_table_free_areas, snap, line) != '\0';
	KUNIT_EXPECT_EQ(test, written, (size_t)2 * FAKE_ORDERS);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, FAKE_NORMAL, 0),
			   "0 Normal 0 0 0 0 0 0 0 0 1000 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, FAKE_MOVABLE, 10),
			   "3 Movable 10 32 0 0 0 0 0 0 0 -1000");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, FAKE_NORMAL, 0), "");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, FAKE_DMA, 0), "");
}

/* A block counts once, for the pageblock it begins in, whatever its order. */
static void counted_by_type(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	struct memtopo_snapshot *snap;

	fake_pageblock_add(fake, 0 * CHUNK, MEMTOPO_MIGRATE_UNMOVABLE);
	fake_pageblock_add(fake, 1 * CHUNK, MEMTOPO_MIGRATE_RECLAIMABLE);
	fake_pageblock_add(fake, 2 * CHUNK, MEMTOPO_MIGRATE_HIGHATOMIC);
	fake_pageblock_add(fake, 3 * CHUNK, MEMTOPO_MIGRATE_CMA);
	fake_pageblock_add(fake, 4 * CHUNK, MEMTOPO_MIGRATE_ISOLATE);
	/* Of no type that we know, and of none that can be read. */
	fake_pageblock_add(fake, 5 * CHUNK, MEMTOPO_MIGRATE_UNKNOWN);
	fake_pageblock_add(fake, 6 * CHUNK, -ENXIO);
	fake_free_add(fake, 8, 16, 3);
	fake_free_add(fake, 24, 32, 3);
	fake_free_add(fake, 1 * CHUNK, 1 * CHUNK + 8, 3);
	fake_free_add(fake, 2 * CHUNK, 2 * CHUNK + 8, 3);
	fake_free_add(fake, 3 * CHUNK, 3 * CHUNK + 8, 3);
	fake_free_add(fake, 4 * CHUNK, 4 * CHUNK + 8, 3);
	fake_free_add(fake, 5 * CHUNK, 5 * CHUNK + 8, 3);
	fake_free_add(fake, 6 * CHUNK, 6 * CHUNK + 8, 3);
	/* Two pageblocks large, the first movable and the second not. */
	fake_pageblock_add(fake, 9 * CHUNK, MEMTOPO_MIGRATE_CMA);
	fake_free_add(fake, 8 * CHUNK, 10 * CHUNK, 10);
	/* The smallest. */
	fake_free_add(fake, 7 * CHUNK + 1, 7 * CHUNK + 2, 0);
	fake->nr_free[0][3] = 17;
	snap = take(fake);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, FAKE_NORMAL, 0),
			   "0 Normal 0 0 0 1 0 0 0 0 0 -1000");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, FAKE_NORMAL, 3),
			   "0 Normal 3 17 2 0 1 1 1 1 0 -1000");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, FAKE_NORMAL, 9),
			   "0 Normal 9 0 0 0 0 0 0 0 1000 926");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, FAKE_NORMAL, 10),
			   "0 Normal 10 0 0 1 0 0 0 0 1000 934");
}

/* What says it is free, but not where a block of that order could be. */
static void not_believed(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	struct memtopo_snapshot *snap;
	size_t i, type;

	fake_free_add(fake, 4, 5, 3);
	fake_free_add(fake, 512, 513, FAKE_ORDERS);
	fake_free_add(fake, 514, 515, UINT_MAX);
	/* No free block has tails that say it as well. */
	fake_pages_add(fake, 600, 601, LRU, 1);
	fake->pages[fake->nr_pages - 1].page.order = 3;
	snap = take(fake);
	/* Nor taken for one of another zone. */
	for (i = 0; i < FAKE_NR_ZONES * FAKE_ORDERS; i++)
		for (type = 0; type < MEMTOPO_NR_MIGRATETYPES; type++)
			KUNIT_EXPECT_EQ(test, snap->free_areas[i].blocks[type], 0);
}

/* Each for the zone that it links to; one that is unknown does not count. */
static void counted_by_zone(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 2, 2);
	fake_memory_add(fake, 0, 4096, 0, FAKE_DMA);
	fake_memory_add(fake, 4096, 20000, 0, FAKE_DMA32);
	fake_memory_add(fake, 20000, 30000, 2, FAKE_DMA32);
	/* Of a node that has come just now. */
	fake_run_add(fake, 30000, SECTION, 5, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_free_add(fake, 0, 1024, 10);
	fake_free_add(fake, 8192, 8194, 1);
	fake_free_add(fake, 19998, 20000, 1);
	fake_free_add(fake, 20000, 20002, 1);
	fake_free_add(fake, 30000, 30002, 1);
	snap = take(fake);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, FAKE_DMA, 10),
			   "0 DMA 10 0 0 1 0 0 0 0 1000 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, FAKE_DMA32, 1),
			   "0 DMA32 1 0 0 2 0 0 0 0 1000 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, FAKE_DMA32, 1),
			   "2 DMA32 1 0 0 1 0 0 0 0 1000 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, FAKE_DMA32, 10),
			   "2 DMA32 10 0 0 0 0 0 0 0 1000 0");
}

/* FLATMEM has no sections, but frames. */
static void flatmem(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 16, 4112, 0, FAKE_NORMAL);
	fake_pageblock_add(fake, 0, MEMTOPO_MIGRATE_RECLAIMABLE);
	fake_free_add(fake, 16, 32, 4);
	fake_free_add(fake, 4096, 4112, 4);
	fake->nr_free[0][4] = 2;
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0, FAKE_NORMAL, 4),
			   "0 Normal 4 2 0 1 1 0 0 0 0 -1000");
}

/* It went offline after its word was read: no struct page is to be had. */
static void offline_meanwhile(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);
	struct memtopo_snapshot *snap = fake_snapshot(fake,
						      MEMTOPO_PART_SECTIONS);

	fake_free_add(fake, 0, 1024, 10);
	fake->nr_free[0][10] = 1;
	fake->sections[0].word = FAKE_OFFLINE;
	KUNIT_ASSERT_EQ(test, memtopo_free_area_walk(&fake->src, snap), 0);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, FAKE_NORMAL, 10),
			   "0 Normal 10 1 0 0 0 0 0 0 0 -1000");
}

/* Overtaken once: walked again, and nothing is counted twice. */
static void moves_once(struct kunit *test)
{
	struct fake_machine *fake = machine(test, &fake_x86_64, 1);

	fake->moves = 1;
	fake_free_add(fake, 0, 1024, 10);
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0, FAKE_NORMAL, 10),
			   "0 Normal 10 0 0 1 0 0 0 0 1000 0");
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
}

struct index_case {
	const char *name;
	unsigned int order;
	u64 nr_free[FAKE_ORDERS];
	int unusable;
	int extfrag;
};

/* Computed by hand from the formulas in mm/vmstat.c. */
static const struct index_case index_cases[] = {
	{ "nothing free", 3, {}, 1000, 0 },
	{ "one block of the order", 3, { [3] = 1 }, 0, -1000 },
	{ "one block above the order", 3, { [10] = 1 }, 0, -1000 },
	{ "order 0 of single pages", 0, { 5 }, 0, -1000 },
	/* 1000 - (1000 + 10 * 1000 / 2) / 10 */
	{ "single pages alone", 1, { 10 }, 1000, 400 },
	/* 1000 - (1000 + 1000 * 1000 / 1024) / 1000 */
	{ "many single pages", 10, { 1000 }, 1000, 999 },
	/* 1000 - (1000 + 4 * 1000 / 1024) / 1 */
	{ "one small block", 10, { [2] = 1 }, 1000, -3 },
	/* 10 + 2 * 4 + 8 pages, of which 8 are usable */
	{ "some of it usable", 3, { 10, 0, 2, 1 }, 692, -1000 },
	/* 3 + 2 * 512 pages in 5 blocks: 1000 - (1000 + 1027000 / 1024) / 5 */
	{ "half of what is wanted, twice", 10, { [0] = 3, [9] = 2 }, 1000, 600 },
	/* 2^32 pages as blocks of order 9, and 2^32 single ones. */
	{ "terabytes", 9, { [0] = 1ULL << 32, [9] = 1ULL << 23 }, 500, -1000 },
	{ "terabytes of single pages", 9, { [0] = 1ULL << 34 }, 1000, 999 },
};

KUNIT_ARRAY_PARAM_DESC(index, index_cases, name);

static void indexes(struct kunit *test)
{
	const struct index_case *c = test->param_value;
	struct memtopo_free_area areas[FAKE_ORDERS] = {};
	struct free_info info;
	unsigned int order;

	for (order = 0; order < FAKE_ORDERS; order++)
		areas[order].nr_free = c->nr_free[order];
	info = free_info_of(areas, FAKE_ORDERS, c->order);
	KUNIT_EXPECT_EQ(test, unusable_index(&info, c->order), c->unusable);
	KUNIT_EXPECT_EQ(test, extfrag_index(&info, c->order), c->extfrag);
}

static struct kunit_case free_area_cases[] = {
	KUNIT_CASE(rows_of_zones),
	KUNIT_CASE(counted_by_type),
	KUNIT_CASE(not_believed),
	KUNIT_CASE(counted_by_zone),
	KUNIT_CASE(flatmem),
	KUNIT_CASE(offline_meanwhile),
	KUNIT_CASE(moves_once),
	KUNIT_CASE_PARAM(indexes, index_gen_params),
	{}
};

static struct kunit_suite free_area_suite = {
	.name = "memtopo_free_area",
	.test_cases = free_area_cases,
};

kunit_test_suite(free_area_suite);
