/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The picture: a machine's memory drawn in a terminal.
 */
#ifndef MEMTOPO_PICTURE_H
#define MEMTOPO_PICTURE_H

#include "canvas.h"
#include "model.h"

/**
 * memtopo_picture_draw() - draw a machine
 * @canvas: where to draw
 * @machine: the machine, with all tables
 * @all: leave nothing out
 *
 * Return: 0 or -errno.
 */
int memtopo_picture_draw(struct memtopo_canvas *canvas,
			 const struct memtopo_machine *machine, bool all);

#endif /* MEMTOPO_PICTURE_H */
