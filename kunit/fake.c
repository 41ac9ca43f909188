// SPDX-License-Identifier: GPL-2.0
/*
 * The source of machines that do not exist.
 *
 * It holds the code under test to the source's contract: struct pages only in
 * a read section, one at a time, and nothing that sleeps in it (preemption is
 * off there, so the kernel itself complains). Who looks at what is in the
 * frames, and so at all of them, must let go between chunks.
 */
#include <linux/bitmap.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "fake.h"
#include "fake_space.h"
#include "../module/compat.h"

#define FAKE_LINE_MAX	1024
#define FAKE_NO_CHUNK	U64_MAX

static const char *const zone_names[FAKE_NR_ZONES] = {
	"DMA", "DMA32", "Normal", "Movable", "Device",
};

#define FAKE_COMMON \
	.memory_model = "sparsemem", \
	.nr_orders = FAKE_ORDERS, \
	.zones_per_node = FAKE_NR_ZONES, \
	.zonelists = 2, \
	.node_ids = 8, \
	.nr_nodes_possible = 8, \
	.cpu_ids = 16, \
	.page_struct_size = 64

#define FAKE_VMEMMAP \
	FAKE_COMMON, \
	.sparsemem_extreme = true, \
	.sparsemem_vmemmap = true, \
	.subsection_shift = 21

#define FAKE_BITS { 0, 1, 2, 3, 4, MEMTOPO_BIT_NONE }

const struct memtopo_geometry fake_x86_64 = {
	FAKE_VMEMMAP,
	.page_shift = 12,
	.section_shift = 27,
	.max_physmem_bits = 46,
	.sections_per_root = 128,
	.section_flag_bits = 5,
	.flag_bit = FAKE_BITS,
	.memory_block_size = 1 << 27,
	.pageblock_shift = 9,
};

/* The later bit, and no ZONE_DEVICE: it moves into that one's place. */
const struct memtopo_geometry fake_x86_64_preinit = {
	FAKE_VMEMMAP,
	.page_shift = 12,
	.section_shift = 27,
	.max_physmem_bits = 52,
	.sections_per_root = 128,
	.section_flag_bits = 5,
	.flag_bit = { 0, 1, 2, 3, MEMTOPO_BIT_NONE, 4 },
	.memory_block_size = 1UL << 31,
	.pageblock_shift = 9,
};

const struct memtopo_geometry fake_arm64_4k = {
	FAKE_VMEMMAP,
	.page_shift = 12,
	.section_shift = 27,
	.max_physmem_bits = 48,
	.sections_per_root = 128,
	.section_flag_bits = 6,
	.flag_bit = { 0, 1, 2, 3, 4, 5 },
	.memory_block_size = 1 << 27,
	.pageblock_shift = 9,
};

/* 512 MiB sections of 256 subsections, pageblocks larger than these. */
const struct memtopo_geometry fake_arm64_64k = {
	FAKE_VMEMMAP,
	.page_shift = 16,
	.section_shift = 29,
	.max_physmem_bits = 52,
	.sections_per_root = 2048,
	.section_flag_bits = 5,
	.flag_bit = FAKE_BITS,
	.memory_block_size = 1 << 29,
	.pageblock_shift = 13,
};

/* 16 MiB sections of 8 subsections, sixteen sections to a block. */
const struct memtopo_geometry fake_ppc64 = {
	FAKE_VMEMMAP,
	.page_shift = 16,
	.section_shift = 24,
	.max_physmem_bits = 51,
	.sections_per_root = 2048,
	.section_flag_bits = 5,
	.flag_bit = FAKE_BITS,
	.memory_block_size = 1 << 28,
	.pageblock_shift = 8,
};

/* 64 MiB sections, no roots on demand, no vmemmap, no ZONE_DEVICE. */
const struct memtopo_geometry fake_i386 = {
	FAKE_COMMON,
	.page_shift = 12,
	.section_shift = 26,
	.max_physmem_bits = 32,
	.sections_per_root = 1,
	.section_flag_bits = 4,
	.flag_bit = { 0, 1, 2, 3, MEMTOPO_BIT_NONE, MEMTOPO_BIT_NONE },
	.pageblock_shift = 10,
};

const struct memtopo_geometry fake_flatmem = {
	.memory_model = "flatmem",
	.page_shift = 12,
	.page_struct_size = 64,
	.pageblock_shift = 10,
	.nr_orders = FAKE_ORDERS,
	.zones_per_node = FAKE_NR_ZONES,
	.zonelists = 1,
	.node_ids = 1,
	.nr_nodes_possible = 1,
	.cpu_ids = 1,
	.mem_map_start_pfn = 16,
	.mem_map_pages = 4096,
};

static struct fake_machine *fake_of(const struct memtopo_source *src)
{
	return container_of(src, struct fake_machine, src);
}

static u64 fake_generation(const struct memtopo_source *src)
{
	struct fake_machine *fake = fake_of(src);

	/* Asked at the start of each walk, and again at its end. */
	fake->walk_ended = fake->generation_looks++ % 2;
	if (!fake->walk_ended) {
		fake->walks++;
	} else if (fake->moves) {
		fake->moves--;
		fake->generation++;
	}
	return fake->generation;
}

/* Behind a walk, before the second look: what no event announces. */
static void fake_move(struct fake_machine *fake)
{
	if (!fake->walk_ended)
		return;
	fake->walk_ended = false;
	if (fake->zone_moves) {
		fake->zone_moves--;
		fake->zones[0].spanned_pages--;
	}
	if (fake->section_moves) {
		fake->section_moves--;
		fake->sections[0].word ^= BIT(2);
	}
	if (fake->zonelist_moves) {
		struct fake_zonelist *list = &fake->zonelists[0];

		fake->zonelist_moves--;
		swap(list->refs[0], list->refs[1]);
	}
	if (fake->node_moves) {
		fake->node_moves--;
		fake_node_add(fake, 7, 0);
	}
}

static int fake_node_from(const struct memtopo_source *src, int nid)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	fake_move(fake);
	for (i = 0; i < fake->nr_nodes; i++)
		if (fake->nodes[i].nid >= nid)
			return fake->nodes[i].nid;
	return -ENOENT;
}

static void fake_node(const struct memtopo_source *src, int nid,
		      struct memtopo_node *node, unsigned long *cpus)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	for (i = 0; i < fake->nr_nodes; i++) {
		if (fake->nodes[i].nid != nid)
			continue;
		*node = fake->nodes[i];
		if (cpus)
			*cpus = fake->cpus[i];
	}
}

static void fake_zone(const struct memtopo_source *src, int nid,
		      unsigned int zid, struct memtopo_zone *zone)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	strscpy(zone->name, zone_names[zid], sizeof(zone->name));
	for (i = 0; i < fake->nr_zones; i++)
		if (fake->zones[i].nid == nid && fake->zones[i].zid == zid)
			*zone = fake->zones[i];
}

static int fake_zonelist(const struct memtopo_source *src, int nid,
			 enum memtopo_zonelist_kind kind, unsigned int position,
			 struct memtopo_links *links)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	if (kind >= src->geometry.zonelists)
		KUNIT_FAIL(fake->test, "list %d, of a kind there is not", kind);
	for (i = 0; i < fake->nr_zonelists; i++) {
		const struct fake_zonelist *list = &fake->zonelists[i];

		if (list->nid != nid || list->kind != kind ||
		    position >= list->nr_refs)
			continue;
		*links = list->refs[position];
		return 0;
	}
	return -ENOENT;
}

static u64 fake_nr_free(const struct memtopo_source *src, int nid,
			unsigned int zid, unsigned int order)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	for (i = 0; i < fake->nr_zones; i++)
		if (fake->zones[i].nid == nid && fake->zones[i].zid == zid)
			return fake->nr_free[i][order];
	return 0;
}

static void fake_reclaim(const struct memtopo_source *src, int nid,
			 struct memtopo_reclaim *reclaim)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	for (i = 0; i < fake->nr_nodes; i++)
		if (fake->nodes[i].nid == nid)
			*reclaim = fake->reclaims[i];
}

static void fake_compaction(const struct memtopo_source *src, int nid,
			    unsigned int zid,
			    struct memtopo_compaction *compaction)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	for (i = 0; i < fake->nr_compactions; i++)
		if (fake->compactions[i].nid == nid &&
		    fake->compactions[i].zid == zid)
			*compaction = fake->compactions[i];
}

static int fake_distance(const struct memtopo_source *src, int from, int to)
{
	/* Lopsided on purpose. */
	return from == to ? 10 : 20 + 2 * from + to;
}

static long fake_root_from(const struct memtopo_source *src, unsigned long root)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	for (i = 0; i < fake->nr_sections; i++) {
		long has = fake->sections[i].nr /
			src->geometry.sections_per_root;

		if (has >= root)
			return has;
	}
	return -ENOENT;
}

static u64 fake_section_word(const struct memtopo_source *src, unsigned long nr)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	fake->word_looks++;
	for (i = 0; i < fake->nr_sections; i++)
		if (fake->sections[i].nr == nr)
			return fake->sections[i].word;
	return 0;
}

static void fake_subsections(const struct memtopo_source *src, unsigned long nr,
			     unsigned long *map)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	for (i = 0; i < fake->nr_sections; i++)
		if (fake->sections[i].nr == nr)
			bitmap_copy(map, fake->sections[i].subsections,
				    memtopo_geometry_subsections(&src->geometry));
}

static int fake_read_begin(const struct memtopo_source *src)
{
	struct fake_machine *fake = fake_of(src);

	KUNIT_EXPECT_EQ(fake->test, fake->depth, 0);
	fake->depth++;
	fake->in_section = 0;
	fake->chunk = FAKE_NO_CHUNK;
	preempt_disable();
	return 42;
}

static void fake_read_end(const struct memtopo_source *src, int cookie)
{
	struct fake_machine *fake = fake_of(src);

	preempt_enable();
	fake->depth--;
	fake->longest = max(fake->longest, fake->in_section);
	KUNIT_EXPECT_EQ(fake->test, fake->depth, 0);
	KUNIT_EXPECT_EQ(fake->test, cookie, 42);
}

static const struct fake_run *fake_run_of(struct fake_machine *fake, u64 pfn)
{
	size_t i;

	for (i = 0; i < fake->nr_runs; i++)
		if (pfn >= fake->runs[i].start && pfn < fake->runs[i].end)
			return &fake->runs[i];
	return NULL;
}

/* The run that a frame with a readable struct page lies in, or NULL. */
static const struct fake_run *fake_readable(struct fake_machine *fake, u64 pfn)
{
	const struct memtopo_geometry *geo = &fake->src.geometry;
	unsigned int shift = geo->section_shift - geo->page_shift;
	size_t i;

	if (fake->depth != 1)
		KUNIT_FAIL(fake->test, "page read outside a read section");
	if (!geo->section_shift &&
	    (pfn < geo->mem_map_start_pfn ||
	     pfn - geo->mem_map_start_pfn >= geo->mem_map_pages))
		return NULL;
	for (i = 0; i < fake->nr_sections; i++) {
		const struct fake_section *section = &fake->sections[i];

		if (section->nr != pfn >> shift)
			continue;
		if (!(section->word & BIT(2)))
			return NULL;
		if (geo->subsection_shift &&
		    !test_bit((pfn & (BIT_ULL(shift) - 1)) >>
			      (geo->subsection_shift - geo->page_shift),
			      section->subsections))
			return NULL;
	}
	return fake_run_of(fake, pfn);
}

/**
 * fake_page - look at a struct page, in a read section
 * @fake: the machine
 * @pfn: its frame
 *
 * Return: the run of frames that it lies in, NULL when it may not be read.
 */
const struct fake_run *fake_page(struct fake_machine *fake, u64 pfn)
{
	fake->page_looks++;
	fake->in_section++;
	return fake_readable(fake, pfn);
}

/* All that a read section looks into lies in one pageblock, one subsection. */
static void fake_chunk_watch(struct fake_machine *fake, u64 pfn)
{
	const struct memtopo_geometry *geo = &fake->src.geometry;
	unsigned int shift = geo->pageblock_shift;
	u64 chunk;

	if (geo->subsection_shift)
		shift = min(shift, geo->subsection_shift - geo->page_shift);
	chunk = pfn >> shift;
	if (fake->chunk != FAKE_NO_CHUNK && fake->chunk != chunk)
		KUNIT_FAIL(fake->test, "two chunks in one read section");
	fake->chunk = chunk;
}

static int fake_page_links(const struct memtopo_source *src, u64 pfn,
			   struct memtopo_links *links)
{
	const struct fake_run *run = fake_page(fake_of(src), pfn);

	if (!run)
		return -ENXIO;
	links->nid = run->nid;
	links->zid = run->zid;
	return 0;
}

static int fake_memmap_home(const struct memtopo_source *src, u64 anchor,
			    u64 pfn, struct memtopo_home *home)
{
	struct fake_machine *fake = fake_of(src);
	const struct memtopo_geometry *geo = &src->geometry;
	const struct fake_run *run = fake_page(fake, anchor);

	if (run && anchor != pfn)
		run = fake_run_of(fake, pfn);
	if (!run || !run->home)
		return -ENXIO;
	home->pfn = run->home + (((pfn - run->start) * geo->page_struct_size) >>
				 geo->page_shift);
	home->frames = fake->leaf_frames - home->pfn % fake->leaf_frames;
	home->mapping_size = fake->direct_map ? MEMTOPO_NO_VALUE :
		fake->leaf_frames << geo->page_shift;
	return 0;
}

static int fake_page_content(const struct memtopo_source *src, u64 pfn,
			     struct memtopo_page *page)
{
	struct fake_machine *fake = fake_of(src);
	size_t i;

	fake_chunk_watch(fake, pfn);
	if (!fake_page(fake, pfn))
		return -ENXIO;
	*page = (struct memtopo_page) {
		.flags = BIT(MEMTOPO_PAGE_LRU),
		.refs = 1,
	};
	for (i = 0; i < fake->nr_pages; i++) {
		const struct fake_pages *pages = &fake->pages[i];

		if (pfn < pages->start || pfn >= pages->end ||
		    (pages->stride && (pfn - pages->start) % pages->stride))
			continue;
		*page = pages->page;
		if (page->flags & BIT(MEMTOPO_PAGE_BUDDY) &&
		    pfn != pages->start)
			*page = (struct memtopo_page) {};
	}
	return 0;
}

static struct fake_frame *fake_frame_of(struct fake_machine *fake, u64 pfn)
{
	size_t i;

	for (i = 0; i < fake->nr_frames; i++)
		if (fake->frames[i].pfn == pfn)
			return &fake->frames[i];
	return NULL;
}

static int fake_frame(const struct memtopo_source *src, u64 pfn,
		      struct memtopo_frame *frame)
{
	struct fake_machine *fake = fake_of(src);
	struct fake_frame *told = fake_frame_of(fake, pfn);
	int err;

	fake->frame_looks++;
	if (fake->depth != 1)
		KUNIT_FAIL(fake->test, "frame read outside a read section");
	if (told && told->err && (!told->times || told->errors++ < told->times))
		return told->err;
	if (told) {
		*frame = told->frame;
		return 0;
	}
	*frame = (struct memtopo_frame) { .head_pfn = pfn };
	err = fake_page_content(src, pfn, &frame->page);
	return err ?: fake_page_links(src, pfn, &frame->links);
}

static int fake_pageblock(const struct memtopo_source *src, u64 pfn,
			  struct memtopo_pageblock *pageblock)
{
	struct fake_machine *fake = fake_of(src);
	unsigned int shift = src->geometry.pageblock_shift;
	size_t i;

	fake_chunk_watch(fake, pfn);
	fake->pageblock_looks++;
	if (!fake_readable(fake, pfn))
		return -ENXIO;
	*pageblock = (struct memtopo_pageblock) {
		.type = MEMTOPO_MIGRATE_MOVABLE,
	};
	for (i = 0; i < fake->nr_pageblocks; i++) {
		if (fake->pageblocks[i].start >> shift != pfn >> shift)
			continue;
		if (fake->pageblocks[i].type < 0)
			return fake->pageblocks[i].type;
		pageblock->type = fake->pageblocks[i].type;
		pageblock->skip = fake->pageblocks[i].skip;
	}
	return 0;
}

static const struct memtopo_source_ops fake_ops = {
	.generation	= fake_generation,
	.node_from	= fake_node_from,
	.node		= fake_node,
	.zone		= fake_zone,
	.zonelist	= fake_zonelist,
	.nr_free	= fake_nr_free,
	.reclaim	= fake_reclaim,
	.compaction	= fake_compaction,
	.distance	= fake_distance,
	.root_from	= fake_root_from,
	.section_word	= fake_section_word,
	.subsections	= fake_subsections,
	.read_begin	= fake_read_begin,
	.read_end	= fake_read_end,
	.page_links	= fake_page_links,
	.memmap_home	= fake_memmap_home,
	.page		= fake_page_content,
	.frame		= fake_frame,
	.pageblock	= fake_pageblock,
	.space_open	= fake_space_open,
	.space_close	= fake_space_close,
	.space_process	= fake_space_process,
	.space_lock	= fake_space_lock,
	.space_unlock	= fake_space_unlock,
	.space_contended = fake_space_contended,
	.space_mapping	= fake_space_mapping,
	.space_entries	= fake_space_entries,
	.mapped_pages	= fake_mapped_pages,
	.mapped_leaf	= fake_mapped_leaf,
};

/**
 * fake_machine_create - an empty machine
 * @test: the test that owns it
 * @geo: its geometry
 *
 * Return: the machine; the test ends when there is no memory for it.
 */
struct fake_machine *fake_machine_create(struct kunit *test,
					 const struct memtopo_geometry *geo)
{
	struct fake_machine *fake = kunit_kzalloc(test, sizeof(*fake),
						  GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, fake);
	fake->src.ops = &fake_ops;
	fake->src.geometry = *geo;
	fake->test = test;
	fake->leaf_frames = 512;
	return fake;
}

/**
 * fake_node_add - add a node, ids ascending
 * @fake: the machine
 * @nid: node id
 * @cpus: bitmap of its CPUs
 */
void fake_node_add(struct fake_machine *fake, int nid, unsigned long cpus)
{
	struct memtopo_node *node = &fake->nodes[fake->nr_nodes];

	KUNIT_ASSERT_LT(fake->test, fake->nr_nodes, (size_t)FAKE_NODES);
	fake->cpus[fake->nr_nodes++] = cpus;
	node->nid = nid;
	node->states = BIT(MEMTOPO_NODE_POSSIBLE) | BIT(MEMTOPO_NODE_ONLINE);
	if (cpus)
		node->states |= BIT(MEMTOPO_NODE_CPU);
}

/**
 * fake_zone_add - add a zone, all of it present
 * @fake: the machine
 * @nid: node id
 * @zid: zone index
 * @start: first PFN
 * @end: PFN after the last
 */
void fake_zone_add(struct fake_machine *fake, int nid, unsigned int zid,
		   u64 start, u64 end)
{
	struct memtopo_zone *zone = &fake->zones[fake->nr_zones++];

	KUNIT_ASSERT_LE(fake->test, fake->nr_zones, (size_t)FAKE_ZONES);
	zone->nid = nid;
	zone->zid = zid;
	strscpy(zone->name, zone_names[zid], sizeof(zone->name));
	zone->start_pfn = start;
	zone->spanned_pages = end - start;
	zone->present_pages = end - start;
	zone->managed_pages = end - start;
}

/**
 * fake_section_add - add a section with all its subsections
 * @fake: the machine
 * @nr: section number, ascending
 * @word: section_mem_map
 *
 * Return: the section.
 */
struct fake_section *fake_section_add(struct fake_machine *fake, u32 nr,
				      u64 word)
{
	struct fake_section *section = &fake->sections[fake->nr_sections++];

	KUNIT_ASSERT_LE(fake->test, fake->nr_sections, (size_t)FAKE_SECTIONS);
	section->nr = nr;
	section->word = word;
	bitmap_fill(section->subsections,
		    memtopo_geometry_subsections(&fake->src.geometry));
	return section;
}

/**
 * fake_run_add - let frames link to a zone
 * @fake: the machine
 * @start: first PFN
 * @end: PFN after the last
 * @nid: node id
 * @zid: zone index
 */
void fake_run_add(struct fake_machine *fake, u64 start, u64 end, int nid,
		  unsigned int zid)
{
	KUNIT_ASSERT_LT(fake->test, fake->nr_runs, (size_t)FAKE_RUNS);
	fake->runs[fake->nr_runs++] = (struct fake_run) {
		.start = start, .end = end, .nid = nid, .zid = zid,
	};
}

/**
 * fake_memory_add - add a zone and let its frames link to it
 * @fake: the machine
 * @start: first PFN
 * @end: PFN after the last
 * @nid: node id
 * @zid: zone index
 */
void fake_memory_add(struct fake_machine *fake, u64 start, u64 end, int nid,
		     unsigned int zid)
{
	fake_zone_add(fake, nid, zid, start, end);
	fake_run_add(fake, start, end, nid, zid);
}

/**
 * fake_pages_add - say what is in some frames; the last one to say so is right
 * @fake: the machine
 * @start: first PFN
 * @end: PFN after the last
 * @flags: BIT(enum memtopo_page_flag)
 * @refs: reference count
 */
void fake_pages_add(struct fake_machine *fake, u64 start, u64 end, u32 flags,
		    u32 refs)
{
	KUNIT_ASSERT_LT(fake->test, fake->nr_pages, (size_t)FAKE_PAGES);
	fake->pages[fake->nr_pages++] = (struct fake_pages) {
		.start = start, .end = end,
		.page = { .flags = flags, .refs = refs },
	};
}

/**
 * fake_free_add - let frames be one free block
 * @fake: the machine
 * @start: first PFN
 * @end: PFN after the last
 * @order: what the first frame says of its size, true or not
 */
void fake_free_add(struct fake_machine *fake, u64 start, u64 end,
		   unsigned int order)
{
	fake_pages_add(fake, start, end, BIT(MEMTOPO_PAGE_BUDDY), 0);
	fake->pages[fake->nr_pages - 1].page.order = order;
}

/**
 * fake_frame_add - tell the struct page of a frame in full
 * @fake: the machine
 * @pfn: the frame
 * @err: -errno, or 0 and the caller fills it in
 *
 * Return: the frame.
 */
struct fake_frame *fake_frame_add(struct fake_machine *fake, u64 pfn, int err)
{
	struct fake_frame *told = &fake->frames[fake->nr_frames++];

	KUNIT_ASSERT_LE(fake->test, fake->nr_frames, (size_t)FAKE_FRAMES);
	told->pfn = pfn;
	told->err = err;
	told->frame.head_pfn = pfn;
	return told;
}

/**
 * fake_pageblock_add - a pageblock that is not movable
 * @fake: the machine
 * @start: first PFN
 * @type: &enum memtopo_migratetype or -errno
 */
void fake_pageblock_add(struct fake_machine *fake, u64 start, int type)
{
	KUNIT_ASSERT_LT(fake->test, fake->nr_pageblocks,
			(size_t)FAKE_PAGEBLOCKS);
	fake->pageblocks[fake->nr_pageblocks++] = (struct fake_pageblock) {
		.start = start, .type = type,
	};
}

/**
 * fake_zonelist_add - let a node have a list of zones
 * @fake: the machine
 * @nid: node id
 * @kind: which of its lists
 * @refs: the zones
 * @nr: how many
 */
void fake_zonelist_add(struct fake_machine *fake, int nid,
		       enum memtopo_zonelist_kind kind,
		       const struct memtopo_links *refs, size_t nr)
{
	struct fake_zonelist *list = &fake->zonelists[fake->nr_zonelists++];

	KUNIT_ASSERT_LE(fake->test, fake->nr_zonelists, (size_t)FAKE_ZONELISTS);
	KUNIT_ASSERT_LE(fake->test, nr, (size_t)FAKE_ZONEREFS);
	list->nid = nid;
	list->kind = kind;
	list->nr_refs = nr;
	memcpy(list->refs, refs, nr * sizeof(*refs));
}

/**
 * fake_kill - let this task look as if it was being killed, or stop that
 * @killed: which
 */
void fake_kill(bool killed)
{
	if (killed) {
		sigaddset(&current->pending.signal, SIGKILL);
		set_thread_flag(TIF_SIGPENDING);
	} else {
		sigdelset(&current->pending.signal, SIGKILL);
		clear_thread_flag(TIF_SIGPENDING);
	}
}

static void fake_snapshot_free(void *snap)
{
	memtopo_snapshot_free(snap);
}

/**
 * fake_snapshot - take a snapshot that goes with the test
 * @fake: the machine
 * @parts: MEMTOPO_PART_*
 *
 * Return: the snapshot; the test ends when there is none.
 */
struct memtopo_snapshot *fake_snapshot(struct fake_machine *fake,
				       unsigned int parts)
{
	struct memtopo_snapshot *snap;

	snap = memtopo_snapshot_take(&fake->src, parts);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(fake->test, snap);
	kunit_add_action(fake->test, fake_snapshot_free, snap);
	return snap;
}

/**
 * fake_line - a line of a table as text
 * @test: the test that owns it
 * @table: the table
 * @snap: what it shows
 * @line: which
 *
 * Return: the line, without its newline; "" for a row without text.
 */
const char *fake_line(struct kunit *test, const struct memtopo_table *table,
		      const struct memtopo_snapshot *snap, size_t line)
{
	struct seq_file m = { .size = FAKE_LINE_MAX };

	m.buf = kunit_kzalloc(test, m.size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, m.buf);
	memtopo_table_write(&m, table, snap, line);
	KUNIT_ASSERT_LT(test, m.count, m.size);
	if (!m.count)
		return m.buf;
	KUNIT_EXPECT_EQ(test, m.buf[m.count - 1], '\n');
	m.buf[m.count - 1] = '\0';
	return m.buf;
}

MODULE_DESCRIPTION("KUnit tests of memtopo");
MODULE_LICENSE("GPL");
