/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a process has in memory, added up: by mapping, and by place.
 */
#ifndef MEMTOPO_CENSUS_H
#define MEMTOPO_CENSUS_H

#include <linux/types.h>

#include "mapping.h"
#include "snapshot.h"

/**
 * enum memtopo_use - what the pages of a mapping are counted as
 * @MEMTOPO_USE_RESIDENT: present, and no zero page; these are also one of
 * @MEMTOPO_USE_ANON: anonymous, or
 * @MEMTOPO_USE_FILE: a file's, or
 * @MEMTOPO_USE_SHMEM: of shared memory, or
 * @MEMTOPO_USE_SWAPPED: not present, but in swap
 * @MEMTOPO_USE_HUGE: present, mapped by an entry above the lowest level
 * @MEMTOPO_USE_HUGETLB: present, of the hugetlb pool, however mapped
 * @MEMTOPO_USE_LARGE: present, in a folio of more than one page, however mapped
 * @MEMTOPO_USE_SHARED: present, mapped more than once
 * @MEMTOPO_USE_ZERO: the zero page, or the huge one
 * @MEMTOPO_USE_DEVICE: mapped, but none of the page allocator's
 * @MEMTOPO_USE_HINT: present, but the CPU shall fault
 * @MEMTOPO_USE_MIGRATING: on their way to another frame
 * @MEMTOPO_USE_POISONED: broken memory
 * @MEMTOPO_NR_USES: how many there are
 *
 * Those of the hugetlb pool are none of anon, file, shmem, huge and large. In
 * the order of the columns.
 */
enum memtopo_use {
	MEMTOPO_USE_RESIDENT,
	MEMTOPO_USE_ANON,
	MEMTOPO_USE_FILE,
	MEMTOPO_USE_SHMEM,
	MEMTOPO_USE_SWAPPED,
	MEMTOPO_USE_HUGE,
	MEMTOPO_USE_HUGETLB,
	MEMTOPO_USE_LARGE,
	MEMTOPO_USE_SHARED,
	MEMTOPO_USE_ZERO,
	MEMTOPO_USE_DEVICE,
	MEMTOPO_USE_HINT,
	MEMTOPO_USE_MIGRATING,
	MEMTOPO_USE_POISONED,
	MEMTOPO_NR_USES,
};

/**
 * struct memtopo_census_mapping - a mapping, and what is behind it
 * @mapping: as much of it as was asked for
 * @kind: what it is for
 * @first_share: index into &memtopo_census.shares
 * @nr_shares: how many from there on
 * @pages: base pages by &enum memtopo_use
 */
struct memtopo_census_mapping {
	struct memtopo_mapping mapping;
	enum memtopo_mapping_kind kind;
	u32 first_share;
	u32 nr_shares;
	u64 pages[MEMTOPO_NR_USES];
};

/**
 * struct memtopo_census_share - what of a mapping is resident in a zone
 * @zone: index into &memtopo_snapshot.zones
 * @pages: base pages
 */
struct memtopo_census_share {
	u32 zone;
	u64 pages;
};

/* In place of a section's number, where there are none. */
#define MEMTOPO_NO_SECTION	U32_MAX

/**
 * struct memtopo_census_place - what mappings of a kind have in a section
 * @zone: index into &memtopo_snapshot.zones
 * @section: number of the section, or MEMTOPO_NO_SECTION
 * @kind: the kind of mappings
 * @pages: base pages resident in that zone and section; 0 in a free slot
 * @huge: those counted as MEMTOPO_USE_HUGE
 * @hugetlb: those counted as MEMTOPO_USE_HUGETLB
 */
struct memtopo_census_place {
	u32 zone;
	u32 section;
	enum memtopo_mapping_kind kind;
	u64 pages;
	u64 huge;
	u64 hugetlb;
};

/**
 * struct memtopo_census - a process, its mappings, and where its pages are
 * @process: the process
 * @nr_mappings: filled @mappings
 * @max_mappings: room in @mappings
 * @mappings: by ascending address
 * @nr_shares: filled @shares
 * @max_shares: room in @shares
 * @shares: of all mappings, each one's by ascending zone
 * @nr_places: filled @places
 * @max_places: room in @places, a power of two
 * @places: a hash table while counting, then by kind, zone and section
 */
struct memtopo_census {
	struct memtopo_process process;
	size_t nr_mappings;
	size_t max_mappings;
	struct memtopo_census_mapping *mappings;
	size_t nr_shares;
	size_t max_shares;
	struct memtopo_census_share *shares;
	size_t nr_places;
	size_t max_places;
	struct memtopo_census_place *places;
};

/**
 * struct memtopo_counter - counts what the entries of page tables map
 * @src: the machine
 * @snap: the snapshot, with its nodes and zones
 * @census: what it adds to
 * @nr_zones: zones in the snapshot
 * @section_shift: log2 of the pages in a section
 * @section_mask: the bits of a PFN that say in which it is, 0 without sections
 * @mapping: the mapping at hand, NULL between two
 * @zone_pages: its resident pages in each zone
 * @place: where the last of them was, or NULL
 * @entries: the entries to be counted
 * @nr: pages they map, if they are of the lowest level
 * @pfns: their frames
 * @marks: what the entry says of each
 * @mapped: what the pages themselves say
 */
struct memtopo_counter {
	const struct memtopo_source *src;
	struct memtopo_snapshot *snap;
	struct memtopo_census *census;
	size_t nr_zones;
	unsigned int section_shift;
	u64 section_mask;
	struct memtopo_census_mapping *mapping;
	u64 *zone_pages;
	struct memtopo_census_place *place;
	struct memtopo_entries entries;
	unsigned int nr;
	u64 pfns[MEMTOPO_ENTRIES_MAX];
	u8 marks[MEMTOPO_ENTRIES_MAX];
	struct memtopo_mapped mapped[MEMTOPO_ENTRIES_MAX];
};

struct memtopo_counter *
memtopo_counter_create(const struct memtopo_source *src,
		       struct memtopo_snapshot *snap);
void memtopo_counter_free(struct memtopo_counter *counter);
void memtopo_counter_clear(struct memtopo_counter *counter);
bool memtopo_counter_has_room(const struct memtopo_counter *counter);
int memtopo_counter_make_room(struct memtopo_counter *counter, size_t mappings);
void memtopo_counter_begin(struct memtopo_counter *counter,
			   const struct memtopo_mapping *mapping,
			   enum memtopo_mapping_kind kind);
void memtopo_counter_end(struct memtopo_counter *counter);
u64 memtopo_counter_entries(struct memtopo_counter *counter, u64 start,
			    u64 end);
void memtopo_census_sort(struct memtopo_census *census);

#endif /* MEMTOPO_CENSUS_H */
