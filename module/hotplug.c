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
#include <linux/memory.h>
#include <linux/notifier.h>
#include <linux/srcu.h>

#include "compat.h"
#include "hotplug.h"

DEFINE_STATIC_SRCU(hotplug_srcu);
static atomic64_t hotplug_generation = ATOMIC64_INIT(0);

static int hotplug_notify(struct notifier_block *nb, unsigned long action,
			  void *data)
{
	/* Before the barrier: a snapshot under way must see that it is late. */
	atomic64_inc(&hotplug_generation);
	if (action == MEM_OFFLINE || memtopo_compat_is_finish_offline(action))
		synchronize_srcu(&hotplug_srcu);
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
	return atomic64_read(&hotplug_generation);
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
 * memtopo_hotplug_init - start to hear of memory hotplug
 *
 * Must come before the first reader can.
 *
 * Return: 0 or -errno.
 */
int memtopo_hotplug_init(void)
{
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
