// SPDX-License-Identifier: GPL-2.0
/*
 * Page frames: what each is taken for, and that the walk comes to all of them.
 */
#include "../module/frame.c"

#include "fake.h"
#include "pages.h"

struct kind_case {
	const char *name;
	u32 flags;
	u32 refs;
	enum memtopo_page_kind kind;
};

static const struct kind_case kind_cases[] = {
	{ "memmap, reserved as before v6.11", SELF_HOSTED | RESERVED, 1, MEMTOPO_KIND_MEMMAP },
	{ "memmap alone", SELF_HOSTED, 1, MEMTOPO_KIND_MEMMAP },
	{ "reserved", RESERVED, 1, MEMTOPO_KIND_RESERVED },
	{ "reserved in a hole", RESERVED, 0, MEMTOPO_KIND_RESERVED },
	{ "reserved and mapped, as the zero page", RESERVED | PINNED, 5000, MEMTOPO_KIND_RESERVED },
	{ "hugetlb in use", HUGETLB | MAPPED, 2, MEMTOPO_KIND_HUGETLB },
	{ "hugetlb in the pool", HUGETLB, 0, MEMTOPO_KIND_HUGETLB },
	{ "hugetlb pinned", HUGETLB | MAPPED | PINNED, 1026, MEMTOPO_KIND_PINNED },
	{ "hugetlb poisoned", HUGETLB | HWPOISON, 1, MEMTOPO_KIND_HUGETLB },
	{ "free", BUDDY, 0, MEMTOPO_KIND_FREE },
	{ "free and being taken", BUDDY, 1, MEMTOPO_KIND_FREE },
	{ "free and reported to the host", BUDDY | MAPPED | LRU, 0, MEMTOPO_KIND_FREE },
	{ "inside a free block", 0, 0, MEMTOPO_KIND_FREE },
	{ "given up by the page cache", LRU | MAPPED, 0, MEMTOPO_KIND_FREE },
	{ "given up after a pin", PINNED, 0, MEMTOPO_KIND_FREE },
	{ "poisoned", HWPOISON, 1, MEMTOPO_KIND_HWPOISON },
	{ "poisoned in the page cache", HWPOISON | LRU | MAPPED, 3, MEMTOPO_KIND_HWPOISON },
	{ "poisoned and pinned", HWPOISON | LRU | PINNED, 2000, MEMTOPO_KIND_HWPOISON },
	{ "poisoned and given up", HWPOISON, 0, MEMTOPO_KIND_HWPOISON },
	{ "poisoned slab", HWPOISON | SLAB, 1, MEMTOPO_KIND_HWPOISON },
	{ "poisoned page table", HWPOISON | TABLE, 1, MEMTOPO_KIND_HWPOISON },
	{ "slab", SLAB, 1, MEMTOPO_KIND_SLAB },
	{ "slab without a count", SLAB, 0, MEMTOPO_KIND_SLAB },
	{ "slab with what it keeps in mapping", SLAB | MAPPED, 1, MEMTOPO_KIND_SLAB },
	{ "page table", TABLE, 1, MEMTOPO_KIND_TABLE },
	{ "page table without a count", TABLE, 0, MEMTOPO_KIND_TABLE },
	{ "page table with what it keeps in mapping", TABLE | MAPPED, 1, MEMTOPO_KIND_TABLE },
	{ "not plugged", OFFLINE, 1, MEMTOPO_KIND_OFFLINE },
	{ "not plugged, driver agrees", OFFLINE, 0, MEMTOPO_KIND_OFFLINE },
	{ "ballooned", OFFLINE | MOVABLE | MAPPED, 2, MEMTOPO_KIND_OFFLINE },
	{ "page cache", LRU | MAPPED, 2, MEMTOPO_KIND_MOVABLE },
	{ "LRU alone", LRU, 1, MEMTOPO_KIND_MOVABLE },
	{ "on its way to the LRU", MAPPED, 3, MEMTOPO_KIND_MOVABLE },
	{ "movable by its driver", MOVABLE, 1, MEMTOPO_KIND_MOVABLE },
	{ "pinned", LRU | MAPPED | PINNED, 1025, MEMTOPO_KIND_PINNED },
	{ "pinned off the LRU", MAPPED | PINNED, 1025, MEMTOPO_KIND_PINNED },
	{ "movable by its driver, but pinned", MOVABLE | PINNED, 1024, MEMTOPO_KIND_PINNED },
	{ "kernel", 0, 1, MEMTOPO_KIND_KERNEL },
	{ "kernel with many references", PINNED, 5000, MEMTOPO_KIND_KERNEL },
};

KUNIT_ARRAY_PARAM_DESC(kind, kind_cases, name);

static void kind_says(struct kunit *test)
{
	const struct kind_case *c = test->param_value;
	struct memtopo_page page = { .flags = c->flags, .refs = c->refs };

	KUNIT_EXPECT_EQ(test, page_kind(&page), c->kind);
	/* It is not asked for of the size of a block. */
	page.order = UINT_MAX;
	KUNIT_EXPECT_EQ(test, page_kind(&page), c->kind);
}

/* Of any two of these the first decides, whatever else is said. */
static void kind_precedes(struct kunit *test)
{
	static const struct {
		u32 flag;
		enum memtopo_page_kind kind;
	} order[] = {
		{ SELF_HOSTED, MEMTOPO_KIND_MEMMAP },
		{ RESERVED, MEMTOPO_KIND_RESERVED },
		{ HUGETLB, MEMTOPO_KIND_HUGETLB },
		{ BUDDY, MEMTOPO_KIND_FREE },
		{ HWPOISON, MEMTOPO_KIND_HWPOISON },
		{ SLAB, MEMTOPO_KIND_SLAB },
		{ TABLE, MEMTOPO_KIND_TABLE },
		{ OFFLINE, MEMTOPO_KIND_OFFLINE },
		{ LRU, MEMTOPO_KIND_MOVABLE },
		{ MOVABLE, MEMTOPO_KIND_MOVABLE },
		{ MAPPED, MEMTOPO_KIND_MOVABLE },
	};
	struct memtopo_page page = { .refs = 1 };
	u32 below;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		/* Any set of those that follow. */
		u32 rest = 0;
		size_t j;

		for (j = i + 1; j < ARRAY_SIZE(order); j++)
			rest |= order[j].flag;
		for (below = rest;; below = (below - 1) & rest) {
			page.flags = order[i].flag | below;
			KUNIT_EXPECT_EQ(test, page_kind(&page), order[i].kind);
			if (!below)
				break;
		}
	}
}

/* The flag that other frames have for other reasons. */
static void kind_memmap(struct kunit *test)
{
	struct memtopo_page page = { .flags = SELF_HOSTED | RESERVED, .refs = 1 };

	KUNIT_EXPECT_EQ(test, memtopo_frame_kind(&page, 511, 512),
			MEMTOPO_KIND_MEMMAP);
	KUNIT_EXPECT_EQ(test, memtopo_frame_kind(&page, 512, 512),
			MEMTOPO_KIND_RESERVED);
	KUNIT_EXPECT_EQ(test, memtopo_frame_kind(&page, 0, 0),
			MEMTOPO_KIND_RESERVED);
	page.refs = 2;
	KUNIT_EXPECT_EQ(test, memtopo_frame_kind(&page, 0, 512),
			MEMTOPO_KIND_RESERVED);
	page.flags = SELF_HOSTED | LRU;
	KUNIT_EXPECT_EQ(test, memtopo_frame_kind(&page, 0, 512),
			MEMTOPO_KIND_MOVABLE);
}

/* A memory block of 128 MiB has its memmap in 512 frames, one of 2 GiB in 8192. */
static void memmap_end(struct kunit *test)
{
	struct memtopo_section section = { .nr = 33 };

	KUNIT_EXPECT_EQ(test, memtopo_frame_memmap_end(&fake_x86_64, &section),
			33 * 32768 + 512);
	KUNIT_EXPECT_EQ(test, memtopo_frame_memmap_end(&fake_x86_64_preinit, &section),
			32 * 32768 + 8192);
	/* 8192 struct pages take 8 frames of 64 KiB, and a pageblock at least. */
	KUNIT_EXPECT_EQ(test, memtopo_frame_memmap_end(&fake_arm64_64k, &section),
			34 * 8192);
	KUNIT_EXPECT_EQ(test, memtopo_frame_memmap_end(&fake_i386, &section), 0);
	KUNIT_EXPECT_EQ(test, memtopo_frame_memmap_end(&fake_flatmem, NULL), 0);
	section.flags = BIT(MEMTOPO_SECTION_EARLY);
	KUNIT_EXPECT_EQ(test, memtopo_frame_memmap_end(&fake_x86_64, &section),
			0);
}

#define STEPS_MAX	64

/**
 * struct step - a call that the walk made
 * @what: 'e'nter, 'c'hunk or 'f'rame
 * @start: first frame
 * @end: frame after the last
 */
struct step {
	char what;
	u64 start;
	u64 end;
};

/**
 * struct diary - a visitor who keeps a diary
 * @visitor: whom the walk knows
 * @test: the test that owns it
 * @fake: where it is
 * @steps: what it was shown
 * @nr_steps: how often
 * @refuse: enter() fails for what begins here
 */
struct diary {
	struct memtopo_visitor visitor;
	struct kunit *test;
	struct fake_machine *fake;
	struct step steps[STEPS_MAX];
	size_t nr_steps;
	u64 refuse;
};

static void diary_add(struct memtopo_visitor *visitor, char what, u64 start,
		      u64 end, int depth)
{
	struct diary *diary = container_of(visitor, struct diary, visitor);

	KUNIT_EXPECT_EQ(diary->test, diary->fake->depth, depth);
	KUNIT_ASSERT_LT(diary->test, diary->nr_steps, (size_t)STEPS_MAX);
	diary->steps[diary->nr_steps++] = (struct step) { what, start, end };
}

static int diary_enter(struct memtopo_visitor *visitor,
		       const struct memtopo_section *section, u64 start, u64 end)
{
	struct diary *diary = container_of(visitor, struct diary, visitor);

	diary_add(visitor, 'e', start, end, 0);
	KUNIT_EXPECT_EQ(diary->test, !section,
			!visitor->snap->geometry.section_shift);
	return start == diary->refuse ? -ENOMEM : 0;
}

static void diary_chunk(struct memtopo_visitor *visitor, u64 start, u64 end)
{
	diary_add(visitor, 'c', start, end, 1);
}

/* Only those that answer for others. */
static void diary_frame(struct memtopo_visitor *visitor, u64 pfn, u64 frames,
			const struct memtopo_page *page)
{
	if (frames > 1)
		diary_add(visitor, 'f', pfn, pfn + frames, 1);
}

static struct diary *diary_open(struct fake_machine *fake)
{
	struct diary *diary = kunit_kzalloc(fake->test, sizeof(*diary),
					    GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(fake->test, diary);
	diary->test = fake->test;
	diary->fake = fake;
	diary->refuse = U64_MAX;
	diary->visitor = (struct memtopo_visitor) {
		.src = &fake->src,
		.snap = fake_snapshot(fake, MEMTOPO_PART_SECTIONS),
		.enter = diary_enter,
		.chunk = diary_chunk,
		.frame = diary_frame,
	};
	return diary;
}

static void diary_says(struct diary *diary, const struct step *steps,
		       size_t nr_steps)
{
	size_t i;

	KUNIT_ASSERT_EQ(diary->test, diary->nr_steps, nr_steps);
	for (i = 0; i < nr_steps; i++) {
		KUNIT_EXPECT_EQ(diary->test, diary->steps[i].what, steps[i].what);
		KUNIT_EXPECT_EQ(diary->test, diary->steps[i].start, steps[i].start);
		KUNIT_EXPECT_EQ(diary->test, diary->steps[i].end, steps[i].end);
	}
}

/* FLATMEM: mem_map from where it begins to where it ends, aligned or not. */
static void walks_mem_map(struct kunit *test)
{
	static const struct step steps[] = {
		{ 'e', 16, 4112 },
		{ 'c', 16, 1024 },
		{ 'c', 1024, 2048 }, { 'f', 1024, 2048 },
		{ 'c', 2048, 3072 }, { 'f', 2560, 2624 },
		{ 'c', 3072, 4096 },
		{ 'c', 4096, 4112 },
	};
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);
	struct diary *diary;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 16, 4112, 0, FAKE_NORMAL);
	fake_free_add(fake, 1024, 2048, 10);
	fake_free_add(fake, 2560, 2624, 6);
	diary = diary_open(fake);
	KUNIT_EXPECT_EQ(test, memtopo_frame_walk(&diary->visitor), 0);
	diary_says(diary, steps, ARRAY_SIZE(steps));
	KUNIT_EXPECT_EQ(test, fake->page_looks, 4096 - 1023 - 63);
}

/* In parts, and what is said of each comes before it. */
static void mem_map_parts(struct kunit *test)
{
	static const struct step steps[] = {
		{ 'e', 32000, 32768 }, { 'c', 32000, 32768 },
		{ 'e', 32768, 33800 }, { 'c', 32768, 33792 },
		{ 'c', 33792, 33800 },
	};
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);
	struct diary *diary;

	fake->src.geometry.mem_map_start_pfn = 32000;
	fake->src.geometry.mem_map_pages = 1800;
	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 32000, 33800, 0, FAKE_NORMAL);
	diary = diary_open(fake);
	KUNIT_EXPECT_EQ(test, memtopo_frame_walk(&diary->visitor), 0);
	diary_says(diary, steps, ARRAY_SIZE(steps));

	diary->nr_steps = 0;
	diary->refuse = 32768;
	KUNIT_EXPECT_EQ(test, memtopo_frame_walk(&diary->visitor), -ENOMEM);
	KUNIT_EXPECT_EQ(test, diary->nr_steps, (size_t)3);
}

/* Sections that are present, and the frames of those that are online. */
static void walks_sections(struct kunit *test)
{
	static const struct step steps[] = {
		{ 'e', 0, 256 },
		{ 'c', 0, 32 }, { 'f', 0, 32 }, { 'c', 32, 64 },
		{ 'c', 192, 224 },
		{ 'e', 768, 1024 },
		{ 'e', 1024, 1280 },
		{ 'c', 1248, 1280 },
	};
	struct fake_machine *fake = fake_machine_create(test, &fake_ppc64);
	struct fake_section *section;
	struct diary *diary;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 1280, 0, FAKE_NORMAL);
	section = fake_section_add(fake, 0, FAKE_ONLINE);
	bitmap_clear(section->subsections, 2, 4);
	bitmap_clear(section->subsections, 7, 1);
	fake_section_add(fake, 3, FAKE_OFFLINE);
	section = fake_section_add(fake, 4, FAKE_ONLINE);
	bitmap_clear(section->subsections, 0, 7);
	/* Not believed beyond its chunk. */
	fake_free_add(fake, 0, 64, 6);
	diary = diary_open(fake);
	KUNIT_EXPECT_EQ(test, memtopo_frame_walk(&diary->visitor), 0);
	diary_says(diary, steps, ARRAY_SIZE(steps));

	diary->nr_steps = 0;
	diary->refuse = 768;
	KUNIT_EXPECT_EQ(test, memtopo_frame_walk(&diary->visitor), -ENOMEM);
	KUNIT_EXPECT_EQ(test, diary->nr_steps, (size_t)6);
}

/* Whoever wants chunks alone does not pay for frames. */
static void chunks_alone(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_ppc64);
	struct diary *diary;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 256, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_ONLINE);
	diary = diary_open(fake);
	diary->visitor.frame = NULL;
	diary->visitor.enter = NULL;
	KUNIT_EXPECT_EQ(test, memtopo_frame_walk(&diary->visitor), 0);
	KUNIT_EXPECT_EQ(test, diary->nr_steps, (size_t)8);
	KUNIT_EXPECT_EQ(test, fake->page_looks, 0);
}

/* A reader who is being killed waits for one chunk. */
static void killed(struct kunit *test)
{
	struct fake_machine *flat = fake_machine_create(test, &fake_flatmem);
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct diary *diary;
	int err;

	fake_node_add(flat, 0, 1);
	fake_memory_add(flat, 16, 4112, 0, FAKE_NORMAL);
	diary = diary_open(flat);
	fake_kill(true);
	err = memtopo_frame_walk(&diary->visitor);
	fake_kill(false);
	KUNIT_EXPECT_EQ(test, err, -EINTR);
	KUNIT_EXPECT_EQ(test, diary->nr_steps, (size_t)2);

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 65536, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_OFFLINE);
	fake_section_add(fake, 1, FAKE_ONLINE);
	diary = diary_open(fake);
	fake_kill(true);
	err = memtopo_frame_walk(&diary->visitor);
	fake_kill(false);
	/* Nor for a section without frames. */
	KUNIT_EXPECT_EQ(test, err, -EINTR);
	KUNIT_EXPECT_EQ(test, diary->nr_steps, (size_t)1);
	KUNIT_EXPECT_EQ(test, fake->page_looks, 0);
}

static struct kunit_case frame_cases[] = {
	KUNIT_CASE_PARAM(kind_says, kind_gen_params),
	KUNIT_CASE(kind_precedes),
	KUNIT_CASE(kind_memmap),
	KUNIT_CASE(memmap_end),
	KUNIT_CASE(walks_mem_map),
	KUNIT_CASE(mem_map_parts),
	KUNIT_CASE(walks_sections),
	KUNIT_CASE(chunks_alone),
	KUNIT_CASE(killed),
	{}
};

static struct kunit_suite frame_suite = {
	.name = "memtopo_frame",
	.test_cases = frame_cases,
};

kunit_test_suite(frame_suite);
