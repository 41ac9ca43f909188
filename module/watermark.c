// SPDX-License-Identifier: GPL-2.0
/*
 * Watermarks: what a zone keeps back, and what it still has to give.
 */
#include <linux/seq_file.h>

#include "snapshot.h"
#include "table.h"

static size_t watermark_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_nodes * snap->geometry.zones_per_node;
}

static void watermark_row(struct seq_file *m,
			  const struct memtopo_snapshot *snap, size_t row)
{
	const struct memtopo_zone *zone = &snap->zones[row];
	unsigned int i;

	seq_printf(m, "%d %s %llu %llu", zone->nid, zone->name,
		   zone->managed_pages, zone->free_pages);
	seq_printf(m, " %llu %llu %llu %llu %llu", zone->min, zone->low,
		   zone->high, zone->promo, zone->boost);
	memtopo_table_value(m, zone->nr_reserved_highatomic);
	memtopo_table_value(m, zone->nr_free_highatomic);
	memtopo_table_value(m, zone->cma_pages);
	memtopo_table_value(m, zone->free_cma_pages);
	memtopo_table_value(m, zone->unaccepted_pages);
	for (i = 0; i < snap->geometry.zones_per_node; i++)
		seq_printf(m, "%c%llu", i ? ',' : ' ', zone->lowmem_reserve[i]);
}

static const char *const watermark_columns[] = {
	"node", "zone", "managed_pages", "free_pages",
	"min", "low", "high", "promo", "boost",
	"nr_reserved_highatomic", "nr_free_highatomic",
	"cma_pages", "free_cma_pages", "unaccepted_pages",
	"lowmem_reserve", NULL
};

const struct memtopo_table memtopo_table_watermarks = {
	.name = "watermarks",
	.columns = watermark_columns,
	.rows = watermark_rows,
	.row = watermark_row,
};
