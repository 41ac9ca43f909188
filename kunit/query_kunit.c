// SPDX-License-Identifier: GPL-2.0
/*
 * The file that answers: one request, one answer, as often as it is read.
 */
#include "../module/query.c"

#include "fake.h"

static struct query *query_create(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct query *query = kunit_kzalloc(test, sizeof(*query), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, query);
	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 32768, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);
	query->src = &fake->src;
	mutex_init(&query->lock);
	return query;
}

static int ask(struct query *query, const char *text)
{
	return query_answer(query, text, strlen(text));
}

static void one_request(struct kunit *test)
{
	struct query *query = query_create(test);

	KUNIT_EXPECT_EQ(test, ask(query, "page 1"), 0);
	KUNIT_EXPECT_EQ(test, ask(query, "page 1"), -EBUSY);
	memtopo_snapshot_free(query->text.snap);
}

static struct kunit_case query_cases[] = {
	KUNIT_CASE(one_request),
	{}
};

static struct kunit_suite query_suite = {
	.name = "memtopo_query",
	.test_cases = query_cases,
};

kunit_test_suite(query_suite);
