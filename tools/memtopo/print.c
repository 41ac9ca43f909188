// SPDX-License-Identifier: GPL-2.0
/*
 * Printing a view as a table, as pairs or as JSON, by libsmartcols.
 */
#include <errno.h>
#include <libsmartcols.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "size.h"

/* What follows the last member of a JSON document. */
static const char document_end[] = "\n}\n";

/* More columns than any view has. */
#define COLUMNS_ROOM 64

/* A column of phrases is no narrower, however narrow the terminal. */
#define PHRASES_MIN 16

/* The columns to print, in their order. */
struct selection {
	const struct memtopo_column *column[COLUMNS_ROOM];
	size_t count;
};

static void selection_add(struct selection *sel, const struct memtopo_column *column)
{
	size_t i;

	/* A key may be only once in an object of JSON. */
	for (i = 0; i < sel->count; i++) {
		if (sel->column[i] == column)
			return;
	}
	sel->column[sel->count++] = column;
}

static void selection_default(struct selection *sel, const struct memtopo_view *view,
			      const struct memtopo_style *style)
{
	unsigned int flags = MEMTOPO_COLUMN_TEXT;
	size_t i;

	if (style->format == MEMTOPO_FORMAT_JSON)
		flags = MEMTOPO_COLUMN_JSON | (style->all ? 0 : MEMTOPO_COLUMN_MERGED);
	if (style->output_all)
		flags = ~0U;
	for (i = 0; i < view->column_count; i++) {
		if (style->output_all || (view->columns[i].flags & flags))
			selection_add(sel, &view->columns[i]);
	}
}

static int selection_make(struct selection *sel, const struct memtopo_view *view,
			  const struct memtopo_style *style,
			  struct memtopo_error *err)
{
	const char *list = style->columns;
	size_t len;
	int column;

	sel->count = 0;
	if (!list || *list == '+' || style->output_all)
		selection_default(sel, view, style);
	if (!list)
		return 0;
	list += *list == '+';
	do {
		len = strcspn(list, ",");
		column = memtopo_column_find(view, list, len);
		if (column < 0)
			return memtopo_error_set(err, NULL, 0, "unknown column of %s: '%.*s'",
						 view->name, (int)len, list);
		selection_add(sel, &view->columns[column]);
		list += len;
	} while (*list++);
	return 0;
}

int memtopo_style_check(const struct memtopo_style *style,
			const struct memtopo_view *view,
			struct memtopo_error *err)
{
	struct selection sel;

	return selection_make(&sel, view, style, err);
}

static int json_type(enum memtopo_kind kind)
{
	switch (kind) {
	case MEMTOPO_KIND_TEXT:
	case MEMTOPO_KIND_SENTENCE:
	case MEMTOPO_KIND_HEX:
		return SCOLS_JSON_STRING;
	case MEMTOPO_KIND_BOOL:
		return SCOLS_JSON_BOOLEAN;
	case MEMTOPO_KIND_WORDS:
	case MEMTOPO_KIND_PHRASES:
	case MEMTOPO_KIND_STEPS:
		return SCOLS_JSON_ARRAY_STRING;
	case MEMTOPO_KIND_NUMBERS:
		return SCOLS_JSON_ARRAY_NUMBER;
	default:
		return SCOLS_JSON_NUMBER;
	}
}

/* libsmartcols parts the elements of a JSON array by newlines. */
static char *json_words(char *text)
{
	char *c;

	for (c = text; *c; c++) {
		if (*c == ',')
			*c = '\n';
	}
	return text;
}

/* What may go on in the next line of a terminal, and what joins its lines to one. */
static const char *kind_join(enum memtopo_kind kind)
{
	switch (kind) {
	case MEMTOPO_KIND_PHRASES:
		return ", ";
	case MEMTOPO_KIND_STEPS:
		return " > ";
	case MEMTOPO_KIND_SENTENCE:
		return " ";
	default:
		return NULL;
	}
}

static char *join_lines(char *text, const char *join)
{
	char *joined, *to;
	const char *from;

	joined = malloc(strlen(join) * strlen(text) + 1);
	for (from = text, to = joined; joined && *from; from++) {
		if (*from == '\n')
			to = stpcpy(to, join);
		else
			*to++ = *from;
	}
	if (joined)
		*to = '\0';
	free(text);
	return joined;
}

/* "0-2,8" becomes its numbers; a list that does not ascend has no ranges. */
static char *json_numbers(char *list)
{
	u64 first, last, n;
	const char *pos = list;
	char *text = NULL;
	size_t size;
	FILE *out;

	out = open_memstream(&text, &size);
	while (out && *pos) {
		if (memtopo_number_scan(&pos, &first))
			break;
		last = first;
		if (*pos == '-') {
			pos++;
			memtopo_number_scan(&pos, &last);
		}
		pos += *pos == ',';
		/* The last number may be the largest that there is. */
		for (n = first; ; n++) {
			fprintf(out, "%s%llu", ftell(out) ? "\n" : "", n);
			if (n == last)
				break;
		}
	}
	free(list);
	if (out && fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static char *number_text(const struct memtopo_value *value,
			 const struct memtopo_machine *m,
			 const struct memtopo_style *style)
{
	bool plain = style->format == MEMTOPO_FORMAT_JSON && value->kind != MEMTOPO_KIND_HEX;
	bool frames = value->kind == MEMTOPO_KIND_FRAMES && !plain;
	u64 number = frames ? memtopo_machine_bytes(m, value->number) : value->number;
	bool below = value->kind == MEMTOPO_KIND_BALANCE && number >> 63;
	char size[MEMTOPO_SIZE_ROOM];
	char *text;
	int len;

	if (below)
		number = -number;
	switch (value->kind) {
	case MEMTOPO_KIND_FRAMES:
	case MEMTOPO_KIND_PAGES:
	case MEMTOPO_KIND_BYTES:
	case MEMTOPO_KIND_BALANCE:
		if (plain || style->bytes)
			break;
		len = asprintf(&text, "%s%s", below ? "-" : "", memtopo_size_format(size, number));
		return len < 0 ? NULL : text;
	case MEMTOPO_KIND_ADDRESS:
	case MEMTOPO_KIND_HEX:
	case MEMTOPO_KIND_START:
	case MEMTOPO_KIND_END:
		if (plain)
			break;
		len = asprintf(&text, "0x%llx", number);
		return len < 0 ? NULL : text;
	default:
		break;
	}
	len = asprintf(&text, "%s%llu", below ? "-" : "", number);
	return len < 0 ? NULL : text;
}

/* What a cell says where there is no value, so that awk still counts right. */
static const char *none_text(const struct memtopo_style *style)
{
	if (style->format == MEMTOPO_FORMAT_JSON || style->format == MEMTOPO_FORMAT_PAIRS)
		return "";
	return "-";
}

/* The text of a cell, or NULL when memory runs out. */
static char *value_text(struct memtopo_value *value, const struct memtopo_machine *m,
			const struct memtopo_style *style)
{
	if (value->text && style->format == MEMTOPO_FORMAT_JSON) {
		if (value->kind == MEMTOPO_KIND_WORDS)
			return json_words(value->text);
		if (value->kind == MEMTOPO_KIND_NUMBERS)
			return json_numbers(value->text);
	} else if (value->text && kind_join(value->kind)) {
		return join_lines(value->text, kind_join(value->kind));
	}
	if (value->text)
		return value->text;
	if (value->number != MEMTOPO_NONE)
		return number_text(value, m, style);
	return strdup(none_text(style));
}

/*
 * The text of a cell as JSON has it, for a column of several kinds: to
 * libsmartcols all of them are numbers, which it prints as they are.
 */
static char *value_literal(char *text, enum memtopo_kind kind)
{
	bool list = kind == MEMTOPO_KIND_WORDS || kind == MEMTOPO_KIND_NUMBERS;
	bool quoted = kind == MEMTOPO_KIND_WORDS || kind == MEMTOPO_KIND_TEXT;
	const char *comma = quoted ? "\",\"" : ",";
	char *literal = NULL, *c;
	size_t size;
	FILE *out;

	if (!text || !*text || (!list && !quoted && kind != MEMTOPO_KIND_BOOL))
		return text;
	out = open_memstream(&literal, &size);
	if (out && kind == MEMTOPO_KIND_BOOL)
		fputs(strcmp(text, "yes") ? "false" : "true", out);
	else if (out)
		fprintf(out, "%s%s", list ? "[" : "", quoted ? "\"" : "");
	for (c = text; out && kind != MEMTOPO_KIND_BOOL && *c; c++) {
		if (list && *c == '\n')
			fputs(comma, out);
		else
			fprintf(out, "%s%c", strchr("\"\\", *c) ? "\\" : "", *c);
	}
	if (out)
		fprintf(out, "%s%s", quoted ? "\"" : "", list ? "]" : "");
	free(text);
	if (out && fclose(out)) {
		free(literal);
		return NULL;
	}
	return literal;
}

static struct libscols_table *table_new(const char *name,
					const struct memtopo_style *style)
{
	struct libscols_table *table = scols_new_table();

	if (!table)
		return NULL;
	scols_table_enable_json(table, style->format == MEMTOPO_FORMAT_JSON);
	scols_table_enable_raw(table, style->format == MEMTOPO_FORMAT_RAW);
	scols_table_enable_export(table, style->format == MEMTOPO_FORMAT_PAIRS);
	scols_table_enable_noheadings(table, style->noheadings);
	scols_table_enable_ascii(table, style->ascii);
	if (scols_table_set_name(table, name)) {
		scols_unref_table(table);
		return NULL;
	}
	return table;
}

static int table_add_column(struct libscols_table *table, const char *name,
			    enum memtopo_kind kind)
{
	struct libscols_column *column;
	bool list = kind == MEMTOPO_KIND_WORDS || kind == MEMTOPO_KIND_NUMBERS || kind_join(kind);
	bool words = list || kind == MEMTOPO_KIND_TEXT || kind == MEMTOPO_KIND_ANY;

	column = scols_table_new_column(table, name, 0,
					words ? SCOLS_FL_WRAP : SCOLS_FL_RIGHT);
	if (!column)
		return -ENOMEM;
	/* Newlines part the elements of an array only where text may wrap at them. */
	if (((scols_table_is_json(table) && list) || kind_join(kind)) &&
	    scols_column_set_wrapfunc(column, scols_wrapnl_chunksize,
				      scols_wrapnl_nextchunk, NULL))
		return -ENOMEM;
	return scols_column_set_json_type(column, json_type(kind));
}

/* Gives a cell its text, which the table takes over. */
static int line_set(struct libscols_line *line, size_t column, char *text)
{
	int rc;

	if (!text)
		return -ENOMEM;
	rc = scols_line_refer_data(line, column, text);
	if (rc)
		free(text);
	return rc;
}

static int table_add_row(struct libscols_table *table, const struct selection *sel,
			 const struct memtopo_machine *m, const void *row,
			 const struct memtopo_style *style)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	struct memtopo_value value;
	char *text;
	size_t i;
	int rc;

	if (!line)
		return -ENOMEM;
	for (i = 0; i < sel->count; i++) {
		rc = memtopo_column_value(sel->column[i], m, row, &value);
		if (rc)
			return rc;
		text = value_text(&value, m, style);
		if (sel->column[i]->kind == MEMTOPO_KIND_ANY &&
		    style->format == MEMTOPO_FORMAT_JSON)
			text = value_literal(text, value.kind);
		rc = line_set(line, i, text);
		if (rc)
			return rc;
	}
	return 0;
}

static const char *cell_text(struct libscols_line *line, size_t column)
{
	const char *text = scols_cell_get_data(scols_line_get_cell(line, column));

	return text ? text : "";
}

/* How wide columns are when no line is broken: all of them, or all but @without. */
static size_t table_width(struct libscols_table *table, size_t without)
{
	size_t count = scols_table_get_ncols(table), sum = 0, widest, len, i;
	struct libscols_line *line;
	struct libscols_iter *iter;

	iter = scols_new_iter(SCOLS_ITER_FORWARD);
	for (i = 0; i < count; i++) {
		if (i == without)
			continue;
		widest = strlen(scols_column_get_name(scols_table_get_column(table, i)));
		if (iter)
			scols_reset_iter(iter, SCOLS_ITER_FORWARD);
		while (iter && !scols_table_next_line(table, iter, &line)) {
			len = strlen(cell_text(line, i));
			widest = len > widest ? len : widest;
		}
		sum += widest + 1;
	}
	scols_free_iter(iter);
	return sum;
}

/* What the terminal leaves for a column when all others are as wide as their text. */
static size_t column_room(struct libscols_table *table, size_t column, size_t width)
{
	size_t used = table_width(table, column);

	return used + PHRASES_MIN < width ? width - used : PHRASES_MIN;
}

/* Lets lines end at the last blank that fits; one step is not broken. */
static char *text_wrap(const char *text, enum memtopo_kind kind, size_t room)
{
	char *wrapped = strdup(text), *blank = NULL, *line = wrapped, *c;

	for (c = wrapped; c && *c; c++) {
		if (*c == ' ' && (kind != MEMTOPO_KIND_STEPS || (c > line && c[-1] == '>')))
			blank = c;
		if (blank && (size_t)(c - line) >= room) {
			*blank = '\n';
			line = blank + 1;
			blank = NULL;
		}
	}
	return wrapped;
}

/* libsmartcols would break words, and those of all columns. */
static int table_wrap(struct libscols_table *table, const struct selection *sel, size_t width)
{
	struct libscols_column *other;
	struct libscols_line *line;
	struct libscols_iter *iter;
	size_t column, room, i;
	int rc = 0;

	for (column = 0; column < sel->count; column++) {
		if (kind_join(sel->column[column]->kind))
			break;
	}
	if (column == sel->count)
		return 0;
	/* The others keep their width; this one has newlines, which are no danger. */
	for (i = 0; i < sel->count; i++) {
		other = scols_table_get_column(table, i);
		if (i != column)
			rc = scols_column_set_flags(other, scols_column_get_flags(other) &
						    ~SCOLS_FL_WRAP);
		else
			rc = scols_column_set_safechars(other, "\n");
		if (rc)
			return rc;
	}
	room = column_room(table, column, width);
	iter = scols_new_iter(SCOLS_ITER_FORWARD);
	if (!iter)
		return -ENOMEM;
	while (!rc && !scols_table_next_line(table, iter, &line))
		rc = line_set(line, column,
			      text_wrap(cell_text(line, column), sel->column[column]->kind, room));
	scols_free_iter(iter);
	return rc;
}

static int table_fill(struct libscols_table *table, const struct memtopo_view *view,
		      const struct memtopo_rows *rows,
		      const struct memtopo_machine *m,
		      const struct memtopo_style *style)
{
	const struct memtopo_block *block;
	struct memtopo_error err;
	struct selection sel;
	size_t i;
	int rc;

	rc = selection_make(&sel, view, style, &err);
	for (i = 0; i < sel.count && !rc; i++)
		rc = table_add_column(table, sel.column[i]->name, sel.column[i]->kind);
	for (i = 0; i < rows->count && !rc; i++) {
		block = rows->row[i];
		if (!style->block || block->block == *style->block)
			rc = table_add_row(table, &sel, m, block, style);
	}
	if (!rc && style->format == MEMTOPO_FORMAT_TABLE && style->width)
		rc = table_wrap(table, &sel, style->width);
	return rc;
}

/* The distances as people know them: a row and a column for each node. */
static int matrix_fill(struct libscols_table *table, const struct memtopo_machine *m)
{
	struct libscols_line *line = NULL;
	size_t n = m->distance_count, i;
	char text[24];
	int rc;

	rc = table_add_column(table, "NODE", MEMTOPO_KIND_NUMBER);
	for (i = 0; i < n && !rc; i++) {
		snprintf(text, sizeof(text), "%llu", m->distance_node[i]);
		rc = table_add_column(table, text, MEMTOPO_KIND_NUMBER);
	}
	for (i = 0; i < n * n && !rc; i++) {
		if (i % n == 0) {
			line = scols_table_new_line(table, NULL);
			if (!line)
				return -ENOMEM;
			snprintf(text, sizeof(text), "%llu", m->distance_node[i / n]);
			rc = scols_line_set_data(line, 0, text);
		}
		snprintf(text, sizeof(text), "%llu", m->distance[i]);
		if (!rc)
			rc = scols_line_set_data(line, i % n + 1, text);
	}
	return rc;
}

/* Every machine has one set of facts, so in JSON they are one object. */
static int facts_fill(struct libscols_table *table, const struct memtopo_machine *m)
{
	static const int types[] = {
		[MEMTOPO_INFO_TEXT] = SCOLS_JSON_STRING,
		[MEMTOPO_INFO_NUMBER] = SCOLS_JSON_NUMBER,
		[MEMTOPO_INFO_BYTES] = SCOLS_JSON_NUMBER,
		[MEMTOPO_INFO_BOOL] = SCOLS_JSON_BOOLEAN,
	};
	struct libscols_line *line;
	struct libscols_column *column;
	const struct memtopo_pair *pair;
	size_t i;
	int rc = 0;

	line = scols_new_line();
	if (!line)
		return -ENOMEM;
	for (i = 0; i < m->info.count && !rc; i++) {
		pair = &m->info.pairs[i];
		column = scols_table_new_column(table, pair->key, 0, 0);
		if (!column)
			rc = -ENOMEM;
		else if (pair->kind == MEMTOPO_INFO_BOOL && memtopo_cell_is_none(pair->value))
			/* A boolean of libsmartcols is never null; a number is. */
			rc = scols_column_set_json_type(column, SCOLS_JSON_NUMBER);
		else
			rc = scols_column_set_json_type(column, types[pair->kind]);
	}
	if (!rc)
		rc = scols_table_add_line(table, line);
	scols_unref_line(line);
	for (i = 0; i < m->info.count && !rc; i++) {
		pair = &m->info.pairs[i];
		rc = scols_line_set_data(line, i, memtopo_cell_is_none(pair->value) ?
					 "" : pair->value);
	}
	return rc;
}

/* Turns "[ null ]", which libsmartcols makes of a list without a value, to null. */
static void json_null_lists(char *text)
{
	char *from = text, *to = text, *c;
	bool in_string = false;

	while (*from) {
		if (in_string && *from == '\\' && from[1]) {
			*to++ = *from++;
		} else if (*from == '"') {
			in_string = !in_string;
		} else if (*from == '[' && !in_string) {
			c = from + 1 + strspn(from + 1, "\n ");
			if (!strncmp(c, "null", 4) && c[4 + strspn(c + 4, "\n ")] == ']') {
				memcpy(to, "null", 4);
				to += 4;
				from = strchr(c, ']') + 1;
				continue;
			}
		}
		*to++ = *from++;
	}
	*to = '\0';
}

/* Each newline with the spaces that follow: within strings there are none. */
static void json_one_line(char *text)
{
	char *from = text, *to = text;

	while (*from) {
		if (*from == '\n')
			from += 1 + strspn(from + 1, " ");
		else
			*to++ = *from++;
	}
	*to = '\0';
}

/*
 * A table's JSON as the member of an object, "name": [...] or, for an object,
 * "name": {...}: libsmartcols prints a document of its own for each table.
 */
static int json_member(struct libscols_table *table, bool is_object, bool one_line)
{
	char *text, *start, *end, *first, *last;
	int rc;

	rc = scols_print_table_to_string(table, &text);
	if (rc)
		return rc;
	json_null_lists(text);
	if (one_line)
		json_one_line(text);
	start = strchr(text, '{');
	end = strrchr(text, '}');
	if (!start || !end || end <= start) {
		free(text);
		return -EPROTO;
	}
	start++;
	while (end > start && strchr("\n ", end[-1]))
		end--;
	first = strchr(start, '[');
	last = strrchr(start, ']');
	if (is_object && first && last > first)
		printf("%.*s%.*s", (int)(first - start), start,
		       (int)(last - first - 1), first + 1);
	else
		fwrite(start, 1, end - start, stdout);
	free(text);
	return 0;
}

static int rows_member(const struct memtopo_member *member,
		       const struct memtopo_style *style, bool one_line)
{
	struct libscols_table *table = table_new(member->view->name, style);
	int rc;

	if (!table)
		return -ENOMEM;
	rc = table_fill(table, member->view, member->rows, member->machine, style);
	if (!rc)
		rc = json_member(table, member->is_object, one_line);
	scols_unref_table(table);
	return rc;
}

static int facts_member(const char *name, const struct memtopo_machine *m,
			const struct memtopo_style *style)
{
	struct libscols_table *table = table_new(name, style);
	int rc;

	if (!table)
		return -ENOMEM;
	rc = facts_fill(table, m);
	if (!rc)
		rc = json_member(table, true, false);
	scols_unref_table(table);
	return rc;
}

static int view_member(const struct memtopo_view *view,
		       const struct memtopo_machine *m,
		       const struct memtopo_style *style)
{
	struct memtopo_member member = { .view = view, .machine = m };
	struct memtopo_rows rows;
	int rc;

	if (!strcmp(view->name, "info") && !style->columns && !style->output_all)
		return facts_member(view->name, m, style);
	member.rows = &rows;
	rc = memtopo_rows_build(&rows, view, m, style->all || style->block);
	if (!rc)
		rc = rows_member(&member, style, false);
	memtopo_rows_free(&rows);
	return rc;
}

/* libsmartcols prints nothing of a table without lines, not even what it would hold. */
static void headings_print(struct libscols_table *table, const struct memtopo_style *style)
{
	size_t i;

	if (style->noheadings || style->format == MEMTOPO_FORMAT_PAIRS)
		return;
	for (i = 0; i < scols_table_get_ncols(table); i++)
		printf("%s%s", i ? " " : "",
		       scols_column_get_name(scols_table_get_column(table, i)));
	putchar('\n');
}

static int table_print(struct libscols_table *table, const struct memtopo_style *style)
{
	char *text, *line, *next;
	int rc;

	if (!scols_table_get_nlines(table)) {
		headings_print(table, style);
		return 0;
	}
	if (!style->indent)
		return scols_print_table(table);
	rc = scols_print_table_to_string(table, &text);
	if (rc)
		return rc;
	for (next = text; (line = strsep(&next, "\n")); ) {
		if (*line)
			printf("%*s%s\n", (int)style->indent, "", line);
	}
	free(text);
	return 0;
}

/* Returns 1, and prints nothing, when the table is wider than @width, if not 0. */
static int text_print(const struct memtopo_view *view, const struct memtopo_rows *rows,
		      const struct memtopo_machine *m, const struct memtopo_style *style,
		      unsigned int width)
{
	struct libscols_table *table = table_new(view->name, style);
	int rc;

	if (!table)
		return -ENOMEM;
	rc = table_fill(table, view, rows, m, style);
	if (!rc && width && table_width(table, SIZE_MAX) > width + 1)
		rc = 1;
	if (!rc)
		rc = table_print(table, style);
	scols_unref_table(table);
	return rc;
}

int memtopo_rows_print(const struct memtopo_view *view, const struct memtopo_rows *rows,
		       const struct memtopo_machine *machine,
		       const struct memtopo_style *style)
{
	struct memtopo_member member = { .view = view, .rows = rows, .machine = machine };
	struct memtopo_style own = *style;
	int rc;

	if (style->format == MEMTOPO_FORMAT_JSON) {
		putchar('{');
		rc = rows_member(&member, style, false);
		fputs(document_end, stdout);
		return rc;
	}
	if (view->roomy && style->all && style->width && style->format == MEMTOPO_FORMAT_TABLE &&
	    !style->columns && !style->output_all) {
		own.columns = view->roomy;
		rc = text_print(view, rows, machine, &own, style->width);
		if (rc <= 0)
			return rc;
	}
	return text_print(view, rows, machine, style, 0);
}

static int matrix_print(const struct memtopo_view *view, const struct memtopo_machine *m,
			const struct memtopo_style *style)
{
	struct libscols_table *table = table_new(view->name, style);
	int rc;

	if (!table)
		return -ENOMEM;
	rc = matrix_fill(table, m);
	if (!rc)
		rc = table_print(table, style);
	scols_unref_table(table);
	return rc;
}

int memtopo_members_print(const struct memtopo_member *members, size_t count,
			  const struct memtopo_style *style)
{
	struct memtopo_style own = *style;
	size_t i;
	int rc = 0;

	putchar('{');
	for (i = 0; i < count && !rc; i++) {
		if (i)
			putchar(',');
		own.columns = members[i].columns;
		if (members[i].rows)
			rc = rows_member(&members[i], &own, false);
		else
			printf("\n   \"%s\": null", members[i].view->name);
	}
	fputs(document_end, stdout);
	return rc;
}

int memtopo_view_print(const struct memtopo_view *view,
		       const struct memtopo_machine *machine,
		       const struct memtopo_style *style)
{
	struct memtopo_rows rows;
	int rc;

	if (style->format == MEMTOPO_FORMAT_JSON) {
		putchar('{');
		rc = view_member(view, machine, style);
		fputs(document_end, stdout);
		return rc;
	}
	if (!strcmp(view->name, "distances") && style->format == MEMTOPO_FORMAT_TABLE &&
	    !style->columns && !style->output_all)
		return matrix_print(view, machine, style);
	rc = memtopo_rows_build(&rows, view, machine, style->all || style->block);
	if (!rc)
		rc = memtopo_rows_print(view, &rows, machine, style);
	memtopo_rows_free(&rows);
	return rc;
}

int memtopo_line_print(const struct memtopo_member *members, size_t count,
		       const struct memtopo_style *style)
{
	size_t i;
	int rc = 0;

	putchar('{');
	for (i = 0; i < count && !rc; i++) {
		if (i)
			putchar(',');
		if (members[i].rows)
			rc = rows_member(&members[i], style, true);
		else
			printf("\"%s\": null", members[i].view->name);
	}
	fputs("}\n", stdout);
	return rc;
}

int memtopo_views_print(const struct memtopo_machine *machine,
			const struct memtopo_style *style)
{
	size_t i;
	int rc = 0;

	putchar('{');
	for (i = 0; i < memtopo_view_count && !rc; i++) {
		/* What is not of the layout has a document of its own. */
		if (memtopo_views[i]->tables & ~MEMTOPO_HAS_ALL)
			continue;
		if (i)
			putchar(',');
		rc = view_member(memtopo_views[i], machine, style);
	}
	fputs(document_end, stdout);
	return rc;
}
