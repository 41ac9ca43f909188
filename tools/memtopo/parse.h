/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one parser for every table file of the memtopo module.
 *
 * A table file is text: a line of state, a line of column names, then a row
 * per object. The parser works in place on a buffer that the caller owns, so
 * the cells it returns are plain strings that live as long as that buffer.
 */
#ifndef MEMTOPO_PARSE_H
#define MEMTOPO_PARSE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "types.h"

/* The only format of the files that this program understands. */
#define MEMTOPO_FORMAT 1

/* A cell that holds "-": no value. No count or PFN comes near it. */
#define MEMTOPO_NONE (~0ULL)

/**
 * struct memtopo_error - why something failed, in one line for a person
 * @text: the message, "PATH:LINE: reason" where there is a place to point at
 */
struct memtopo_error {
	char text[PATH_MAX + 512];
};

/**
 * memtopo_error_set() - describe a failure
 * @err: where to describe it
 * @path: the file at fault, or NULL
 * @line: its line at fault, 0 when it is the whole file
 * @fmt: the reason, in the manner of printf
 *
 * Return: -EINVAL always, so that a caller can return it at once.
 */
int memtopo_error_set(struct memtopo_error *err, const char *path,
		      unsigned long line, const char *fmt, ...) __printf(4, 5);

/**
 * struct memtopo_table - a cursor over the rows of one table file
 * @path: the file's path, for messages
 * @err: where failures are described
 * @name: the table's name as its first line gives it
 * @generation: memory-hotplug generation of the snapshot
 * @consistent: whether the module vouches for the snapshot
 * @columns: the column names
 * @cells: the current row's cells, one for each column
 * @count: number of @columns and of @cells
 * @line: number of the current line
 * @next: first byte after the current line
 * @end: first byte after the file
 */
struct memtopo_table {
	const char *path;
	struct memtopo_error *err;
	const char *name;
	u64 generation;
	bool consistent;
	char **columns;
	char **cells;
	size_t count;
	unsigned long line;
	char *next;
	char *end;
};

/**
 * memtopo_table_open() - read a table's two header lines
 * @table: the cursor to set up
 * @path: the file's path, for messages
 * @text: the file's bytes; cut into strings by the parser
 * @size: how many there are
 * @err: where failures are described
 *
 * Return: 0 or -errno; memtopo_table_close() is wanted only after 0.
 */
int memtopo_table_open(struct memtopo_table *table, const char *path,
		       char *text, size_t size, struct memtopo_error *err);

/**
 * memtopo_table_close() - release what the cursor holds, though not the text
 * @table: the cursor
 */
void memtopo_table_close(struct memtopo_table *table);

/**
 * memtopo_table_next() - go to the next row
 * @table: the cursor
 *
 * Return: 1 with the row in @table->cells, 0 after the last row, -errno.
 */
int memtopo_table_next(struct memtopo_table *table);

/**
 * memtopo_table_more() - go to the next table of a text that has several
 * @table: the cursor, which is after the last row of the table before
 *
 * Return: 1 with its two header lines read, 0 at the end of the text, -errno;
 * memtopo_table_close() is wanted in any case.
 */
int memtopo_table_more(struct memtopo_table *table);

/* A stream's longest line; what is longer is no line of the module's. */
#define MEMTOPO_STREAM_ROOM (64UL << 10)

/**
 * struct memtopo_stream - a table whose lines come one after another
 * @table: its columns, and the cells of the current row
 * @name: the name that it must have
 * @head: its first two lines
 * @text: what has come and was not read yet
 * @size: how many bytes of @text there are
 * @at: how many of these were read
 * @lost: how many rows the module says were lost
 *
 * Unlike a table it is no snapshot, and so has no generation.
 */
struct memtopo_stream {
	struct memtopo_table table;
	const char *name;
	char *head;
	char *text;
	size_t size;
	size_t at;
	u64 lost;
};

/**
 * enum memtopo_stream_item - what a stream has next
 * @MEMTOPO_STREAM_MORE: nothing before more is fed
 * @MEMTOPO_STREAM_ROW: a row, in its table's cells
 * @MEMTOPO_STREAM_LOST: word of rows that were lost
 */
enum memtopo_stream_item {
	MEMTOPO_STREAM_MORE,
	MEMTOPO_STREAM_ROW,
	MEMTOPO_STREAM_LOST,
};

/**
 * memtopo_stream_open() - begin to read a stream
 * @stream: the stream to set up; memtopo_stream_close() is wanted
 * @path: the file's path, for messages
 * @name: the table's name
 * @err: where failures are described
 */
void memtopo_stream_open(struct memtopo_stream *stream, const char *path,
			 const char *name, struct memtopo_error *err);

/**
 * memtopo_stream_feed() - hand a stream what was read from its file
 * @stream: the stream, all items of which were taken
 * @text: the bytes, in pieces of any size below MEMTOPO_STREAM_ROOM
 * @size: how many there are
 *
 * Return: 0 or -errno.
 */
int memtopo_stream_feed(struct memtopo_stream *stream, const char *text, size_t size);

/**
 * memtopo_stream_next() - go to the next item
 * @stream: the stream
 *
 * Return: enum memtopo_stream_item or -errno.
 */
int memtopo_stream_next(struct memtopo_stream *stream);

/**
 * memtopo_stream_end() - whether a stream may end here
 * @stream: the stream, all items of which were taken
 *
 * Return: 0, -EINVAL in the middle of a line or of the heading.
 */
int memtopo_stream_end(const struct memtopo_stream *stream);

/**
 * memtopo_stream_close() - release what the stream holds
 * @stream: the stream
 */
void memtopo_stream_close(struct memtopo_stream *stream);

/**
 * memtopo_table_column() - find a column by its name
 * @table: the cursor
 * @name: the name
 *
 * Return: its index; -ENOENT when there is none, which is described.
 */
int memtopo_table_column(struct memtopo_table *table, const char *name);

/**
 * memtopo_cell_number() - read a cell that is a decimal number
 * @table: the cursor
 * @column: index of the cell's column
 * @max: the largest number that makes sense
 * @number: the number
 *
 * Return: 0 or -errno.
 */
int memtopo_cell_number(struct memtopo_table *table, int column, u64 max,
			u64 *number);

/**
 * memtopo_cell_address() - read a cell that is an address, "0x" and digits
 * @table: the cursor
 * @column: index of the cell's column
 * @max: the largest address that makes sense
 * @address: the address
 *
 * Return: 0 or -errno.
 */
int memtopo_cell_address(struct memtopo_table *table, int column, u64 max,
			 u64 *address);

/**
 * memtopo_cell_error() - complain about a cell
 * @table: the cursor
 * @column: index of the cell's column
 * @reason: what is wrong, to follow the column's name and the cell
 *
 * Return: -EINVAL always.
 */
int memtopo_cell_error(struct memtopo_table *table, int column,
		       const char *reason);

/**
 * memtopo_cell_is_none() - whether a cell says that there is no value
 * @cell: the cell
 *
 * Return: true for "-".
 */
bool memtopo_cell_is_none(const char *cell);

/**
 * memtopo_is_printable() - whether text is ASCII that prints
 * @text: the text
 * @len: its length
 *
 * Return: true from space to tilde.
 */
bool memtopo_is_printable(const char *text, size_t len);

/**
 * memtopo_number_scan() - read decimal digits
 * @pos: where to read; moved behind the digits
 * @number: the number
 *
 * Return: 0, -EINVAL without a digit, -ERANGE beyond 64 bits.
 */
int memtopo_number_scan(const char **pos, u64 *number);

/**
 * memtopo_hex_scan() - read "0x" and hexadecimal digits as the kernel writes them
 * @pos: where to read; moved behind the digits
 * @number: the number
 *
 * Return: 0, -EINVAL without "0x" and a digit, -ERANGE beyond 64 bits.
 */
int memtopo_hex_scan(const char **pos, u64 *number);

/**
 * memtopo_list_next() - read the next range of a list such as "0-3,8,10-11"
 * @pos: where to read; moved behind the range and its comma
 * @first: the range's first number; the last of the one before on entry, or
 *         MEMTOPO_NONE at the start, since ranges must ascend
 * @last: the range's last number
 *
 * Return: 1 with a range, 0 at the end, -EINVAL for anything else.
 */
int memtopo_list_next(const char **pos, u64 *first, u64 *last);

#endif /* MEMTOPO_PARSE_H */
