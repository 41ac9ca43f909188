/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Watching memory come and go.
 */
#ifndef MEMTOPO_WATCH_H
#define MEMTOPO_WATCH_H

#include "print.h"

/**
 * memtopo_watch() - print events and what they change until told to stop
 * @root: the system root, "" for this machine
 * @style: how to print; with JSON an object in each line
 * @err: where failures are described
 *
 * Ends by SIGINT or SIGTERM, when nobody reads stdout any more, and at the
 * end of the events of a recording.
 *
 * Return: 0 or -errno.
 */
int memtopo_watch(const char *root, const struct memtopo_style *style,
		  struct memtopo_error *err);

#endif /* MEMTOPO_WATCH_H */
