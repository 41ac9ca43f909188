/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Views: what a table subcommand shows. A view is a list of rows and the
 * columns that describe them.
 */
#ifndef MEMTOPO_VIEW_H
#define MEMTOPO_VIEW_H

#include "block.h"
#include "hole.h"
#include "memmap.h"
#include "run.h"

/* What a column's value is, which decides how it is written. */
enum memtopo_kind {
	MEMTOPO_KIND_TEXT,
	MEMTOPO_KIND_NUMBER,
	MEMTOPO_KIND_PAGES,	/* a count of pages, written as a size */
	MEMTOPO_KIND_FRAMES,	/* the same, but in JSON the count itself */
	MEMTOPO_KIND_BYTES,	/* a size */
	MEMTOPO_KIND_BALANCE,	/* a size that may be below 0, though not by 1 */
	MEMTOPO_KIND_ADDRESS,	/* an address in bytes */
	MEMTOPO_KIND_HEX,	/* 64 bits, which in JSON are text: it has no such numbers */
	MEMTOPO_KIND_START,	/* address of the first byte of a span */
	MEMTOPO_KIND_END,	/* address of the last byte of a span */
	MEMTOPO_KIND_WORDS,	/* words joined by commas */
	MEMTOPO_KIND_PHRASES,	/* phrases parted by newlines */
	MEMTOPO_KIND_STEPS,	/* the same, one after another */
	MEMTOPO_KIND_SENTENCE,	/* text that may go on in the next line */
	MEMTOPO_KIND_NUMBERS,	/* numbers and ranges joined by commas */
	MEMTOPO_KIND_BOOL,	/* yes or no */
	MEMTOPO_KIND_ANY,	/* of a column alone: each row says it for itself */
};

/* When a column is shown without being asked for. */
enum memtopo_column_flags {
	MEMTOPO_COLUMN_TEXT = 1 << 0,	/* in a table for people */
	MEMTOPO_COLUMN_JSON = 1 << 1,	/* in JSON: the fields of the record */
	MEMTOPO_COLUMN_MERGED = 1 << 2,	/* in JSON when rows are merged */
};

/**
 * struct memtopo_value - the value of a cell
 * @kind: how to write it
 * @number: the number, or MEMTOPO_NONE
 * @text: the text, to be freed, or NULL
 */
struct memtopo_value {
	enum memtopo_kind kind;
	u64 number;
	char *text;
};

/**
 * struct memtopo_column - a column of a view
 * @name: its name, in capitals
 * @kind: what its values are
 * @flags: when it is shown, enum memtopo_column_flags
 * @offset: where the row's struct has the value, or the start of a span
 * @pages_offset: where the row's struct has the pages of a span
 * @get: computes the value where an offset will not do, returns 0 or -errno
 * @help: what it is, in a few words
 */
struct memtopo_column {
	const char *name;
	enum memtopo_kind kind;
	unsigned int flags;
	size_t offset;
	size_t pages_offset;
	int (*get)(const struct memtopo_machine *machine, const void *row,
		   struct memtopo_value *value);
	const char *help;
};

/**
 * struct memtopo_distance - a row of the distances view
 * @from: id of one node
 * @to: id of the other
 * @distance: the distance from one to the other, as the firmware has it
 * @measured_ns: latency in nanoseconds, or MEMTOPO_NONE where it was not measured
 * @claimed_ns: the same as the firmware's HMAT has it, or MEMTOPO_NONE
 * @measured_mbps: bandwidth of reading in MB/s, or MEMTOPO_NONE
 * @claimed_mbps: the same as the firmware's HMAT has it, or MEMTOPO_NONE
 * @buffer: bytes that were read to measure it, or MEMTOPO_NONE
 */
struct memtopo_distance {
	u64 from;
	u64 to;
	u64 distance;
	u64 measured_ns;
	u64 claimed_ns;
	u64 measured_mbps;
	u64 claimed_mbps;
	u64 buffer;
};

/**
 * struct memtopo_rows - the rows of a view
 * @row: the rows
 * @count: how many
 * @runs: what the rows of the sections view point into
 * @holes: what the rows of the holes view point into
 * @distances: what the rows of the distances view point into
 * @blocks: what the rows of the blocks view point into
 * @memmap: what the rows of the memmap view point into
 */
struct memtopo_rows {
	const void **row;
	size_t count;
	struct memtopo_runs runs;
	struct memtopo_holes holes;
	struct memtopo_distance *distances;
	struct memtopo_blocks blocks;
	struct memtopo_memmap_run *memmap;
};

/**
 * struct memtopo_view - a table subcommand
 * @name: its name
 * @help: what it shows
 * @tables: mask of the tables that it is made from
 * @columns: the columns
 * @column_count: how many
 * @build: makes the rows, all of them or those that people want to see; NULL
 *         where they are not made from one machine
 * @argument: what one row can be asked for by, or NULL
 * @roomy: columns that are added with all rows where a terminal has room, a
 *         list as -o has it, or NULL
 */
struct memtopo_view {
	const char *name;
	const char *help;
	unsigned int tables;
	const struct memtopo_column *columns;
	size_t column_count;
	int (*build)(struct memtopo_rows *rows,
		     const struct memtopo_machine *machine, bool all);
	const char *argument;
	const char *roomy;
};

/* All views, in the order in which they are listed. */
extern const struct memtopo_view *const memtopo_views[];
extern const size_t memtopo_view_count;

/* The distances once more, with what is measured beside them. */
extern const struct memtopo_view memtopo_measured_view;

/**
 * memtopo_view_find() - find a view by its name
 * @name: the name
 *
 * Return: the view or NULL.
 */
const struct memtopo_view *memtopo_view_find(const char *name);

/**
 * memtopo_column_find() - find a column by its name
 * @view: the view
 * @name: the name, in any case
 * @len: its length
 *
 * Return: the column's index or -ENOENT.
 */
int memtopo_column_find(const struct memtopo_view *view, const char *name,
			size_t len);

/**
 * memtopo_column_value() - the value of a cell
 * @column: the column
 * @machine: the machine
 * @row: the row
 * @value: the value; its text is the caller's to free
 *
 * Return: 0 or -errno.
 */
int memtopo_column_value(const struct memtopo_column *column,
			 const struct memtopo_machine *machine, const void *row,
			 struct memtopo_value *value);

/**
 * memtopo_rows_build() - make the rows of a view
 * @rows: the rows, to be passed to memtopo_rows_free() in any case
 * @view: the view
 * @machine: the machine
 * @all: leave nothing out and merge nothing
 *
 * Return: 0 or -errno.
 */
int memtopo_rows_build(struct memtopo_rows *rows, const struct memtopo_view *view,
		       const struct memtopo_machine *machine, bool all);

/**
 * memtopo_rows_free() - release the rows
 * @rows: the rows
 */
void memtopo_rows_free(struct memtopo_rows *rows);

#endif /* MEMTOPO_VIEW_H */
