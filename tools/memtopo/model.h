/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A machine's memory as plain structs, loaded from its table files.
 *
 * Numbers are the kernel's own: page frame numbers and counts of pages.
 * MEMTOPO_NONE stands where the kernel has no value.
 */
#ifndef MEMTOPO_MODEL_H
#define MEMTOPO_MODEL_H

#include "allocator.h"
#include "iomem.h"
#include "source.h"
#include "sysfs.h"

/*
 * The tables that a machine is loaded from, and masks of them. Those from
 * blocks on are in debugfs alone, so a machine may be without them; sysfs and
 * /proc/iomem are read with blocks.
 */
enum memtopo_table_id {
	MEMTOPO_INFO,
	MEMTOPO_NODES,
	MEMTOPO_ZONES,
	MEMTOPO_SECTIONS,
	MEMTOPO_DISTANCES,
	MEMTOPO_BLOCKS,
	MEMTOPO_WATERMARKS,
	MEMTOPO_ZONELISTS,
	MEMTOPO_FREE_AREAS,
	MEMTOPO_PAGEBLOCKS,
	MEMTOPO_UNMANAGED,
	MEMTOPO_RECLAIM,
	MEMTOPO_COMPACTION,
	MEMTOPO_MEMMAP,
	MEMTOPO_TABLES,
};

#define MEMTOPO_HAS(id) (1U << MEMTOPO_##id)
/* The layout: the tables that every machine has. */
#define MEMTOPO_HAS_ALL (MEMTOPO_HAS(BLOCKS) - 1)
/* No table: /proc/iomem is wanted, too. */
#define MEMTOPO_HAS_OWNERS 0x80000000U

/* Far above what any kernel is built for; hostile files end here. */
#define MEMTOPO_MAX_NODE 4095
#define MEMTOPO_MAX_CPU 65535
#define MEMTOPO_MAX_ZONES 64
#define MEMTOPO_MAX_KEYS 256

/* What the value of an info key is. */
enum memtopo_info_kind {
	MEMTOPO_INFO_TEXT,
	MEMTOPO_INFO_NUMBER,
	MEMTOPO_INFO_BYTES,
	MEMTOPO_INFO_BOOL,
};

/**
 * struct memtopo_pair - a row of the info table
 * @key: its name
 * @value: its value as the file has it
 * @help: what it means, "" when the key is newer than this program
 * @kind: what the value is
 */
struct memtopo_pair {
	const char *key;
	const char *value;
	const char *help;
	enum memtopo_info_kind kind;
};

/**
 * struct memtopo_info - what kind of machine it is
 * @pairs: all rows of the table
 * @count: how many
 * @kernel: kernel release
 * @architecture: kernel architecture
 * @topology: numa, or uma with one node
 * @memory_model: sparsemem or flatmem
 * @sparsemem_extreme: section table has two levels
 * @sparsemem_vmemmap: struct pages are virtually contiguous
 * @page_size: size of a page
 * @section_size: size of a memory section
 * @sections_possible: sections the kernel can address
 * @sections_present: sections that have memory
 * @subsection_size: grain of memory inside a section
 * @memory_block_size: grain of memory hot-plug in sysfs
 * @pageblock_order: order of a pageblock
 * @nodes_online: nodes online
 * @first_present_pfn: first page frame with a struct page
 * @last_present_pfn: last page frame with a struct page
 * @memmap_bytes: memory taken by struct pages
 * @mem_map_start_pfn: first page frame of a flat mem_map
 * @mem_map_pages: page frames of a flat mem_map
 */
struct memtopo_info {
	struct memtopo_pair *pairs;
	size_t count;
	const char *kernel;
	const char *architecture;
	const char *topology;
	const char *memory_model;
	const char *sparsemem_extreme;
	const char *sparsemem_vmemmap;
	u64 page_size;
	u64 section_size;
	u64 sections_possible;
	u64 sections_present;
	u64 subsection_size;
	u64 memory_block_size;
	u64 pageblock_order;
	u64 nodes_online;
	u64 first_present_pfn;
	u64 last_present_pfn;
	u64 memmap_bytes;
	u64 mem_map_start_pfn;
	u64 mem_map_pages;
};

/**
 * struct memtopo_node - a row of the nodes table
 * @node: node id
 * @states: the kernel's states of the node
 * @start_pfn: first page frame
 * @spanned_pages: page frames from first to last
 * @present_pages: pages without the holes
 * @managed_pages: pages the allocator has
 * @free_pages: pages free
 * @memmap_pages: pages that hold struct pages
 * @cpus: CPUs of the node
 */
struct memtopo_node {
	u64 node;
	const char *states;
	u64 start_pfn;
	u64 spanned_pages;
	u64 present_pages;
	u64 managed_pages;
	u64 free_pages;
	u64 memmap_pages;
	const char *cpus;
};

/**
 * struct memtopo_zone - a row of the zones table
 * @node: node id
 * @zone: name of the zone
 * @start_pfn: first page frame
 * @spanned_pages: page frames from first to last
 * @present_pages: pages without the holes
 * @managed_pages: pages the allocator has
 * @cma_pages: pages for contiguous memory
 * @free_pages: pages free
 * @min: min watermark in pages
 * @low: low watermark in pages
 * @high: high watermark in pages
 * @promo: promotion watermark in pages
 * @boost: boost of the watermarks in pages
 * @lowmem_reserve: pages kept from each higher zone
 * @name: index of the zone's name in memtopo_machine.zone_names
 */
struct memtopo_zone {
	u64 node;
	const char *zone;
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
	const char *lowmem_reserve;
	u32 name;
};

/**
 * struct memtopo_owner - pages of a section that belong to a node or a zone
 * @node: the node
 * @zone: index of the zone's name, or MEMTOPO_NO_ZONE for a node as a whole
 * @pages: how many
 */
struct memtopo_owner {
	u32 node;
	u32 zone;
	u64 pages;
};

#define MEMTOPO_NO_ZONE (~0U)

/**
 * struct memtopo_owners - a stretch of memtopo_machine.owners
 * @at: index of the first
 * @count: how many
 */
struct memtopo_owners {
	size_t at;
	size_t count;
};

/**
 * struct memtopo_section - a row of the sections table
 * @section: its number
 * @start_pfn: first page frame
 * @flags: letters of the kernel's flags, or NULL
 * @nodes: nodes that own pages
 * @zones: zones that own pages
 * @subsections: list of those present, or NULL where there are none
 * @memory_block: number of its directory in sysfs
 * @pages: frames in its present subsections: those that have a struct page
 */
struct memtopo_section {
	u64 section;
	u64 start_pfn;
	const char *flags;
	struct memtopo_owners nodes;
	struct memtopo_owners zones;
	const char *subsections;
	u64 memory_block;
	u64 pages;
};

/**
 * struct memtopo_census - a row of the blocks table: a memory block's pages
 * @block: number of its directory in sysfs
 * @start_pfn: first page frame
 * @nr_pages: page frames of the whole block
 * @online_pages: those with a struct page in online sections; the counts
 *                from @free_pages to @kernel_pages add up to it
 * @free_pages: free
 * @movable_pages: can be moved
 * @hugetlb_pages: in huge pages, moved if there is room elsewhere
 * @offline_pages: given up by a balloon or not plugged by virtio-mem
 * @hwpoison_pages: poisoned
 * @memmap_pages: hold the struct pages of the block itself
 * @pinned_pages: can be moved, were they not pinned
 * @reserved_pages: of boot, of the firmware, or no memory at all
 * @slab_pages: objects of the kernel
 * @table_pages: page tables
 * @kernel_pages: used otherwise, and not movable
 * @cma_pageblocks: pageblocks for contiguous memory
 * @isolated_pageblocks: pageblocks taken from the allocator
 * @unmovable_pfn: first page frame in the way of offlining, or MEMTOPO_NONE
 * @unmovable: what that is, or NULL
 */
struct memtopo_census {
	u64 block;
	u64 start_pfn;
	u64 nr_pages;
	u64 online_pages;
	u64 free_pages;
	u64 movable_pages;
	u64 hugetlb_pages;
	u64 offline_pages;
	u64 hwpoison_pages;
	u64 memmap_pages;
	u64 pinned_pages;
	u64 reserved_pages;
	u64 slab_pages;
	u64 table_pages;
	u64 kernel_pages;
	u64 cma_pageblocks;
	u64 isolated_pageblocks;
	u64 unmovable_pfn;
	const char *unmovable;
};

/**
 * struct memtopo_machine - everything that was read
 * @info: what kind of machine it is
 * @nodes: the nodes, ascending
 * @node_count: how many
 * @zones: the zones, node by node in the kernel's order
 * @zone_count: how many
 * @sections: the present sections, ascending
 * @section_count: how many
 * @distance: distance from the i-th to the j-th node of @distance_node at
 *            [i * distance_count + j]
 * @distance_node: the ids of the matrix's nodes
 * @distance_count: how many
 * @census: the pages of the memory blocks, ascending
 * @census_count: of how many blocks
 * @sysfs: what sysfs says of the memory blocks
 * @allocator: what the page allocator sees
 * @iomem: what /proc/iomem says, when it was wanted
 * @owners: what memtopo_owners point into
 * @owner_count: how many
 * @zone_names: the distinct names of zones
 * @zone_name_count: how many
 * @torn: whether the tables may be of different moments
 * @generation: hotplug generation of the tables read
 * @wanted: mask of the tables that were to be read
 * @loaded: mask of the tables read
 * @absent: why the first table that was wanted and is not there is not, or NULL
 * @files: the text that all strings point into
 */
struct memtopo_machine {
	struct memtopo_info info;
	struct memtopo_node *nodes;
	size_t node_count;
	struct memtopo_zone *zones;
	size_t zone_count;
	struct memtopo_section *sections;
	size_t section_count;
	u64 *distance;
	u64 *distance_node;
	size_t distance_count;
	struct memtopo_census *census;
	size_t census_count;
	struct memtopo_sysfs sysfs;
	struct memtopo_allocator allocator;
	struct memtopo_iomem iomem;
	struct memtopo_owner *owners;
	size_t owner_count;
	const char *zone_names[MEMTOPO_MAX_ZONES];
	size_t zone_name_count;
	bool torn;
	u64 generation;
	unsigned int wanted;
	unsigned int loaded;
	char *absent;
	struct memtopo_file files[MEMTOPO_TABLES];
};

/**
 * memtopo_array_grow() - room for one more element of an array
 * @arrayp: where the pointer to the array is
 * @count: how many elements it has
 * @room: for how many there is memory
 * @size: bytes of an element
 *
 * Return: 0 or -ENOMEM.
 */
int memtopo_array_grow(void *arrayp, size_t count, size_t *room, size_t size);

/**
 * memtopo_table_name() - the file name of a table
 * @id: which table
 *
 * Return: its name.
 */
const char *memtopo_table_name(enum memtopo_table_id id);

/**
 * memtopo_machine_load() - read a machine's tables
 * @machine: what to fill; memtopo_machine_free() is wanted in any case
 * @root: the system root, "" for this machine
 * @tables: mask of the tables to read; the info table is always read
 * @err: where failures are described
 *
 * The files are read one after another. When memory was hot-plugged
 * meanwhile, or the tables disagree, all of them are read again; what is torn
 * still after some tries is loaded as it is, with @machine->torn set. Tables
 * of a recording that disagree still are refused. A machine may be without the
 * tables that are in debugfs alone, which @machine->absent then says, and
 * @machine->loaded of which.
 *
 * Return: 0 or -errno.
 */
int memtopo_machine_load(struct memtopo_machine *machine, const char *root,
			 unsigned int tables, struct memtopo_error *err);

/**
 * memtopo_machine_add() - load one table from memory
 * @machine: what to fill; must be all zero before the first table
 * @id: which table; the info table comes first
 * @file: the table, which the machine takes over
 * @err: where failures are described
 *
 * Return: 0 or -errno.
 */
int memtopo_machine_add(struct memtopo_machine *machine,
			enum memtopo_table_id id, struct memtopo_file *file,
			struct memtopo_error *err);

/**
 * memtopo_machine_agree() - check the tables loaded against one another
 * @machine: the machine
 * @err: where the first contradiction is described
 *
 * Return: 0, also when they are torn and may disagree, or -ESTALE.
 */
int memtopo_machine_agree(const struct memtopo_machine *machine,
			  struct memtopo_error *err);

/**
 * memtopo_machine_free() - release everything
 * @machine: the machine
 */
void memtopo_machine_free(struct memtopo_machine *machine);

/**
 * memtopo_machine_is_flat() - whether the kernel has one flat mem_map
 * @machine: the machine
 *
 * Return: true on FLATMEM, where there are no sections.
 */
bool memtopo_machine_is_flat(const struct memtopo_machine *machine);

/**
 * memtopo_machine_bytes() - turn pages into bytes
 * @machine: the machine
 * @pages: a count of pages, or MEMTOPO_NONE
 *
 * Return: the bytes, or MEMTOPO_NONE when there is no such number.
 */
u64 memtopo_machine_bytes(const struct memtopo_machine *machine, u64 pages);

/**
 * memtopo_section_pages() - how many page frames a section spans
 * @machine: the machine
 *
 * Return: pages of every section, present or not.
 */
u64 memtopo_section_pages(const struct memtopo_machine *machine);

/**
 * memtopo_block_pages() - how many page frames a memory block spans
 * @machine: the machine
 *
 * Return: pages of every block, or MEMTOPO_NONE where there are no blocks.
 */
u64 memtopo_block_pages(const struct memtopo_machine *machine);

/**
 * memtopo_section_find() - find a section by its number
 * @machine: the machine
 * @number: the number
 *
 * Return: the section or NULL.
 */
const struct memtopo_section *memtopo_section_find(const struct memtopo_machine *machine,
						   u64 number);

/**
 * memtopo_section_has() - whether a section has a flag
 * @section: the section
 * @flag: its letter
 *
 * Return: whether it does.
 */
bool memtopo_section_has(const struct memtopo_section *section, char flag);

/**
 * memtopo_section_is_device() - whether a section is of device memory alone
 * @section: the section
 *
 * Return: true when it is in use, though never online.
 */
bool memtopo_section_is_device(const struct memtopo_section *section);

/**
 * memtopo_node_find() - find a node by its id
 * @machine: the machine
 * @id: the id
 *
 * Return: the node or NULL.
 */
const struct memtopo_node *memtopo_node_find(const struct memtopo_machine *machine, u64 id);

/**
 * memtopo_node_has() - whether a node has a state
 * @node: the node
 * @state: the state's name, such as "online"
 *
 * Return: whether it does.
 */
bool memtopo_node_has(const struct memtopo_node *node, const char *state);

/**
 * memtopo_distance_between() - how far a node is from another
 * @machine: the machine
 * @from: the id of the node of whoever looks
 * @to: the id of the node with the memory
 *
 * Return: the distance as in the distances table, or MEMTOPO_NONE where it has none.
 */
u64 memtopo_distance_between(const struct memtopo_machine *machine, u64 from, u64 to);

#endif /* MEMTOPO_MODEL_H */
