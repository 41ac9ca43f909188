/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a number leads: the commands where and translate.
 */
#ifndef MEMTOPO_WHERE_H
#define MEMTOPO_WHERE_H

#include "options.h"
#include "place.h"

/**
 * memtopo_where() - tell where page frames and addresses of any kind are
 * @options: the options
 * @arguments: the numbers as they were written, up to NULL
 * @canvas: where to draw
 * @err: where the failure of the last that failed is described; that of others is
 *       reported
 *
 * Return: 0, an exit status after wrong usage, which is reported, or -errno.
 */
int memtopo_where(const struct memtopo_options *options, char **arguments,
		  struct memtopo_canvas *canvas, struct memtopo_error *err);

/**
 * memtopo_translate() - draw how page tables lead from an address to a page frame
 * @options: the options
 * @arguments: the process and the address as they were written
 * @canvas: where to draw
 * @err: where a failure is described
 *
 * Return: 0, an exit status after wrong usage, which is reported, or -errno.
 */
int memtopo_translate(const struct memtopo_options *options, char **arguments,
		      struct memtopo_canvas *canvas, struct memtopo_error *err);

#endif /* MEMTOPO_WHERE_H */
