// SPDX-License-Identifier: GPL-2.0
/*
 * For a test: a reader that stays inside its read section until it is let go.
 *
 * The notifier with its barrier, the journal and the way to read a page are
 * the module's own files, included. Replaced is only how live.c looks a page
 * up: for one reader the answer takes as long as the test likes, and that
 * reader goes on with the page it has got, as the barrier allows it to until
 * the end of its read section.
 *
 * In debugfs, race/:
 *   hold	write a PFN: look at that frame. Ends some time after
 *   release	is written
 *   state	what happened so far
 *   events	the journal, as the module's
 */
#include <linux/completion.h>
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/memory_hotplug.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

static struct page *race_online_page(unsigned long pfn);
#define pfn_to_online_page(pfn) race_online_page(pfn)
#include "../../../module/live.c"
#undef pfn_to_online_page

#include "../../../module/entry.c"
#include "../../../module/event.c"
#include "../../../module/hotplug.c"
#include "../../../module/mapped.c"
#include "../../../module/space.c"

/* The longest that a forgotten reader stays, below the hung-task detector's. */
#define RACE_HOLD_MAX	(100 * HZ)

static struct memtopo_source race_source;
static struct dentry *race_dir;

/**
 * struct race - the one reader there may be
 * @reader: who it is, while it looks at its frame
 * @page: what it has got
 * @release: what it waits for
 * @inside: it has a page, and has not read it
 * @err: how reading ended
 * @before: what the page's links said before
 * @after: and when it was let go
 * @left_ns: CLOCK_MONOTONIC when it had read all, still inside
 */
static struct race {
	struct task_struct *reader;
	struct page *page;
	struct completion release;
	bool inside;
	int err;
	struct memtopo_links before;
	struct memtopo_links after;
	u64 left_ns;
} race;

static struct page *race_online_page(unsigned long pfn)
{
	if (READ_ONCE(race.reader) != current)
		return pfn_to_online_page(pfn);
	if (!race.page) {
		race.page = pfn_to_online_page(pfn);
		WRITE_ONCE(race.inside, race.page);
		if (race.page)
			wait_for_completion_timeout(&race.release,
						    RACE_HOLD_MAX);
		WRITE_ONCE(race.inside, false);
	}
	return race.page;
}

/* The frame, as the walks of the module read it; then its links again. */
static int race_read(u64 pfn)
{
	const struct memtopo_source_ops *ops = race_source.ops;
	struct memtopo_page record;
	int cookie, err;

	cookie = ops->read_begin(&race_source);
	err = ops->page_links(&race_source, pfn, &race.before);
	WRITE_ONCE(race.reader, current);
	if (!err)
		err = ops->page(&race_source, pfn, &record);
	if (!err)
		err = ops->page_links(&race_source, pfn, &race.after);
	WRITE_ONCE(race.reader, NULL);
	race.left_ns = ktime_get_ns();
	ops->read_end(&race_source, cookie);
	return err;
}

static int race_hold(void *data, u64 pfn)
{
	race.page = NULL;
	reinit_completion(&race.release);
	race.err = race_read(pfn);
	return race.err;
}
DEFINE_DEBUGFS_ATTRIBUTE(race_hold_fops, NULL, race_hold, "%llu\n");

static int race_release(void *data, u64 unused)
{
	complete(&race.release);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(race_release_fops, NULL, race_release, "%llu\n");

static int race_state_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "generation %llu\n", memtopo_hotplug_generation());
	seq_printf(m, "inside %d\n", READ_ONCE(race.inside));
	seq_printf(m, "error %d\n", race.err);
	seq_printf(m, "before %d/%u\n", race.before.nid, race.before.zid);
	seq_printf(m, "after %d/%u\n", race.after.nid, race.after.zid);
	seq_printf(m, "left_ns %llu\n", race.left_ns);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(race_state);

static int __init race_init(void)
{
	int err;

	init_completion(&race.release);
	memtopo_live_init(&race_source);
	err = memtopo_hotplug_init(&race_source);
	if (err)
		return err;
	race_dir = debugfs_create_dir("race", NULL);
	debugfs_create_file_unsafe("hold", 0200, race_dir, NULL,
				   &race_hold_fops);
	debugfs_create_file_unsafe("release", 0200, race_dir, NULL,
				   &race_release_fops);
	debugfs_create_file("state", 0400, race_dir, NULL, &race_state_fops);
	debugfs_create_file("events", 0400, race_dir,
			    memtopo_hotplug_journal(), &memtopo_event_fops);
	return 0;
}

static void __exit race_exit(void)
{
	debugfs_remove(race_dir);
	memtopo_hotplug_exit();
}

module_init(race_init);
module_exit(race_exit);

MODULE_DESCRIPTION("Test of memtopo: a reader that does not hurry");
MODULE_AUTHOR("The memtopo developers");
MODULE_LICENSE("GPL");
