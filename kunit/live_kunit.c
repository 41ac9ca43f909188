// SPDX-License-Identifier: GPL-2.0
/*
 * The live source on the kernel that runs the tests: against what the kernel
 * itself says of its memory by other ways.
 */
#include "../module/live.c"

#include <linux/mm_types.h>

#include "../module/section.h"
#include "fake.h"

static struct memtopo_snapshot *take(struct kunit *test, unsigned int parts)
{
	struct memtopo_source *src = kunit_kzalloc(test, sizeof(*src),
						   GFP_KERNEL);
	struct memtopo_snapshot *snap;

	KUNIT_ASSERT_NOT_NULL(test, src);
	memtopo_live_init(src);
	snap = memtopo_snapshot_take(src, parts);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, snap);
	return snap;
}

static void memory_model(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_SECTIONS);

	if (IS_ENABLED(CONFIG_FLATMEM)) {
		KUNIT_EXPECT_STREQ(test, snap->geometry.memory_model, "flatmem");
		KUNIT_EXPECT_EQ(test, snap->nr_sections, (size_t)0);
		KUNIT_EXPECT_GT(test, snap->geometry.mem_map_pages, 0);
	} else {
		KUNIT_EXPECT_STREQ(test, snap->geometry.memory_model,
				   "sparsemem");
		KUNIT_EXPECT_GT(test, snap->nr_sections, (size_t)0);
		KUNIT_EXPECT_EQ(test, snap->geometry.mem_map_pages, 0);
	}
	memtopo_snapshot_free(snap);
}

/* totalram_pages() is what the allocator was given, counted on its own. */
static void managed_adds_up(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, 0);
	u64 managed = 0;
	size_t row;

	for (row = 0; row < snap->nr_nodes; row++) {
		KUNIT_EXPECT_TRUE(test, node_online(snap->nodes[row].nid));
		managed += snap->nodes[row].managed_pages;
	}
	KUNIT_EXPECT_EQ(test, managed, totalram_pages());
	memtopo_snapshot_free(snap);
}

/* A page we hold lies in a zone of the snapshot, inside its span. */
static void own_page_found(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, 0);
	struct page *page = alloc_page(GFP_KERNEL);
	struct memtopo_links links;
	struct memtopo_zone *zone;
	long row;

	KUNIT_ASSERT_NOT_NULL(test, page);
	links.nid = page_to_nid(page);
	links.zid = page_zonenum(page);
	row = memtopo_snapshot_zone(snap, &links);
	KUNIT_ASSERT_GE(test, row, 0);
	zone = &snap->zones[row];
	KUNIT_EXPECT_STREQ(test, zone->name, page_zone(page)->name);
	KUNIT_EXPECT_GE(test, page_to_pfn(page), zone->start_pfn);
	KUNIT_EXPECT_LT(test, page_to_pfn(page),
			zone->start_pfn + zone->spanned_pages);
	__free_page(page);
	memtopo_snapshot_free(snap);
}

/* Of a zone that does not exist, so that its numbers stand still. */
static void watermarks_of_zone(struct kunit *test)
{
	struct zone *zone = kunit_kzalloc(test, sizeof(*zone), GFP_KERNEL);
	struct memtopo_zone record = {};
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, zone);
	zone->_watermark[WMARK_MIN] = 100;
	zone->_watermark[WMARK_LOW] = 200;
	zone->_watermark[WMARK_HIGH] = 300;
	zone->_watermark[WMARK_PROMO] = 400;
	zone->watermark_boost = 7;
	zone->nr_reserved_highatomic = 1024;
#ifdef MEMTOPO_HAVE_FREE_HIGHATOMIC
	zone->nr_free_highatomic = 1000;
#endif
#ifdef CONFIG_UNACCEPTED_MEMORY
	atomic_long_set(&zone->vm_stat[NR_UNACCEPTED], 2048);
#endif
	atomic_long_set(&zone->vm_stat[NR_FREE_CMA_PAGES], 500);
	for (i = 0; i < MAX_NR_ZONES; i++)
		zone->lowmem_reserve[i] = 11 * i;

	zone_watermarks(zone, &record);
	KUNIT_EXPECT_EQ(test, record.min, 107);
	KUNIT_EXPECT_EQ(test, record.low, 207);
	KUNIT_EXPECT_EQ(test, record.high, 307);
	KUNIT_EXPECT_EQ(test, record.promo, 407);
	KUNIT_EXPECT_EQ(test, record.boost, 7);
	KUNIT_EXPECT_EQ(test, record.nr_reserved_highatomic, 1024);
	KUNIT_EXPECT_EQ(test, record.free_cma_pages, 500);
	for (i = 0; i < MAX_NR_ZONES; i++)
		KUNIT_EXPECT_EQ(test, record.lowmem_reserve[i], 11 * i);
#ifdef MEMTOPO_HAVE_FREE_HIGHATOMIC
	KUNIT_EXPECT_EQ(test, record.nr_free_highatomic, 1000);
#else
	KUNIT_EXPECT_EQ(test, record.nr_free_highatomic, MEMTOPO_NO_VALUE);
#endif
#ifdef CONFIG_UNACCEPTED_MEMORY
	KUNIT_EXPECT_EQ(test, record.unaccepted_pages, 2048);
#else
	KUNIT_EXPECT_EQ(test, record.unaccepted_pages, MEMTOPO_NO_VALUE);
#endif
}

/* Of the zones there are: what does not change while we look. */
static void watermarks_found(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, 0);
	size_t row;
	int i;

	for (row = 0; row < snap->nr_nodes * MAX_NR_ZONES; row++) {
		const struct memtopo_zone *zone = &snap->zones[row];
		struct zone *of = &NODE_DATA(zone->nid)->node_zones[zone->zid];

		KUNIT_EXPECT_STREQ(test, zone->name, of->name);
		KUNIT_EXPECT_EQ(test, zone->managed_pages, zone_managed_pages(of));
		KUNIT_EXPECT_EQ(test, zone->cma_pages, zone_cma_pages(of));
		for (i = 0; i < MAX_NR_ZONES; i++)
			KUNIT_EXPECT_EQ(test, zone->lowmem_reserve[i],
					of->lowmem_reserve[i]);
	}
	memtopo_snapshot_free(snap);
}

static void pgdat_free(void *pgdat)
{
	kvfree(pgdat);
}

/* A node that does not exist. */
static pg_data_t *pgdat_create(struct kunit *test)
{
	pg_data_t *pgdat = kvzalloc(sizeof(*pgdat), GFP_KERNEL);
	unsigned int zid;

	KUNIT_ASSERT_NOT_NULL(test, pgdat);
	kunit_add_action(test, pgdat_free, pgdat);
	for (zid = 0; zid < MAX_NR_ZONES; zid++)
		pgdat->node_zones[zid].zone_pgdat = pgdat;
	return pgdat;
}

/*
 * Each list on its own, up to the first entry without a zone, or to the end.
 * What the entry itself says of its zone may be that of another by now.
 */
static void zonelist_of_node(struct kunit *test)
{
	pg_data_t *pgdat = pgdat_create(test);
	struct memtopo_links links = { -1, -1 };
	struct zonelist *list;
	unsigned int zid;
	int kind;

	for (kind = 0; kind < MAX_ZONELISTS; kind++) {
		list = &pgdat->node_zonelists[kind];
		for (zid = 0; zid <= MAX_ZONES_PER_ZONELIST; zid++)
			list->_zonerefs[zid].zone = &pgdat->node_zones[kind];
		for (zid = 0; zid < MAX_NR_ZONES - kind; zid++)
			list->_zonerefs[MAX_NR_ZONES - 1 - kind - zid].zone =
				&pgdat->node_zones[zid];
	}
	for (kind = 0; kind < MAX_ZONELISTS; kind++) {
		for (zid = 0; zid < MAX_NR_ZONES - kind; zid++) {
			KUNIT_ASSERT_EQ(test, zonelist_entry(pgdat, kind, zid, &links), 0);
			KUNIT_EXPECT_EQ(test, links.zid,
					MAX_NR_ZONES - 1 - kind - zid);
			KUNIT_EXPECT_EQ(test, links.nid, 0);
		}
		KUNIT_EXPECT_EQ(test, -ENOENT,
				zonelist_entry(pgdat, kind,
					       MAX_ZONES_PER_ZONELIST, &links));
		pgdat->node_zonelists[kind]._zonerefs[1].zone = NULL;
		KUNIT_EXPECT_EQ(test, zonelist_entry(pgdat, kind, 0, &links), 0);
		KUNIT_EXPECT_EQ(test, zonelist_entry(pgdat, kind, 1, &links),
				-ENOENT);
	}
}

/* Lists of the kernel: each zone with memory once in every fallback list. */
static void zonelists_found(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_ZONELISTS);
	size_t row, i, populated = 0;

	for (i = 0; i < snap->nr_nodes * MAX_NR_ZONES; i++)
		populated += snap->zones[i].present_pages > 0;
	for (row = 0; row < snap->nr_nodes; row++) {
		const struct memtopo_zonelist *list =
			&snap->lists[row * snap->geometry.zonelists];
		const struct zonelist *of =
			&NODE_DATA(snap->nodes[row].nid)->node_zonelists[0];

		KUNIT_ASSERT_EQ(test, (size_t)list->nr, populated);
		for (i = 0; i < list->nr; i++) {
			const struct memtopo_zoneref *ref =
				&snap->zonerefs[list->first + i];

			KUNIT_EXPECT_EQ(test, ref->zid, of->_zonerefs[i].zone_idx);
			KUNIT_EXPECT_PTR_EQ(test, of->_zonerefs[i].zone,
					    &NODE_DATA(ref->nid)->node_zones[ref->zid]);
			KUNIT_EXPECT_EQ(test, ref->distance,
					node_distance(snap->nodes[row].nid, ref->nid));
		}
		KUNIT_EXPECT_PTR_EQ(test, of->_zonerefs[i].zone, NULL);
	}
	memtopo_snapshot_free(snap);
}

static void read_page(struct kunit *test, const struct page *page,
		      struct memtopo_page *record)
{
	int cookie = live_read_begin(NULL);
	int err = live_page(NULL, page_to_pfn(page), record);

	live_read_end(NULL, cookie);
	KUNIT_ASSERT_EQ(test, err, 0);
}

/* Pages of which we know what they are, since we have them. */
static void own_pages_read(struct kunit *test)
{
	void *object = kunit_kzalloc(test, 64, GFP_KERNEL);
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);
	struct memtopo_page record;

	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_ASSERT_NOT_NULL(test, page);
	read_page(test, page, &record);
	KUNIT_EXPECT_EQ(test, record.flags, 0);
	KUNIT_EXPECT_EQ(test, record.refs, 1);
	/* Of a tail what is true of its head. */
	get_page(page);
	read_page(test, page + 3, &record);
	KUNIT_EXPECT_EQ(test, record.flags, 0);
	KUNIT_EXPECT_EQ(test, record.refs, 2);
	put_page(page);
	__free_pages(page, 2);
	read_page(test, virt_to_page(object), &record);
	/* What slab keeps in a struct page may look like more. */
	KUNIT_EXPECT_TRUE(test, record.flags & BIT(MEMTOPO_PAGE_SLAB));
}

static void reclaim_of_node(struct kunit *test)
{
	pg_data_t *pgdat = pgdat_create(test);
	struct memtopo_reclaim record = {};

	/* An atomic_t in newer kernels. */
	*(int *)&pgdat->kswapd_failures = 7;
	pgdat->kswapd_order = 3;
	pgdat->kswapd_highest_zoneidx = MAX_NR_ZONES;
#ifdef CONFIG_COMPACTION
	pgdat->kcompactd_max_order = 9;
	pgdat->kcompactd_highest_zoneidx = 1;
	pgdat->proactive_compact_trigger = true;
#endif
	reclaim_of(pgdat, &record);
	KUNIT_EXPECT_EQ(test, record.kswapd_failures, 7);
	KUNIT_EXPECT_EQ(test, record.kswapd_order, 3);
	KUNIT_EXPECT_EQ(test, record.kswapd_highest_zone, MAX_NR_ZONES);
#ifdef CONFIG_COMPACTION
	KUNIT_EXPECT_EQ(test, record.kcompactd_max_order, 9);
	KUNIT_EXPECT_EQ(test, record.kcompactd_highest_zone, 1);
	KUNIT_EXPECT_EQ(test, record.proactive_compact_trigger, 1);
#else
	KUNIT_EXPECT_EQ(test, record.kcompactd_max_order, MEMTOPO_NO_VALUE);
	KUNIT_EXPECT_EQ(test, record.kcompactd_highest_zone, MEMTOPO_NO_VALUE);
	KUNIT_EXPECT_EQ(test, record.proactive_compact_trigger,
			MEMTOPO_NO_VALUE);
#endif
}

static void compaction_of_zone(struct kunit *test)
{
	struct zone *zone = kunit_kzalloc(test, sizeof(*zone), GFP_KERNEL);
	struct memtopo_compaction record = {};

	KUNIT_ASSERT_NOT_NULL(test, zone);
	zone->contiguous = true;
#ifdef CONFIG_COMPACTION
	zone->compact_cached_free_pfn = 90;
	zone->compact_cached_migrate_pfn[0] = 10;
	zone->compact_cached_migrate_pfn[1] = 20;
	zone->compact_init_free_pfn = 80;
	zone->compact_init_migrate_pfn = 30;
	zone->compact_considered = 5;
	zone->compact_defer_shift = 6;
	zone->compact_order_failed = 9;
	zone->compact_blockskip_flush = true;
#endif
#ifdef CONFIG_MEMORY_ISOLATION
	zone->nr_isolate_pageblock = 11;
#endif
	compaction_of(zone, &record);
	KUNIT_EXPECT_EQ(test, record.contiguous, 1);
#ifdef CONFIG_COMPACTION
	KUNIT_EXPECT_EQ(test, record.compact_cached_free_pfn, 90);
	KUNIT_EXPECT_EQ(test, record.compact_cached_migrate_pfn[0], 10);
	KUNIT_EXPECT_EQ(test, record.compact_cached_migrate_pfn[1], 20);
	KUNIT_EXPECT_EQ(test, record.compact_init_free_pfn, 80);
	KUNIT_EXPECT_EQ(test, record.compact_init_migrate_pfn, 30);
	KUNIT_EXPECT_EQ(test, record.compact_considered, 5);
	KUNIT_EXPECT_EQ(test, record.compact_defer_shift, 6);
	KUNIT_EXPECT_EQ(test, record.compact_order_failed, 9);
	KUNIT_EXPECT_EQ(test, record.compact_blockskip_flush, 1);
#else
	KUNIT_EXPECT_EQ(test, record.compact_considered, MEMTOPO_NO_VALUE);
	KUNIT_EXPECT_EQ(test, record.compact_order_failed, MEMTOPO_NO_VALUE);
#endif
#ifdef CONFIG_MEMORY_ISOLATION
	KUNIT_EXPECT_EQ(test, record.nr_isolate_pageblock, 11);
#else
	KUNIT_EXPECT_EQ(test, record.nr_isolate_pageblock, MEMTOPO_NO_VALUE);
#endif
}

/* A row for each zone of the kernel that has pages, and what stands still. */
static void compaction_found(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_COMPACTION |
					     MEMTOPO_PART_RECLAIM);
	const struct memtopo_compaction *row = snap->compactions;
	size_t node;
	int zid;

	for (node = 0; node < snap->nr_nodes; node++) {
		for (zid = 0; zid < MAX_NR_ZONES; zid++) {
			struct zone *zone =
				&NODE_DATA(snap->nodes[node].nid)->node_zones[zid];

			if (!populated_zone(zone))
				continue;
			KUNIT_ASSERT_LT(test, row - snap->compactions,
					snap->nr_compactions);
			KUNIT_EXPECT_EQ(test, row->nid, snap->nodes[node].nid);
			KUNIT_EXPECT_EQ(test, row->zid, zid);
			KUNIT_EXPECT_EQ(test, row->contiguous, zone->contiguous);
			row++;
		}
		KUNIT_EXPECT_LE(test, snap->reclaims[node].kswapd_order,
				MEMTOPO_NR_ORDERS - 1);
		KUNIT_EXPECT_LE(test, snap->reclaims[node].kswapd_highest_zone,
				MAX_NR_ZONES);
	}
	KUNIT_EXPECT_EQ(test, row - snap->compactions, snap->nr_compactions);
	memtopo_snapshot_free(snap);
}

static void read_frame(struct kunit *test, const struct page *page,
		       struct memtopo_frame *frame)
{
	struct memtopo_source src;
	int cookie;

	memtopo_live_init(&src);
	cookie = src.ops->read_begin(&src);
	KUNIT_EXPECT_EQ(test, 0, src.ops->frame(&src, page_to_pfn(page), frame));
	src.ops->read_end(&src, cookie);
	KUNIT_EXPECT_FALSE(test, frame->device);
	KUNIT_EXPECT_FALSE(test, frame->blank);
	KUNIT_EXPECT_EQ(test, frame->links.nid, page_to_nid(page));
	KUNIT_EXPECT_EQ(test, frame->links.zid, page_zonenum(page));
}

/* Flags that we set ourselves, one by one, are those that are told. */
static void own_frame_flags(struct kunit *test)
{
	static const struct {
		unsigned int pg;
		u64 kpf;
	} flags[] = {
		{ PG_locked, BIT_ULL(KPF_LOCKED) },
		{ PG_referenced, BIT_ULL(KPF_REFERENCED) },
		{ PG_uptodate, BIT_ULL(KPF_UPTODATE) },
		{ PG_dirty, BIT_ULL(KPF_DIRTY) },
		{ PG_active, BIT_ULL(KPF_ACTIVE) },
		{ PG_writeback, BIT_ULL(KPF_WRITEBACK) },
		{ PG_reclaim, BIT_ULL(KPF_RECLAIM) },
		{ PG_swapbacked, BIT_ULL(KPF_SWAPBACKED) },
		{ PG_unevictable, BIT_ULL(KPF_UNEVICTABLE) },
		{ PG_mlocked, BIT_ULL(KPF_MLOCKED) },
		{ PG_private, BIT_ULL(KPF_PRIVATE) },
		{ PG_private_2, BIT_ULL(KPF_PRIVATE_2) },
		{ PG_owner_priv_1, BIT_ULL(KPF_OWNER_PRIVATE) },
		{ PG_arch_1, BIT_ULL(KPF_ARCH) },
	};
	struct page *page = alloc_page(GFP_KERNEL);
	struct memtopo_frame frame;
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, page);
	read_frame(test, page, &frame);
	KUNIT_EXPECT_EQ(test, frame.flags, 0);
	KUNIT_EXPECT_EQ(test, frame.order, 0);
	KUNIT_EXPECT_EQ(test, frame.head_pfn, page_to_pfn(page));
	KUNIT_EXPECT_EQ(test, frame.mapcount, 0);
	KUNIT_EXPECT_EQ(test, frame.page.refs, 1);
	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		set_bit(flags[i].pg, (unsigned long *)&page->flags);
		read_frame(test, page, &frame);
		clear_bit(flags[i].pg, (unsigned long *)&page->flags);
		KUNIT_EXPECT_EQ_MSG(test, frame.flags, flags[i].kpf, "%zu", i);
	}
	/* One flag alone is that of an owner, both are the swap cache. */
	set_bit(PG_swapcache, (unsigned long *)&page->flags);
	set_bit(PG_swapbacked, (unsigned long *)&page->flags);
	read_frame(test, page, &frame);
	clear_bit(PG_swapcache, (unsigned long *)&page->flags);
	clear_bit(PG_swapbacked, (unsigned long *)&page->flags);
	KUNIT_EXPECT_EQ(test, frame.flags, BIT_ULL(KPF_SWAPCACHE) |
			BIT_ULL(KPF_SWAPBACKED) | BIT_ULL(KPF_OWNER_PRIVATE));
	__free_page(page);
}

/* What the mapping says, and how often the page is mapped. */
static void own_frame_mapped(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct memtopo_frame frame;

	KUNIT_ASSERT_NOT_NULL(test, page);
	page->mapping = (void *)(0x1000UL | MEMTOPO_POINTER_ANON);
	atomic_set(&page->_mapcount, 2);
	read_frame(test, page, &frame);
	KUNIT_EXPECT_EQ(test, frame.flags, BIT_ULL(KPF_ANON) | BIT_ULL(KPF_MMAP));
	KUNIT_EXPECT_EQ(test, frame.mapcount, 3);
	page->mapping = (void *)(0x1000UL | MEMTOPO_POINTER_KSM);
	atomic_set(&page->_mapcount, 0);
	read_frame(test, page, &frame);
	KUNIT_EXPECT_EQ(test, frame.flags, BIT_ULL(KPF_ANON) |
			BIT_ULL(KPF_KSM) | BIT_ULL(KPF_MMAP));
	KUNIT_EXPECT_EQ(test, frame.mapcount, 1);
	page->mapping = NULL;
	atomic_set(&page->_mapcount, -1);
	read_frame(test, page, &frame);
	KUNIT_EXPECT_EQ(test, frame.flags, 0);
	KUNIT_EXPECT_EQ(test, frame.mapcount, 0);
	__free_page(page);
	read_frame(test, ZERO_PAGE(0), &frame);
	KUNIT_EXPECT_TRUE(test, frame.flags & BIT_ULL(KPF_ZERO_PAGE));
}

/* Head and tails of a compound page, and what slab has. */
static void own_frame_extent(struct kunit *test)
{
	void *object = kunit_kzalloc(test, 64, GFP_KERNEL);
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 3);
	struct memtopo_frame frame;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_ASSERT_NOT_NULL(test, page);
	for (i = 0; i < 8; i++) {
		read_frame(test, page + i, &frame);
		KUNIT_EXPECT_EQ(test, frame.flags,
				i ? BIT_ULL(KPF_COMPOUND_TAIL) :
				BIT_ULL(KPF_COMPOUND_HEAD));
		KUNIT_EXPECT_EQ(test, frame.order, 3);
		KUNIT_EXPECT_EQ(test, frame.head_pfn, page_to_pfn(page));
		KUNIT_EXPECT_EQ(test, frame.mapcount, 0);
	}
	__free_pages(page, 3);
	read_frame(test, virt_to_page(object), &frame);
	KUNIT_EXPECT_TRUE(test, frame.flags & BIT_ULL(KPF_SLAB));
	KUNIT_EXPECT_EQ(test, frame.mapcount, 0);
}

/*
 * A compound page that was taken apart under our eyes: what its struct pages
 * said is not believed when it cannot be.
 */
static void torn_frame(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, 2);
	struct page_view view = { .page = page, .head = page };
	struct memtopo_frame frame;
	u64 pfn;

	KUNIT_ASSERT_NOT_NULL(test, page);
	pfn = page_to_pfn(page);
	view.flags = memtopo_compat_page_flags(page);
	view.head_flags = view.flags;
	KUNIT_EXPECT_EQ(test, 0, frame_of_view(&view, pfn, &frame));
	/* Not aligned. */
	KUNIT_EXPECT_EQ(test, -EAGAIN, frame_of_view(&view, pfn + 1, &frame));
	KUNIT_EXPECT_EQ(test, -EAGAIN, frame_of_view(&view, pfn + 2, &frame));
	KUNIT_EXPECT_EQ(test, 0, frame_of_view(&view, pfn + 4, &frame));
	/* Behind its end, which it has not. */
	view.page = page + 3;
	KUNIT_EXPECT_EQ(test, 0, frame_of_view(&view, pfn + 3, &frame));
	view.page = page + 4;
	KUNIT_EXPECT_EQ(test, -EAGAIN, frame_of_view(&view, pfn + 4, &frame));
	/* A tail without a head. */
	view.head = NULL;
	KUNIT_EXPECT_EQ(test, -EAGAIN, frame_of_view(&view, pfn + 4, &frame));
	__free_pages(page, 2);
	/* Of the buddies' sizes only: gigantic pages are aligned otherwise. */
	KUNIT_EXPECT_FALSE(test, extent_possible(512, MEMTOPO_NR_ORDERS - 1, 512));
	KUNIT_EXPECT_TRUE(test, extent_possible(512, MEMTOPO_NR_ORDERS, 512));
	KUNIT_EXPECT_FALSE(test, extent_possible(0, 255, 0));
	KUNIT_EXPECT_FALSE(test, extent_possible(0, BITS_PER_LONG, 0));
}

/* A struct page that is poisoned says nothing. */
static void blank_frame(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct memtopo_frame frame;
	struct memtopo_source src;
	unsigned long flags;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, page);
	memtopo_live_init(&src);
	flags = memtopo_compat_page_flags(page);
	local_irq_disable();
	*(unsigned long *)&page->flags = -1UL;
	err = src.ops->frame(&src, page_to_pfn(page), &frame);
	*(unsigned long *)&page->flags = flags;
	local_irq_enable();
	__free_page(page);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_TRUE(test, frame.blank);
	KUNIT_EXPECT_EQ(test, frame.flags, 0);
}

/* The bits that the kernel keeps of a pageblock begin at this one. */
static unsigned long pageblock_word(struct page *page, unsigned long **words)
{
	unsigned long pfn = page_to_pfn(page);

#ifdef CONFIG_SPARSEMEM
	*words = __pfn_to_section(pfn)->usage->pageblock_flags;
	pfn %= PAGES_PER_SECTION;
#else
	*words = page_zone(page)->pageblock_flags;
	pfn -= pageblock_start_pfn(page_zone(page)->zone_start_pfn);
#endif
	return pfn / pageblock_nr_pages * NR_PAGEBLOCK_BITS;
}

static unsigned long bits_swap(unsigned long *words, unsigned long bit,
			       unsigned long new)
{
	unsigned long was = 0;
	unsigned int i;

	/* One by one, for others have theirs in the same word. */
	for (i = 0; i < NR_PAGEBLOCK_BITS; i++) {
		was |= (unsigned long)test_bit(bit + i, words) << i;
		assign_bit(bit + i, words, new & BIT(i));
	}
	return was;
}

/* A pageblock that is all ours, by what the kernel keeps of it. */
static void pageblock_bits(struct kunit *test)
{
	static const struct {
		unsigned long bits;
		struct memtopo_pageblock says;
	} cases[] = {
		{ MIGRATE_UNMOVABLE, { MEMTOPO_MIGRATE_UNMOVABLE, false } },
		{ MIGRATE_MOVABLE, { MEMTOPO_MIGRATE_MOVABLE, false } },
		{ MIGRATE_RECLAIMABLE | BIT(3), { MEMTOPO_MIGRATE_RECLAIMABLE, true } },
		{ MIGRATE_HIGHATOMIC, { MEMTOPO_MIGRATE_HIGHATOMIC, false } },
		{ MIGRATE_UNMOVABLE | BIT(3), { MEMTOPO_MIGRATE_UNMOVABLE, true } },
#ifdef CONFIG_CMA
		{ MIGRATE_CMA, { MEMTOPO_MIGRATE_CMA, false } },
#endif
#ifdef CONFIG_MEMORY_ISOLATION
		{ NR_PAGEBLOCK_BITS == 8 ? BIT(4) | MIGRATE_MOVABLE : MIGRATE_ISOLATE,
		  { MEMTOPO_MIGRATE_ISOLATE, false } },
#endif
		{ 7, { MEMTOPO_MIGRATE_UNKNOWN, false } },
	};
	struct page *page = alloc_pages(GFP_KERNEL, pageblock_order);
	unsigned long pfn, bit, was, *words;
	struct memtopo_source src;
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, page);
	memtopo_live_init(&src);
	pfn = page_to_pfn(page);
	bit = pageblock_word(page, &words);
	was = bits_swap(words, bit, 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct memtopo_pageblock record;

		bits_swap(words, bit, cases[i].bits);
		KUNIT_EXPECT_EQ(test, 0, live_pageblock(&src, pfn, &record));
		KUNIT_EXPECT_EQ(test, record.type, cases[i].says.type);
		KUNIT_EXPECT_EQ(test, record.skip, cases[i].says.skip);
		KUNIT_EXPECT_EQ(test, 0, live_pageblock(&src, pfn + pageblock_nr_pages - 1,
							&record));
		KUNIT_EXPECT_EQ(test, record.type, cases[i].says.type);
	}
	bits_swap(words, bit, was);
	__free_pages(page, pageblock_order);
}

#ifdef CONFIG_FLATMEM
/* What each zone says it has free is what it has. */
static bool free_areas_agree(const struct memtopo_snapshot *snap)
{
	size_t rows = snap->nr_nodes * MAX_NR_ZONES * MEMTOPO_NR_ORDERS;
	size_t row;

	for (row = 0; row < rows; row++) {
		const struct memtopo_free_area *area = &snap->free_areas[row];
		const struct memtopo_zone *record =
			&snap->zones[row / MEMTOPO_NR_ORDERS];
		const struct zone *zone =
			&NODE_DATA(record->nid)->node_zones[record->zid];
		unsigned int order = row % MEMTOPO_NR_ORDERS;
		u64 seen = 0;
		size_t type;

		for (type = 0; type < MEMTOPO_NR_MIGRATETYPES; type++)
			seen += area->blocks[type];
		if (area->nr_free != zone->free_area[order].nr_free ||
		    area->nr_free != seen)
			return false;
	}
	return true;
}

/*
 * The free blocks that the walk finds are those that the zones count. Someone
 * may allocate meanwhile, but not every time.
 */
static void free_blocks_found(struct kunit *test)
{
	bool agree = false;
	unsigned int tries;

	for (tries = 0; tries < 100 && !agree; tries++) {
		struct memtopo_snapshot *snap =
			take(test, MEMTOPO_PART_FREE_AREAS);

		agree = free_areas_agree(snap);
		memtopo_snapshot_free(snap);
	}
	KUNIT_EXPECT_TRUE(test, agree);
}

/*
 * Frames that no bits of pageblocks are kept for: the zone that a hole links to
 * can begin behind it, or end before. This one pretends to for a moment.
 */
static void pageblock_outside(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL, pageblock_order);
	struct memtopo_pageblock record;
	unsigned long pfn, start, spanned, flags;
	int own, below, above, last;
	struct memtopo_source src;
	struct zone *zone;

	KUNIT_ASSERT_NOT_NULL(test, page);
	memtopo_live_init(&src);
	zone = page_zone(page);
	pfn = page_to_pfn(page);
	start = zone->zone_start_pfn;
	spanned = zone->spanned_pages;
	own = live_pageblock(&src, pfn, &record);
	local_irq_save(flags);
	zone->zone_start_pfn = pfn + pageblock_nr_pages + 1;
	below = live_pageblock(&src, pfn + pageblock_nr_pages - 1, &record);
	zone->zone_start_pfn = start;
	zone->spanned_pages = pfn - start;
	above = live_pageblock(&src, pfn, &record);
	/* Bits are kept for all of a pageblock of which the zone has a frame. */
	zone->spanned_pages++;
	last = live_pageblock(&src, pfn + pageblock_nr_pages - 1, &record);
	zone->spanned_pages = spanned;
	local_irq_restore(flags);
	__free_pages(page, pageblock_order);
	KUNIT_EXPECT_EQ(test, own, 0);
	KUNIT_EXPECT_EQ(test, below, -ENXIO);
	KUNIT_EXPECT_EQ(test, above, -ENXIO);
	KUNIT_EXPECT_EQ(test, last, 0);
}

/* Runs of pageblocks follow one another from the first frame to the last. */
static void pageblocks_cover(struct kunit *test)
{
	const struct memtopo_table *table = &memtopo_table_pageblocks;
	struct memtopo_snapshot *snap = take(test, table->parts);
	u64 next = snap->geometry.mem_map_start_pfn;
	size_t line;

	for (line = 2; line < memtopo_table_lines(table, snap); line++) {
		const char *text = fake_line(test, table, snap, line);
		u64 start, pages;
		int found;

		if (!*text)
			continue;
		found = sscanf(text, "%llu %llu 0 ", &start, &pages);
		KUNIT_ASSERT_EQ_MSG(test, found, 2, "%s", text);
		KUNIT_EXPECT_EQ_MSG(test, start, next, "%s", text);
		next = start + pages;
	}
	KUNIT_EXPECT_EQ(test, next, snap->geometry.mem_map_start_pfn +
			snap->geometry.mem_map_pages);
	memtopo_snapshot_free(snap);
}

/* What has a struct page is either the allocator's or not. */
static void unmanaged_adds_up(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_UNMANAGED);
	u64 pages = 0;
	size_t row;

	for (row = 0; row < snap->nr_unmanaged; row++) {
		KUNIT_EXPECT_EQ(test, snap->unmanaged[row].kind,
				MEMTOPO_KIND_RESERVED);
		pages += snap->unmanaged[row].pages;
	}
	KUNIT_EXPECT_EQ(test, pages + totalram_pages(),
			snap->geometry.mem_map_pages);
	memtopo_snapshot_free(snap);
}

/* mem_map is one array: its ends are those of the frames it describes. */
static void mem_map_span(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, 0);
	u64 start = snap->geometry.mem_map_start_pfn;
	u64 end = start + snap->geometry.mem_map_pages;

	KUNIT_EXPECT_PTR_EQ(test, pfn_to_page(start), mem_map);
	KUNIT_EXPECT_TRUE(test, pfn_valid(start));
	KUNIT_EXPECT_TRUE(test, pfn_valid(end - 1));
	KUNIT_EXPECT_FALSE(test, pfn_valid(end));
	memtopo_snapshot_free(snap);
}
#endif

#ifdef CONFIG_SPARSEMEM
/* Exactly the sections that the kernel finds present, in order. */
static void sections_found(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_SECTIONS);
	unsigned long nr;
	size_t row = 0;

	for (nr = 0; nr < NR_MEM_SECTIONS; nr++) {
		if (!(nr % 65536))
			cond_resched();
		if (!present_section_nr(nr))
			continue;
		KUNIT_ASSERT_LT(test, row, snap->nr_sections);
		KUNIT_EXPECT_EQ(test, snap->sections[row].nr, nr);
		KUNIT_EXPECT_EQ(test, memtopo_section_start_pfn(&snap->geometry, nr),
				section_nr_to_pfn(nr));
		row++;
	}
	KUNIT_EXPECT_EQ(test, row, snap->nr_sections);
	memtopo_snapshot_free(snap);
}

static bool says(const struct memtopo_section *section,
		 enum memtopo_section_flag flag)
{
	return section->flags & BIT(flag);
}

/* The words of real sections, as the kernel's own accessors read them. */
static void section_words(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_SECTIONS);
	size_t row;

	for (row = 0; row < snap->nr_sections; row++) {
		const struct memtopo_section *section = &snap->sections[row];
		struct mem_section *ms = __nr_to_section(section->nr);

		KUNIT_EXPECT_TRUE(test, says(section, MEMTOPO_SECTION_PRESENT));
		KUNIT_EXPECT_EQ(test, says(section, MEMTOPO_SECTION_MEM_MAP),
				valid_section(ms));
		KUNIT_EXPECT_EQ(test, says(section, MEMTOPO_SECTION_ONLINE),
				online_section(ms));
		KUNIT_EXPECT_EQ(test, says(section, MEMTOPO_SECTION_EARLY),
				early_section(ms));
		KUNIT_EXPECT_EQ(test, section->unknown, 0);
	}
	memtopo_snapshot_free(snap);
}

/*
 * A struct page is handed out where the kernel has one that is initialised,
 * and links to the zone that the kernel says. A frame of each pageblock, not
 * always the first.
 */
static void links_of_frames(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_SECTIONS);
	unsigned long looks = 0;
	size_t row;

	for (row = 0; row < snap->nr_sections; row++) {
		u64 start = section_nr_to_pfn(snap->sections[row].nr);
		u64 pfn;

		for (pfn = start; pfn < start + PAGES_PER_SECTION;
		     pfn += pageblock_nr_pages + 1) {
			struct page *page = pfn_to_online_page(pfn);
			struct memtopo_links links;
			int err = live_page_links(NULL, pfn, &links);

			KUNIT_ASSERT_EQ(test, err, page ? 0 : -ENXIO);
			if (!page)
				continue;
			KUNIT_EXPECT_EQ(test, links.nid, page_to_nid(page));
			KUNIT_EXPECT_EQ(test, links.zid, page_zonenum(page));
			looks++;
		}
		cond_resched();
	}
	KUNIT_EXPECT_GT(test, looks, 0);
	memtopo_snapshot_free(snap);
}
#endif

#ifdef CONFIG_SPARSEMEM_VMEMMAP
static void subsections_valid(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_SECTIONS);
	size_t row;
	u64 sub;

	for (row = 0; row < snap->nr_sections; row++) {
		unsigned long nr = snap->sections[row].nr;
		unsigned long *map = memtopo_snapshot_subsections(snap, row);

		for (sub = 0; sub < SUBSECTIONS_PER_SECTION; sub++) {
			unsigned long pfn = section_nr_to_pfn(nr) +
				sub * PAGES_PER_SUBSECTION;

			KUNIT_EXPECT_EQ(test, test_bit(sub, map),
					pfn_section_valid(__nr_to_section(nr),
							  pfn));
		}
	}
	memtopo_snapshot_free(snap);
}

/*
 * Which frame holds a struct page: as the kernel's own walk of page tables.
 * Only x86 lets modules ask for either, and no other runs these suites.
 */
static void memmap_homes(struct kunit *test)
{
	struct memtopo_snapshot *snap = take(test, MEMTOPO_PART_SECTIONS);
	unsigned long looks = 0;
	size_t row;

	for (row = 0; row < snap->nr_sections; row++) {
		u64 start = section_nr_to_pfn(snap->sections[row].nr);
		u64 end = start + PAGES_PER_SECTION;
		struct memtopo_home home;
		u64 pfn;

		if (!pfn_to_online_page(start))
			continue;
		for (pfn = start; pfn < end; pfn += PAGES_PER_SUBSECTION + 1) {
			KUNIT_ASSERT_EQ(test, 0,
					live_memmap_home(NULL, start, pfn,
							 &home));
			KUNIT_EXPECT_EQ(test, home.pfn,
					slow_virt_to_phys(pfn_to_page(pfn)) >>
					PAGE_SHIFT);
			KUNIT_EXPECT_GT(test, home.frames, 0);
			KUNIT_EXPECT_LE(test, home.frames << PAGE_SHIFT,
					home.mapping_size);
			/* What is mapped in one go is aligned by its size. */
			KUNIT_EXPECT_EQ(test, 0, ((home.pfn + home.frames) << PAGE_SHIFT) %
					home.mapping_size);
			looks++;
		}
		cond_resched();
	}
	KUNIT_EXPECT_GT(test, looks, 0);
	memtopo_snapshot_free(snap);
}
#endif

static struct kunit_case live_cases[] = {
	KUNIT_CASE(memory_model),
	KUNIT_CASE(managed_adds_up),
	KUNIT_CASE(own_page_found),
	KUNIT_CASE(watermarks_of_zone),
	KUNIT_CASE(watermarks_found),
	KUNIT_CASE(zonelist_of_node),
	KUNIT_CASE(zonelists_found),
	KUNIT_CASE(own_pages_read),
	KUNIT_CASE(own_frame_flags),
	KUNIT_CASE(own_frame_mapped),
	KUNIT_CASE(own_frame_extent),
	KUNIT_CASE(torn_frame),
	KUNIT_CASE(blank_frame),
	KUNIT_CASE(pageblock_bits),
	KUNIT_CASE(reclaim_of_node),
	KUNIT_CASE(compaction_of_zone),
	KUNIT_CASE(compaction_found),
#ifdef CONFIG_FLATMEM
	KUNIT_CASE(free_blocks_found),
	KUNIT_CASE(pageblock_outside),
	KUNIT_CASE(pageblocks_cover),
	KUNIT_CASE(unmanaged_adds_up),
	KUNIT_CASE(mem_map_span),
#endif
#ifdef CONFIG_SPARSEMEM
	KUNIT_CASE(sections_found),
	KUNIT_CASE(section_words),
	KUNIT_CASE(links_of_frames),
#endif
#ifdef CONFIG_SPARSEMEM_VMEMMAP
	KUNIT_CASE(subsections_valid),
	KUNIT_CASE(memmap_homes),
#endif
	{}
};

static struct kunit_suite live_suite = {
	.name = "memtopo_live",
	.test_cases = live_cases,
};

kunit_test_suite(live_suite);
