/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The layout at one moment: plain records, taken at open() and freed at
 * release(), so that reading a table in pieces stays consistent.
 */
#ifndef MEMTOPO_SNAPSHOT_H
#define MEMTOPO_SNAPSHOT_H

#include "request.h"
#include "source.h"

struct memtopo_census;
struct memtopo_walk;

/*
 * What a snapshot holds beside nodes and zones. A table asks for what its
 * rows need.
 */
#define MEMTOPO_PART_SECTIONS	BIT(0)	/* words and subsections */
#define MEMTOPO_PART_OWNERS	BIT(1)	/* whose pages lie in each section */
#define MEMTOPO_PART_MEMMAP	BIT(2)	/* nodes' memmap_pages */
#define MEMTOPO_PART_DISTANCES	BIT(3)
#define MEMTOPO_PART_BLOCKS	BIT(4)	/* what is in each memory block */
#define MEMTOPO_PART_FREE_AREAS	BIT(5)	/* free blocks of each zone */
#define MEMTOPO_PART_PAGEBLOCKS	BIT(6)	/* what each pageblock is for */
#define MEMTOPO_PART_UNMANAGED	BIT(7)	/* frames without an allocator */
#define MEMTOPO_PART_ZONELISTS	BIT(8)	/* where allocations look */
#define MEMTOPO_PART_RECLAIM	BIT(9)	/* of each node */
#define MEMTOPO_PART_COMPACTION	BIT(10)	/* of each zone with memory */
#define MEMTOPO_PART_PIECES	BIT(11)	/* and those that PART_MEMMAP counts */
#define MEMTOPO_PART_ANSWER	BIT(12)	/* to a request */

/* The reader pays for its snapshot; failing is an errno, not a splat. */
#define MEMTOPO_GFP		(GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/* Times a walk is made again because memory was being plugged meanwhile. */
#define MEMTOPO_RETRIES		4

/**
 * struct memtopo_owner - a zone's share of a section
 * @zone: index into &memtopo_snapshot.zones
 * @pages: page frames
 */
struct memtopo_owner {
	u32 zone;
	u32 pages;
};

/**
 * struct memtopo_section - a present section
 * @nr: section number
 * @flags: BIT(enum memtopo_section_flag)
 * @unknown: flag bits of the word that this module has no name for, as they
 *	stand in the word
 * @first_owner: index into &memtopo_snapshot.owners
 * @nr_owners: how many from there on, in address order of their first page
 */
struct memtopo_section {
	u32 nr;
	u16 flags;
	u16 unknown;
	u32 first_owner;
	u32 nr_owners;
};

/**
 * enum memtopo_page_kind - what a frame is to whoever would offline it
 * @MEMTOPO_KIND_FREE: free, or nearly
 * @MEMTOPO_KIND_MOVABLE: in use, and can be moved
 * @MEMTOPO_KIND_HUGETLB: can be moved to where there is as large a folio
 * @MEMTOPO_KIND_OFFLINE: logically offline, its driver may agree
 * @MEMTOPO_KIND_HWPOISON: poisoned, and passed over
 * @MEMTOPO_KIND_MEMMAP: struct pages of its own memory block, passed over
 * @MEMTOPO_KIND_PINNED: could be moved, were it not pinned
 * @MEMTOPO_KIND_RESERVED: reserved, at boot for example
 * @MEMTOPO_KIND_SLAB: slab's
 * @MEMTOPO_KIND_TABLE: page tables
 * @MEMTOPO_KIND_KERNEL: in use otherwise, and cannot be moved
 * @MEMTOPO_NR_PAGE_KINDS: kinds of frames; what follows is of pageblocks
 * @MEMTOPO_KIND_CMA: a pageblock for contiguous memory
 * @MEMTOPO_KIND_ISOLATED: a pageblock that somebody has isolated
 * @MEMTOPO_NR_KINDS: how many there are
 *
 * From MEMTOPO_KIND_PINNED on, each keeps its block from going offline.
 */
enum memtopo_page_kind {
	MEMTOPO_KIND_FREE,
	MEMTOPO_KIND_MOVABLE,
	MEMTOPO_KIND_HUGETLB,
	MEMTOPO_KIND_OFFLINE,
	MEMTOPO_KIND_HWPOISON,
	MEMTOPO_KIND_MEMMAP,
	MEMTOPO_KIND_PINNED,
	MEMTOPO_KIND_RESERVED,
	MEMTOPO_KIND_SLAB,
	MEMTOPO_KIND_TABLE,
	MEMTOPO_KIND_KERNEL,
	MEMTOPO_NR_PAGE_KINDS,
	MEMTOPO_KIND_CMA = MEMTOPO_NR_PAGE_KINDS,
	MEMTOPO_KIND_ISOLATED,
	MEMTOPO_NR_KINDS,
};

/**
 * struct memtopo_block - a memory block
 * @nr: its number, as in /sys/devices/system/memory/memory<N>
 * @memmap_end: frames below it may hold the struct pages of the block, 0 for
 *	memory from boot
 * @count: frames of each kind, or pageblocks
 * @unmovable_pfn: first frame that keeps it from going offline
 * @unmovable: what that is, MEMTOPO_NR_KINDS when there is none
 */
struct memtopo_block {
	u64 nr;
	u64 memmap_end;
	u32 count[MEMTOPO_NR_KINDS];
	u64 unmovable_pfn;
	enum memtopo_page_kind unmovable;
};

/**
 * struct memtopo_piece - a part of a section's memmap that lies in one place
 * @memmap_pfn: first frame that holds it
 * @section: index into &memtopo_snapshot.sections
 * @first: number of that frame in the memmap of the section
 * @frames: how many, all mapped alike
 * @nid: node they belong to
 * @shift: log2 of the bytes that are mapped in one go, 0 in the direct map
 */
struct memtopo_piece {
	u64 memmap_pfn;
	u32 section;
	u32 first;
	u32 frames;
	u16 nid;
	u8 shift;
};

/**
 * struct memtopo_zonelist - the zones that a node's allocations look in
 * @first: index into &memtopo_snapshot.zonerefs
 * @nr: how many from there on, in the order in which they are tried
 */
struct memtopo_zonelist {
	u32 first;
	u32 nr;
};

/**
 * struct memtopo_zoneref - an entry of a zonelist
 * @nid: node of the zone
 * @distance: how far it is from the node whose list this is
 * @zid: index of the zone
 */
struct memtopo_zoneref {
	u16 nid;
	u16 distance;
	u8 zid;
};

/**
 * struct memtopo_free_area - free blocks of a zone that are of one order
 * @nr_free: how many the zone says there are
 * @blocks: how many were seen in pageblocks of each &enum memtopo_migratetype
 */
struct memtopo_free_area {
	u64 nr_free;
	u64 blocks[MEMTOPO_NR_MIGRATETYPES];
};

/**
 * struct memtopo_border - a pageblock of another zone than the one before it
 * @slot: its place in &memtopo_snapshot.pageblocks
 * @zone: index into &memtopo_snapshot.zones
 */
struct memtopo_border {
	u32 slot;
	u32 zone;
};

/**
 * struct memtopo_unmanaged - frames that are not the page allocator's
 * @start_pfn: the first of them
 * @spanned_pages: up to the last of them
 * @pages: how many they are
 * @zone: index into &memtopo_snapshot.zones
 * @kind: MEMTOPO_KIND_RESERVED, _OFFLINE or _MEMMAP
 */
struct memtopo_unmanaged {
	u64 start_pfn;
	u64 spanned_pages;
	u64 pages;
	u32 zone;
	enum memtopo_page_kind kind;
};

/**
 * enum memtopo_frame_state - what there is at a PFN
 * @MEMTOPO_FRAME_ONLINE: memory that the page allocator looks after, or did
 * @MEMTOPO_FRAME_OFFLINE: memory that is there, and is not used
 * @MEMTOPO_FRAME_DEVICE: memory of a device, with struct pages
 * @MEMTOPO_FRAME_ABSENT: a gap in a section that is present
 * @MEMTOPO_NR_FRAME_STATES: how many there are
 */
enum memtopo_frame_state {
	MEMTOPO_FRAME_ONLINE,
	MEMTOPO_FRAME_OFFLINE,
	MEMTOPO_FRAME_DEVICE,
	MEMTOPO_FRAME_ABSENT,
	MEMTOPO_NR_FRAME_STATES,
};

/**
 * struct memtopo_subject - the page frame of an answer
 * @pfn: which
 * @state: what there is
 * @frame: what its struct page tells, ONLINE and DEVICE; KPF_BUDDY, order and
 *	head are here also those of the free block that it lies in
 * @kind: what it is, ONLINE
 * @pageblock: the one it lies in; type MEMTOPO_NR_MIGRATETYPES for none
 * @cpu_distance: how far its node is from the CPU that a walk is about, or
 *	MEMTOPO_NO_VALUE
 */
struct memtopo_subject {
	u64 pfn;
	enum memtopo_frame_state state;
	struct memtopo_frame frame;
	enum memtopo_page_kind kind;
	struct memtopo_pageblock pageblock;
	u64 cpu_distance;
};

/**
 * struct memtopo_snapshot - the records of one walk
 * @geometry: the source's constants
 * @parts: MEMTOPO_PART_* that are filled in
 * @generation: memory-hotplug generation at the end of the walk
 * @consistent: nothing moved while the walk was made
 * @nr_nodes: online nodes
 * @nodes: by ascending id
 * @cpus: per node cpu_ids bits, each bitmap starting at a long
 * @node_row: for each id below node_ids its index in @nodes, or -1
 * @zones: zones_per_node for each of @nodes
 * @nr_spans: zones that are not empty
 * @spans: their indexes in @zones
 * @distances: nr_nodes rows of nr_nodes
 * @lists: for each of @nodes as many as geometry.zonelists
 * @nr_zonerefs: filled @zonerefs
 * @max_zonerefs: room in @zonerefs
 * @zonerefs: entries of all lists
 * @reclaims: for each of @nodes
 * @nr_compactions: zones with present pages
 * @compactions: in the order of @zones
 * @nr_sections: present sections
 * @max_sections: room in @sections and @subsections
 * @sections: by ascending number
 * @subsections: per section a bitmap, each starting at a long
 * @nr_owners: filled @owners
 * @max_owners: room in @owners
 * @owners: shares of all sections
 * @nr_pieces: filled @pieces
 * @max_pieces: room in @pieces
 * @pieces: of the memmaps of online sections, in address order of these
 * @nr_blocks: memory blocks with a present section
 * @max_blocks: room in @blocks
 * @blocks: by ascending number
 * @free_areas: nr_orders for each of @zones
 * @pageblocks: four bits for each pageblock of each of @sections, or of mem_map
 * @nr_borders: filled @borders
 * @max_borders: room in @borders
 * @borders: where the zone changes, and for what it does so first
 * @nr_unmanaged: filled @unmanaged
 * @max_unmanaged: room in @unmanaged
 * @unmanaged: by ascending start_pfn
 * @request: what PART_ANSWER answers
 * @torn: the answer changed each time it was looked at
 * @page: the page frame that was asked for, or that an address leads to; NULL
 *	when that leads to none
 * @walk: how the address leads there
 * @census: what the process has that was asked for
 */
struct memtopo_snapshot {
	struct memtopo_geometry geometry;
	unsigned int parts;
	u64 generation;
	bool consistent;

	size_t nr_nodes;
	struct memtopo_node *nodes;
	unsigned long *cpus;
	int *node_row;
	struct memtopo_zone *zones;
	size_t nr_spans;
	u32 *spans;
	u16 *distances;

	struct memtopo_zonelist *lists;
	size_t nr_zonerefs;
	size_t max_zonerefs;
	struct memtopo_zoneref *zonerefs;
	struct memtopo_reclaim *reclaims;
	size_t nr_compactions;
	struct memtopo_compaction *compactions;

	size_t nr_sections;
	size_t max_sections;
	struct memtopo_section *sections;
	unsigned long *subsections;
	size_t nr_owners;
	size_t max_owners;
	struct memtopo_owner *owners;
	size_t nr_pieces;
	size_t max_pieces;
	struct memtopo_piece *pieces;
	size_t nr_blocks;
	size_t max_blocks;
	struct memtopo_block *blocks;

	struct memtopo_free_area *free_areas;
	u8 *pageblocks;
	size_t nr_borders;
	size_t max_borders;
	struct memtopo_border *borders;
	size_t nr_unmanaged;
	size_t max_unmanaged;
	struct memtopo_unmanaged *unmanaged;

	struct memtopo_request request;
	bool torn;
	struct memtopo_subject *page;
	struct memtopo_walk *walk;
	struct memtopo_census *census;
};

struct memtopo_snapshot *
memtopo_snapshot_take(const struct memtopo_source *src, unsigned int parts);
struct memtopo_snapshot *
memtopo_snapshot_answer(const struct memtopo_source *src,
			const struct memtopo_request *request);
void memtopo_snapshot_free(struct memtopo_snapshot *snap);
int memtopo_array_grow(void **array, size_t used, size_t room, size_t size);

/* Each subject fills its part. All return 0 or -errno and may sleep. */
int memtopo_node_walk(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap);
int memtopo_zone_walk(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap);
int memtopo_distance_walk(const struct memtopo_source *src,
			  struct memtopo_snapshot *snap);
int memtopo_zonelist_walk(const struct memtopo_source *src,
			  struct memtopo_snapshot *snap);
int memtopo_reclaim_walk(const struct memtopo_source *src,
			 struct memtopo_snapshot *snap);
int memtopo_compaction_walk(const struct memtopo_source *src,
			    struct memtopo_snapshot *snap);
int memtopo_section_walk(const struct memtopo_source *src,
			 struct memtopo_snapshot *snap);
int memtopo_memmap_walk(const struct memtopo_source *src,
			struct memtopo_snapshot *snap);
int memtopo_block_walk(const struct memtopo_source *src,
		       struct memtopo_snapshot *snap);
int memtopo_free_area_walk(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap);
int memtopo_pageblock_walk(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap);
int memtopo_unmanaged_walk(const struct memtopo_source *src,
			   struct memtopo_snapshot *snap);

/* And so do those who answer a request. */
int memtopo_page_take(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap);

int memtopo_walk_take(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap);

/* The frame that a walk leads to: makes @snap->page. */
int memtopo_page_look(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap, u64 pfn);

/* After a walk: does a second look find anything elsewhere than the first? */
bool memtopo_node_moved(const struct memtopo_source *src,
			const struct memtopo_snapshot *snap);
bool memtopo_zone_moved(const struct memtopo_source *src,
			const struct memtopo_snapshot *snap);
bool memtopo_zonelist_moved(const struct memtopo_source *src,
			    const struct memtopo_snapshot *snap);
bool memtopo_section_moved(const struct memtopo_source *src,
			   const struct memtopo_snapshot *snap);

u64 memtopo_memmap_frames(const struct memtopo_geometry *geo, u64 pages);
u64 memtopo_memmap_bytes(const struct memtopo_snapshot *snap);

unsigned long *memtopo_snapshot_cpus(const struct memtopo_snapshot *snap,
				     size_t row);
unsigned long *memtopo_snapshot_subsections(const struct memtopo_snapshot *snap,
					    size_t row);
long memtopo_snapshot_zone(const struct memtopo_snapshot *snap,
			   const struct memtopo_links *links);
const char *memtopo_snapshot_zone_name(const struct memtopo_snapshot *snap,
				       u64 zid);

#endif /* MEMTOPO_SNAPSHOT_H */
