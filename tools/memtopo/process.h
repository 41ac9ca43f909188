/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Showing the memory of a process: its mappings, and where their pages are.
 */
#ifndef MEMTOPO_PROCESS_H
#define MEMTOPO_PROCESS_H

#include "print.h"
#include "space.h"

/* The mappings, the columns of which may be asked for. */
extern const struct memtopo_view memtopo_mappings_view;

/**
 * memtopo_space_print() - print an address space on stdout
 * @space: the address space
 * @style: how; without all, neighbours that are alike are merged and what is small
 *         is left out of the table for people
 *
 * Return: 0 or -errno.
 */
int memtopo_space_print(const struct memtopo_space *space, const struct memtopo_style *style);

#endif /* MEMTOPO_PROCESS_H */
