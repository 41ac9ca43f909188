// SPDX-License-Identifier: GPL-2.0
/*
 * Sections: words of many architectures, and whose pages they hold.
 */
#include "../module/section.c"

#include "fake.h"

/* Frames in a section and in a subsection of fake_x86_64. */
#define SECTION		32768
#define SUBSECTION	512

#define P	BIT(MEMTOPO_SECTION_PRESENT)
#define M	BIT(MEMTOPO_SECTION_MEM_MAP)
#define O	BIT(MEMTOPO_SECTION_ONLINE)
#define E	BIT(MEMTOPO_SECTION_EARLY)
#define D	BIT(MEMTOPO_SECTION_DEVICE)
#define V	BIT(MEMTOPO_SECTION_PREINIT)

struct word_case {
	const char *name;
	const struct memtopo_geometry *geo;
	u64 word;
	u16 flags;
	u16 unknown;
};

static const struct word_case word_cases[] = {
	{ "absent", &fake_x86_64, 0, 0, 0 },
	{ "x86_64 boot memory", &fake_x86_64, 0xffffea000000000f, P | M | O | E, 0 },
	{ "x86_64 hot-added, offline", &fake_x86_64, 0xffffea0000000003, P | M, 0 },
	{ "x86_64 hot-added, online", &fake_x86_64, 0xffffea0000000007, P | M | O, 0 },
	{ "x86_64 pmem beside memory", &fake_x86_64, 0xffffea000000001f, P | M | O | E | D, 0 },
	{ "x86_64 pmem alone", &fake_x86_64, 0xffffea0000000013, P | M | D, 0 },
	/* KASLR moves the memmap; bit 5 of its address is no flag there. */
	{ "x86_64 address above the flags", &fake_x86_64, 0xff1a5e002003ffef, P | M | O | E, 0 },
	/* Early at boot a node id stands above the flags, and no memmap. */
	{ "x86_64 node id", &fake_x86_64, 0x000000000000009d, P | O | E | D, 0 },
	{ "x86_64 later bit", &fake_x86_64_preinit, 0xffffea000000001b, P | M | E | V, 0 },
	{ "arm64 4K all bits", &fake_arm64_4k, 0xfffffdffc000003f, P | M | O | E | D | V, 0 },
	{ "arm64 4K later bit alone", &fake_arm64_4k, 0xfffffdffc0000021, P | V, 0 },
	{ "arm64 64K", &fake_arm64_64k, 0xffffffefff60000f, P | M | O | E, 0 },
	{ "arm64 64K device", &fake_arm64_64k, 0xffffffefff600013, P | M | D, 0 },
	{ "ppc64", &fake_ppc64, 0xc00c00000000000f, P | M | O | E, 0 },
	{ "ppc64 offline", &fake_ppc64, 0xc00c000000000003, P | M, 0 },
	/* Four flag bits, and a direct map address that has the fifth set. */
	{ "i386", &fake_i386, 0xc7e8001f, P | M | O | E, 0 },
	{ "i386 present only", &fake_i386, 0x00000001, P, 0 },
};

KUNIT_ARRAY_PARAM_DESC(word, word_cases, name);

static void word_decodes(struct kunit *test)
{
	const struct word_case *c = test->param_value;
	struct memtopo_section section = { .nr = 7 };

	memtopo_section_decode(c->geo, c->word, &section);
	KUNIT_EXPECT_EQ(test, section.flags, c->flags);
	KUNIT_EXPECT_EQ(test, section.unknown, c->unknown);
	KUNIT_EXPECT_EQ(test, section.nr, 7);
}

/* A kernel newer than this module: bits without a name keep their numbers. */
static void word_unknown_bits(struct kunit *test)
{
	struct memtopo_geometry geo = fake_x86_64;
	struct memtopo_section section;

	geo.section_flag_bits = 8;
	memtopo_section_decode(&geo, 0xffffea00000000ff, &section);
	KUNIT_EXPECT_EQ(test, section.flags, P | M | O | E | D);
	KUNIT_EXPECT_EQ(test, section.unknown, 0xe0);
}

struct number_case {
	const char *name;
	const struct memtopo_geometry *geo;
	u32 nr;
	u64 start_pfn;
	u64 block;
	unsigned int subsections;
};

static const struct number_case number_cases[] = {
	{ "x86_64 first", &fake_x86_64, 0, 0, 0, 64 },
	{ "x86_64 at 4 GiB", &fake_x86_64, 32, 0x100000, 32, 64 },
	{ "x86_64 last of 46 bits", &fake_x86_64, 524287, 0x3ffff8000, 524287, 64 },
	{ "x86_64 2 GiB blocks", &fake_x86_64_preinit, 33, 0x108000, 2, 64 },
	{ "x86_64 last of 52 bits", &fake_x86_64_preinit, 33554431, 0xffffff8000, 2097151, 64 },
	{ "arm64 4K at 1 GiB", &fake_arm64_4k, 8, 0x40000, 8, 64 },
	{ "arm64 64K at 1 GiB", &fake_arm64_64k, 2, 0x4000, 2, 256 },
	{ "ppc64 in the second block", &fake_ppc64, 31, 0x1f00, 1, 8 },
};

KUNIT_ARRAY_PARAM_DESC(number, number_cases, name);

static void number_places(struct kunit *test)
{
	const struct number_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, memtopo_section_start_pfn(c->geo, c->nr),
			c->start_pfn);
	KUNIT_EXPECT_EQ(test, memtopo_section_block(c->geo, c->nr), c->block);
	KUNIT_EXPECT_EQ(test, memtopo_geometry_subsections(c->geo),
			c->subsections);
}

static struct memtopo_snapshot *take(struct fake_machine *fake)
{
	return fake_snapshot(fake, memtopo_table_sections.parts);
}

static const char *row(struct kunit *test, const struct memtopo_snapshot *snap,
		       size_t i)
{
	return fake_line(test, &memtopo_table_sections, snap, 2 + i);
}

/* Roots 0 and 3 exist, of which 4 of 256 sections are present. */
static void absent_roots(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 2 * SECTION, 0, FAKE_DMA32);
	fake_memory_add(fake, 384 * SECTION, 386 * SECTION, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_section_add(fake, 1, FAKE_EARLY);
	fake_section_add(fake, 384, FAKE_ONLINE);
	fake_section_add(fake, 385, FAKE_ONLINE);
	fake_section_add(fake, 386, 0);

	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_sections, (size_t)4);
	/* Once to walk, once to see that nothing has moved. */
	KUNIT_EXPECT_EQ(test, fake->word_looks, 2 * 256);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 32768 PMOE 0:32768 0/DMA32:32768 0-63 1");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 3),
			   "385 12615680 PMO 0:32768 0/Normal:32768 0-63 385");
	/* One zone each, so two looks each: at the first page and the last. */
	KUNIT_EXPECT_EQ(test, fake->page_looks, 8);
}

static void no_sections(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	KUNIT_EXPECT_EQ(test, take(fake)->nr_sections, (size_t)0);
}

/* As on every PC: frame 0 is in no zone, DMA ends at 16 MiB. */
static void zones_straddle(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_zone_add(fake, 0, FAKE_DMA, 1, 4096);
	fake_zone_add(fake, 0, FAKE_DMA32, 4096, SECTION);
	fake_run_add(fake, 0, 4096, 0, FAKE_DMA);
	fake_run_add(fake, 4096, SECTION, 0, FAKE_DMA32);
	fake_section_add(fake, 0, FAKE_EARLY);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 PMOE 0:32767 0/DMA:4095,0/DMA32:28672 0-63 0");
	/* No more than a chunk at a time, its ends and each page once. */
	KUNIT_EXPECT_LE(test, fake->longest, SUBSECTION + 2);
}

/* A border between nodes in the middle of a pageblock. */
static void nodes_straddle(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 1, 2);
	fake_memory_add(fake, 0, 1000, 0, FAKE_NORMAL);
	fake_memory_add(fake, 1000, SECTION, 1, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 PMOE 0:1000,1:31768 0/Normal:1000,1/Normal:31768 0-63 0");
	KUNIT_EXPECT_EQ(test, fake->longest, SUBSECTION + 2);
}

/* Two zones of a node and one of another: nodes are summed over zones. */
static void nodes_summed(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 1, 2);
	fake_memory_add(fake, 0, 512, 0, FAKE_DMA32);
	fake_memory_add(fake, 512, 1536, 1, FAKE_NORMAL);
	fake_memory_add(fake, 1536, SECTION, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 PMOE 0:31744,1:1024 0/DMA32:512,1/Normal:1024,0/Normal:31232 0-63 0");
}

/* Spans that overlap all over, while every section has one owner. */
static void spans_interleave(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;
	int i;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 1, 2);
	fake_zone_add(fake, 0, FAKE_NORMAL, 0, 3 * SECTION);
	fake_zone_add(fake, 1, FAKE_NORMAL, SECTION, 4 * SECTION);
	for (i = 0; i < 4; i++) {
		fake_section_add(fake, i, FAKE_EARLY);
		fake_run_add(fake, i * SECTION, (i + 1) * SECTION, i % 2,
			     FAKE_NORMAL);
	}

	snap = take(fake);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 PMOE 0:32768 0/Normal:32768 0-63 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 32768 PMOE 1:32768 1/Normal:32768 0-63 1");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 2),
			   "2 65536 PMOE 0:32768 0/Normal:32768 0-63 2");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 3),
			   "3 98304 PMOE 1:32768 1/Normal:32768 0-63 3");
	/* Sections 1 and 2 by the ends of their 64 pageblocks. */
	KUNIT_EXPECT_EQ(test, fake->page_looks, 2 + 2 * 128 + 2);
}

/*
 * The frames of a hole have struct pages when the section exists, and link to
 * the zone of the memory that follows the hole. Nobody owns them.
 */
static void hole_links_ahead(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 1, 2);
	fake_zone_add(fake, 0, FAKE_DMA32, 0, 2 * SECTION - 32);
	fake_run_add(fake, 0, 2 * SECTION - 32, 0, FAKE_DMA32);
	fake_zone_add(fake, 1, FAKE_NORMAL, 32 * SECTION, 33 * SECTION);
	fake_run_add(fake, 2 * SECTION - 32, 33 * SECTION, 1, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_section_add(fake, 1, FAKE_EARLY);
	fake_section_add(fake, 32, FAKE_EARLY);

	snap = take(fake);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 32768 PMOE 0:32736 0/DMA32:32736 0-63 1");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 2),
			   "32 1048576 PMOE 1:32768 1/Normal:32768 0-63 32");
}

/* The span of the zone before reaches over the hole: still not its pages. */
static void hole_inside_span(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_zone_add(fake, 0, FAKE_DMA32, 0, 32 * SECTION);
	fake_zone_add(fake, 0, FAKE_NORMAL, 32 * SECTION, 33 * SECTION);
	fake_run_add(fake, 0, SECTION - 32, 0, FAKE_DMA32);
	fake_run_add(fake, SECTION - 32, 33 * SECTION, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 PMOE 0:32736 0/DMA32:32736 0-63 0");
}

static void subsections_absent(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct fake_section *section;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	section = fake_section_add(fake, 0, FAKE_ONLINE);
	bitmap_clear(section->subsections, 32, 8);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 PMO 0:28672 0/Normal:28672 0-31,40-63 0");
}

static void subsections_all_absent(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct fake_section *section;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	section = fake_section_add(fake, 0, FAKE_ONLINE);
	bitmap_zero(section->subsections, 64);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0), "0 0 PMO - - - 0");
}

/* A section whose two ends have struct pages, and whose middle has none. */
static void memmap_gap(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_i386);

	fake->src.geometry.memmap_gaps = true;
	fake_node_add(fake, 0, 1);
	fake_zone_add(fake, 0, FAKE_NORMAL, 0, 16384);
	fake_run_add(fake, 0, 4096, 0, FAKE_NORMAL);
	fake_run_add(fake, 12288, 16384, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, 0xc7e8000f);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 PMOE 0:8192 0/Normal:8192 - -");
}

/* Struct pages of a section that is not online must not be looked at. */
static void offline_untouched(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_OFFLINE);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0), "0 0 PM - - 0-63 0");
	KUNIT_EXPECT_EQ(test, fake->page_looks, 0);
}

/* A node that came online after the nodes were walked: no row to count in. */
static void node_unheard_of(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_ONLINE);
	fake->runs[0].nid = 5;

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0), "0 0 PMO - - 0-63 0");
}

static void links_out_of_range(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_ONLINE);
	fake->runs[0].nid = 1023;
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0), "0 0 PMO - - 0-63 0");
	fake->runs[0].nid = 0;
	fake->runs[0].zid = 7;
	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0), "0 0 PMO - - 0-63 0");
}

static void row_unknown_bits(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake->src.geometry.section_flag_bits = 7;
	fake_node_add(fake, 0, 1);
	fake_section_add(fake, 0, FAKE_MAP | 0x63);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 PM+5+6 - - 0-63 0");
}

/* Pageblocks of 512 MiB: a chunk must end with the subsection all the same. */
static void arm64_64k_chunks(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_arm64_64k);

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 100, 0, FAKE_DMA);
	fake_memory_add(fake, 100, 8192, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 PMOE 0:8192 0/DMA:100,0/Normal:8092 0-255 0");
	KUNIT_EXPECT_LE(test, fake->longest, 32 + 2);
}

static void i386_no_subsections(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_i386);

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 4096, 0, FAKE_DMA);
	fake_memory_add(fake, 4096, 16384, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, 0xc7e8001f);

	KUNIT_EXPECT_STREQ(test, row(test, take(fake), 0),
			   "0 0 PMOE 0:16384 0/DMA:4096,0/Normal:12288 - -");
}

/* More sections than the first allocation holds, and they all come out. */
static void arrays_grow(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;
	size_t i;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, FAKE_SECTIONS * SECTION, 0, FAKE_NORMAL);
	for (i = 0; i < FAKE_SECTIONS; i++)
		fake_section_add(fake, i, FAKE_EARLY);
	snap = take(fake);
	KUNIT_ASSERT_EQ(test, snap->nr_sections, (size_t)FAKE_SECTIONS);
	for (i = 0; i < FAKE_SECTIONS; i++) {
		KUNIT_EXPECT_EQ(test, snap->sections[i].nr, i);
		KUNIT_EXPECT_EQ(test, snap->sections[i].nr_owners, 1);
		KUNIT_EXPECT_EQ(test, snap->owners[i].pages, SECTION);
	}
}

static void array_keeps(struct kunit *test)
{
	u32 *array = NULL;

	KUNIT_ASSERT_EQ(test, memtopo_array_grow((void **)&array, 0, 2,
						 sizeof(*array)), 0);
	array[0] = 11;
	array[1] = 22;
	KUNIT_ASSERT_EQ(test, memtopo_array_grow((void **)&array, 2, 4,
						 sizeof(*array)), 0);
	KUNIT_EXPECT_EQ(test, array[0], 11);
	KUNIT_EXPECT_EQ(test, array[1], 22);
	KUNIT_EXPECT_EQ(test, array[2], 0);
	KUNIT_EXPECT_EQ(test, array[3], 0);
	kvfree(array);
}

static struct kunit_case section_cases[] = {
	KUNIT_CASE_PARAM(word_decodes, word_gen_params),
	KUNIT_CASE(word_unknown_bits),
	KUNIT_CASE_PARAM(number_places, number_gen_params),
	KUNIT_CASE(absent_roots),
	KUNIT_CASE(no_sections),
	KUNIT_CASE(zones_straddle),
	KUNIT_CASE(nodes_straddle),
	KUNIT_CASE(nodes_summed),
	KUNIT_CASE(spans_interleave),
	KUNIT_CASE(hole_links_ahead),
	KUNIT_CASE(hole_inside_span),
	KUNIT_CASE(subsections_absent),
	KUNIT_CASE(subsections_all_absent),
	KUNIT_CASE(memmap_gap),
	KUNIT_CASE(offline_untouched),
	KUNIT_CASE(node_unheard_of),
	KUNIT_CASE(links_out_of_range),
	KUNIT_CASE(row_unknown_bits),
	KUNIT_CASE(arm64_64k_chunks),
	KUNIT_CASE(i386_no_subsections),
	KUNIT_CASE(arrays_grow),
	KUNIT_CASE(array_keeps),
	{}
};

static struct kunit_suite section_suite = {
	.name = "memtopo_section",
	.test_cases = section_cases,
};

kunit_test_suite(section_suite);
