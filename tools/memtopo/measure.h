/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Measuring what it costs to use the memory of another node, here and now.
 */
#ifndef MEMTOPO_MEASURE_H
#define MEMTOPO_MEASURE_H

#include "view.h"

/* How long it may take, in seconds, and how long it takes if nobody says. */
#define MEMTOPO_MEASURE_MAX 3600
#define MEMTOPO_MEASURE_DEFAULT 2

/**
 * memtopo_measure() - measure latency and bandwidth between nodes of this machine
 * @pairs: pairs of nodes, which get what was measured
 * @count: how many
 * @machine: this machine, with its nodes
 * @seconds: about how long all of it may take, beside the preparations
 * @err: where failures are described
 *
 * One thread reads on the CPUs of one node what lies in the memory of the
 * other: for the latency a chain of pointers in random order, each of which
 * has to be there before the next is known; for the bandwidth everything from
 * first to last. The medians count. A buffer is larger than the caches, if an
 * eighth of the node's free memory is; a pair has no numbers when one of them
 * has no CPUs, or no memory to spare.
 *
 * SIGINT and SIGTERM end it.
 *
 * Return: 0, -EINTR when it was ended, or -errno.
 */
int memtopo_measure(struct memtopo_distance *pairs, size_t count,
		    const struct memtopo_machine *machine, unsigned int seconds,
		    struct memtopo_error *err);

#endif /* MEMTOPO_MEASURE_H */
