// SPDX-License-Identifier: GPL-2.0
/*
 * Zonelists: order, what a request may use, and whether one has moved.
 */
#include "../module/zonelist.c"

#include "fake.h"

#define LIST(fake, nid, kind, ...) do { \
	static const struct memtopo_links refs[] = { __VA_ARGS__ }; \
	fake_zonelist_add(fake, nid, kind, refs, ARRAY_SIZE(refs)); \
} while (0)

/* Node 5 has no memory of its own. */
static struct fake_machine *machine(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 3, 2);
	fake_node_add(fake, 5, 4);
	LIST(fake, 0, MEMTOPO_ZONELIST_FALLBACK, { 0, FAKE_NORMAL },
	     { 0, FAKE_DMA32 }, { 0, FAKE_DMA }, { 3, FAKE_MOVABLE },
	     { 3, FAKE_NORMAL });
	LIST(fake, 0, MEMTOPO_ZONELIST_THISNODE, { 0, FAKE_NORMAL },
	     { 0, FAKE_DMA32 }, { 0, FAKE_DMA });
	LIST(fake, 3, MEMTOPO_ZONELIST_FALLBACK, { 3, FAKE_MOVABLE },
	     { 3, FAKE_NORMAL }, { 0, FAKE_NORMAL }, { 0, FAKE_DMA32 },
	     { 0, FAKE_DMA });
	LIST(fake, 3, MEMTOPO_ZONELIST_THISNODE, { 3, FAKE_MOVABLE },
	     { 3, FAKE_NORMAL });
	LIST(fake, 5, MEMTOPO_ZONELIST_FALLBACK, { 3, FAKE_MOVABLE },
	     { 3, FAKE_NORMAL }, { 0, FAKE_NORMAL }, { 0, FAKE_DMA32 },
	     { 0, FAKE_DMA });
	return fake;
}

static const char *row(struct kunit *test, const struct memtopo_snapshot *snap,
		       unsigned int node, enum memtopo_zonelist_kind kind,
		       unsigned int highest)
{
	unsigned int list = node * snap->geometry.zonelists + kind;

	return fake_line(test, &memtopo_table_zonelists, snap,
			 2 + list * FAKE_NR_ZONES + highest);
}

static void all_nodes(struct kunit *test)
{
	struct memtopo_snapshot *snap = fake_snapshot(machine(test),
						      MEMTOPO_PART_ZONELISTS);

	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, MEMTOPO_ZONELIST_FALLBACK,
				     FAKE_MOVABLE),
			   "0 fallback Movable 0/Normal,0/DMA32,0/DMA,3/Movable,3/Normal 10,10,10,23,23");
	/* The way back is another. */
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, MEMTOPO_ZONELIST_FALLBACK,
				     FAKE_MOVABLE),
			   "3 fallback Movable 3/Movable,3/Normal,0/Normal,0/DMA32,0/DMA 10,10,26,26,26");
}

/* A request passes over the zones above the highest that it may use. */
static void highest_zone(struct kunit *test)
{
	struct memtopo_snapshot *snap = fake_snapshot(machine(test),
						      MEMTOPO_PART_ZONELISTS);

	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, MEMTOPO_ZONELIST_FALLBACK,
				     FAKE_NORMAL),
			   "3 fallback Normal 3/Normal,0/Normal,0/DMA32,0/DMA 10,26,26,26");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, MEMTOPO_ZONELIST_FALLBACK,
				     FAKE_DMA32),
			   "3 fallback DMA32 0/DMA32,0/DMA 26,26");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, MEMTOPO_ZONELIST_FALLBACK,
				     FAKE_DMA),
			   "3 fallback DMA 0/DMA 26");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, MEMTOPO_ZONELIST_THISNODE,
				     FAKE_DMA32),
			   "3 thisnode DMA32 - -");
}

static void own_node(struct kunit *test)
{
	struct memtopo_snapshot *snap = fake_snapshot(machine(test),
						      MEMTOPO_PART_ZONELISTS);

	KUNIT_EXPECT_STREQ(test, row(test, snap, 1, MEMTOPO_ZONELIST_THISNODE,
				     FAKE_DEVICE),
			   "3 thisnode Device 3/Movable,3/Normal 10,10");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 2, MEMTOPO_ZONELIST_THISNODE,
				     FAKE_MOVABLE),
			   "5 thisnode Movable - -");
	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_zonelists, snap),
			(size_t)2 + 3 * 2 * FAKE_NR_ZONES);
}

/* Without NUMA a node has one list. */
static void one_list(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	LIST(fake, 0, MEMTOPO_ZONELIST_FALLBACK, { 0, FAKE_NORMAL });
	snap = fake_snapshot(fake, MEMTOPO_PART_ZONELISTS);
	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_zonelists, snap),
			(size_t)2 + FAKE_NR_ZONES);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0, MEMTOPO_ZONELIST_FALLBACK,
				     FAKE_NORMAL),
			   "0 fallback Normal 0/Normal 10");
}

/* More entries than there is room for at first. */
static void lists_grow(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_links refs[FAKE_ZONEREFS];
	struct memtopo_snapshot *snap;
	unsigned int i;

	for (i = 0; i < FAKE_NODES; i++)
		fake_node_add(fake, i, BIT(i));
	for (i = 0; i < FAKE_ZONELISTS * FAKE_ZONEREFS; i++) {
		refs[i % FAKE_ZONEREFS].nid = i % 7;
		refs[i % FAKE_ZONEREFS].zid = i % FAKE_NR_ZONES;
		if (i % FAKE_ZONEREFS == FAKE_ZONEREFS - 1)
			fake_zonelist_add(fake, i / (2 * FAKE_ZONEREFS),
					  i / FAKE_ZONEREFS % 2, refs,
					  FAKE_ZONEREFS);
	}
	snap = fake_snapshot(fake, MEMTOPO_PART_ZONELISTS);
	KUNIT_ASSERT_EQ(test, snap->nr_zonerefs,
			(size_t)FAKE_ZONELISTS * FAKE_ZONEREFS);
	for (i = 0; i < snap->nr_zonerefs; i++) {
		KUNIT_EXPECT_EQ(test, snap->zonerefs[i].nid, i % 7);
		KUNIT_EXPECT_EQ(test, snap->zonerefs[i].zid, i % FAKE_NR_ZONES);
	}
}

static void moves(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap = fake_snapshot(fake,
						      MEMTOPO_PART_ZONELISTS);
	struct fake_zonelist *list = &fake->zonelists[3];

	KUNIT_EXPECT_FALSE(test, memtopo_zonelist_moved(&fake->src, snap));
	swap(list->refs[0], list->refs[1]);
	KUNIT_EXPECT_TRUE(test, memtopo_zonelist_moved(&fake->src, snap));
	swap(list->refs[0], list->refs[1]);
	list->nr_refs--;
	KUNIT_EXPECT_TRUE(test, memtopo_zonelist_moved(&fake->src, snap));
	list->nr_refs += 2;
	KUNIT_EXPECT_TRUE(test, memtopo_zonelist_moved(&fake->src, snap));
	list->nr_refs--;
	list->refs[1].nid = 0;
	KUNIT_EXPECT_TRUE(test, memtopo_zonelist_moved(&fake->src, snap));
	list->refs[1].nid = 3;
	KUNIT_EXPECT_FALSE(test, memtopo_zonelist_moved(&fake->src, snap));
	/* A list that had nothing in it. */
	LIST(fake, 5, MEMTOPO_ZONELIST_THISNODE, { 5, FAKE_NORMAL });
	KUNIT_EXPECT_TRUE(test, memtopo_zonelist_moved(&fake->src, snap));
}

static struct kunit_case zonelist_cases[] = {
	KUNIT_CASE(all_nodes),
	KUNIT_CASE(highest_zone),
	KUNIT_CASE(own_node),
	KUNIT_CASE(one_list),
	KUNIT_CASE(lists_grow),
	KUNIT_CASE(moves),
	{}
};

static struct kunit_suite zonelist_suite = {
	.name = "memtopo_zonelist",
	.test_cases = zonelist_cases,
};

kunit_test_suite(zonelist_suite);
