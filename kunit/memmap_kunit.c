// SPDX-License-Identifier: GPL-2.0
/*
 * The memmap: what it costs and on which node it lies.
 */
#include "../module/memmap.c"

#include "fake.h"

#define SECTION		32768
#define PARTS		(MEMTOPO_PART_SECTIONS | MEMTOPO_PART_MEMMAP)

/* A node's sections have their struct pages on it, by leaves of 2 MiB. */
static void by_node(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 2, 2);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	fake->runs[0].home = 1024;
	fake_memory_add(fake, SECTION, 3 * SECTION, 2, FAKE_NORMAL);
	fake->runs[1].home = SECTION + 512;
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_section_add(fake, 1, FAKE_EARLY);
	fake_section_add(fake, 2, FAKE_OFFLINE);

	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_EQ(test, snap->nodes[0].memmap_pages, 512);
	KUNIT_EXPECT_EQ(test, snap->nodes[1].memmap_pages, 512);
	/* A whole section by one leaf: one look for it, one for its node. */
	KUNIT_EXPECT_EQ(test, fake->page_looks, 4);
}

/* A leaf may map more than this section's struct pages. */
static void leaf_larger(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake->leaf_frames = 1 << 18;
	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	fake->runs[0].home = 1024;
	fake_section_add(fake, 0, FAKE_EARLY);
	KUNIT_EXPECT_EQ(test, fake_snapshot(fake, PARTS)->nodes[0].memmap_pages,
			512);
}

/* Mapped page by page, the second half on the other node. */
static void leaf_smallest(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake->leaf_frames = 1;
	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 1, 2);
	fake_memory_add(fake, 0, SECTION / 2, 0, FAKE_NORMAL);
	fake_memory_add(fake, SECTION / 2, SECTION, 1, FAKE_NORMAL);
	fake->runs[0].home = 100;
	fake->runs[1].home = SECTION - 1000;
	fake_section_add(fake, 0, FAKE_EARLY);

	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_EQ(test, snap->nodes[0].memmap_pages, 256);
	KUNIT_EXPECT_EQ(test, snap->nodes[1].memmap_pages, 256);
	KUNIT_EXPECT_LE(test, fake->longest, 2);
}

/*
 * Struct pages that do not divide a page: the first frame of a memmap holds
 * 102 of 40 bytes and the head of another, and 160 frames hold them all.
 */
static void odd_struct_size(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_i386);

	fake->leaf_frames = 1;
	fake->src.geometry.page_struct_size = 40;
	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 16384, 0, FAKE_NORMAL);
	fake->runs[0].home = 1024;
	fake_section_add(fake, 0, 0xc7e8000f);
	KUNIT_EXPECT_EQ(test, fake_snapshot(fake, PARTS)->nodes[0].memmap_pages,
			160);
}

/* Boot memory's memmap is whole, whichever of its subsections are present. */
static void subsections_absent(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct fake_section *section;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 2 * SECTION, 0, FAKE_NORMAL);
	fake->runs[0].home = 20480;
	section = fake_section_add(fake, 0, FAKE_EARLY);
	bitmap_clear(section->subsections, 0, 32);
	section = fake_section_add(fake, 1, FAKE_EARLY);
	bitmap_clear(section->subsections, 32, 32);
	KUNIT_EXPECT_EQ(test, fake_snapshot(fake, PARTS)->nodes[0].memmap_pages,
			1024);
}

/* Of memory that was added later only what its subsections need. */
static void subsections_absent_later(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct fake_section *section;

	fake->leaf_frames = 1;
	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	fake->runs[0].home = 1024;
	section = fake_section_add(fake, 0, FAKE_ONLINE);
	bitmap_clear(section->subsections, 8, 48);
	KUNIT_EXPECT_EQ(test, fake_snapshot(fake, PARTS)->nodes[0].memmap_pages,
			16 * 8);
}

static void home_unknown(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);
	KUNIT_EXPECT_EQ(test, fake_snapshot(fake, PARTS)->nodes[0].memmap_pages,
			0);
}

static void source_cannot_tell(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_source_ops ops = *fake->src.ops;
	struct memtopo_snapshot *snap;

	ops.memmap_home = NULL;
	fake->src.ops = &ops;
	fake_node_add(fake, 0, 1);
	fake_section_add(fake, 0, FAKE_EARLY);
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_FALSE(test, snap->parts & MEMTOPO_PART_MEMMAP);
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_nodes, snap, 2),
			   "0 possible,online,cpu 0 0 0 0 0 - 0");
}

static void flatmem(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_EQ(test, snap->nodes[0].memmap_pages, 64);
	KUNIT_EXPECT_EQ(test, memtopo_memmap_bytes(snap), 4096 * 64);
}

/*
 * Boot memory has a memmap for the whole section, hot-added memory for its
 * subsections, and a section without HAS_MEM_MAP none.
 */
static void bytes(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct fake_section *section;

	fake_node_add(fake, 0, 1);
	section = fake_section_add(fake, 0, FAKE_EARLY);
	bitmap_clear(section->subsections, 8, 56);
	section = fake_section_add(fake, 1, FAKE_OFFLINE);
	bitmap_clear(section->subsections, 8, 56);
	fake_section_add(fake, 2, 1);
	KUNIT_EXPECT_EQ(test, memtopo_memmap_bytes(fake_snapshot(fake, PARTS)),
			(SECTION + 8 * 512) * 64);
}

static void bytes_no_subsections(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_i386);

	fake->src.geometry.page_struct_size = 32;
	fake_node_add(fake, 0, 1);
	fake_section_add(fake, 0, 0xc7e8000f);
	fake_section_add(fake, 1, 0xc7e80003);
	KUNIT_EXPECT_EQ(test, memtopo_memmap_bytes(fake_snapshot(fake, PARTS)),
			2 * 16384 * 32);
}

static struct kunit_case memmap_cases[] = {
	KUNIT_CASE(by_node),
	KUNIT_CASE(leaf_larger),
	KUNIT_CASE(leaf_smallest),
	KUNIT_CASE(odd_struct_size),
	KUNIT_CASE(subsections_absent),
	KUNIT_CASE(subsections_absent_later),
	KUNIT_CASE(home_unknown),
	KUNIT_CASE(source_cannot_tell),
	KUNIT_CASE(flatmem),
	KUNIT_CASE(bytes),
	KUNIT_CASE(bytes_no_subsections),
	{}
};

static struct kunit_suite memmap_suite = {
	.name = "memtopo_memmap",
	.test_cases = memmap_cases,
};

kunit_test_suite(memmap_suite);
