// SPDX-License-Identifier: GPL-2.0
/*
 * Writing down what a traced program does, line by line, and what it did in all.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "print.h"
#include "report.h"
#include "size.h"
#include "tracee.h"

/* What stands before each line of what happens within another. */
#define NESTED "  "

/* A row of JSON for a call of any sort. */
struct memtopo_called {
	u64 pid;
	u64 tid;
	const char *call;
	char *arguments;
	const struct memtopo_syscall *syscall;
	u64 memory;
	const char *error;
	const char *change;
	u64 start;
	u64 end;
	u64 bytes;
	const char *from;
};

static int call_result(const struct memtopo_machine *m, const void *row,
		       struct memtopo_value *value)
{
	const struct memtopo_called *called = row;
	const struct memtopo_syscall *syscall = called->syscall;

	(void)m;
	if (!syscall->has_returned || called->error)
		return 0;
	value->kind = MEMTOPO_KIND_NUMBER;
	value->number = syscall->result;
	if (!memtopo_call_is_address(syscall->call))
		return 0;
	value->kind = MEMTOPO_KIND_TEXT;
	return memtopo_value_print(value, "0x%llx", syscall->result);
}

static const struct memtopo_column call_columns[] = {
	FIELD("PID", NUMBER, JSON, called, pid, "its process"),
	FIELD("TID", NUMBER, JSON, called, tid, "its thread"),
	FIELD("CALL", TEXT, JSON, called, call, "what is called"),
	FIELD("ARGUMENTS", TEXT, JSON, called, arguments, "its arguments"),
	MADE("RESULT", ANY, JSON, call_result, "what it returned"),
	FIELD("ERROR", TEXT, JSON, called, error, "how it failed"),
	FIELD("CHANGE", TEXT, JSON, called, change, "what it changed"),
	FIELD("START", HEX, JSON, called, start, "address of the range that it changed"),
	FIELD("END", HEX, JSON, called, end, "address after that range"),
};

static const struct memtopo_column alloc_columns[] = {
	FIELD("PID", NUMBER, JSON, called, pid, "its process"),
	FIELD("TID", NUMBER, JSON, called, tid, "its thread"),
	FIELD("CALL", TEXT, JSON, called, call, "what is called"),
	FIELD("ARGUMENTS", TEXT, JSON, called, arguments, "its arguments"),
	FIELD("RESULT", HEX, JSON, called, memory, "the memory that it returned"),
	FIELD("BYTES", NUMBER, JSON, called, bytes, "bytes that it asked for"),
	FIELD("FROM", TEXT, JSON, called, from, "where the memory came from"),
};

static int landed_moved(const struct memtopo_machine *m, const void *row,
			struct memtopo_value *value)
{
	const struct memtopo_landed *landed = row;

	(void)m;
	return memtopo_value_text(value, landed->moved ? "yes" : "no");
}

static const struct memtopo_column landed_columns[] = {
	FIELD("PID", NUMBER, JSON, landed, pid, "their process"),
	FIELD("CAUSE", TEXT, JSON, landed, cause, "what made the range"),
	FIELD("START", HEX, JSON, landed, start, "address of the range"),
	FIELD("END", HEX, JSON, landed, end, "address after it"),
	FIELD("PAGES", FRAMES, JSON, landed, pages, "how many pages"),
	MADE("MOVED", BOOL, JSON, landed_moved, "whether they were elsewhere before"),
	FIELD("NODE", NUMBER, JSON, landed, node, "their node"),
	FIELD("ZONE", TEXT, JSON, landed, zone, "their zone"),
	FIELD("SECTIONS", NUMBERS, JSON, landed, sections, "their sections"),
};

/* A row of JSON for the end of a process. */
struct memtopo_ended {
	u64 pid;
	u64 status;
	u64 killed_by;
};

static const struct memtopo_column ended_columns[] = {
	FIELD("PID", NUMBER, JSON, ended, pid, "the process"),
	FIELD("STATUS", NUMBER, JSON, ended, status, "its exit status"),
	FIELD("SIGNAL", NUMBER, JSON, ended, killed_by, "the signal that killed it"),
};

/* A row of JSON for calls of one name. */
struct memtopo_counted {
	const char *call;
	u64 count;
	u64 errors;
};

static const struct memtopo_column counted_columns[] = {
	FIELD("CALL", TEXT, JSON, counted, call, "what is called"),
	FIELD("COUNT", NUMBER, JSON, counted, count, "how often"),
	FIELD("ERRORS", NUMBER, JSON, counted, errors, "how often it failed"),
};

static const struct memtopo_column landed_sum_columns[] = {
	FIELD("NODE", NUMBER, JSON, landed, node, "node"),
	FIELD("ZONE", TEXT, JSON, landed, zone, "zone"),
	FIELD("PAGES", FRAMES, JSON, landed, pages, "how many pages landed there"),
};

static const struct memtopo_column tally_columns[] = {
	FIELD("PROCESSES", NUMBER, JSON, tally, processes, "how many processes"),
	FIELD("THREADS", NUMBER, JSON, tally, threads, "threads beside the first of each"),
	FIELD("BREAK_GROWN", BYTES, JSON, tally, grown, "by how much program breaks grew"),
	FIELD("BREAK_SHRUNK", BYTES, JSON, tally, shrunk, "by how much they shrank"),
	FIELD("MAPPED", NUMBER, JSON, tally, mapped, "mappings made"),
	FIELD("MAPPED_BYTES", BYTES, JSON, tally, mapped_bytes, "their bytes"),
	FIELD("UNMAPPED", NUMBER, JSON, tally, unmapped, "ranges unmapped"),
	FIELD("UNMAPPED_BYTES", BYTES, JSON, tally, unmapped_bytes, "their bytes"),
	FIELD("MINOR_FAULTS", NUMBER, JSON, tally, minor, "faults served from memory"),
	FIELD("MAJOR_FAULTS", NUMBER, JSON, tally, major, "faults that waited for a device"),
};

static const struct memtopo_column heap_columns[] = {
	FIELD("FAILED", NUMBER, JSON, alloc_stats, failed, "requests that got nothing"),
	FIELD("ASKED", BYTES, JSON, alloc_stats, asked, "bytes asked for"),
	FIELD("FROM_MMAP", NUMBER, JSON, alloc_stats, mapped, "requests with their own mapping"),
	FIELD("SMALLEST_MMAP", BYTES, JSON, alloc_stats, mapped_min, "the smallest of them"),
	FIELD("FROM_HEAP", NUMBER, JSON, alloc_stats, others, "requests without"),
	FIELD("LARGEST_HEAP", BYTES, JSON, alloc_stats, others_max, "the largest of them"),
	FIELD("RAISED", NUMBER, JSON, alloc_stats, raised, "how often the threshold rose"),
};

static const struct memtopo_view call_view = {
	.name = "call",
	.help = "a system call",
	.columns = call_columns,
	.column_count = ARRAY_SIZE(call_columns),
};

static const struct memtopo_view calls_view = {
	.name = "calls",
	.help = "system calls",
	.columns = call_columns,
	.column_count = ARRAY_SIZE(call_columns),
};

static const struct memtopo_view alloc_view = {
	.name = "allocation",
	.help = "a call of malloc() or of its kin",
	.columns = alloc_columns,
	.column_count = ARRAY_SIZE(alloc_columns),
};

static const struct memtopo_view landed_view = {
	.name = "landed",
	.help = "pages that have landed",
	.columns = landed_columns,
	.column_count = ARRAY_SIZE(landed_columns),
};

static const struct memtopo_view ended_view = {
	.name = "ended",
	.help = "the end of a process",
	.columns = ended_columns,
	.column_count = ARRAY_SIZE(ended_columns),
};

static const struct memtopo_view tally_view = {
	.name = "summary",
	.help = "what all of it did",
	.columns = tally_columns,
	.column_count = ARRAY_SIZE(tally_columns),
};

static const struct memtopo_view counted_view = {
	.name = "calls",
	.help = "system calls by name",
	.columns = counted_columns,
	.column_count = ARRAY_SIZE(counted_columns),
};

static const struct memtopo_view landed_sum_view = {
	.name = "places",
	.help = "where pages have landed",
	.columns = landed_sum_columns,
	.column_count = ARRAY_SIZE(landed_sum_columns),
};

static const struct memtopo_view heap_view = {
	.name = "heap",
	.help = "what malloc() did",
	.columns = heap_columns,
	.column_count = ARRAY_SIZE(heap_columns),
};

static const struct memtopo_view allocs_view = {
	.name = "allocations",
	.help = "calls of malloc() and its kin by name",
	.columns = counted_columns,
	.column_count = ARRAY_SIZE(counted_columns),
};

/* Numbers and texts alone are in these rows, so that any machine will do. */
static const struct memtopo_machine no_machine;

static const struct memtopo_style json_style = { .format = MEMTOPO_FORMAT_JSON };

/* One row as one object in a line of its own. */
static int row_print(const struct memtopo_view *view, const void *row)
{
	const struct memtopo_rows rows = { .row = &row, .count = 1 };
	const struct memtopo_member member = {
		.view = view, .rows = &rows, .machine = &no_machine, .is_object = true,
	};

	return memtopo_line_print(&member, 1, &json_style);
}

static void size_write(const struct memtopo_report *report, u64 bytes)
{
	char size[MEMTOPO_SIZE_ROOM];

	if (report->bytes)
		printf("%llu", bytes);
	else
		fputs(memtopo_size_format(size, bytes), stdout);
}

static void name_write(const struct memtopo_report *report, u64 pid, u64 tid)
{
	if (!report->names)
		return;
	if (pid == tid)
		printf("[%llu] ", pid);
	else
		printf("[%llu/%llu] ", pid, tid);
}

/* To be released by called_free(). */
static int called_make(struct memtopo_called *called, u64 pid, u64 tid,
		       const struct memtopo_step *step)
{
	const struct memtopo_syscall *syscall = &step->syscall;
	size_t size;
	FILE *out;

	*called = (struct memtopo_called) {
		.pid = pid, .tid = tid, .call = memtopo_call_name(syscall->call),
		.syscall = syscall, .start = MEMTOPO_NONE, .end = MEMTOPO_NONE,
	};
	if (memtopo_syscall_error(syscall))
		called->error = strerrorname_np(memtopo_syscall_error(syscall));
	if (*step->change.words)
		called->change = step->change.words;
	if (step->change.end) {
		called->start = step->change.start;
		called->end = step->change.end;
	}
	out = open_memstream(&called->arguments, &size);
	if (!out)
		return -ENOMEM;
	memtopo_syscall_arguments(syscall, out);
	return fclose(out) ? -ENOMEM : 0;
}

static void call_write(const struct memtopo_step *step)
{
	memtopo_syscall_write(&step->syscall, stdout);
	if (*step->change.words)
		printf(": %s", step->change.words);
	putchar('\n');
}

int memtopo_report_call(const struct memtopo_report *report, u64 pid, u64 tid,
			const struct memtopo_step *step)
{
	struct memtopo_called called;
	int rc;

	if (!report->json) {
		name_write(report, pid, tid);
		call_write(step);
		return 0;
	}
	rc = called_make(&called, pid, tid, step);
	if (!rc)
		rc = row_print(&call_view, &called);
	free(called.arguments);
	return rc;
}

static const char *alloc_from(const struct memtopo_alloc *alloc)
{
	if (!alloc->has_returned || !alloc->result || !memtopo_alloc_bytes(alloc))
		return NULL;
	return alloc->is_mapped ? "mmap" : "heap";
}

static int alloc_make(struct memtopo_called *called, u64 pid, u64 tid,
		      const struct memtopo_alloc *alloc)
{
	size_t size;
	FILE *out;

	*called = (struct memtopo_called) {
		.pid = pid, .tid = tid, .call = memtopo_alloc_name(alloc->what),
		.memory = alloc->has_returned ? alloc->result : MEMTOPO_NONE,
		.bytes = memtopo_alloc_bytes(alloc), .from = alloc_from(alloc),
	};
	out = open_memstream(&called->arguments, &size);
	if (!out)
		return -ENOMEM;
	memtopo_alloc_arguments(alloc, out);
	return fclose(out) ? -ENOMEM : 0;
}

/* The call, and in an array those that are nested in it. */
static int alloc_json(u64 pid, u64 tid, const struct memtopo_alloc *alloc,
		      const struct memtopo_step *steps, size_t count)
{
	struct memtopo_called own, *called = calloc(count + 1, sizeof(*called));
	struct memtopo_rows nested = { .count = 0 };
	const void *row = &own;
	const struct memtopo_rows rows = { .row = &row, .count = 1 };
	const struct memtopo_member members[] = {
		{ .view = &alloc_view, .rows = &rows, .machine = &no_machine, .is_object = true },
		{ .view = &calls_view, .rows = &nested, .machine = &no_machine },
	};
	size_t i;
	int rc;

	own.arguments = NULL;
	rc = called ? alloc_make(&own, pid, tid, alloc) : -ENOMEM;
	for (i = 0; i < count && !rc; i++)
		rc = called_make(&called[i], pid, tid, &steps[i]);
	if (!rc)
		rc = memtopo_rows_take(&nested, called, count, sizeof(*called), NULL);
	if (!rc)
		rc = memtopo_line_print(members, ARRAY_SIZE(members), &json_style);
	memtopo_rows_free(&nested);
	for (i = 0; called && i < count; i++)
		free(called[i].arguments);
	free(called);
	free(own.arguments);
	return rc;
}

int memtopo_report_alloc(const struct memtopo_report *report, u64 pid, u64 tid,
			 const struct memtopo_alloc *alloc, const struct memtopo_step *steps,
			 size_t count)
{
	size_t i;

	if (report->json)
		return alloc_json(pid, tid, alloc, steps, count);
	name_write(report, pid, tid);
	memtopo_alloc_write(alloc, stdout);
	putchar('\n');
	for (i = 0; i < count; i++) {
		name_write(report, pid, tid);
		fputs(NESTED, stdout);
		call_write(&steps[i]);
	}
	return 0;
}

static const char *plural(u64 count)
{
	return count == 1 ? "" : "s";
}

int memtopo_report_landed(const struct memtopo_report *report,
			  const struct memtopo_landed *landed)
{
	const char *sections = landed->sections;

	if (report->json)
		return row_print(&landed_view, landed);
	name_write(report, landed->pid, landed->pid);
	printf("0x%llx: %s -> %llu page%s%s -> node %llu, %s", landed->start, landed->cause,
	       landed->pages, plural(landed->pages), landed->moved ? " moved" : "",
	       landed->node, landed->zone);
	if (*sections)
		printf(", section%s %s", plural(1 + !!strpbrk(sections, ",- ")), sections);
	putchar('\n');
	return 0;
}

int memtopo_report_end(const struct memtopo_report *report, u64 pid, u64 status)
{
	const struct memtopo_ended ended = {
		.pid = pid, .status = status,
		.killed_by = status >= MEMTOPO_EXIT_KILLED ? status - MEMTOPO_EXIT_KILLED :
			     MEMTOPO_NONE,
	};
	const char *name;

	if (report->json)
		return row_print(&ended_view, &ended);
	name_write(report, pid, pid);
	if (ended.killed_by == MEMTOPO_NONE) {
		printf("ended with %llu\n", status);
		return 0;
	}
	name = sigabbrev_np(ended.killed_by);
	printf(name ? "killed by SIG%s\n" : "killed by a signal\n", name);
	return 0;
}

static void calls_write(const struct memtopo_tally *tally)
{
	unsigned int call;

	printf("%-20s %10s %10s\n", "Calls", "count", "errors");
	for (call = 0; call < MEMTOPO_CALLS; call++) {
		if (tally->calls[call])
			printf(" %-19s %10llu %10llu\n", memtopo_call_name(call),
			       tally->calls[call], tally->errors[call]);
	}
	for (call = MEMTOPO_MARK_HELLO + 1; call < MEMTOPO_MARKS && tally->has_allocs; call++) {
		if (tally->allocs.calls[call])
			printf(" %-19s %10llu\n", memtopo_alloc_name(call),
			       tally->allocs.calls[call]);
	}
}

static void heap_write(const struct memtopo_report *report,
		       const struct memtopo_alloc_stats *stats)
{
	fputs("Memory asked for: ", stdout);
	size_write(report, stats->asked);
	printf(" by %llu requests; %llu got mappings of their own, %llu got none\n",
	       stats->mapped + stats->others, stats->mapped, stats->failed);
	if (stats->mapped)
		printf("Smallest request served by mmap %llu", stats->mapped_min);
	if (stats->others)
		printf("%sargest from the heap %llu", stats->mapped ? ", l" : "L",
		       stats->others_max);
	if (stats->mapped || stats->others)
		putchar('\n');
	if (stats->raised && stats->threshold_max)
		printf("The threshold rose %llu times: lately between %llu and %llu\n",
		       stats->raised, stats->threshold_min, stats->threshold_max);
	else if (stats->raised)
		printf("The threshold rose: lately above %llu\n", stats->threshold_min);
}

static void tally_write(const struct memtopo_report *report, const struct memtopo_tally *tally,
			const struct memtopo_lookout *lookout)
{
	size_t i;

	calls_write(tally);
	printf("%llu process%s, %llu more thread%s\n", tally->processes,
	       tally->processes == 1 ? "" : "es", tally->threads, plural(tally->threads));
	fputs("Program break: grew by ", stdout);
	size_write(report, tally->grown);
	fputs(", shrank by ", stdout);
	size_write(report, tally->shrunk);
	printf("\nMappings: %llu made, ", tally->mapped);
	size_write(report, tally->mapped_bytes);
	printf("; %llu unmapped, ", tally->unmapped);
	size_write(report, tally->unmapped_bytes);
	printf("\nPage faults: %llu minor, %llu major\n", tally->minor, tally->major);
	if (tally->has_allocs)
		heap_write(report, &tally->allocs);
	for (i = 0; i < lookout->spot_count; i++)
		printf("%s node %llu, %s: %llu page%s\n", i ? "             " : "Pages landed:",
		       lookout->spots[i].node,
		       lookout->machine.zone_names[lookout->spots[i].zone],
		       lookout->spots[i].pages, plural(lookout->spots[i].pages));
}

/* Those that were called at all. */
static size_t counts_make(struct memtopo_counted *counted, const struct memtopo_tally *tally,
			  bool allocs)
{
	unsigned int first = allocs ? MEMTOPO_MARK_HELLO + 1 : 0;
	unsigned int end = allocs ? MEMTOPO_MARKS : MEMTOPO_CALLS, call;
	size_t count = 0;
	u64 calls;

	for (call = first; call < end; call++) {
		calls = allocs ? tally->allocs.calls[call] : tally->calls[call];
		if (!calls)
			continue;
		counted[count++] = (struct memtopo_counted) {
			.call = allocs ? memtopo_alloc_name(call) : memtopo_call_name(call),
			.count = calls, .errors = allocs ? MEMTOPO_NONE : tally->errors[call],
		};
	}
	return count;
}

static int tally_json(const struct memtopo_tally *tally, const struct memtopo_lookout *lookout)
{
	struct memtopo_landed *landed = calloc(lookout->spot_count + 1, sizeof(*landed));
	struct memtopo_counted calls[MEMTOPO_CALLS], allocs[MEMTOPO_MARKS];
	struct memtopo_rows rows[3] = { { .count = 0 } };
	const void *own = tally, *heap = &tally->allocs;
	const struct memtopo_rows own_rows = { .row = &own, .count = 1 };
	const struct memtopo_rows heap_rows = { .row = &heap, .count = 1 };
	const struct memtopo_member members[] = {
		{ .view = &tally_view, .rows = &own_rows, .machine = &no_machine,
		  .is_object = true },
		{ .view = &counted_view, .rows = &rows[0], .machine = &no_machine },
		{ .view = &landed_sum_view, .rows = &rows[1], .machine = &no_machine },
		{ .view = &heap_view, .rows = &heap_rows, .machine = &no_machine,
		  .is_object = true },
		{ .view = &allocs_view, .rows = &rows[2], .machine = &no_machine },
	};
	size_t i;
	int rc;

	if (!landed)
		return -ENOMEM;
	for (i = 0; i < lookout->spot_count; i++) {
		landed[i].node = lookout->spots[i].node;
		landed[i].zone = lookout->machine.zone_names[lookout->spots[i].zone];
		landed[i].pages = lookout->spots[i].pages;
	}
	rc = memtopo_rows_take(&rows[0], calls, counts_make(calls, tally, false), sizeof(*calls),
			       NULL);
	if (!rc)
		rc = memtopo_rows_take(&rows[1], landed, lookout->spot_count, sizeof(*landed),
				       NULL);
	if (!rc)
		rc = memtopo_rows_take(&rows[2], allocs, counts_make(allocs, tally, true),
				       sizeof(*allocs), NULL);
	if (!rc)
		rc = memtopo_line_print(members, tally->has_allocs ? ARRAY_SIZE(members) : 3,
					&json_style);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		memtopo_rows_free(&rows[i]);
	free(landed);
	return rc;
}

int memtopo_report_tally(const struct memtopo_report *report, const struct memtopo_tally *tally,
			 const struct memtopo_lookout *lookout)
{
	if (report->json)
		return tally_json(tally, lookout);
	tally_write(report, tally, lookout);
	return 0;
}
