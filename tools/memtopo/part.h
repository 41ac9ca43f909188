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

/**
 * memtopo_matrix_draw() - draw the distances
 * @canvas: where to draw
 * @machine: the machine
 */
void memtopo_matrix_draw(struct memtopo_canvas *canvas,
			 const struct memtopo_machine *machine);

#endif /* MEMTOPO_PART_H */
