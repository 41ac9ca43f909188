// SPDX-License-Identifier: GPL-2.0
/*
 * The distances between nodes: a matrix, or for many nodes a list.
 */
#include "part.h"

/* Distances fit a byte. */
#define DISTANCES 256

static void matrix_rows(struct memtopo_canvas *canvas, const struct memtopo_machine *m)
{
	const struct memtopo_node *node;
	size_t n = m->distance_count, i, j;

	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " node");
	for (j = 0; j < n; j++)
		memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " %3llu", m->distance_node[j]);
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, "  cpus");
	memtopo_canvas_end(canvas);
	for (i = 0; i < n; i++) {
		memtopo_canvas_put(canvas, memtopo_ink_node(m->distance_node[i]), " %4llu",
				   m->distance_node[i]);
		for (j = 0; j < n; j++)
			memtopo_canvas_put(canvas, i == j ? MEMTOPO_INK_FAINT : MEMTOPO_INK_PLAIN,
					   " %3llu", m->distance[i * n + j]);
		node = memtopo_node_find(m, m->distance_node[i]);
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "  %s",
				   node && node->cpus ? node->cpus : "-");
		memtopo_canvas_end(canvas);
	}
}

/* "21 to 4-7,12": the nodes at one distance from the node of row @i */
static void list_group(struct memtopo_canvas *canvas, const struct memtopo_machine *m,
		       size_t i, u64 distance)
{
	size_t n = m->distance_count, j, last;
	const char *comma = "";

	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "  %llu", distance);
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " to ");
	for (j = 0; j < n; j = last + 1) {
		last = j;
		if (m->distance[i * n + j] != distance)
			continue;
		while (last + 1 < n && m->distance[i * n + last + 1] == distance)
			last++;
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "%s%llu", comma,
				   m->distance_node[j]);
		if (last > j)
			memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN, "-%llu",
					   m->distance_node[last]);
		comma = ",";
	}
}

static void list_rows(struct memtopo_canvas *canvas, const struct memtopo_machine *m)
{
	size_t n = m->distance_count, i, j;

	for (i = 0; i < n; i++) {
		bool seen[DISTANCES] = { false };
		u64 distance;

		for (j = 0; j < n; j++)
			seen[m->distance[i * n + j]] = true;
		memtopo_canvas_put(canvas, memtopo_ink_node(m->distance_node[i]), " %4llu",
				   m->distance_node[i]);
		for (distance = 0; distance < DISTANCES; distance++) {
			if (seen[distance])
				list_group(canvas, m, i, distance);
		}
		memtopo_canvas_end(canvas);
	}
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
	bool fits;

	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "Distances");
	if (n == 1) {
		memtopo_canvas_put(canvas, MEMTOPO_INK_PLAIN,
				   " none but from node %llu to itself: %llu",
				   machine->distance_node[0], machine->distance[0]);
		memtopo_canvas_end(canvas);
		return;
	}
	fits = 5 + 4 * n + 6 <= canvas->width;
	memtopo_canvas_put(canvas, MEMTOPO_INK_FAINT, " from %s", fits ?
			   "the row's node to the column's" : "each node to the others");
	memtopo_canvas_end(canvas);
	if (fits)
		matrix_rows(canvas, machine);
	else
		list_rows(canvas, machine);
	note_asymmetry(canvas, machine);
}
