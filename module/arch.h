/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every difference between the supported architectures, and nothing else: the
 * layout of their page tables' entries, and what their half of the addresses
 * is for. As in compat.h, what a kernel has is told by its headers.
 */
#ifndef MEMTOPO_ARCH_H
#define MEMTOPO_ARCH_H

#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/swap.h>
#include <linux/swapops.h>

#include "compat.h"
#include "entry.h"

#ifdef MEMTOPO_HAVE_LAYOUT

/* Userfaultfd's bit got another name when it came to mean more (after v6.18). */
#if defined(_PAGE_UFFD)
#define MEMTOPO_PAGE_UFFD	_PAGE_UFFD
#define MEMTOPO_SWP_UFFD	_PAGE_SWP_UFFD
#elif defined(_PAGE_UFFD_WP)
#define MEMTOPO_PAGE_UFFD	_PAGE_UFFD_WP
#define MEMTOPO_SWP_UFFD	_PAGE_SWP_UFFD_WP
#elif defined(PTE_UFFD)
#define MEMTOPO_PAGE_UFFD	PTE_UFFD
#define MEMTOPO_SWP_UFFD	PTE_SWP_UFFD
#elif defined(PTE_UFFD_WP)
#define MEMTOPO_PAGE_UFFD	PTE_UFFD_WP
#define MEMTOPO_SWP_UFFD	PTE_SWP_UFFD_WP
#else
#define MEMTOPO_PAGE_UFFD	0
#define MEMTOPO_SWP_UFFD	0
#endif

/* A bit that this kernel does not have is left out. */
static inline void memtopo_arch_bit(struct memtopo_entry_layout *layout,
				    const char *name, u64 mask, u64 value,
				    unsigned int in)
{
	if (mask && layout->nr_bits < MEMTOPO_ENTRY_BITS_MAX)
		layout->bits[layout->nr_bits++] = (struct memtopo_entry_bit) {
			.name = name, .mask = mask, .value = value, .in = in,
		};
}

static inline void memtopo_arch_flag(struct memtopo_entry_layout *layout,
				     const char *name, u64 mask,
				     unsigned int in)
{
	memtopo_arch_bit(layout, name, mask, mask, in);
}

static inline void memtopo_arch_swap_kind(struct memtopo_entry_layout *layout,
					  unsigned int type,
					  enum memtopo_entry_state state)
{
	layout->swap_kinds[type - MAX_SWAPFILES] = state;
}

/* The kinds of swap entries that are none, from MAX_SWAPFILES on. */
static inline void memtopo_arch_swap_kinds(struct memtopo_entry_layout *layout)
{
	static_assert((1 << MAX_SWAPFILES_SHIFT) - MAX_SWAPFILES <=
		      MEMTOPO_SWAP_KINDS_MAX);
	layout->swap_files = MAX_SWAPFILES;
	layout->nr_swap_kinds = (1 << MAX_SWAPFILES_SHIFT) - MAX_SWAPFILES;
	memset(layout->swap_kinds, MEMTOPO_ENTRY_UNKNOWN,
	       layout->nr_swap_kinds);
#ifdef CONFIG_MEMORY_FAILURE
	memtopo_arch_swap_kind(layout, SWP_HWPOISON,
			       MEMTOPO_ENTRY_POISON);
#endif
#ifdef CONFIG_MIGRATION
	memtopo_arch_swap_kind(layout, SWP_MIGRATION_READ,
			       MEMTOPO_ENTRY_MIGRATION);
	memtopo_arch_swap_kind(layout, SWP_MIGRATION_READ_EXCLUSIVE,
			       MEMTOPO_ENTRY_MIGRATION);
	memtopo_arch_swap_kind(layout, SWP_MIGRATION_WRITE,
			       MEMTOPO_ENTRY_MIGRATION);
#endif
#ifdef CONFIG_DEVICE_PRIVATE
	memtopo_arch_swap_kind(layout, SWP_DEVICE_READ,
			       MEMTOPO_ENTRY_DEVICE);
	memtopo_arch_swap_kind(layout, SWP_DEVICE_WRITE,
			       MEMTOPO_ENTRY_DEVICE);
#ifdef SWP_DEVICE_EXCLUSIVE
	memtopo_arch_swap_kind(layout, SWP_DEVICE_EXCLUSIVE,
			       MEMTOPO_ENTRY_EXCLUSIVE);
#else
	memtopo_arch_swap_kind(layout, SWP_DEVICE_EXCLUSIVE_READ,
			       MEMTOPO_ENTRY_EXCLUSIVE);
	memtopo_arch_swap_kind(layout, SWP_DEVICE_EXCLUSIVE_WRITE,
			       MEMTOPO_ENTRY_EXCLUSIVE);
#endif
#endif
#ifdef SWP_SWAPIN_ERROR
	/* Could not be read back, before that became a marker (v6.6). */
	memtopo_arch_swap_kind(layout, SWP_SWAPIN_ERROR,
			       MEMTOPO_ENTRY_POISON);
#endif
#ifdef SWP_PTE_MARKER
	memtopo_arch_swap_kind(layout, SWP_PTE_MARKER,
			       MEMTOPO_ENTRY_MARKER);
#endif
}

#ifdef CONFIG_ARM64
/* Bits of the addresses of each half: what the kernel was built for, or less. */
static inline unsigned int memtopo_arch_address_bits(void)
{
	return 64 - (read_sysreg(tcr_el1) >> 16 & 63);
}

/* The root's own entries are then one too few, and it is of the next level. */
#define MEMTOPO_ROOT_IS_LOWER	(memtopo_arch_address_bits() <= PGDIR_SHIFT)
#else
#define MEMTOPO_ROOT_IS_LOWER	false
#endif

static inline void memtopo_arch_level(struct memtopo_entry_layout *layout,
				      enum memtopo_level level,
				      unsigned int shift, unsigned long entries)
{
	layout->levels[level].shift = shift;
	layout->levels[level].bits = ilog2(entries);
}

/* Entries of @huge and lower levels may be leaves, or of what stands for it. */
static inline void memtopo_arch_levels(struct memtopo_entry_layout *layout,
				       enum memtopo_level huge)
{
	enum memtopo_level level;

	memtopo_arch_level(layout, MEMTOPO_LEVEL_PGD, PGDIR_SHIFT,
			   MEMTOPO_ROOT_IS_LOWER ? 1 : PTRS_PER_PGD);
	memtopo_arch_level(layout, MEMTOPO_LEVEL_P4D, P4D_SHIFT, PTRS_PER_P4D);
	memtopo_arch_level(layout, MEMTOPO_LEVEL_PUD, PUD_SHIFT, PTRS_PER_PUD);
	memtopo_arch_level(layout, MEMTOPO_LEVEL_PMD, PMD_SHIFT, PTRS_PER_PMD);
	memtopo_arch_level(layout, MEMTOPO_LEVEL_PTE, PAGE_SHIFT, PTRS_PER_PTE);
	layout->page_shift = PAGE_SHIFT;
	layout->entry_size = sizeof(pte_t);
	layout->levels[MEMTOPO_LEVEL_PTE].leaf = true;
	/* A level that is folded is part of the one above it. */
	for (level = huge; level < MEMTOPO_LEVEL_PTE; level++)
		layout->levels[level].leaf = true;
	for (level = huge; level && !layout->levels[level].bits; level--)
		layout->levels[level - 1].leaf = true;
}

#endif /* MEMTOPO_HAVE_LAYOUT */

#if defined(CONFIG_X86)

static inline void memtopo_arch_layout_bits(struct memtopo_entry_layout *layout)
{
	/* Software's bits mean other things in entries of the kernel's. */
	u64 dirty = _PAGE_SOFT_DIRTY ? _PAGE_SOFT_DIRTY | _PAGE_USER : 0;
	u64 uffd = MEMTOPO_PAGE_UFFD ? MEMTOPO_PAGE_UFFD | _PAGE_USER : 0;

	memtopo_arch_flag(layout, "present", _PAGE_PRESENT, MEMTOPO_IN_PRESENT);
	memtopo_arch_flag(layout, "writable", _PAGE_RW,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "user", _PAGE_USER,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "write-through", _PAGE_PWT,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "uncached", _PAGE_PCD,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "accessed", _PAGE_ACCESSED,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "dirty", _PAGE_DIRTY,
			  MEMTOPO_IN_LEAF | MEMTOPO_IN_HINT);
#if defined(_PAGE_SAVED_DIRTY) && defined(CONFIG_X86_64)
	memtopo_arch_flag(layout, "saved-dirty", _PAGE_SAVED_DIRTY,
			  MEMTOPO_IN_LEAF | MEMTOPO_IN_HINT);
#endif
	memtopo_arch_flag(layout, "huge", _PAGE_PSE, MEMTOPO_IN_HUGE);
	memtopo_arch_flag(layout, "pat", _PAGE_PAT, MEMTOPO_IN_PAGE);
	memtopo_arch_flag(layout, "pat", _PAGE_PAT_LARGE, MEMTOPO_IN_HUGE);
	memtopo_arch_flag(layout, "global", _PAGE_GLOBAL, MEMTOPO_IN_LEAF);
	memtopo_arch_flag(layout, "prot-none", _PAGE_PROTNONE, MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "soft-dirty", dirty, MEMTOPO_IN_LEAF);
	memtopo_arch_flag(layout, "soft-dirty", _PAGE_SOFT_DIRTY,
			  MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "uffd-wp", uffd, MEMTOPO_IN_LEAF);
	memtopo_arch_flag(layout, "uffd-wp", MEMTOPO_PAGE_UFFD,
			  MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "special", _PAGE_SPECIAL,
			  MEMTOPO_IN_LEAF | MEMTOPO_IN_HINT);
#ifdef _PAGE_DEVMAP
	memtopo_arch_flag(layout, "devmap", _PAGE_DEVMAP,
			  MEMTOPO_IN_LEAF | MEMTOPO_IN_HINT);
#endif
	/* Memory encryption of AMD; elsewhere it is none of an address's. */
	memtopo_arch_flag(layout, "encrypted", sme_me_mask,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "nx", _PAGE_NX,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "soft-dirty", _PAGE_SWP_SOFT_DIRTY,
			  MEMTOPO_IN_SWAP);
	memtopo_arch_flag(layout, "uffd-wp", MEMTOPO_SWP_UFFD, MEMTOPO_IN_SWAP);
	memtopo_arch_flag(layout, "exclusive", _PAGE_SWP_EXCLUSIVE,
			  MEMTOPO_IN_SWAP);
}

static inline void memtopo_arch_layout_swap(struct memtopo_entry_layout *layout)
{
#if CONFIG_PGTABLE_LEVELS == 2
	layout->swap_type_shift = _SWP_TYPE_SHIFT;
	layout->swap_type_bits = SWP_TYPE_BITS;
	layout->swap_offset_shift = SWP_OFFSET_SHIFT;
	layout->swap_offset_bits = 32 - SWP_OFFSET_SHIFT;
#else
	/* Inverted, so that a CPU that guesses finds no memory there (L1TF). */
	layout->inverted = true;
	layout->swap_type_shift = 64 - SWP_TYPE_BITS;
	layout->swap_type_bits = SWP_TYPE_BITS;
	layout->swap_offset_shift = SWP_OFFSET_FIRST_BIT;
	layout->swap_offset_bits = 64 - SWP_TYPE_BITS - SWP_OFFSET_FIRST_BIT;
#endif
}

static inline void memtopo_arch_layout(struct memtopo_entry_layout *layout)
{
	memtopo_arch_levels(layout, IS_ENABLED(CONFIG_X86_64) ?
			    MEMTOPO_LEVEL_PUD : MEMTOPO_LEVEL_PMD);
	/* Some Xeon Phi set them in entries that are none. */
	layout->ignored = _PAGE_KNL_ERRATUM_MASK;
	layout->valid = _PAGE_PRESENT;
	layout->leaf_mask = _PAGE_PSE;
	layout->leaf_value = _PAGE_PSE;
	layout->hint = _PAGE_PROTNONE;
	/* A huge page that is being split keeps PSE alone. */
	layout->hint_huge = _PAGE_PROTNONE | _PAGE_PSE;
	layout->address = PTE_PFN_MASK;
	layout->special = _PAGE_SPECIAL;
#ifdef _PAGE_DEVMAP
	layout->devmap = _PAGE_DEVMAP;
#endif
#ifdef CONFIG_X86_INTEL_MEMORY_PROTECTION_KEYS
	if (boot_cpu_has(X86_FEATURE_OSPKE)) {
		layout->pkey_shift = _PAGE_BIT_PKEY_BIT0;
		layout->pkey_bits = 4;
		layout->pkey_user = _PAGE_USER;
	}
#endif
	memtopo_arch_layout_swap(layout);
	layout->swap_pfn_bits = SWP_PFN_BITS;
	memtopo_arch_swap_kinds(layout);
	memtopo_arch_layout_bits(layout);
}

#elif defined(CONFIG_ARM64)

static inline void memtopo_arch_layout_bits(struct memtopo_entry_layout *layout)
{
	const unsigned int in = MEMTOPO_IN_LEAF | MEMTOPO_IN_HINT;

	memtopo_arch_flag(layout, "present", PTE_VALID, MEMTOPO_IN_PRESENT);
	memtopo_arch_flag(layout, "writable", PTE_WRITE, in);
	memtopo_arch_flag(layout, "read-only", PTE_RDONLY, in);
	memtopo_arch_flag(layout, "user", PTE_USER, in);
	memtopo_arch_bit(layout, "uncached", PTE_ATTRINDX_MASK,
			 PTE_ATTRINDX(MT_NORMAL_NC), in);
	/* MT_DEVICE_*: as strictly ordered as can be, and a little less. */
	memtopo_arch_bit(layout, "device", PTE_ATTRINDX_MASK, PTE_ATTRINDX(3),
			 in);
	memtopo_arch_bit(layout, "device", PTE_ATTRINDX_MASK, PTE_ATTRINDX(4),
			 in);
	memtopo_arch_bit(layout, "tagged", PTE_ATTRINDX_MASK,
			 PTE_ATTRINDX(MT_NORMAL_TAGGED), in);
	memtopo_arch_flag(layout, "accessed", PTE_AF, in);
	memtopo_arch_flag(layout, "dirty", PTE_DIRTY, in);
	memtopo_arch_bit(layout, "huge", PTE_VALID, PTE_VALID, MEMTOPO_IN_HUGE);
	memtopo_arch_bit(layout, "global", PTE_NG, 0, MEMTOPO_IN_LEAF);
	memtopo_arch_flag(layout, "prot-none", layout->hint, MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "guarded", PTE_GP, in);
	memtopo_arch_flag(layout, "uffd-wp", MEMTOPO_PAGE_UFFD,
			  MEMTOPO_IN_LEAF);
	memtopo_arch_flag(layout, "special", PTE_SPECIAL, in);
#ifdef PTE_DEVMAP
	memtopo_arch_flag(layout, "devmap", PTE_DEVMAP, in);
#endif
	memtopo_arch_flag(layout, "contiguous", PTE_CONT, MEMTOPO_IN_LEAF);
	memtopo_arch_flag(layout, "pxn", PTE_PXN, in);
	memtopo_arch_flag(layout, "uxn", PTE_UXN, in);
	memtopo_arch_flag(layout, "uffd-wp", MEMTOPO_SWP_UFFD, MEMTOPO_IN_SWAP);
#ifdef PTE_SWP_EXCLUSIVE
	memtopo_arch_flag(layout, "exclusive", PTE_SWP_EXCLUSIVE,
			  MEMTOPO_IN_SWAP);
#endif
}

static inline void memtopo_arch_layout(struct memtopo_entry_layout *layout)
{
	memtopo_arch_levels(layout, MEMTOPO_LEVEL_PUD);
	layout->valid = PTE_VALID;
	/* Bit 1 is of tables above the lowest level, and of pages there. */
	layout->leaf_mask = PMD_TYPE_MASK;
	layout->leaf_value = PMD_TYPE_SECT;
#ifdef PTE_PROT_NONE
	layout->hint = PTE_PROT_NONE;
	layout->hint_huge = PTE_PROT_NONE | PMD_PRESENT_INVALID;
#else
	layout->hint = PTE_PRESENT_INVALID;
	layout->hint_huge = PTE_PRESENT_INVALID;
#endif
	layout->address = PTE_ADDR_LOW;
#ifdef CONFIG_ARM64_PA_BITS_52
	/* Where they are shareability without LPA2, they are of no address. */
	layout->address_high = PTE_ADDR_HIGH;
#ifdef PTE_MAYBE_SHARED
	layout->address_high &= ~PTE_MAYBE_SHARED;
#endif
	/* Before v6.9 only 64 KiB pages knew them, of which no name is kept. */
#ifdef PTE_ADDR_HIGH_SHIFT
	layout->address_high_shift = PTE_ADDR_HIGH_SHIFT;
#else
	layout->address_high_shift = 36;
#endif
#endif
	layout->special = PTE_SPECIAL;
#ifdef PTE_DEVMAP
	layout->devmap = PTE_DEVMAP;
#endif
#ifdef PTE_PO_IDX_MASK
	if (system_supports_poe()) {
		layout->pkey_shift = 60;
		layout->pkey_bits = 3;
		layout->pkey_user = PTE_USER;
	}
#endif
	layout->swap_type_shift = __SWP_TYPE_SHIFT;
	layout->swap_type_bits = __SWP_TYPE_BITS;
	layout->swap_offset_shift = __SWP_OFFSET_SHIFT;
	layout->swap_offset_bits = __SWP_OFFSET_BITS;
	layout->swap_pfn_bits = SWP_PFN_BITS;
	memtopo_arch_swap_kinds(layout);
	memtopo_arch_layout_bits(layout);
}

#elif defined(CONFIG_UML)

/* What an entry has to be synchronised for got another name (v6.12). */
#ifdef _PAGE_NEEDSYNC
#define MEMTOPO_PAGE_SYNC	_PAGE_NEEDSYNC
#else
#define MEMTOPO_PAGE_SYNC	_PAGE_NEWPAGE
#endif

static inline void memtopo_arch_layout(struct memtopo_entry_layout *layout)
{
	/* Nothing is huge here. */
	memtopo_arch_levels(layout, MEMTOPO_LEVEL_PTE);
	layout->ignored = MEMTOPO_PAGE_SYNC;
	layout->valid = _PAGE_PRESENT;
	layout->leaf_mask = 0;
	layout->leaf_value = U64_MAX;
	layout->hint = _PAGE_PROTNONE;
	layout->address = PAGE_MASK;
	layout->swap_type_shift = 5;
	layout->swap_type_bits = 5;
	layout->swap_offset_shift = 11;
	layout->swap_offset_bits = 64 - 11;
	layout->swap_pfn_bits = SWP_PFN_BITS;
	memtopo_arch_swap_kinds(layout);
	memtopo_arch_flag(layout, "present", _PAGE_PRESENT, MEMTOPO_IN_PRESENT);
	memtopo_arch_flag(layout, "writable", _PAGE_RW,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "user", _PAGE_USER,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "accessed", _PAGE_ACCESSED,
			  MEMTOPO_IN_PRESENT | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "dirty", _PAGE_DIRTY,
			  MEMTOPO_IN_LEAF | MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "prot-none", _PAGE_PROTNONE, MEMTOPO_IN_HINT);
	memtopo_arch_flag(layout, "exclusive", _PAGE_SWP_EXCLUSIVE,
			  MEMTOPO_IN_SWAP);
}

#endif

/* --- the kernel's half of the addresses --------------------------------- */

/**
 * struct memtopo_arch_range - addresses that are for one thing
 * @kind: for what
 * @start: first
 * @last: last
 */
struct memtopo_arch_range {
	enum memtopo_region_kind kind;
	u64 start;
	u64 last;
};

#define MEMTOPO_ARCH_RANGES	7

#if defined(CONFIG_X86_64) && !defined(CONFIG_UML)

/* Modules cannot ask where the highest frame is that the direct map may have. */
static inline unsigned int
memtopo_arch_ranges(struct memtopo_arch_range ranges[MEMTOPO_ARCH_RANGES])
{
	const u64 frames = 1ULL << (MAX_PHYSMEM_BITS - PAGE_SHIFT);
	unsigned int nr = 0;

	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_VSYSCALL, VSYSCALL_ADDR,
		VSYSCALL_ADDR + PAGE_SIZE - 1 };
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_FIXMAP, FIXADDR_START, FIXADDR_TOP - 1 };
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_MODULE, MODULES_VADDR, MODULES_END - 1 };
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_IMAGE, __START_KERNEL_map, MODULES_VADDR - 1 };
#ifdef CONFIG_SPARSEMEM_VMEMMAP
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_VMEMMAP, VMEMMAP_START,
		VMEMMAP_START + frames * sizeof(struct page) - 1 };
#endif
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_VMALLOC, VMALLOC_START, VMALLOC_END };
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_DIRECT, PAGE_OFFSET,
		min_t(u64, PAGE_OFFSET + (frames << PAGE_SHIFT) - 1,
		      VMALLOC_START - 1) };
	return nr;
}

/* Does the CPU know the address, as one of the upper half? */
static inline bool memtopo_arch_kernel_address(u64 addr)
{
	return (s64)addr >> (__VIRTUAL_MASK_SHIFT) == -1;
}

/* Physical address of the root of the kernel's page tables. */
#define MEMTOPO_HAVE_KERNEL_TABLES
static inline u64 memtopo_arch_kernel_root(void)
{
	return __pa(current->active_mm->pgd);
}

/* As pte_val(): below Xen an entry has the host's frames. */
static inline u64 memtopo_arch_raw(u64 word)
{
	return pte_val(native_make_pte(word));
}

/* Not __pa(), which may be a BUG() where there is no memory. */
static inline u64 memtopo_arch_direct_pfn(u64 addr)
{
	return (addr - PAGE_OFFSET) >> PAGE_SHIFT;
}

#elif defined(CONFIG_ARM64)

static inline unsigned int
memtopo_arch_ranges(struct memtopo_arch_range ranges[MEMTOPO_ARCH_RANGES])
{
	unsigned int nr = 0;

	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_FIXMAP, FIXADDR_START, FIXADDR_TOP - 1 };
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_MODULE, MODULES_VADDR, MODULES_END - 1 };
#ifdef CONFIG_SPARSEMEM_VMEMMAP
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_VMEMMAP, VMEMMAP_START, VMEMMAP_END - 1 };
#endif
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_VMALLOC, VMALLOC_START, VMALLOC_END - 1 };
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_DIRECT, PAGE_OFFSET, PAGE_END - 1 };
	return nr;
}

static inline bool memtopo_arch_kernel_address(u64 addr)
{
	return (s64)addr >> memtopo_arch_address_bits() == -1;
}

#define MEMTOPO_HAVE_KERNEL_TABLES
static inline u64 memtopo_arch_kernel_root(void)
{
	u64 ttbr = read_sysreg(ttbr1_el1);
	u64 root = ttbr & GENMASK_ULL(47, 6);

	if (IS_ENABLED(CONFIG_ARM64_PA_BITS_52))
		root |= (ttbr & GENMASK_ULL(5, 2)) << 46;
	/* With fewer address bits the CPU sees the end of the table alone. */
	if (IS_ENABLED(CONFIG_ARM64_64K_PAGES) &&
	    memtopo_arch_address_bits() < VA_BITS)
		root -= TTBR1_BADDR_4852_OFFSET;
	return root;
}

static inline u64 memtopo_arch_raw(u64 word)
{
	return word;
}

static inline u64 memtopo_arch_direct_pfn(u64 addr)
{
	return (addr - PAGE_OFFSET + memstart_addr) >> PAGE_SHIFT;
}

#else

/* Of others the direct map alone is known. */
static inline unsigned int
memtopo_arch_ranges(struct memtopo_arch_range ranges[MEMTOPO_ARCH_RANGES])
{
	unsigned int nr = 0;

#ifdef CONFIG_MMU
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_VMALLOC, VMALLOC_START, VMALLOC_END - 1 };
#endif
	ranges[nr++] = (struct memtopo_arch_range) {
		MEMTOPO_REGION_DIRECT, PAGE_OFFSET,
		(unsigned long)high_memory - 1 };
	return nr;
}

static inline bool memtopo_arch_kernel_address(u64 addr)
{
	return addr <= ULONG_MAX &&
		(virt_addr_valid((void *)(unsigned long)addr) ||
		 is_vmalloc_addr((void *)(unsigned long)addr));
}

static inline u64 memtopo_arch_direct_pfn(u64 addr)
{
	return __pa((unsigned long)addr) >> PAGE_SHIFT;
}

#endif

#endif /* MEMTOPO_ARCH_H */
