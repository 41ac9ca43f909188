// SPDX-License-Identifier: GPL-2.0
/*
 * Counts what a process has in memory, a part of a page table at a time.
 *
 * Entries come copied. Those that map pages are told apart first; then what
 * the pages say is taken down, all of it in one read section; and added up when
 * that is over, in runs, since neighbours are mostly alike. Whoever counts does
 * so under a lock of the process, so all memory is made before, by
 * memtopo_counter_make_room().
 */
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "census.h"
#include "entry.h"

/* What an entry of the lowest level says of the page it maps. */
#define MARK_HINT	BIT(0)	/* the CPU shall fault */
#define MARK_DEVICE	BIT(1)	/* its struct page is not to be looked at */

/* Rooms in the hash table at first, and how full it gets: three quarters. */
#define PLACES_FIRST	2048

/* Sections that one go can meet: those of a table, or of a part of a leaf. */
#define SECTIONS_AT_ONCE	MEMTOPO_ENTRIES_MAX

static bool place_is(const struct memtopo_census_place *place,
		     enum memtopo_mapping_kind kind, u32 zone, u32 section)
{
	return place->section == section && place->zone == zone &&
		place->kind == kind;
}

/* Where in the table this is, or is to be: there is always a free slot. */
static struct memtopo_census_place *
place_slot(struct memtopo_census_place *places, size_t max,
	   enum memtopo_mapping_kind kind, u32 zone, u32 section)
{
	u64 key = (u64)zone << 40 ^ (u64)kind << 32 ^ section;
	size_t slot = hash_64(key, ilog2(max));

	while (places[slot].pages &&
	       !place_is(&places[slot], kind, zone, section))
		slot = (slot + 1) & (max - 1);
	return &places[slot];
}

static struct memtopo_census_place *
place_find(struct memtopo_counter *counter, u32 zone, u32 section)
{
	struct memtopo_census *census = counter->census;
	enum memtopo_mapping_kind kind = counter->mapping->kind;
	struct memtopo_census_place *place = counter->place;

	if (place && place_is(place, kind, zone, section))
		return place;
	place = place_slot(census->places, census->max_places, kind, zone,
			   section);
	if (!place->pages) {
		place->kind = kind;
		place->zone = zone;
		place->section = section;
		census->nr_places++;
	}
	counter->place = place;
	return place;
}

static bool places_have_room(const struct memtopo_census *census)
{
	return census->nr_places + SECTIONS_AT_ONCE <=
		census->max_places / 4 * 3;
}

static int places_grow(struct memtopo_counter *counter)
{
	struct memtopo_census *census = counter->census;
	size_t max = max_t(size_t, PLACES_FIRST, 2 * census->max_places);
	struct memtopo_census_place *places, *from;
	size_t i;

	places = kvcalloc(max, sizeof(*places), MEMTOPO_GFP);
	if (!places)
		return -ENOMEM;
	for (i = 0; i < census->max_places; i++) {
		from = &census->places[i];
		if (from->pages)
			*place_slot(places, max, from->kind, from->zone,
				    from->section) = *from;
	}
	kvfree(census->places);
	census->places = places;
	census->max_places = max;
	counter->place = NULL;
	return 0;
}

static u32 section_of(const struct memtopo_counter *counter, u64 pfn)
{
	return counter->section_mask ? pfn >> counter->section_shift :
		MEMTOPO_NO_SECTION;
}

/* Resident pages, all in the section of @pfn. */
static void places_add(struct memtopo_counter *counter, u32 zone, u64 pfn,
		       u64 pages, enum memtopo_use as)
{
	struct memtopo_census_place *place =
		place_find(counter, zone, section_of(counter, pfn));

	place->pages += pages;
	if (as == MEMTOPO_USE_HUGE)
		place->huge += pages;
	else if (as == MEMTOPO_USE_HUGETLB)
		place->hugetlb += pages;
}

/* Pages one behind the other, which may lie in more than one section. */
static void places_add_range(struct memtopo_counter *counter, u32 zone, u64 pfn,
			     u64 pages, enum memtopo_use as)
{
	u64 n = pages;

	for (; pages; pages -= n, pfn += n) {
		if (counter->section_mask)
			n = min(pages, (pfn | ~counter->section_mask) + 1 - pfn);
		places_add(counter, zone, pfn, n, as);
	}
}

static enum memtopo_use use_of(const struct memtopo_mapped *mapped)
{
	if (mapped->flags & BIT(MEMTOPO_MAPPED_HUGETLB))
		return MEMTOPO_USE_HUGETLB;
	if (mapped->flags & BIT(MEMTOPO_MAPPED_ANON))
		return MEMTOPO_USE_ANON;
	return mapped->flags & BIT(MEMTOPO_MAPPED_SHMEM) ?
		MEMTOPO_USE_SHMEM : MEMTOPO_USE_FILE;
}

/**
 * struct run - pages that are alike
 * @mapped: what they say
 * @marks: what their entries say
 * @huge: one entry above the lowest level maps them, and they are one behind
 *	the other; otherwise they are only in one section
 * @pfn: the first
 * @pages: how many
 * @shared: how many of them are mapped more than once
 */
struct run {
	struct memtopo_mapped mapped;
	u8 marks;
	bool huge;
	u64 pfn;
	u64 pages;
	u64 shared;
};

static void run_add_resident(struct memtopo_counter *counter,
			     const struct run *run, u32 zone)
{
	u64 *pages = counter->mapping->pages;
	enum memtopo_use as = use_of(&run->mapped);

	pages[MEMTOPO_USE_RESIDENT] += run->pages;
	pages[MEMTOPO_USE_SHARED] += run->shared;
	pages[as] += run->pages;
	if (run->marks & MARK_HINT)
		pages[MEMTOPO_USE_HINT] += run->pages;
	if (as != MEMTOPO_USE_HUGETLB) {
		if (run->mapped.flags & BIT(MEMTOPO_MAPPED_LARGE))
			pages[MEMTOPO_USE_LARGE] += run->pages;
		if (run->huge) {
			pages[MEMTOPO_USE_HUGE] += run->pages;
			as = MEMTOPO_USE_HUGE;
		}
	}
	counter->zone_pages[zone] += run->pages;
	if (run->huge)
		places_add_range(counter, zone, run->pfn, run->pages, as);
	else
		places_add(counter, zone, run->pfn, run->pages, as);
}

/*
 * As vm_normal_page() does (mm/memory.c), what has a special entry has no page,
 * but for the zero page, whose entry may be one.
 */
static void run_add(struct memtopo_counter *counter, const struct run *run)
{
	const struct memtopo_links links = {
		.nid = run->mapped.nid,
		.zid = run->mapped.zid,
	};
	u64 *pages = counter->mapping->pages;
	long zone;

	if (run->mapped.flags & BIT(MEMTOPO_MAPPED_ZERO)) {
		pages[MEMTOPO_USE_ZERO] += run->pages;
		return;
	}
	zone = run->marks & MARK_DEVICE ||
		run->mapped.flags & BIT(MEMTOPO_MAPPED_ABSENT) ? -1 :
		memtopo_snapshot_zone(counter->snap, &links);
	if (zone < 0)
		pages[MEMTOPO_USE_DEVICE] += run->pages;
	else
		run_add_resident(counter, run, zone);
}

/* Pages that are not present. */
static void absent_add(struct memtopo_counter *counter,
		       enum memtopo_entry_state state, u64 pages)
{
	u64 *uses = counter->mapping->pages;

	switch (state) {
	case MEMTOPO_ENTRY_SWAP:
		uses[MEMTOPO_USE_SWAPPED] += pages;
		break;
	case MEMTOPO_ENTRY_MIGRATION:
		uses[MEMTOPO_USE_MIGRATING] += pages;
		break;
	case MEMTOPO_ENTRY_POISON:
		uses[MEMTOPO_USE_POISONED] += pages;
		break;
	case MEMTOPO_ENTRY_DEVICE:
	case MEMTOPO_ENTRY_EXCLUSIVE:
		uses[MEMTOPO_USE_DEVICE] += pages;
		break;
	default:
		break;
	}
}

/*
 * What is mapped as a device's, whatever it is. In a private mapping of
 * VM_PFNMAP there may be copies, which are pages like others.
 */
static u8 entry_marks(const struct memtopo_counter *counter, u64 raw,
		      enum memtopo_entry_state state, bool huge)
{
	const struct memtopo_entry_layout *layout = counter->src->layout;
	u64 flags = counter->mapping->mapping.flags;
	bool copies = !huge && flags & BIT_ULL(MEMTOPO_MAPPING_MAYWRITE) &&
		!(flags & BIT_ULL(MEMTOPO_MAPPING_SHARED));
	u8 marks = state == MEMTOPO_ENTRY_HINT ? MARK_HINT : 0;

	if (raw & (layout->special | layout->devmap) ||
	    (flags & BIT_ULL(MEMTOPO_MAPPING_PFNMAP) && !copies))
		marks |= MARK_DEVICE;
	return marks;
}

/*
 * Entries mostly differ from their neighbours in the address alone, and then
 * only that has to be read.
 */
static bool entry_is_like(const struct memtopo_entry_layout *layout, u64 raw,
			  u64 other)
{
	return raw & layout->valid && !layout->address_high &&
		!((raw ^ other) & ~layout->address);
}

/* Tells the pages of a table apart from what is not present. */
static void table_decode(struct memtopo_counter *counter)
{
	const struct memtopo_entry_layout *layout = counter->src->layout;
	const struct memtopo_entries *entries = &counter->entries;
	struct memtopo_entry entry;
	unsigned int i, nr = 0;
	u64 like = 0;
	u8 marks = 0;

	for (i = 0; i < entries->nr; i++) {
		u64 raw = entries->entries[i];

		if (!raw)
			continue;
		if (entry_is_like(layout, raw, like)) {
			counter->pfns[nr] = (raw & layout->address) >>
				layout->page_shift;
			counter->marks[nr++] = marks;
			continue;
		}
		memtopo_entry_decode(layout, entries->level, raw, &entry);
		if (entry.state != MEMTOPO_ENTRY_PAGE &&
		    entry.state != MEMTOPO_ENTRY_HINT) {
			absent_add(counter, entry.state, 1);
			continue;
		}
		like = raw;
		marks = entry_marks(counter, raw, entry.state, false);
		counter->pfns[nr] = entry.pfn;
		counter->marks[nr++] = marks;
	}
	counter->nr = nr;
}

static void table_run_add(struct memtopo_counter *counter, struct run *run)
{
	if (run->mapped.flags & BIT(MEMTOPO_MAPPED_SHARED))
		run->shared = run->pages;
	if (run->pages)
		run_add(counter, run);
}

/* This is done for each page, and so more quickly than field by field. */
static bool mapped_same(const struct memtopo_mapped *one,
			const struct memtopo_mapped *two)
{
	return !memcmp(one, two, sizeof(*one));
}

static void table_add(struct memtopo_counter *counter)
{
	struct run run = {};
	unsigned int i;

	for (i = 0; i < counter->nr; i++) {
		const struct memtopo_mapped *mapped = &counter->mapped[i];
		u64 pfn = counter->pfns[i];

		if (mapped_same(mapped, &run.mapped) &&
		    counter->marks[i] == run.marks &&
		    !((pfn ^ run.pfn) & counter->section_mask)) {
			run.pages++;
			continue;
		}
		table_run_add(counter, &run);
		run = (struct run) {
			.mapped = *mapped,
			.marks = counter->marks[i],
			.pfn = pfn,
			.pages = 1,
		};
	}
	table_run_add(counter, &run);
}

static void table_count(struct memtopo_counter *counter)
{
	const struct memtopo_source *src = counter->src;
	int cookie;

	table_decode(counter);
	if (!counter->nr)
		return;
	cookie = src->ops->read_begin(src);
	src->ops->mapped_pages(src, counter->pfns, counter->nr, counter->mapped);
	src->ops->read_end(src, cookie);
	table_add(counter);
}

/*
 * Pages mapped by one entry, the first of which stands for the others in all
 * but one respect: they may be mapped elsewhere one by one.
 */
static void leaf_add(struct memtopo_counter *counter, u8 marks, u64 pfn,
		     u64 pages)
{
	const struct memtopo_source *src = counter->src;
	struct run run = { .marks = marks, .huge = true };
	int cookie;

	for (; pages; pages -= run.pages, pfn += run.pages) {
		run.pfn = pfn;
		run.pages = min_t(u64, pages, MEMTOPO_ENTRIES_MAX);
		cookie = src->ops->read_begin(src);
		run.shared = src->ops->mapped_leaf(src, pfn, run.pages,
						   &run.mapped);
		src->ops->read_end(src, cookie);
		if (run.mapped.flags & BIT(MEMTOPO_MAPPED_HUGETLB)) {
			/* Which are mapped as a whole, or not at all. */
			run.pages = pages;
			run.shared = run.shared ? pages : 0;
		}
		run_add(counter, &run);
	}
}

/* Which of the pages of an entry above the lowest level to count at once. */
static u64 leaf_end(const struct memtopo_counter *counter, u64 start, u64 end)
{
	unsigned int shift = counter->section_shift +
		counter->snap->geometry.page_shift;

	end = min(end, counter->entries.next);
	if (counter->section_mask)
		end = min(end, (start | ((1ULL << shift) - 1)) + 1 +
			  ((u64)(SECTIONS_AT_ONCE - 2) << shift));
	return end;
}

static void leaf_count(struct memtopo_counter *counter, u64 start, u64 end)
{
	unsigned int page_shift = counter->snap->geometry.page_shift;
	u64 raw = counter->entries.entries[0];
	u64 pages = (end - start) >> page_shift;
	struct memtopo_entry entry;

	memtopo_entry_decode(counter->src->layout, counter->entries.level, raw,
			     &entry);
	if (entry.state == MEMTOPO_ENTRY_PAGE ||
	    entry.state == MEMTOPO_ENTRY_HINT)
		leaf_add(counter, entry_marks(counter, raw, entry.state, true),
			 entry.pfn + ((start - counter->entries.start) >> page_shift),
			 pages);
	else
		absent_add(counter, entry.state, pages);
}

/**
 * memtopo_counter_entries - count what the entries of a counter map
 * @counter: the counter, in a mapping, with room
 * @start: first address to count
 * @end: address after the last, in the mapping
 *
 * Context: Does not sleep.
 * Return: the address up to which it counted.
 */
u64 memtopo_counter_entries(struct memtopo_counter *counter, u64 start, u64 end)
{
	if (counter->entries.level == MEMTOPO_LEVEL_PTE) {
		table_count(counter);
		return counter->entries.next;
	}
	/* Nothing but a hole can be too long for leaf_end(). */
	if (!counter->entries.entries[0])
		return min(end, counter->entries.next);
	end = leaf_end(counter, start, end);
	leaf_count(counter, start, end);
	return end;
}

/**
 * memtopo_counter_begin - the next entries are those of another mapping
 * @counter: the counter, with room and in no mapping
 * @mapping: as much of the mapping as will be counted
 * @kind: what it is for
 *
 * Context: Does not sleep.
 */
void memtopo_counter_begin(struct memtopo_counter *counter,
			   const struct memtopo_mapping *mapping,
			   enum memtopo_mapping_kind kind)
{
	struct memtopo_census *census = counter->census;

	counter->mapping = &census->mappings[census->nr_mappings++];
	*counter->mapping = (struct memtopo_census_mapping) {
		.mapping = *mapping,
		.kind = kind,
		.first_share = census->nr_shares,
	};
}

/**
 * memtopo_counter_end - all entries of the mapping were counted
 * @counter: the counter; if it is in no mapping, nothing happens
 *
 * Context: Does not sleep.
 */
void memtopo_counter_end(struct memtopo_counter *counter)
{
	struct memtopo_census *census = counter->census;
	struct memtopo_census_share *share;
	u32 zone;

	if (!counter->mapping)
		return;
	for (zone = 0; zone < counter->nr_zones; zone++) {
		if (!counter->zone_pages[zone])
			continue;
		share = &census->shares[census->nr_shares++];
		share->zone = zone;
		share->pages = counter->zone_pages[zone];
		counter->zone_pages[zone] = 0;
		counter->mapping->nr_shares++;
	}
	counter->mapping = NULL;
}

/**
 * memtopo_counter_has_room - may it go on without more memory?
 * @counter: the counter
 *
 * Return: true when there is room for the end of one mapping, for another, and
 * for entries of it.
 */
bool memtopo_counter_has_room(const struct memtopo_counter *counter)
{
	const struct memtopo_census *census = counter->census;

	return census->nr_mappings < census->max_mappings &&
		census->max_shares - census->nr_shares >= 2 * counter->nr_zones &&
		places_have_room(census);
}

static int mappings_grow(struct memtopo_counter *counter, size_t wanted)
{
	struct memtopo_census *census = counter->census;
	size_t room = max(2 * census->max_mappings, wanted);
	size_t i = counter->mapping ? counter->mapping - census->mappings : 0;
	int err;

	err = memtopo_array_grow((void **)&census->mappings,
				 census->nr_mappings, room,
				 sizeof(*census->mappings));
	if (err)
		return err;
	census->max_mappings = room;
	if (counter->mapping)
		counter->mapping = &census->mappings[i];
	return 0;
}

static int shares_grow(struct memtopo_counter *counter, size_t wanted)
{
	struct memtopo_census *census = counter->census;
	size_t room = 2 * census->max_shares + wanted + 2 * counter->nr_zones;
	int err;

	err = memtopo_array_grow((void **)&census->shares, census->nr_shares,
				 room, sizeof(*census->shares));
	if (!err)
		census->max_shares = room;
	return err;
}

/**
 * memtopo_counter_make_room - make what memtopo_counter_has_room() asks for
 * @counter: the counter, which may be in a mapping
 * @mappings: how many mappings there will be, as far as is known
 *
 * Context: May sleep. No lock of a process is to be held.
 * Return: 0 or -ENOMEM.
 */
int memtopo_counter_make_room(struct memtopo_counter *counter, size_t mappings)
{
	struct memtopo_census *census = counter->census;
	int err = 0;

	if (census->nr_mappings == census->max_mappings)
		err = mappings_grow(counter, mappings);
	if (!err &&
	    census->max_shares - census->nr_shares < 2 * counter->nr_zones)
		err = shares_grow(counter, mappings);
	while (!err && !places_have_room(census))
		err = places_grow(counter);
	return err;
}

/**
 * memtopo_counter_clear - forget all that was counted
 * @counter: the counter
 *
 * What was allocated is kept.
 */
void memtopo_counter_clear(struct memtopo_counter *counter)
{
	struct memtopo_census *census = counter->census;

	memset(counter->zone_pages, 0,
	       counter->nr_zones * sizeof(*counter->zone_pages));
	if (census->places)
		memset(census->places, 0,
		       census->max_places * sizeof(*census->places));
	counter->mapping = NULL;
	counter->place = NULL;
	census->nr_mappings = 0;
	census->nr_shares = 0;
	census->nr_places = 0;
}

/**
 * memtopo_counter_free - give a counter back
 * @counter: the counter, or NULL; what it counted stays with its snapshot
 */
void memtopo_counter_free(struct memtopo_counter *counter)
{
	if (!counter)
		return;
	kvfree(counter->zone_pages);
	kvfree(counter);
}

/**
 * memtopo_counter_create - something to count with
 * @src: the machine
 * @snap: the snapshot, with its nodes and zones, and a census to fill
 *
 * Context: May sleep.
 * Return: the counter, or NULL when there is no memory.
 */
struct memtopo_counter *
memtopo_counter_create(const struct memtopo_source *src,
		       struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	struct memtopo_counter *counter;

	counter = kvzalloc(sizeof(*counter), MEMTOPO_GFP);
	if (!counter)
		return NULL;
	counter->src = src;
	counter->snap = snap;
	counter->census = snap->census;
	if (geo->section_shift) {
		counter->section_shift = geo->section_shift - geo->page_shift;
		counter->section_mask = ~((1ULL << counter->section_shift) - 1);
	}
	counter->nr_zones = snap->nr_nodes * geo->zones_per_node;
	counter->zone_pages = kvcalloc(counter->nr_zones,
				       sizeof(*counter->zone_pages),
				       MEMTOPO_GFP);
	if (!counter->zone_pages) {
		kvfree(counter);
		return NULL;
	}
	return counter;
}

static int place_compare(const void *a, const void *b)
{
	const struct memtopo_census_place *one = a, *two = b;

	if (one->kind != two->kind)
		return one->kind < two->kind ? -1 : 1;
	if (one->zone != two->zone)
		return one->zone < two->zone ? -1 : 1;
	if (one->section != two->section)
		return one->section < two->section ? -1 : 1;
	return 0;
}

/**
 * memtopo_census_sort - put the places in order, when all is counted
 * @census: the census
 *
 * Context: May sleep.
 */
void memtopo_census_sort(struct memtopo_census *census)
{
	size_t nr = 0, i;

	for (i = 0; i < census->max_places; i++)
		if (census->places[i].pages)
			census->places[nr++] = census->places[i];
	sort(census->places, nr, sizeof(*census->places), place_compare, NULL);
}
