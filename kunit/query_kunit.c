// SPDX-License-Identifier: GPL-2.0
/*
 * The file that answers: one request, one answer, as often as it is read.
 */
#include "../module/query.c"

#include "fake.h"

static void query_clean(void *data)
{
	struct query *query = data;

	memtopo_snapshot_free(query->text.snap);
}

/* What open() leaves, but for the seq_file. */
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
	kunit_add_action(test, query_clean, query);
	return query;
}

static int ask(struct query *query, const char *text)
{
	return query_answer(query, text, strlen(text));
}

/* The text that a read from line @line on gives, through the seq_file's ops. */
static int line_at(struct query *query, loff_t line, char *text, size_t size)
{
	struct seq_file m = { .buf = text, .size = size, .private = query };
	void *v = memtopo_text_ops.start(&m, &line);

	if (IS_ERR_OR_NULL(v))
		return PTR_ERR_OR_ZERO(v);
	memtopo_text_ops.show(&m, v);
	memtopo_text_ops.stop(&m, v);
	text[min(m.count, size - 1)] = '\0';
	return m.count;
}

static void one_request(struct kunit *test)
{
	struct query *query = query_create(test);
	struct memtopo_snapshot *first;

	KUNIT_EXPECT_EQ(test, ask(query, "page 1"), 0);
	first = query->text.snap;
	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_EXPECT_EQ(test, ask(query, "page 1"), -EBUSY);
	KUNIT_EXPECT_EQ(test, ask(query, "nonsense"), -EBUSY);
	KUNIT_EXPECT_PTR_EQ(test, first, query->text.snap);
	KUNIT_EXPECT_EQ(test, first->page->pfn, 1);
}

/* A request that failed leaves the file as it was. */
static void failed_request(struct kunit *test)
{
	static const struct {
		const char *text;
		int err;
	} bad[] = {
		{ "", -EINVAL }, { "nonsense", -EINVAL }, { "page 40000", -ENXIO },
		{ "page 0xffffffffffffffff", -ERANGE }, { "process 0", -ESRCH },
	};
	struct query *query = query_create(test);
	char text[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		KUNIT_EXPECT_EQ(test, ask(query, bad[i].text), bad[i].err);
		KUNIT_EXPECT_NULL(test, query->text.snap);
		KUNIT_EXPECT_EQ(test, line_at(query, 0, text, sizeof(text)),
				-EINVAL);
	}
	KUNIT_EXPECT_EQ(test, ask(query, "page 7"), 0);
	KUNIT_EXPECT_GT(test, line_at(query, 2, text, sizeof(text)), 0);
	KUNIT_EXPECT_STREQ(test, text, "pfn 7\n");
}

/* Read in any order, again and again, and to an end. */
static void lines(struct kunit *test)
{
	struct query *query = query_create(test);
	char text[128];
	unsigned int round;
	loff_t line = 0;

	KUNIT_ASSERT_EQ(test, ask(query, "phys 0x3000\n"), 0);
	for (round = 0; round < 2; round++) {
		KUNIT_EXPECT_GT(test, line_at(query, 3, text, sizeof(text)), 0);
		KUNIT_EXPECT_STREQ(test, text, "physical 0x3000\n");
		KUNIT_EXPECT_GT(test, line_at(query, 0, text, sizeof(text)), 0);
		KUNIT_EXPECT_STREQ(test, text,
				   "# memtopo 1 page generation=0 consistent=1\n");
	}
	while (line_at(query, line, text, sizeof(text)) > 0)
		line++;
	KUNIT_EXPECT_EQ(test, line, memtopo_table_lines(&memtopo_table_page,
							query->text.snap));
	KUNIT_EXPECT_EQ(test, line_at(query, line + 1000000, text, sizeof(text)), 0);
	KUNIT_EXPECT_EQ(test, line_at(query, -1, text, sizeof(text)), 0);
}

/* Memory comes and goes each time: said, and yet answered. */
static void overtaken(struct kunit *test)
{
	struct query *query = query_create(test);
	struct fake_machine *fake = container_of(query->src, struct fake_machine,
						 src);

	fake->moves = 1000;
	KUNIT_EXPECT_EQ(test, ask(query, "page 1"), 0);
	KUNIT_EXPECT_FALSE(test, query->text.snap->consistent);
	KUNIT_EXPECT_EQ(test, fake->walks, 1 + MEMTOPO_RETRIES);
}

#if IS_ENABLED(CONFIG_FAILSLAB)
/*
 * Each allocation fails once: see allocations_fail() of the snapshots. Then the
 * same file is asked again, and answers.
 */
static unsigned int sweep(struct kunit *test)
{
	unsigned int failed = 0, nth = 0;
	bool injected;
	int err;

	do {
		struct query *query = query_create(test);

		current->fail_nth = ++nth;
		err = ask(query, "page 1");
		injected = current->fail_nth == 0;
		current->fail_nth = 0;
		if (err) {
			KUNIT_EXPECT_EQ(test, err, -ENOMEM);
			KUNIT_EXPECT_TRUE(test, injected);
			KUNIT_EXPECT_EQ(test, ask(query, "page 1"), 0);
			failed++;
		}
	} while (injected && nth < 100);
	KUNIT_EXPECT_FALSE(test, injected);
	return failed;
}

static void allocations_fail(struct kunit *test)
{
	unsigned int most = 0;
	unsigned int i;

	for (i = 0; i < 20 && most < 7; i++)
		most = max(most, sweep(test));
	/* The snapshot, nodes, CPUs, node rows, zones, spans, the page. */
	KUNIT_EXPECT_GE(test, most, 7);
}
#else
static void allocations_fail(struct kunit *test)
{
	kunit_skip(test, "kernel without CONFIG_FAILSLAB");
}
#endif

static struct kunit_case query_cases[] = {
	KUNIT_CASE(one_request),
	KUNIT_CASE(failed_request),
	KUNIT_CASE(lines),
	KUNIT_CASE(overtaken),
	KUNIT_CASE(allocations_fail),
	{}
};

static struct kunit_suite query_suite = {
	.name = "memtopo_query",
	.test_cases = query_cases,
};

kunit_test_suite(query_suite);
