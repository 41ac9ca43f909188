// SPDX-License-Identifier: GPL-2.0
/*
 * The live source: the one place that touches the kernel's own structures.
 *
 * Exported symbols and inline functions only. Nothing here takes a lock that
 * memory hotplug holds; what is loaded may be stale, never wild: pgdats, zones
 * and section roots are never freed, section usage is read under RCU, and
 * struct pages as hotplug.c describes.
 */
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/math.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/pgtable.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/uaccess.h>
#include <linux/vmstat.h>

#include "compat.h"
#include "hotplug.h"
#include "live.h"
#include "mapped.h"
#include "source.h"
#include "space.h"

static_assert(MAX_NR_ZONES <= MEMTOPO_ZONES_MAX);
static_assert(MAX_ZONELISTS <= MEMTOPO_ZONELISTS_MAX);
static_assert(ZONELIST_FALLBACK == (int)MEMTOPO_ZONELIST_FALLBACK);

static u64 live_generation(const struct memtopo_source *src)
{
	return memtopo_hotplug_generation();
}

static int live_node_from(const struct memtopo_source *src, int nid)
{
	/* next_online_node() begins behind the id it is given. */
	int next = nid ? next_online_node(nid - 1) : first_online_node;

	return next < MAX_NUMNODES ? next : -ENOENT;
}

static u32 node_states_of(int nid)
{
	static const struct {
		enum node_states kernel;
		enum memtopo_node_state ours;
	} states[] = {
		{ N_POSSIBLE,		MEMTOPO_NODE_POSSIBLE },
		{ N_ONLINE,		MEMTOPO_NODE_ONLINE },
		{ N_NORMAL_MEMORY,	MEMTOPO_NODE_NORMAL_MEMORY },
#ifdef CONFIG_HIGHMEM
		{ N_HIGH_MEMORY,	MEMTOPO_NODE_HIGH_MEMORY },
#endif
		{ N_MEMORY,		MEMTOPO_NODE_MEMORY },
		{ N_CPU,		MEMTOPO_NODE_CPU },
#ifdef CONFIG_NUMA
		/* Without, the kernel says yes to every state of node 0. */
		{ N_GENERIC_INITIATOR,	MEMTOPO_NODE_GENERIC_INITIATOR },
#endif
	};
	u32 bits = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(states); i++)
		if (node_state(nid, states[i].kernel))
			bits |= BIT(states[i].ours);
	return bits;
}

static void live_node(const struct memtopo_source *src, int nid,
		      struct memtopo_node *node, unsigned long *cpus)
{
	const pg_data_t *pgdat = NODE_DATA(nid);

	node->states = node_states_of(nid);
	if (cpus)
		bitmap_and(cpus, cpumask_bits(cpumask_of_node(nid)),
			   cpumask_bits(cpu_online_mask), nr_cpu_ids);
	if (!pgdat)
		return;
	node->start_pfn = READ_ONCE(pgdat->node_start_pfn);
	node->spanned_pages = READ_ONCE(pgdat->node_spanned_pages);
	node->present_pages = READ_ONCE(pgdat->node_present_pages);
}

static void zone_watermarks(struct zone *zone, struct memtopo_zone *record)
{
	unsigned int i;

	record->min = min_wmark_pages(zone);
	record->low = low_wmark_pages(zone);
	record->high = high_wmark_pages(zone);
	record->promo = wmark_pages(zone, WMARK_PROMO);
	record->boost = READ_ONCE(zone->watermark_boost);
	for (i = 0; i < MAX_NR_ZONES; i++)
		record->lowmem_reserve[i] = READ_ONCE(zone->lowmem_reserve[i]);
	record->nr_reserved_highatomic =
		READ_ONCE(zone->nr_reserved_highatomic);
	record->nr_free_highatomic = memtopo_compat_zone_free_highatomic(zone);
	record->free_cma_pages = zone_page_state(zone, NR_FREE_CMA_PAGES);
	record->unaccepted_pages = memtopo_compat_zone_unaccepted(zone);
}

static void live_zone(const struct memtopo_source *src, int nid,
		      unsigned int zid, struct memtopo_zone *record)
{
	pg_data_t *pgdat = NODE_DATA(nid);
	struct zone *zone;

	strscpy(record->name, "-", sizeof(record->name));
	if (!pgdat)
		return;
	zone = &pgdat->node_zones[zid];
	if (zone->name)
		strscpy(record->name, zone->name, sizeof(record->name));
	record->start_pfn = READ_ONCE(zone->zone_start_pfn);
	record->spanned_pages = READ_ONCE(zone->spanned_pages);
	record->present_pages = READ_ONCE(zone->present_pages);
	record->managed_pages = zone_managed_pages(zone);
	record->cma_pages = zone_cma_pages(zone);
	record->free_pages = zone_page_state(zone, NR_FREE_PAGES);
	zone_watermarks(zone, record);
}

/*
 * Zonelists are built anew in place, and what guards them is not for modules.
 * But a pointer in them is always one to a zone, and zones stay.
 */
static int zonelist_entry(const pg_data_t *pgdat,
			  enum memtopo_zonelist_kind kind,
			  unsigned int position, struct memtopo_links *links)
{
	struct zone *zone;

	if (position >= MAX_ZONES_PER_ZONELIST)
		return -ENOENT;
	zone = READ_ONCE(pgdat->node_zonelists[kind]._zonerefs[position].zone);
	if (!zone)
		return -ENOENT;
	links->nid = zone_to_nid(zone);
	links->zid = zone_idx(zone);
	return 0;
}

static int live_zonelist(const struct memtopo_source *src, int nid,
			 enum memtopo_zonelist_kind kind, unsigned int position,
			 struct memtopo_links *links)
{
	const pg_data_t *pgdat = NODE_DATA(nid);

	return pgdat ? zonelist_entry(pgdat, kind, position, links) : -ENOENT;
}

static_assert(ARRAY_SIZE(((struct zone *)NULL)->free_area) == MEMTOPO_NR_ORDERS);

static u64 live_nr_free(const struct memtopo_source *src, int nid,
			unsigned int zid, unsigned int order)
{
	const pg_data_t *pgdat = NODE_DATA(nid);

	/* Without zone->lock, as frag_show_print() (mm/vmstat.c). */
	return pgdat ? READ_ONCE(pgdat->node_zones[zid].free_area[order].nr_free) : 0;
}

static void reclaim_of(const pg_data_t *pgdat, struct memtopo_reclaim *record)
{
	record->kswapd_order = READ_ONCE(pgdat->kswapd_order);
	record->kswapd_highest_zone = READ_ONCE(pgdat->kswapd_highest_zoneidx);
	record->kswapd_failures = memtopo_compat_kswapd_failures(pgdat);
	memtopo_compat_kcompactd(pgdat, record);
}

static void live_reclaim(const struct memtopo_source *src, int nid,
			 struct memtopo_reclaim *record)
{
	const pg_data_t *pgdat = NODE_DATA(nid);

	if (pgdat)
		reclaim_of(pgdat, record);
}

static void compaction_of(const struct zone *zone,
			  struct memtopo_compaction *record)
{
	memtopo_compat_scanners(zone, record);
	memtopo_compat_deferral(zone, record);
	record->nr_isolate_pageblock = memtopo_compat_zone_isolated(zone);
	record->contiguous = READ_ONCE(zone->contiguous);
}

static void live_compaction(const struct memtopo_source *src, int nid,
			    unsigned int zid, struct memtopo_compaction *record)
{
	const pg_data_t *pgdat = NODE_DATA(nid);

	if (pgdat)
		compaction_of(&pgdat->node_zones[zid], record);
}

static int live_distance(const struct memtopo_source *src, int from, int to)
{
	return node_distance(from, to);
}

static int live_read_begin(const struct memtopo_source *src)
{
	return memtopo_hotplug_read_begin();
}

static void live_read_end(const struct memtopo_source *src, int cookie)
{
	memtopo_hotplug_read_end(cookie);
}

static int live_page_links(const struct memtopo_source *src, u64 pfn,
			   struct memtopo_links *links)
{
	const struct page *page = pfn_to_online_page(pfn);
	unsigned long flags;

	if (!page)
		return -ENXIO;
	flags = memtopo_compat_page_flags(page);
	if (memtopo_compat_flags_poisoned(flags))
		return -ENXIO;
	links->zid = memtopo_compat_flags_zone(flags);
	links->nid = memtopo_compat_flags_node(flags, page);
	return 0;
}

/* How many frames the head of a compound page is before one of its tails. */
static u64 page_distance(const struct page *page, const struct page *head)
{
	return ((unsigned long)page - (unsigned long)head) / sizeof(*page);
}

/*
 * The head of a compound page, or NULL when it is not one that may be read:
 * it can lie in another section, and what says where may be out of date.
 */
static struct page *page_head(struct page *page, u64 pfn)
{
	struct page *head = compound_head(page);
	u64 distance = page_distance(page, head);

	if (head == page)
		return page;
	if (distance > pfn || pfn_to_online_page(pfn - distance) != head)
		return NULL;
	return head;
}

/*
 * What each page says for itself. PG_swapbacked tells pages of the swap cache,
 * whose flag the last is as well, while they are on their way to the LRU.
 */
static u32 page_own_flags(unsigned long flags)
{
	u32 bits = 0;

	if (flags & BIT(PG_reserved))
		bits |= BIT(MEMTOPO_PAGE_RESERVED);
	if (memtopo_compat_flags_hwpoison(flags))
		bits |= BIT(MEMTOPO_PAGE_HWPOISON);
	if (memtopo_compat_flags_self_hosted(flags) &&
	    !(flags & BIT(PG_swapbacked)))
		bits |= BIT(MEMTOPO_PAGE_SELF_HOSTED);
	return bits;
}

/*
 * Mirrors what has_unmovable_pages() asks of a page (mm/page_isolation.c).
 * Some drivers give their pages a mapping, too (perf, frame buffers), but no
 * content that is valid or on its way.
 */
static u32 page_head_flags(struct page *head, unsigned long flags)
{
	u32 bits = 0;

	if (flags & BIT(PG_lru))
		bits |= BIT(MEMTOPO_PAGE_LRU);
	if (PageOffline(head))
		bits |= BIT(MEMTOPO_PAGE_OFFLINE);
	if (PageTable(head))
		bits |= BIT(MEMTOPO_PAGE_TABLE);
	if (memtopo_compat_page_slab(head, flags))
		bits |= BIT(MEMTOPO_PAGE_SLAB);
	if (flags & BIT(PG_head) && PageHuge(head))
		bits |= BIT(MEMTOPO_PAGE_HUGETLB);
	if (memtopo_compat_page_movable(head, flags))
		bits |= BIT(MEMTOPO_PAGE_MOVABLE);
	if (READ_ONCE(head->mapping) &&
	    flags & (BIT(PG_swapbacked) | BIT(PG_uptodate) | BIT(PG_locked)))
		bits |= BIT(MEMTOPO_PAGE_MAPPED);
	if (memtopo_compat_page_pinned(head, flags))
		bits |= BIT(MEMTOPO_PAGE_PINNED);
	return bits;
}

/**
 * struct page_view - a struct page, and the head of its compound page
 * @page: the one that was asked for
 * @flags: its flags word
 * @head: the head, or itself; NULL for one that may not be trusted
 * @head_flags: the flags word of that
 */
struct page_view {
	struct page *page;
	unsigned long flags;
	struct page *head;
	unsigned long head_flags;
};

/* Looks at the head of a page whose flags are known. */
static void page_view_head(struct page_view *view, struct page *head)
{
	view->head = head;
	if (!head)
		return;
	view->head_flags = memtopo_compat_page_flags(head);
	/* Taken apart while we looked: on its way to the free lists. */
	if (head != view->page && (!(view->head_flags & BIT(PG_head)) ||
				   memtopo_compat_flags_poisoned(view->head_flags)))
		view->head = NULL;
}

static void page_view_record(const struct page_view *view,
			     struct memtopo_page *record)
{
	*record = (struct memtopo_page) { .flags = page_own_flags(view->flags) };
	if (!view->head)
		return;
	record->flags |= page_head_flags(view->head, view->head_flags);
	record->refs = page_ref_count(view->head);
	if (view->head != view->page) {
		record->flags &= ~BIT(MEMTOPO_PAGE_SELF_HOSTED);
	} else if (PageBuddy(view->page)) {
		record->flags |= BIT(MEMTOPO_PAGE_BUDDY);
		record->order = READ_ONCE(view->page->private);
	}
}

static int live_page(const struct memtopo_source *src, u64 pfn,
		     struct memtopo_page *record)
{
	struct page_view view = { .page = pfn_to_online_page(pfn) };

	if (!view.page)
		return -ENXIO;
	view.flags = memtopo_compat_page_flags(view.page);
	if (memtopo_compat_flags_poisoned(view.flags))
		return -ENXIO;
	page_view_head(&view, page_head(view.page, pfn));
	page_view_record(&view, record);
	return 0;
}

/* Flags that /proc/kpageflags copies, in every kernel. */
static u64 kpf_copied(unsigned long flags)
{
	static const struct {
		u8 kpf;
		u8 pg;
	} copied[] = {
		{ KPF_LOCKED,		PG_locked },
		{ KPF_REFERENCED,	PG_referenced },
		{ KPF_UPTODATE,		PG_uptodate },
		{ KPF_DIRTY,		PG_dirty },
		{ KPF_LRU,		PG_lru },
		{ KPF_ACTIVE,		PG_active },
		{ KPF_WRITEBACK,	PG_writeback },
		{ KPF_RECLAIM,		PG_reclaim },
		{ KPF_SWAPBACKED,	PG_swapbacked },
		{ KPF_UNEVICTABLE,	PG_unevictable },
		{ KPF_RESERVED,		PG_reserved },
		{ MEMTOPO_KPF_OWNER_2,	PG_mappedtodisk },
		{ KPF_PRIVATE,		PG_private },
		{ KPF_PRIVATE_2,	PG_private_2 },
		{ KPF_OWNER_PRIVATE,	PG_owner_priv_1 },
		{ KPF_ARCH,		PG_arch_1 },
	};
	u64 bits = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(copied); i++)
		if (flags & BIT(copied[i].pg))
			bits |= BIT_ULL(copied[i].kpf);
	return bits;
}

/* What our own flags say in those of /proc/kpageflags. */
static u64 kpf_known(const struct page_view *view, u32 page)
{
	u64 bits = 0;

	if (page & BIT(MEMTOPO_PAGE_HUGETLB))
		bits |= BIT_ULL(KPF_HUGE);
	if (page & BIT(MEMTOPO_PAGE_OFFLINE))
		bits |= BIT_ULL(KPF_OFFLINE);
	if (page & BIT(MEMTOPO_PAGE_TABLE))
		bits |= BIT_ULL(KPF_PGTABLE);
	/* Of hugetlb the whole is poisoned. */
	if (page & BIT(MEMTOPO_PAGE_HWPOISON) ||
	    (page & BIT(MEMTOPO_PAGE_HUGETLB) &&
	     memtopo_compat_flags_hwpoison(view->head_flags)))
		bits |= BIT_ULL(KPF_HWPOISON);
	return bits;
}

/*
 * What /proc/kpageflags says of the page, but for BUDDY. Mirrors
 * stable_page_flags() (fs/proc/page.c), of raw words.
 */
static u64 frame_flags(const struct page_view *view, unsigned long mapping,
		       const struct memtopo_frame *frame, u64 pfn)
{
	const unsigned long swapcache = BIT(PG_swapbacked) | BIT(PG_swapcache);
	u64 bits = kpf_copied(view->head_flags) |
		kpf_known(view, frame->page.flags) |
		memtopo_compat_kpf(view->head, view->head_flags);

	if (mapping & MEMTOPO_POINTER_ANON)
		bits |= BIT_ULL(KPF_ANON);
	if ((mapping & MEMTOPO_POINTER_KSM) == MEMTOPO_POINTER_KSM)
		bits |= BIT_ULL(KPF_KSM);
	if ((view->head_flags & swapcache) == swapcache)
		bits |= BIT_ULL(KPF_SWAPCACHE);
	if (view->head != view->page)
		bits |= BIT_ULL(KPF_COMPOUND_TAIL);
	else if (view->head_flags & BIT(PG_head))
		bits |= BIT_ULL(KPF_COMPOUND_HEAD);
	if (frame->order && !(bits & BIT_ULL(KPF_HUGE)) &&
	    memtopo_compat_page_thp(view->head, mapping, view->head_flags))
		bits |= BIT_ULL(KPF_THP);
	if (is_zero_pfn(pfn))
		bits |= BIT_ULL(KPF_ZERO_PAGE);
	return bits;
}

/* How often the page is mapped, and whether its folio is at all. */
static void frame_mapped(const struct page_view *view, unsigned long mapping,
			 struct memtopo_frame *frame)
{
	bool hugetlb = frame->page.flags & BIT(MEMTOPO_PAGE_HUGETLB);
	bool mapped;

	frame->mapcount = memtopo_compat_mapcount(view->page, view->head,
						  frame->order, view->head_flags,
						  hugetlb || mapping & MEMTOPO_POINTER_ANON);
	mapped = frame->order ?
		memtopo_compat_mapped(view->head, frame->order, hugetlb) :
		frame->mapcount;
	if (mapped)
		frame->flags |= BIT_ULL(KPF_MMAP);
}

/*
 * Can a compound page have this head and this order, and frame @pfn in it? A
 * head that has just been freed may say anything. Those that the buddies gave
 * out are aligned to their size, and so lie in one section.
 */
static bool extent_possible(u64 head, unsigned int order, u64 pfn)
{
	if (order >= BITS_PER_LONG || (pfn - head) >> order)
		return false;
	return order >= MEMTOPO_NR_ORDERS || IS_ALIGNED(head, 1UL << order);
}

/* All of it, from a view of frame @pfn. */
static int frame_of_view(const struct page_view *view, u64 pfn,
			 struct memtopo_frame *frame)
{
	unsigned long mapping;

	if (!view->head)
		return -EAGAIN;
	mapping = (unsigned long)READ_ONCE(view->head->mapping);
	page_view_record(view, &frame->page);
	frame->links.zid = memtopo_compat_flags_zone(view->flags);
	frame->links.nid = memtopo_compat_flags_node(view->flags, view->page);
	frame->head_pfn = pfn - page_distance(view->page, view->head);
	frame->order = view->head_flags & BIT(PG_head) ?
		compound_order(view->head) : 0;
	if (!extent_possible(frame->head_pfn, frame->order, pfn))
		return -EAGAIN;
	frame->flags = frame_flags(view, mapping, frame, pfn);
	frame_mapped(view, mapping, frame);
	return 0;
}

/*
 * Struct pages of a device: there as long as its pagemap is held. Some are not
 * there yet while it is being made, or never will be where they hold struct
 * pages themselves.
 */
static bool device_page_there(const struct page *page)
{
	unsigned long word;

	return !copy_from_kernel_nofault(&word, &page->flags, sizeof(word)) &&
		memtopo_compat_flags_zone(word) == MEMTOPO_ZONE_DEVICE;
}

static bool device_pfn_there(struct dev_pagemap *pagemap, u64 pfn)
{
	const struct vmem_altmap *altmap = pgmap_altmap(pagemap);

	if (altmap && pfn >= altmap->base_pfn &&
	    pfn - altmap->base_pfn < altmap->reserve + altmap->free)
		return false;
	return device_page_there(pfn_to_page(pfn));
}

static struct page *device_head(struct page *page, struct dev_pagemap *pagemap,
				u64 pfn)
{
	struct page *head = compound_head(page);
	u64 distance = page_distance(page, head);
	struct dev_pagemap *other;

	if (distance > pfn)
		return NULL;
	other = memtopo_compat_pagemap_get(pfn - distance);
	if (other)
		put_dev_pagemap(other);
	if (other != pagemap || !device_pfn_there(pagemap, pfn - distance))
		return NULL;
	/* The second struct page of a folio is looked into as well. */
	if (memtopo_compat_page_flags(head) & BIT(PG_head) &&
	    !device_page_there(head + 1))
		return NULL;
	return head;
}

static int device_frame(struct dev_pagemap *pagemap, u64 pfn,
			struct memtopo_frame *frame)
{
	struct page_view view = { .page = pfn_to_page(pfn) };

	frame->device = true;
	frame->blank = !device_pfn_there(pagemap, pfn);
	if (frame->blank)
		return 0;
	view.flags = memtopo_compat_page_flags(view.page);
	page_view_head(&view, device_head(view.page, pagemap, pfn));
	return frame_of_view(&view, pfn, frame);
}

static int live_frame(const struct memtopo_source *src, u64 pfn,
		      struct memtopo_frame *frame)
{
	struct page_view view = { .page = pfn_to_online_page(pfn) };
	struct dev_pagemap *pagemap;
	int err;

	*frame = (struct memtopo_frame) {};
	if (!view.page) {
		pagemap = memtopo_compat_pagemap_get(pfn);
		if (!pagemap)
			return -ENXIO;
		err = device_frame(pagemap, pfn, frame);
		put_dev_pagemap(pagemap);
		return err;
	}
	view.flags = memtopo_compat_page_flags(view.page);
	frame->blank = memtopo_compat_flags_poisoned(view.flags);
	if (frame->blank)
		return 0;
	page_view_head(&view, page_head(view.page, pfn));
	return frame_of_view(&view, pfn, frame);
}

/*
 * Where the kernel keeps the bits of pageblocks, beginning with which, and
 * how far: mirrors get_pageblock_bitmap() and pfn_to_bitidx()
 * (mm/page_alloc.c). What is online has a usage.
 */
#ifdef CONFIG_SPARSEMEM
static const unsigned long *pageblock_flags(const struct page *page, u64 pfn,
					    u64 *start)
{
	struct mem_section_usage *usage = READ_ONCE(__pfn_to_section(pfn)->usage);

	*start = pfn & ~(u64)(PAGES_PER_SECTION - 1);
	return usage ? usage->pageblock_flags : NULL;
}
#else
/* The frames of a hole may link to a zone whose bits end before. */
static const unsigned long *pageblock_flags(const struct page *page, u64 pfn,
					    u64 *start)
{
	unsigned int zid = memtopo_compat_flags_zone(memtopo_compat_page_flags(page));
	unsigned int shift = memtopo_compat_pageblock_order();
	const struct zone *zone = &NODE_DATA(0)->node_zones[zid];

	if (zid >= MAX_NR_ZONES)
		return NULL;
	*start = round_down((u64)zone->zone_start_pfn, 1ULL << shift);
	if (pfn < *start || pfn >> shift >
	    (zone->zone_start_pfn + zone->spanned_pages - 1) >> shift)
		return NULL;
	return zone->pageblock_flags;
}
#endif

static int live_pageblock(const struct memtopo_source *src, u64 pfn,
			  struct memtopo_pageblock *pageblock)
{
	const struct page *page = pfn_to_online_page(pfn);
	const unsigned long *flags;
	unsigned long bit;
	u64 start;

	if (!page)
		return -ENXIO;
	flags = pageblock_flags(page, pfn, &start);
	if (!flags)
		return -ENXIO;
	bit = ((pfn - start) >> src->geometry.pageblock_shift) *
		NR_PAGEBLOCK_BITS;
	bit = READ_ONCE(flags[bit / BITS_PER_LONG]) >> bit % BITS_PER_LONG;
	pageblock->type = memtopo_compat_migratetype(bit);
	pageblock->skip = bit & BIT(MEMTOPO_PB_SKIP);
	return 0;
}

#ifdef CONFIG_SPARSEMEM

#ifdef CONFIG_SPARSEMEM_EXTREME
static long live_root_from(const struct memtopo_source *src, unsigned long root)
{
	struct mem_section **roots = READ_ONCE(mem_section);
	/* On x86 it depends on the levels of page tables: ask once. */
	const unsigned long end = roots ? NR_SECTION_ROOTS : 0;
	unsigned long stop;

	/* Most roots of most machines do not exist: keep this loop tight. */
	while (root < end) {
		stop = min(end, round_up(root + 1, 65536));
		for (; root < stop; root++)
			if (READ_ONCE(roots[root]))
				return root;
		cond_resched();
	}
	return -ENOENT;
}
#else
static long live_root_from(const struct memtopo_source *src, unsigned long root)
{
	return root < NR_SECTION_ROOTS ? root : -ENOENT;
}
#endif

static u64 live_section_word(const struct memtopo_source *src, unsigned long nr)
{
	struct mem_section *ms = __nr_to_section(nr);

	return ms ? READ_ONCE(ms->section_mem_map) : 0;
}

#ifdef CONFIG_SPARSEMEM_VMEMMAP

static_assert(SUBSECTIONS_PER_SECTION <= MEMTOPO_SUBSECTIONS_MAX);

/* While it has @flags, the usage of a section is not freed under us. */
static void subsections_copy(struct mem_section *ms, unsigned long flags,
			     unsigned long *map)
{
	struct mem_section_usage *usage;

	if ((READ_ONCE(ms->section_mem_map) & flags) != flags)
		return;
	usage = READ_ONCE(ms->usage);
	if (usage)
		bitmap_copy(map, usage->subsection_map, SUBSECTIONS_PER_SECTION);
}

static void live_subsections(const struct memtopo_source *src, unsigned long nr,
			     unsigned long *map)
{
	struct mem_section *ms = __nr_to_section(nr);
#ifdef MEMTOPO_HAVE_USAGE_RCU
	/* section_deactivate() clears HAS_MEM_MAP, then frees by RCU. */
	rcu_read_lock();
	subsections_copy(ms, SECTION_HAS_MEM_MAP, map);
	rcu_read_unlock();
#else
	int cookie = live_read_begin(src);

	subsections_copy(ms, SECTION_IS_ONLINE, map);
	live_read_end(src, cookie);
#endif
}

#else /* CONFIG_SPARSEMEM_VMEMMAP */

static void live_subsections(const struct memtopo_source *src, unsigned long nr,
			     unsigned long *map)
{
}

#endif /* CONFIG_SPARSEMEM_VMEMMAP */

#ifdef MEMTOPO_HAVE_MEMMAP_HOME
static int live_memmap_home(const struct memtopo_source *src, u64 anchor,
			    u64 pfn, struct memtopo_home *home)
{
	const struct page *page = pfn_to_online_page(anchor);

	if (!page)
		return -ENXIO;
	/* The struct pages of a section are contiguous in every model. */
	page += (s64)(pfn - anchor);
	return memtopo_compat_memmap_home((unsigned long)page, home);
}
#endif

#else /* CONFIG_SPARSEMEM */

static long live_root_from(const struct memtopo_source *src, unsigned long root)
{
	return -ENOENT;
}

#endif /* CONFIG_SPARSEMEM */

static const struct memtopo_source_ops live_ops = {
	.generation	= live_generation,
	.node_from	= live_node_from,
	.node		= live_node,
	.zone		= live_zone,
	.zonelist	= live_zonelist,
	.nr_free	= live_nr_free,
	.reclaim	= live_reclaim,
	.compaction	= live_compaction,
	.distance	= live_distance,
	.root_from	= live_root_from,
	.read_begin	= live_read_begin,
	.read_end	= live_read_end,
	.page_links	= live_page_links,
	.page		= live_page,
	.frame		= live_frame,
	.pageblock	= live_pageblock,
#ifdef MEMTOPO_HAVE_LAYOUT
	.space_open	= memtopo_space_open,
	.space_close	= memtopo_space_close,
	.space_process	= memtopo_space_process,
	.space_lock	= memtopo_space_lock,
	.space_unlock	= memtopo_space_unlock,
	.space_contended = memtopo_space_contended,
	.space_mapping	= memtopo_space_mapping,
	.space_path	= memtopo_space_path,
	.space_entries	= memtopo_space_entries,
	.kernel_region	= memtopo_space_kernel_region,
	.kernel_path	= memtopo_space_kernel_path,
#endif
	.mapped_pages	= memtopo_mapped_pages,
	.mapped_leaf	= memtopo_mapped_leaf,
#ifdef CONFIG_SPARSEMEM
	.section_word	= live_section_word,
	.subsections	= live_subsections,
#ifdef MEMTOPO_HAVE_MEMMAP_HOME
	.memmap_home	= live_memmap_home,
#endif
#endif
};

#ifdef CONFIG_SPARSEMEM
static void live_model_init(struct memtopo_geometry *geo)
{
	geo->memory_model = "sparsemem";
	geo->sparsemem_extreme = IS_ENABLED(CONFIG_SPARSEMEM_EXTREME);
	geo->sparsemem_vmemmap = IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP);
	geo->section_shift = SECTION_SIZE_BITS;
	if (geo->sparsemem_vmemmap)
		geo->subsection_shift = SUBSECTION_SHIFT;
	geo->memmap_gaps = IS_ENABLED(CONFIG_HAVE_ARCH_PFN_VALID);
	geo->max_physmem_bits = MAX_PHYSMEM_BITS;
	geo->sections_per_root = SECTIONS_PER_ROOT;
	geo->section_flag_bits = SECTION_MAP_LAST_BIT;
	memset(geo->flag_bit, MEMTOPO_BIT_NONE, sizeof(geo->flag_bit));
	geo->flag_bit[MEMTOPO_SECTION_PRESENT] = SECTION_MARKED_PRESENT_BIT;
	geo->flag_bit[MEMTOPO_SECTION_MEM_MAP] = SECTION_HAS_MEM_MAP_BIT;
	geo->flag_bit[MEMTOPO_SECTION_ONLINE] = SECTION_IS_ONLINE_BIT;
	geo->flag_bit[MEMTOPO_SECTION_EARLY] = SECTION_IS_EARLY_BIT;
	geo->flag_bit[MEMTOPO_SECTION_DEVICE] = MEMTOPO_BIT_ZONE_DEVICE;
	geo->flag_bit[MEMTOPO_SECTION_PREINIT] = MEMTOPO_BIT_VMEMMAP_PREINIT;
}
#else
static void live_model_init(struct memtopo_geometry *geo)
{
	geo->memory_model = "flatmem";
	geo->mem_map_start_pfn = ARCH_PFN_OFFSET;
	geo->mem_map_pages = max_mapnr;
}
#endif

/**
 * memtopo_live_init - the source for the running kernel
 * @src: filled in
 */
void memtopo_live_init(struct memtopo_source *src)
{
	*src = (struct memtopo_source) {
		.ops = &live_ops,
		.geometry = {
			.page_shift = PAGE_SHIFT,
			.page_struct_size = sizeof(struct page),
			.memory_block_size = memtopo_compat_block_size(),
			.pageblock_shift = memtopo_compat_pageblock_order(),
			.nr_orders = MEMTOPO_NR_ORDERS,
			.zones_per_node = MAX_NR_ZONES,
			.zonelists = MAX_ZONELISTS,
			.node_ids = nr_node_ids,
			.nr_nodes_possible = num_possible_nodes(),
			.cpu_ids = nr_cpu_ids,
		},
	};
	live_model_init(&src->geometry);
	src->layout = memtopo_space_layout();
}
