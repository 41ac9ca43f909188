// SPDX-License-Identifier: GPL-2.0
/*
 * Zones: their rows, and whether one has moved.
 */
#include "../module/zone.c"

#include "fake.h"

static struct fake_machine *machine(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_zone *zone;
	unsigned int i;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 4, 2);
	fake_zone_add(fake, 4, FAKE_NORMAL, 1048576, 2097152);
	zone = &fake->zones[0];
	zone->present_pages = 1048000;
	zone->managed_pages = 1040000;
	zone->cma_pages = 16384;
	zone->free_pages = 900000;
	zone->min = 101;
	zone->low = 202;
	zone->high = 303;
	zone->promo = 404;
	zone->boost = 55;
	for (i = 0; i < FAKE_NR_ZONES; i++)
		zone->lowmem_reserve[i] = i * 7;
	return fake;
}

static void row_full(struct kunit *test)
{
	struct memtopo_snapshot *snap = fake_snapshot(machine(test), 0);

	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_zones, snap,
					   2 + FAKE_NR_ZONES + FAKE_NORMAL),
			   "4 Normal 1048576 1048576 1048000 1040000 16384 900000 101 202 303 404 55 0,7,14,21,28");
}

static void row_empty(struct kunit *test)
{
	struct memtopo_snapshot *snap = fake_snapshot(machine(test), 0);

	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_zones, snap,
					   2 + FAKE_MOVABLE),
			   "0 Movable 0 0 0 0 0 0 0 0 0 0 0 0,0,0,0,0");
}

static void rows_of_all_nodes(struct kunit *test)
{
	struct memtopo_snapshot *snap = fake_snapshot(machine(test), 0);

	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_zones, snap),
			(size_t)2 + 2 * FAKE_NR_ZONES);
}

static void moves(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap = fake_snapshot(fake, 0);
	struct memtopo_zone *zone = &fake->zones[0];

	KUNIT_EXPECT_FALSE(test, memtopo_zone_moved(&fake->src, snap));
	zone->start_pfn++;
	KUNIT_EXPECT_TRUE(test, memtopo_zone_moved(&fake->src, snap));
	zone->start_pfn--;
	zone->spanned_pages++;
	KUNIT_EXPECT_TRUE(test, memtopo_zone_moved(&fake->src, snap));
	zone->spanned_pages--;
	zone->present_pages--;
	KUNIT_EXPECT_TRUE(test, memtopo_zone_moved(&fake->src, snap));
	zone->present_pages++;
	/* What moves all the time does not tear a layout. */
	zone->free_pages--;
	KUNIT_EXPECT_FALSE(test, memtopo_zone_moved(&fake->src, snap));
}

static struct kunit_case zone_cases[] = {
	KUNIT_CASE(row_full),
	KUNIT_CASE(row_empty),
	KUNIT_CASE(rows_of_all_nodes),
	KUNIT_CASE(moves),
	{}
};

static struct kunit_suite zone_suite = {
	.name = "memtopo_zone",
	.test_cases = zone_cases,
};

kunit_test_suite(zone_suite);
