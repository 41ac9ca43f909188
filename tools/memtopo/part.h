/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the picture, each in a file of its own.
 */
#ifndef MEMTOPO_PART_H
#define MEMTOPO_PART_H

#include "canvas.h"
#include "layout.h"

/**
 * memtopo_strip_draw() - draw the address space to scale in one line
 * @canvas: where to draw
 * @machine: the machine
 * @layout: its memory and holes
 *
 * Return: 0 or -errno.
 */
int memtopo_strip_draw(struct memtopo_canvas *canvas,
		       const struct memtopo_machine *machine,
		       const struct memtopo_layout *layout);

/**
 * memtopo_map_draw() - draw memory and holes in address order, a line each
 * @canvas: where to draw
 * @machine: the machine
 * @layout: its memory and holes
 * @all: summarise nothing
 */
void memtopo_map_draw(struct memtopo_canvas *canvas,
		      const struct memtopo_machine *machine,
		      const struct memtopo_layout *layout, bool all);

/**
 * memtopo_roster_draw() - draw the nodes with their zones
 * @canvas: where to draw
 * @machine: the machine
 * @all: empty zones, too
 */
void memtopo_roster_draw(struct memtopo_canvas *canvas,
			 const struct memtopo_machine *machine, bool all);

/* In place of a number, and in front of a proximity domain that is no node. */
#define MEMTOPO_GRID_UNREACHABLE (MEMTOPO_NONE - 1)
#define MEMTOPO_GRID_DOMAIN (4ULL << 30)

/**
 * struct memtopo_grid - numbers between nodes
 * @title: what they are
 * @rows: the nodes that they are from
 * @row_count: how many
 * @columns: the nodes that they are to
 * @column_count: how many
 * @values: number from the i-th row to the j-th column at [i * column_count + j],
 *          MEMTOPO_NONE where there is none
 * @machine: whose nodes they are, for their CPUs, or NULL
 */
struct memtopo_grid {
	const char *title;
	const u64 *rows;
	size_t row_count;
	const u64 *columns;
	size_t column_count;
	const u64 *values;
	const struct memtopo_machine *machine;
};

/**
 * memtopo_grid_draw() - draw numbers between nodes: a matrix, or for many nodes a list
 * @canvas: where to draw
 * @grid: the numbers
 */
void memtopo_grid_draw(struct memtopo_canvas *canvas, const struct memtopo_grid *grid);

/**
 * memtopo_matrix_draw() - draw the distances
 * @canvas: where to draw
 * @machine: the machine
 */
void memtopo_matrix_draw(struct memtopo_canvas *canvas,
			 const struct memtopo_machine *machine);

#endif /* MEMTOPO_PART_H */
