/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The address space of a process: its mappings, and where their pages are.
 */
#ifndef MEMTOPO_SPACE_H
#define MEMTOPO_SPACE_H

#include "maps.h"
#include "query.h"

/* Tables that an address space is held against. */
#define MEMTOPO_HAS_SPACE (MEMTOPO_HAS(NODES) | MEMTOPO_HAS(ZONES) | MEMTOPO_HAS(DISTANCES))

/* Far more kinds of mappings than the module tells apart. */
#define MEMTOPO_MAX_KINDS 32

/* What pages of a mapping are counted for, in the module's order. */
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
	MEMTOPO_USES,
};

/**
 * struct memtopo_process - table process of an answer
 * @pid: its id
 * @tgid: id of its thread group
 * @comm: its name, in printable ASCII, or NULL
 * @threads: threads of its group
 * @cpu: CPU that it runs on, or ran on last
 * @cpu_node: node of that, or MEMTOPO_NONE
 * @start_code: addresses, as in the kernel's mm_struct; so are the next
 * @end_code: likewise
 * @start_data: likewise
 * @end_data: likewise
 * @start_brk: likewise; where the heap begins
 * @brk: likewise; the program break, where it ends
 * @start_stack: likewise
 * @mmap_base: likewise
 * @task_size: likewise
 * @total_vm: pages, as in the kernel's mm_struct; so are the next
 * @locked_vm: likewise
 * @pinned_vm: likewise
 * @data_vm: likewise
 * @exec_vm: likewise
 * @stack_vm: likewise
 * @map_count: mappings that the kernel counts
 * @page_table_bytes: size of its page tables
 * @mappings: mappings in the answer
 * @pages: pages that these span
 */
struct memtopo_process {
	u64 pid;
	u64 tgid;
	char *comm;
	u64 threads;
	u64 cpu;
	u64 cpu_node;
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
	u64 mappings;
	u64 pages;
};

/**
 * struct memtopo_mapping - a row of table mappings of an answer
 * @start: address of the first byte
 * @end: address after the last byte
 * @perms: what may be done there, as in /proc/PID/maps
 * @kind: what it is for
 * @kind_index: index of that in memtopo_space.kinds
 * @flags: VmFlags as in smaps, or NULL
 * @page_size: bytes of the pages that it is made of
 * @pages: base pages by what they are
 * @owners: nodes and zones of the resident ones
 * @name: what /proc/PID/maps calls it, in printable ASCII, or NULL
 * @device: device of its file, or NULL
 * @inode: inode of its file, or MEMTOPO_NONE
 * @offset: where in its file it begins, or MEMTOPO_NONE
 */
struct memtopo_mapping {
	u64 start;
	u64 end;
	const char *perms;
	const char *kind;
	size_t kind_index;
	const char *flags;
	u64 page_size;
	u64 pages[MEMTOPO_USES];
	struct memtopo_owners owners;
	const char *name;
	const char *device;
	u64 inode;
	u64 offset;
};

/**
 * struct memtopo_share - a row of table places of an answer
 * @kind: kind of mapping
 * @node: node of the pages
 * @zone: their zone
 * @zone_index: index of that in memtopo_machine.zone_names
 * @section: their section, or MEMTOPO_NONE where there are no sections
 * @pages: how many
 * @huge: of these, mapped by huge entries and not of hugetlbfs
 * @hugetlb: of these, of hugetlbfs
 */
struct memtopo_share {
	const char *kind;
	u64 node;
	const char *zone;
	u32 zone_index;
	u64 section;
	u64 pages;
	u64 huge;
	u64 hugetlb;
};

/**
 * struct memtopo_space - an address space
 * @machine: the machine that the process runs on
 * @process: the process
 * @mappings: its mappings, ascending
 * @mapping_count: how many
 * @places: where the resident pages are
 * @place_count: how many rows
 * @kinds: the kinds of mappings that there are
 * @kind_count: how many
 * @torn: whether it may be of different moments
 * @answer: what it is made of, which strings point into
 * @maps: what names point into
 */
struct memtopo_space {
	struct memtopo_machine *machine;
	struct memtopo_process process;
	struct memtopo_mapping *mappings;
	size_t mapping_count;
	struct memtopo_share *places;
	size_t place_count;
	const char *kinds[MEMTOPO_MAX_KINDS];
	size_t kind_count;
	bool torn;
	struct memtopo_answer answer;
	struct memtopo_maps maps;
};

/**
 * memtopo_space_ask() - ask for the address space of a process, or for a part of it
 * @space: what to fill; memtopo_space_free() is wanted in any case
 * @machine: its machine, with at least the tables MEMTOPO_HAS_SPACE; keeps the
 *           owners of mappings
 * @root: the system root, "" for this machine
 * @pid: its id
 * @start: address of the first byte of the part
 * @end: address after the last byte of the part, or 0 for all of it
 * @err: where failures are described
 *
 * Mappings have no names.
 *
 * Return: 0; -ESTALE when it contradicts itself or the tables of the machine, which
 * may have changed meanwhile; -errno.
 */
int memtopo_space_ask(struct memtopo_space *space, struct memtopo_machine *machine,
		      const char *root, u64 pid, u64 start, u64 end,
		      struct memtopo_error *err);

/**
 * memtopo_space_load() - read the address space of a process, and its machine
 * @space: what to fill; memtopo_space_free() is wanted in any case
 * @machine: its machine; memtopo_machine_free() is wanted in any case
 * @root: the system root, "" for this machine
 * @tables: tables of the machine beside MEMTOPO_HAS_SPACE
 * @pid: its id
 * @err: where failures are described
 *
 * What does not go together is read again, as memtopo_machine_load() does. Names
 * of mappings come from /proc/PID/maps, which is read last: a mapping that is not
 * there any more has none, and none has one without that file.
 *
 * Return: 0 or -errno.
 */
int memtopo_space_load(struct memtopo_space *space, struct memtopo_machine *machine,
		       const char *root, unsigned int tables, u64 pid,
		       struct memtopo_error *err);

/**
 * memtopo_space_free() - release everything
 * @space: the address space, possibly all zero
 */
void memtopo_space_free(struct memtopo_space *space);

/**
 * memtopo_space_distance() - how far a node is from the CPU that runs the process
 * @space: the address space
 * @node: the node
 *
 * Return: the distance, or MEMTOPO_NONE where it is not known.
 */
u64 memtopo_space_distance(const struct memtopo_space *space, u64 node);

/**
 * memtopo_space_is_remote() - whether a node is farther than the nearest one is
 * @space: the address space
 * @node: the node
 *
 * Return: true when it is farther from the CPU that runs the process than that
 * CPU's own node.
 */
bool memtopo_space_is_remote(const struct memtopo_space *space, u64 node);

#endif /* MEMTOPO_SPACE_H */
