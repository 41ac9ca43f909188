// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers between nodes, such as distances: a matrix, or for many nodes a list.
 */
#include <stdio.h>
#include <string.h>

#include "part.h"

/* A node's number, or a letter and a domain's. */
#define LABEL_ROOM 24

static const char *label(char *text, u64 id)
{
	snprintf(text, LABEL_ROOM, id & MEMTOPO_GRID_DOMAIN ? "d%llu" : "%llu",
		 id & ~MEMTOPO_GRID_DOMAIN);
	return text;
}

static const char *value_text(char *text, u64 value)
{
	if (value == MEMTOPO_NONE)
		snprintf(text, LABEL_ROOM, "-");
	else if (value == MEMTOPO_GRID_UNREACHABLE)
		snprintf(text, LABEL_ROOM, "x");
	else
		snprintf(text, LABEL_ROOM, "%llu", value);
	return text;
}

/* What the widest number or label of a column takes; that of a distance at least. */
static int cell_width(const struct memtopo_grid *grid)
{
	size_t i, len, widest = 3;
	char text[LABEL_ROOM];

	for (i = 0; i < grid->row_count * grid->column_count; i++) {
		len = strlen(value_text(text, grid->values[i]));
		widest = len > widest ? len : widest;
	}
	for (i = 0; i < grid->column_count; i++) {
		len = strlen(label(text, grid->columns[i]));
		widest = len > widest ? len : widest;
	}
	return widest;
}

static void matrix_rows(struct memtopo_canvas *canvas, const struct memtopo_grid *grid,
			int width)
{
	const struct memtopo_node *node;
	size_t n = grid->column_count, i, j;
	char text[LABEL_ROOM];

	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " node");
	for (j = 0; j < n; j++)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " %*s", width,
				   label(text, grid->columns[j]));
	if (grid->machine)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "  cpus");
	memtopo_canvas_end(canvas);
	for (i = 0; i < grid->row_count; i++) {
		memtopo_canvas_put(canvas, memtopo_ink_node(grid->rows[i]), " %4s",
				   label(text, grid->rows[i]));
		for (j = 0; j < n; j++)
			memtopo_canvas_put(canvas, grid->rows[i] == grid->columns[j] ?
					   MEMTOPO_INK_FAINT : MEMTOPO_INK_PLAIN, " %*s", width,
					   value_text(text, grid->values[i * n + j]));
		node = grid->machine ? memtopo_node_find(grid->machine, grid->rows[i]) : NULL;
		if (grid->machine)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "  %s",
					   node && node->cpus ? node->cpus : "-");
		memtopo_canvas_end(canvas);
	}
}

/* "21 to 4-7,12": the nodes to which the row @values has the same number */
static void list_group(struct memtopo_canvas *canvas, const struct memtopo_grid *grid,
		       const u64 *values, u64 value)
{
	size_t n = grid->column_count, j, last;
	const char *comma = "";
	char text[LABEL_ROOM];

	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "  %s", value_text(text, value));
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " to ");
	for (j = 0; j < n; j = last + 1) {
		last = j;
		if (values[j] != value)
			continue;
		while (last + 1 < n && values[last + 1] == value &&
		       !((grid->columns[j] ^ grid->columns[last + 1]) & MEMTOPO_GRID_DOMAIN))
			last++;
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "%s%s", comma,
				   label(text, grid->columns[j]));
		if (last > j)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "-%s",
					   label(text, grid->columns[last]));
		comma = ",";
	}
}

/* The lowest of the numbers that are @least or more. */
static u64 value_next(const u64 *values, size_t count, u64 least)
{
	u64 next = MEMTOPO_NONE;
	size_t j;

	for (j = 0; j < count; j++) {
		if (values[j] >= least && values[j] < next)
			next = values[j];
	}
	return next;
}

static void list_rows(struct memtopo_canvas *canvas, const struct memtopo_grid *grid)
{
	size_t n = grid->column_count, i;
	const u64 *values = grid->values;
	char text[LABEL_ROOM];
	u64 value;

	for (i = 0; i < grid->row_count; i++, values += n) {
		memtopo_canvas_put(canvas, memtopo_ink_node(grid->rows[i]), " %4s",
				   label(text, grid->rows[i]));
		for (value = value_next(values, n, 0); value != MEMTOPO_NONE;
		     value = value_next(values, n, value + 1))
			list_group(canvas, grid, values, value);
		memtopo_canvas_end(canvas);
	}
}

void memtopo_grid_draw(struct memtopo_canvas *canvas, const struct memtopo_grid *grid)
{
	int width = cell_width(grid);
	bool fits = 5 + (width + 1) * grid->column_count + 6 <= canvas->width;

	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "%s", grid->title);
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " from %s", fits ?
			   "the row's node to the column's" : "each node to the others");
	memtopo_canvas_end(canvas);
	if (fits)
		matrix_rows(canvas, grid, width);
	else
		list_rows(canvas, grid);
}

/* Firmware may claim that the way back is longer. */
static void note_asymmetry(struct memtopo_canvas *canvas, const struct memtopo_machine *m)
{
	size_t n = m->distance_count, pairs = 0, first = 0, i, j;

	for (i = 0; i < n; i++) {
		for (j = i + 1; j < n; j++) {
			if (m->distance[i * n + j] == m->distance[j * n + i])
				continue;
			if (!pairs++)
				first = i * n + j;
		}
	}
	if (!pairs)
		return;
	i = first / n;
	j = first % n;
	memtopo_canvas_put(canvas, MEMTOPO_INK_WARN, " not symmetric:");
	memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN,
			   " %llu to %llu is %llu, but %llu to %llu is %llu",
			   m->distance_node[i], m->distance_node[j], m->distance[i * n + j],
			   m->distance_node[j], m->distance_node[i], m->distance[j * n + i]);
	if (pairs > 1)
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, " (%zu such pairs)", pairs);
	memtopo_canvas_end(canvas);
}

void memtopo_matrix_draw(struct memtopo_canvas *canvas,
			 const struct memtopo_machine *machine)
{
	size_t n = machine->distance_count;
	const struct memtopo_grid grid = {
		.title = "Distances", .rows = machine->distance_node, .row_count = n,
		.columns = machine->distance_node, .column_count = n,
		.values = machine->distance, .machine = machine,
	};

	if (n == 1) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "Distances");
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN,
				   " none but from node %llu to itself: %llu",
				   machine->distance_node[0], machine->distance[0]);
		memtopo_canvas_end(canvas);
		return;
	}
	memtopo_grid_draw(canvas, &grid);
	note_asymmetry(canvas, machine);
}
