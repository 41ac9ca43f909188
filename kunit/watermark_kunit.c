// SPDX-License-Identifier: GPL-2.0
/*
 * Watermarks: their rows.
 */
#include "../module/watermark.c"

#include "fake.h"

static struct fake_machine *machine(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_zone *zone = &fake->zones[0];
	unsigned int i;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 4, 2);
	fake_zone_add(fake, 4, FAKE_NORMAL, 1048576, 2097152);
	zone->managed_pages = 1040000;
	zone->free_pages = 900000;
	zone->min = 101;
	zone->low = 202;
	zone->high = 303;
	zone->promo = 404;
	zone->boost = 55;
	zone->nr_reserved_highatomic = 10240;
	zone->nr_free_highatomic = 10239;
	zone->cma_pages = 16384;
	zone->free_cma_pages = 16000;
	zone->unaccepted_pages = 1024;
	for (i = 0; i < FAKE_NR_ZONES; i++)
		zone->lowmem_reserve[i] = i * 7;
	return fake;
}

static const char *row(struct kunit *test, struct fake_machine *fake, size_t i)
{
	return fake_line(test, &memtopo_table_watermarks,
			 fake_snapshot(fake, 0), 2 + i);
}

static void row_full(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, row(test, machine(test),
				     FAKE_NR_ZONES + FAKE_NORMAL),
			   "4 Normal 1040000 900000 101 202 303 404 55 10240 10239 16384 16000 1024 0,7,14,21,28");
}

static void row_empty(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, row(test, machine(test), FAKE_MOVABLE),
			   "0 Movable 0 0 0 0 0 0 0 0 0 0 0 0 0,0,0,0,0");
}

/* What the kernel does not count is not nothing. */
static void row_uncounted(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	fake->zones[0].nr_free_highatomic = MEMTOPO_NO_VALUE;
	fake->zones[0].unaccepted_pages = MEMTOPO_NO_VALUE;
	KUNIT_EXPECT_STREQ(test, row(test, fake, FAKE_NR_ZONES + FAKE_NORMAL),
			   "4 Normal 1040000 900000 101 202 303 404 55 10240 - 16384 16000 - 0,7,14,21,28");
}

static void rows_of_all_nodes(struct kunit *test)
{
	struct memtopo_snapshot *snap = fake_snapshot(machine(test), 0);

	KUNIT_EXPECT_EQ(test, memtopo_table_lines(&memtopo_table_watermarks, snap),
			(size_t)2 + 2 * FAKE_NR_ZONES);
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_watermarks,
					   snap, 1),
			   "node zone managed_pages free_pages min low high promo boost nr_reserved_highatomic nr_free_highatomic cma_pages free_cma_pages unaccepted_pages lowmem_reserve");
}

static struct kunit_case watermark_cases[] = {
	KUNIT_CASE(row_full),
	KUNIT_CASE(row_empty),
	KUNIT_CASE(row_uncounted),
	KUNIT_CASE(rows_of_all_nodes),
	{}
};

static struct kunit_suite watermark_suite = {
	.name = "memtopo_watermark",
	.test_cases = watermark_cases,
};

kunit_test_suite(watermark_suite);
