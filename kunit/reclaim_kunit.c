// SPDX-License-Identifier: GPL-2.0
/*
 * Reclaim: the rows of nodes, busy and idle.
 */
#include "../module/reclaim.c"

#include "fake.h"

static struct fake_machine *machine(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 6, 2);
	fake->reclaims[0] = (struct memtopo_reclaim) {
		.kswapd_highest_zone = FAKE_NR_ZONES,
		.kcompactd_highest_zone = FAKE_NORMAL,
	};
	fake->reclaims[1] = (struct memtopo_reclaim) {
		.kswapd_order = 9,
		.kswapd_highest_zone = FAKE_DMA32,
		.kswapd_failures = 16,
		.kcompactd_max_order = 4,
		.kcompactd_highest_zone = FAKE_MOVABLE,
		.proactive_compact_trigger = 1,
	};
	return fake;
}

static const char *row(struct kunit *test, struct fake_machine *fake, size_t i)
{
	return fake_line(test, &memtopo_table_reclaim,
			 fake_snapshot(fake, MEMTOPO_PART_RECLAIM), i);
}

static void row_busy(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	KUNIT_EXPECT_STREQ(test, row(test, fake, 1),
			   "node kswapd_order kswapd_highest_zone kswapd_failures kcompactd_max_order kcompactd_highest_zone proactive_compact_trigger");
	KUNIT_EXPECT_STREQ(test, row(test, fake, 3),
			   "6 9 DMA32 16 4 Movable 1");
}

/* The kernel's word for "no zone" is one more than the last. */
static void row_idle(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, row(test, machine(test), 2),
			   "0 0 - 0 0 Normal 0");
}

static void row_unconfigured(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	fake->reclaims[0].kcompactd_max_order = MEMTOPO_NO_VALUE;
	fake->reclaims[0].kcompactd_highest_zone = MEMTOPO_NO_VALUE;
	fake->reclaims[0].proactive_compact_trigger = MEMTOPO_NO_VALUE;
	KUNIT_EXPECT_STREQ(test, row(test, fake, 2), "0 0 - 0 - - -");
}

static void rows_of_nodes(struct kunit *test)
{
	struct memtopo_snapshot *snap = fake_snapshot(machine(test),
						      MEMTOPO_PART_RECLAIM);

	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_reclaim, snap),
			(size_t)2 + 2);
}

static struct kunit_case reclaim_cases[] = {
	KUNIT_CASE(row_busy),
	KUNIT_CASE(row_idle),
	KUNIT_CASE(row_unconfigured),
	KUNIT_CASE(rows_of_nodes),
	{}
};

static struct kunit_suite reclaim_suite = {
	.name = "memtopo_reclaim",
	.test_cases = reclaim_cases,
};

kunit_test_suite(reclaim_suite);
