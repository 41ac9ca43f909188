// SPDX-License-Identifier: GPL-2.0
/*
 * The journal of memory hotplug, and the file that follows it.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "event.h"
#include "memtopo.h"

/* The longest line: six numbers of 64 bits and four words. */
#define EVENT_LINE_MAX	256

/**
 * struct event_reader - an open file
 * @journal: what it follows
 * @lock: one read at a time
 * @next: sequence of the event to show next
 * @headed: lines of heading that were shown
 * @line: the line that is being read
 * @length: bytes of it
 * @offset: of these, how many were read
 */
struct event_reader {
	struct memtopo_journal *journal;
	struct mutex lock;	/* guards what follows */
	u64 next;
	unsigned int headed;
	char line[EVENT_LINE_MAX];
	size_t length;
	size_t offset;
};

/**
 * memtopo_journal_init - an empty journal
 * @journal: the journal
 */
void memtopo_journal_init(struct memtopo_journal *journal)
{
	spin_lock_init(&journal->lock);
	init_waitqueue_head(&journal->wait);
	journal->last = 0;
}

/**
 * memtopo_journal_add - write an event down and wake the readers
 * @journal: the journal
 * @event: the event; gets its sequence
 */
void memtopo_journal_add(struct memtopo_journal *journal,
			 struct memtopo_event *event)
{
	spin_lock(&journal->lock);
	event->sequence = ++journal->last;
	journal->events[event->sequence % MEMTOPO_EVENTS_MAX] = *event;
	spin_unlock(&journal->lock);
	wake_up_interruptible(&journal->wait);
}

/* Oldest event that is still there; with the lock held. */
static u64 journal_first(const struct memtopo_journal *journal)
{
	return journal->last < MEMTOPO_EVENTS_MAX ? 1 :
		journal->last - MEMTOPO_EVENTS_MAX + 1;
}

/**
 * memtopo_journal_next - the next event a reader has not seen
 * @journal: the journal
 * @sequence: of the event wanted; when it is gone, set to the oldest there is
 * @lost: how many were skipped by that
 * @event: where to
 *
 * Return: false when there is none yet.
 */
bool memtopo_journal_next(struct memtopo_journal *journal, u64 *sequence,
			  u64 *lost, struct memtopo_event *event)
{
	u64 first;
	bool found;

	spin_lock(&journal->lock);
	first = journal_first(journal);
	*lost = *sequence < first ? first - *sequence : 0;
	*sequence += *lost;
	found = *sequence <= journal->last;
	if (found)
		*event = journal->events[*sequence % MEMTOPO_EVENTS_MAX];
	spin_unlock(&journal->lock);
	return found;
}

/**
 * memtopo_journal_find - the newest event about a frame
 * @journal: the journal
 * @pfn: the frame
 * @event: where to
 *
 * Return: false when there is none.
 */
bool memtopo_journal_find(struct memtopo_journal *journal, u64 pfn,
			  struct memtopo_event *event)
{
	const struct memtopo_event *candidate;
	bool found = false;
	u64 sequence;

	spin_lock(&journal->lock);
	for (sequence = journal->last;
	     !found && sequence >= journal_first(journal); sequence--) {
		candidate = &journal->events[sequence % MEMTOPO_EVENTS_MAX];
		found = pfn >= candidate->start_pfn &&
			pfn - candidate->start_pfn < candidate->nr_pages;
		if (found)
			*event = *candidate;
	}
	spin_unlock(&journal->lock);
	return found;
}

static const char *const kind_names[MEMTOPO_NR_EVENT_KINDS] = {
	[MEMTOPO_EVENT_GOING_ONLINE]	= "going_online",
	[MEMTOPO_EVENT_ONLINE]		= "online",
	[MEMTOPO_EVENT_CANCEL_ONLINE]	= "cancel_online",
	[MEMTOPO_EVENT_GOING_OFFLINE]	= "going_offline",
	[MEMTOPO_EVENT_OFFLINE]		= "offline",
	[MEMTOPO_EVENT_CANCEL_OFFLINE]	= "cancel_offline",
	[MEMTOPO_EVENT_PREPARE_ONLINE]	= "prepare_online",
	[MEMTOPO_EVENT_FINISH_OFFLINE]	= "finish_offline",
	[MEMTOPO_EVENT_OTHER]		= "other",
};

static size_t event_format(char *line, const struct memtopo_event *event)
{
	char node[12] = "-";

	if (event->nid >= 0)
		scnprintf(node, sizeof(node), "%d", event->nid);
	return scnprintf(line, EVENT_LINE_MAX,
			 "%llu %llu %s %llu %llu %s %s %llu %llu\n",
			 event->sequence, event->time_ns,
			 kind_names[event->kind], event->start_pfn,
			 event->nr_pages, node, *event->zone ? event->zone : "-",
			 event->generation, event->wait_ns);
}

/* The next line for a reader; false when there is none yet. */
static bool reader_fill(struct event_reader *reader)
{
	struct memtopo_event event;
	u64 lost;

	reader->offset = 0;
	if (reader->headed == 0) {
		reader->headed++;
		reader->length = scnprintf(reader->line, EVENT_LINE_MAX,
					   "# memtopo %d events\n",
					   MEMTOPO_FORMAT);
		return true;
	}
	if (reader->headed == 1) {
		reader->headed++;
		reader->length = scnprintf(reader->line, EVENT_LINE_MAX,
					   "sequence time_ns event start_pfn nr_pages node zone generation wait_ns\n");
		return true;
	}
	reader->length = 0;
	if (!memtopo_journal_next(reader->journal, &reader->next, &lost, &event))
		return false;
	if (lost) {
		/* The event itself is next, if it is still there then. */
		reader->length = scnprintf(reader->line, EVENT_LINE_MAX,
					   "# lost %llu\n", lost);
		return true;
	}
	reader->length = event_format(reader->line, &event);
	reader->next++;
	return true;
}

static bool reader_ready(struct event_reader *reader)
{
	return reader->offset < reader->length || reader->headed < 2 ||
		reader->next <= READ_ONCE(reader->journal->last);
}

/* As many whole or begun lines as there are and fit. */
static ssize_t reader_copy(struct event_reader *reader, char __user *buf,
			   size_t count)
{
	size_t done = 0;

	while (done < count) {
		size_t n;

		if (reader->offset == reader->length && !reader_fill(reader))
			break;
		n = min(count - done, reader->length - reader->offset);
		n -= copy_to_user(buf + done, reader->line + reader->offset, n);
		if (!n)
			return done ?: -EFAULT;
		reader->offset += n;
		done += n;
	}
	return done;
}

static ssize_t event_read(struct file *file, char __user *buf, size_t count,
			  loff_t *pos)
{
	struct event_reader *reader = file->private_data;
	ssize_t done;
	int err;

	if (!count)
		return 0;
	for (;;) {
		err = mutex_lock_interruptible(&reader->lock);
		if (err)
			return err;
		done = reader_copy(reader, buf, count);
		mutex_unlock(&reader->lock);
		if (done)
			return done;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(reader->journal->wait,
					       reader_ready(reader));
		if (err)
			return err;
	}
}

static __poll_t event_poll(struct file *file, poll_table *wait)
{
	struct event_reader *reader = file->private_data;

	poll_wait(file, &reader->journal->wait, wait);
	return reader_ready(reader) ? EPOLLIN | EPOLLRDNORM : 0;
}

static int event_open(struct inode *inode, struct file *file)
{
	struct event_reader *reader;

	reader = kzalloc(sizeof(*reader), GFP_KERNEL_ACCOUNT);
	if (!reader)
		return -ENOMEM;
	reader->journal = inode->i_private;
	reader->next = 1;
	mutex_init(&reader->lock);
	file->private_data = reader;
	return stream_open(inode, file);
}

static int event_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

/*
 * A stream: reads from the oldest event kept, then waits for the next. The
 * owner keeps the module while the file is open, and with it the journal.
 */
const struct file_operations memtopo_event_fops = {
	.owner		= THIS_MODULE,
	.open		= event_open,
	.read		= event_read,
	.poll		= event_poll,
	.release	= event_release,
};
