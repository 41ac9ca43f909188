/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Short words for lists of columns. For the files that declare views.
 */
#ifndef MEMTOPO_COLUMN_H
#define MEMTOPO_COLUMN_H

#include "view.h"

#define TEXT MEMTOPO_COLUMN_TEXT
#define JSON MEMTOPO_COLUMN_JSON
#define MERGED MEMTOPO_COLUMN_MERGED

/* A field of the row's struct. */
#define FIELD(name, kind, flags, type, field, help) \
	{ name, MEMTOPO_KIND_##kind, flags, \
	  offsetof(struct memtopo_##type, field), 0, NULL, help }
/* An end of a span of the row's struct. */
#define SPAN(name, kind, flags, type, start, pages, help) \
	{ name, MEMTOPO_KIND_##kind, flags, \
	  offsetof(struct memtopo_##type, start), \
	  offsetof(struct memtopo_##type, pages), NULL, help }
/* Something computed from the row. */
#define MADE(name, kind, flags, get, help) \
	{ name, MEMTOPO_KIND_##kind, flags, 0, 0, get, help }

/**
 * memtopo_value_text() - let a cell have a text
 * @value: the value of the cell
 * @text: the text, which is copied, or NULL for none
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_value_text(struct memtopo_value *value, const char *text);

/**
 * memtopo_value_print() - let a cell have a text that is made
 * @value: the value of the cell
 * @fmt: the text, in the manner of printf
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_value_print(struct memtopo_value *value, const char *fmt, ...) __printf(2, 3);

/**
 * memtopo_value_owners() - let a cell have owners of pages, joined by commas
 * @value: the value of the cell
 * @m: the machine
 * @owners: the owners
 * @count: how many
 * @pages: with their pages
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_value_owners(struct memtopo_value *value, const struct memtopo_machine *m,
			 const struct memtopo_owner *owners, size_t count, bool pages);

/**
 * memtopo_rows_take() - make a row of each element of an array
 * @rows: the rows, which are none yet
 * @array: the array
 * @count: how many elements it has
 * @size: bytes of an element
 * @is_shown: whether its i-th element becomes a row; NULL when all do
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_rows_take(struct memtopo_rows *rows, const void *array, size_t count, size_t size,
		      bool (*is_shown)(const void *array, size_t i));

#endif /* MEMTOPO_COLUMN_H */
