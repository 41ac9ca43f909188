/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The view of the gaps, and what they add up to.
 */
#ifndef MEMTOPO_GAPVIEW_H
#define MEMTOPO_GAPVIEW_H

#include "print.h"

extern const struct memtopo_view memtopo_holes_view;

/* What gaps are named by, where it is there. */
#define MEMTOPO_HAS_GAPS \
	(MEMTOPO_HAS(UNMANAGED) | MEMTOPO_HAS(MEMMAP) | MEMTOPO_HAS_OWNERS)

/**
 * memtopo_gaps_print() - print all gaps on stdout, and what they add up to
 * @machine: the machine
 * @style: how; sums are left out where there is a row for each gap alone
 *
 * Return: 0 or -errno.
 */
int memtopo_gaps_print(const struct memtopo_machine *machine,
		       const struct memtopo_style *style);

#endif /* MEMTOPO_GAPVIEW_H */
