// SPDX-License-Identifier: GPL-2.0
/*
 * Sections: their words decoded, their subsections, and whose pages they hold.
 */
#include <linux/bitmap.h>
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>

#include "compat.h"
#include "frame.h"
#include "section.h"
#include "snapshot.h"
#include "table.h"

/**
 * memtopo_section_decode - what a section's word says
 * @geo: the machine's geometry
 * @word: section_mem_map
 * @section: its flags and unknown bits are set
 *
 * Mirrors present_section() and its kin in include/linux/mmzone.h, for any
 * machine's bit numbers. What stands above the flag bits (the encoded address
 * of the memmap, or early at boot a node id) is left alone.
 */
void memtopo_section_decode(const struct memtopo_geometry *geo, u64 word,
			    struct memtopo_section *section)
{
	u64 bits = word & (BIT_ULL(geo->section_flag_bits) - 1);
	unsigned int flag;

	section->flags = 0;
	for (flag = 0; flag < MEMTOPO_NR_SECTION_FLAGS; flag++) {
		unsigned int bit = geo->flag_bit[flag];

		if (bit == MEMTOPO_BIT_NONE || !(bits & BIT_ULL(bit)))
			continue;
		section->flags |= BIT(flag);
		bits &= ~BIT_ULL(bit);
	}
	section->unknown = bits;
}

/**
 * memtopo_section_start_pfn - first page frame of a section
 * @geo: the machine's geometry
 * @nr: section number
 *
 * Mirrors section_nr_to_pfn().
 *
 * Return: PFN.
 */
u64 memtopo_section_start_pfn(const struct memtopo_geometry *geo, u32 nr)
{
	return (u64)nr << (geo->section_shift - geo->page_shift);
}

/**
 * memtopo_section_block - the memory block a section is part of
 * @geo: the machine's geometry, with memory blocks
 * @nr: section number
 *
 * Mirrors memory_block_id() in drivers/base/memory.c. Blocks are powers of
 * two of sections.
 *
 * Return: number of the block, as in /sys/devices/system/memory/memory<N>.
 */
u64 memtopo_section_block(const struct memtopo_geometry *geo, u32 nr)
{
	return nr >> (ilog2(geo->memory_block_size) - geo->section_shift);
}

/* Room for one more section, and for all zones to have a share in it. */
static int section_reserve(struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	size_t nr_zones = snap->nr_nodes * geo->zones_per_node;
	size_t longs = BITS_TO_LONGS(memtopo_geometry_subsections(geo));
	size_t room;
	int err;

	if (snap->nr_sections == snap->max_sections) {
		room = max_t(size_t, 64, 2 * snap->max_sections);
		err = memtopo_array_grow((void **)&snap->sections,
					 snap->nr_sections, room,
					 sizeof(*snap->sections));
		if (!err && longs)
			err = memtopo_array_grow((void **)&snap->subsections,
						 snap->nr_sections, room,
						 longs * sizeof(long));
		if (err)
			return err;
		snap->max_sections = room;
	}
	if (snap->parts & MEMTOPO_PART_OWNERS &&
	    snap->max_owners - snap->nr_owners < nr_zones) {
		room = 2 * snap->max_owners + nr_zones;
		err = memtopo_array_grow((void **)&snap->owners,
					 snap->nr_owners, room,
					 sizeof(*snap->owners));
		if (err)
			return err;
		snap->max_owners = room;
	}
	return 0;
}

static void section_own(struct memtopo_snapshot *snap,
			struct memtopo_section *section, u32 zone, u32 pages)
{
	struct memtopo_owner *owner = &snap->owners[section->first_owner];
	u32 i;

	for (i = 0; i < section->nr_owners; i++, owner++) {
		if (owner->zone == zone) {
			owner->pages += pages;
			return;
		}
	}
	owner->zone = zone;
	owner->pages = pages;
	section->nr_owners++;
	snap->nr_owners++;
}

/* Frames of [start, end) that lie inside the span of a zone. */
static u32 zone_overlap(const struct memtopo_zone *zone, u64 start, u64 end)
{
	u64 first = max(start, zone->start_pfn);
	u64 last = min(end, zone->start_pfn + zone->spanned_pages);

	return first < last ? last - first : 0;
}

/*
 * The zone that all frames of [start, end) can only belong to, or -1 when the
 * spans of two or more zones meet there, or of none.
 */
static long zone_candidate(const struct memtopo_snapshot *snap, u64 start,
			   u64 end)
{
	long found = -1;
	size_t i;

	for (i = 0; i < snap->nr_spans; i++) {
		if (!zone_overlap(&snap->zones[snap->spans[i]], start, end))
			continue;
		if (found >= 0)
			return -1;
		found = snap->spans[i];
	}
	return found;
}

/**
 * struct owner_walk - finds the owners of a section
 * @visitor: looks at the frames
 * @section: the section
 */
struct owner_walk {
	struct memtopo_visitor visitor;
	struct memtopo_section *section;
};

static struct owner_walk *owner_walk_of(struct memtopo_visitor *visitor)
{
	return container_of(visitor, struct owner_walk, visitor);
}

/*
 * Owners of a chunk that is no larger than a pageblock. When its first and
 * its last frame agree, so do those between: the kernel makes the same
 * assumption in __pageblock_pfn_to_page() (mm/page_alloc.c), where it says
 * that a border between zones may fall into a pageblock, but not two.
 */
static void chunk_owners(struct memtopo_visitor *visitor, u64 start, u64 end)
{
	struct memtopo_section *section = owner_walk_of(visitor)->section;
	const struct memtopo_source *src = visitor->src;
	struct memtopo_snapshot *snap = visitor->snap;
	long first = memtopo_frame_zone(src, snap, start);
	long last = memtopo_frame_zone(src, snap, end - 1);
	u32 pages;
	u64 pfn;

	if (first == last) {
		pages = first < 0 ? 0 :
			zone_overlap(&snap->zones[first], start, end);
		if (pages)
			section_own(snap, section, first, pages);
		return;
	}
	for (pfn = start; pfn < end; pfn++) {
		first = memtopo_frame_zone(src, snap, pfn);
		if (first >= 0 &&
		    zone_overlap(&snap->zones[first], pfn, pfn + 1))
			section_own(snap, section, first, 1);
	}
}

/*
 * Owners of a run of present subsections. Where only one zone's span meets
 * the run and both its ends link to that zone, so does all between: a frame
 * links to another zone only when that zone has memory in the run (then its
 * span meets it), or in a hole, and then the hole reaches to where the other
 * zone begins, beyond one end of the run (init_unavailable_range(),
 * mm/mm_init.c). Not where struct pages may be missing in between.
 */
static int run_owners(struct memtopo_visitor *visitor, u64 start, u64 end)
{
	const struct memtopo_source *src = visitor->src;
	struct memtopo_snapshot *snap = visitor->snap;
	long zone = snap->geometry.memmap_gaps ? -1 :
		zone_candidate(snap, start, end);
	long first = -1, last = -1;
	int cookie;

	if (zone >= 0) {
		cookie = src->ops->read_begin(src);
		first = memtopo_frame_zone(src, snap, start);
		last = memtopo_frame_zone(src, snap, end - 1);
		src->ops->read_end(src, cookie);
	}
	if (zone < 0 || first != zone || last != zone)
		return memtopo_frame_range(visitor, start, end);
	section_own(snap, owner_walk_of(visitor)->section, zone,
		    zone_overlap(&snap->zones[zone], start, end));
	return 0;
}

static int section_owners(const struct memtopo_source *src,
			  struct memtopo_snapshot *snap, size_t row)
{
	struct owner_walk walk = {
		.visitor = {
			.src = src,
			.snap = snap,
			.run = run_owners,
			.chunk = chunk_owners,
		},
		.section = &snap->sections[row],
	};

	return memtopo_frame_section(&walk.visitor, row);
}

/*
 * The first present section not below @nr. Roots that do not exist cost one
 * look each, sections that are not present one each in the roots that do.
 */
static bool section_from(const struct memtopo_source *src, unsigned long nr,
			 struct memtopo_section *section)
{
	unsigned int per_root = src->geometry.sections_per_root;
	unsigned long end;
	long root;

	if (!src->geometry.section_shift)
		return false;
	for (root = src->ops->root_from(src, nr / per_root); root >= 0;
	     root = src->ops->root_from(src, root + 1)) {
		end = (root + 1) * per_root;
		for (nr = max_t(unsigned long, nr, root * per_root); nr < end; nr++) {
			memtopo_section_decode(&src->geometry,
					       src->ops->section_word(src, nr),
					       section);
			section->nr = nr;
			if (section->flags & BIT(MEMTOPO_SECTION_PRESENT))
				return true;
		}
	}
	return false;
}

static int section_add(const struct memtopo_source *src,
		       struct memtopo_snapshot *snap,
		       const struct memtopo_section *found)
{
	struct memtopo_section *section;
	unsigned long *map;
	int err;

	err = section_reserve(snap);
	if (err)
		return err;

	section = &snap->sections[snap->nr_sections];
	*section = *found;
	section->first_owner = snap->nr_owners;
	map = memtopo_snapshot_subsections(snap, snap->nr_sections);
	if (map)
		src->ops->subsections(src, section->nr, map);
	if (snap->parts & MEMTOPO_PART_OWNERS)
		err = section_owners(src, snap, snap->nr_sections);
	snap->nr_sections++;
	return err;
}

/**
 * memtopo_section_walk - fill in the present sections, and their owners
 * @src: the machine
 * @snap: the snapshot, with its nodes and zones
 *
 * Context: May sleep, and reschedules between sections.
 * Return: 0, -ENOMEM, or -EINTR when the caller is being killed.
 */
int memtopo_section_walk(const struct memtopo_source *src,
			 struct memtopo_snapshot *snap)
{
	struct memtopo_section found = {};
	unsigned long nr;
	int err;

	for (nr = 0; section_from(src, nr, &found); nr = found.nr + 1) {
		err = section_add(src, snap, &found);
		if (err)
			return err;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

/**
 * memtopo_section_moved - have sections come, gone or changed since the walk?
 * @src: the machine
 * @snap: the snapshot
 *
 * Return: true when numbers, flags or subsections differ.
 */
bool memtopo_section_moved(const struct memtopo_source *src,
			   const struct memtopo_snapshot *snap)
{
	unsigned int bits = memtopo_geometry_subsections(&snap->geometry);
	DECLARE_BITMAP(map, MEMTOPO_SUBSECTIONS_MAX);
	struct memtopo_section now = {};
	unsigned long nr;
	size_t row = 0;

	for (nr = 0; section_from(src, nr, &now); nr = now.nr + 1) {
		const struct memtopo_section *section = &snap->sections[row];

		if (row == snap->nr_sections || now.nr != section->nr ||
		    now.flags != section->flags ||
		    now.unknown != section->unknown)
			return true;
		if (bits) {
			bitmap_zero(map, bits);
			src->ops->subsections(src, now.nr, map);
			if (!bitmap_equal(map, memtopo_snapshot_subsections(snap, row),
					  bits))
				return true;
		}
		row++;
		cond_resched();
	}
	return row != snap->nr_sections;
}

static void section_flags_write(struct seq_file *m,
				const struct memtopo_section *section)
{
	static const char letters[] = "PMOEDV";
	unsigned int i;

	for (i = 0; i < MEMTOPO_NR_SECTION_FLAGS; i++)
		if (section->flags & BIT(i))
			seq_putc(m, letters[i]);
	for (i = 0; i < BITS_PER_TYPE(section->unknown); i++)
		if (section->unknown & BIT(i))
			seq_printf(m, "+%u", i);
}

/* Shares by node: the zones of a node stand together in snap->zones. */
static void section_nodes_write(struct seq_file *m,
				const struct memtopo_snapshot *snap,
				const struct memtopo_section *section)
{
	const struct memtopo_owner *owner = &snap->owners[section->first_owner];
	unsigned int per_node = snap->geometry.zones_per_node;
	const char *sep = " ";
	u32 i, j, node;
	u64 pages;

	for (i = 0; i < section->nr_owners; i++) {
		node = owner[i].zone / per_node;
		for (j = 0; j < i && owner[j].zone / per_node != node; j++)
			;
		if (j < i)
			continue;
		for (pages = 0; j < section->nr_owners; j++)
			if (owner[j].zone / per_node == node)
				pages += owner[j].pages;
		seq_put_decimal_ull(m, sep, snap->nodes[node].nid);
		seq_put_decimal_ull(m, ":", pages);
		sep = ",";
	}
}

static void section_zones_write(struct seq_file *m,
				const struct memtopo_snapshot *snap,
				const struct memtopo_section *section)
{
	const struct memtopo_owner *owner = &snap->owners[section->first_owner];
	const struct memtopo_zone *zone;
	u32 i;

	for (i = 0; i < section->nr_owners; i++, owner++) {
		zone = &snap->zones[owner->zone];
		seq_put_decimal_ull(m, i ? "," : " ", zone->nid);
		seq_putc(m, '/');
		seq_puts(m, zone->name);
		seq_put_decimal_ull(m, ":", owner->pages);
	}
}

static void section_subsections_write(struct seq_file *m, unsigned long *map,
				      unsigned int subsections)
{
	if (!map || bitmap_empty(map, subsections))
		seq_puts(m, " -");
	else if (bitmap_full(map, subsections))
		seq_put_decimal_ull(m, " 0-", subsections - 1);
	else
		seq_printf(m, " %*pbl", (int)subsections, map);
}

static size_t section_rows(const struct memtopo_snapshot *snap)
{
	return snap->nr_sections;
}

/* The one table that can be long: no seq_printf() where there is a choice. */
static void section_row(struct seq_file *m, const struct memtopo_snapshot *snap,
			size_t row)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	const struct memtopo_section *section = &snap->sections[row];
	unsigned int subsections = memtopo_geometry_subsections(geo);
	unsigned long *map = memtopo_snapshot_subsections(snap, row);

	seq_put_decimal_ull(m, "", section->nr);
	seq_put_decimal_ull(m, " ", memtopo_section_start_pfn(geo, section->nr));
	seq_putc(m, ' ');
	section_flags_write(m, section);
	if (section->nr_owners) {
		section_nodes_write(m, snap, section);
		section_zones_write(m, snap, section);
	} else {
		seq_puts(m, " - -");
	}
	section_subsections_write(m, map, subsections);
	if (geo->memory_block_size)
		seq_put_decimal_ull(m, " ", memtopo_section_block(geo, section->nr));
	else
		seq_puts(m, " -");
}

static const char *const section_columns[] = {
	"section", "start_pfn", "flags", "nodes", "zones",
	"subsections", "memory_block", NULL
};

const struct memtopo_table memtopo_table_sections = {
	.name = "sections",
	.columns = section_columns,
	.parts = MEMTOPO_PART_SECTIONS | MEMTOPO_PART_OWNERS,
	.rows = section_rows,
	.row = section_row,
};
