/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Asking debugfs' file `query`, and taking what it answers apart. Nothing here
 * shares a header with the module.
 */
#ifndef QUERY_H
#define QUERY_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUERY		"/sys/kernel/debug/memtopo/query"
#define TABLES_MAX	4
#define FIELDS_MAX	64
#define NUMBER_NONE	UINT64_MAX

/**
 * struct table - a table of an answer
 * @name: its name
 * @consistent: what its first line says
 * @width: how many columns
 * @columns: their names
 * @rows: number of rows
 * @row: each as one string with its fields, a NUL behind each
 */
struct table {
	const char *name;
	bool consistent;
	size_t width;
	const char *columns[FIELDS_MAX];
	size_t rows;
	const char **row;
};

/**
 * struct answer - what was answered last
 * @text: taken apart, as in @tables
 * @size: room for it
 * @length: of it
 * @tables: what it has
 * @count: how many these are
 * @rows: of all of them
 * @room: for these
 */
struct answer {
	char *text;
	size_t size;
	size_t length;
	struct table tables[TABLES_MAX];
	size_t count;
	const char **rows;
	size_t room;
};

static struct answer answer;

/* The next line, without its end; NULL when there is no whole one. */
static inline char *query_line(char **text)
{
	char *line = *text, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*text = end + 1;
	return line;
}

/* A NUL behind each field; 0 when one is empty. */
static inline size_t query_split(char *line, const char **fields)
{
	size_t n = 0;
	char *end;

	do {
		end = strchrnul(line, ' ');
		if (end == line || n == FIELDS_MAX)
			return 0;
		if (fields)
			fields[n] = line;
		n++;
		line = *end ? end + 1 : NULL;
		*end = '\0';
	} while (line);
	return n;
}

/* The two lines of a heading. */
static inline const char *query_heading(char *line, char **text)
{
	struct table *t = &answer.tables[answer.count];
	unsigned long long generation = 0;
	unsigned int consistent = 2;
	char name[32] = "", want[128];

	if (answer.count == TABLES_MAX)
		return "too many tables";
	if (sscanf(line, "# memtopo 1 %31s generation=%llu consistent=%u", name, &generation,
		   &consistent) != 3)
		return "a first line that is none";
	snprintf(want, sizeof(want), "# memtopo 1 %s generation=%llu consistent=%d", name,
		 generation, !!consistent);
	if (strcmp(line, want))
		return "a first line that is not exact";
	line[strlen("# memtopo 1 ") + strlen(name)] = '\0';
	t->name = line + strlen("# memtopo 1 ");
	t->consistent = consistent;
	line = query_line(text);
	t->width = line ? query_split(line, t->columns) : 0;
	t->rows = 0;
	answer.count++;
	return t->width ? NULL : "no names of columns";
}

/* Takes the text apart; NULL, or what is wrong with it. */
static inline const char *query_parse(void)
{
	char *text = answer.text, *line;
	const char *wrong;
	size_t rows = 0;

	answer.count = 0;
	while ((line = query_line(&text))) {
		if (*line == '#') {
			wrong = query_heading(line, &text);
			if (wrong)
				return wrong;
			continue;
		}
		if (!answer.count)
			return "a row before all tables";
		if (query_split(line, NULL) != answer.tables[answer.count - 1].width)
			return "a row that is not as wide as its table";
		if (rows == answer.room) {
			answer.room = 2 * answer.room + 256;
			answer.rows = realloc(answer.rows, answer.room * sizeof(*answer.rows));
			if (!answer.rows)
				return "no memory for that";
		}
		answer.rows[rows++] = line;
		answer.tables[answer.count - 1].rows++;
	}
	if (*text || !answer.count)
		return "an end in the middle of a line";
	answer.tables[0].row = answer.rows;
	for (rows = 1; rows < answer.count; rows++)
		answer.tables[rows].row = answer.tables[rows - 1].row +
			answer.tables[rows - 1].rows;
	return NULL;
}

/* Reads all that there is; 0 or errno. */
static inline int query_read(int fd)
{
	ssize_t got;

	answer.length = 0;
	for (;;) {
		if (answer.size - answer.length < 4096) {
			answer.size = 2 * answer.size + 65536;
			answer.text = realloc(answer.text, answer.size);
			if (!answer.text)
				exit(1);
		}
		got = read(fd, answer.text + answer.length, answer.size - answer.length - 1);
		if (got <= 0)
			break;
		answer.length += got;
	}
	answer.text[answer.length] = '\0';
	return got ? errno : 0;
}

/* Asks these bytes, and gets the answer as it is; 0, errno, or -1 if there is no such file. */
static inline int query_bytes(const void *bytes, size_t size)
{
	int fd = open(QUERY, O_RDWR), error = 0;

	if (fd < 0)
		return -1;
	if (write(fd, bytes, size) != (ssize_t)size)
		error = errno;
	else
		error = query_read(fd);
	close(fd);
	return error;
}

/* Asks, and takes the answer apart; 0 or errno, and *wrong when it is no answer. */
[[gnu::format(printf, 2, 3)]]
static inline int query_ask(const char **wrong, const char *format, ...)
{
	char request[128];
	va_list args;
	int error;

	va_start(args, format);
	vsnprintf(request, sizeof(request), format, args);
	va_end(args);
	*wrong = NULL;
	error = query_bytes(request, strlen(request));
	if (!error)
		*wrong = query_parse();
	return error;
}

static inline const struct table *query_table(const char *name)
{
	size_t i;

	for (i = 0; i < answer.count; i++)
		if (!strcmp(answer.tables[i].name, name))
			return &answer.tables[i];
	return NULL;
}

/* A field of a row; "" when there is no such. */
static inline const char *query_cell(const struct table *t, size_t row, const char *column)
{
	const char *at;
	size_t i;

	if (!t || row >= t->rows)
		return "";
	at = t->row[row];
	for (i = 0; i < t->width; i++, at += strlen(at) + 1)
		if (!strcmp(t->columns[i], column))
			return at;
	return "";
}

/* The value of a key; "" when there is no such. */
static inline const char *query_value(const char *table, const char *key)
{
	const struct table *t = query_table(table);
	size_t row;

	for (row = 0; t && row < t->rows; row++)
		if (!strcmp(t->row[row], key))
			return t->row[row] + strlen(key) + 1;
	return "";
}

/* The number that a field is; NUMBER_NONE for "-" and all that is none. */
static inline uint64_t query_number(const char *field)
{
	char *end;
	uint64_t number;

	errno = 0;
	number = strtoull(field, &end, 0);
	return !*field || *end || errno || *field == '-' ? NUMBER_NONE : number;
}

/* Is the word in the list, whose words have commas between them? */
static inline bool query_has(const char *list, const char *word)
{
	size_t length = strlen(word);
	const char *at = list;

	while ((at = strstr(at, word))) {
		if ((at == list || at[-1] == ',') && (!at[length] || at[length] == ','))
			return true;
		at += length;
	}
	return false;
}

#endif /* QUERY_H */
