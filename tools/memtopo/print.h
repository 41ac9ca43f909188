/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Printing a view as a table, as pairs or as JSON, by libsmartcols.
 */
#ifndef MEMTOPO_PRINT_H
#define MEMTOPO_PRINT_H

#include "view.h"

/* How a table is written. */
enum memtopo_format {
	MEMTOPO_FORMAT_TABLE,
	MEMTOPO_FORMAT_JSON,
	MEMTOPO_FORMAT_RAW,
	MEMTOPO_FORMAT_PAIRS,
};

/**
 * struct memtopo_style - how the user wants tables
 * @format: how to write them
 * @columns: the columns asked for, "A,B" or "+A,B", or NULL for the defaults
 * @output_all: every column
 * @noheadings: no line of headings
 * @bytes: sizes in bytes
 * @all: every row
 * @ascii: nothing but ASCII
 * @width: columns of the terminal, 0 when the table is not for one
 * @block: show this memory block alone, or NULL
 * @indent: spaces before each line, not in JSON
 */
struct memtopo_style {
	enum memtopo_format format;
	const char *columns;
	bool output_all;
	bool noheadings;
	bool bytes;
	bool all;
	bool ascii;
	unsigned int width;
	const u64 *block;
	unsigned int indent;
};

/**
 * struct memtopo_member - a member of a line of JSON
 * @view: the view, whose name is the member's
 * @rows: its rows, or NULL for null
 * @machine: what the rows are of
 * @is_object: the one row is the member, rather than an array of rows
 * @columns: its columns as in struct memtopo_style, for memtopo_members_print()
 */
struct memtopo_member {
	const struct memtopo_view *view;
	const struct memtopo_rows *rows;
	const struct memtopo_machine *machine;
	bool is_object;
	const char *columns;
};

/**
 * memtopo_style_check() - whether a view has the columns asked for
 * @style: how the user wants tables
 * @view: the view
 * @err: where an unknown column is described
 *
 * Return: 0, or -EINVAL.
 */
int memtopo_style_check(const struct memtopo_style *style,
			const struct memtopo_view *view,
			struct memtopo_error *err);

/**
 * memtopo_view_print() - print a view on stdout
 * @view: the view
 * @machine: the machine
 * @style: how
 *
 * Return: 0 or -errno.
 */
int memtopo_view_print(const struct memtopo_view *view,
		       const struct memtopo_machine *machine,
		       const struct memtopo_style *style);

/**
 * memtopo_rows_print() - print rows of a view on stdout
 * @view: the view
 * @rows: the rows
 * @machine: what the rows are of
 * @style: how
 *
 * Return: 0 or -errno.
 */
int memtopo_rows_print(const struct memtopo_view *view, const struct memtopo_rows *rows,
		       const struct memtopo_machine *machine,
		       const struct memtopo_style *style);

/**
 * memtopo_members_print() - print views on stdout as one object of JSON
 * @members: the members of the object
 * @count: how many
 * @style: how; columns are those of each member
 *
 * Return: 0 or -errno.
 */
int memtopo_members_print(const struct memtopo_member *members, size_t count,
			  const struct memtopo_style *style);

/**
 * memtopo_line_print() - print views on stdout as one object of JSON in one line
 * @members: the members of the object
 * @count: how many
 * @style: how
 *
 * Return: 0 or -errno.
 */
int memtopo_line_print(const struct memtopo_member *members, size_t count,
		       const struct memtopo_style *style);

/**
 * memtopo_views_print() - print the views of the layout on stdout as one JSON object
 * @machine: the machine
 * @style: how
 *
 * Return: 0 or -errno.
 */
int memtopo_views_print(const struct memtopo_machine *machine,
			const struct memtopo_style *style);

#endif /* MEMTOPO_PRINT_H */
