// SPDX-License-Identifier: GPL-2.0
/*
 * Reclaim: what kswapd and kcompactd of each node have been asked to do.
 */
#include <linux/errno.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "snapshot.h"
#include "table.h"

/**
 * memtopo_reclaim_walk - fill in the reclaim of all nodes
 * @src: the machine
 * @snap: the snapshot, with its nodes
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_reclaim_walk(const struct memtopo_source *src,
			 struct memtopo_snapshot *snap)
{
	size_t row;

	snap->reclaims = kvcalloc(snap->nr_nodes, sizeof(*snap->reclaims),
				  MEMTOPO_GFP);
	if (!snap->reclaims)
		return -ENOMEM;
	for (row = 0; row < snap->nr_nodes; row++)
		src->ops->reclaim(src, snap->nodes[row].nid,
				  &snap->reclaims[row]);
	return 0;
}

static size_t reclaim_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_nodes;
}

static void reclaim_zone(struct seq_file *m,
			 const struct memtopo_snapshot *snap, u64 zid)
{
	seq_printf(m, " %s", memtopo_snapshot_zone_name(snap, zid));
}

static void reclaim_row(struct seq_file *m, const struct memtopo_snapshot *snap,
			size_t row)
{
	const struct memtopo_reclaim *reclaim = &snap->reclaims[row];

	seq_printf(m, "%d", snap->nodes[row].nid);
	memtopo_table_value(m, reclaim->kswapd_order);
	reclaim_zone(m, snap, reclaim->kswapd_highest_zone);
	memtopo_table_value(m, reclaim->kswapd_failures);
	memtopo_table_value(m, reclaim->kcompactd_max_order);
	reclaim_zone(m, snap, reclaim->kcompactd_highest_zone);
	memtopo_table_value(m, reclaim->proactive_compact_trigger);
}

static const char *const reclaim_columns[] = {
	"node", "kswapd_order", "kswapd_highest_zone", "kswapd_failures",
	"kcompactd_max_order", "kcompactd_highest_zone",
	"proactive_compact_trigger", NULL
};

const struct memtopo_table memtopo_table_reclaim = {
	.name = "reclaim",
	.columns = reclaim_columns,
	.parts = MEMTOPO_PART_RECLAIM,
	.rows = reclaim_rows,
	.row = reclaim_row,
};
