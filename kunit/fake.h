/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Machines that do not exist, small enough to check by eye.
 */
#ifndef MEMTOPO_FAKE_H
#define MEMTOPO_FAKE_H

#include <kunit/test.h>

#include "../module/snapshot.h"
#include "../module/source.h"
#include "../module/table.h"

/* Words of sections as an x86_64 with vmemmap and five flag bits has them. */
#define FAKE_MAP	0xffffea0000000000ULL
#define FAKE_EARLY	(FAKE_MAP | 0xf)	/* PMOE */
#define FAKE_ONLINE	(FAKE_MAP | 0x7)	/* PMO */
#define FAKE_OFFLINE	(FAKE_MAP | 0x3)	/* PM */

#define FAKE_NODES	4
#define FAKE_ZONES	12
#define FAKE_ORDERS	11
#define FAKE_SECTIONS	80
#define FAKE_RUNS	16
#define FAKE_PAGES	16
#define FAKE_FRAMES	8
#define FAKE_PAGEBLOCKS	8
#define FAKE_ZONELISTS	8
#define FAKE_ZONEREFS	16

/**
 * struct fake_section - a section of a fake machine
 * @nr: its number
 * @word: section_mem_map
 * @subsections: bitmap, as wide as the widest geometry needs
 */
struct fake_section {
	u32 nr;
	u64 word;
	unsigned long subsections[256 / BITS_PER_LONG];
};

/**
 * struct fake_run - frames whose struct pages link to the same zone
 * @start: first PFN
 * @end: PFN after the last
 * @nid: node they link to
 * @zid: zone they link to
 * @home: frame that holds the struct page of @start, 0 for unknown
 */
struct fake_run {
	u64 start;
	u64 end;
	int nid;
	unsigned int zid;
	u64 home;
};

/**
 * struct fake_pages - frames whose struct pages say the same
 * @start: first PFN
 * @end: PFN after the last
 * @page: what they say; of a free block (MEMTOPO_PAGE_BUDDY) the first alone
 *	says so, and the others nothing at all
 * @stride: only each of so many frames does; 0 for all
 */
struct fake_pages {
	u64 start;
	u64 end;
	u64 stride;
	struct memtopo_page page;
};

/**
 * struct fake_frame - a frame whose struct page is told in full
 * @pfn: the frame
 * @err: -errno, or 0
 * @times: how often there is an error before there is none; 0 for always
 * @errors: how often there was
 * @frame: what its struct page tells
 */
struct fake_frame {
	u64 pfn;
	int err;
	unsigned int times;
	unsigned int errors;
	struct memtopo_frame frame;
};

/**
 * struct fake_pageblock - a pageblock that is not movable
 * @start: first PFN
 * @type: &enum memtopo_migratetype or -errno
 * @skip: compaction skips it
 */
struct fake_pageblock {
	u64 start;
	int type;
	bool skip;
};

/**
 * struct fake_zonelist - a list of zones that is not empty
 * @nid: node whose list it is
 * @kind: which of its lists
 * @refs: the zones
 * @nr_refs: how many
 */
struct fake_zonelist {
	int nid;
	enum memtopo_zonelist_kind kind;
	struct memtopo_links refs[FAKE_ZONEREFS];
	size_t nr_refs;
};

/**
 * struct fake_machine - a machine, and how it behaves while it is looked at
 * @src: what the code under test gets
 * @test: fails when a rule of the source is broken
 * @nodes: by ascending id, the end marked by @nr_nodes
 * @cpus: for each of @nodes a bitmap
 * @nr_nodes: how many
 * @zones: those that are not empty
 * @nr_free: for each of @zones its free blocks by order
 * @nr_zones: how many
 * @sections: by ascending number
 * @nr_sections: how many
 * @runs: which zone each frame links to
 * @nr_runs: how many
 * @pages: frames that are not simply on the LRU, with one reference
 * @nr_pages: how many
 * @frames: those that are told in full otherwise than from @pages and @runs
 * @nr_frames: how many
 * @pageblocks: those that are not movable
 * @nr_pageblocks: how many
 * @zonelists: those that are not empty
 * @nr_zonelists: how many
 * @reclaims: for each of @nodes
 * @compactions: those of zones that have something to say
 * @nr_compactions: how many
 * @leaf_frames: frames that a leaf of the memmap's page tables maps
 * @direct_map: there are none, the memmap lies in the direct map
 * @generation: hot-plug generation
 * @moves: walks during which the generation still moves
 * @zone_moves: walks after which a zone's span still shrinks
 * @section_moves: walks after which a section still goes online or offline
 * @zonelist_moves: walks after which two zones still swap places
 *	in a zonelist
 * @node_moves: walks after which another node still comes online
 * @walks: walks begun
 * @generation_looks: looks at the generation
 * @walk_ended: the last one was at a walk's end
 * @word_looks: looks at a section's word
 * @page_looks: looks at a struct page
 * @frame_looks: looks at all that a struct page tells
 * @pageblock_looks: looks at the type of a pageblock
 * @in_section: looks within the present read section
 * @longest: the most of them in any
 * @chunk: the chunk that this read section has looked into, by its number
 * @depth: read sections open
 * @space: its process, or NULL
 */
struct fake_machine {
	struct memtopo_source src;
	struct kunit *test;
	struct memtopo_node nodes[FAKE_NODES];
	unsigned long cpus[FAKE_NODES];
	size_t nr_nodes;
	struct memtopo_zone zones[FAKE_ZONES];
	u64 nr_free[FAKE_ZONES][FAKE_ORDERS];
	size_t nr_zones;
	struct fake_section sections[FAKE_SECTIONS];
	size_t nr_sections;
	struct fake_run runs[FAKE_RUNS];
	size_t nr_runs;
	struct fake_pages pages[FAKE_PAGES];
	size_t nr_pages;
	struct fake_frame frames[FAKE_FRAMES];
	size_t nr_frames;
	struct fake_pageblock pageblocks[FAKE_PAGEBLOCKS];
	size_t nr_pageblocks;
	struct fake_zonelist zonelists[FAKE_ZONELISTS];
	size_t nr_zonelists;
	struct memtopo_reclaim reclaims[FAKE_NODES];
	struct memtopo_compaction compactions[FAKE_ZONES];
	size_t nr_compactions;
	u64 leaf_frames;
	bool direct_map;
	u64 generation;
	unsigned int moves;
	unsigned int zone_moves;
	unsigned int section_moves;
	unsigned int zonelist_moves;
	unsigned int node_moves;
	unsigned int walks;
	unsigned int generation_looks;
	bool walk_ended;
	unsigned int word_looks;
	unsigned int page_looks;
	unsigned int frame_looks;
	unsigned int pageblock_looks;
	unsigned int in_section;
	unsigned int longest;
	u64 chunk;
	int depth;
	struct fake_space *space;
};

extern const struct memtopo_geometry fake_x86_64;
extern const struct memtopo_geometry fake_x86_64_preinit;
extern const struct memtopo_geometry fake_arm64_4k;
extern const struct memtopo_geometry fake_arm64_64k;
extern const struct memtopo_geometry fake_ppc64;
extern const struct memtopo_geometry fake_i386;
extern const struct memtopo_geometry fake_flatmem;

struct fake_machine *fake_machine_create(struct kunit *test,
					 const struct memtopo_geometry *geo);
void fake_node_add(struct fake_machine *fake, int nid, unsigned long cpus);
void fake_zone_add(struct fake_machine *fake, int nid, unsigned int zid,
		   u64 start, u64 end);
struct fake_section *fake_section_add(struct fake_machine *fake, u32 nr,
				      u64 word);
void fake_run_add(struct fake_machine *fake, u64 start, u64 end, int nid,
		  unsigned int zid);
void fake_memory_add(struct fake_machine *fake, u64 start, u64 end, int nid,
		     unsigned int zid);
void fake_pages_add(struct fake_machine *fake, u64 start, u64 end, u32 flags,
		    u32 refs);
void fake_free_add(struct fake_machine *fake, u64 start, u64 end,
		   unsigned int order);
struct fake_frame *fake_frame_add(struct fake_machine *fake, u64 pfn, int err);
void fake_pageblock_add(struct fake_machine *fake, u64 start, int type);
void fake_zonelist_add(struct fake_machine *fake, int nid,
		       enum memtopo_zonelist_kind kind,
		       const struct memtopo_links *refs, size_t nr);
const struct fake_run *fake_page(struct fake_machine *fake, u64 pfn);
void fake_kill(bool killed);
struct memtopo_snapshot *fake_snapshot(struct fake_machine *fake,
				       unsigned int parts);
const char *fake_line(struct kunit *test, const struct memtopo_table *table,
		      const struct memtopo_snapshot *snap, size_t line);

/* Zone indexes of the fakes: those of x86_64. */
enum { FAKE_DMA, FAKE_DMA32, FAKE_NORMAL, FAKE_MOVABLE, FAKE_DEVICE,
	FAKE_NR_ZONES };

#endif /* MEMTOPO_FAKE_H */
