// SPDX-License-Identifier: GPL-2.0
/*
 * Compaction: the rows of zones with memory.
 */
#include "../module/compaction.c"

#include "fake.h"

static struct fake_machine *machine(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 2, 2);
	fake_zone_add(fake, 0, FAKE_DMA32, 4096, 8192);
	fake_zone_add(fake, 2, FAKE_NORMAL, 1048576, 2097152);
	/* All of it was taken away, and the span is still there. */
	fake_zone_add(fake, 2, FAKE_MOVABLE, 2097152, 2129920);
	fake->zones[2].present_pages = 0;
	fake->nr_compactions = 1;
	fake->compactions[0] = (struct memtopo_compaction) {
		.nid = 2,
		.zid = FAKE_NORMAL,
		.compact_cached_free_pfn = 2096640,
		.compact_cached_migrate_pfn = { 1049088, 1049600 },
		.compact_init_free_pfn = 2096128,
		.compact_init_migrate_pfn = 1048576,
		.compact_considered = 3,
		.compact_defer_shift = 6,
		.compact_order_failed = 9,
		.compact_blockskip_flush = 1,
		.nr_isolate_pageblock = 64,
		.contiguous = 1,
	};
	return fake;
}

static const char *row(struct kunit *test, struct fake_machine *fake, size_t i)
{
	return fake_line(test, &memtopo_table_compaction,
			 fake_snapshot(fake, MEMTOPO_PART_COMPACTION), i);
}

static void row_full(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	KUNIT_EXPECT_STREQ(test, row(test, fake, 1),
			   "node zone compact_cached_free_pfn compact_cached_migrate_pfn compact_init_free_pfn compact_init_migrate_pfn compact_considered compact_defer_shift compact_order_failed compact_blockskip_flush nr_isolate_pageblock contiguous");
	KUNIT_EXPECT_STREQ(test, row(test, fake, 3),
			   "2 Normal 2096640 1049088,1049600 2096128 1048576 3 6 9 1 64 1");
}

static void row_unconfigured(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	fake->compactions[0] = (struct memtopo_compaction) {
		.nid = 2,
		.zid = FAKE_NORMAL,
		.compact_cached_free_pfn = MEMTOPO_NO_VALUE,
		.compact_cached_migrate_pfn = { MEMTOPO_NO_VALUE,
						MEMTOPO_NO_VALUE },
		.compact_init_free_pfn = MEMTOPO_NO_VALUE,
		.compact_init_migrate_pfn = MEMTOPO_NO_VALUE,
		.compact_considered = MEMTOPO_NO_VALUE,
		.compact_defer_shift = MEMTOPO_NO_VALUE,
		.compact_order_failed = MEMTOPO_NO_VALUE,
		.compact_blockskip_flush = MEMTOPO_NO_VALUE,
		.nr_isolate_pageblock = MEMTOPO_NO_VALUE,
	};
	KUNIT_EXPECT_STREQ(test, row(test, fake, 3),
			   "2 Normal - - - - - - - - - 0");
}

/* Only zones with present pages have one. */
static void rows_of_zones(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap = fake_snapshot(fake,
						      MEMTOPO_PART_COMPACTION);

	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_compaction, snap),
			(size_t)2 + 2);
	KUNIT_EXPECT_STREQ(test, row(test, fake, 2),
			   "0 DMA32 0 0,0 0 0 0 0 0 0 0 0");
}

static struct kunit_case compaction_cases[] = {
	KUNIT_CASE(row_full),
	KUNIT_CASE(row_unconfigured),
	KUNIT_CASE(rows_of_zones),
	{}
};

static struct kunit_suite compaction_suite = {
	.name = "memtopo_compaction",
	.test_cases = compaction_cases,
};

kunit_test_suite(compaction_suite);
