// SPDX-License-Identifier: GPL-2.0
/*
 * The memory notifier: counts, writes down, and lets everything pass. That it
 * also waits for readers takes memory that goes away: tools/vm.
 */
#include "../module/hotplug.c"

#include "fake.h"

#define SECTION	32768

/* One notification, as the kernel would make it; what the journal has of it. */
static struct memtopo_event notify(struct kunit *test, unsigned long action,
				   u64 start_pfn)
{
	struct memory_notify data = {
		.start_pfn = start_pfn, .nr_pages = SECTION,
	};
	struct memtopo_event event = {};
	u64 next = hotplug.journal.last + 1;
	u64 lost;

	KUNIT_EXPECT_EQ(test, hotplug_notify(&hotplug_nb, action, &data),
			NOTIFY_OK);
	KUNIT_ASSERT_TRUE(test, memtopo_journal_next(&hotplug.journal, &next,
						     &lost, &event));
	KUNIT_EXPECT_EQ(test, lost, 0);
	return event;
}

static int hotplug_test_init(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 2, 2);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	fake_memory_add(fake, SECTION, 2 * SECTION, 2, FAKE_MOVABLE);
	fake_section_add(fake, 0, FAKE_ONLINE);
	fake_section_add(fake, 1, FAKE_OFFLINE);
	test->priv = fake;
	hotplug.src = &fake->src;
	memtopo_journal_init(&hotplug.journal);
	return 0;
}

static void actions_named(struct kunit *test)
{
	static const struct {
		unsigned long action;
		enum memtopo_event_kind kind;
	} cases[] = {
		{ MEM_GOING_ONLINE, MEMTOPO_EVENT_GOING_ONLINE },
		{ MEM_ONLINE, MEMTOPO_EVENT_ONLINE },
		{ MEM_CANCEL_ONLINE, MEMTOPO_EVENT_CANCEL_ONLINE },
		{ MEM_GOING_OFFLINE, MEMTOPO_EVENT_GOING_OFFLINE },
		{ MEM_OFFLINE, MEMTOPO_EVENT_OFFLINE },
		{ MEM_CANCEL_OFFLINE, MEMTOPO_EVENT_CANCEL_OFFLINE },
#ifdef MEMTOPO_HAVE_PREPARE_ONLINE
		{ MEM_PREPARE_ONLINE, MEMTOPO_EVENT_PREPARE_ONLINE },
		{ MEM_FINISH_OFFLINE, MEMTOPO_EVENT_FINISH_OFFLINE },
#endif
		{ 0xdead, MEMTOPO_EVENT_OTHER },
	};
	u64 before = memtopo_hotplug_generation();
	struct memtopo_event event;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		event = notify(test, cases[i].action, 77);
		KUNIT_EXPECT_EQ(test, event.kind, cases[i].kind);
		KUNIT_EXPECT_EQ(test, event.sequence, i + 1);
		KUNIT_EXPECT_EQ(test, event.start_pfn, 77);
		KUNIT_EXPECT_EQ(test, event.nr_pages, SECTION);
		KUNIT_EXPECT_EQ(test, event.generation, before + i + 1);
	}
	KUNIT_EXPECT_EQ(test, memtopo_hotplug_generation(), before + i);
}

static void place_by_page(struct kunit *test)
{
	struct memtopo_event event = notify(test, MEM_ONLINE, 0);

	KUNIT_EXPECT_EQ(test, event.nid, 0);
	KUNIT_EXPECT_STREQ(test, event.zone, "Normal");
}

/* Frames that are not online: their struct pages are not read. */
static void place_unknown(struct kunit *test)
{
	struct memtopo_event event = notify(test, MEM_GOING_ONLINE, SECTION);

	KUNIT_EXPECT_EQ(test, event.nid, -1);
	KUNIT_EXPECT_STREQ(test, event.zone, "");
}

static void place_remembered(struct kunit *test)
{
	struct fake_machine *fake = test->priv;
	struct memtopo_event event;

	notify(test, MEM_GOING_OFFLINE, 0);
	fake->sections[0].word = FAKE_OFFLINE;
	event = notify(test, MEM_OFFLINE, 0);
	KUNIT_EXPECT_EQ(test, event.nid, 0);
	KUNIT_EXPECT_STREQ(test, event.zone, "Normal");
}

/* Where memory was before says nothing about where it goes now. */
static void place_forgotten(struct kunit *test)
{
	struct fake_machine *fake = test->priv;
	struct memtopo_event event;

	notify(test, MEM_GOING_OFFLINE, 0);
	fake->sections[0].word = FAKE_OFFLINE;
	notify(test, MEM_OFFLINE, 0);
	event = notify(test, MEM_GOING_ONLINE, 0);
	KUNIT_EXPECT_EQ(test, event.nid, -1);
	KUNIT_EXPECT_STREQ(test, event.zone, "");
}

static void place_impossible(struct kunit *test)
{
	struct fake_machine *fake = test->priv;
	struct memtopo_event event;

	fake->runs[0].zid = 7;
	event = notify(test, MEM_ONLINE, 0);
	KUNIT_EXPECT_EQ(test, event.nid, -1);
}

/* The generation can be asked for, and moves, while a reader is inside. */
static void counted_meanwhile(struct kunit *test)
{
	u64 before = memtopo_hotplug_generation();
	int cookie = memtopo_hotplug_read_begin();

	notify(test, MEM_GOING_OFFLINE, 0);
	KUNIT_EXPECT_EQ(test, memtopo_hotplug_generation(), before + 1);
	memtopo_hotplug_read_end(cookie);
}

static struct kunit_case hotplug_cases[] = {
	KUNIT_CASE(actions_named),
	KUNIT_CASE(place_by_page),
	KUNIT_CASE(place_unknown),
	KUNIT_CASE(place_remembered),
	KUNIT_CASE(place_forgotten),
	KUNIT_CASE(place_impossible),
	KUNIT_CASE(counted_meanwhile),
	{}
};

static struct kunit_suite hotplug_suite = {
	.name = "memtopo_hotplug",
	.init = hotplug_test_init,
	.test_cases = hotplug_cases,
};

kunit_test_suite(hotplug_suite);
