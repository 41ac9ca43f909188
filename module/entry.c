// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of page tables: what a word says, by a layout.
 */
#include <linux/bits.h>

#include "entry.h"

const char *const memtopo_level_names[MEMTOPO_NR_LEVELS] = {
	[MEMTOPO_LEVEL_PGD]	= "pgd",
	[MEMTOPO_LEVEL_P4D]	= "p4d",
	[MEMTOPO_LEVEL_PUD]	= "pud",
	[MEMTOPO_LEVEL_PMD]	= "pmd",
	[MEMTOPO_LEVEL_PTE]	= "pte",
};

const char *const memtopo_entry_state_names[MEMTOPO_NR_ENTRY_STATES] = {
	[MEMTOPO_ENTRY_NONE]		= "none",
	[MEMTOPO_ENTRY_TABLE]		= "table",
	[MEMTOPO_ENTRY_PAGE]		= "page",
	[MEMTOPO_ENTRY_HINT]		= "hint",
	[MEMTOPO_ENTRY_SWAP]		= "swap",
	[MEMTOPO_ENTRY_MIGRATION]	= "migration",
	[MEMTOPO_ENTRY_POISON]		= "poison",
	[MEMTOPO_ENTRY_MARKER]		= "marker",
	[MEMTOPO_ENTRY_DEVICE]		= "device",
	[MEMTOPO_ENTRY_EXCLUSIVE]	= "exclusive",
	[MEMTOPO_ENTRY_UNKNOWN]		= "unknown",
};

static u64 low_bits(unsigned int nr)
{
	return nr < 64 ? (1ULL << nr) - 1 : U64_MAX;
}

static enum memtopo_entry_state
swap_state(const struct memtopo_entry_layout *layout, u64 type)
{
	if (type < layout->swap_files)
		return MEMTOPO_ENTRY_SWAP;
	type -= layout->swap_files;
	return type < layout->nr_swap_kinds ? layout->swap_kinds[type] :
		MEMTOPO_ENTRY_UNKNOWN;
}

/* Above the tables that can map memory nothing is swapped or migrated. */
static enum memtopo_entry_state
entry_state(const struct memtopo_entry_layout *layout,
	    enum memtopo_level level, u64 raw)
{
	bool lowest = level == MEMTOPO_LEVEL_PTE;
	bool leaf = layout->levels[level].leaf;

	if (!(raw & ~layout->ignored))
		return MEMTOPO_ENTRY_NONE;
	if (raw & layout->valid) {
		if (!lowest && (raw & layout->leaf_mask) != layout->leaf_value)
			return MEMTOPO_ENTRY_TABLE;
		return leaf ? MEMTOPO_ENTRY_PAGE : MEMTOPO_ENTRY_UNKNOWN;
	}
	if (!leaf)
		return MEMTOPO_ENTRY_UNKNOWN;
	if (raw & (lowest ? layout->hint : layout->hint_huge))
		return MEMTOPO_ENTRY_HINT;
	return swap_state(layout, raw >> layout->swap_type_shift &
			  low_bits(layout->swap_type_bits));
}

static u64 entry_pfn(const struct memtopo_entry_layout *layout, u64 raw)
{
	if (layout->inverted && !(raw & layout->valid))
		raw = ~raw;
	return ((raw & layout->address) |
		(raw & layout->address_high) << layout->address_high_shift) >>
		layout->page_shift;
}

static void swap_decode(const struct memtopo_entry_layout *layout, u64 raw,
			struct memtopo_entry *entry)
{
	u64 offset = layout->inverted ? ~raw : raw;

	entry->swap_type = raw >> layout->swap_type_shift &
		low_bits(layout->swap_type_bits);
	entry->swap_offset = offset >> layout->swap_offset_shift &
		low_bits(layout->swap_offset_bits);
	switch (entry->state) {
	case MEMTOPO_ENTRY_MIGRATION:
	case MEMTOPO_ENTRY_POISON:
	case MEMTOPO_ENTRY_DEVICE:
	case MEMTOPO_ENTRY_EXCLUSIVE:
		/* Above the frame there may be accessed and dirty bits. */
		entry->swap_offset &= low_bits(layout->swap_pfn_bits);
		entry->pfn = entry->swap_offset;
		break;
	default:
		break;
	}
}

/* As which of MEMTOPO_IN_* the bits of an entry are to be read. */
static unsigned int entry_in(enum memtopo_level level,
			     enum memtopo_entry_state state)
{
	switch (state) {
	case MEMTOPO_ENTRY_NONE:
	case MEMTOPO_ENTRY_UNKNOWN:
		return 0;
	case MEMTOPO_ENTRY_TABLE:
		return MEMTOPO_IN_TABLE;
	case MEMTOPO_ENTRY_PAGE:
		return level == MEMTOPO_LEVEL_PTE ? MEMTOPO_IN_PAGE :
			MEMTOPO_IN_HUGE;
	case MEMTOPO_ENTRY_HINT:
		return MEMTOPO_IN_HINT;
	default:
		return MEMTOPO_IN_SWAP;
	}
}

/**
 * memtopo_entry_bits - which of the bits that have names does an entry have?
 * @layout: how entries are laid out
 * @level: level of the table
 * @state: state of the entry
 * @raw: the entry
 *
 * Return: BIT(index in &memtopo_entry_layout.bits) of each.
 */
u32 memtopo_entry_bits(const struct memtopo_entry_layout *layout,
		       enum memtopo_level level,
		       enum memtopo_entry_state state, u64 raw)
{
	unsigned int in = entry_in(level, state);
	u32 bits = 0;
	unsigned int i;

	for (i = 0; i < layout->nr_bits; i++)
		if (layout->bits[i].in & in &&
		    (raw & layout->bits[i].mask) == layout->bits[i].value)
			bits |= BIT(i);
	return bits;
}

/**
 * memtopo_entry_decode - read an entry of a page table
 * @layout: how entries are laid out
 * @level: level of the table
 * @raw: the entry
 * @entry: filled in
 */
void memtopo_entry_decode(const struct memtopo_entry_layout *layout,
			  enum memtopo_level level, u64 raw,
			  struct memtopo_entry *entry)
{
	unsigned int frames_shift = layout->levels[level].shift -
		layout->page_shift;

	*entry = (struct memtopo_entry) {
		.state = entry_state(layout, level, raw),
		.size = memtopo_entry_size(layout, level),
		.pfn = MEMTOPO_NO_VALUE,
		.swap_type = MEMTOPO_NO_VALUE,
		.swap_offset = MEMTOPO_NO_VALUE,
		.pkey = MEMTOPO_NO_VALUE,
	};
	switch (entry->state) {
	case MEMTOPO_ENTRY_PAGE:
		if (layout->pkey_bits && raw & layout->pkey_user)
			entry->pkey = raw >> layout->pkey_shift &
				low_bits(layout->pkey_bits);
		fallthrough;
	case MEMTOPO_ENTRY_HINT:
		/* Below the address of a huge page there are other bits. */
		entry->pfn = entry_pfn(layout, raw) & ~low_bits(frames_shift);
		break;
	case MEMTOPO_ENTRY_TABLE:
		entry->pfn = entry_pfn(layout, raw);
		break;
	case MEMTOPO_ENTRY_NONE:
	case MEMTOPO_ENTRY_UNKNOWN:
		break;
	default:
		swap_decode(layout, raw, entry);
	}
}

/**
 * memtopo_entry_index - which entry of a table leads to an address?
 * @layout: how entries are laid out
 * @level: level of the table
 * @addr: the address
 *
 * Return: its index.
 */
unsigned int memtopo_entry_index(const struct memtopo_entry_layout *layout,
				 enum memtopo_level level, u64 addr)
{
	return addr >> layout->levels[level].shift &
		low_bits(layout->levels[level].bits);
}
