// SPDX-License-Identifier: GPL-2.0
/*
 * Takes the layout at one moment.
 *
 * The memory-hotplug lock is not for modules, so a walk may overlap with
 * memory that comes or goes. That cannot hurt (source.h says why), but it can
 * tear the picture: the walk is then made again, and if it never comes out
 * whole, it is published marked as not consistent.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "process.h"
#include "snapshot.h"

/**
 * memtopo_array_grow - move an array to one with more room
 * @array: the array's pointer, replaced when 0 is returned
 * @used: elements to keep
 * @room: elements that the new one shall hold
 * @size: bytes of an element
 *
 * Context: May sleep.
 * Return: 0 or -ENOMEM, and then the old array is untouched.
 */
int memtopo_array_grow(void **array, size_t used, size_t room, size_t size)
{
	void *new = kvcalloc(room, size, MEMTOPO_GFP);

	if (!new)
		return -ENOMEM;
	if (used)
		memcpy(new, *array, used * size);
	kvfree(*array);
	*array = new;
	return 0;
}

/**
 * memtopo_snapshot_cpus - the online CPUs of a node
 * @snap: the snapshot
 * @row: index of the node in @snap->nodes
 *
 * Return: a bitmap of cpu_ids bits.
 */
unsigned long *memtopo_snapshot_cpus(const struct memtopo_snapshot *snap,
				     size_t row)
{
	return snap->cpus + row * BITS_TO_LONGS(snap->geometry.cpu_ids);
}

/**
 * memtopo_snapshot_subsections - the present subsections of a section
 * @snap: the snapshot
 * @row: index of the section in @snap->sections
 *
 * Return: a bitmap, or NULL where sections have no subsections.
 */
unsigned long *memtopo_snapshot_subsections(const struct memtopo_snapshot *snap,
					    size_t row)
{
	unsigned int bits = memtopo_geometry_subsections(&snap->geometry);

	return bits ? snap->subsections + row * BITS_TO_LONGS(bits) : NULL;
}

/**
 * memtopo_snapshot_zone - which of the zones a struct page belongs to
 * @snap: the snapshot
 * @links: what the page says
 *
 * Return: index into @snap->zones, or -1 for a zone the snapshot lacks.
 */
long memtopo_snapshot_zone(const struct memtopo_snapshot *snap,
			   const struct memtopo_links *links)
{
	const struct memtopo_geometry *geo = &snap->geometry;

	if (!memtopo_links_valid(geo, links) || snap->node_row[links->nid] < 0)
		return -1;
	return (long)snap->node_row[links->nid] * geo->zones_per_node +
		links->zid;
}

/**
 * memtopo_snapshot_zone_name - what zones of an index are called
 * @snap: the snapshot
 * @zid: the index; may be one that no zone has
 *
 * Return: the name, which is that of every node, or "-".
 */
const char *memtopo_snapshot_zone_name(const struct memtopo_snapshot *snap,
				       u64 zid)
{
	return zid < snap->geometry.zones_per_node ? snap->zones[zid].name : "-";
}

/* Gives back everything but the snapshot itself, which can be filled anew. */
static void snapshot_clear(struct memtopo_snapshot *snap)
{
	kvfree(snap->nodes);
	kvfree(snap->cpus);
	kvfree(snap->node_row);
	kvfree(snap->zones);
	kvfree(snap->spans);
	kvfree(snap->distances);
	kvfree(snap->lists);
	kvfree(snap->zonerefs);
	kvfree(snap->reclaims);
	kvfree(snap->compactions);
	kvfree(snap->sections);
	kvfree(snap->subsections);
	kvfree(snap->owners);
	kvfree(snap->pieces);
	kvfree(snap->blocks);
	kvfree(snap->free_areas);
	kvfree(snap->pageblocks);
	kvfree(snap->borders);
	kvfree(snap->unmanaged);
	kfree(snap->page);
	kfree(snap->walk);
	memtopo_process_free(snap->census);
	*snap = (struct memtopo_snapshot) {
		.geometry = snap->geometry,
		.parts = snap->parts,
		.request = snap->request,
	};
}

/* Who answers which request. */
static int (*const snapshot_answers[MEMTOPO_NR_REQUEST_KINDS])
	(const struct memtopo_source *src, struct memtopo_snapshot *snap) = {
	[MEMTOPO_REQUEST_PAGE]		= memtopo_page_take,
	[MEMTOPO_REQUEST_PHYSICAL]	= memtopo_page_take,
	[MEMTOPO_REQUEST_KERNEL]	= memtopo_walk_take,
	[MEMTOPO_REQUEST_USER]		= memtopo_walk_take,
	[MEMTOPO_REQUEST_PROCESS]	= memtopo_process_take,
};

static int snapshot_answer(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap)
{
	if (!snapshot_answers[snap->request.kind])
		return -EOPNOTSUPP;
	return snapshot_answers[snap->request.kind](src, snap);
}

static int snapshot_walk(const struct memtopo_source *src,
			 struct memtopo_snapshot *snap)
{
	int err;

	err = memtopo_node_walk(src, snap);
	if (!err)
		err = memtopo_zone_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_DISTANCES)
		err = memtopo_distance_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_ZONELISTS)
		err = memtopo_zonelist_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_RECLAIM)
		err = memtopo_reclaim_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_COMPACTION)
		err = memtopo_compaction_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_SECTIONS)
		err = memtopo_section_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_MEMMAP)
		err = memtopo_memmap_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_BLOCKS)
		err = memtopo_block_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_FREE_AREAS)
		err = memtopo_free_area_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_PAGEBLOCKS)
		err = memtopo_pageblock_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_UNMANAGED)
		err = memtopo_unmanaged_walk(src, snap);
	if (!err && snap->parts & MEMTOPO_PART_ANSWER)
		err = snapshot_answer(src, snap);
	return err;
}

static bool snapshot_moved(const struct memtopo_source *src,
			   const struct memtopo_snapshot *snap)
{
	return memtopo_node_moved(src, snap) || memtopo_zone_moved(src, snap) ||
		(snap->parts & MEMTOPO_PART_ZONELISTS &&
		 memtopo_zonelist_moved(src, snap)) ||
		(snap->parts & MEMTOPO_PART_SECTIONS &&
		 memtopo_section_moved(src, snap));
}

/**
 * memtopo_snapshot_free - give a snapshot back
 * @snap: the snapshot, an error pointer or NULL
 */
void memtopo_snapshot_free(struct memtopo_snapshot *snap)
{
	if (IS_ERR_OR_NULL(snap))
		return;
	snapshot_clear(snap);
	kfree(snap);
}

/* Makes the walk until nothing moves meanwhile, or often enough. */
static int snapshot_settle(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap)
{
	unsigned int retries = 0;
	u64 start;
	int err;

	for (;;) {
		start = src->ops->generation(src);
		smp_rmb(); /* the walk is younger than this generation, */
		err = snapshot_walk(src, snap);
		if (err)
			return err;
		smp_rmb(); /* and older than the next */
		snap->generation = src->ops->generation(src);
		snap->consistent = snap->generation == start && !snap->torn &&
			!snapshot_moved(src, snap);
		if (snap->consistent || snap->torn ||
		    retries++ == MEMTOPO_RETRIES)
			return 0;
		snapshot_clear(snap);
		cond_resched();
	}
}

static struct memtopo_snapshot *
snapshot_take(const struct memtopo_source *src, unsigned int parts,
	      const struct memtopo_request *request)
{
	struct memtopo_snapshot *snap;
	int err;

	snap = kzalloc(sizeof(*snap), MEMTOPO_GFP);
	if (!snap)
		return ERR_PTR(-ENOMEM);
	snap->geometry = src->geometry;
	snap->parts = parts;
	if (request)
		snap->request = *request;
	err = snapshot_settle(src, snap);
	if (!err)
		return snap;
	memtopo_snapshot_free(snap);
	return ERR_PTR(err);
}

/**
 * memtopo_snapshot_take - walk the machine
 * @src: the machine
 * @parts: MEMTOPO_PART_* wanted, but for PART_ANSWER
 *
 * A walk during which the generation moved, or after which a second look finds
 * another layout, is made again, MEMTOPO_RETRIES times at most. The second
 * look is for what the kernel does not notify: nodes that come, memory that is
 * added or removed while offline, spans that shrink after the last event.
 *
 * Context: Process context, may sleep.
 * Return: the snapshot, or ERR_PTR of -ENOMEM, or of -EINTR when the caller
 * is being killed.
 */
struct memtopo_snapshot *
memtopo_snapshot_take(const struct memtopo_source *src, unsigned int parts)
{
	return snapshot_take(src, parts, NULL);
}

/**
 * memtopo_snapshot_answer - answer a request
 * @src: the machine
 * @request: what is asked for
 *
 * Context: Process context, may sleep.
 * Return: a snapshot with MEMTOPO_PART_ANSWER alone, or ERR_PTR of what
 * memtopo_snapshot_take() may say or of what the request comes to:
 * Documentation/ABI/testing/debugfs-memtopo has all of it.
 */
struct memtopo_snapshot *
memtopo_snapshot_answer(const struct memtopo_source *src,
			const struct memtopo_request *request)
{
	return snapshot_take(src, MEMTOPO_PART_ANSWER, request);
}
