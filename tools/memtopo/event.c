// SPDX-License-Identifier: GPL-2.0
/*
 * Events: the rows of the module's journal of memory hot-plug.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "event.h"
#include "size.h"

static const struct memtopo_column event_columns[] = {
	FIELD("SEQUENCE", NUMBER, JSON, event, sequence, "counts from 1"),
	FIELD("TIME_NS", NUMBER, JSON, event, time_ns, "nanoseconds since the kernel started"),
	FIELD("EVENT", TEXT, JSON, event, event, "what happens"),
	FIELD("START_PFN", NUMBER, JSON, event, start_pfn, "first page frame"),
	FIELD("NR_PAGES", NUMBER, JSON, event, nr_pages, "how many page frames"),
	FIELD("NODE", NUMBER, JSON, event, node, "their node"),
	FIELD("ZONE", TEXT, JSON, event, zone, "their zone"),
	FIELD("GENERATION", NUMBER, JSON, event, generation, "memory-hotplug generation"),
	FIELD("WAIT_NS", NUMBER, JSON, event, wait_ns, "how long the kernel waited for memtopo"),
};

const struct memtopo_view memtopo_event_view = {
	.name = "event",
	.help = "a memory hot-plug event",
	.columns = event_columns,
	.column_count = ARRAY_SIZE(event_columns),
};

static int cell_number(struct memtopo_table *table, const char *name, u64 max, u64 *number)
{
	int column = memtopo_table_column(table, name);

	return column < 0 ? column : memtopo_cell_number(table, column, max, number);
}

/* A word, or NULL where there is none. */
static int cell_word(struct memtopo_table *table, const char *name, char **word)
{
	int column = memtopo_table_column(table, name);

	if (column < 0)
		return column;
	*word = NULL;
	if (memtopo_cell_is_none(table->cells[column]))
		return 0;
	*word = strdup(table->cells[column]);
	return *word ? 0 : -ENOMEM;
}

static int node_parse(struct memtopo_table *table, u64 *node)
{
	int column = memtopo_table_column(table, "node");

	*node = MEMTOPO_NONE;
	if (column >= 0 && memtopo_cell_is_none(table->cells[column]))
		return 0;
	return cell_number(table, "node", MEMTOPO_MAX_NODE, node);
}

static int span_check(const struct memtopo_event *event, struct memtopo_table *table,
		      const struct memtopo_machine *machine)
{
	u64 end;

	if (!__builtin_add_overflow(event->start_pfn, event->nr_pages, &end) &&
	    memtopo_machine_bytes(machine, end) != MEMTOPO_NONE)
		return 0;
	return memtopo_error_set(table->err, table->path, table->line,
				 "page frames %llu + %llu have no address",
				 event->start_pfn, event->nr_pages);
}

int memtopo_event_parse(struct memtopo_event *event, struct memtopo_stream *stream,
			const struct memtopo_machine *machine)
{
	struct memtopo_table *table = &stream->table;
	const struct {
		const char *name;
		u64 *number;
	} numbers[] = {
		{ "sequence", &event->sequence },
		{ "time_ns", &event->time_ns },
		{ "start_pfn", &event->start_pfn },
		{ "nr_pages", &event->nr_pages },
		{ "generation", &event->generation },
		{ "wait_ns", &event->wait_ns },
	};
	size_t i;
	int rc = 0;

	memset(event, 0, sizeof(*event));
	for (i = 0; i < ARRAY_SIZE(numbers) && !rc; i++)
		rc = cell_number(table, numbers[i].name, MEMTOPO_NONE - 1, numbers[i].number);
	if (!rc)
		rc = node_parse(table, &event->node);
	if (!rc)
		rc = cell_word(table, "event", &event->event);
	if (!rc)
		rc = cell_word(table, "zone", &event->zone);
	return rc ? rc : span_check(event, table, machine);
}

/* "12.3 us": three digits or so tell enough. */
static void print_wait(u64 ns)
{
	if (ns < 1000)
		printf("%llu ns", ns);
	else if (ns < 1000000)
		printf("%llu.%llu us", ns / 1000, ns % 1000 / 100);
	else if (ns < 1000000000)
		printf("%llu.%llu ms", ns / 1000000, ns % 1000000 / 100000);
	else
		printf("%llu.%llu s", ns / 1000000000, ns % 1000000000 / 100000000);
}

void memtopo_event_print(const struct memtopo_event *event,
			 const struct memtopo_machine *machine,
			 const struct memtopo_style *style)
{
	u64 page = machine->info.page_size;
	u64 bytes = event->nr_pages * page;
	char size[MEMTOPO_SIZE_ROOM];

	printf("[%5llu.%06llu] %-14s", event->time_ns / 1000000000,
	       event->time_ns % 1000000000 / 1000, event->event ? event->event : "-");
	if (bytes)
		printf(" 0x%llx-0x%llx", event->start_pfn * page,
		       event->start_pfn * page + bytes - 1);
	if (style->bytes)
		printf(" %llu", bytes);
	else
		printf(" %s", memtopo_size_format(size, bytes));
	if (event->node != MEMTOPO_NONE)
		printf(", node %llu", event->node);
	if (event->zone)
		printf(", zone %s", event->zone);
	fputs(", the kernel waited ", stdout);
	print_wait(event->wait_ns);
	putchar('\n');
}

void memtopo_event_free(struct memtopo_event *event)
{
	free(event->event);
	free(event->zone);
	memset(event, 0, sizeof(*event));
}
