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
 * MAX_ORDER was the number of orders, then the highest of them (v6.4), then
 * MAX_PAGE_ORDER (v6.8). The pages of the highest order had one name always.
 */
#define MEMTOPO_NR_ORDERS	(ilog2(MAX_ORDER_NR_PAGES) + 1)

/*
 * CONFIG_HUGETLB_PAGE_SIZE_VARIABLE (powerpc): pageblock_order is a variable
 * then, which modules cannot see. Mirrors set_pageblock_order().
 */
#ifdef CONFIG_HUGETLB_PAGE_SIZE_VARIABLE
static inline unsigned int memtopo_compat_pageblock_order(void)
{
	unsigned int highest = MEMTOPO_NR_ORDERS - 1;

#ifdef PAGE_BLOCK_MAX_ORDER
	highest = PAGE_BLOCK_MAX_ORDER;
#endif
	if (HPAGE_SHIFT > PAGE_SHIFT)
		return min_t(unsigned int, HUGETLB_PAGE_ORDER, highest);
	return highest;
}
#else
static inline unsigned int memtopo_compat_pageblock_order(void)
{
	return pageblock_order;
}
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
 * MEM_PREPARE_ONLINE and MEM_FINISH_OFFLINE, around the use of memory that
 * holds its own memmap: after v6.1 and gone by v7.2. They are enum members in
 * some trees and macros in others.
 */
#ifdef HAVE_MEM_FINISH_OFFLINE
#define MEMTOPO_HAVE_PREPARE_ONLINE
#endif

/*
 * v6.18: page->flags became a struct that holds the word (memdesc_flags_t).
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
	if (virt_addr_valid((void *)addr))
		*home_pfn = __pa(addr) >> PAGE_SHIFT;
	else if (is_vmalloc_addr((void *)addr))
		*home_pfn = vmalloc_to_pfn((void *)addr);
	else
		return -ENXIO;
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
	/*
	 * Hugetlb frees memmap: it splits a leaf, which then is one no longer,
	 * and lets one frame stand in for many, mapped read-only. Those are
	 * no cost (vmemmap_remap_pte(), mm/hugetlb_vmemmap.c).
	 */
	pte = READ_ONCE(*entry);
	if (!pte_present(pte) || !pte_write(pte) ||
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

/*
 * v6.8, and stable kernels since: mem_section.usage is freed by RCU. Before,
 * only what keeps a section online keeps it.
 */
#ifdef HAVE_USAGE_RCU
#define MEMTOPO_HAVE_USAGE_RCU
#endif

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

#endif /* MEMTOPO_COMPAT_H */
