// SPDX-License-Identifier: GPL-2.0
/*
 * Snapshots: retried while memory moves, and given back whole on failure.
 */
#include "../module/snapshot.c"

#include "fake.h"

#define PARTS	(MEMTOPO_PART_SECTIONS | MEMTOPO_PART_OWNERS | \
		 MEMTOPO_PART_MEMMAP | MEMTOPO_PART_DISTANCES | \
		 MEMTOPO_PART_BLOCKS | MEMTOPO_PART_ZONELISTS | \
		 MEMTOPO_PART_FREE_AREAS | MEMTOPO_PART_PAGEBLOCKS | \
		 MEMTOPO_PART_UNMANAGED | MEMTOPO_PART_RECLAIM | \
		 MEMTOPO_PART_COMPACTION | MEMTOPO_PART_PIECES)

static struct fake_machine *machine(struct kunit *test)
{
	static const struct memtopo_links refs[] = {
		{ 0, FAKE_NORMAL }, { 0, FAKE_DMA32 },
	};
	struct fake_machine *fake = fake_machine_create(test, &fake_x86_64);

	fake_node_add(fake, 0, 1);
	fake_zonelist_add(fake, 0, MEMTOPO_ZONELIST_FALLBACK, refs,
			  ARRAY_SIZE(refs));
	fake_memory_add(fake, 0, 32768, 0, FAKE_NORMAL);
	fake->runs[0].home = 1024;
	fake_section_add(fake, 0, FAKE_EARLY);
	fake->generation = 100;
	return fake;
}

static void stable(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap = fake_snapshot(fake, PARTS);

	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, snap->generation, 100);
	KUNIT_EXPECT_EQ(test, fake->walks, 1);
}

/* Overtaken once: walked again, and what the first walk found is gone. */
static void moves_once(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake->moves = 1;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, snap->generation, 101);
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
	KUNIT_EXPECT_EQ(test, snap->nr_nodes, (size_t)1);
	KUNIT_EXPECT_EQ(test, snap->nr_sections, (size_t)1);
	KUNIT_EXPECT_EQ(test, snap->nr_owners, (size_t)1);
	KUNIT_EXPECT_EQ(test, snap->nodes[0].managed_pages, 32768);
	KUNIT_EXPECT_EQ(test, snap->nodes[0].memmap_pages, 512);
	KUNIT_EXPECT_EQ(test, snap->nr_pieces, (size_t)1);
	KUNIT_EXPECT_EQ(test, snap->nr_zonerefs, (size_t)2);
	KUNIT_EXPECT_EQ(test, snap->nr_compactions, (size_t)1);
	KUNIT_EXPECT_EQ(test, snap->nr_blocks, (size_t)1);
	KUNIT_EXPECT_EQ(test, snap->blocks[0].count[MEMTOPO_KIND_MOVABLE],
			32768);
}

static void moves_until_the_last(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake->moves = MEMTOPO_RETRIES;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, fake->walks, 1 + MEMTOPO_RETRIES);
}

/* Overtaken every time: published all the same, and says so. */
static void moves_on_and_on(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake->moves = 1000;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_FALSE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, fake->walks, 1 + MEMTOPO_RETRIES);
	KUNIT_EXPECT_EQ(test, snap->nr_sections, (size_t)1);
	KUNIT_EXPECT_EQ(test, snap->generation, 105);
}

/* The kernel shrinks a span after it has notified for the last time. */
static void zone_shrinks_unnotified(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake->zone_moves = 1;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
	KUNIT_EXPECT_EQ(test, snap->zones[FAKE_NORMAL].spanned_pages, 32767);

	fake->zone_moves = 1000;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_FALSE(test, snap->consistent);
}

/* Memory is added offline, or goes offline, and no event has come yet. */
static void section_changes_unnotified(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake->section_moves = 1;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
	KUNIT_EXPECT_EQ(test, snap->nr_owners, (size_t)0);

	fake->section_moves = 1000;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_FALSE(test, snap->consistent);
	fake->section_moves = 1000;
	snap = fake_snapshot(fake, 0);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
}

/* The kernel puts the zones into another order, which is no event. */
static void zonelist_changes_unnotified(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake->zonelist_moves = 1;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
	KUNIT_EXPECT_EQ(test, snap->zonerefs[0].zid, FAKE_DMA32);

	fake->zonelist_moves = 1000;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_FALSE(test, snap->consistent);
	fake->zonelist_moves = 1000;
	snap = fake_snapshot(fake, 0);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
}

static void node_comes_unnotified(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake->node_moves = 1;
	snap = fake_snapshot(fake, PARTS);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, fake->walks, 2);
	KUNIT_EXPECT_EQ(test, snap->nr_nodes, (size_t)2);
}

static void only_what_was_asked_for(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap = fake_snapshot(fake, 0);

	KUNIT_EXPECT_EQ(test, fake->word_looks, 0);
	KUNIT_EXPECT_EQ(test, fake->page_looks, 0);
	KUNIT_EXPECT_NULL(test, snap->sections);
	KUNIT_EXPECT_NULL(test, snap->distances);
	KUNIT_EXPECT_NULL(test, snap->blocks);
	KUNIT_EXPECT_NULL(test, snap->lists);
	KUNIT_EXPECT_NULL(test, snap->free_areas);
	KUNIT_EXPECT_NULL(test, snap->pageblocks);
	KUNIT_EXPECT_NULL(test, snap->borders);
	KUNIT_EXPECT_NULL(test, snap->unmanaged);
	KUNIT_EXPECT_NULL(test, snap->reclaims);
	KUNIT_EXPECT_NULL(test, snap->compactions);
	KUNIT_EXPECT_NULL(test, snap->pieces);

	fake_snapshot(fake, MEMTOPO_PART_SECTIONS);
	/* Once to walk, once to see that nothing has moved. */
	KUNIT_EXPECT_EQ(test, fake->word_looks, 256);
	KUNIT_EXPECT_EQ(test, fake->page_looks, 0);
}

#if IS_ENABLED(CONFIG_FAILSLAB)
/*
 * Lets the first allocation fail, then the second, and so on, until there is
 * none left. Returns how many snapshots failed by that.
 */
static unsigned int sweep(struct kunit *test, struct fake_machine *fake)
{
	struct memtopo_snapshot *snap;
	unsigned int failed = 0;
	unsigned int nth = 0;
	bool injected;

	do {
		current->fail_nth = ++nth;
		snap = memtopo_snapshot_take(&fake->src, PARTS);
		injected = current->fail_nth == 0;
		current->fail_nth = 0;
		/* kmemleak allocates behind our back, and can do without. */
		if (IS_ERR(snap)) {
			KUNIT_EXPECT_TRUE(test, injected);
			KUNIT_EXPECT_EQ(test, PTR_ERR(snap), -ENOMEM);
			failed++;
		}
		memtopo_snapshot_free(snap);
	} while (injected && nth < 100);

	KUNIT_EXPECT_FALSE(test, injected);
	KUNIT_EXPECT_EQ(test, fake->depth, 0);
	return failed;
}

/*
 * Every allocation fails in turn, by the kernel's own fault injection. That
 * needs ignore-gfp-wait off, or failslab spares GFP_KERNEL: without it the
 * test finds no step that fails, and says so by failing itself.
 *
 * The kernel's own allocations on the way (pages for slab, records of
 * kmemleak) are counted as well. When there is one less than the time before,
 * one of ours is passed over: hence as many sweeps as it takes.
 */
static void allocations_fail(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	unsigned int most = 0;
	unsigned int i;

	for (i = 0; i < 20 && most < 20; i++)
		most = max(most, sweep(test, fake));
	/*
	 * The snapshot, nodes, CPUs, node rows, zones, spans, distances,
	 * sections, subsections, owners, blocks, zonelists, their entries,
	 * free areas, pageblocks, their borders, what is unmanaged, reclaims,
	 * compactions, pieces.
	 */
	KUNIT_EXPECT_GE(test, most, 20);
}
#else
static void allocations_fail(struct kunit *test)
{
	kunit_skip(test, "kernel without CONFIG_FAILSLAB");
}
#endif

/* A reader who is being killed is let go, and takes nothing along. */
static void killed(struct kunit *test)
{
	struct fake_machine *fake = machine(test);
	struct memtopo_snapshot *snap;

	fake_kill(true);
	snap = memtopo_snapshot_take(&fake->src, PARTS);
	fake_kill(false);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(snap), -EINTR);
	KUNIT_EXPECT_EQ(test, fake->depth, 0);
	memtopo_snapshot_free(snap);
}

static void free_takes_anything(struct kunit *test)
{
	memtopo_snapshot_free(NULL);
	memtopo_snapshot_free(ERR_PTR(-ENOMEM));
	KUNIT_SUCCEED(test);
}

/* What a section costs an open file, beside its bitmap of subsections. */
static void section_is_small(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(struct memtopo_section), (size_t)16);
	KUNIT_EXPECT_EQ(test, sizeof(struct memtopo_owner), (size_t)8);
}

static struct kunit_case snapshot_cases[] = {
	KUNIT_CASE(stable),
	KUNIT_CASE(moves_once),
	KUNIT_CASE(moves_until_the_last),
	KUNIT_CASE(moves_on_and_on),
	KUNIT_CASE(zone_shrinks_unnotified),
	KUNIT_CASE(section_changes_unnotified),
	KUNIT_CASE(zonelist_changes_unnotified),
	KUNIT_CASE(node_comes_unnotified),
	KUNIT_CASE(only_what_was_asked_for),
	KUNIT_CASE(allocations_fail),
	KUNIT_CASE(killed),
	KUNIT_CASE(free_takes_anything),
	KUNIT_CASE(section_is_small),
	{}
};

static struct kunit_suite snapshot_suite = {
	.name = "memtopo_snapshot",
	.test_cases = snapshot_cases,
};

kunit_test_suite(snapshot_suite);
