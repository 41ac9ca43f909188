/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every difference between the supported kernels, and nothing else.
 *
 * Differences are told by what the headers have, never by their version:
 * stable trees and distributions backport. Where a macro cannot tell, the
 * top Kbuild looks into the headers and defines HAVE_<name>.
 */
#ifndef MEMTOPO_COMPAT_H
#define MEMTOPO_COMPAT_H

#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mmzone.h>

/*
 * v6.8: MAX_ORDER became MAX_PAGE_ORDER, and NR_PAGE_ORDERS the number of
 * orders (commit 5e0a760b4441 "mm, treewide: rename MAX_ORDER to
 * MAX_PAGE_ORDER"). In v6.1 MAX_ORDER is that number.
 */
#ifdef NR_PAGE_ORDERS
#define MEMTOPO_NR_ORDERS	NR_PAGE_ORDERS
#else
#define MEMTOPO_NR_ORDERS	MAX_ORDER
#endif

/*
 * CONFIG_MEMORY_HOTPLUG: only with it is the memory divided into blocks that
 * sysfs shows.
 */
static inline unsigned long memtopo_compat_block_size(void)
{
#ifdef CONFIG_MEMORY_HOTPLUG
	return memory_block_size_bytes();
#else
	return 0;
#endif
}

/*
 * v6.9: MEM_FINISH_OFFLINE tells that memory which holds its own memmap is
 * about to lose it (commit c5f1e2d18909 "mm/memory_hotplug: introduce
 * MEM_PREPARE_ONLINE/MEM_FINISH_OFFLINE notifiers"). Gone again in v7.2. It
 * is an enum member in some trees and a macro in others.
 */
static inline bool memtopo_compat_is_finish_offline(unsigned long action)
{
#ifdef HAVE_MEM_FINISH_OFFLINE
	return action == MEM_FINISH_OFFLINE;
#else
	return false;
#endif
}

/*
 * v6.17: page->flags became a struct that holds the word (memdesc_flags_t).
 * Either way it is one word at the same place. Loaded raw, since PageXxx()
 * may VM_BUG_ON() what we only want to look at.
 */
static inline unsigned long memtopo_compat_page_flags(const struct page *page)
{
	return READ_ONCE(*(const unsigned long *)&page->flags);
}

/* Mirrors PagePoisoned(): the memmap was never initialised, or is given up. */
static inline bool memtopo_compat_flags_poisoned(unsigned long flags)
{
	return flags == -1UL;
}

/* Mirrors page_zonenum(). */
static inline unsigned int memtopo_compat_flags_zone(unsigned long flags)
{
	return (flags >> ZONES_PGSHIFT) & ZONES_MASK;
}

/* Mirrors page_to_nid(), which is out of line where the flags have no room. */
static inline int memtopo_compat_flags_node(unsigned long flags,
					    const struct page *page)
{
#ifdef NODE_NOT_IN_PAGE_FLAGS
	return page_to_nid(page);
#else
	return (flags >> NODES_PGSHIFT) & NODES_MASK;
#endif
}

/*
 * Which frame stands behind an address of the memmap. In the direct map that
 * is arithmetic; for a virtually contiguous memmap the page tables must be
 * asked, and only x86 exports a way to do so that is sure not to BUG.
 */
#if !defined(CONFIG_SPARSEMEM_VMEMMAP)
#define MEMTOPO_HAVE_MEMMAP_HOME
static inline int memtopo_compat_memmap_home(unsigned long addr, u64 *home_pfn,
					     u64 *frames)
{
	if (!virt_addr_valid((void *)addr))
		return -ENXIO;
	*home_pfn = __pa(addr) >> PAGE_SHIFT;
	*frames = 1;
	return 0;
}
#elif defined(CONFIG_X86_64)
#define MEMTOPO_HAVE_MEMMAP_HOME
static inline int memtopo_compat_memmap_home(unsigned long addr, u64 *home_pfn,
					     u64 *frames)
{
	unsigned int level;
	pte_t *entry = lookup_address(addr, &level);
	unsigned long size = page_level_size(level);
	unsigned long offset = addr & (size - 1);
	pte_t pte;

	if (!entry)
		return -ENXIO;
	/* A leaf may be split under us (hugetlb); then it is one no longer. */
	pte = READ_ONCE(*entry);
	if (!pte_present(pte) ||
	    (level != PG_LEVEL_4K && !(pte_flags(pte) & _PAGE_PSE)))
		return -ENXIO;
	/* Leaves of all higher levels keep their frame where a pmd does. */
	*home_pfn = level == PG_LEVEL_4K ? pte_pfn(pte) :
		pmd_pfn(__pmd(pte_val(pte))) + (offset >> PAGE_SHIFT);
	*frames = (size - offset) >> PAGE_SHIFT;
	return 0;
}
#endif

#ifdef CONFIG_SPARSEMEM

/* CONFIG_ZONE_DEVICE: the bit exists only with it. */
#ifdef CONFIG_ZONE_DEVICE
#define MEMTOPO_BIT_ZONE_DEVICE		SECTION_TAINT_ZONE_DEVICE_BIT
#else
#define MEMTOPO_BIT_ZONE_DEVICE		MEMTOPO_BIT_NONE
#endif

/* v6.15: boot time hugetlb pages bring a memmap of their own. */
#if defined(HAVE_SECTION_IS_VMEMMAP_PREINIT) && \
	defined(CONFIG_SPARSEMEM_VMEMMAP_PREINIT)
#define MEMTOPO_BIT_VMEMMAP_PREINIT	SECTION_IS_VMEMMAP_PREINIT_BIT
#else
#define MEMTOPO_BIT_VMEMMAP_PREINIT	MEMTOPO_BIT_NONE
#endif

#endif /* CONFIG_SPARSEMEM */

/* No bit of a section's word: the running kernel lacks it. */
#define MEMTOPO_BIT_NONE	0xff

#endif /* MEMTOPO_COMPAT_H */
