// SPDX-License-Identifier: GPL-2.0
/*
 * One page frame in full: what there is at a PFN, and how it is told.
 */
#include "../module/page.c"

#include "fake.h"
#include "pages.h"

/* Sections of x86_64. */
#define SECTION		32768ULL
#define SUBSECTION	512ULL

/*
 * Section 0 from boot, online, its last subsection absent; 1 not there; 2
 * plugged in, offline, with half of its subsections; 3 plugged in and online.
 */
static struct fake_machine *machine(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);
	struct fake_section *section;

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 3, 2);
	fake_memory_add(fake, 0, SECTION - SUBSECTION, 0, FAKE_DMA32);
	fake_memory_add(fake, 3 * SECTION, 4 * SECTION, 3, FAKE_NORMAL);
	section = fake_section_add(fake, 0, FAKE_EARLY);
	clear_bit(63, section->subsections);
	section = fake_section_add(fake, 2, FAKE_OFFLINE);
	bitmap_clear(section->subsections, 32, 32);
	fake_section_add(fake, 3, FAKE_ONLINE);
	return fake;
}

static struct memtopo_snapshot *ask(struct fake_machine *fake,
				    enum memtopo_request_kind kind, u64 address)
{
	struct memtopo_request request = { .kind = kind, .address = address };

	return memtopo_snapshot_answer(&fake->src, &request);
}

static void answer_free(void *snap)
{
	memtopo_snapshot_free(snap);
}

/* The answer for a frame that has one; goes with the test. */
static struct memtopo_snapshot *answer(struct fake_machine *fake, u64 pfn)
{
	struct memtopo_snapshot *snap = ask(fake, MEMTOPO_REQUEST_PAGE, pfn);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(fake->test, snap);
	kunit_add_action(fake->test, answer_free, snap);
	KUNIT_ASSERT_NOT_NULL(fake->test, snap->page);
	KUNIT_EXPECT_EQ(fake->test, fake->depth, 0);
	return snap;
}

/* What the table says behind this key. */
static const char *value(struct kunit *test, const struct memtopo_snapshot *snap,
			 const char *key)
{
	const struct memtopo_table *table = &memtopo_table_page;
	size_t length = strlen(key);
	const char *line;
	size_t i;

	for (i = 2; i < memtopo_table_lines(table, snap); i++) {
		line = fake_line(test, table, snap, i);
		if (!strncmp(line, key, length) && line[length] == ' ')
			return line + length + 1;
	}
	KUNIT_FAIL(test, "no key %s", key);
	return "";
}

static void expect_value(struct kunit *test, const struct memtopo_snapshot *snap,
			 const char *key, const char *expected)
{
	KUNIT_EXPECT_STREQ_MSG(test, value(test, snap, key), expected, "%s", key);
}

/* All of the table, so that no key is forgotten, or moved. */
static void whole_table(struct kunit *test)
{
	static const char *const lines[] = {
		"# memtopo 1 page generation=0 consistent=1",
		"key value",
		"pfn 98505",
		"physical 0x180c9000",
		"state online",
		"flags referenced,lru,mmap,reserved",
		"kind movable",
		"refcount 7",
		"mapcount 3",
		"order 2",
		"head_pfn 98504",
		"migratetype reclaimable",
		"skip 1",
		"section 3",
		"subsection 0",
		"memory_block 3",
		"node 3",
		"zone Normal",
		"self_hosted 0",
		"cpu_distance -",
	};
	struct fake_machine *fake = machine(test);
	struct fake_frame *told = fake_frame_add(fake, 3 * SECTION + 201, 0);
	struct memtopo_snapshot *snap;
	size_t i;

	told->frame = (struct memtopo_frame) {
		.page = { .flags = LRU, .refs = 7 },
		.links = { 3, FAKE_NORMAL },
		.flags = BIT_ULL(KPF_LRU) | BIT_ULL(KPF_REFERENCED) |
			BIT_ULL(KPF_MMAP) | BIT_ULL(KPF_RESERVED) |
			BIT_ULL(63),
		.mapcount = 3,
		.order = 2,
		.head_pfn = 3 * SECTION + 200,
	};
	fake_pageblock_add(fake, 3 * SECTION, MEMTOPO_MIGRATE_RECLAIMABLE);
	fake->pageblocks[0].skip = true;
	snap = answer(fake, 3 * SECTION + 201);
	KUNIT_ASSERT_EQ(test, memtopo_table_lines(&memtopo_table_page, snap),
			ARRAY_SIZE(lines));
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		KUNIT_EXPECT_STREQ(test, lines[i],
				   fake_line(test, &memtopo_table_page, snap, i));
}

/* Every bit that the kernel may set has a name, and none has two. */
static void flags_named(struct kunit *test)
{
	size_t i, j;

	for (i = 0; i <= KPF_PGTABLE; i++)
		KUNIT_EXPECT_NOT_NULL_MSG(test, flag_names[i], "%zu", i);
	for (i = KPF_RESERVED; i <= MEMTOPO_KPF_ARCH_3; i++)
		KUNIT_EXPECT_NOT_NULL_MSG(test, flag_names[i], "%zu", i);
	for (i = 0; i < ARRAY_SIZE(flag_names); i++)
		for (j = 0; j < i; j++)
			if (flag_names[i] && flag_names[j])
				KUNIT_EXPECT_STRNEQ(test, flag_names[i],
						    flag_names[j]);
}

/* Without struct pages: what the section says, and nothing that it cannot. */
static void expect_unread(struct kunit *test, const struct memtopo_snapshot *snap,
			  const char *state)
{
	static const char *const keys[] = {
		"flags", "kind", "refcount", "mapcount", "order", "head_pfn",
		"migratetype", "skip", "node", "zone", "self_hosted",
		"cpu_distance",
	};
	size_t i;

	expect_value(test, snap, "state", state);
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		KUNIT_EXPECT_STREQ_MSG(test, value(test, snap, keys[i]), "-",
				       "%s", keys[i]);
}

static void offline(struct kunit *test)
{
	struct memtopo_snapshot *snap = answer(machine(test), 2 * SECTION + 600);

	expect_unread(test, snap, "offline");
	expect_value(test, snap, "pfn", "66136");
	expect_value(test, snap, "section", "2");
	expect_value(test, snap, "subsection", "1");
	expect_value(test, snap, "memory_block", "2");
}

static void absent(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	expect_unread(test, answer(fake, SECTION - 1), "absent");
	expect_unread(test, answer(fake, 3 * SECTION - 1), "absent");
}

/* Where there are no subsections, what is offline can have no gap. */
static void offline_without_subsections(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_i386);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 0, 16384, 0, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_MAP | 7);
	fake_section_add(fake, 1, FAKE_MAP | 3);
	snap = answer(fake, 16384 + 5);
	expect_unread(test, snap, "offline");
	expect_value(test, snap, "section", "1");
	expect_value(test, snap, "subsection", "-");
	expect_value(test, snap, "memory_block", "-");
	/* Online, and yet no struct page: arm has such. */
	fake->runs[0].end = 100;
	expect_unread(test, answer(fake, 200), "absent");
}

/* A struct page that nobody has filled in, or that is given up. */
static void blank(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct fake_frame *told = fake_frame_add(fake, 77, 0);
	struct memtopo_snapshot *snap;

	told->frame.blank = true;
	told->frame.flags = U64_MAX;
	fake_pageblock_add(fake, 0, -ENXIO);
	snap = answer(fake, 77);
	expect_unread(test, snap, "online");
	expect_value(test, snap, "section", "0");
}

/* Memory of a device: nothing that the page allocator would know. */
static void device(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct fake_frame *told = fake_frame_add(fake, 2 * SECTION + 1, 0);
	struct memtopo_snapshot *snap;

	told->frame.device = true;
	told->frame.page.refs = 1;
	told->frame.links = (struct memtopo_links) { 3, FAKE_DEVICE };
	told->frame.flags = BIT_ULL(KPF_RESERVED);
	snap = answer(fake, 2 * SECTION + 1);
	expect_value(test, snap, "state", "device");
	expect_value(test, snap, "kind", "device");
	expect_value(test, snap, "flags", "reserved");
	expect_value(test, snap, "refcount", "1");
	expect_value(test, snap, "node", "3");
	expect_value(test, snap, "zone", "Device");
	expect_value(test, snap, "migratetype", "-");
	expect_value(test, snap, "self_hosted", "0");
	told->frame.blank = true;
	snap = answer(fake, 2 * SECTION + 1);
	expect_value(test, snap, "state", "device");
	expect_value(test, snap, "kind", "device");
	expect_value(test, snap, "flags", "-");
	expect_value(test, snap, "zone", "-");
}

static void expect_error(struct fake_machine *fake,
			 enum memtopo_request_kind kind, u64 address, int err)
{
	struct memtopo_snapshot *snap = ask(fake, kind, address);

	KUNIT_EXPECT_EQ_MSG(fake->test, PTR_ERR_OR_ZERO(snap), err, "%#llx",
			    address);
	KUNIT_EXPECT_EQ(fake->test, fake->depth, 0);
	memtopo_snapshot_free(snap);
}

static void nothing_there(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	expect_error(fake, MEMTOPO_REQUEST_PAGE, SECTION, -ENXIO);
	expect_error(fake, MEMTOPO_REQUEST_PAGE, 2 * SECTION - 1, -ENXIO);
	expect_error(fake, MEMTOPO_REQUEST_PAGE, 4 * SECTION, -ENXIO);
	expect_error(fake, MEMTOPO_REQUEST_PHYSICAL, SECTION << 12, -ENXIO);
	/* The last there could be. */
	expect_error(fake, MEMTOPO_REQUEST_PAGE, (1ULL << 34) - 1, -ENXIO);
	expect_error(fake, MEMTOPO_REQUEST_PHYSICAL, (1ULL << 46) - 1, -ENXIO);
}

static void no_such_number(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	expect_error(fake, MEMTOPO_REQUEST_PAGE, 1ULL << 34, -ERANGE);
	expect_error(fake, MEMTOPO_REQUEST_PAGE, 1ULL << 52, -ERANGE);
	expect_error(fake, MEMTOPO_REQUEST_PAGE, U64_MAX, -ERANGE);
	expect_error(fake, MEMTOPO_REQUEST_PHYSICAL, 1ULL << 46, -ERANGE);
	expect_error(fake, MEMTOPO_REQUEST_PHYSICAL, U64_MAX, -ERANGE);
	KUNIT_EXPECT_EQ(test, fake->frame_looks, 0);
}

/* Any byte of a frame is that frame's. */
static void physical(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	static const u64 addresses[] = { 0x5000, 0x5001, 0x5fff };
	struct memtopo_snapshot *snap;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(addresses); i++) {
		snap = ask(fake, MEMTOPO_REQUEST_PHYSICAL, addresses[i]);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, snap);
		expect_value(test, snap, "pfn", "5");
		expect_value(test, snap, "physical", "0x5000");
		memtopo_snapshot_free(snap);
	}
}

static void expect_free(struct fake_machine *fake, u64 pfn, const char *order,
			const char *head, const char *flags)
{
	struct kunit *test = fake->test;
	struct memtopo_snapshot *snap = answer(fake, pfn);

	expect_value(test, snap, "kind", "free");
	KUNIT_EXPECT_STREQ_MSG(test, value(test, snap, "order"), order, "%llu", pfn);
	KUNIT_EXPECT_STREQ_MSG(test, value(test, snap, "head_pfn"), head, "%llu", pfn);
	KUNIT_EXPECT_STREQ_MSG(test, value(test, snap, "flags"), flags, "%llu", pfn);
}

/* Only the first frame of a free block says so; the others are found by it. */
static void free_blocks(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	fake_free_add(fake, 1024, 2048, 10);
	fake_free_add(fake, 2048, 2049, 0);
	fake_free_add(fake, 2052, 2056, 2);
	/* In a CPU's list: free, and in no block. */
	fake_pages_add(fake, 2049, 2050, 0, 0);
	fake_pages_add(fake, 2056, 2057, 0, 0);
	expect_free(fake, 1024, "10", "1024", "buddy");
	expect_free(fake, 1025, "10", "1024", "buddy");
	expect_free(fake, 1536, "10", "1024", "buddy");
	expect_free(fake, 2047, "10", "1024", "buddy");
	expect_free(fake, 2048, "0", "2048", "buddy");
	expect_free(fake, 2052, "2", "2052", "buddy");
	expect_free(fake, 2055, "2", "2052", "buddy");
	expect_free(fake, 2049, "0", "2049", "-");
	expect_free(fake, 2056, "0", "2056", "-");
}

/* Orders of blocks that have just been taken: anything. */
static void free_blocks_that_lie(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	fake_free_add(fake, 512, 513, 11);
	fake_free_add(fake, 516, 517, 3);
	fake_free_add(fake, 520, 521, 200);
	/* What is in use is no part of a block, whatever that says. */
	fake_free_add(fake, 1024, 1025, 4);
	expect_free(fake, 512, "0", "512", "-");
	expect_free(fake, 516, "0", "516", "-");
	expect_free(fake, 520, "0", "520", "-");
	expect_value(test, answer(fake, 1025), "kind", "movable");
	expect_value(test, answer(fake, 1025), "order", "0");
}

/* A page that changes is looked at again, but not for ever. */
static void changing(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct fake_frame *told = fake_frame_add(fake, 9, -EAGAIN);

	told->times = PAGE_TRIES - 1;
	told->frame.page = (struct memtopo_page) { .flags = LRU, .refs = 2 };
	expect_value(test, answer(fake, 9), "refcount", "2");
	KUNIT_EXPECT_EQ(test, fake->frame_looks, PAGE_TRIES);

	fake->frame_looks = 0;
	told->times = 0;
	expect_error(fake, MEMTOPO_REQUEST_PAGE, 9, -EAGAIN);
	KUNIT_EXPECT_EQ(test, fake->frame_looks, PAGE_TRIES);
}

/* Memory that holds its own memmap, and what just has the flag. */
static void self_hosted(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	fake_pages_add(fake, 3 * SECTION, 3 * SECTION + 512, SELF_HOSTED, 1);
	fake_pages_add(fake, 100, 101, SELF_HOSTED, 1);
	expect_value(test, answer(fake, 3 * SECTION + 3), "kind", "memmap");
	expect_value(test, answer(fake, 3 * SECTION + 3), "self_hosted", "1");
	expect_value(test, answer(fake, 100), "kind", "kernel");
	expect_value(test, answer(fake, 100), "self_hosted", "0");
}

/* A zone or node that there is not, by what the struct page says. */
static void nonsense_links(struct kunit *test)
{
	static const struct memtopo_links links[] = {
		{ 0, FAKE_NR_ZONES }, { 2, FAKE_NORMAL }, { 8, 0 }, { -1, 0 },
	};
	struct fake_machine *fake = machine(test);
	struct fake_frame *told = fake_frame_add(fake, 9, 0);
	struct memtopo_snapshot *snap;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(links); i++) {
		told->frame.links = links[i];
		snap = answer(fake, 9);
		expect_value(test, snap, "node", "-");
		expect_value(test, snap, "zone", "-");
	}
}

static void no_pageblock(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake_pageblock_add(fake, 0, -ENXIO);
	snap = answer(fake, 5);
	expect_value(test, snap, "migratetype", "-");
	expect_value(test, snap, "skip", "-");
}

static void mapcount_unknown(struct kunit *test)
{
	struct fake_machine *fake = machine(test);

	fake_frame_add(fake, 9, 0)->frame.mapcount = MEMTOPO_NO_VALUE;
	expect_value(test, answer(fake, 9), "mapcount", "-");
}

/* One array, and no sections. */
static void flatmem(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);
	struct memtopo_snapshot *snap;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 16, 4112, 0, FAKE_NORMAL);
	snap = answer(fake, 16);
	expect_value(test, snap, "state", "online");
	expect_value(test, snap, "kind", "movable");
	expect_value(test, snap, "section", "-");
	expect_value(test, snap, "subsection", "-");
	expect_value(test, snap, "memory_block", "-");
	expect_value(test, snap, "zone", "Normal");
	answer(fake, 4111);
	expect_error(fake, MEMTOPO_REQUEST_PAGE, 15, -ENXIO);
	expect_error(fake, MEMTOPO_REQUEST_PAGE, 4112, -ENXIO);
	/* No limit is known but that of the numbers. */
	expect_error(fake, MEMTOPO_REQUEST_PAGE, (1ULL << 52) - 1,
		     BITS_PER_LONG == 64 ? -ENXIO : -ERANGE);
	expect_error(fake, MEMTOPO_REQUEST_PAGE, 1ULL << 52, -ERANGE);
}

/* Whatever is looked at next takes the place of what was there. */
static void looked_at_again(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap = answer(fake, 5);

	KUNIT_EXPECT_EQ(test, 0, memtopo_page_look(&fake->src, snap, 6));
	KUNIT_EXPECT_EQ(test, snap->page->pfn, 6);
	KUNIT_EXPECT_EQ(test, -ENXIO, memtopo_page_look(&fake->src, snap, SECTION));
	KUNIT_EXPECT_NULL(test, snap->page);
	/* Then the table has no rows, and is there all the same. */
	KUNIT_EXPECT_EQ(test, 2, memtopo_table_lines(&memtopo_table_page, snap));
	KUNIT_EXPECT_EQ(test, 0, memtopo_page_look(&fake->src, snap, 7));
	KUNIT_EXPECT_EQ(test, -ERANGE, memtopo_page_look(&fake->src, snap, U64_MAX));
	KUNIT_EXPECT_NULL(test, snap->page);
}

static struct kunit_case page_cases[] = {
	KUNIT_CASE(whole_table),
	KUNIT_CASE(flags_named),
	KUNIT_CASE(offline),
	KUNIT_CASE(absent),
	KUNIT_CASE(offline_without_subsections),
	KUNIT_CASE(blank),
	KUNIT_CASE(device),
	KUNIT_CASE(nothing_there),
	KUNIT_CASE(no_such_number),
	KUNIT_CASE(physical),
	KUNIT_CASE(free_blocks),
	KUNIT_CASE(free_blocks_that_lie),
	KUNIT_CASE(changing),
	KUNIT_CASE(self_hosted),
	KUNIT_CASE(nonsense_links),
	KUNIT_CASE(no_pageblock),
	KUNIT_CASE(mapcount_unknown),
	KUNIT_CASE(flatmem),
	KUNIT_CASE(looked_at_again),
	{}
};

static struct kunit_suite page_suite = {
	.name = "memtopo_page",
	.test_cases = page_cases,
};

kunit_test_suite(page_suite);
