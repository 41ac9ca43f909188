// SPDX-License-Identifier: GPL-2.0
/*
 * Pages that processes map, in batches: a part of the live source.
 *
 * What smaps asks of each page, under the rules of live.c: only inside a read
 * section, raw loads alone, no head that is not known to be online. Neighbours
 * mostly share a subsection, which is asked for once, and often a folio.
 */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pgtable.h>

#include "compat.h"
#include "mapped.h"
#include "source.h"

/*
 * Frames of which all or none are online, beginning with an aligned one; their
 * struct pages are contiguous. pfn_to_online_page() knows subsections.
 */
#ifdef CONFIG_SPARSEMEM_VMEMMAP
#define CHUNK_PAGES	PAGES_PER_SUBSECTION
#else
#define CHUNK_PAGES	1UL
#endif
#define NO_CHUNK	U64_MAX

/**
 * struct mapped_look - what is known from the pages before, in a read section
 * @chunk: number of the chunk, or NO_CHUNK
 * @pages: struct page of its first frame, NULL when it is not online
 * @head: the head that was looked at last
 * @mapped: what it says of each of its pages, but for MEMTOPO_MAPPED_SHARED
 * @flags: its flags
 * @order: of the folio
 * @belongs: it has a mapping
 * @once: it is mapped once, and so are its pages
 */
struct mapped_look {
	u64 chunk;
	struct page *pages;
	struct page *head;
	struct memtopo_mapped mapped;
	unsigned long flags;
	unsigned int order;
	bool belongs;
	bool once;
};

static const struct mapped_look mapped_look_first = { .chunk = NO_CHUNK };

static struct page *online_page(struct mapped_look *look, u64 pfn)
{
	u64 chunk = pfn / CHUNK_PAGES;
	unsigned int i = pfn % CHUNK_PAGES;
	struct page *page;

	if (chunk != look->chunk) {
		page = pfn_to_online_page(pfn);
		look->chunk = chunk;
		look->pages = page ? page - i : NULL;
	}
	return look->pages ? look->pages + i : NULL;
}

/*
 * The head of a compound page; the page itself if that is gone, or elsewhere
 * than it may be looked for: then the compound page is being taken apart.
 */
static struct page *online_head(struct page *page, u64 pfn)
{
	struct page *head = compound_head(page);
	u64 distance = ((unsigned long)page - (unsigned long)head) /
		sizeof(*page);
	unsigned long flags;

	if (head == page)
		return page;
	if (distance > pfn || pfn_to_online_page(pfn - distance) != head)
		return page;
	flags = memtopo_compat_page_flags(head);
	if (memtopo_compat_flags_poisoned(flags) || !(flags & BIT(PG_head)))
		return page;
	return head;
}

/* Which of the counts of smaps a folio is for. */
static u32 head_flags(struct page *head, unsigned long flags,
		      unsigned long mapping)
{
	u32 bits = 0;

	if (flags & BIT(PG_head))
		bits |= BIT(MEMTOPO_MAPPED_LARGE);
	if (flags & BIT(PG_head) && PageHuge(head))
		bits |= BIT(MEMTOPO_MAPPED_HUGETLB);
	if (mapping & MEMTOPO_POINTER_ANON)
		bits |= BIT(MEMTOPO_MAPPED_ANON);
	else if (flags & BIT(PG_swapbacked))
		bits |= BIT(MEMTOPO_MAPPED_SHMEM);
	return bits;
}

static void head_look(struct mapped_look *look, struct page *head)
{
	unsigned long flags = memtopo_compat_page_flags(head);
	unsigned long mapping = (unsigned long)READ_ONCE(head->mapping);

	look->head = head;
	look->flags = flags;
	look->order = flags & BIT(PG_head) ?
		min(compound_order(head), 32U) : 0;
	look->belongs = mapping;
	look->mapped.flags = head_flags(head, flags, mapping);
	look->mapped.zid = memtopo_compat_flags_zone(flags);
	look->mapped.nid = memtopo_compat_flags_node(flags, head);
	look->once = page_ref_count(head) == 1;
}

/* Small pages, which are most, have no more than their own count. */
static bool page_shared(const struct mapped_look *look, const struct page *page)
{
	if (look->once)
		return false;
	if (!look->order)
		return atomic_read(&page->_mapcount) > 0;
	return memtopo_compat_shared(page, look->head, look->order, look->flags,
				     look->mapped.flags &
				     (BIT(MEMTOPO_MAPPED_ANON) |
				      BIT(MEMTOPO_MAPPED_HUGETLB)));
}

/*
 * A small page, which most are: all in one go. What is looked at here are two
 * lines of the cache at most.
 */
static void small_look(const struct page *page, unsigned long flags,
		       struct memtopo_mapped *mapped)
{
	unsigned long mapping = (unsigned long)READ_ONCE(page->mapping);
	u32 bits = 0;

	if (mapping & MEMTOPO_POINTER_ANON)
		bits = BIT(MEMTOPO_MAPPED_ANON);
	else if (flags & BIT(PG_swapbacked))
		bits = BIT(MEMTOPO_MAPPED_SHMEM);
	/* Mapped once is who is referenced once. */
	if (atomic_read(&page->_mapcount) > 0 && page_ref_count(page) != 1)
		bits |= BIT(MEMTOPO_MAPPED_SHARED);
	mapped->flags = bits;
	mapped->zid = memtopo_compat_flags_zone(flags);
	mapped->nid = memtopo_compat_flags_node(flags, page);
}

/* Returns the struct page, unless there is nothing to be said of it. */
static struct page *mapped_look(struct mapped_look *look, u64 pfn,
				struct memtopo_mapped *mapped)
{
	struct page *page = online_page(look, pfn);
	unsigned long flags = page ? memtopo_compat_page_flags(page) : -1UL;

	*mapped = (struct memtopo_mapped) {};
	if (is_zero_pfn(pfn)) {
		mapped->flags = BIT(MEMTOPO_MAPPED_ZERO);
		return NULL;
	}
	if (memtopo_compat_flags_poisoned(flags)) {
		mapped->flags = BIT(MEMTOPO_MAPPED_ABSENT);
		return NULL;
	}
	if (!PageTail(page))
		head_look(look, page);
	else if (compound_head(page) != look->head)
		head_look(look, online_head(page, pfn));
	*mapped = look->mapped;
	return page;
}

/**
 * memtopo_mapped_pages - what pages are to whoever maps them
 * @src: the live source
 * @pfns: their frames
 * @nr: how many
 * @mapped: filled in for each
 *
 * Context: Inside a read section. Does not sleep.
 */
void memtopo_mapped_pages(const struct memtopo_source *src, const u64 *pfns,
			  unsigned int nr, struct memtopo_mapped *mapped)
{
	struct mapped_look look = mapped_look_first;
	unsigned long flags;
	struct page *page;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		page = online_page(&look, pfns[i]);
		flags = page ? memtopo_compat_page_flags(page) : -1UL;
		if (!memtopo_compat_flags_poisoned(flags) &&
		    !(flags & BIT(PG_head)) && !PageTail(page) &&
		    !is_zero_pfn(pfns[i])) {
			small_look(page, flags, &mapped[i]);
			continue;
		}
		page = mapped_look(&look, pfns[i], &mapped[i]);
		if (page && page_shared(&look, page))
			mapped[i].flags |= BIT(MEMTOPO_MAPPED_SHARED);
	}
}

/*
 * The huge zero page is not exported. It is the only one that is mapped as a
 * whole without being counted, and belongs to nothing.
 */
static bool is_huge_zero(const struct mapped_look *look)
{
	return look->order && !look->belongs &&
		look->mapped.flags == BIT(MEMTOPO_MAPPED_LARGE) &&
		memtopo_compat_entire_mapcount(look->head, look->order) <= 0;
}

/**
 * memtopo_mapped_leaf - what pages are that one entry maps
 * @src: the live source
 * @pfn: frame of the first
 * @pages: how many, all of one folio if they have struct pages
 * @mapped: filled in for all of them, without MEMTOPO_MAPPED_SHARED
 *
 * Context: Inside a read section. Does not sleep.
 * Return: how many of them are mapped more than once.
 */
unsigned int memtopo_mapped_leaf(const struct memtopo_source *src, u64 pfn,
				 unsigned int pages,
				 struct memtopo_mapped *mapped)
{
	struct mapped_look look = mapped_look_first;
	unsigned int shared = 0, i;
	const struct page *page = mapped_look(&look, pfn, mapped);

	if (!page)
		return 0;
	if (is_huge_zero(&look)) {
		mapped->flags = BIT(MEMTOPO_MAPPED_ZERO);
		return 0;
	}
	if (look.once)
		return 0;
	if (look.mapped.flags & BIT(MEMTOPO_MAPPED_HUGETLB))
		return page_shared(&look, page) ? pages : 0;
	for (i = 0; i < pages; i++) {
		page = online_page(&look, pfn + i);
		shared += page && page_shared(&look, page);
	}
	return shared;
}
