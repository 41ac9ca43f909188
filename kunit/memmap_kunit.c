// SPDX-License-Identifier: GPL-2.0
/*
 * The memmap: what it costs and on which node it lies.
 */
#include "../module/memmap.c"

#include "fake.h"

#define SECTION		32768
#define PARTS		(MEMTOPO_PART_SECTIONS | MEMTOPO_PART_MEMMAP)
#define PIECES		(PARTS | MEMTOPO_PART_PIECES)

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

/* All of them lost while we looked: what lies behind is another section's. */
static void subsections_lost(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;
	struct fake_section *section;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 2 * SECTION, 0, FAKE_NORMAL);
	fake->runs[0].home = SECTION + 1024;
	section = fake_section_add(fake, 0, FAKE_EARLY);
	bitmap_zero(section->subsections, 64);
	fake_section_add(fake, 1, FAKE_EARLY);

	snap = fake_snapshot(fake, PIECES);
	KUNIT_ASSERT_EQ(test, snap->nr_pieces, (size_t)1);
	KUNIT_EXPECT_EQ(test, snap->pieces[0].section, 1);
	KUNIT_EXPECT_EQ(test, snap->nodes[0].memmap_pages, 512);
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

static const char *row(struct kunit *test, const struct memtopo_snapshot *snap,
		       size_t i)
{
	KUNIT_ASSERT_LT(test, 2 + i,
			memtopo_table_lines(&memtopo_table_memmap, snap));
	return fake_line(test, &memtopo_table_memmap, snap, 2 + i);
}

/* A leaf for each section; a section that is not online has no rows. */
static void piece_of_leaf(struct kunit *test)
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

	snap = fake_snapshot(fake, PIECES);
	KUNIT_EXPECT_EQ(test, snap->nr_pieces, (size_t)2);
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_memmap, snap, 1),
			   "section start_pfn nr_pages memmap_pfn memmap_pages memmap_node page_size self_hosted");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 32768 1024 512 0 2097152 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "1 32768 32768 33280 512 2 2097152 0");
	/* And the nodes' share of them is the same as without. */
	KUNIT_EXPECT_EQ(test, snap->nodes[0].memmap_pages, 512);
	KUNIT_EXPECT_EQ(test, snap->nodes[1].memmap_pages, 512);
}

/* Page by page, but one behind the other: as long as they are is a piece. */
static void pieces_join(struct kunit *test)
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

	snap = fake_snapshot(fake, PIECES);
	KUNIT_EXPECT_EQ(test, snap->nr_pieces, (size_t)2);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0), "0 0 16384 100 256 0 4096 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "0 16384 16384 31768 256 1 4096 0");
}

/* What is next to each other for two nodes is not one piece. */
static void pieces_of_two_nodes(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake->leaf_frames = 1;
	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 1, 2);
	fake_memory_add(fake, 0, SECTION / 2, 0, FAKE_NORMAL);
	fake_memory_add(fake, SECTION / 2, SECTION, 1, FAKE_NORMAL);
	fake->runs[0].home = SECTION / 2 - 256;
	fake->runs[1].home = SECTION / 2;
	fake_section_add(fake, 0, FAKE_EARLY);

	snap = fake_snapshot(fake, PIECES);
	KUNIT_EXPECT_EQ(test, snap->nr_pieces, (size_t)2);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0),
			   "0 0 16384 16128 256 0 4096 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "0 16384 16384 16384 256 1 4096 0");
}

/* Frames that cannot be told, or are not there, end a piece. */
static void pieces_with_gap(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;
	struct fake_section *section;

	fake->leaf_frames = 1;
	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_NORMAL);
	fake->runs[0].home = 1024;
	section = fake_section_add(fake, 0, FAKE_ONLINE);
	bitmap_clear(section->subsections, 8, 48);

	snap = fake_snapshot(fake, PIECES);
	KUNIT_EXPECT_EQ(test, snap->nr_pieces, (size_t)2);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0), "0 0 4096 1024 64 0 4096 1");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1),
			   "0 28672 4096 1472 64 0 4096 1");
}

/* Struct pages of 40 bytes: frames hold 103, 102 or 103, as they begin. */
static void piece_odd_struct_size(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_i386);
	struct memtopo_snapshot *snap;

	fake->leaf_frames = 1;
	fake->direct_map = true;
	fake->src.geometry.page_struct_size = 40;
	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 2 * 16384, 0, FAKE_NORMAL);
	fake->runs[0].home = 1024;
	fake_section_add(fake, 1, 0xc7e8000f);

	snap = fake_snapshot(fake, PIECES);
	KUNIT_EXPECT_EQ(test, snap->nr_pieces, (size_t)1);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0), "1 16384 16384 1184 160 0 - 0");
	KUNIT_EXPECT_EQ(test, memmap_page(&fake_i386, 1), 64);
	KUNIT_EXPECT_EQ(test, memmap_page(&snap->geometry, 0), 0);
	KUNIT_EXPECT_EQ(test, memmap_page(&snap->geometry, 1), 103);
	KUNIT_EXPECT_EQ(test, memmap_page(&snap->geometry, 2), 205);
	KUNIT_EXPECT_EQ(test, memmap_page(&snap->geometry, 5), 512);
	KUNIT_EXPECT_EQ(test, memmap_page(&snap->geometry, 160), 16384);
}

/*
 * Memory that was added, in blocks of two sections, each with the memmap of
 * both at its start. What is from boot is no different, but was not added.
 */
static void self_hosted(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;

	fake->src.geometry.memory_block_size = 1 << 28;
	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 6 * SECTION, 0, FAKE_NORMAL);
	fake->runs[0].end = SECTION;
	fake->runs[0].home = 1024;
	fake_run_add(fake, SECTION, 2 * SECTION, 0, FAKE_NORMAL);
	fake->runs[1].home = 1536;
	fake_run_add(fake, 2 * SECTION, 4 * SECTION, 0, FAKE_NORMAL);
	fake->runs[2].home = 2 * SECTION;
	/* Put into the block before it. */
	fake_run_add(fake, 4 * SECTION, 6 * SECTION, 0, FAKE_NORMAL);
	fake->runs[3].home = 3 * SECTION;
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_section_add(fake, 1, FAKE_EARLY);
	fake_section_add(fake, 2, FAKE_ONLINE);
	fake_section_add(fake, 3, FAKE_ONLINE);
	fake_section_add(fake, 4, FAKE_ONLINE);
	fake_section_add(fake, 5, FAKE_ONLINE);

	snap = fake_snapshot(fake, PIECES);
	KUNIT_EXPECT_EQ(test, snap->nr_pieces, (size_t)6);
	KUNIT_EXPECT_STREQ(test, row(test, snap, 0), "0 0 32768 1024 512 0 2097152 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 1), "1 32768 32768 1536 512 0 2097152 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 2), "2 65536 32768 65536 512 0 2097152 1");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 3), "3 98304 32768 66048 512 0 2097152 1");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 4), "4 131072 32768 98304 512 0 2097152 0");
	KUNIT_EXPECT_STREQ(test, row(test, snap, 5), "5 163840 32768 98816 512 0 2097152 0");
}

/* More pieces than there is room for at first. */
static void pieces_grow(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct memtopo_snapshot *snap;
	u32 nr;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, FAKE_SECTIONS * SECTION, 0, FAKE_NORMAL);
	fake->runs[0].home = 512;
	for (nr = 0; nr < FAKE_SECTIONS; nr++)
		fake_section_add(fake, nr, FAKE_EARLY);
	snap = fake_snapshot(fake, PIECES);
	KUNIT_ASSERT_EQ(test, snap->nr_pieces, (size_t)FAKE_SECTIONS);
	for (nr = 0; nr < FAKE_SECTIONS; nr++) {
		KUNIT_EXPECT_EQ(test, snap->pieces[nr].section, nr);
		KUNIT_EXPECT_EQ(test, snap->pieces[nr].memmap_pfn,
				512 * (1 + nr));
	}
}

/* No pieces where there are no sections, or the source cannot tell. */
static void no_pieces(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);
	struct memtopo_source_ops ops = *fake->src.ops;

	fake_node_add(fake, 0, 1);
	KUNIT_EXPECT_EQ(test, (size_t)2,
			memtopo_table_lines(&memtopo_table_memmap,
					    fake_snapshot(fake, PIECES)));

	fake = fake_machine_create(test, &fake_x86_64);
	ops.memmap_home = NULL;
	fake->src.ops = &ops;
	fake_node_add(fake, 0, 1);
	fake_section_add(fake, 0, FAKE_EARLY);
	KUNIT_EXPECT_EQ(test, (size_t)2,
			memtopo_table_lines(&memtopo_table_memmap,
					    fake_snapshot(fake, PIECES)));
}

/* Every way in which the next frames can be another piece. */
static void going_on(struct kunit *test)
{
	const struct memtopo_piece piece = {
		.first = 8, .frames = 8, .memmap_pfn = 1000, .nid = 1, .shift = 12,
	};
	const struct memtopo_piece next = {
		.first = 16, .frames = 4, .memmap_pfn = 1008, .nid = 1, .shift = 12,
	};
	struct memtopo_piece other;

	KUNIT_EXPECT_TRUE(test, memmap_goes_on(&piece, &next));
	other = next;
	other.first++;
	KUNIT_EXPECT_FALSE(test, memmap_goes_on(&piece, &other));
	other = next;
	other.memmap_pfn++;
	KUNIT_EXPECT_FALSE(test, memmap_goes_on(&piece, &other));
	other = next;
	other.nid = 0;
	KUNIT_EXPECT_FALSE(test, memmap_goes_on(&piece, &other));
	other = next;
	other.shift = 0;
	KUNIT_EXPECT_FALSE(test, memmap_goes_on(&piece, &other));
	/* None at all goes nowhere. */
	other = (struct memtopo_piece) {};
	KUNIT_EXPECT_FALSE(test, memmap_goes_on(&other, &(struct memtopo_piece) {
		.frames = 1,
	}));
}

static void piece_is_small(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(struct memtopo_piece), (size_t)24);
	KUNIT_EXPECT_EQ(test, sizeof(struct memtopo_zoneref), (size_t)6);
}

static struct kunit_case memmap_cases[] = {
	KUNIT_CASE(by_node),
	KUNIT_CASE(leaf_larger),
	KUNIT_CASE(leaf_smallest),
	KUNIT_CASE(odd_struct_size),
	KUNIT_CASE(subsections_absent),
	KUNIT_CASE(subsections_lost),
	KUNIT_CASE(subsections_absent_later),
	KUNIT_CASE(home_unknown),
	KUNIT_CASE(source_cannot_tell),
	KUNIT_CASE(flatmem),
	KUNIT_CASE(piece_of_leaf),
	KUNIT_CASE(pieces_join),
	KUNIT_CASE(pieces_of_two_nodes),
	KUNIT_CASE(pieces_with_gap),
	KUNIT_CASE(piece_odd_struct_size),
	KUNIT_CASE(self_hosted),
	KUNIT_CASE(pieces_grow),
	KUNIT_CASE(no_pieces),
	KUNIT_CASE(going_on),
	KUNIT_CASE(piece_is_small),
	KUNIT_CASE(bytes),
	KUNIT_CASE(bytes_no_subsections),
	{}
};

static struct kunit_suite memmap_suite = {
	.name = "memtopo_memmap",
	.test_cases = memmap_cases,
};

kunit_test_suite(memmap_suite);
