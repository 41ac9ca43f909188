// SPDX-License-Identifier: GPL-2.0
/*
 * The journal: order, what is kept and what is lost, and its lines.
 */
#include "../module/event.c"

#include "fake.h"

static struct memtopo_journal *journal(struct kunit *test, unsigned int events)
{
	struct memtopo_journal *journal = kunit_kzalloc(test, sizeof(*journal),
							GFP_KERNEL);
	struct memtopo_event event = { .nr_pages = 10, .nid = -1 };
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, journal);
	memtopo_journal_init(journal);
	for (i = 1; i <= events; i++) {
		event.start_pfn = 100 * i;
		memtopo_journal_add(journal, &event);
		KUNIT_EXPECT_EQ(test, event.sequence, i);
	}
	return journal;
}

static struct event_reader *reader(struct kunit *test, unsigned int events)
{
	struct event_reader *reader = kunit_kzalloc(test, sizeof(*reader),
						    GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, reader);
	reader->journal = journal(test, events);
	reader->next = 1;
	return reader;
}

static void empty(struct kunit *test)
{
	struct memtopo_journal *none = journal(test, 0);
	struct memtopo_event event;
	u64 sequence = 1, lost;

	KUNIT_EXPECT_FALSE(test, memtopo_journal_next(none, &sequence, &lost,
						      &event));
	KUNIT_EXPECT_EQ(test, sequence, 1);
	KUNIT_EXPECT_EQ(test, lost, 0);
	KUNIT_EXPECT_FALSE(test, memtopo_journal_find(none, 0, &event));
}

static void in_order(struct kunit *test)
{
	struct memtopo_journal *three = journal(test, 3);
	struct memtopo_event event;
	u64 sequence, lost;

	for (sequence = 1; sequence <= 3; sequence++) {
		KUNIT_ASSERT_TRUE(test, memtopo_journal_next(three, &sequence,
							     &lost, &event));
		KUNIT_EXPECT_EQ(test, lost, 0);
		KUNIT_EXPECT_EQ(test, event.sequence, sequence);
		KUNIT_EXPECT_EQ(test, event.start_pfn, 100 * sequence);
	}
	KUNIT_EXPECT_FALSE(test, memtopo_journal_next(three, &sequence, &lost,
						      &event));
}

static void full_to_the_brim(struct kunit *test)
{
	struct memtopo_journal *full = journal(test, MEMTOPO_EVENTS_MAX);
	struct memtopo_event event;
	u64 sequence = 1, lost;

	KUNIT_ASSERT_TRUE(test, memtopo_journal_next(full, &sequence, &lost,
						     &event));
	KUNIT_EXPECT_EQ(test, lost, 0);
	KUNIT_EXPECT_EQ(test, event.sequence, 1);
}

static void overwritten(struct kunit *test)
{
	struct memtopo_journal *full = journal(test, MEMTOPO_EVENTS_MAX + 7);
	struct memtopo_event event;
	u64 sequence = 3, lost;

	KUNIT_ASSERT_TRUE(test, memtopo_journal_next(full, &sequence, &lost,
						     &event));
	KUNIT_EXPECT_EQ(test, lost, 5);
	KUNIT_EXPECT_EQ(test, sequence, 8);
	KUNIT_EXPECT_EQ(test, event.sequence, 8);
}

static void newest_found(struct kunit *test)
{
	struct memtopo_journal *three = journal(test, 3);
	struct memtopo_event again = { .start_pfn = 195, .nr_pages = 10 };
	struct memtopo_event event;

	memtopo_journal_add(three, &again);
	KUNIT_EXPECT_TRUE(test, memtopo_journal_find(three, 200, &event));
	KUNIT_EXPECT_EQ(test, event.sequence, 4);
	KUNIT_EXPECT_TRUE(test, memtopo_journal_find(three, 209, &event));
	KUNIT_EXPECT_EQ(test, event.sequence, 2);
	KUNIT_EXPECT_FALSE(test, memtopo_journal_find(three, 210, &event));
	KUNIT_EXPECT_FALSE(test, memtopo_journal_find(three, 99, &event));
}

static void lines(struct kunit *test)
{
	struct event_reader *r = reader(test, 0);
	struct memtopo_event event = {
		.time_ns = 123456789, .wait_ns = 4321, .start_pfn = 1048576,
		.nr_pages = 32768, .generation = 17, .nid = 2,
		.kind = MEMTOPO_EVENT_OFFLINE, .zone = "Movable",
	};

	KUNIT_EXPECT_TRUE(test, reader_ready(r));
	KUNIT_ASSERT_TRUE(test, reader_fill(r));
	KUNIT_EXPECT_STREQ(test, r->line, "# memtopo 1 events\n");
	KUNIT_ASSERT_TRUE(test, reader_fill(r));
	KUNIT_EXPECT_STREQ(test, r->line,
			   "sequence time_ns event start_pfn nr_pages node zone generation wait_ns\n");
	KUNIT_EXPECT_FALSE(test, reader_fill(r));
	KUNIT_EXPECT_FALSE(test, reader_ready(r));

	memtopo_journal_add(r->journal, &event);
	KUNIT_EXPECT_TRUE(test, reader_ready(r));
	KUNIT_ASSERT_TRUE(test, reader_fill(r));
	KUNIT_EXPECT_STREQ(test, r->line,
			   "1 123456789 offline 1048576 32768 2 Movable 17 4321\n");
	KUNIT_EXPECT_EQ(test, r->length, strlen(r->line));
	KUNIT_EXPECT_FALSE(test, reader_fill(r));
}

static void line_of_unknown_place(struct kunit *test)
{
	struct memtopo_event event = {
		.kind = MEMTOPO_EVENT_GOING_ONLINE, .nid = -1,
	};
	char line[EVENT_LINE_MAX];

	event_format(line, &event);
	KUNIT_EXPECT_STREQ(test, line, "0 0 going_online 0 0 - - 0 0\n");
}

/* The longest of everything fits, newline and all. */
static void longest_line(struct kunit *test)
{
	struct memtopo_event event = {
		.sequence = U64_MAX, .time_ns = U64_MAX, .wait_ns = U64_MAX,
		.start_pfn = U64_MAX, .nr_pages = U64_MAX,
		.generation = U64_MAX, .nid = INT_MAX,
		.kind = MEMTOPO_EVENT_CANCEL_OFFLINE, .zone = "12345678901",
	};
	char line[EVENT_LINE_MAX];
	size_t length = event_format(line, &event);

	KUNIT_EXPECT_LT(test, length, (size_t)EVENT_LINE_MAX - 1);
	KUNIT_EXPECT_EQ(test, line[length - 1], '\n');
}

static void lost_is_said(struct kunit *test)
{
	struct event_reader *r = reader(test, MEMTOPO_EVENTS_MAX + 2);

	r->headed = 2;
	KUNIT_ASSERT_TRUE(test, reader_fill(r));
	KUNIT_EXPECT_STREQ(test, r->line, "# lost 2\n");
	KUNIT_ASSERT_TRUE(test, reader_fill(r));
	KUNIT_EXPECT_STREQ(test, r->line,
			   "3 0 going_online 300 10 - - 0 0\n");
}

static void every_kind_named(struct kunit *test)
{
	int kind;

	for (kind = 0; kind < MEMTOPO_NR_EVENT_KINDS; kind++)
		KUNIT_EXPECT_NOT_NULL(test, kind_names[kind]);
}

static struct kunit_case event_cases[] = {
	KUNIT_CASE(empty),
	KUNIT_CASE(in_order),
	KUNIT_CASE(full_to_the_brim),
	KUNIT_CASE(overwritten),
	KUNIT_CASE(newest_found),
	KUNIT_CASE(lines),
	KUNIT_CASE(line_of_unknown_place),
	KUNIT_CASE(longest_line),
	KUNIT_CASE(lost_is_said),
	KUNIT_CASE(every_kind_named),
	{}
};

static struct kunit_suite event_suite = {
	.name = "memtopo_event",
	.test_cases = event_cases,
};

kunit_test_suite(event_suite);
