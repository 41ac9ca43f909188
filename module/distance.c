// SPDX-License-Identifier: GPL-2.0
/*
 * NUMA distances, as the firmware gave them and the kernel took them.
 */
#include <linux/errno.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "snapshot.h"
#include "table.h"

/**
 * memtopo_distance_walk - fill in the matrix
 * @src: the machine
 * @snap: the snapshot, with its nodes
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_distance_walk(const struct memtopo_source *src,
			  struct memtopo_snapshot *snap)
{
	size_t nr = snap->nr_nodes;
	size_t from, to;

	snap->distances = kvcalloc(nr * nr, sizeof(*snap->distances),
				   MEMTOPO_GFP);
	if (!snap->distances)
		return -ENOMEM;

	for (from = 0; from < nr; from++)
		for (to = 0; to < nr; to++)
			snap->distances[from * nr + to] =
				src->ops->distance(src, snap->nodes[from].nid,
						   snap->nodes[to].nid);
	return 0;
}

static void distance_columns(struct seq_file *m,
			     const struct memtopo_snapshot *snap)
{
	size_t row;

	seq_puts(m, "node");
	for (row = 0; row < snap->nr_nodes; row++)
		seq_printf(m, " %d", snap->nodes[row].nid);
}

static size_t distance_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_nodes;
}

static void distance_row(struct seq_file *m,
			 const struct memtopo_snapshot *snap, size_t row)
{
	size_t to;

	seq_printf(m, "%d", snap->nodes[row].nid);
	for (to = 0; to < snap->nr_nodes; to++)
		seq_printf(m, " %u", snap->distances[row * snap->nr_nodes + to]);
}

const struct memtopo_table memtopo_table_distances = {
	.name = "distances",
	.write_columns = distance_columns,
	.parts = MEMTOPO_PART_DISTANCES,
	.rows = distance_rows,
	.row = distance_row,
};
