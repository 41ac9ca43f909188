/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the pages of a traced program land.
 *
 * Ranges of addresses are watched from when a call made them. What the module says
 * of one is compared with what it said before.
 */
#ifndef MEMTOPO_LANDING_H
#define MEMTOPO_LANDING_H

#include "change.h"
#include "space.h"

/* Room for what made a range, such as "malloc(200000) -> mmap". */
#define MEMTOPO_CAUSE_ROOM 96

/**
 * struct memtopo_spot - pages in one section of one zone
 * @node: node
 * @zone: index of the zone in memtopo_machine.zone_names
 * @section: section, or MEMTOPO_NONE
 * @pages: how many
 */
struct memtopo_spot {
	u64 node;
	u32 zone;
	u64 section;
	u64 pages;
};

/**
 * struct memtopo_watched - a range that is watched
 * @start: first address
 * @end: address after the last one
 * @cause: what made it
 * @spots: where its pages were when it was last looked at
 * @spot_count: how many
 * @pages: how many pages these are
 * @looks: how often it is looked at before the next tick
 */
struct memtopo_watched {
	u64 start;
	u64 end;
	char cause[MEMTOPO_CAUSE_ROOM];
	struct memtopo_spot *spots;
	size_t spot_count;
	u64 pages;
	unsigned int looks;
};

/**
 * struct memtopo_watches - the ranges of an address space that are watched
 * @range: the ranges
 * @count: how many
 * @fresh: there may be some that have looks left
 */
struct memtopo_watches {
	struct memtopo_watched *range;
	size_t count;
	bool fresh;
};

/**
 * struct memtopo_landed - pages that have landed in one zone since the last look
 * @pid: their process
 * @cause: what made the range
 * @start: first address of the range
 * @end: address after its last one
 * @pages: how many
 * @moved: they had been elsewhere before
 * @node: their node
 * @zone: name of their zone
 * @sections: their sections, as "32" or "32,34-36", "" where there are none
 */
struct memtopo_landed {
	u64 pid;
	const char *cause;
	u64 start;
	u64 end;
	u64 pages;
	bool moved;
	u64 node;
	const char *zone;
	const char *sections;
};

/**
 * struct memtopo_lookout - who asks where pages are
 * @machine: the machine
 * @root: the system root, "" for this machine
 * @is_off: nobody answers
 * @spots: pages that have landed, by node and zone
 * @spot_count: how many
 * @seen: called with what has landed
 * @context: for @seen
 */
struct memtopo_lookout {
	struct memtopo_machine machine;
	const char *root;
	bool is_off;
	struct memtopo_spot *spots;
	size_t spot_count;
	int (*seen)(void *context, const struct memtopo_landed *landed);
	void *context;
};

/**
 * memtopo_lookout_open() - begin to look
 * @lookout: who looks; memtopo_lookout_close() is wanted in any case
 * @root: the system root, "" for this machine
 *
 * Without the module a note says so, and nothing is watched.
 *
 * Return: 0 or -errno.
 */
int memtopo_lookout_open(struct memtopo_lookout *lookout, const char *root);

/**
 * memtopo_lookout_close() - end to look
 * @lookout: who looks
 */
void memtopo_lookout_close(struct memtopo_lookout *lookout);

/**
 * memtopo_watches_look() - look where the pages of ranges are
 * @watches: the ranges
 * @lookout: who looks
 * @pid: the process
 * @start: look at ranges that have to do with this one
 * @end: its end
 * @fresh: look at those alone that have looks left
 *
 * Return: 0 or -errno.
 */
int memtopo_watches_look(struct memtopo_watches *watches, struct memtopo_lookout *lookout,
			 u64 pid, u64 start, u64 end, bool fresh);

/**
 * memtopo_watches_change() - let the ranges be what a call has made of them
 * @watches: the ranges
 * @lookout: who looks
 * @pid: the process
 * @change: what the call changed
 * @cause: what made a range that is new
 * @all: watch files as well
 *
 * Return: 0 or -errno.
 */
int memtopo_watches_change(struct memtopo_watches *watches, struct memtopo_lookout *lookout,
			   u64 pid, const struct memtopo_change *change, const char *cause,
			   bool all);

/**
 * memtopo_watches_free() - release all ranges
 * @watches: the ranges
 */
void memtopo_watches_free(struct memtopo_watches *watches);

#endif /* MEMTOPO_LANDING_H */
