// SPDX-License-Identifier: GPL-2.0
/*
 * Zones: what struct zone says. Empty ones too, for they are part of how the
 * kernel has divided a node.
 */
#include <linux/errno.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "snapshot.h"
#include "table.h"

/**
 * memtopo_zone_walk - fill in the zones of all nodes, and the nodes' sums
 * @src: the machine
 * @snap: the snapshot, with its nodes
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_zone_walk(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap)
{
	unsigned int per_node = snap->geometry.zones_per_node;
	struct memtopo_zone *zone;
	struct memtopo_node *node;
	size_t row;

	snap->zones = kvcalloc(snap->nr_nodes * per_node, sizeof(*snap->zones),
			       MEMTOPO_GFP);
	snap->spans = kvcalloc(snap->nr_nodes * per_node, sizeof(*snap->spans),
			       MEMTOPO_GFP);
	if (!snap->zones || !snap->spans)
		return -ENOMEM;

	for (row = 0; row < snap->nr_nodes * per_node; row++) {
		node = &snap->nodes[row / per_node];
		zone = &snap->zones[row];
		zone->nid = node->nid;
		zone->zid = row % per_node;
		src->ops->zone(src, zone->nid, zone->zid, zone);
		node->managed_pages += zone->managed_pages;
		node->free_pages += zone->free_pages;
		if (zone->spanned_pages)
			snap->spans[snap->nr_spans++] = row;
	}
	return 0;
}

/**
 * memtopo_zone_moved - has a zone changed its place since the walk?
 * @src: the machine
 * @snap: the snapshot
 *
 * Return: true when a zone's span or its present pages differ.
 */
bool memtopo_zone_moved(const struct memtopo_source *src,
			const struct memtopo_snapshot *snap)
{
	size_t rows = snap->nr_nodes * snap->geometry.zones_per_node;
	size_t row;

	for (row = 0; row < rows; row++) {
		const struct memtopo_zone *zone = &snap->zones[row];
		struct memtopo_zone now = {};

		src->ops->zone(src, zone->nid, zone->zid, &now);
		if (now.start_pfn != zone->start_pfn ||
		    now.spanned_pages != zone->spanned_pages ||
		    now.present_pages != zone->present_pages)
			return true;
	}
	return false;
}

static size_t zone_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_nodes * snap->geometry.zones_per_node;
}

static void zone_row(struct seq_file *m, const struct memtopo_snapshot *snap,
		     size_t row)
{
	const struct memtopo_zone *zone = &snap->zones[row];
	unsigned int i;

	seq_printf(m, "%d %s %llu %llu %llu %llu %llu %llu", zone->nid,
		   zone->name, zone->start_pfn, zone->spanned_pages,
		   zone->present_pages, zone->managed_pages, zone->cma_pages,
		   zone->free_pages);
	seq_printf(m, " %llu %llu %llu %llu %llu", zone->min, zone->low,
		   zone->high, zone->promo, zone->boost);
	for (i = 0; i < snap->geometry.zones_per_node; i++)
		seq_printf(m, "%c%llu", i ? ',' : ' ', zone->lowmem_reserve[i]);
}

static const char *const zone_columns[] = {
	"node", "zone", "start_pfn", "spanned_pages",
	"present_pages", "managed_pages", "cma_pages",
	"free_pages", "min", "low", "high", "promo", "boost",
	"lowmem_reserve", NULL
};

const struct memtopo_table memtopo_table_zones = {
	.name = "zones",
	.columns = zone_columns,
	.rows = zone_rows,
	.row = zone_row,
};
