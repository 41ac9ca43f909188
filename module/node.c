// SPDX-License-Identifier: GPL-2.0
/*
 * Nodes: what pg_data_t says, and which CPUs are local to it.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "snapshot.h"
#include "table.h"

static size_t node_count(const struct memtopo_source *src)
{
	size_t count = 0;
	int nid;

	for (nid = src->ops->node_from(src, 0); nid >= 0;
	     nid = src->ops->node_from(src, nid + 1))
		count++;
	return count;
}

/**
 * memtopo_node_walk - fill in nodes, their CPUs and the way from id to row
 * @src: the machine
 * @snap: the snapshot
 *
 * When nodes come online between counting and filling, some are left out, and
 * memtopo_node_moved() will say so.
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_node_walk(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	size_t room = node_count(src);
	int nid;

	snap->nodes = kvcalloc(room, sizeof(*snap->nodes), MEMTOPO_GFP);
	snap->cpus = kvcalloc(room * BITS_TO_LONGS(geo->cpu_ids),
			      sizeof(*snap->cpus), MEMTOPO_GFP);
	snap->node_row = kvmalloc_array(geo->node_ids,
					sizeof(*snap->node_row),
					MEMTOPO_GFP);
	if (!snap->nodes || !snap->cpus || !snap->node_row)
		return -ENOMEM;

	for (nid = 0; nid < geo->node_ids; nid++)
		snap->node_row[nid] = -1;
	for (nid = src->ops->node_from(src, 0);
	     nid >= 0 && snap->nr_nodes < room;
	     nid = src->ops->node_from(src, nid + 1)) {
		size_t row = snap->nr_nodes++;

		snap->node_row[nid] = row;
		snap->nodes[row].nid = nid;
		src->ops->node(src, nid, &snap->nodes[row],
			       memtopo_snapshot_cpus(snap, row));
	}
	return 0;
}

/**
 * memtopo_node_moved - have nodes come, gone or changed since the walk?
 * @src: the machine
 * @snap: the snapshot
 *
 * Return: true when ids, a node's span or its present pages differ.
 */
bool memtopo_node_moved(const struct memtopo_source *src,
			const struct memtopo_snapshot *snap)
{
	size_t row = 0;
	int nid;

	for (nid = src->ops->node_from(src, 0); nid >= 0;
	     nid = src->ops->node_from(src, nid + 1)) {
		const struct memtopo_node *node = &snap->nodes[row];
		struct memtopo_node now = {};

		if (row++ == snap->nr_nodes || node->nid != nid)
			return true;
		src->ops->node(src, nid, &now, NULL);
		if (now.start_pfn != node->start_pfn ||
		    now.spanned_pages != node->spanned_pages ||
		    now.present_pages != node->present_pages)
			return true;
	}
	return row != snap->nr_nodes;
}

static const char *const state_names[MEMTOPO_NR_NODE_STATES] = {
	[MEMTOPO_NODE_POSSIBLE]		= "possible",
	[MEMTOPO_NODE_ONLINE]		= "online",
	[MEMTOPO_NODE_NORMAL_MEMORY]	= "normal_memory",
	[MEMTOPO_NODE_HIGH_MEMORY]	= "high_memory",
	[MEMTOPO_NODE_MEMORY]		= "memory",
	[MEMTOPO_NODE_CPU]		= "cpu",
	[MEMTOPO_NODE_GENERIC_INITIATOR] = "generic_initiator",
};

static void node_states_write(struct seq_file *m, u32 states)
{
	const char *sep = "";
	unsigned int i;

	if (!states)
		seq_putc(m, '-');
	for (i = 0; i < MEMTOPO_NR_NODE_STATES; i++) {
		if (!(states & BIT(i)))
			continue;
		seq_printf(m, "%s%s", sep, state_names[i]);
		sep = ",";
	}
}

static size_t node_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_nodes;
}

static void node_row(struct seq_file *m, const struct memtopo_snapshot *snap,
		     size_t row)
{
	const struct memtopo_node *node = &snap->nodes[row];
	const unsigned long *cpus = memtopo_snapshot_cpus(snap, row);
	unsigned int nr_cpus = snap->geometry.cpu_ids;

	seq_printf(m, "%d ", node->nid);
	node_states_write(m, node->states);
	seq_printf(m, " %llu %llu %llu %llu %llu ", node->start_pfn,
		   node->spanned_pages, node->present_pages,
		   node->managed_pages, node->free_pages);
	if (snap->parts & MEMTOPO_PART_MEMMAP)
		seq_printf(m, "%llu ", node->memmap_pages);
	else
		seq_puts(m, "- ");
	if (bitmap_empty(cpus, nr_cpus))
		seq_putc(m, '-');
	else
		seq_printf(m, "%*pbl", (int)nr_cpus, cpus);
}

static const char *const node_columns[] = {
	"node", "states", "start_pfn", "spanned_pages",
	"present_pages", "managed_pages", "free_pages",
	"memmap_pages", "cpus", NULL
};

const struct memtopo_table memtopo_table_nodes = {
	.name = "nodes",
	.columns = node_columns,
	.parts = MEMTOPO_PART_SECTIONS | MEMTOPO_PART_MEMMAP,
	.rows = node_rows,
	.row = node_row,
};
