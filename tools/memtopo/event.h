/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events: the rows of the module's journal of memory hot-plug.
 */
#ifndef MEMTOPO_EVENT_H
#define MEMTOPO_EVENT_H

#include "print.h"

/**
 * struct memtopo_event - a row of the events table
 * @sequence: counts from 1
 * @time_ns: when it was, on the clock that starts with the kernel
 * @event: what happens, such as "going_offline"
 * @start_pfn: first page frame
 * @nr_pages: how many page frames
 * @node: their node, or MEMTOPO_NONE
 * @zone: name of their zone, or NULL
 * @generation: memory-hotplug generation that began
 * @wait_ns: how long the kernel waited for the module
 */
struct memtopo_event {
	u64 sequence;
	u64 time_ns;
	char *event;
	u64 start_pfn;
	u64 nr_pages;
	u64 node;
	char *zone;
	u64 generation;
	u64 wait_ns;
};

/* How an event is printed as JSON. */
extern const struct memtopo_view memtopo_event_view;

/**
 * memtopo_event_parse() - read the current row of a stream
 * @event: the event, to be passed to memtopo_event_free() in any case
 * @stream: the stream
 * @machine: whose memory it is about
 *
 * Return: 0 or -errno.
 */
int memtopo_event_parse(struct memtopo_event *event, struct memtopo_stream *stream,
			const struct memtopo_machine *machine);

/**
 * memtopo_event_print() - print an event on stdout as a line for people
 * @event: the event
 * @machine: whose memory it is about
 * @style: how
 */
void memtopo_event_print(const struct memtopo_event *event,
			 const struct memtopo_machine *machine,
			 const struct memtopo_style *style);

/**
 * memtopo_event_free() - release what an event holds
 * @event: the event
 */
void memtopo_event_free(struct memtopo_event *event);

#endif /* MEMTOPO_EVENT_H */
