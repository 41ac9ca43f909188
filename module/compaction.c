// SPDX-License-Identifier: GPL-2.0
/*
 * Compaction: how far it has come in each zone, and whether it is put off.
 */
#include <linux/errno.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "snapshot.h"
#include "table.h"

/**
 * memtopo_compaction_walk - fill in the compaction of zones with memory
 * @src: the machine
 * @snap: the snapshot, with its zones
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_compaction_walk(const struct memtopo_source *src,
			    struct memtopo_snapshot *snap)
{
	size_t rows = snap->nr_nodes * snap->geometry.zones_per_node;
	struct memtopo_compaction *compaction;
	const struct memtopo_zone *zone;

	snap->compactions = kvcalloc(rows, sizeof(*snap->compactions),
				     MEMTOPO_GFP);
	if (!snap->compactions)
		return -ENOMEM;
	for (zone = snap->zones; zone < snap->zones + rows; zone++) {
		if (!zone->present_pages)
			continue;
		compaction = &snap->compactions[snap->nr_compactions++];
		src->ops->compaction(src, zone->nid, zone->zid, compaction);
		compaction->nid = zone->nid;
		compaction->zid = zone->zid;
	}
	return 0;
}

static size_t compaction_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_compactions;
}

/* As many as the kernel has, all or none. */
static void compaction_migrate_pfns(struct seq_file *m, const u64 *pfns)
{
	unsigned int i;

	memtopo_table_value(m, pfns[0]);
	if (pfns[0] == MEMTOPO_NO_VALUE)
		return;
	for (i = 1; i < MEMTOPO_MIGRATE_SCANNERS; i++)
		seq_put_decimal_ull(m, ",", pfns[i]);
}

static void compaction_row(struct seq_file *m,
			   const struct memtopo_snapshot *snap, size_t row)
{
	const struct memtopo_compaction *compaction = &snap->compactions[row];

	seq_printf(m, "%d %s", compaction->nid,
		   memtopo_snapshot_zone_name(snap, compaction->zid));
	memtopo_table_value(m, compaction->compact_cached_free_pfn);
	compaction_migrate_pfns(m, compaction->compact_cached_migrate_pfn);
	memtopo_table_value(m, compaction->compact_init_free_pfn);
	memtopo_table_value(m, compaction->compact_init_migrate_pfn);
	memtopo_table_value(m, compaction->compact_considered);
	memtopo_table_value(m, compaction->compact_defer_shift);
	memtopo_table_value(m, compaction->compact_order_failed);
	memtopo_table_value(m, compaction->compact_blockskip_flush);
	memtopo_table_value(m, compaction->nr_isolate_pageblock);
	memtopo_table_value(m, compaction->contiguous);
}

static const char *const compaction_columns[] = {
	"node", "zone", "compact_cached_free_pfn", "compact_cached_migrate_pfn",
	"compact_init_free_pfn", "compact_init_migrate_pfn",
	"compact_considered", "compact_defer_shift", "compact_order_failed",
	"compact_blockskip_flush", "nr_isolate_pageblock", "contiguous", NULL
};

const struct memtopo_table memtopo_table_compaction = {
	.name = "compaction",
	.columns = compaction_columns,
	.parts = MEMTOPO_PART_COMPACTION,
	.rows = compaction_rows,
	.row = compaction_row,
};
