// SPDX-License-Identifier: GPL-2.0
/*
 * One page frame in full.
 */
#include <linux/errno.h>
#include <linux/kernel-page-flags.h>
#include <linux/math.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "compat.h"
#include "frame.h"
#include "section.h"
#include "snapshot.h"
#include "table.h"

/* Times a frame is looked at again that became another page meanwhile. */
#define PAGE_TRIES	5

/* The words of tools/mm/page-types.c; a bit without one is not shown. */
static const char *const flag_names[] = {
	[KPF_LOCKED]		= "locked",
	[KPF_ERROR]		= "error",
	[KPF_REFERENCED]	= "referenced",
	[KPF_UPTODATE]		= "uptodate",
	[KPF_DIRTY]		= "dirty",
	[KPF_LRU]		= "lru",
	[KPF_ACTIVE]		= "active",
	[KPF_SLAB]		= "slab",
	[KPF_WRITEBACK]		= "writeback",
	[KPF_RECLAIM]		= "reclaim",
	[KPF_BUDDY]		= "buddy",
	[KPF_MMAP]		= "mmap",
	[KPF_ANON]		= "anonymous",
	[KPF_SWAPCACHE]		= "swapcache",
	[KPF_SWAPBACKED]	= "swapbacked",
	[KPF_COMPOUND_HEAD]	= "compound_head",
	[KPF_COMPOUND_TAIL]	= "compound_tail",
	[KPF_HUGE]		= "huge",
	[KPF_UNEVICTABLE]	= "unevictable",
	[KPF_HWPOISON]		= "hwpoison",
	[KPF_NOPAGE]		= "nopage",
	[KPF_KSM]		= "ksm",
	[KPF_THP]		= "thp",
	[KPF_OFFLINE]		= "offline",
	[KPF_ZERO_PAGE]		= "zero_page",
	[KPF_IDLE]		= "idle_page",
	[KPF_PGTABLE]		= "pgtable",
	[KPF_RESERVED]		= "reserved",
	[KPF_MLOCKED]		= "mlocked",
	[MEMTOPO_KPF_OWNER_2]	= MEMTOPO_KPF_OWNER_2_NAME,
	[KPF_PRIVATE]		= "private",
	[KPF_PRIVATE_2]		= "private_2",
	[KPF_OWNER_PRIVATE]	= "owner_private",
	[KPF_ARCH]		= "arch",
	[MEMTOPO_KPF_UNCACHED]	= "uncached",
	[KPF_SOFTDIRTY]		= "softdirty",
	[KPF_ARCH_2]		= "arch_2",
	[MEMTOPO_KPF_ARCH_3]	= "arch_3",
};

static const char *const state_names[MEMTOPO_NR_FRAME_STATES] = {
	[MEMTOPO_FRAME_ONLINE]	= "online",
	[MEMTOPO_FRAME_OFFLINE]	= "offline",
	[MEMTOPO_FRAME_DEVICE]	= "device",
	[MEMTOPO_FRAME_ABSENT]	= "absent",
};

/* Can there be such a frame, and such a number in this kernel? */
static bool pfn_possible(const struct memtopo_geometry *geo, u64 pfn)
{
	unsigned int bits = geo->max_physmem_bits ?: BITS_PER_TYPE(pfn);

	return pfn == (unsigned long)pfn && !(pfn >> (bits - geo->page_shift));
}

static u64 pfn_in_section(const struct memtopo_geometry *geo, u64 pfn)
{
	return pfn & (memtopo_geometry_section_pages(geo) - 1);
}

static u64 pfn_subsection(const struct memtopo_geometry *geo, u64 pfn)
{
	return pfn_in_section(geo, pfn) >>
		(geo->subsection_shift - geo->page_shift);
}

static u64 pfn_section(const struct memtopo_geometry *geo, u64 pfn)
{
	return pfn >> (geo->section_shift - geo->page_shift);
}

/* The section of a frame, with sections; without flags when there is none. */
static void page_section(const struct memtopo_source *src, u64 pfn,
			 struct memtopo_section *section)
{
	const struct memtopo_geometry *geo = &src->geometry;

	*section = (struct memtopo_section) { .nr = pfn_section(geo, pfn) };
	memtopo_section_decode(geo, src->ops->section_word(src, section->nr),
			       section);
}

/* Where a frame has no struct page that may be read: what is there? */
static int page_without(const struct memtopo_source *src,
			struct memtopo_subject *subject)
{
	const struct memtopo_geometry *geo = &src->geometry;
	DECLARE_BITMAP(map, MEMTOPO_SUBSECTIONS_MAX) = {};
	struct memtopo_section section;

	if (!geo->section_shift)
		return -ENXIO;
	page_section(src, subject->pfn, &section);
	if (!(section.flags & BIT(MEMTOPO_SECTION_PRESENT)))
		return -ENXIO;
	/* Gaps can be told in what is online, or else by subsections. */
	if (section.flags & BIT(MEMTOPO_SECTION_ONLINE))
		subject->state = MEMTOPO_FRAME_ABSENT;
	else
		subject->state = MEMTOPO_FRAME_OFFLINE;
	if (geo->subsection_shift) {
		src->ops->subsections(src, section.nr, map);
		if (!test_bit(pfn_subsection(geo, subject->pfn), map))
			subject->state = MEMTOPO_FRAME_ABSENT;
	}
	return 0;
}

static int page_read(const struct memtopo_source *src,
		     struct memtopo_subject *subject)
{
	int cookie = src->ops->read_begin(src);
	int err;

	err = src->ops->frame(src, subject->pfn, &subject->frame);
	if (!err && src->ops->pageblock(src, subject->pfn, &subject->pageblock))
		subject->pageblock.type = MEMTOPO_NR_MIGRATETYPES;
	src->ops->read_end(src, cookie);
	return err;
}

/* Does the free block that this frame says begins there reach up to @pfn? */
static bool free_block_holds(const struct memtopo_source *src,
			     const struct memtopo_page *page, u64 head, u64 pfn)
{
	return page->flags & BIT(MEMTOPO_PAGE_BUDDY) &&
		page->order < src->geometry.nr_orders &&
		!(head & ((1ULL << page->order) - 1)) &&
		pfn - head < 1ULL << page->order;
}

static int page_peek(const struct memtopo_source *src, u64 pfn,
		     struct memtopo_page *page)
{
	int cookie = src->ops->read_begin(src);
	int err = src->ops->page(src, pfn, page);

	src->ops->read_end(src, cookie);
	return err;
}

/*
 * The free block that a frame lies in: its first frame alone says so, and it
 * is aligned to its size. A read section for each look, for the block can
 * reach beyond a pageblock.
 */
static void page_free_block(const struct memtopo_source *src,
			    struct memtopo_subject *subject)
{
	struct memtopo_page page;
	unsigned int order;
	u64 head;

	for (order = 0; order < src->geometry.nr_orders; order++) {
		head = round_down(subject->pfn, 1ULL << order);
		if (page_peek(src, head, &page) ||
		    !free_block_holds(src, &page, head, subject->pfn))
			continue;
		subject->frame.flags |= BIT_ULL(KPF_BUDDY);
		subject->frame.order = page.order;
		subject->frame.head_pfn = head;
		return;
	}
}

static void page_online(const struct memtopo_source *src,
			struct memtopo_subject *subject)
{
	const struct memtopo_geometry *geo = &src->geometry;
	struct memtopo_section section;
	u64 memmap_end = 0;

	subject->state = MEMTOPO_FRAME_ONLINE;
	if (subject->frame.blank)
		return;
	if (geo->section_shift) {
		page_section(src, subject->pfn, &section);
		memmap_end = memtopo_frame_memmap_end(geo, &section);
	}
	subject->kind = memtopo_frame_kind(&subject->frame.page, subject->pfn,
					   memmap_end);
	if (subject->kind == MEMTOPO_KIND_FREE)
		page_free_block(src, subject);
}

static int page_fill(const struct memtopo_source *src,
		     struct memtopo_subject *subject)
{
	unsigned int tries;
	int err;

	for (tries = 0; tries < PAGE_TRIES; tries++) {
		err = page_read(src, subject);
		if (err != -EAGAIN)
			break;
	}
	if (err == -ENXIO)
		return page_without(src, subject);
	if (err)
		return err;
	if (subject->frame.device)
		subject->state = MEMTOPO_FRAME_DEVICE;
	else
		page_online(src, subject);
	return 0;
}

/**
 * memtopo_page_look - look at a page frame
 * @src: the machine
 * @snap: gets it as its page in place of a former one; has none on errors
 * @pfn: which; any number
 *
 * Context: May sleep. Outside of read sections.
 * Return: 0; -ERANGE when no frame can have this number; -ENXIO when there is
 * nothing at all; -EAGAIN when it becomes another page each time it is looked
 * at; -ENOMEM.
 */
int memtopo_page_look(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap, u64 pfn)
{
	struct memtopo_subject *subject;
	int err;

	kfree(snap->page);
	snap->page = NULL;
	if (!pfn_possible(&src->geometry, pfn))
		return -ERANGE;
	subject = kzalloc(sizeof(*subject), MEMTOPO_GFP);
	if (!subject)
		return -ENOMEM;
	subject->pfn = pfn;
	subject->kind = MEMTOPO_NR_KINDS;
	subject->pageblock.type = MEMTOPO_NR_MIGRATETYPES;
	subject->cpu_distance = MEMTOPO_NO_VALUE;
	err = page_fill(src, subject);
	if (err) {
		kfree(subject);
		return err;
	}
	snap->page = subject;
	return 0;
}

/**
 * memtopo_page_take - answer requests for a page frame
 * @src: the machine
 * @snap: the snapshot, with the request
 *
 * Context: May sleep.
 * Return: what memtopo_page_look() does.
 */
int memtopo_page_take(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap)
{
	u64 pfn = snap->request.address;

	if (snap->request.kind == MEMTOPO_REQUEST_PHYSICAL)
		pfn >>= src->geometry.page_shift;
	return memtopo_page_look(src, snap, pfn);
}

/* Is there a struct page that says something? */
static bool page_known(const struct memtopo_subject *subject)
{
	return (subject->state == MEMTOPO_FRAME_ONLINE ||
		subject->state == MEMTOPO_FRAME_DEVICE) && !subject->frame.blank;
}

static u64 page_value(const struct memtopo_subject *subject, u64 value)
{
	return page_known(subject) ? value : MEMTOPO_NO_VALUE;
}

static void page_word(struct seq_file *m, const char *word)
{
	seq_putc(m, ' ');
	seq_puts(m, word ?: "-");
}

static void page_pfn(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, snap->page->pfn);
}

static void page_physical(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	seq_printf(m, " 0x%llx", snap->page->pfn << snap->geometry.page_shift);
}

static void page_state(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	page_word(m, state_names[snap->page->state]);
}

static void page_flags(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	u64 flags = page_known(snap->page) ? snap->page->frame.flags : 0;
	char sep = ' ';
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flag_names); i++) {
		if (!(flags & BIT_ULL(i)) || !flag_names[i])
			continue;
		seq_putc(m, sep);
		seq_puts(m, flag_names[i]);
		sep = ',';
	}
	if (sep == ' ')
		seq_puts(m, " -");
}

static void page_kind_word(struct seq_file *m,
			   const struct memtopo_snapshot *snap)
{
	const struct memtopo_subject *subject = snap->page;

	if (subject->state == MEMTOPO_FRAME_DEVICE)
		page_word(m, "device");
	else
		page_word(m, subject->kind < MEMTOPO_NR_KINDS ?
			  memtopo_kind_names[subject->kind] : NULL);
}

static void page_refcount(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, page_value(snap->page,
					  snap->page->frame.page.refs));
}

static void page_mapcount_value(struct seq_file *m,
				const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, page_value(snap->page,
					  snap->page->frame.mapcount));
}

static void page_order(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, page_value(snap->page, snap->page->frame.order));
}

static void page_head_pfn(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, page_value(snap->page,
					  snap->page->frame.head_pfn));
}

static bool has_pageblock(const struct memtopo_subject *subject)
{
	return subject->pageblock.type < MEMTOPO_NR_MIGRATETYPES;
}

static void page_migratetype(struct seq_file *m,
			     const struct memtopo_snapshot *snap)
{
	page_word(m, has_pageblock(snap->page) ?
		  memtopo_migratetype_names[snap->page->pageblock.type] : NULL);
}

static void page_skip(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, has_pageblock(snap->page) ?
			    snap->page->pageblock.skip : MEMTOPO_NO_VALUE);
}

static void page_section_nr(struct seq_file *m,
			    const struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;

	memtopo_table_value(m, geo->section_shift ?
			    pfn_section(geo, snap->page->pfn) : MEMTOPO_NO_VALUE);
}

static void page_subsection(struct seq_file *m,
			    const struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;

	memtopo_table_value(m, geo->subsection_shift ?
			    pfn_subsection(geo, snap->page->pfn) :
			    MEMTOPO_NO_VALUE);
}

static void page_memory_block(struct seq_file *m,
			      const struct memtopo_snapshot *snap)
{
	const struct memtopo_geometry *geo = &snap->geometry;
	u64 nr = MEMTOPO_NO_VALUE;

	if (geo->section_shift && geo->memory_block_size)
		nr = memtopo_section_block(geo, pfn_section(geo, snap->page->pfn));
	memtopo_table_value(m, nr);
}

/* Index in the snapshot's zones, or -1. */
static long page_zone_row(const struct memtopo_snapshot *snap)
{
	if (!page_known(snap->page))
		return -1;
	return memtopo_snapshot_zone(snap, &snap->page->frame.links);
}

static void page_node(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	long row = page_zone_row(snap);

	memtopo_table_value(m, row < 0 ? MEMTOPO_NO_VALUE : snap->zones[row].nid);
}

static void page_zone_name(struct seq_file *m,
			   const struct memtopo_snapshot *snap)
{
	long row = page_zone_row(snap);

	page_word(m, row < 0 ? NULL : snap->zones[row].name);
}

static void page_self_hosted(struct seq_file *m,
			     const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, page_value(snap->page, snap->page->kind ==
					  MEMTOPO_KIND_MEMMAP));
}

static void page_cpu_distance(struct seq_file *m,
			      const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, snap->page->cpu_distance);
}

static const struct {
	const char *key;
	void (*value)(struct seq_file *m, const struct memtopo_snapshot *snap);
} page_keys[] = {
	{ "pfn",		page_pfn },
	{ "physical",		page_physical },
	{ "state",		page_state },
	{ "flags",		page_flags },
	{ "kind",		page_kind_word },
	{ "refcount",		page_refcount },
	{ "mapcount",		page_mapcount_value },
	{ "order",		page_order },
	{ "head_pfn",		page_head_pfn },
	{ "migratetype",	page_migratetype },
	{ "skip",		page_skip },
	{ "section",		page_section_nr },
	{ "subsection",		page_subsection },
	{ "memory_block",	page_memory_block },
	{ "node",		page_node },
	{ "zone",		page_zone_name },
	{ "self_hosted",	page_self_hosted },
	{ "cpu_distance",	page_cpu_distance },
};

/* An address may lead to no page at all. */
static size_t page_rows(const struct memtopo_snapshot *snap)
{
	return snap->page ? ARRAY_SIZE(page_keys) : 0;
}

static void page_row(struct seq_file *m, const struct memtopo_snapshot *snap,
		     size_t row)
{
	seq_puts(m, page_keys[row].key);
	page_keys[row].value(m, snap);
}

static const char *const page_columns[] = {
	"key", "value", NULL
};

const struct memtopo_table memtopo_table_page = {
	.name = "page",
	.columns = page_columns,
	.parts = MEMTOPO_PART_ANSWER,
	.rows = page_rows,
	.row = page_row,
};
