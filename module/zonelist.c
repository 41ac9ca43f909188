// SPDX-License-Identifier: GPL-2.0
/*
 * Zonelists: in which zones an allocation looks, and in which order.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "snapshot.h"
#include "table.h"

static int zoneref_add(const struct memtopo_source *src,
		       struct memtopo_snapshot *snap, int nid,
		       const struct memtopo_links *links)
{
	size_t room;

	if (snap->nr_zonerefs == snap->max_zonerefs) {
		room = max_t(size_t, 64, 2 * snap->max_zonerefs);
		if (memtopo_array_grow((void **)&snap->zonerefs,
				       snap->nr_zonerefs, room,
				       sizeof(*snap->zonerefs)))
			return -ENOMEM;
		snap->max_zonerefs = room;
	}
	snap->zonerefs[snap->nr_zonerefs++] = (struct memtopo_zoneref) {
		.nid = links->nid,
		.zid = links->zid,
		.distance = src->ops->distance(src, nid, links->nid),
	};
	return 0;
}

/**
 * memtopo_zonelist_walk - fill in the zonelists of all nodes
 * @src: the machine
 * @snap: the snapshot, with its nodes
 *
 * Context: May sleep, and reschedules between lists.
 * Return: 0 or -ENOMEM.
 */
int memtopo_zonelist_walk(const struct memtopo_source *src,
			  struct memtopo_snapshot *snap)
{
	unsigned int per_node = snap->geometry.zonelists;
	struct memtopo_zonelist *list;
	struct memtopo_links links;
	size_t row;
	int nid;

	snap->lists = kvcalloc(snap->nr_nodes * per_node, sizeof(*snap->lists),
			       MEMTOPO_GFP);
	if (!snap->lists)
		return -ENOMEM;

	for (row = 0; row < snap->nr_nodes * per_node; row++) {
		nid = snap->nodes[row / per_node].nid;
		list = &snap->lists[row];
		list->first = snap->nr_zonerefs;
		while (!src->ops->zonelist(src, nid, row % per_node, list->nr,
					   &links)) {
			if (zoneref_add(src, snap, nid, &links))
				return -ENOMEM;
			list->nr++;
		}
		cond_resched();
	}
	return 0;
}

static bool zonelist_moved(const struct memtopo_source *src,
			   const struct memtopo_snapshot *snap, size_t row)
{
	unsigned int per_node = snap->geometry.zonelists;
	const struct memtopo_zonelist *list = &snap->lists[row];
	const struct memtopo_zoneref *ref = snap->zonerefs + list->first;
	int nid = snap->nodes[row / per_node].nid;
	struct memtopo_links now;
	u32 i;

	for (i = 0; i < list->nr; i++, ref++)
		if (src->ops->zonelist(src, nid, row % per_node, i, &now) ||
		    now.nid != ref->nid || now.zid != ref->zid)
			return true;
	return !src->ops->zonelist(src, nid, row % per_node, i, &now);
}

/**
 * memtopo_zonelist_moved - has a list been built anew since the walk?
 * @src: the machine
 * @snap: the snapshot
 *
 * Context: May sleep, and reschedules between lists.
 * Return: true when a list has other zones, or has them in another order.
 */
bool memtopo_zonelist_moved(const struct memtopo_source *src,
			    const struct memtopo_snapshot *snap)
{
	size_t row;

	for (row = 0; row < snap->nr_nodes * snap->geometry.zonelists; row++) {
		if (zonelist_moved(src, snap, row))
			return true;
		cond_resched();
	}
	return false;
}

/* A row for each zone that may be the highest a request can use. */
static size_t zonelist_rows(const struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;

	return snap->nr_nodes * geo->zonelists * geo->zones_per_node;
}

static void zoneref_zone(struct seq_file *m, const struct memtopo_snapshot *snap,
			 const struct memtopo_zoneref *ref)
{
	seq_printf(m, "%d/%s", ref->nid,
		   memtopo_snapshot_zone_name(snap, ref->zid));
}

static void zoneref_distance(struct seq_file *m,
			     const struct memtopo_snapshot *snap,
			     const struct memtopo_zoneref *ref)
{
	seq_printf(m, "%d", ref->distance);
}

/* Something of each entry that a request may use, as a list. */
static void zonelist_write(struct seq_file *m,
			   const struct memtopo_snapshot *snap,
			   const struct memtopo_zonelist *list,
			   unsigned int highest,
			   void (*write)(struct seq_file *m,
					 const struct memtopo_snapshot *snap,
					 const struct memtopo_zoneref *ref))
{
	char sep = ' ';
	u32 i;

	for (i = list->first; i < list->first + list->nr; i++) {
		if (snap->zonerefs[i].zid > highest)
			continue;
		seq_putc(m, sep);
		write(m, snap, &snap->zonerefs[i]);
		sep = ',';
	}
	if (sep == ' ')
		seq_puts(m, " -");
}

static void zonelist_row(struct seq_file *m,
			 const struct memtopo_snapshot *snap, size_t row)
{
	static const char *const kinds[MEMTOPO_ZONELISTS_MAX] = {
		[MEMTOPO_ZONELIST_FALLBACK]	= "fallback",
		[MEMTOPO_ZONELIST_THISNODE]	= "thisnode",
	};
	const struct memtopo_geometry *geo = &snap->geometry;
	unsigned int highest = row % geo->zones_per_node;
	size_t list = row / geo->zones_per_node;

	seq_printf(m, "%d %s %s", snap->nodes[list / geo->zonelists].nid,
		   kinds[list % geo->zonelists],
		   memtopo_snapshot_zone_name(snap, highest));
	zonelist_write(m, snap, &snap->lists[list], highest, zoneref_zone);
	zonelist_write(m, snap, &snap->lists[list], highest, zoneref_distance);
}

static const char *const zonelist_columns[] = {
	"node", "list", "highest_zone", "zones", "distances", NULL
};

const struct memtopo_table memtopo_table_zonelists = {
	.name = "zonelists",
	.columns = zonelist_columns,
	.parts = MEMTOPO_PART_ZONELISTS,
	.rows = zonelist_rows,
	.row = zonelist_row,
};
