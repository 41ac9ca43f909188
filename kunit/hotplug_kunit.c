// SPDX-License-Identifier: GPL-2.0
/*
 * The memory notifier: counts, and lets everything pass. That it also waits
 * for readers takes memory that goes away, and so a virtual machine.
 */
#include <kunit/test.h>

#include "../module/hotplug.c"

/* Events are counted, and none is refused. */
static void events_counted(struct kunit *test)
{
	static const unsigned long actions[] = {
		MEM_GOING_ONLINE, MEM_ONLINE, MEM_CANCEL_ONLINE,
		MEM_GOING_OFFLINE, MEM_OFFLINE, MEM_CANCEL_OFFLINE, 0xdead,
	};
	u64 before = memtopo_hotplug_generation();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		KUNIT_EXPECT_EQ(test,
				hotplug_notify(&hotplug_nb, actions[i], NULL),
				NOTIFY_OK);
		KUNIT_EXPECT_EQ(test, memtopo_hotplug_generation(),
				before + i + 1);
	}
}

/* The generation can be asked for, and moves, while a reader is inside. */
static void events_counted_meanwhile(struct kunit *test)
{
	u64 before = memtopo_hotplug_generation();
	int cookie = memtopo_hotplug_read_begin();

	hotplug_notify(&hotplug_nb, MEM_GOING_OFFLINE, NULL);
	KUNIT_EXPECT_EQ(test, memtopo_hotplug_generation(), before + 1);
	memtopo_hotplug_read_end(cookie);
}

static struct kunit_case hotplug_cases[] = {
	KUNIT_CASE(events_counted),
	KUNIT_CASE(events_counted_meanwhile),
	{}
};

static struct kunit_suite hotplug_suite = {
	.name = "memtopo_hotplug",
	.test_cases = hotplug_cases,
};

kunit_test_suite(hotplug_suite);
