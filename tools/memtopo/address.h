/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module says of one address: how the page tables lead from it to a
 * page frame, and what that frame is.
 *
 * MEMTOPO_NONE and NULL stand where there is no value.
 */
#ifndef MEMTOPO_ADDRESS_H
#define MEMTOPO_ADDRESS_H

#include "query.h"

/* No architecture has more levels of page tables. */
#define MEMTOPO_LEVELS_MAX 5

/* What a number is. */
enum memtopo_asked {
	MEMTOPO_ASKED_PAGE,
	MEMTOPO_ASKED_PHYSICAL,
	MEMTOPO_ASKED_KERNEL,
	MEMTOPO_ASKED_USER,
};

/**
 * struct memtopo_address - the table address: a virtual address
 * @kind: user or kernel
 * @pid: process that has it
 * @address: the address
 * @region: which part of the address space it lies in
 * @mapping_start: first address of the mapping that it lies in
 * @mapping_end: address after the last of it
 * @perms: who may do what, as in /proc/PID/maps
 * @mapping_kind: what the mapping is
 * @page_size: bytes that the last entry maps
 * @state: where it leads, as of the last level
 * @pfn: page frame that has it
 * @physical: physical address that it stands for
 * @struct_page_of: page frame whose struct page is there
 * @cpu: CPU that the process runs or ran on
 * @cpu_node: node of that CPU
 * @distance: distance from there to the node of the frame
 */
struct memtopo_address {
	const char *kind;
	u64 pid;
	u64 address;
	const char *region;
	u64 mapping_start;
	u64 mapping_end;
	const char *perms;
	const char *mapping_kind;
	u64 page_size;
	const char *state;
	u64 pfn;
	u64 physical;
	u64 struct_page_of;
	u64 cpu;
	u64 cpu_node;
	u64 distance;
};

/**
 * struct memtopo_level - a row of the table levels: an entry of a page table
 * @level: pgd, p4d, pud, pmd or pte
 * @index: index of the entry in its table
 * @table_pfn: page frame that has the table
 * @table_node: node of that frame
 * @entry: the entry as it is
 * @size: bytes that one entry of this level maps
 * @state: what the entry is: table, page, none, swap, ...
 * @pkey: protection key
 * @swap_type: index of the swap area
 * @swap_offset: page in the swap area, or page frame of what is no swap
 * @bits: names of the bits that are set, joined by commas
 */
struct memtopo_level {
	const char *level;
	u64 index;
	u64 table_pfn;
	u64 table_node;
	u64 entry;
	u64 size;
	const char *state;
	u64 pkey;
	u64 swap_type;
	u64 swap_offset;
	const char *bits;
};

/**
 * struct memtopo_page - the table page: a page frame
 * @pfn: the frame; MEMTOPO_NONE when there is none to tell of
 * @physical: address of its first byte
 * @state: online, offline, device or absent
 * @flags: names of its flags, joined by commas
 * @kind: what it is used for
 * @refcount: how often it is referenced
 * @mapcount: how often it is mapped
 * @order: of the folio or free block that it is part of
 * @head_pfn: first frame of that
 * @migratetype: what its pageblock is for
 * @skip: 1 when compaction passes over the pageblock
 * @section: its section
 * @subsection: index of its subsection in the section
 * @memory_block: number of its block's directory in sysfs
 * @node: its node
 * @zone: its zone
 * @self_hosted: 1 when its block has its own struct pages
 * @cpu_distance: distance from the CPU of the process that was asked about
 */
struct memtopo_page {
	u64 pfn;
	u64 physical;
	const char *state;
	const char *flags;
	const char *kind;
	u64 refcount;
	u64 mapcount;
	u64 order;
	u64 head_pfn;
	const char *migratetype;
	u64 skip;
	u64 section;
	u64 subsection;
	u64 memory_block;
	u64 node;
	const char *zone;
	u64 self_hosted;
	u64 cpu_distance;
};

/**
 * struct memtopo_walk - what the module says of one number
 * @asked: what the number is
 * @pid: whose address, for one of a process
 * @number: the number
 * @answer: what strings point into
 * @address: the address, unless a frame was asked about
 * @levels: the walk, from the top
 * @level_count: how many levels it has, 0 when none are known
 * @page: the frame
 */
struct memtopo_walk {
	enum memtopo_asked asked;
	u64 pid;
	u64 number;
	struct memtopo_answer answer;
	struct memtopo_address address;
	struct memtopo_level *levels;
	size_t level_count;
	struct memtopo_page page;
};

/**
 * memtopo_walk_load() - ask the module about a number
 * @walk: the answer, to be passed to memtopo_walk_free() in any case; @asked,
 *        @pid and @number say what to ask about, and the rest is zero
 * @machine: the machine, with its info
 * @root: the system root, "" for this machine
 * @err: where failures are described
 *
 * Return: 0 or -errno, as memtopo_ask() has it.
 */
int memtopo_walk_load(struct memtopo_walk *walk, struct memtopo_machine *machine,
		      const char *root, struct memtopo_error *err);

/**
 * memtopo_walk_free() - release an answer
 * @walk: the answer
 */
void memtopo_walk_free(struct memtopo_walk *walk);

/**
 * memtopo_page_clear() - a page frame of which nothing is known
 * @page: the frame
 */
void memtopo_page_clear(struct memtopo_page *page);

/**
 * memtopo_walk_last() - where the walk ended
 * @walk: the answer
 *
 * Return: the last entry, or NULL when there is none.
 */
const struct memtopo_level *memtopo_walk_last(const struct memtopo_walk *walk);

/**
 * memtopo_words_have() - whether a list of words has one
 * @words: the words, joined by commas, or NULL
 * @word: the word
 *
 * Return: whether it does.
 */
bool memtopo_words_have(const char *words, const char *word);

#endif /* MEMTOPO_ADDRESS_H */
