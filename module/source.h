/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the layout comes from.
 *
 * A source hands out plain records. The live source (live.c) is the one place
 * that follows the kernel's pointers; the KUnit source serves machines that
 * do not exist. Everything behind this header works on values.
 *
 * Units: start_pfn and *_pages are page frames, *_size are bytes, *_shift and
 * *_order are powers of two.
 */
#ifndef MEMTOPO_SOURCE_H
#define MEMTOPO_SOURCE_H

#include <linux/bits.h>
#include <linux/limits.h>
#include <linux/types.h>

struct memtopo_source;

/* Zones of a node at most: MAX_NR_ZONES is 6 when all are configured. */
#define MEMTOPO_ZONES_MAX	8
/* Subsections of a section at most: 256 on arm64 with 64 KiB pages. */
#define MEMTOPO_SUBSECTIONS_MAX	256
#define MEMTOPO_ZONE_NAME_LEN	12
/* In place of a bit's number: the running kernel lacks it. */
#define MEMTOPO_BIT_NONE	0xff
/* MAX_ZONELISTS at most. */
#define MEMTOPO_ZONELISTS_MAX	2
/* In place of a number: the running kernel does not keep it. */
#define MEMTOPO_NO_VALUE	U64_MAX

/**
 * enum memtopo_section_flag - what a section's word can say, in our own order
 * @MEMTOPO_SECTION_PRESENT: SECTION_MARKED_PRESENT, the section has memory
 * @MEMTOPO_SECTION_MEM_MAP: SECTION_HAS_MEM_MAP, it has struct pages
 * @MEMTOPO_SECTION_ONLINE: SECTION_IS_ONLINE, they are initialised and in use
 * @MEMTOPO_SECTION_EARLY: SECTION_IS_EARLY, it was there at boot
 * @MEMTOPO_SECTION_DEVICE: SECTION_TAINT_ZONE_DEVICE, device memory inside
 * @MEMTOPO_SECTION_PREINIT: SECTION_IS_VMEMMAP_PREINIT
 * @MEMTOPO_NR_SECTION_FLAGS: how many there are
 *
 * The kernel's own bit numbers depend on its version and configuration, so
 * none of them leaves the source: &memtopo_geometry.flag_bit maps them.
 */
enum memtopo_section_flag {
	MEMTOPO_SECTION_PRESENT,
	MEMTOPO_SECTION_MEM_MAP,
	MEMTOPO_SECTION_ONLINE,
	MEMTOPO_SECTION_EARLY,
	MEMTOPO_SECTION_DEVICE,
	MEMTOPO_SECTION_PREINIT,
	MEMTOPO_NR_SECTION_FLAGS,
};

/**
 * struct memtopo_geometry - the constants by which a kernel cuts up memory
 * @memory_model: "sparsemem" or "flatmem"
 * @sparsemem_extreme: sections are reached through roots made on demand
 * @sparsemem_vmemmap: struct pages are virtually contiguous
 * @page_shift: PAGE_SHIFT
 * @page_struct_size: sizeof(struct page)
 * @section_shift: SECTION_SIZE_BITS, 0 without sections
 * @subsection_shift: SUBSECTION_SHIFT, 0 without subsections
 * @memmap_gaps: a section may lack struct pages in the middle (arm)
 * @max_physmem_bits: MAX_PHYSMEM_BITS, 0 where the architecture has none
 * @sections_per_root: SECTIONS_PER_ROOT
 * @section_flag_bits: SECTION_MAP_LAST_BIT, low bits of a word that are flags
 * @flag_bit: for each &enum memtopo_section_flag its bit number in a word, or
 *	MEMTOPO_BIT_NONE
 * @memory_block_size: memory_block_size_bytes(), 0 without memory hotplug
 * @pageblock_shift: pageblock_order, so in page frames
 * @nr_orders: NR_PAGE_ORDERS
 * @zones_per_node: MAX_NR_ZONES
 * @zonelists: MAX_ZONELISTS, &enum memtopo_zonelist_kind is below this
 * @node_ids: nr_node_ids, node ids are below this
 * @nr_nodes_possible: num_possible_nodes()
 * @cpu_ids: nr_cpu_ids, CPU ids are below this
 * @mem_map_start_pfn: FLATMEM: first frame that mem_map describes
 * @mem_map_pages: FLATMEM: how many it describes
 */
struct memtopo_geometry {
	const char *memory_model;
	bool sparsemem_extreme;
	bool sparsemem_vmemmap;
	bool memmap_gaps;
	unsigned int page_shift;
	unsigned int page_struct_size;
	unsigned int section_shift;
	unsigned int subsection_shift;
	unsigned int max_physmem_bits;
	unsigned int sections_per_root;
	unsigned int section_flag_bits;
	u8 flag_bit[MEMTOPO_NR_SECTION_FLAGS];
	u64 memory_block_size;
	unsigned int pageblock_shift;
	unsigned int nr_orders;
	unsigned int zones_per_node;
	unsigned int zonelists;
	unsigned int node_ids;
	unsigned int nr_nodes_possible;
	unsigned int cpu_ids;
	u64 mem_map_start_pfn;
	u64 mem_map_pages;
};

/**
 * enum memtopo_node_state - the kernel's node_states, those it may lack too
 * @MEMTOPO_NODE_POSSIBLE: N_POSSIBLE
 * @MEMTOPO_NODE_ONLINE: N_ONLINE
 * @MEMTOPO_NODE_NORMAL_MEMORY: N_NORMAL_MEMORY
 * @MEMTOPO_NODE_HIGH_MEMORY: N_HIGH_MEMORY, with CONFIG_HIGHMEM only
 * @MEMTOPO_NODE_MEMORY: N_MEMORY
 * @MEMTOPO_NODE_CPU: N_CPU
 * @MEMTOPO_NODE_GENERIC_INITIATOR: N_GENERIC_INITIATOR
 * @MEMTOPO_NR_NODE_STATES: how many there are
 */
enum memtopo_node_state {
	MEMTOPO_NODE_POSSIBLE,
	MEMTOPO_NODE_ONLINE,
	MEMTOPO_NODE_NORMAL_MEMORY,
	MEMTOPO_NODE_HIGH_MEMORY,
	MEMTOPO_NODE_MEMORY,
	MEMTOPO_NODE_CPU,
	MEMTOPO_NODE_GENERIC_INITIATOR,
	MEMTOPO_NR_NODE_STATES,
};

/**
 * struct memtopo_node - a node as pg_data_t describes it
 * @nid: node id; ids are sparse
 * @states: BIT(enum memtopo_node_state)
 * @start_pfn: node_start_pfn
 * @spanned_pages: node_spanned_pages, holes included
 * @present_pages: node_present_pages
 * @managed_pages: sum over its zones
 * @free_pages: sum over its zones
 * @memmap_pages: frames of this node that hold struct pages of online
 *	sections; only meaningful where the source can tell
 */
struct memtopo_node {
	int nid;
	u32 states;
	u64 start_pfn;
	u64 spanned_pages;
	u64 present_pages;
	u64 managed_pages;
	u64 free_pages;
	u64 memmap_pages;
};

/**
 * struct memtopo_zone - a zone as struct zone describes it
 * @nid: node it belongs to
 * @zid: index in node_zones[]
 * @name: zone->name
 * @start_pfn: zone_start_pfn
 * @spanned_pages: spanned_pages, holes included
 * @present_pages: present_pages
 * @managed_pages: zone_managed_pages()
 * @cma_pages: zone_cma_pages()
 * @free_pages: NR_FREE_PAGES
 * @min: min_wmark_pages(), boost included as in /proc/zoneinfo; as are
 * @low: low_wmark_pages(),
 * @high: high_wmark_pages() and
 * @promo: WMARK_PROMO
 * @boost: watermark_boost
 * @lowmem_reserve: lowmem_reserve[], as many as zones_per_node
 * @nr_reserved_highatomic: nr_reserved_highatomic
 * @nr_free_highatomic: nr_free_highatomic, or MEMTOPO_NO_VALUE
 * @free_cma_pages: NR_FREE_CMA_PAGES
 * @unaccepted_pages: NR_UNACCEPTED, or MEMTOPO_NO_VALUE
 */
struct memtopo_zone {
	int nid;
	unsigned int zid;
	char name[MEMTOPO_ZONE_NAME_LEN];
	u64 start_pfn;
	u64 spanned_pages;
	u64 present_pages;
	u64 managed_pages;
	u64 cma_pages;
	u64 free_pages;
	u64 min;
	u64 low;
	u64 high;
	u64 promo;
	u64 boost;
	u64 lowmem_reserve[MEMTOPO_ZONES_MAX];
	u64 nr_reserved_highatomic;
	u64 nr_free_highatomic;
	u64 free_cma_pages;
	u64 unaccepted_pages;
};

/* ASYNC_AND_SYNC. */
#define MEMTOPO_MIGRATE_SCANNERS	2

/**
 * struct memtopo_compaction - where compaction of a zone stands
 * @nid: node the zone belongs to
 * @zid: index in node_zones[]
 * @compact_cached_free_pfn: where the search for free pages begins
 * @compact_cached_migrate_pfn: where those for pages to move begin
 * @compact_init_free_pfn: likewise, after a new start
 * @compact_init_migrate_pfn: likewise
 * @compact_considered: times it was put off since it failed last
 * @compact_defer_shift: it is put off 1 << that times
 * @compact_order_failed: lowest order for which it failed
 * @compact_blockskip_flush: what was skipped is to be looked at again
 * @nr_isolate_pageblock: isolated pageblocks
 * @contiguous: the zone has no holes
 *
 * MEMTOPO_NO_VALUE stands in each that the running kernel does not keep.
 */
struct memtopo_compaction {
	int nid;
	unsigned int zid;
	u64 compact_cached_free_pfn;
	u64 compact_cached_migrate_pfn[MEMTOPO_MIGRATE_SCANNERS];
	u64 compact_init_free_pfn;
	u64 compact_init_migrate_pfn;
	u64 compact_considered;
	u64 compact_defer_shift;
	u64 compact_order_failed;
	u64 compact_blockskip_flush;
	u64 nr_isolate_pageblock;
	u64 contiguous;
};

/**
 * struct memtopo_reclaim - what a node's kswapd and kcompactd are about
 * @kswapd_order: order for which kswapd was woken
 * @kswapd_highest_zone: index of the highest zone it is to balance, not below
 *	zones_per_node when there is nothing to do
 * @kswapd_failures: runs in a row that reclaimed nothing
 * @kcompactd_max_order: order for which kcompactd was woken
 * @kcompactd_highest_zone: as with kswapd
 * @proactive_compact_trigger: kcompactd was asked by sysctl
 *
 * MEMTOPO_NO_VALUE stands in each that the running kernel does not keep.
 */
struct memtopo_reclaim {
	u64 kswapd_order;
	u64 kswapd_highest_zone;
	u64 kswapd_failures;
	u64 kcompactd_max_order;
	u64 kcompactd_highest_zone;
	u64 proactive_compact_trigger;
};

/**
 * enum memtopo_zonelist_kind - the lists of zones that a node has
 * @MEMTOPO_ZONELIST_FALLBACK: ZONELIST_FALLBACK, all zones
 * @MEMTOPO_ZONELIST_THISNODE: ZONELIST_NOFALLBACK, its own (__GFP_THISNODE)
 */
enum memtopo_zonelist_kind {
	MEMTOPO_ZONELIST_FALLBACK,
	MEMTOPO_ZONELIST_THISNODE,
};

/**
 * struct memtopo_links - the zone that a struct page says it belongs to, or
 *	that an entry of a zonelist names
 * @nid: node id
 * @zid: zone index
 */
struct memtopo_links {
	int nid;
	unsigned int zid;
};

/**
 * struct memtopo_home - where a struct page lives
 * @pfn: frame that holds it
 * @frames: how many from there on are mapped in one go
 * @mapping_size: bytes mapped in one go, MEMTOPO_NO_VALUE in the direct map
 */
struct memtopo_home {
	u64 pfn;
	u64 frames;
	u64 mapping_size;
};

/**
 * enum memtopo_page_flag - what a struct page can say, in our own order
 * @MEMTOPO_PAGE_RESERVED: PG_reserved
 * @MEMTOPO_PAGE_LRU: PG_lru
 * @MEMTOPO_PAGE_HWPOISON: PG_hwpoison
 * @MEMTOPO_PAGE_BUDDY: PageBuddy(), the first frame of a free block
 * @MEMTOPO_PAGE_OFFLINE: PageOffline(), given up by a balloon or not plugged
 * @MEMTOPO_PAGE_TABLE: PageTable()
 * @MEMTOPO_PAGE_SLAB: belongs to slab, or is a large kmalloc() where those
 *	can be told
 * @MEMTOPO_PAGE_HUGETLB: belongs to a hugetlb folio
 * @MEMTOPO_PAGE_MOVABLE: not on the LRU, but its driver can move it
 * @MEMTOPO_PAGE_MAPPED: it is of the page cache, or anonymous
 * @MEMTOPO_PAGE_PINNED: folio_maybe_dma_pinned()
 * @MEMTOPO_PAGE_SELF_HOSTED: PG_vmemmap_self_hosted: in the first frames of
 *	memory that was added, they hold struct pages of their own memory block;
 *	elsewhere it means nothing
 * @MEMTOPO_NR_PAGE_FLAGS: how many there are
 *
 * Where the kernel keeps them (flags word, page type, mapping, a tail page)
 * differs between its versions.
 */
enum memtopo_page_flag {
	MEMTOPO_PAGE_RESERVED,
	MEMTOPO_PAGE_LRU,
	MEMTOPO_PAGE_HWPOISON,
	MEMTOPO_PAGE_BUDDY,
	MEMTOPO_PAGE_OFFLINE,
	MEMTOPO_PAGE_TABLE,
	MEMTOPO_PAGE_SLAB,
	MEMTOPO_PAGE_HUGETLB,
	MEMTOPO_PAGE_MOVABLE,
	MEMTOPO_PAGE_MAPPED,
	MEMTOPO_PAGE_PINNED,
	MEMTOPO_PAGE_SELF_HOSTED,
	MEMTOPO_NR_PAGE_FLAGS,
};

/**
 * struct memtopo_page - a frame as its struct page describes it
 * @flags: BIT(enum memtopo_page_flag); for the tail of a compound page those
 *	of its head, but for RESERVED and HWPOISON, which are its own, and
 *	BUDDY and SELF_HOSTED, which no tail has
 * @refs: reference count, of a tail its head's
 * @order: of the free block that begins here, with BUDDY; may be anything
 *	when the block has just been taken
 */
struct memtopo_page {
	u32 flags;
	u32 refs;
	unsigned int order;
};

/**
 * struct memtopo_frame - all that the struct page of a frame tells
 * @device: the frame is a device's (ZONE_DEVICE), not the page allocator's
 * @blank: the struct page was never initialised, or is given up, and nothing
 *	that follows is known
 * @page: what it is, as &memtopo_source_ops.page says
 * @links: the zone it belongs to
 * @flags: as in /proc/kpageflags, a bit for each KPF_*; but for the tail of a
 *	compound page those of its head, in every kernel, and its own HWPOISON.
 *	BUDDY is left out: only the first frame of a free block knows. The huge
 *	zero page cannot be told
 * @mapcount: page table entries that map the frame, as in /proc/kpagecount, or
 *	MEMTOPO_NO_VALUE
 * @head_pfn: first frame of the compound page that it belongs to, or itself
 * @order: of that compound page
 */
struct memtopo_frame {
	bool device;
	bool blank;
	struct memtopo_page page;
	struct memtopo_links links;
	u64 flags;
	u64 mapcount;
	u64 head_pfn;
	unsigned int order;
};

/**
 * enum memtopo_migratetype - what a pageblock is meant for, in our own order
 * @MEMTOPO_MIGRATE_UNMOVABLE: MIGRATE_UNMOVABLE
 * @MEMTOPO_MIGRATE_MOVABLE: MIGRATE_MOVABLE
 * @MEMTOPO_MIGRATE_RECLAIMABLE: MIGRATE_RECLAIMABLE
 * @MEMTOPO_MIGRATE_HIGHATOMIC: MIGRATE_HIGHATOMIC
 * @MEMTOPO_MIGRATE_CMA: MIGRATE_CMA
 * @MEMTOPO_MIGRATE_ISOLATE: MIGRATE_ISOLATE, or whatever it was and isolated
 * @MEMTOPO_MIGRATE_UNKNOWN: one that this module does not know
 * @MEMTOPO_NR_MIGRATETYPES: how many there are
 */
enum memtopo_migratetype {
	MEMTOPO_MIGRATE_UNMOVABLE,
	MEMTOPO_MIGRATE_MOVABLE,
	MEMTOPO_MIGRATE_RECLAIMABLE,
	MEMTOPO_MIGRATE_HIGHATOMIC,
	MEMTOPO_MIGRATE_CMA,
	MEMTOPO_MIGRATE_ISOLATE,
	MEMTOPO_MIGRATE_UNKNOWN,
	MEMTOPO_NR_MIGRATETYPES,
};

/**
 * struct memtopo_pageblock - what the kernel keeps of a pageblock
 * @type: what it is meant for
 * @skip: PB_compact_skip: compaction found nothing to do there lately
 */
struct memtopo_pageblock {
	enum memtopo_migratetype type;
	bool skip;
};

/**
 * enum memtopo_level - levels of page tables, from the root down
 * @MEMTOPO_LEVEL_PGD: pgd_t
 * @MEMTOPO_LEVEL_P4D: p4d_t
 * @MEMTOPO_LEVEL_PUD: pud_t
 * @MEMTOPO_LEVEL_PMD: pmd_t
 * @MEMTOPO_LEVEL_PTE: pte_t
 * @MEMTOPO_NR_LEVELS: how many there are
 *
 * A machine may have fewer: &struct memtopo_entry_layout says which.
 */
enum memtopo_level {
	MEMTOPO_LEVEL_PGD,
	MEMTOPO_LEVEL_P4D,
	MEMTOPO_LEVEL_PUD,
	MEMTOPO_LEVEL_PMD,
	MEMTOPO_LEVEL_PTE,
	MEMTOPO_NR_LEVELS,
};

/**
 * struct memtopo_step - an entry of a page table, as it was found
 * @level: level of the table
 * @index: which entry of the table
 * @table_pfn: frame that holds the table, or MEMTOPO_NO_VALUE
 * @entry: the entry, raw
 */
struct memtopo_step {
	enum memtopo_level level;
	unsigned int index;
	u64 table_pfn;
	u64 entry;
};

/**
 * struct memtopo_path - the entries that lead to an address
 * @nr: how many; the last is no table, or one that may not be followed
 * @steps: they, from the root down, folded levels left out
 */
struct memtopo_path {
	unsigned int nr;
	struct memtopo_step steps[MEMTOPO_NR_LEVELS];
};

/* Entries that are copied at once: a table on x86. */
#define MEMTOPO_ENTRIES_MAX	512

/**
 * struct memtopo_entries - neighbouring entries of one table
 * @level: level of the table
 * @table_pfn: frame that holds it, or MEMTOPO_NO_VALUE
 * @start: address from which on the first of them maps; may lie before the
 *	address that was asked for, for an entry of a higher level is one
 * @next: first address behind what all of them map
 * @nr: how many
 * @entries: they, raw
 */
struct memtopo_entries {
	enum memtopo_level level;
	u64 table_pfn;
	u64 start;
	u64 next;
	unsigned int nr;
	u64 entries[MEMTOPO_ENTRIES_MAX];
};

/* Flags of a mapping: VmFlags of smaps, in the order in which it has them. */
enum memtopo_mapping_flag {
	MEMTOPO_MAPPING_READ,		/* rd */
	MEMTOPO_MAPPING_WRITE,		/* wr */
	MEMTOPO_MAPPING_EXEC,		/* ex */
	MEMTOPO_MAPPING_SHARED,		/* sh */
	MEMTOPO_MAPPING_MAYREAD,	/* mr */
	MEMTOPO_MAPPING_MAYWRITE,	/* mw */
	MEMTOPO_MAPPING_MAYEXEC,	/* me */
	MEMTOPO_MAPPING_MAYSHARE,	/* ms */
	MEMTOPO_MAPPING_GROWSDOWN,	/* gd */
	MEMTOPO_MAPPING_PFNMAP,		/* pf */
	MEMTOPO_MAPPING_GUARD,		/* gu */
	MEMTOPO_MAPPING_LOCKED,		/* lo */
	MEMTOPO_MAPPING_IO,		/* io */
	MEMTOPO_MAPPING_SEQ_READ,	/* sr */
	MEMTOPO_MAPPING_RAND_READ,	/* rr */
	MEMTOPO_MAPPING_DONTCOPY,	/* dc */
	MEMTOPO_MAPPING_DONTEXPAND,	/* de */
	MEMTOPO_MAPPING_LOCKONFAULT,	/* lf */
	MEMTOPO_MAPPING_ACCOUNT,	/* ac */
	MEMTOPO_MAPPING_NORESERVE,	/* nr */
	MEMTOPO_MAPPING_HUGETLB,	/* ht */
	MEMTOPO_MAPPING_SYNC,		/* sf */
	MEMTOPO_MAPPING_ARCH_1,		/* ar */
	MEMTOPO_MAPPING_WIPEONFORK,	/* wf */
	MEMTOPO_MAPPING_DONTDUMP,	/* dd */
	MEMTOPO_MAPPING_BTI,		/* bt */
	MEMTOPO_MAPPING_SOFTDIRTY,	/* sd */
	MEMTOPO_MAPPING_MIXEDMAP,	/* mm */
	MEMTOPO_MAPPING_HUGEPAGE,	/* hg */
	MEMTOPO_MAPPING_NOHUGEPAGE,	/* nh */
	MEMTOPO_MAPPING_MERGEABLE,	/* mg */
	MEMTOPO_MAPPING_UFFD_MISSING,	/* um */
	MEMTOPO_MAPPING_UFFD_WP,	/* uw */
	MEMTOPO_MAPPING_MTE,		/* mt */
	MEMTOPO_MAPPING_UFFD_MINOR,	/* ui */
	MEMTOPO_MAPPING_UFFD_RWP,	/* ur */
	MEMTOPO_MAPPING_SHADOW_STACK,	/* ss */
	MEMTOPO_MAPPING_DROPPABLE,	/* dp */
	MEMTOPO_MAPPING_SEALED,		/* sl */
	MEMTOPO_NR_MAPPING_FLAGS,
};

/**
 * struct memtopo_mapping - a mapping of an address space (a VMA)
 * @start: first address
 * @end: address after the last
 * @flags: BIT_ULL(enum memtopo_mapping_flag)
 * @page_size: bytes of the pages it is made of; those of the hugetlb pool with
 *	MEMTOPO_MAPPING_HUGETLB
 * @file: it has a file, hugetlbfs and shared anonymous memory included
 * @dax: its file has no page cache, what is mapped is the device
 * @special: the kernel made it (vdso, vvar, uprobes)
 */
struct memtopo_mapping {
	u64 start;
	u64 end;
	u64 flags;
	u64 page_size;
	bool file;
	bool dax;
	bool special;
};

/* TASK_COMM_LEN. */
#define MEMTOPO_COMM_LEN	16

/**
 * struct memtopo_process - a process, and the bounds of its address space
 * @pid: its id, and
 * @tgid: that of its thread group, both as the caller's pid namespace has them
 * @threads: threads in its group
 * @comm: its name, which may be any bytes
 * @cpu: CPU that it runs on, or ran on last
 * @cpu_node: node of that CPU
 * @start_code: as in mm_struct, addresses, as are
 * @end_code: likewise
 * @start_data: likewise
 * @end_data: likewise
 * @start_brk: likewise
 * @brk: likewise
 * @start_stack: likewise
 * @mmap_base: likewise
 * @task_size: no user address is as high
 * @total_vm: as in mm_struct, pages, as are
 * @locked_vm: likewise
 * @pinned_vm: likewise
 * @data_vm: likewise
 * @exec_vm: likewise
 * @stack_vm: likewise
 * @map_count: mappings
 * @page_table_bytes: bytes of its page tables
 */
struct memtopo_process {
	u32 pid;
	u32 tgid;
	u32 threads;
	char comm[MEMTOPO_COMM_LEN];
	unsigned int cpu;
	int cpu_node;
	u64 start_code;
	u64 end_code;
	u64 start_data;
	u64 end_data;
	u64 start_brk;
	u64 brk;
	u64 start_stack;
	u64 mmap_base;
	u64 task_size;
	u64 total_vm;
	u64 locked_vm;
	u64 pinned_vm;
	u64 data_vm;
	u64 exec_vm;
	u64 stack_vm;
	u64 map_count;
	u64 page_table_bytes;
};

/**
 * enum memtopo_mapped_flag - what a page is to whoever maps it
 * @MEMTOPO_MAPPED_ABSENT: nothing is known of it: it has no struct page that
 *	may be read, or belongs to a device
 * @MEMTOPO_MAPPED_ZERO: the zero page, or the huge one
 * @MEMTOPO_MAPPED_ANON: anonymous, merged (KSM) or not
 * @MEMTOPO_MAPPED_SHMEM: of shared memory or tmpfs; what is neither is a file's
 * @MEMTOPO_MAPPED_HUGETLB: of a hugetlb folio
 * @MEMTOPO_MAPPED_LARGE: of a folio of more than one page
 * @MEMTOPO_MAPPED_SHARED: mapped more than once, as smaps has it
 */
enum memtopo_mapped_flag {
	MEMTOPO_MAPPED_ABSENT,
	MEMTOPO_MAPPED_ZERO,
	MEMTOPO_MAPPED_ANON,
	MEMTOPO_MAPPED_SHMEM,
	MEMTOPO_MAPPED_HUGETLB,
	MEMTOPO_MAPPED_LARGE,
	MEMTOPO_MAPPED_SHARED,
};

/**
 * struct memtopo_mapped - a page as whoever maps it sees it
 * @flags: BIT(enum memtopo_mapped_flag)
 * @nid: node that its struct page links to, and
 * @zid: zone there; of pages that are neither ABSENT nor ZERO
 */
struct memtopo_mapped {
	u32 flags;
	u16 nid;
	u16 zid;
};

/**
 * enum memtopo_region_kind - what a part of the kernel's half is for
 * @MEMTOPO_REGION_DIRECT: all memory, one to one
 * @MEMTOPO_REGION_VMALLOC: vmalloc() and ioremap()
 * @MEMTOPO_REGION_VMEMMAP: the memmap
 * @MEMTOPO_REGION_MODULE: modules
 * @MEMTOPO_REGION_IMAGE: the kernel itself
 * @MEMTOPO_REGION_FIXMAP: addresses fixed when the kernel is built
 * @MEMTOPO_REGION_VSYSCALL: the page of the kernel's half that processes see
 * @MEMTOPO_REGION_OTHER: none of these
 * @MEMTOPO_NR_REGION_KINDS: how many there are
 */
enum memtopo_region_kind {
	MEMTOPO_REGION_DIRECT,
	MEMTOPO_REGION_VMALLOC,
	MEMTOPO_REGION_VMEMMAP,
	MEMTOPO_REGION_MODULE,
	MEMTOPO_REGION_IMAGE,
	MEMTOPO_REGION_FIXMAP,
	MEMTOPO_REGION_VSYSCALL,
	MEMTOPO_REGION_OTHER,
	MEMTOPO_NR_REGION_KINDS,
};

/**
 * struct memtopo_region - a region of the kernel's half
 * @kind: what it is for
 * @start: first address, and
 * @end: last address, both 0 of MEMTOPO_REGION_OTHER
 * @pfn: what an address in it stands for by arithmetic alone: of the direct
 *	map and of the image the frame it maps, of the memmap the frame that
 *	the struct page there describes; MEMTOPO_NO_VALUE elsewhere
 */
struct memtopo_region {
	enum memtopo_region_kind kind;
	u64 start;
	u64 end;
	u64 pfn;
};

struct memtopo_entry_layout;
struct memtopo_space;

/**
 * struct memtopo_source_ops - how a source answers
 *
 * All run in process context and may be called while memory is being plugged
 * and unplugged. None of them fails for lack of memory.
 *
 * @generation: counts the memory-hotplug events seen so far
 * @node_from: smallest online node id not below @nid, or -ENOENT
 * @node: fills @node, zeroed by the caller, but for its sums over zones; and
 *	unless it is NULL, @cpus (cpu_ids bits) with the node's online CPUs
 * @zone: fills @zone, zeroed by the caller
 * @zonelist: fills @links with the zone at @position of node @nid's list
 *	@kind, -ENOENT behind the last. The list may be built anew meanwhile
 * @reclaim: fills @reclaim, zeroed by the caller
 * @compaction: fills @compaction, zeroed by the caller
 * @distance: what node_distance() says
 * @root_from: smallest existing section root not below @root, or -ENOENT
 * @section_word: section_mem_map of section @nr, whose root exists
 * @subsections: copies the subsection bitmap of present section @nr; leaves
 *	@map as it is when the section has lost it
 * @read_begin: opens a read section: pages seen online in it stay mapped.
 *	Inside, nothing may sleep, allocate or print
 * @read_end: closes it
 * @page_links: zone links of frame @pfn, -ENXIO when it has no struct page
 *	that may be read; inside a read section only
 * @memmap_home: fills @home with the place of frame @pfn's struct page.
 *	@anchor is @pfn itself or, in a section that was present at boot and so
 *	is mapped whole, another frame of the section. -ENXIO when that has no
 *	struct page that may be read. NULL where the source cannot tell. Inside
 *	a read section only
 * @page: fills @page from the struct page of frame @pfn, -ENXIO when it has
 *	none that may be read; inside a read section only
 * @frame: fills @frame from the struct page of frame @pfn, be it the page
 *	allocator's or a device's. -ENXIO when it has none that may be read,
 *	-EAGAIN when it became another page under our eyes; inside a read
 *	section only
 * @nr_free: free blocks of @order that the zone says it has
 * @pageblock: fills @pageblock for the one that frame @pfn lies in, -ENXIO
 *	when that frame has no struct page that may be read, or lies in none;
 *	inside a read section only
 * @space_open: opens the address space of process @pid, a number of the
 *	caller's pid namespace, and keeps it from going until it is closed. May
 *	sleep. -ESRCH when there is no such process or it is exiting, -ENODATA
 *	for a kernel thread, -ENOMEM
 * @space_close: closes it. May sleep, and free all of it. No lock is held
 * @space_process: fills @process. -ESRCH when the process has gone since, and
 *	-EAGAIN when it has another address space by now, or one that has yet to
 *	be made up (exec)
 * @space_lock: keeps the mappings as they are until @space_unlock. Readers may
 *	sleep, and hold up whoever wants to change them, so let it be short.
 *	-EINTR when the caller is being killed, -ESRCH or -EAGAIN as
 *	@space_process
 * @space_unlock: ends that; what was seen of mappings is out of date then
 * @space_contended: somebody waits for the lock
 * @space_mapping: fills @mapping with the first that ends behind @addr,
 *	-ENOENT when there is none. With the lock held
 * @space_path: fills @path with the entries that lead to @addr, which lies in
 *	a mapping seen since the lock was taken; held still. Does not sleep
 * @space_entries: fills @entries with what maps the addresses from @start on:
 *	as many of the lowest table as there are before @end or, where a walk
 *	ends above it, that one entry. @start and @end lie in, or end, a mapping
 *	seen since the lock was taken; held still. Does not sleep. May leave
 *	some for another call: go on at &memtopo_entries.next
 * @kernel_region: fills @region for @addr; -ERANGE for what is no address of
 *	the kernel's half
 * @kernel_path: fills @path likewise for @addr of the kernel, which lies in
 *	@region; inside a read section only. -ENXIO when the memory that the
 *	tables or, by arithmetic, the address stand for is not online; -EAGAIN
 *	when they changed; -EOPNOTSUPP
 *
 * The eleven from @space_open to @kernel_path are NULL where the source has no layout.
 *
 * @mapped_pages: fills @mapped for each of the @nr frames of @pfns, no more
 *	than MEMTOPO_ENTRIES_MAX; inside a read section only
 * @mapped_leaf: fills @mapped, but for MEMTOPO_MAPPED_SHARED, for all of the
 *	@pages frames from @pfn on that one entry maps, no more than
 *	MEMTOPO_ENTRIES_MAX, and returns how many of them are mapped more than
 *	once; inside a read section only
 */
struct memtopo_source_ops {
	u64 (*generation)(const struct memtopo_source *src);
	int (*node_from)(const struct memtopo_source *src, int nid);
	void (*node)(const struct memtopo_source *src, int nid,
		     struct memtopo_node *node, unsigned long *cpus);
	void (*zone)(const struct memtopo_source *src, int nid,
		     unsigned int zid, struct memtopo_zone *zone);
	int (*zonelist)(const struct memtopo_source *src, int nid,
			enum memtopo_zonelist_kind kind, unsigned int position,
			struct memtopo_links *links);
	void (*reclaim)(const struct memtopo_source *src, int nid,
			struct memtopo_reclaim *reclaim);
	void (*compaction)(const struct memtopo_source *src, int nid,
			   unsigned int zid,
			   struct memtopo_compaction *compaction);
	int (*distance)(const struct memtopo_source *src, int from, int to);
	long (*root_from)(const struct memtopo_source *src, unsigned long root);
	u64 (*section_word)(const struct memtopo_source *src, unsigned long nr);
	void (*subsections)(const struct memtopo_source *src, unsigned long nr,
			    unsigned long *map);
	int (*read_begin)(const struct memtopo_source *src);
	void (*read_end)(const struct memtopo_source *src, int cookie);
	int (*page_links)(const struct memtopo_source *src, u64 pfn,
			  struct memtopo_links *links);
	int (*memmap_home)(const struct memtopo_source *src, u64 anchor,
			   u64 pfn, struct memtopo_home *home);
	int (*page)(const struct memtopo_source *src, u64 pfn,
		    struct memtopo_page *page);
	int (*frame)(const struct memtopo_source *src, u64 pfn,
		     struct memtopo_frame *frame);
	u64 (*nr_free)(const struct memtopo_source *src, int nid,
		       unsigned int zid, unsigned int order);
	int (*pageblock)(const struct memtopo_source *src, u64 pfn,
			 struct memtopo_pageblock *pageblock);
	int (*space_open)(const struct memtopo_source *src, unsigned int pid,
			  struct memtopo_space **space);
	void (*space_close)(const struct memtopo_source *src,
			    struct memtopo_space *space);
	int (*space_process)(const struct memtopo_source *src,
			     struct memtopo_space *space,
			     struct memtopo_process *process);
	int (*space_lock)(const struct memtopo_source *src,
			  struct memtopo_space *space);
	void (*space_unlock)(const struct memtopo_source *src,
			     struct memtopo_space *space);
	bool (*space_contended)(const struct memtopo_source *src,
				struct memtopo_space *space);
	int (*space_mapping)(const struct memtopo_source *src,
			     struct memtopo_space *space, u64 addr,
			     struct memtopo_mapping *mapping);
	void (*space_path)(const struct memtopo_source *src,
			   struct memtopo_space *space, u64 addr,
			   struct memtopo_path *path);
	void (*space_entries)(const struct memtopo_source *src,
			      struct memtopo_space *space, u64 start, u64 end,
			      struct memtopo_entries *entries);
	int (*kernel_region)(const struct memtopo_source *src, u64 addr,
			     struct memtopo_region *region);
	int (*kernel_path)(const struct memtopo_source *src, u64 addr,
			   const struct memtopo_region *region,
			   struct memtopo_path *path);
	void (*mapped_pages)(const struct memtopo_source *src, const u64 *pfns,
			     unsigned int nr, struct memtopo_mapped *mapped);
	unsigned int (*mapped_leaf)(const struct memtopo_source *src, u64 pfn,
				    unsigned int pages,
				    struct memtopo_mapped *mapped);
};

/**
 * struct memtopo_source - a machine to look at
 * @ops: how to ask it
 * @geometry: its constants
 * @layout: how entries of its page tables are read, NULL when this module does
 *	not know
 */
struct memtopo_source {
	const struct memtopo_source_ops *ops;
	struct memtopo_geometry geometry;
	const struct memtopo_entry_layout *layout;
};

/**
 * memtopo_geometry_section_pages - page frames in a section
 * @geo: the machine's geometry
 *
 * Return: PAGES_PER_SECTION, 0 without sections.
 */
static inline u64 memtopo_geometry_section_pages(const struct memtopo_geometry *geo)
{
	return geo->section_shift ?
		1ULL << (geo->section_shift - geo->page_shift) : 0;
}

/**
 * memtopo_geometry_subsections - subsections in a section
 * @geo: the machine's geometry
 *
 * Return: SUBSECTIONS_PER_SECTION, 0 without subsections.
 */
static inline unsigned int
memtopo_geometry_subsections(const struct memtopo_geometry *geo)
{
	return geo->subsection_shift ?
		1U << (geo->section_shift - geo->subsection_shift) : 0;
}

/**
 * memtopo_links_valid - do the links of a struct page make sense?
 * @geo: the machine's geometry
 * @links: the links
 *
 * Return: false when they name no zone that there could be.
 */
static inline bool memtopo_links_valid(const struct memtopo_geometry *geo,
				       const struct memtopo_links *links)
{
	return links->nid >= 0 && links->nid < geo->node_ids &&
		links->zid < geo->zones_per_node;
}

#endif /* MEMTOPO_SOURCE_H */
