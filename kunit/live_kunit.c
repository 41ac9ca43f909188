// SPDX-License-Identifier: GPL-2.0
/*
 * The live source on the kernel that runs the tests: against what the kernel
 * itself says of its memory by other ways.
 */
#include "../module/live.c"

#include <linux/mm_types.h>

#include "fake.h"

static struct memtopo_snapshot *take(struct kunit *test, unsigned int parts)
{
	struct memtopo_source *src = kunit_kzalloc(test, sizeof(*src),
						   GFP_KERNEL);
	struct memtopo_snapshot *snap;

	KUNIT_ASSERT_NOT_NULL(test, src);
	memtopo_live_init(src);
	snap = memtopo_snapshot_take(src, parts);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, snap);
	return snap;
}

static void memory_model(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_SECTIONS);

	if (IS_ENABLED(CONFIG_FLATMEM)) {
		KUNIT_EXPECT_STREQ(test, snap->geometry.memory_model, "flatmem");
		KUNIT_EXPECT_EQ(test, snap->nr_sections, (size_t)0);
		KUNIT_EXPECT_GT(test, snap->geometry.mem_map_pages, 0);
	} else {
		KUNIT_EXPECT_STREQ(test, snap->geometry.memory_model,
				   "sparsemem");
		KUNIT_EXPECT_GT(test, snap->nr_sections, (size_t)0);
		KUNIT_EXPECT_EQ(test, snap->geometry.mem_map_pages, 0);
	}
	memtopo_snapshot_free(snap);
}

/* totalram_pages() is what the allocator was given, counted on its own. */
static void managed_adds_up(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, 0);
	u64 managed = 0;
	size_t row;

	for (row = 0; row < snap->nr_nodes; row++) {
		KUNIT_EXPECT_TRUE(test, node_online(snap->nodes[row].nid));
		managed += snap->nodes[row].managed_pages;
	}
	KUNIT_EXPECT_EQ(test, managed, totalram_pages());
	memtopo_snapshot_free(snap);
}

/* A page we hold lies in a zone of the snapshot, inside its span. */
static void own_page_found(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, 0);
	struct page *page = alloc_page(GFP_KERNEL);
	struct memtopo_links links;
	struct memtopo_zone *zone;
	long row;

	KUNIT_ASSERT_NOT_NULL(test, page);
	links.nid = page_to_nid(page);
	links.zid = page_zonenum(page);
	row = memtopo_snapshot_zone(snap, &links);
	KUNIT_ASSERT_GE(test, row, 0);
	zone = &snap->zones[row];
	KUNIT_EXPECT_STREQ(test, zone->name, page_zone(page)->name);
	KUNIT_EXPECT_GE(test, page_to_pfn(page), zone->start_pfn);
	KUNIT_EXPECT_LT(test, page_to_pfn(page),
			zone->start_pfn + zone->spanned_pages);
	__free_page(page);
	memtopo_snapshot_free(snap);
}

#ifdef CONFIG_FLATMEM
/* mem_map is one array: its ends are those of the frames it describes. */
static void mem_map_span(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, 0);
	u64 start = snap->geometry.mem_map_start_pfn;
	u64 end = start + snap->geometry.mem_map_pages;

	KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(start), mem_map);
	KUNIT_EXPECT_TRUE(test, pfn_valid(start));
	KUNIT_EXPECT_TRUE(test, pfn_valid(end - 1));
	KUNIT_EXPECT_FALSE(test, pfn_valid(end));
	memtopo_snapshot_free(snap);
}
#endif

static struct kunit_case live_cases[] = {
	KUNIT_CASE(memory_model),
	KUNIT_CASE(managed_adds_up),
	KUNIT_CASE(own_page_found),
#ifdef CONFIG_FLATMEM
	KUNIT_CASE(mem_map_span),
#endif
	{}
};

static struct kunit_suite live_suite = {
	.name = "memtopo_live",
	.test_cases = live_cases,
};

kunit_test_suite(live_suite);
