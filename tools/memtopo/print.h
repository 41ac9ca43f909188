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
 * memtopo_views_print() - print the views of the layout on stdout as one JSON object
 * @machine: the machine
 * @style: how
 *
 * Return: 0 or -errno.
 */
int memtopo_views_print(const struct memtopo_machine *machine,
			const struct memtopo_style *style);

#endif /* MEMTOPO_PRINT_H */
