/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entries of page tables: pure functions over what a machine makes of their
 * bits, which is data.
 */
#ifndef MEMTOPO_ENTRY_H
#define MEMTOPO_ENTRY_H

#include "source.h"

/**
 * enum memtopo_entry_state - what an entry says
 * @MEMTOPO_ENTRY_NONE: nothing
 * @MEMTOPO_ENTRY_TABLE: where the next table is
 * @MEMTOPO_ENTRY_PAGE: where the page is
 * @MEMTOPO_ENTRY_HINT: likewise, but the CPU shall fault (PROT_NONE, NUMA
 *	balancing, or a huge page on its way)
 * @MEMTOPO_ENTRY_SWAP: where in swap the page is
 * @MEMTOPO_ENTRY_MIGRATION: the page is moving away from a frame
 * @MEMTOPO_ENTRY_POISON: the memory of the page is broken
 * @MEMTOPO_ENTRY_MARKER: no page, but a note about the address
 * @MEMTOPO_ENTRY_DEVICE: the page is in memory that only a device can reach
 * @MEMTOPO_ENTRY_EXCLUSIVE: a device has the page for itself
 * @MEMTOPO_ENTRY_UNKNOWN: none of these
 * @MEMTOPO_NR_ENTRY_STATES: how many there are
 */
enum memtopo_entry_state {
	MEMTOPO_ENTRY_NONE,
	MEMTOPO_ENTRY_TABLE,
	MEMTOPO_ENTRY_PAGE,
	MEMTOPO_ENTRY_HINT,
	MEMTOPO_ENTRY_SWAP,
	MEMTOPO_ENTRY_MIGRATION,
	MEMTOPO_ENTRY_POISON,
	MEMTOPO_ENTRY_MARKER,
	MEMTOPO_ENTRY_DEVICE,
	MEMTOPO_ENTRY_EXCLUSIVE,
	MEMTOPO_ENTRY_UNKNOWN,
	MEMTOPO_NR_ENTRY_STATES,
};

/* In which entries a bit means something. */
#define MEMTOPO_IN_TABLE	BIT(0)	/* that name a table */
#define MEMTOPO_IN_PAGE		BIT(1)	/* present, of the lowest level */
#define MEMTOPO_IN_HUGE		BIT(2)	/* present, of higher ones */
#define MEMTOPO_IN_HINT		BIT(3)	/* MEMTOPO_ENTRY_HINT */
#define MEMTOPO_IN_SWAP		BIT(4)	/* with a swap type */

#define MEMTOPO_IN_LEAF		(MEMTOPO_IN_PAGE | MEMTOPO_IN_HUGE)
#define MEMTOPO_IN_PRESENT	(MEMTOPO_IN_LEAF | MEMTOPO_IN_TABLE)

/**
 * struct memtopo_entry_bit - a bit of entries that has a name
 * @name: the name
 * @mask: where it stands, and
 * @value: what stands there when it is set
 * @in: MEMTOPO_IN_*
 */
struct memtopo_entry_bit {
	const char *name;
	u64 mask;
	u64 value;
	unsigned int in;
};

#define MEMTOPO_ENTRY_BITS_MAX	32
/* Kinds of entries that are no swap: SWP_HWPOISON to SWP_PTE_MARKER. */
#define MEMTOPO_SWAP_KINDS_MAX	12

/**
 * struct memtopo_entry_level - a level of page tables
 * @shift: log2 of the bytes that one entry maps
 * @bits: log2 of the entries in a table, 0 for a level that is folded
 * @leaf: an entry may map memory
 */
struct memtopo_entry_level {
	u8 shift;
	u8 bits;
	bool leaf;
};

/**
 * struct memtopo_entry_layout - how entries are laid out
 * @levels: the levels
 * @page_shift: log2 of the bytes in a page
 * @entry_size: bytes of an entry
 * @ignored: bits that an empty entry may have
 * @valid: set in an entry that the CPU uses
 * @leaf_mask: above the lowest level an entry that the CPU uses is a leaf when
 *	of this
 * @leaf_value: just this is set
 * @hint: any of it set says MEMTOPO_ENTRY_HINT in one of the lowest level that
 *	is not valid
 * @hint_huge: likewise in one of a higher level
 * @address: bits of the physical address that stand where they belong
 * @address_high: further ones, and
 * @address_high_shift: how far from where they belong
 * @special: set in leaves whose frame has no struct page to speak of, or where
 *	it is not to be looked at (pte_special()); 0 without
 * @devmap: set in leaves of device memory with struct pages; 0 without
 * @inverted: addresses are inverted in entries that are not valid, and so is the
 *	swap offset
 * @pkey_shift: first bit of the protection key
 * @pkey_bits: bits of it, 0 without
 * @pkey_user: entries have one that have any bit of this
 * @swap_type_shift: first bit of the swap type
 * @swap_type_bits: bits of it
 * @swap_offset_shift: first bit of the swap offset
 * @swap_offset_bits: bits of it
 * @swap_pfn_bits: low bits of the offset that are a frame, where it is one
 * @swap_files: swap types below it are of swap (MAX_SWAPFILES)
 * @nr_swap_kinds: how many there are from that on
 * @swap_kinds: what they are
 * @nr_bits: how many bits have names
 * @bits: they, in the order in which they are told
 */
struct memtopo_entry_layout {
	struct memtopo_entry_level levels[MEMTOPO_NR_LEVELS];
	u8 page_shift;
	u8 entry_size;
	u64 ignored;
	u64 valid;
	u64 leaf_mask;
	u64 leaf_value;
	u64 hint;
	u64 hint_huge;
	u64 address;
	u64 address_high;
	u8 address_high_shift;
	u64 special;
	u64 devmap;
	bool inverted;
	u8 pkey_shift;
	u8 pkey_bits;
	u64 pkey_user;
	u8 swap_type_shift;
	u8 swap_type_bits;
	u8 swap_offset_shift;
	u8 swap_offset_bits;
	u8 swap_pfn_bits;
	u8 swap_files;
	u8 nr_swap_kinds;
	u8 swap_kinds[MEMTOPO_SWAP_KINDS_MAX];
	u8 nr_bits;
	struct memtopo_entry_bit bits[MEMTOPO_ENTRY_BITS_MAX];
};

/**
 * struct memtopo_entry - an entry of a page table, decoded
 * @state: what it says
 * @size: bytes that an entry of its level maps
 * @pfn: the first frame of the page or the table, also of the page that moves,
 *	is broken or on a device; MEMTOPO_NO_VALUE with other states
 * @swap_type: which swap, or what kind of entry, and
 * @swap_offset: where, or the frame, or the marker; both MEMTOPO_NO_VALUE in
 *	entries that are none, table, page or hint
 * @pkey: protection key, or MEMTOPO_NO_VALUE
 */
struct memtopo_entry {
	enum memtopo_entry_state state;
	u64 size;
	u64 pfn;
	u64 swap_type;
	u64 swap_offset;
	u64 pkey;
};

extern const char *const memtopo_level_names[MEMTOPO_NR_LEVELS];
extern const char *const memtopo_entry_state_names[MEMTOPO_NR_ENTRY_STATES];

void memtopo_entry_decode(const struct memtopo_entry_layout *layout,
			  enum memtopo_level level, u64 raw,
			  struct memtopo_entry *entry);
u32 memtopo_entry_bits(const struct memtopo_entry_layout *layout,
		       enum memtopo_level level,
		       enum memtopo_entry_state state, u64 raw);
unsigned int memtopo_entry_index(const struct memtopo_entry_layout *layout,
				 enum memtopo_level level, u64 addr);

/**
 * memtopo_entry_size - bytes that an entry of a level maps
 * @layout: how entries are laid out
 * @level: the level
 *
 * Return: them.
 */
static inline u64
memtopo_entry_size(const struct memtopo_entry_layout *layout,
		   enum memtopo_level level)
{
	return 1ULL << layout->levels[level].shift;
}

#endif /* MEMTOPO_ENTRY_H */
