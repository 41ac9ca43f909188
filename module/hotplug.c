// SPDX-License-Identifier: GPL-2.0
/*
 * The memory notifier and its barrier.
 *
 * A module cannot take the memory-hotplug lock, so nothing stops a section
 * from being taken offline and its memmap from being freed while we look at
 * it; /proc/kpageflags has that race. What closes it here:
 *
 *   reader				offlining (mm/memory_hotplug.c)
 *   read_begin()			clear SECTION_IS_ONLINE
 *   pfn_to_online_page(), loads	notify MEM_OFFLINE: synchronize_srcu()
 *   read_end()				free the memmap, some time later
 *
 * A reader that begins after the bit was cleared gets no page. One that began
 * before is waited for, since synchronize_srcu() begins after the bit was
 * cleared. So a reader must look up its pages inside the read section it
 * reads them in, and the section must be short: offlining waits for it.
 */
#include <linux/atomic.h>
#include <linux/ktime.h>
#include <linux/memory.h>
#include <linux/notifier.h>
#include <linux/srcu.h>
#include <linux/string.h>

#include "compat.h"
#include "event.h"
#include "hotplug.h"
#include "source.h"

DEFINE_STATIC_SRCU(hotplug_srcu);

static struct {
	const struct memtopo_source *src;
	atomic64_t generation;
	struct memtopo_journal journal;
} hotplug;

static enum memtopo_event_kind hotplug_kind(unsigned long action)
{
	/* The codes are bits in some kernels and an enum in others: no masks. */
	switch (action) {
	case MEM_GOING_ONLINE:
		return MEMTOPO_EVENT_GOING_ONLINE;
	case MEM_ONLINE:
		return MEMTOPO_EVENT_ONLINE;
	case MEM_CANCEL_ONLINE:
		return MEMTOPO_EVENT_CANCEL_ONLINE;
	case MEM_GOING_OFFLINE:
		return MEMTOPO_EVENT_GOING_OFFLINE;
	case MEM_OFFLINE:
		return MEMTOPO_EVENT_OFFLINE;
	case MEM_CANCEL_OFFLINE:
		return MEMTOPO_EVENT_CANCEL_OFFLINE;
#ifdef MEMTOPO_HAVE_PREPARE_ONLINE
	case MEM_PREPARE_ONLINE:
		return MEMTOPO_EVENT_PREPARE_ONLINE;
	case MEM_FINISH_OFFLINE:
		return MEMTOPO_EVENT_FINISH_OFFLINE;
#endif
	}
	return MEMTOPO_EVENT_OTHER;
}

/* Do the frames belong where the last event about them says? */
static bool hotplug_remembers(enum memtopo_event_kind kind)
{
	return kind == MEMTOPO_EVENT_OFFLINE ||
		kind == MEMTOPO_EVENT_FINISH_OFFLINE;
}

/*
 * Which zone the frames belong to. Where they have no struct page that may be
 * read, since they are not online, an earlier event may know.
 */
static void hotplug_place(struct memtopo_event *event)
{
	const struct memtopo_source *src = hotplug.src;
	struct memtopo_zone zone = {};
	struct memtopo_event known;
	struct memtopo_links links;
	int cookie = src->ops->read_begin(src);
	int err = src->ops->page_links(src, event->start_pfn, &links);

	src->ops->read_end(src, cookie);
	event->nid = -1;
	if (!err && memtopo_links_valid(&src->geometry, &links)) {
		src->ops->zone(src, links.nid, links.zid, &zone);
		event->nid = links.nid;
		strscpy(event->zone, zone.name, sizeof(event->zone));
	} else if (hotplug_remembers(event->kind) &&
		   memtopo_journal_find(&hotplug.journal, event->start_pfn,
					&known)) {
		event->nid = known.nid;
		strscpy(event->zone, known.zone, sizeof(event->zone));
	}
}

static int hotplug_notify(struct notifier_block *nb, unsigned long action,
			  void *data)
{
	const struct memory_notify *notify = data;
	struct memtopo_event event = {
		.time_ns = ktime_get_ns(),
		.kind = hotplug_kind(action),
		.start_pfn = notify->start_pfn,
		.nr_pages = notify->nr_pages,
		/* Before the barrier: a walk under way must see it is late. */
		.generation = atomic64_inc_return(&hotplug.generation),
	};

	if (event.kind == MEMTOPO_EVENT_OFFLINE ||
	    event.kind == MEMTOPO_EVENT_FINISH_OFFLINE)
		synchronize_srcu(&hotplug_srcu);
	hotplug_place(&event);
	event.wait_ns = ktime_get_ns() - event.time_ns;
	memtopo_journal_add(&hotplug.journal, &event);
	/* An observer never refuses. */
	return NOTIFY_OK;
}

static struct notifier_block hotplug_nb = {
	.notifier_call = hotplug_notify,
};

/**
 * memtopo_hotplug_generation - memory-hotplug events since the module came
 *
 * Return: a number that only grows.
 */
u64 memtopo_hotplug_generation(void)
{
	return atomic64_read(&hotplug.generation);
}

/**
 * memtopo_hotplug_read_begin - keep the pages found online from here on
 *
 * Context: Until memtopo_hotplug_read_end() plain loads only: no allocation,
 * no sleeping lock, no access to user memory, no printing. All of those could
 * wait for memory hotplug, which waits for us.
 *
 * Return: what memtopo_hotplug_read_end() takes.
 */
int memtopo_hotplug_read_begin(void)
	__acquires(&hotplug_srcu)
{
	return srcu_read_lock(&hotplug_srcu);
}

/**
 * memtopo_hotplug_read_end - let go of them
 * @cookie: what memtopo_hotplug_read_begin() gave
 */
void memtopo_hotplug_read_end(int cookie)
	__releases(&hotplug_srcu)
{
	srcu_read_unlock(&hotplug_srcu, cookie);
}

/**
 * memtopo_hotplug_journal - what was heard
 *
 * Return: the journal, for as long as the module is loaded.
 */
struct memtopo_journal *memtopo_hotplug_journal(void)
{
	return &hotplug.journal;
}

/**
 * memtopo_hotplug_init - start to hear of memory hotplug
 * @src: tells which zone frames belong to
 *
 * Must come before the first reader can.
 *
 * Return: 0 or -errno.
 */
int memtopo_hotplug_init(const struct memtopo_source *src)
{
	hotplug.src = src;
	memtopo_journal_init(&hotplug.journal);
	return register_memory_notifier(&hotplug_nb);
}

/**
 * memtopo_hotplug_exit - stop
 *
 * Must come after the last reader has gone.
 */
void memtopo_hotplug_exit(void)
{
	unregister_memory_notifier(&hotplug_nb);
}
