// SPDX-License-Identifier: GPL-2.0
/*
 * One page frame in full: what there is at a PFN, and how it is told.
 */
#include "../module/page.c"

#include "fake.h"
#include "pages.h"

static struct fake_machine *machine(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 32768, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_section_add(fake, 2, FAKE_OFFLINE);
	return fake;
}

static struct memtopo_snapshot *ask(struct fake_machine *fake, u64 pfn)
{
	struct memtopo_request request = {
		.kind = MEMTOPO_REQUEST_PAGE,
		.address = pfn,
	};

	return memtopo_snapshot_answer(&fake->src, &request);
}

static void page_of_lru(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap = ask(fake, 1000);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, snap);
	KUNIT_EXPECT_EQ(test, snap->page->kind, MEMTOPO_KIND_MOVABLE);
	memtopo_snapshot_free(snap);
}

static struct kunit_case page_cases[] = {
	KUNIT_CASE(page_of_lru),
	{}
};

static struct kunit_suite page_suite = {
	.name = "memtopo_page",
	.test_cases = page_cases,
};

kunit_test_suite(page_suite);
