// SPDX-License-Identifier: GPL-2.0
/*
 * Distances: a lopsided matrix over sparse ids.
 */
#include "../module/distance.c"

#include "fake.h"

static void matrix(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	const struct memtopo_table *table = &memtopo_table_distances;
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 2, 2);
	fake_node_add(fake, 7, 4);
	snap = fake_snapshot(fake, table->parts);
	KUNIT_ASSERT_EQ(test, memtopo_table_lines(table, snap), (size_t)5);
	KUNIT_EXPECT_STREQ(test, fake_line(test, table, snap, 1), "node 0 2 7");
	KUNIT_EXPECT_STREQ(test, fake_line(test, table, snap, 2), "0 10 22 27");
	KUNIT_EXPECT_STREQ(test, fake_line(test, table, snap, 3), "2 24 10 31");
	KUNIT_EXPECT_STREQ(test, fake_line(test, table, snap, 4), "7 34 36 10");
}

static struct kunit_case distance_cases[] = {
	KUNIT_CASE(matrix),
	{}
};

static struct kunit_suite distance_suite = {
	.name = "memtopo_distance",
	.test_cases = distance_cases,
};

kunit_test_suite(distance_suite);
