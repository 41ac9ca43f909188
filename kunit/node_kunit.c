// SPDX-License-Identifier: GPL-2.0
/*
 * Nodes: sparse ids, nodes without memory or CPUs, and their rows.
 */
#include "../module/node.c"

#include "fake.h"

static const char *row(struct kunit *test, const struct memtopo_snapshot *snap,
		       size_t i)
{
	return fake_line(test, &memtopo_table_nodes, snap, 2 + i);
}

static void ids_are_sparse(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, BIT(0));
	fake_node_add(fake, 2, BIT(1));
	fake_node_add(fake, 7, BIT(2));
	snap = fake_snapshot(fake, 0);
	KUNIT_ASSERT_EQ(test, snap->nr_nodes, (size_t)3);
	KUNIT_EXPECT_EQ(test, snap->nodes[1].nid, 2);
	KUNIT_EXPECT_EQ(test, snap->nodes[2].nid, 7);
	KUNIT_EXPECT_EQ(test, snap->node_row[0], 0);
	KUNIT_EXPECT_EQ(test, snap->node_row[1], -1);
	KUNIT_EXPECT_EQ(test, snap->node_row[2], 1);
	KUNIT_EXPECT_EQ(test, snap->node_row[6], -1);
	KUNIT_EXPECT_EQ(test, snap->node_row[7], 2);
}

static void sums_over_zones(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, BIT(0));
	fake_node_add(fake, 2, BIT(1));
	fake_zone_add(fake, 0, FAKE_DMA, 0, 100);
	fake_zone_add(fake, 2, FAKE_NORMAL, 100, 1100);
	fake_zone_add(fake, 2, FAKE_MOVABLE, 1100, 3100);
	fake->zones[0].free_pages = 1;
	fake->zones[1].free_pages = 20;
	fake->zones[2].free_pages = 300;
	snap = fake_snapshot(fake, 0);
	KUNIT_EXPECT_EQ(test, snap->nodes[0].managed_pages, 100);
	KUNIT_EXPECT_EQ(test, snap->nodes[0].free_pages, 1);
	KUNIT_EXPECT_EQ(test, snap->nodes[1].managed_pages, 3000);
	KUNIT_EXPECT_EQ(test, snap->nodes[1].free_pages, 320);
}

static void row_full(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 3, 0x801b);
	fake->nodes[0].states = BIT(MEMTOPO_NR_NODE_STATES) - 1;
	fake->nodes[0].start_pfn = 1;
	fake->nodes[0].spanned_pages = 22;
	fake->nodes[0].present_pages = 333;
	fake_zone_add(fake, 3, FAKE_NORMAL, 0, 4444);
	fake->zones[0].free_pages = 55555;
	KUNIT_EXPECT_STREQ(test,
			   row(test, fake_snapshot(fake, MEMTOPO_PART_MEMMAP), 0),
			   "3 possible,online,normal_memory,high_memory,memory,cpu,generic_initiator 1 22 333 4444 55555 0 0-1,3-4,15");
}

static void row_memoryless(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 5, BIT(2));
	KUNIT_EXPECT_STREQ(test, row(test, fake_snapshot(fake, 0), 0),
			   "5 possible,online,cpu 0 0 0 0 0 - 2");
}

static void row_without_cpus(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 0);
	KUNIT_EXPECT_STREQ(test, row(test, fake_snapshot(fake, 0), 0),
			   "0 possible,online 0 0 0 0 0 - -");
}

static void row_without_states(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 0);
	fake->nodes[0].states = 0;
	KUNIT_EXPECT_STREQ(test, row(test, fake_snapshot(fake, 0), 0),
			   "0 - 0 0 0 0 0 - -");
}

/* More CPUs than bits in a long: each node has a bitmap of its own. */
static void cpus_beyond_a_long(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake->src.geometry.cpu_ids = 3 * BITS_PER_LONG;
	fake_node_add(fake, 0, BIT(0));
	fake_node_add(fake, 1, BIT(1));
	snap = fake_snapshot(fake, 0);
	set_bit(2 * BITS_PER_LONG + 5, memtopo_snapshot_cpus(snap, 0));
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 possible,online,cpu 0 0 0 0 0 - 0,133");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 possible,online,cpu 0 0 0 0 0 - 1");
}

static struct kunit_case node_cases[] = {
	KUNIT_CASE(ids_are_sparse),
	KUNIT_CASE(sums_over_zones),
	KUNIT_CASE(row_full),
	KUNIT_CASE(row_memoryless),
	KUNIT_CASE(row_without_cpus),
	KUNIT_CASE(row_without_states),
	KUNIT_CASE(cpus_beyond_a_long),
	{}
};

static struct kunit_suite node_suite = {
	.name = "memtopo_node",
	.test_cases = node_cases,
};

kunit_test_suite(node_suite);
