// SPDX-License-Identifier: GPL-2.0
/*
 * Whole processes: what their pages are counted as, and where they are.
 */
#include <linux/pid.h>
#include <linux/percpu_counter.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "../module/snapshot.h"

/* Large allocations are made twice, so fail_nth cannot make them fail. */
static unsigned int allocations, allocation_fails;

static void *test_kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return ++allocations == allocation_fails ? NULL : kvcalloc(n, size, gfp);
}

static void *test_kvzalloc(size_t size, gfp_t gfp)
{
	return test_kvcalloc(1, size, gfp);
}

static int test_array_grow(void **array, size_t used, size_t room, size_t size)
{
	return ++allocations == allocation_fails ? -ENOMEM :
		memtopo_array_grow(array, used, room, size);
}

#undef kvcalloc
#define kvcalloc test_kvcalloc
#undef kvzalloc
#define kvzalloc test_kvzalloc
#define memtopo_array_grow test_array_grow
#include "../module/census.c"
#undef memtopo_array_grow
#undef kvcalloc
#undef kvzalloc
#include "../module/process.c"

#include "fake.h"
#include "fake_space.h"
#include "../module/live.h"

#define SECTION		32768ULL
#define MAPPED(flag)	BIT(MEMTOPO_MAPPED_##flag)
#define FLAG(flag)	BIT_ULL(MEMTOPO_MAPPING_##flag)
#define USE(use)	MEMTOPO_USE_##use
#define AT		0x10000000ULL
#define GIB		0x40000000ULL
/* A private mapping of memory. */
#define PRIVATE		(FLAG(READ) | FLAG(WRITE) | FLAG(MAYREAD) | FLAG(MAYWRITE))

/* 32 sections of two nodes, and a process that has nothing. */
static struct fake_space *space_create(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 1, 2);
	fake_memory_add(fake, 0, SECTION, 0, FAKE_DMA32);
	fake_memory_add(fake, SECTION, 16 * SECTION, 0, FAKE_NORMAL);
	fake_memory_add(fake, 16 * SECTION, 32 * SECTION, 1, FAKE_NORMAL);
	return fake_space_create(fake);
}

static struct memtopo_snapshot *ask_range(struct fake_space *space, u64 start,
					  u64 end)
{
	const struct memtopo_request request = {
		.kind = MEMTOPO_REQUEST_PROCESS,
		.pid = FAKE_PID,
		.start = start,
		.end = end,
	};
	struct memtopo_snapshot *snap;

	snap = memtopo_snapshot_answer(&space->fake->src, &request);
	KUNIT_EXPECT_EQ(space->fake->test, space->opens, 0);
	return snap;
}

static void snapshot_free(void *snap)
{
	memtopo_snapshot_free(snap);
}

/* The answer, whose sums have to agree. */
static struct memtopo_snapshot *answer_range(struct fake_space *space,
					     u64 start, u64 end)
{
	struct kunit *test = space->fake->test;
	struct memtopo_snapshot *snap = ask_range(space, start, end);
	u64 resident = 0, shared = 0, huge = 0, hugetlb = 0;
	const struct memtopo_census *census;
	size_t i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, snap);
	kunit_add_action(test, snapshot_free, snap);
	census = snap->census;
	for (i = 0; i < census->nr_mappings; i++) {
		const u64 *pages = census->mappings[i].pages;

		KUNIT_EXPECT_EQ(test, pages[USE(RESIDENT)],
				pages[USE(ANON)] + pages[USE(FILE)] +
				pages[USE(SHMEM)] + pages[USE(HUGETLB)]);
		resident += pages[USE(RESIDENT)];
		huge += pages[USE(HUGE)];
		hugetlb += pages[USE(HUGETLB)];
	}
	for (i = 0; i < census->nr_shares; i++)
		shared += census->shares[i].pages;
	KUNIT_EXPECT_EQ(test, shared, resident);
	for (i = 0; i < census->nr_places; i++) {
		resident -= census->places[i].pages;
		huge -= census->places[i].huge;
		hugetlb -= census->places[i].hugetlb;
	}
	KUNIT_EXPECT_EQ(test, resident, 0);
	KUNIT_EXPECT_EQ(test, huge, 0);
	KUNIT_EXPECT_EQ(test, hugetlb, 0);
	return snap;
}

static struct memtopo_snapshot *answer(struct fake_space *space)
{
	return answer_range(space, 0, 0);
}

static const char *row(struct fake_space *space,
		       const struct memtopo_table *table,
		       const struct memtopo_snapshot *snap, size_t i)
{
	struct kunit *test = space->fake->test;

	KUNIT_ASSERT_LT(test, 2 + i, memtopo_table_lines(table, snap));
	return fake_line(test, table, snap, 2 + i);
}

static const char *mapping_row(struct fake_space *space,
			       const struct memtopo_snapshot *snap, size_t i)
{
	return row(space, &memtopo_table_mappings, snap, i);
}

static const char *place_row(struct fake_space *space,
			     const struct memtopo_snapshot *snap, size_t i)
{
	return row(space, &memtopo_table_places, snap, i);
}

/* The answer's only mapping has just these pages. */
static void expect_pages(struct fake_space *space,
			 const struct memtopo_snapshot *snap,
			 const u64 expected[MEMTOPO_NR_USES])
{
	struct kunit *test = space->fake->test;
	int use;

	KUNIT_ASSERT_EQ(test, snap->census->nr_mappings, (size_t)1);
	for (use = 0; use < MEMTOPO_NR_USES; use++)
		KUNIT_EXPECT_EQ_MSG(test, snap->census->mappings[0].pages[use],
				    expected[use], "%s",
				    mappings_columns[6 + use]);
}

#define PAGES(...)	((u64[MEMTOPO_NR_USES]) { __VA_ARGS__ })

static void expect_answer(struct fake_space *space,
			  const u64 expected[MEMTOPO_NR_USES])
{
	expect_pages(space, answer(space), expected);
}

static void nothing(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap = answer(space);

	KUNIT_EXPECT_EQ(test, snap->census->nr_mappings, (size_t)0);
	KUNIT_EXPECT_EQ(test, snap->census->nr_places, (size_t)0);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_mappings, snap, 0),
			   "# memtopo 1 mappings generation=0 consistent=1");
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_mappings, snap, 1),
			   "start end perms kind flags page_size resident anon file shmem swapped huge hugetlb large shared zero device hint migrating poisoned owners");
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_places, snap, 1),
			   "kind node zone section pages huge hugetlb");
}

/* Mappings that have no pages: what they are for. */
static void kinds(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	fake_mapping_add(space, 0x400000, 0x402000, FLAG(READ) | FLAG(EXEC))->file = true;
	fake_mapping_add(space, 0x10ff000, 0x1101000, PRIVATE);
	fake_mapping_add(space, AT, AT + 0x1000, 0);
	fake_mapping_add(space, 2 * AT, 2 * AT + 0x1000,
			 FLAG(READ) | FLAG(SHARED) | FLAG(MAYSHARE))->file = true;
	fake_mapping_add(space, 3 * AT, 3 * AT + 0x1000,
			 FLAG(READ) | FLAG(IO) | FLAG(PFNMAP))->file = true;
	fake_mapping_add(space, 4 * AT, 4 * AT + 0x200000,
			 FLAG(WRITE) | FLAG(HUGETLB))->page_size = 0x200000;
	fake_mapping_add(space, 0x7fffeffff000, 0x7ffff0001000,
			 PRIVATE | FLAG(GROWSDOWN));
	fake_mapping_add(space, 0x7ffff7000000, 0x7ffff7001000,
			 FLAG(READ) | FLAG(EXEC))->special = true;
	snap = answer(space);
	KUNIT_ASSERT_EQ(test, snap->census->nr_mappings, (size_t)8);
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 0),
			   "0x400000 0x402000 r-xp file rd,ex 4096 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -");
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 1),
			   "0x10ff000 0x1101000 rw-p heap rd,wr,mr,mw 4096 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -");
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 2),
			   "0x10000000 0x10001000 ---p anon - 4096 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -");
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 3),
			   "0x20000000 0x20001000 r--s shared rd,sh,ms 4096 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -");
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 4),
			   "0x30000000 0x30001000 r--p device rd,pf,io 4096 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -");
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 5),
			   "0x40000000 0x40200000 -w-p huge wr,ht 2097152 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -");
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 6),
			   "0x7fffeffff000 0x7ffff0001000 rw-p stack rd,wr,mr,mw,gd 4096 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -");
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 7),
			   "0x7ffff7000000 0x7ffff7001000 r-xp vdso rd,ex 4096 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -");
}

/* Small pages of each kind, and some that are mapped elsewhere as well. */
static void small_pages(struct kunit *test)
{
	struct fake_space *space = space_create(test);

	fake_mapping_add(space, AT, AT + 0x20000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT + 0x1000, AT + 0x11000,
			 FAKE_PTE(0x9000), FAKE_STEP);
	fake_mapped_add(space, 0x9000, 0x9003, 0);
	fake_mapped_add(space, 0x9003, 0x9005, MAPPED(SHMEM));
	fake_mapped_add(space, 0x9005, 0x900a, MAPPED(LARGE) | MAPPED(SHMEM));
	fake_mapped_add(space, 0x900a, 0x900b, MAPPED(SHARED) | MAPPED(ANON));
	/* 0x900b to 0x9010 anonymous */
	expect_answer(space, PAGES([USE(RESIDENT)] = 16, [USE(ANON)] = 6,
				   [USE(FILE)] = 3, [USE(SHMEM)] = 7,
				   [USE(LARGE)] = 5, [USE(SHARED)] = 1));
}

/* All that an entry can say when there is no page behind it. */
static void not_present(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	u64 at = AT;

	fake_mapping_add(space, AT, AT + 0x40000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, at, at + 0x3000,
			 FAKE_SWAP(0, 77), 0);
	at += 0x3000;
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, at, at + 0x2000,
			 FAKE_SWAP(FAKE_SWP_MIGRATION, 0x9000), 0);
	at += 0x2000;
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, at, at + 0x4000,
			 FAKE_SWAP(FAKE_SWP_HWPOISON, 0x9000), 0);
	at += 0x4000;
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, at, at + 0x5000,
			 FAKE_SWAP(FAKE_SWP_DEVICE, 0x9000), 0);
	at += 0x5000;
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, at, at + 0x1000,
			 FAKE_SWAP(FAKE_SWP_EXCLUSIVE, 0x9000), 0);
	at += 0x1000;
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, at, at + 0x6000,
			 FAKE_SWAP(FAKE_SWP_MARKER, 1), 0);
	expect_answer(space, PAGES([USE(SWAPPED)] = 3, [USE(MIGRATING)] = 2,
				   [USE(POISONED)] = 4, [USE(DEVICE)] = 6));
	KUNIT_EXPECT_EQ(test, space->fake->page_looks, 0);
}

/* Present, but the CPU shall fault: not the frame that the inverted bits say. */
static void hints(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	fake_mapping_add(space, AT, AT + 0x10000, 0);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT, AT + 0x1000,
			 FAKE_PROTNONE(16 * SECTION), 0);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT + 0x1000, AT + 0x2000,
			 FAKE_PROTNONE(16 * SECTION + 1), 0);
	snap = answer(space);
	expect_pages(space, snap, PAGES([USE(RESIDENT)] = 2, [USE(ANON)] = 2,
					[USE(HINT)] = 2));
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 0),
			   "anon 1 Normal 16 2 0 0");
}

/* What has an entry, but no page that the page allocator knows. */
static void devices(struct kunit *test)
{
	struct fake_space *space = space_create(test);

	fake_mapping_add(space, AT, AT + 0x10000, PRIVATE);
	/* Beyond all memory. */
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT, AT + 0x2000,
			 FAKE_PTE(0xfee000), FAKE_STEP);
	/* Memory, but not as such. */
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT + 0x2000, AT + 0x3000,
			 FAKE_PTE(0x9000) | FAKE_SPECIAL, FAKE_STEP);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT + 0x3000, AT + 0x5000,
			 FAKE_PTE(0x9001) | BIT_ULL(58), FAKE_STEP);
	/* The zero page has a special entry, or another. */
	fake_mapped_add(space, 0x9999, 0x999a, MAPPED(ZERO));
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT + 0x5000, AT + 0x8000,
			 FAKE_PTE(0x9999) | FAKE_SPECIAL, 0);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT + 0x8000, AT + 0x9000,
			 FAKE_PTE(0x9999), 0);
	expect_answer(space, PAGES([USE(DEVICE)] = 5, [USE(ZERO)] = 4));
}

/* Of memory mapped as a device's, only copies are pages. */
static void device_copies(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_mapping *mapping;

	mapping = fake_mapping_add(space, AT, AT + 0x200000, PRIVATE | FLAG(PFNMAP));
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT, AT + 0x2000,
			 FAKE_PTE(0x9000) | FAKE_SPECIAL, FAKE_STEP);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT + 0x2000, AT + 0x3000,
			 FAKE_PTE(0xa000), FAKE_STEP);
	expect_answer(space, PAGES([USE(DEVICE)] = 2, [USE(RESIDENT)] = 1,
				   [USE(ANON)] = 1));
	mapping->flags |= FLAG(SHARED) | FLAG(MAYSHARE);
	expect_answer(space, PAGES([USE(DEVICE)] = 3));
	/* What one entry maps there is no copy. */
	mapping->flags = PRIVATE | FLAG(PFNMAP);
	space->nr_entries = 0;
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, AT, AT + 0x200000,
			 FAKE_LEAF(0x8000), FAKE_LEAF_STEP);
	expect_answer(space, PAGES([USE(DEVICE)] = 512));
}

/* The struct page names a node that the snapshot does not know. */
static void zone_unknown(struct kunit *test)
{
	struct fake_space *space = space_create(test);

	fake_run_add(space->fake, 64 * SECTION, 65 * SECTION, 3, FAKE_NORMAL);
	fake_mapping_add(space, AT, AT + 0x10000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT, AT + 0x2000,
			 FAKE_PTE(64 * SECTION), FAKE_STEP);
	expect_answer(space, PAGES([USE(DEVICE)] = 2));
}

/* Huge pages, one of them with pages that are mapped elsewhere one by one. */
static void huge_pages(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	fake_mapping_add(space, AT, AT + 0x1000000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, AT, AT + 0x400000,
			 FAKE_LEAF(0x9000), FAKE_LEAF_STEP);
	fake_mapped_add(space, 0x9000, 0x9400, MAPPED(ANON) | MAPPED(LARGE));
	fake_mapped_add(space, 0x9203, 0x9205,
			MAPPED(ANON) | MAPPED(LARGE) | MAPPED(SHARED));
	/* The CPU shall fault on this one. */
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, AT + 0x400000, AT + 0x600000,
			 FAKE_PROTNONE(0x9400) | 0x80, 0);
	fake_mapped_add(space, 0x9400, 0x9600, MAPPED(SHMEM) | MAPPED(LARGE));
	/* The huge zero page. */
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, AT + 0x600000, AT + 0x800000,
			 FAKE_LEAF(0x9600), FAKE_LEAF_STEP);
	fake_mapped_add(space, 0x9600, 0x9800, MAPPED(ZERO));
	/* One that moves. */
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, AT + 0x800000, AT + 0xa00000,
			 FAKE_SWAP(FAKE_SWP_MIGRATION, 0x9800), 0);
	snap = answer(space);
	expect_pages(space, snap, PAGES([USE(RESIDENT)] = 3 * 512,
					[USE(ANON)] = 1024, [USE(SHMEM)] = 512,
					[USE(HUGE)] = 3 * 512,
					[USE(LARGE)] = 3 * 512,
					[USE(SHARED)] = 2, [USE(ZERO)] = 512,
					[USE(HINT)] = 512,
					[USE(MIGRATING)] = 512));
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 0),
			   "anon 0 Normal 1 1536 1536 0");
	/* One look for each of the four. */
	KUNIT_EXPECT_EQ(test, space->fake->page_looks, 4);
}

/* Pages of the hugetlb pool: by one entry or many, they are that and no more. */
static void hugetlb(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;
	u32 flags = MAPPED(HUGETLB) | MAPPED(LARGE) | MAPPED(ANON);

	fake_mapping_add(space, GIB, 3 * GIB, PRIVATE | FLAG(HUGETLB))->page_size =
		GIB;
	fake_entries_add(space, MEMTOPO_LEVEL_PUD, GIB, 2 * GIB,
			 FAKE_LEAF(8 * SECTION), GIB);
	fake_mapped_add(space, 8 * SECTION, 16 * SECTION, flags);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, 2 * GIB, 2 * GIB + 0x10000,
			 FAKE_PTE(24 * SECTION), FAKE_STEP);
	fake_mapped_add(space, 24 * SECTION, 24 * SECTION + 16,
			flags | MAPPED(SHARED));
	snap = answer(space);
	expect_pages(space, snap, PAGES([USE(RESIDENT)] = 8 * SECTION + 16,
					[USE(HUGETLB)] = 8 * SECTION + 16,
					[USE(SHARED)] = 16));
	KUNIT_EXPECT_EQ(test, snap->census->nr_places, (size_t)9);
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 0),
			   "huge 0 Normal 8 32768 0 32768");
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 8),
			   "huge 1 Normal 24 16 0 16");
	/* Shared by all. */
	fake_mapped_add(space, 8 * SECTION, 16 * SECTION, flags | MAPPED(SHARED));
	expect_answer(space, PAGES([USE(RESIDENT)] = 8 * SECTION + 16,
				   [USE(HUGETLB)] = 8 * SECTION + 16,
				   [USE(SHARED)] = 8 * SECTION + 16));
}

/* An entry of a gigabyte that is none of that pool: a piece at a time. */
static void huge_pages_larger(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	unsigned int looks;

	fake_mapping_add(space, GIB, 2 * GIB, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PUD, GIB, 2 * GIB,
			 FAKE_LEAF(8 * SECTION), GIB);
	fake_mapped_add(space, 8 * SECTION, 16 * SECTION, MAPPED(LARGE));
	looks = space->fake->page_looks;
	expect_answer(space, PAGES([USE(RESIDENT)] = 8 * SECTION,
				   [USE(FILE)] = 8 * SECTION,
				   [USE(HUGE)] = 8 * SECTION,
				   [USE(LARGE)] = 8 * SECTION));
	KUNIT_EXPECT_EQ(test, space->fake->page_looks - looks, 512);
}

/* Nodes, zones and sections of each, and all in order. */
static void places(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	fake_mapping_add(space, 0x1000000, 0x1100000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, 0x1000000, 0x1004000,
			 FAKE_PTE(17 * SECTION - 2), FAKE_STEP);
	fake_mapping_add(space, AT, AT + 0x200000, PRIVATE);
	/* From the last to the first, over two borders of zones. */
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT, AT + 0x4000,
			 FAKE_PTE(16 * SECTION + 1), -FAKE_STEP);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT + 0x10000, AT + 0x13000,
			 FAKE_PTE(SECTION - 1), FAKE_STEP);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT + 0x20000, AT + 0x21000,
			 FAKE_PTE(16 * SECTION), FAKE_STEP);
	fake_mapping_add(space, 2 * AT, 2 * AT + 0x200000, PRIVATE)->file = true;
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, 2 * AT, 2 * AT + 0x1000,
			 FAKE_PTE(20 * SECTION), FAKE_STEP);
	snap = answer(space);
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 0),
			   "0x1000000 0x1100000 rw-p heap rd,wr,mr,mw 4096 4 4 0 0 0 0 0 0 0 0 0 0 0 0 1/Normal:4");
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 1),
			   "0x10000000 0x10200000 rw-p anon rd,wr,mr,mw 4096 8 8 0 0 0 0 0 0 0 0 0 0 0 0 0/DMA32:1,0/Normal:4,1/Normal:3");
	KUNIT_ASSERT_EQ(test, snap->census->nr_places, (size_t)7);
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 0),
			   "heap 1 Normal 16 2 0 0");
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 1),
			   "heap 1 Normal 17 2 0 0");
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 2),
			   "file 1 Normal 20 1 0 0");
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 3),
			   "anon 0 DMA32 0 1 0 0");
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 4),
			   "anon 0 Normal 1 2 0 0");
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 5),
			   "anon 0 Normal 15 2 0 0");
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 6),
			   "anon 1 Normal 16 3 0 0");
}

static void no_sections(struct kunit *test)
{
	struct fake_machine *fake = fake_machine_create(test, &fake_flatmem);
	struct memtopo_snapshot *snap;
	struct fake_space *space;

	fake_node_add(fake, 0, 1);
	fake_memory_add(fake, 16, 4112, 0, FAKE_NORMAL);
	space = fake_space_create(fake);
	fake_mapping_add(space, AT, AT + 0x400000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT, AT + 0x3000,
			 FAKE_PTE(4096), FAKE_STEP);
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, AT + 0x200000, AT + 0x400000,
			 FAKE_LEAF(512), FAKE_LEAF_STEP);
	snap = answer(space);
	KUNIT_ASSERT_EQ(test, snap->census->nr_places, (size_t)1);
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 0),
			   "anon 0 Normal - 515 512 0");
}

static void process_values(struct kunit *test)
{
	static const char *const lines[] = {
		"pid 1234", "tgid 1", "comm a\\040b\\134\\012\\377",
		"threads 2", "cpu 3", "cpu_node 4", "start_code 0x5",
		"end_code 0x6", "start_data 0x7", "end_data 0x8",
		"start_brk 0x9", "brk 0xa", "start_stack 0xb",
		"mmap_base 0xc", "task_size 0x7ffffffff000", "total_vm 13",
		"locked_vm 14", "pinned_vm 15", "data_vm 16", "exec_vm 17",
		"stack_vm 18", "map_count 2", "page_table_bytes 19",
		"mappings 2", "pages 19",
	};
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;
	size_t i;

	space->process = (struct memtopo_process) {
		.pid = 1234, .tgid = 1, .comm = "a b\\\n\xff", .threads = 2,
		.cpu = 3, .cpu_node = 4, .start_code = 5, .end_code = 6,
		.start_data = 7, .end_data = 8, .start_brk = 9, .brk = 10,
		.start_stack = 11, .mmap_base = 12,
		.task_size = FAKE_TASK_SIZE, .total_vm = 13, .locked_vm = 14,
		.pinned_vm = 15, .data_vm = 16, .exec_vm = 17, .stack_vm = 18,
		.page_table_bytes = 19,
	};
	fake_mapping_add(space, AT, AT + 0x10000, PRIVATE);
	fake_mapping_add(space, 2 * AT, 2 * AT + 0x3000, PRIVATE);
	snap = answer(space);
	KUNIT_ASSERT_EQ(test, memtopo_table_lines(&memtopo_table_process, snap),
			2 + ARRAY_SIZE(lines));
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		KUNIT_EXPECT_STREQ(test, row(space, &memtopo_table_process, snap, i),
				   lines[i]);
	/* As long as there can be; or nothing. */
	memcpy(space->process.comm, "0123456789abcdef", MEMTOPO_COMM_LEN);
	space->process.cpu_node = -1;
	snap = answer(space);
	KUNIT_EXPECT_STREQ(test, row(space, &memtopo_table_process, snap, 2),
			   "comm 0123456789abcdef");
	KUNIT_EXPECT_STREQ(test, row(space, &memtopo_table_process, snap, 5),
			   "cpu_node -");
	space->process.comm[0] = '\0';
	snap = answer(space);
	KUNIT_EXPECT_STREQ(test, row(space, &memtopo_table_process, snap, 2),
			   "comm -");
}

static void range(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	fake_mapping_add(space, AT, AT + 0x600000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT, AT + 0x200000,
			 FAKE_PTE(SECTION), FAKE_STEP);
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, AT + 0x200000, AT + 0x600000,
			 FAKE_LEAF(2 * SECTION - 512), FAKE_LEAF_STEP);
	fake_mapping_add(space, AT + 0x600000, AT + 0x700000, PRIVATE | FLAG(LOCKED));
	/* Rounded outwards; in the middle of a table, and of a leaf. */
	snap = answer_range(space, AT + 0x1fdfff, AT + 0x302001);
	KUNIT_ASSERT_EQ(test, snap->census->nr_mappings, (size_t)1);
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 0),
			   "0x101fd000 0x10303000 rw-p anon rd,wr,mr,mw 4096 262 262 0 0 0 259 0 0 0 0 0 0 0 0 0/Normal:262");
	/* Of the second leaf, whose pages are those of the next section. */
	snap = answer_range(space, AT + 0x4ff000, AT + 0x601000);
	KUNIT_ASSERT_EQ(test, snap->census->nr_mappings, (size_t)2);
	KUNIT_EXPECT_STREQ(test, place_row(space, snap, 0),
			   "anon 0 Normal 2 257 257 0");
	KUNIT_EXPECT_STREQ(test, mapping_row(space, snap, 1),
			   "0x10600000 0x10601000 rw-p anon rd,wr,mr,mw,lo 4096 0 0 0 0 0 0 0 0 0 0 0 0 0 0 -");
	/* Nothing there, up to the last address. */
	snap = answer_range(space, AT + 0x700000, FAKE_TASK_SIZE);
	KUNIT_EXPECT_EQ(test, snap->census->nr_mappings, (size_t)0);
	snap = answer_range(space, 0, AT);
	KUNIT_EXPECT_EQ(test, snap->census->nr_mappings, (size_t)0);
	/* None that could be. */
	KUNIT_EXPECT_EQ(test, PTR_ERR(ask_range(space, 5, 5)), -ERANGE);
	KUNIT_EXPECT_EQ(test, PTR_ERR(ask_range(space, 6, 5)), -ERANGE);
	KUNIT_EXPECT_EQ(test, -ERANGE,
			PTR_ERR(ask_range(space, 0, FAKE_TASK_SIZE + 1)));
	KUNIT_EXPECT_EQ(test, PTR_ERR(ask_range(space, 0, U64_MAX)), -ERANGE);
}

static void errors(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_request request = {
		.kind = MEMTOPO_REQUEST_PROCESS, .pid = FAKE_PID + 1,
	};
	const struct memtopo_source *src = &space->fake->src;

	KUNIT_EXPECT_EQ(test, -ESRCH,
			PTR_ERR(memtopo_snapshot_answer(src, &request)));
	request.pid = FAKE_PID;
	space->lock_err_at = 1;
	space->lock_err = -EINTR;
	KUNIT_EXPECT_EQ(test, -EINTR, PTR_ERR(ask_range(space, 0, 0)));
	space->process_err_at = space->asked + 1;
	space->process_err = -ESRCH;
	KUNIT_EXPECT_EQ(test, -ESRCH, PTR_ERR(ask_range(space, 0, 0)));
	/* Gone when all is counted. */
	space->process_err_at = space->asked + 2;
	KUNIT_EXPECT_EQ(test, -ESRCH, PTR_ERR(ask_range(space, 0, 0)));
	/* Another program then: tried again. */
	space->process_err_at = space->asked + 2;
	space->process_err = -EAGAIN;
	KUNIT_EXPECT_TRUE(test, answer(space)->consistent);
	/* In the middle of exec(). */
	space->process.task_size = 0;
	KUNIT_EXPECT_EQ(test, -EAGAIN, PTR_ERR(ask_range(space, 0, 0)));
	KUNIT_EXPECT_EQ(test, -EAGAIN, PTR_ERR(ask_range(space, 0, 4096)));
	space->process.task_size = FAKE_TASK_SIZE;
	fake_kill(true);
	KUNIT_EXPECT_EQ(test, -EINTR, PTR_ERR(ask_range(space, 0, 0)));
	fake_kill(false);
	space->fake->src.layout = NULL;
	KUNIT_EXPECT_EQ(test, -EOPNOTSUPP, PTR_ERR(ask_range(space, 0, 0)));
}

/* A large mapping: the lock is let go now and then, and nothing gets lost. */
static void lock_is_let_go(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	fake_mapping_add(space, GIB, 7 * GIB, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, GIB, 7 * GIB,
			 FAKE_LEAF(SECTION), 0);
	snap = answer(space);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, snap->census->mappings[0].pages[USE(HUGE)],
			6 * 262144);
	KUNIT_EXPECT_EQ(test, space->looks, 3072);
	KUNIT_EXPECT_EQ(test, space->longest, TABLES_AT_ONCE);
	/* Three times, once to find that this was all, and once to make sure. */
	KUNIT_EXPECT_LE(test, space->locks, 5);
}

static void lock_is_wanted(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	space->contended = UINT_MAX;
	fake_mapping_add(space, GIB, 2 * GIB, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, GIB, 2 * GIB,
			 FAKE_LEAF(SECTION), 0);
	snap = answer(space);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, snap->census->mappings[0].pages[USE(HUGE)],
			262144);
	KUNIT_EXPECT_EQ(test, space->longest, TABLES_AT_LEAST);
	KUNIT_EXPECT_GE(test, space->locks, 512 / TABLES_AT_LEAST);
}

/* Empty tables are not looked at, nor is what would be behind a hole. */
static void holes(struct kunit *test)
{
	struct fake_space *space = space_create(test);

	fake_mapping_add(space, GIB, 0x600000000000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, 0x500000000000,
			 0x500000001000, FAKE_PTE(SECTION), FAKE_STEP);
	expect_answer(space, PAGES([USE(RESIDENT)] = 1, [USE(ANON)] = 1));
	/* 192 entries of the root, one with 512 of puds, one of these of pmds. */
	KUNIT_EXPECT_EQ(test, space->looks, 191 + 511 + 511 + 1);
}

static void mapping_grows(struct fake_space *space)
{
	/* Between one part and the next, and again before the second look. */
	if (space->locks == 2)
		space->mappings[0].end += 0x200000;
}

/* What changed once is looked at once more, and then it is well. */
static void changes_once(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	space->locked = mapping_grows;
	fake_mapping_add(space, GIB, 4 * GIB, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, GIB, 5 * GIB,
			 FAKE_LEAF(SECTION), 0);
	snap = answer(space);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_ASSERT_EQ(test, snap->census->nr_mappings, (size_t)1);
	KUNIT_EXPECT_EQ(test, snap->census->mappings[0].pages[USE(HUGE)],
			3 * 262144 + 512);
}

static void mapping_grows_always(struct fake_space *space)
{
	space->mappings[0].end += 0x200000;
}

static void changes_always(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	space->locked = mapping_grows_always;
	fake_mapping_add(space, GIB, 4 * GIB, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, GIB, 5 * GIB,
			 FAKE_LEAF(SECTION), 0);
	snap = answer(space);
	KUNIT_EXPECT_FALSE(test, snap->consistent);
	KUNIT_EXPECT_GE(test, space->asked, 2 * TRIES);
}

static void mapping_vanishes(struct fake_space *space)
{
	/* Under the first part that was counted; the other stays. */
	if (space->locks == 2)
		space->mappings[0] = space->mappings[1];
}

static void changes_under_it(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	space->locked = mapping_vanishes;
	fake_mapping_add(space, GIB, 5 * GIB, PRIVATE);
	fake_mapping_add(space, 8 * GIB, 9 * GIB, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, GIB, 9 * GIB,
			 FAKE_LEAF(SECTION), 0);
	snap = answer(space);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, snap->census->mappings[0].mapping.start, 8 * GIB);
}

/* As many new ones as it looks at, until it has had enough. */
static void mapping_moves_on(struct fake_space *space)
{
	space->mappings[0].start += 0x2000000;
	space->mappings[0].end += 0x2000000;
	space->contended = UINT_MAX;
}

static void endless(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	space->locked = mapping_moves_on;
	fake_mapping_add(space, GIB, GIB + 0x4000000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PMD, GIB, FAKE_TASK_SIZE,
			 FAKE_LEAF(SECTION), 0);
	snap = ask_range(space, 0, 0);
	KUNIT_EXPECT_EQ(test, PTR_ERR(snap), -EAGAIN);
}

/* More mappings than were announced. */
static void mappings_appear(struct fake_space *space)
{
	u64 at;

	for (at = 2 * GIB; space->nr_mappings < FAKE_MAPPINGS; at += 0x2000)
		fake_mapping_add(space, at, at + 0x1000, PRIVATE);
}

static void mappings_room(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	struct memtopo_snapshot *snap;

	space->locked = mappings_appear;
	fake_mapping_add(space, GIB, GIB + 0x1000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, GIB, 3 * GIB,
			 FAKE_PTE(SECTION), 0);
	snap = answer(space);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_ASSERT_EQ(test, snap->census->nr_mappings, (size_t)FAKE_MAPPINGS);
	KUNIT_EXPECT_EQ(test, snap->census->nr_shares, (size_t)FAKE_MAPPINGS);
}

/* Each page in a section of its own. */
static void places_room(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	const struct memtopo_census *census;
	size_t i;

	fake_run_add(space->fake, 32 * SECTION, 5000 * SECTION, 1, FAKE_NORMAL);
	fake_mapping_add(space, AT, AT + 0x1000000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT, AT + 0x1000000,
			 FAKE_PTE(32 * SECTION), SECTION * FAKE_STEP);
	census = answer(space)->census;
	KUNIT_ASSERT_EQ(test, census->nr_places, (size_t)4096);
	for (i = 0; i < census->nr_places; i++) {
		KUNIT_EXPECT_EQ(test, census->places[i].section, 32 + i);
		KUNIT_EXPECT_EQ(test, census->places[i].pages, 1);
	}
}

/* Pages in many sections, and more mappings than were announced. */
static struct fake_space *space_that_grows(struct kunit *test)
{
	struct fake_space *space = space_create(test);

	space->locked = mappings_appear;
	fake_run_add(space->fake, 32 * SECTION, 5000 * SECTION, 1, FAKE_NORMAL);
	fake_mapping_add(space, AT, AT + 0x1000000, PRIVATE);
	fake_entries_add(space, MEMTOPO_LEVEL_PTE, AT, AT + 0x1000000,
			 FAKE_PTE(32 * SECTION), SECTION * FAKE_STEP);
	return space;
}

/* The counter, its zones, mappings, shares, places, and more room for those. */
static void large_allocations_fail(struct kunit *test)
{
	struct fake_space *space = space_that_grows(test);
	struct memtopo_snapshot *snap;
	unsigned int failed = 0;

	for (allocation_fails = 1;; allocation_fails++) {
		space->nr_mappings = 1;
		allocations = 0;
		snap = ask_range(space, 0, 0);
		if (!IS_ERR(snap))
			break;
		KUNIT_EXPECT_EQ(test, PTR_ERR(snap), -ENOMEM);
		KUNIT_EXPECT_FALSE(test, space->held);
		failed++;
	}
	memtopo_snapshot_free(snap);
	allocation_fails = 0;
	KUNIT_EXPECT_GE(test, failed, 9);
}

#ifdef CONFIG_FAILSLAB
static unsigned int sweep(struct kunit *test, struct fake_space *space)
{
	struct memtopo_snapshot *snap;
	unsigned int failed = 0;
	unsigned int nth = 0;
	bool injected;

	do {
		current->fail_nth = ++nth;
		snap = ask_range(space, 0, 0);
		injected = current->fail_nth == 0;
		current->fail_nth = 0;
		/* kmemleak allocates behind our back, and can do without. */
		if (IS_ERR(snap)) {
			KUNIT_EXPECT_TRUE(test, injected);
			KUNIT_EXPECT_EQ(test, PTR_ERR(snap), -ENOMEM);
			failed++;
		}
		KUNIT_EXPECT_FALSE(test, space->held);
		memtopo_snapshot_free(snap);
	} while (injected && nth < 100);

	KUNIT_EXPECT_FALSE(test, injected);
	return failed;
}

/* Every allocation fails in turn: see snapshot_kunit.c. */
static void allocations_fail(struct kunit *test)
{
	struct fake_space *space = space_create(test);
	unsigned int most = 0;
	unsigned int i;

	fake_mapping_add(space, AT, AT + 0x1000, PRIVATE);
	for (i = 0; i < 20 && most < 10; i++)
		most = max(most, sweep(test, space));
	/*
	 * The snapshot, nodes, CPUs, node rows, zones, spans; the census, zones
	 * of the counter, mappings and shares.
	 */
	KUNIT_EXPECT_GE(test, most, 10);
}
#else
static void allocations_fail(struct kunit *test)
{
	kunit_skip(test, "kernel without CONFIG_FAILSLAB");
}
#endif

/*
 * The first process of the kernel that runs the tests, which waits for them to
 * end: as many pages of each kind as the kernel itself has counted.
 */
static void first_process(struct kunit *test)
{
	const struct memtopo_request request = {
		.kind = MEMTOPO_REQUEST_PROCESS, .pid = 1,
	};
	u64 pages[MEMTOPO_NR_USES] = {};
	struct memtopo_source live;
	struct memtopo_snapshot *snap;
	struct task_struct *task;
	struct mm_struct *mm;
	struct pid *pid;
	size_t i;
	int use;

	memtopo_live_init(&live);
	snap = memtopo_snapshot_answer(&live, &request);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, snap);
	kunit_add_action(test, snapshot_free, snap);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	for (i = 0; i < snap->census->nr_mappings; i++)
		for (use = 0; use < MEMTOPO_NR_USES; use++)
			pages[use] += snap->census->mappings[i].pages[use];

	pid = find_get_pid(1);
	task = get_pid_task(pid, PIDTYPE_PID);
	put_pid(pid);
	KUNIT_ASSERT_NOT_NULL(test, task);
	mm = get_task_mm(task);
	put_task_struct(task);
	KUNIT_ASSERT_NOT_NULL(test, mm);
	KUNIT_EXPECT_EQ(test, snap->census->nr_mappings, (size_t)mm->map_count);
	KUNIT_EXPECT_EQ(test, pages[USE(ANON)],
			percpu_counter_sum(&mm->rss_stat[MM_ANONPAGES]));
	KUNIT_EXPECT_EQ(test, pages[USE(FILE)],
			percpu_counter_sum(&mm->rss_stat[MM_FILEPAGES]));
	KUNIT_EXPECT_EQ(test, pages[USE(SHMEM)],
			percpu_counter_sum(&mm->rss_stat[MM_SHMEMPAGES]));
	KUNIT_EXPECT_EQ(test, pages[USE(SWAPPED)],
			percpu_counter_sum(&mm->rss_stat[MM_SWAPENTS]));
	KUNIT_EXPECT_GT(test, pages[USE(RESIDENT)], 0);
	mmput(mm);
}

static struct kunit_case process_cases[] = {
	KUNIT_CASE(nothing),
	KUNIT_CASE(kinds),
	KUNIT_CASE(small_pages),
	KUNIT_CASE(not_present),
	KUNIT_CASE(hints),
	KUNIT_CASE(devices),
	KUNIT_CASE(device_copies),
	KUNIT_CASE(zone_unknown),
	KUNIT_CASE(huge_pages),
	KUNIT_CASE(hugetlb),
	KUNIT_CASE(huge_pages_larger),
	KUNIT_CASE(places),
	KUNIT_CASE(no_sections),
	KUNIT_CASE(process_values),
	KUNIT_CASE(range),
	KUNIT_CASE(errors),
	KUNIT_CASE(lock_is_let_go),
	KUNIT_CASE(lock_is_wanted),
	KUNIT_CASE(holes),
	KUNIT_CASE(changes_once),
	KUNIT_CASE(changes_always),
	KUNIT_CASE(changes_under_it),
	KUNIT_CASE(endless),
	KUNIT_CASE(mappings_room),
	KUNIT_CASE(places_room),
	KUNIT_CASE(large_allocations_fail),
	KUNIT_CASE(allocations_fail),
	KUNIT_CASE(first_process),
	{}
};

static struct kunit_suite process_suite = {
	.name = "memtopo_process",
	.test_cases = process_cases,
};

kunit_test_suite(process_suite);
