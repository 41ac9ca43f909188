// SPDX-License-Identifier: GPL-2.0
/*
 * The walk of one address, and what is told of it.
 */
#include <linux/errno.h>
#include <linux/slab.h>

#include "snapshot.h"
#include "walk.h"

/**
 * memtopo_walk_take - follow the address that a request names
 * @src: the machine
 * @snap: gets the walk
 *
 * Return: 0 or -errno, see Documentation/ABI.
 */
int memtopo_walk_take(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap)
{
	return -EOPNOTSUPP;
}

/**
 * memtopo_walk_free - forget a walk
 * @walk: the walk, or NULL
 */
void memtopo_walk_free(struct memtopo_walk *walk)
{
	kfree(walk);
}
