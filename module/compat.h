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

#include <linux/highmem.h>
#include <linux/kernel-page-flags.h>
#include <linux/memory.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/page-flags.h>
#include <linux/page_ref.h>
#include <linux/pgtable.h>
#include <linux/vmstat.h>

#include "source.h"

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
 * After v6.1: of the pages in pageblocks kept for atomic allocations of higher
 * order, those that are free are counted.
 */
#ifdef HAVE_nr_free_highatomic
#define MEMTOPO_HAVE_FREE_HIGHATOMIC
#endif
static inline u64 memtopo_compat_zone_free_highatomic(const struct zone *zone)
{
#ifdef MEMTOPO_HAVE_FREE_HIGHATOMIC
	return READ_ONCE(zone->nr_free_highatomic);
#else
	return MEMTOPO_NO_VALUE;
#endif
}

/*
 * After v6.12: kswapd_failures became an atomic_t. Either way it is an int at the
 * same place.
 */
static inline int memtopo_compat_kswapd_failures(const pg_data_t *pgdat)
{
	static_assert(sizeof(pgdat->kswapd_failures) == sizeof(int));

	return READ_ONCE(*(const int *)&pgdat->kswapd_failures);
}

/* CONFIG_COMPACTION: a node has a kcompactd only with it. */
static inline void memtopo_compat_kcompactd(const pg_data_t *pgdat,
					    struct memtopo_reclaim *reclaim)
{
#ifdef CONFIG_COMPACTION
	reclaim->kcompactd_max_order = READ_ONCE(pgdat->kcompactd_max_order);
	reclaim->kcompactd_highest_zone =
		READ_ONCE(pgdat->kcompactd_highest_zoneidx);
	reclaim->proactive_compact_trigger =
		READ_ONCE(pgdat->proactive_compact_trigger);
#else
	reclaim->kcompactd_max_order = MEMTOPO_NO_VALUE;
	reclaim->kcompactd_highest_zone = MEMTOPO_NO_VALUE;
	reclaim->proactive_compact_trigger = MEMTOPO_NO_VALUE;
#endif
}

/* CONFIG_COMPACTION or CONFIG_CMA: a zone remembers where scanners were. */
static inline void memtopo_compat_scanners(const struct zone *zone,
					   struct memtopo_compaction *compaction)
{
	u64 *migrate_pfn = compaction->compact_cached_migrate_pfn;
#if defined(CONFIG_COMPACTION) || defined(CONFIG_CMA)
	unsigned int i;

	static_assert(ASYNC_AND_SYNC == MEMTOPO_MIGRATE_SCANNERS);
	for (i = 0; i < ASYNC_AND_SYNC; i++)
		migrate_pfn[i] = READ_ONCE(zone->compact_cached_migrate_pfn[i]);
	compaction->compact_cached_free_pfn =
		READ_ONCE(zone->compact_cached_free_pfn);
	compaction->compact_init_free_pfn =
		READ_ONCE(zone->compact_init_free_pfn);
	compaction->compact_init_migrate_pfn =
		READ_ONCE(zone->compact_init_migrate_pfn);
	compaction->compact_blockskip_flush =
		READ_ONCE(zone->compact_blockskip_flush);
#else
	migrate_pfn[0] = MEMTOPO_NO_VALUE;
	migrate_pfn[1] = MEMTOPO_NO_VALUE;
	compaction->compact_cached_free_pfn = MEMTOPO_NO_VALUE;
	compaction->compact_init_free_pfn = MEMTOPO_NO_VALUE;
	compaction->compact_init_migrate_pfn = MEMTOPO_NO_VALUE;
	compaction->compact_blockskip_flush = MEMTOPO_NO_VALUE;
#endif
}

/* CONFIG_COMPACTION: a zone remembers when it failed only with it. */
static inline void memtopo_compat_deferral(const struct zone *zone,
					   struct memtopo_compaction *compaction)
{
#ifdef CONFIG_COMPACTION
	compaction->compact_considered = READ_ONCE(zone->compact_considered);
	compaction->compact_defer_shift = READ_ONCE(zone->compact_defer_shift);
	compaction->compact_order_failed =
		READ_ONCE(zone->compact_order_failed);
#else
	compaction->compact_considered = MEMTOPO_NO_VALUE;
	compaction->compact_defer_shift = MEMTOPO_NO_VALUE;
	compaction->compact_order_failed = MEMTOPO_NO_VALUE;
#endif
}

/* CONFIG_MEMORY_ISOLATION: isolated pageblocks are counted only with it. */
static inline u64 memtopo_compat_zone_isolated(const struct zone *zone)
{
#ifdef CONFIG_MEMORY_ISOLATION
	return READ_ONCE(zone->nr_isolate_pageblock);
#else
	return MEMTOPO_NO_VALUE;
#endif
}

/* CONFIG_UNACCEPTED_MEMORY (v6.5): the counter exists only with it. */
static inline u64 memtopo_compat_zone_unaccepted(struct zone *zone)
{
#ifdef CONFIG_UNACCEPTED_MEMORY
	return zone_page_state(zone, NR_UNACCEPTED);
#else
	return MEMTOPO_NO_VALUE;
#endif
}

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
 * Slab was a page flag, then a bit of the page type (v6.10), then a number
 * there (v6.12). PageSlab() may be a VM_BUG_ON().
 */
static inline bool memtopo_compat_page_slab_alone(const struct page *page,
						  unsigned long flags)
{
#if defined(PG_slab)
	return PageType(page, PG_slab);
#elif defined(PG_buddy)
	return flags & BIT(PG_slab);
#else
	return READ_ONCE(page->page_type) >> 24 == PGTY_slab;
#endif
}

/*
 * What kmalloc() does not take from slab has a type of its own by v7.3, and
 * like slab no references.
 */
static inline bool memtopo_compat_page_slab(const struct page *page,
					    unsigned long flags)
{
#ifdef HAVE_PGTY_large_kmalloc
	if (READ_ONCE(page->page_type) >> 24 == PGTY_large_kmalloc)
		return true;
#endif
	return memtopo_compat_page_slab_alone(page, flags);
}

/*
 * Pages off the LRU that their driver can move were told by their mapping
 * (before v6.17), and by their flags since: mirrors page_has_movable_ops(),
 * which may be a VM_BUG_ON().
 */
static inline bool memtopo_compat_page_movable(const struct page *page,
					       unsigned long flags)
{
#ifdef PAGE_MAPPING_MOVABLE
	return ((unsigned long)READ_ONCE(page->mapping) & PAGE_MAPPING_FLAGS) ==
		PAGE_MAPPING_MOVABLE;
#elif defined(CONFIG_MIGRATION)
	return flags & BIT(PG_movable_ops) &&
		(PageOffline(page) || PageZsmalloc(page));
#else
	return false;
#endif
}

/* CONFIG_MEMORY_FAILURE: the flag exists only with it. */
static inline bool memtopo_compat_flags_hwpoison(unsigned long flags)
{
#ifdef CONFIG_MEMORY_FAILURE
	return flags & BIT(PG_hwpoison);
#else
	return false;
#endif
}

/*
 * CONFIG_MEMORY_HOTPLUG: set in the frames of a memory block that hold its own
 * memmap. Elsewhere the bit means other things.
 */
static inline bool memtopo_compat_flags_self_hosted(unsigned long flags)
{
#ifdef CONFIG_MEMORY_HOTPLUG
	return flags & BIT(PG_vmemmap_self_hosted);
#else
	return false;
#endif
}

/*
 * Mirrors folio_maybe_dma_pinned(), of which a race with the page being freed
 * may make a VM_BUG_ON(). @head is no tail.
 */
static inline bool memtopo_compat_page_pinned(struct page *head,
					      unsigned long flags)
{
	const struct folio *folio = (const struct folio *)head;
	const unsigned int order = flags & BIT(PG_head) ?
		min_t(unsigned int, compound_order(head), MEMTOPO_NR_ORDERS) : 0;

	/* In 32-bit kernels it is behind the end of the smallest (v6.15). */
	if (order && offsetof(struct folio, _pincount) < sizeof(*head) << order)
		return atomic_read(&folio->_pincount) > 0;
	return page_ref_count(head) >= GUP_PIN_COUNTING_BIAS;
}

/* v6.17 renamed what the low bits of page->mapping say. */
#ifdef FOLIO_MAPPING_ANON
#define MEMTOPO_POINTER_ANON	FOLIO_MAPPING_ANON
#define MEMTOPO_POINTER_KSM	FOLIO_MAPPING_KSM
#else
#define MEMTOPO_POINTER_ANON	PAGE_MAPPING_ANON
#define MEMTOPO_POINTER_KSM	PAGE_MAPPING_KSM
#endif

/*
 * Flags of /proc/kpageflags that not every kernel has. One was named for what
 * a later kernel lets the owner of a page decide (v6.12).
 */
#ifdef KPF_OWNER_2
#define MEMTOPO_KPF_OWNER_2		KPF_OWNER_2
#define MEMTOPO_KPF_OWNER_2_NAME	"owner_2"
#else
#define MEMTOPO_KPF_OWNER_2		KPF_MAPPEDTODISK
#define MEMTOPO_KPF_OWNER_2_NAME	"mappedtodisk"
#endif
#define MEMTOPO_KPF_UNCACHED		39
#define MEMTOPO_KPF_ARCH_3		42

/*
 * Those of them that depend on the kernel's version and configuration. @head
 * is no tail.
 */
static inline u64 memtopo_compat_kpf(const struct page *head,
				     unsigned long flags)
{
	u64 bits = 0;

	if (memtopo_compat_page_slab_alone(head, flags))
		bits |= BIT_ULL(KPF_SLAB);
#ifdef HAVE_PG_error
	if (flags & BIT(PG_error))
		bits |= BIT_ULL(KPF_ERROR);
#endif
#ifdef CONFIG_MMU
	if (flags & BIT(PG_mlocked))
		bits |= BIT_ULL(KPF_MLOCKED);
#endif
#ifdef CONFIG_ARCH_USES_PG_UNCACHED
	if (flags & BIT(PG_uncached))
		bits |= BIT_ULL(MEMTOPO_KPF_UNCACHED);
#endif
#if defined(CONFIG_PAGE_IDLE_FLAG) && defined(CONFIG_64BIT)
	if (flags & BIT(PG_idle))
		bits |= BIT_ULL(KPF_IDLE);
#endif
#if defined(CONFIG_ARCH_USES_PG_ARCH_2) || defined(CONFIG_ARCH_USES_PG_ARCH_X) || \
	(defined(CONFIG_64BIT) && !defined(KPF_ARCH_3))
	if (flags & BIT(PG_arch_2))
		bits |= BIT_ULL(KPF_ARCH_2);
#endif
#if defined(CONFIG_ARCH_USES_PG_ARCH_3) || defined(CONFIG_ARCH_USES_PG_ARCH_X)
	if (flags & BIT(PG_arch_3))
		bits |= BIT_ULL(MEMTOPO_KPF_ARCH_3);
#endif
	return bits;
}

/*
 * Does /proc/kpageflags call a compound page a THP? Since v6.7 by a flag in
 * its second struct page, before by what it holds. @head is no tail and not
 * hugetlb's, and @mapping its mapping.
 */
static inline bool memtopo_compat_page_thp(const struct page *head,
					   unsigned long mapping,
					   unsigned long flags)
{
#if !defined(CONFIG_TRANSPARENT_HUGEPAGE)
	return false;
#elif defined(HAVE_PG_large_rmappable)
	return memtopo_compat_page_flags(head + 1) & BIT(PG_large_rmappable);
#else
	return flags & BIT(PG_lru) || mapping & MEMTOPO_POINTER_ANON;
#endif
}

/*
 * Page table entries that map the whole of a compound page. The count is where
 * a struct page of its own would be in v6.1, and in part of the 32-bit kernels
 * behind the end of the smallest.
 */
static inline int memtopo_compat_entire_mapcount(struct page *head,
						 unsigned int order)
{
#ifdef HAVE_PG_double_map
	return atomic_read(compound_mapcount_ptr(head)) + 1;
#else
	if (offsetof(struct folio, _entire_mapcount) >= sizeof(*head) << order)
		return 0;
	return atomic_read(&((struct folio *)head)->_entire_mapcount) + 1;
#endif
}

/*
 * CONFIG_NO_PAGE_MAPCOUNT (v6.15): only whole folios are counted with it.
 * Mirrors what /proc/kpagecount says: __page_mapcount() in v6.1, which counted
 * a THP of a file in each of its pages, and folio_precise_page_mapcount().
 * Page types are negative, and slab had the word for itself.
 */
static inline u64 memtopo_compat_mapcount(const struct page *page,
					  struct page *head, unsigned int order,
					  unsigned long flags, bool anon_or_huge)
{
	int count = max(atomic_read(&page->_mapcount) + 1, 0);

	if (memtopo_compat_page_slab_alone(head, flags))
		return 0;
	if (!(flags & BIT(PG_head)))
		return count;
#if defined(CONFIG_NO_PAGE_MAPCOUNT)
	return MEMTOPO_NO_VALUE;
#elif defined(HAVE_PG_double_map)
	if (anon_or_huge)
		count += memtopo_compat_entire_mapcount(head, order);
	if (anon_or_huge && memtopo_compat_page_flags(head + 1) & BIT(PG_double_map))
		count--;
	return count;
#else
	return count + memtopo_compat_entire_mapcount(head, order);
#endif
}

/*
 * Is any part of a compound page mapped? v6.10 began to count that. Before,
 * each page must be asked, but those of hugetlb, which are mapped as a whole.
 * @head is aligned to its size where that is one of the buddies'.
 */
static inline bool memtopo_compat_mapped(struct page *head, unsigned int order,
					 bool hugetlb)
{
#ifdef HAVE__large_mapcount
	return atomic_read(&((struct folio *)head)->_large_mapcount) >= 0;
#else
	unsigned long i;

	if (memtopo_compat_entire_mapcount(head, order))
		return true;
	if (hugetlb || order >= MEMTOPO_NR_ORDERS)
		return false;
	for (i = 0; i < 1UL << order; i++)
		if (atomic_read(&head[i]._mapcount) >= 0)
			return true;
	return false;
#endif
}

/*
 * Is a page of a large folio mapped more than once, as smaps has it? As
 * memtopo_compat_mapcount(), or where single pages are not counted, by
 * folio_maybe_mapped_shared(), for the folio as a whole.
 */
static inline bool memtopo_compat_shared(const struct page *page,
					 struct page *head, unsigned int order,
					 unsigned long flags, bool anon_or_huge)
{
#ifdef CONFIG_NO_PAGE_MAPCOUNT
	const struct folio *folio = (const struct folio *)head;

	return atomic_read(&folio->_large_mapcount) > 0 &&
		test_bit(FOLIO_MM_IDS_SHARED_BITNUM, &folio->_mm_ids);
#else
	return memtopo_compat_mapcount(page, head, order, flags, anon_or_huge) > 1;
#endif
}

/* CONFIG_ZONE_DEVICE: there is such a zone only with it. */
#ifdef CONFIG_ZONE_DEVICE
#define MEMTOPO_ZONE_DEVICE	ZONE_DEVICE
#else
#define MEMTOPO_ZONE_DEVICE	MAX_NR_ZONES
#endif

/* v6.18: it takes no pagemap any more that could be given back. */
static inline struct dev_pagemap *memtopo_compat_pagemap_get(unsigned long pfn)
{
#ifdef HAVE_DEV_PAGEMAP_ALONE
	return get_dev_pagemap(pfn);
#else
	return get_dev_pagemap(pfn, NULL);
#endif
}

/*
 * Which frame stands behind an address of the memmap. In the direct map that
 * is arithmetic; for a virtually contiguous memmap the page tables must be
 * asked, and only x86 exports a way to do so that is sure not to BUG.
 */
#if !defined(CONFIG_SPARSEMEM_VMEMMAP)
#define MEMTOPO_HAVE_MEMMAP_HOME
static inline int memtopo_compat_memmap_home(unsigned long addr,
					     struct memtopo_home *home)
{
	home->frames = 1;
	if (virt_addr_valid((void *)addr)) {
		home->pfn = __pa(addr) >> PAGE_SHIFT;
		home->mapping_size = MEMTOPO_NO_VALUE;
	} else if (is_vmalloc_addr((void *)addr)) {
		home->pfn = vmalloc_to_pfn((void *)addr);
		home->mapping_size = PAGE_SIZE;
	} else {
		return -ENXIO;
	}
	return 0;
}
#elif defined(CONFIG_X86_64)
#define MEMTOPO_HAVE_MEMMAP_HOME
static inline int memtopo_compat_memmap_home(unsigned long addr,
					     struct memtopo_home *home)
{
	unsigned int level;
	pte_t *entry = lookup_address(addr, &level);
	unsigned long size = page_level_size(level);
	unsigned long frame = (addr & (size - 1)) >> PAGE_SHIFT;
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
	home->pfn = level == PG_LEVEL_4K ? pte_pfn(pte) :
		pmd_pfn(__pmd(pte_val(pte))) + frame;
	home->frames = (size >> PAGE_SHIFT) - frame;
	home->mapping_size = size;
	return 0;
}
#endif

/* v6.17 gave it the name; it was PB_migrate_skip before. */
#ifdef HAVE_PB_compact_skip
#define MEMTOPO_PB_SKIP		PB_compact_skip
#else
#define MEMTOPO_PB_SKIP		PB_migrate_skip
#endif

/*
 * Which of the kernel's migratetypes a pageblock's bits say. v6.17 made
 * isolation a bit of its own, so that what was isolated is not forgotten.
 */
static inline enum memtopo_migratetype
memtopo_compat_migratetype(unsigned long bits)
{
#ifdef HAVE_PB_migrate_isolate
#ifdef CONFIG_MEMORY_ISOLATION
	if (bits & BIT(PB_migrate_isolate))
		return MEMTOPO_MIGRATE_ISOLATE;
#endif
#endif
	switch (bits & 7) {
	case MIGRATE_UNMOVABLE:
		return MEMTOPO_MIGRATE_UNMOVABLE;
	case MIGRATE_MOVABLE:
		return MEMTOPO_MIGRATE_MOVABLE;
	case MIGRATE_RECLAIMABLE:
		return MEMTOPO_MIGRATE_RECLAIMABLE;
	case MIGRATE_HIGHATOMIC:
		return MEMTOPO_MIGRATE_HIGHATOMIC;
#ifdef CONFIG_CMA
	case MIGRATE_CMA:
		return MEMTOPO_MIGRATE_CMA;
#endif
#if defined(CONFIG_MEMORY_ISOLATION) && !defined(HAVE_PB_migrate_isolate)
	case MIGRATE_ISOLATE:
		return MEMTOPO_MIGRATE_ISOLATE;
#endif
	}
	return MEMTOPO_MIGRATE_UNKNOWN;
}

/* The architectures whose page tables arch.h knows. */
#if defined(CONFIG_X86) || defined(CONFIG_ARM64) || defined(CONFIG_UML)
#define MEMTOPO_HAVE_LAYOUT
#endif

/*
 * An entry of a page table that others change meanwhile. Where it is two words
 * they are read as gup_fast() reads them, with interrupts off.
 */
static inline pte_t memtopo_compat_pte(const pte_t *pte)
{
#ifdef CONFIG_X86_PAE
	return ptep_get_lockless((pte_t *)pte);
#else
	return READ_ONCE(*pte);
#endif
}

/* v6.2 gave it the name; it was pmd_read_atomic() before. */
static inline pmd_t memtopo_compat_pmd(pmd_t *pmd)
{
#if !defined(CONFIG_X86_PAE)
	return READ_ONCE(*pmd);
#elif defined(pmdp_get_lockless)
	return pmdp_get_lockless(pmd);
#else
	return pmd_read_atomic(pmd);
#endif
}

/* CONFIG_HIGHPTE: the lowest tables may have no address of their own. */
static inline pte_t *memtopo_compat_pte_map(pmd_t pmd)
{
#ifdef CONFIG_HIGHPTE
	return kmap_local_page(pmd_page(pmd));
#else
	return (pte_t *)pmd_page_vaddr(pmd);
#endif
}

static inline void memtopo_compat_pte_unmap(const pte_t *table)
{
#ifdef CONFIG_HIGHPTE
	kunmap_local(table);
#endif
}

/* Flags of a VMA that only some kernels have. */
#ifdef VM_MAYBE_GUARD
#define MEMTOPO_VM_MAYBE_GUARD	VM_MAYBE_GUARD
#else
#define MEMTOPO_VM_MAYBE_GUARD	VM_NONE
#endif
#ifdef VM_UFFD_RWP
#define MEMTOPO_VM_UFFD_RWP	VM_UFFD_RWP
#else
#define MEMTOPO_VM_UFFD_RWP	VM_NONE
#endif
#ifdef VM_SHADOW_STACK
#define MEMTOPO_VM_SHADOW_STACK	VM_SHADOW_STACK
#else
#define MEMTOPO_VM_SHADOW_STACK	VM_NONE
#endif
#ifdef VM_DROPPABLE
#define MEMTOPO_VM_DROPPABLE	VM_DROPPABLE
#else
#define MEMTOPO_VM_DROPPABLE	VM_NONE
#endif
#ifdef VM_SEALED
#define MEMTOPO_VM_SEALED	VM_SEALED
#else
#define MEMTOPO_VM_SEALED	VM_NONE
#endif
/* The same bit is of another meaning on each architecture. */
#ifdef CONFIG_ARM64_BTI
#define MEMTOPO_VM_ARCH_1	VM_NONE
#define MEMTOPO_VM_BTI		VM_ARM64_BTI
#else
#define MEMTOPO_VM_ARCH_1	VM_ARCH_1
#define MEMTOPO_VM_BTI		VM_NONE
#endif

/* Which flags of a VMA are which of ours. */
static inline u64 memtopo_compat_mapping_flags(unsigned long vm_flags)
{
	static const struct {
		unsigned long kernel;
		enum memtopo_mapping_flag ours;
	} known[] = {
		{ VM_READ,			MEMTOPO_MAPPING_READ },
		{ VM_WRITE,			MEMTOPO_MAPPING_WRITE },
		{ VM_EXEC,			MEMTOPO_MAPPING_EXEC },
		{ VM_SHARED,			MEMTOPO_MAPPING_SHARED },
		{ VM_MAYREAD,			MEMTOPO_MAPPING_MAYREAD },
		{ VM_MAYWRITE,			MEMTOPO_MAPPING_MAYWRITE },
		{ VM_MAYEXEC,			MEMTOPO_MAPPING_MAYEXEC },
		{ VM_MAYSHARE,			MEMTOPO_MAPPING_MAYSHARE },
		{ VM_GROWSDOWN,			MEMTOPO_MAPPING_GROWSDOWN },
		{ VM_PFNMAP,			MEMTOPO_MAPPING_PFNMAP },
		{ MEMTOPO_VM_MAYBE_GUARD,	MEMTOPO_MAPPING_GUARD },
		{ VM_LOCKED,			MEMTOPO_MAPPING_LOCKED },
		{ VM_IO,			MEMTOPO_MAPPING_IO },
		{ VM_SEQ_READ,			MEMTOPO_MAPPING_SEQ_READ },
		{ VM_RAND_READ,			MEMTOPO_MAPPING_RAND_READ },
		{ VM_DONTCOPY,			MEMTOPO_MAPPING_DONTCOPY },
		{ VM_DONTEXPAND,		MEMTOPO_MAPPING_DONTEXPAND },
		{ VM_LOCKONFAULT,		MEMTOPO_MAPPING_LOCKONFAULT },
		{ VM_ACCOUNT,			MEMTOPO_MAPPING_ACCOUNT },
		{ VM_NORESERVE,			MEMTOPO_MAPPING_NORESERVE },
		{ VM_HUGETLB,			MEMTOPO_MAPPING_HUGETLB },
		{ VM_SYNC,			MEMTOPO_MAPPING_SYNC },
		{ MEMTOPO_VM_ARCH_1,		MEMTOPO_MAPPING_ARCH_1 },
		{ VM_WIPEONFORK,		MEMTOPO_MAPPING_WIPEONFORK },
		{ VM_DONTDUMP,			MEMTOPO_MAPPING_DONTDUMP },
		{ MEMTOPO_VM_BTI,		MEMTOPO_MAPPING_BTI },
		{ VM_SOFTDIRTY,			MEMTOPO_MAPPING_SOFTDIRTY },
		{ VM_MIXEDMAP,			MEMTOPO_MAPPING_MIXEDMAP },
		{ VM_HUGEPAGE,			MEMTOPO_MAPPING_HUGEPAGE },
		{ VM_NOHUGEPAGE,		MEMTOPO_MAPPING_NOHUGEPAGE },
		{ VM_MERGEABLE,			MEMTOPO_MAPPING_MERGEABLE },
		{ VM_UFFD_MISSING,		MEMTOPO_MAPPING_UFFD_MISSING },
		{ VM_UFFD_WP,			MEMTOPO_MAPPING_UFFD_WP },
		{ VM_MTE,			MEMTOPO_MAPPING_MTE },
		{ VM_UFFD_MINOR,		MEMTOPO_MAPPING_UFFD_MINOR },
		{ MEMTOPO_VM_UFFD_RWP,		MEMTOPO_MAPPING_UFFD_RWP },
		{ MEMTOPO_VM_SHADOW_STACK,	MEMTOPO_MAPPING_SHADOW_STACK },
		{ MEMTOPO_VM_DROPPABLE,		MEMTOPO_MAPPING_DROPPABLE },
		{ MEMTOPO_VM_SEALED,		MEMTOPO_MAPPING_SEALED },
	};
	u64 flags = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (vm_flags & known[i].kernel)
			flags |= BIT_ULL(known[i].ours);
	return flags;
}

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
