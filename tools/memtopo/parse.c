// SPDX-License-Identifier: GPL-2.0
/*
 * The one parser for every table file of the memtopo module.
 *
 * The files may come from anywhere (memtopo -s), so nothing in them is
 * trusted. Only printable ASCII gets through: what reaches a terminal or a
 * JSON document later needs no further thought.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

int memtopo_error_set(struct memtopo_error *err, const char *path,
		      unsigned long line, const char *fmt, ...)
{
	size_t len = 0;
	va_list ap;

	err->text[0] = '\0';
	if (path && line)
		snprintf(err->text, sizeof(err->text), "%s:%lu: ", path, line);
	else if (path)
		snprintf(err->text, sizeof(err->text), "%s: ", path);
	len = strlen(err->text);

	va_start(ap, fmt);
	vsnprintf(err->text + len, sizeof(err->text) - len, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

/* The current line as a string in @line; 0 after the last one. */
static int table_line(struct memtopo_table *table, char **line)
{
	char *newline, *c;

	if (table->next == table->end)
		return 0;

	table->line++;
	newline = memchr(table->next, '\n', table->end - table->next);
	for (c = table->next; c < (newline ? newline : table->end); c++) {
		if (*c < ' ' || *c > '~')
			return memtopo_error_set(table->err, table->path, table->line,
						 "byte 0x%02x is not text",
						 (unsigned char)*c);
	}
	if (!newline)
		return memtopo_error_set(table->err, table->path, table->line,
					 "the line is cut off");
	*newline = '\0';
	*line = table->next;
	table->next = newline + 1;
	return 1;
}

/* Cuts @line at its spaces into exactly @count words. */
static int table_split(struct memtopo_table *table, char *line, char **words,
		       size_t count)
{
	size_t n = 0;
	char *word;

	while ((word = strsep(&line, " "))) {
		if (!*word)
			return memtopo_error_set(table->err, table->path, table->line,
						 "an empty field");
		if (n < count)
			words[n] = word;
		n++;
	}
	if (n != count)
		return memtopo_error_set(table->err, table->path, table->line,
					 "%zu fields where %zu are expected", n, count);
	return 0;
}

static int header_word(struct memtopo_table *table, const char *word,
		       bool *has_generation, bool *has_consistent)
{
	u64 value;
	const char *pos;

	if (!strncmp(word, "generation=", 11)) {
		pos = word + 11;
		if (memtopo_number_scan(&pos, &table->generation) || *pos)
			goto bad;
		*has_generation = true;
	} else if (!strncmp(word, "consistent=", 11)) {
		pos = word + 11;
		if (memtopo_number_scan(&pos, &value) || *pos || value > 1)
			goto bad;
		table->consistent = value;
		*has_consistent = true;
	} else if (!strchr(word, '=')) {
		goto bad;
	}
	return 0;
bad:
	return memtopo_error_set(table->err, table->path, table->line,
				 "'%.64s' is not a word of the first line", word);
}

static const char magic[] = "# memtopo ";

/* "# memtopo 1 NAME generation=N consistent=0|1", then words of later days */
static int table_header(struct memtopo_table *table, bool is_snapshot)
{
	bool has_generation = false, has_consistent = false;
	u64 format;
	const char *pos;
	char *line, *word;
	int rc;

	rc = table_line(table, &line);
	if (!rc)
		return memtopo_error_set(table->err, table->path, 0, "the file is empty");
	if (rc < 0)
		return rc;

	pos = line + strlen(magic);
	if (strncmp(line, magic, strlen(magic)) ||
	    memtopo_number_scan(&pos, &format) || (*pos && *pos != ' '))
		return memtopo_error_set(table->err, table->path, table->line,
					 "not a table of memtopo");
	if (format > MEMTOPO_FORMAT)
		return memtopo_error_set(table->err, table->path, table->line,
					 "format %llu is newer than this memtopo understands (%d)",
					 format, MEMTOPO_FORMAT);
	if (format < MEMTOPO_FORMAT || !*pos)
		return memtopo_error_set(table->err, table->path, table->line,
					 "not a table of memtopo");

	line += pos - line + 1;
	table->name = strsep(&line, " ");
	while ((word = strsep(&line, " "))) {
		rc = header_word(table, word, &has_generation, &has_consistent);
		if (rc)
			return rc;
	}
	if (is_snapshot && (!has_generation || !has_consistent))
		return memtopo_error_set(table->err, table->path, table->line,
					 "no %s= in the first line",
					 has_generation ? "consistent" : "generation");
	return 0;
}

static int column_compare(const void *a, const void *b)
{
	return strcmp(*(char * const *)a, *(char * const *)b);
}

static int table_columns(struct memtopo_table *table)
{
	char *line, *c;
	size_t i;
	int rc;

	rc = table_line(table, &line);
	if (!rc)
		return memtopo_error_set(table->err, table->path, table->line + 1,
					 "no column names: the file is cut off");
	if (rc < 0)
		return rc;

	for (table->count = 1, c = line; *c; c++)
		table->count += *c == ' ';
	table->columns = calloc(table->count, 2 * sizeof(*table->columns));
	if (!table->columns)
		return -ENOMEM;
	/* The second half holds the cells; it sorts the names until then. */
	table->cells = table->columns + table->count;

	rc = table_split(table, line, table->columns, table->count);
	if (rc)
		return rc;
	memcpy(table->cells, table->columns, table->count * sizeof(*table->cells));
	qsort(table->cells, table->count, sizeof(*table->cells), column_compare);
	for (i = 1; i < table->count; i++) {
		if (!strcmp(table->cells[i - 1], table->cells[i]))
			return memtopo_error_set(table->err, table->path, table->line,
						 "column '%.64s' is there twice",
						 table->cells[i]);
	}
	return 0;
}

/* Both lines above the rows. */
static int table_heading(struct memtopo_table *table, bool is_snapshot)
{
	int rc;

	rc = table_header(table, is_snapshot);
	if (!rc)
		rc = table_columns(table);
	if (rc)
		memtopo_table_close(table);
	return rc;
}

static int table_open(struct memtopo_table *table, const char *path, char *text,
		      size_t size, bool is_snapshot, struct memtopo_error *err)
{
	memset(table, 0, sizeof(*table));
	table->path = path;
	table->err = err;
	table->next = text;
	table->end = text + size;
	return table_heading(table, is_snapshot);
}

int memtopo_table_open(struct memtopo_table *table, const char *path,
		       char *text, size_t size, struct memtopo_error *err)
{
	return table_open(table, path, text, size, true, err);
}

void memtopo_table_close(struct memtopo_table *table)
{
	free(table->columns);
	table->columns = NULL;
	table->cells = NULL;
}

/* Whether the text goes on with the header of another table. */
static bool table_ends(const struct memtopo_table *table)
{
	size_t len = strlen(magic);

	return (size_t)(table->end - table->next) >= len && !memcmp(table->next, magic, len);
}

int memtopo_table_next(struct memtopo_table *table)
{
	char *line;
	int rc;

	if (table_ends(table))
		return 0;
	rc = table_line(table, &line);
	if (rc <= 0)
		return rc;
	rc = table_split(table, line, table->cells, table->count);
	return rc ? rc : 1;
}

int memtopo_table_more(struct memtopo_table *table)
{
	int rc;

	if (table->next == table->end)
		return 0;
	memtopo_table_close(table);
	rc = table_heading(table, true);
	return rc ? rc : 1;
}

int memtopo_table_column(struct memtopo_table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->count; i++) {
		if (!strcmp(table->columns[i], name))
			return i;
	}
	memtopo_error_set(table->err, table->path, table->line,
			  "no column '%s'", name);
	return -ENOENT;
}

int memtopo_cell_error(struct memtopo_table *table, int column,
		       const char *reason)
{
	const char *cell = table->cells[column];

	return memtopo_error_set(table->err, table->path, table->line,
				 "%s '%.48s%s' %s", table->columns[column], cell,
				 strlen(cell) > 48 ? "..." : "", reason);
}

int memtopo_cell_number(struct memtopo_table *table, int column, u64 max,
			u64 *number)
{
	const char *cell = table->cells[column], *pos = cell;
	int rc;

	rc = memtopo_number_scan(&pos, number);
	/* A zero in front would be no number in JSON, which gets some as they are. */
	if (rc == -EINVAL || (!rc && *pos) || (cell[0] == '0' && cell[1]))
		return memtopo_cell_error(table, column, "is not a number");
	if (rc || *number > max)
		return memtopo_cell_error(table, column, "is too large");
	return 0;
}

int memtopo_cell_address(struct memtopo_table *table, int column, u64 max,
			 u64 *address)
{
	const char *pos = table->cells[column];
	int rc;

	rc = memtopo_hex_scan(&pos, address);
	if (rc == -EINVAL || (!rc && *pos))
		return memtopo_cell_error(table, column, "is not an address");
	if (rc || *address > max)
		return memtopo_cell_error(table, column, "is too large");
	return 0;
}

bool memtopo_cell_is_none(const char *cell)
{
	return cell[0] == '-' && !cell[1];
}

bool memtopo_is_printable(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] < ' ' || text[i] > '~')
			return false;
	}
	return true;
}

int memtopo_number_scan(const char **pos, u64 *number)
{
	const char *c = *pos;
	int rc = 0;

	if (*c < '0' || *c > '9')
		return -EINVAL;
	for (*number = 0; *c >= '0' && *c <= '9'; c++) {
		if (__builtin_mul_overflow(*number, 10, number) ||
		    __builtin_add_overflow(*number, *c - '0', number))
			rc = -ERANGE;
	}
	*pos = c;
	return rc;
}

int memtopo_hex_scan(const char **pos, u64 *number)
{
	static const char digits[] = "0123456789abcdef";
	const char *c = *pos + 2, *digit;
	int rc = 0;

	if (strncmp(*pos, "0x", 2) || !*c || !strchr(digits, *c))
		return -EINVAL;
	for (*number = 0; *c && (digit = strchr(digits, *c)); c++) {
		if (*number >> 60)
			rc = -ERANGE;
		*number = *number << 4 | (digit - digits);
	}
	*pos = c;
	return rc;
}

int memtopo_list_next(const char **pos, u64 *first, u64 *last)
{
	u64 before = *first == MEMTOPO_NONE ? MEMTOPO_NONE : *last;
	const char *c = *pos;

	if (!*c)
		return 0;
	if (memtopo_number_scan(&c, first))
		return -EINVAL;
	*last = *first;
	if (*c == '-') {
		c++;
		if (memtopo_number_scan(&c, last) || *last < *first)
			return -EINVAL;
	}
	if (before != MEMTOPO_NONE && *first <= before)
		return -EINVAL;
	if (*c == ',' && c[1])
		c++;
	else if (*c)
		return -EINVAL;
	*pos = c;
	return 1;
}

void memtopo_stream_open(struct memtopo_stream *stream, const char *path,
			 const char *name, struct memtopo_error *err)
{
	memset(stream, 0, sizeof(*stream));
	stream->table.path = path;
	stream->table.err = err;
	stream->name = name;
}

int memtopo_stream_feed(struct memtopo_stream *stream, const char *text, size_t size)
{
	char *more;

	/* Lines that were read make room for those that come. */
	if (stream->at) {
		memmove(stream->text, stream->text + stream->at, stream->size - stream->at);
		stream->size -= stream->at;
		stream->at = 0;
	}
	if (stream->size + size > MEMTOPO_STREAM_ROOM)
		return memtopo_error_set(stream->table.err, stream->table.path,
					 stream->table.line + 1, "the line is too long");
	if (!stream->text) {
		more = malloc(MEMTOPO_STREAM_ROOM);
		if (!more)
			return -ENOMEM;
		stream->text = more;
	}
	memcpy(stream->text + stream->size, text, size);
	stream->size += size;
	return 0;
}

/* The whole lines that there are, @count of them at most, or 0. */
static size_t stream_lines(const struct memtopo_stream *stream, size_t count)
{
	size_t end = stream->at;
	char *newline;

	while (count--) {
		newline = end < stream->size ?
			  memchr(stream->text + end, '\n', stream->size - end) : NULL;
		if (!newline)
			return 0;
		end = newline + 1 - stream->text;
	}
	return end - stream->at;
}

/* The columns' names stay as long as the stream, so both lines are kept. */
static int stream_header(struct memtopo_stream *stream, size_t size)
{
	struct memtopo_table *table = &stream->table;
	int rc;

	stream->head = malloc(size);
	if (!stream->head)
		return -ENOMEM;
	memcpy(stream->head, stream->text + stream->at, size);
	stream->at += size;
	rc = table_open(table, table->path, stream->head, size, false, table->err);
	if (!rc && strcmp(table->name, stream->name))
		rc = memtopo_error_set(table->err, table->path, 1,
				       "table '%.32s' where '%s' is expected",
				       table->name, stream->name);
	return rc;
}

/* "# lost N"; other remarks are of later days. */
static int stream_remark(struct memtopo_stream *stream, const char *line)
{
	static const char lost[] = "# lost ";
	const char *pos = line + strlen(lost);

	if (strncmp(line, lost, strlen(lost)))
		return MEMTOPO_STREAM_MORE;
	if (memtopo_number_scan(&pos, &stream->lost) || *pos)
		return memtopo_error_set(stream->table.err, stream->table.path,
					 stream->table.line, "'%.48s' is not a number",
					 line + strlen(lost));
	return MEMTOPO_STREAM_LOST;
}

int memtopo_stream_next(struct memtopo_stream *stream)
{
	struct memtopo_table *table = &stream->table;
	char *line;
	size_t size;
	int rc;

	if (!table->columns) {
		size = stream_lines(stream, 2);
		rc = size ? stream_header(stream, size) : 0;
		if (!size || rc)
			return rc;
	}
	while ((size = stream_lines(stream, 1))) {
		table->next = stream->text + stream->at;
		table->end = table->next + size;
		stream->at += size;
		rc = table_line(table, &line);
		if (rc < 0)
			return rc;
		if (*line != '#') {
			rc = table_split(table, line, table->cells, table->count);
			return rc ? rc : MEMTOPO_STREAM_ROW;
		}
		rc = stream_remark(stream, line);
		if (rc != MEMTOPO_STREAM_MORE)
			return rc;
	}
	return MEMTOPO_STREAM_MORE;
}

int memtopo_stream_end(const struct memtopo_stream *stream)
{
	const struct memtopo_table *table = &stream->table;

	if (stream->at < stream->size)
		return memtopo_error_set(table->err, table->path,
					 table->columns ? table->line + 1 : 0,
					 table->columns ? "the line is cut off" :
					 "the file is cut off");
	if (!table->columns)
		return memtopo_error_set(table->err, table->path, 0, "the file is empty");
	return 0;
}

void memtopo_stream_close(struct memtopo_stream *stream)
{
	memtopo_table_close(&stream->table);
	free(stream->head);
	free(stream->text);
	memset(stream, 0, sizeof(*stream));
}
