/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The journal of memory hotplug: what the notifier was told, in order.
 *
 * A bounded ring. It never waits for a reader; a reader that falls behind is
 * told how many events it missed.
 */
#ifndef MEMTOPO_EVENT_H
#define MEMTOPO_EVENT_H

#include <linux/fs.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "source.h"

/* Events kept. A block that is plugged in and put online makes two. */
#define MEMTOPO_EVENTS_MAX	128

/**
 * enum memtopo_event_kind - the kernel's MEM_* notifications, in our order
 * @MEMTOPO_EVENT_GOING_ONLINE: MEM_GOING_ONLINE
 * @MEMTOPO_EVENT_ONLINE: MEM_ONLINE
 * @MEMTOPO_EVENT_CANCEL_ONLINE: MEM_CANCEL_ONLINE
 * @MEMTOPO_EVENT_GOING_OFFLINE: MEM_GOING_OFFLINE
 * @MEMTOPO_EVENT_OFFLINE: MEM_OFFLINE
 * @MEMTOPO_EVENT_CANCEL_OFFLINE: MEM_CANCEL_OFFLINE
 * @MEMTOPO_EVENT_PREPARE_ONLINE: MEM_PREPARE_ONLINE, on kernels that have it
 * @MEMTOPO_EVENT_FINISH_OFFLINE: MEM_FINISH_OFFLINE, likewise
 * @MEMTOPO_EVENT_OTHER: one that this module has no name for
 * @MEMTOPO_NR_EVENT_KINDS: how many there are
 */
enum memtopo_event_kind {
	MEMTOPO_EVENT_GOING_ONLINE,
	MEMTOPO_EVENT_ONLINE,
	MEMTOPO_EVENT_CANCEL_ONLINE,
	MEMTOPO_EVENT_GOING_OFFLINE,
	MEMTOPO_EVENT_OFFLINE,
	MEMTOPO_EVENT_CANCEL_OFFLINE,
	MEMTOPO_EVENT_PREPARE_ONLINE,
	MEMTOPO_EVENT_FINISH_OFFLINE,
	MEMTOPO_EVENT_OTHER,
	MEMTOPO_NR_EVENT_KINDS,
};

/**
 * struct memtopo_event - one notification
 * @sequence: counts from 1
 * @time_ns: CLOCK_MONOTONIC when it came
 * @wait_ns: how long the kernel then waited for this module
 * @start_pfn: first frame concerned
 * @nr_pages: how many
 * @generation: memory-hotplug generation that it began
 * @kind: what happens
 * @nid: node of the frames, -1 for unknown
 * @zone: name of their zone, empty for unknown
 */
struct memtopo_event {
	u64 sequence;
	u64 time_ns;
	u64 wait_ns;
	u64 start_pfn;
	u64 nr_pages;
	u64 generation;
	enum memtopo_event_kind kind;
	int nid;
	char zone[MEMTOPO_ZONE_NAME_LEN];
};

/**
 * struct memtopo_journal - the last events
 * @lock: guards the rest
 * @wait: readers who have read everything
 * @last: sequence of the newest event, 0 before the first
 * @events: event N is at N modulo the size
 */
struct memtopo_journal {
	spinlock_t lock;	/* guards last and events */
	wait_queue_head_t wait;
	u64 last;
	struct memtopo_event events[MEMTOPO_EVENTS_MAX];
};

extern const struct file_operations memtopo_event_fops;

void memtopo_journal_init(struct memtopo_journal *journal);
void memtopo_journal_add(struct memtopo_journal *journal,
			 struct memtopo_event *event);
bool memtopo_journal_next(struct memtopo_journal *journal, u64 *sequence,
			  u64 *lost, struct memtopo_event *event);
bool memtopo_journal_find(struct memtopo_journal *journal, u64 pfn,
			  struct memtopo_event *event);

#endif /* MEMTOPO_EVENT_H */
