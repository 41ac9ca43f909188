// SPDX-License-Identifier: GPL-2.0
/*
 * Pages of the running kernel, as whoever maps them sees them. Nobody does:
 * the counts are made up.
 */
#include "../module/mapped.c"

#include <kunit/test.h>
#include <linux/gfp.h>

#include "../module/live.h"

static struct memtopo_source live;

static int live_init(struct kunit *test)
{
	memtopo_live_init(&live);
	return 0;
}

static void free_page_of(void *page)
{
	__free_pages(page, compound_order(page));
}

/* Goes with the test. */
static struct page *pages_of(struct kunit *test, unsigned int order)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, order);

	KUNIT_ASSERT_NOT_NULL(test, page);
	kunit_add_action(test, free_page_of, page);
	return page;
}

static struct memtopo_mapped look(u64 pfn)
{
	int cookie = live.ops->read_begin(&live);
	struct memtopo_mapped mapped;

	live.ops->mapped_pages(&live, &pfn, 1, &mapped);
	live.ops->read_end(&live, cookie);
	return mapped;
}

static unsigned int look_leaf(u64 pfn, unsigned int pages,
			      struct memtopo_mapped *mapped)
{
	int cookie = live.ops->read_begin(&live);
	unsigned int shared = live.ops->mapped_leaf(&live, pfn, pages, mapped);

	live.ops->read_end(&live, cookie);
	return shared;
}

static void small_page(struct kunit *test)
{
	struct page *page = pages_of(test, 0);
	struct memtopo_mapped mapped = look(page_to_pfn(page));

	KUNIT_EXPECT_EQ(test, mapped.flags, 0);
	KUNIT_EXPECT_EQ(test, mapped.nid, page_to_nid(page));
	KUNIT_EXPECT_EQ(test, mapped.zid, page_zonenum(page));
	__set_bit(PG_swapbacked, (unsigned long *)&page->flags);
	KUNIT_EXPECT_EQ(test, look(page_to_pfn(page)).flags,
			BIT(MEMTOPO_MAPPED_SHMEM));
	page->mapping = (void *)MEMTOPO_POINTER_ANON;
	KUNIT_EXPECT_EQ(test, look(page_to_pfn(page)).flags,
			BIT(MEMTOPO_MAPPED_ANON));
	page->mapping = NULL;
	__clear_bit(PG_swapbacked, (unsigned long *)&page->flags);
}

/* Mapped twice, unless nobody but one holds it. */
static void small_page_shared(struct kunit *test)
{
	struct page *page = pages_of(test, 0);
	u64 pfn = page_to_pfn(page);

	atomic_set(&page->_mapcount, 1);
	KUNIT_EXPECT_EQ(test, look(pfn).flags, 0);
	get_page(page);
	KUNIT_EXPECT_EQ(test, look(pfn).flags, BIT(MEMTOPO_MAPPED_SHARED));
	atomic_set(&page->_mapcount, 0);
	KUNIT_EXPECT_EQ(test, look(pfn).flags, 0);
	/* A type where the count would be. */
	atomic_set(&page->_mapcount, 0xf4000000);
	KUNIT_EXPECT_EQ(test, look(pfn).flags, 0);
	atomic_set(&page->_mapcount, -1);
	put_page(page);
}

/* A tail says what its head does, but for its count. */
static void large_page(struct kunit *test)
{
	struct page *page = pages_of(test, 2);
	u64 pfn = page_to_pfn(page);
	u64 pfns[] = { pfn + 3, pfn, pfn + 2, pfn + 1 };
	struct memtopo_mapped mapped[4];
	int cookie, i;

	page->mapping = (void *)MEMTOPO_POINTER_ANON;
	atomic_set(&page[2]._mapcount, 1);
	get_page(page);
	cookie = live.ops->read_begin(&live);
	live.ops->mapped_pages(&live, pfns, 4, mapped);
	live.ops->read_end(&live, cookie);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, mapped[i].nid, page_to_nid(page));
		KUNIT_EXPECT_EQ(test, mapped[i].zid, page_zonenum(page));
		if (!IS_ENABLED(CONFIG_NO_PAGE_MAPCOUNT))
			KUNIT_EXPECT_EQ(test, mapped[i].flags,
					BIT(MEMTOPO_MAPPED_ANON) |
					BIT(MEMTOPO_MAPPED_LARGE) |
					(i == 2 ? BIT(MEMTOPO_MAPPED_SHARED) : 0));
	}
	if (!IS_ENABLED(CONFIG_NO_PAGE_MAPCOUNT))
		KUNIT_EXPECT_EQ(test, look_leaf(pfn, 4, mapped), 1);
	KUNIT_EXPECT_EQ(test, mapped[0].flags, BIT(MEMTOPO_MAPPED_ANON) |
			BIT(MEMTOPO_MAPPED_LARGE));
	page->mapping = NULL;
	atomic_set(&page[2]._mapcount, -1);
	put_page(page);
}

/* Mapped by one entry and belonging to nothing: what the huge zero page is. */
static void huge_zero_page(struct kunit *test)
{
	struct page *page = pages_of(test, 4);
	struct memtopo_mapped mapped;

	KUNIT_EXPECT_EQ(test, look_leaf(page_to_pfn(page), 16, &mapped), 0);
	KUNIT_EXPECT_EQ(test, mapped.flags, BIT(MEMTOPO_MAPPED_ZERO));
	page->mapping = (void *)MEMTOPO_POINTER_ANON;
	look_leaf(page_to_pfn(page), 16, &mapped);
	KUNIT_EXPECT_EQ(test, mapped.flags, BIT(MEMTOPO_MAPPED_ANON) |
			BIT(MEMTOPO_MAPPED_LARGE));
	page->mapping = NULL;
}

static void zero_page(struct kunit *test)
{
	u64 pfn = page_to_pfn(ZERO_PAGE(0));

	KUNIT_EXPECT_EQ(test, look(pfn).flags, BIT(MEMTOPO_MAPPED_ZERO));
}

static void no_page(struct kunit *test)
{
	struct memtopo_mapped mapped;
	u64 pfn = 1ULL << 40;

	KUNIT_EXPECT_EQ(test, look(pfn).flags, BIT(MEMTOPO_MAPPED_ABSENT));
	KUNIT_EXPECT_EQ(test, look_leaf(pfn, 512, &mapped), 0);
	KUNIT_EXPECT_EQ(test, mapped.flags, BIT(MEMTOPO_MAPPED_ABSENT));
}

/* From one subsection to the next and back, and to where there is none. */
static void chunks(struct kunit *test)
{
	struct page *one = pages_of(test, 0), *other = pages_of(test, 10);
	u64 pfns[] = {
		page_to_pfn(one), page_to_pfn(other) + 1023, 1ULL << 40,
		page_to_pfn(one), page_to_pfn(other),
	};
	struct memtopo_mapped mapped[5];
	int cookie = live.ops->read_begin(&live);

	live.ops->mapped_pages(&live, pfns, 5, mapped);
	live.ops->read_end(&live, cookie);
	KUNIT_EXPECT_EQ(test, mapped[0].flags, 0);
	KUNIT_EXPECT_EQ(test, mapped[1].flags, BIT(MEMTOPO_MAPPED_LARGE));
	KUNIT_EXPECT_EQ(test, mapped[2].flags, BIT(MEMTOPO_MAPPED_ABSENT));
	KUNIT_EXPECT_EQ(test, mapped[3].flags, 0);
	KUNIT_EXPECT_EQ(test, mapped[4].flags, BIT(MEMTOPO_MAPPED_LARGE));
}

static struct kunit_case mapped_cases[] = {
	KUNIT_CASE(small_page),
	KUNIT_CASE(small_page_shared),
	KUNIT_CASE(large_page),
	KUNIT_CASE(huge_zero_page),
	KUNIT_CASE(zero_page),
	KUNIT_CASE(no_page),
	KUNIT_CASE(chunks),
	{}
};

static struct kunit_suite mapped_suite = {
	.name = "memtopo_mapped",
	.init = live_init,
	.test_cases = mapped_cases,
};

kunit_test_suite(mapped_suite);
