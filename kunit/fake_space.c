// SPDX-License-Identifier: GPL-2.0
/*
 * Address spaces of processes that do not exist.
 *
 * It holds the code under test to the source's contract: mappings and entries
 * only with the lock held, entries only in a mapping that was looked up since,
 * pages only in a read section, and nothing of a process inside one.
 */
#include <linux/minmax.h>

#include "fake_space.h"

/* A 4-level x86_64, PROT_NONE and swap entries inverted. */
const struct memtopo_entry_layout fake_layout = {
	.levels = {
		[MEMTOPO_LEVEL_PGD] = { .shift = 39, .bits = 9 },
		[MEMTOPO_LEVEL_PUD] = { .shift = 30, .bits = 9, .leaf = true },
		[MEMTOPO_LEVEL_PMD] = { .shift = 21, .bits = 9, .leaf = true },
		[MEMTOPO_LEVEL_PTE] = { .shift = 12, .bits = 9, .leaf = true },
	},
	.page_shift = 12,
	.entry_size = 8,
	.valid = 0x1,
	.leaf_mask = 0x80,
	.leaf_value = 0x80,
	.hint = 0x100,
	.hint_huge = 0x180,
	.address = 0xffffffffff000ULL,
	.special = FAKE_SPECIAL,
	.devmap = BIT_ULL(58),
	.inverted = true,
	.swap_type_shift = 59,
	.swap_type_bits = 5,
	.swap_offset_shift = 9,
	.swap_offset_bits = 50,
	.swap_pfn_bits = 40,
	.swap_files = 24,
	.nr_swap_kinds = 8,
	.swap_kinds = {
		MEMTOPO_ENTRY_DEVICE, MEMTOPO_ENTRY_DEVICE,
		MEMTOPO_ENTRY_EXCLUSIVE, MEMTOPO_ENTRY_EXCLUSIVE,
		MEMTOPO_ENTRY_MIGRATION, MEMTOPO_ENTRY_MIGRATION,
		MEMTOPO_ENTRY_POISON, MEMTOPO_ENTRY_MARKER,
	},
};

static struct fake_space *space_of(const struct memtopo_source *src,
				   struct memtopo_space *space)
{
	struct fake_machine *fake = container_of(src, struct fake_machine, src);

	KUNIT_EXPECT_PTR_EQ(fake->test, (void *)space, (void *)fake->space);
	KUNIT_EXPECT_EQ(fake->test, fake->depth, 0);
	KUNIT_EXPECT_EQ(fake->test, fake->space->opens, 1);
	return fake->space;
}

int fake_space_open(const struct memtopo_source *src, unsigned int pid,
		    struct memtopo_space **space)
{
	struct fake_machine *fake = container_of(src, struct fake_machine, src);

	if (pid != FAKE_PID || !fake->space)
		return -ESRCH;
	fake->space->opens++;
	*space = (void *)fake->space;
	return 0;
}

void fake_space_close(const struct memtopo_source *src,
		      struct memtopo_space *space)
{
	struct fake_space *open = space_of(src, space);

	KUNIT_EXPECT_FALSE(open->fake->test, open->held);
	open->opens--;
}

int fake_space_process(const struct memtopo_source *src,
		       struct memtopo_space *space,
		       struct memtopo_process *process)
{
	struct fake_space *open = space_of(src, space);

	KUNIT_EXPECT_FALSE(open->fake->test, open->held);
	if (++open->asked == open->process_err_at)
		return open->process_err;
	*process = open->process;
	process->map_count = open->nr_mappings;
	return 0;
}

int fake_space_lock(const struct memtopo_source *src,
		    struct memtopo_space *space)
{
	struct fake_space *open = space_of(src, space);

	KUNIT_EXPECT_FALSE(open->fake->test, open->held);
	if (++open->locks == open->lock_err_at)
		return open->lock_err;
	open->held = true;
	open->seen = NULL;
	open->in_hold = 0;
	if (open->locked)
		open->locked(open);
	return 0;
}

void fake_space_unlock(const struct memtopo_source *src,
		       struct memtopo_space *space)
{
	struct fake_space *open = space_of(src, space);

	KUNIT_EXPECT_TRUE(open->fake->test, open->held);
	open->held = false;
}

bool fake_space_contended(const struct memtopo_source *src,
			  struct memtopo_space *space)
{
	struct fake_space *open = space_of(src, space);

	if (!open->contended)
		return false;
	open->contended--;
	return true;
}

int fake_space_mapping(const struct memtopo_source *src,
		       struct memtopo_space *space, u64 addr,
		       struct memtopo_mapping *mapping)
{
	struct fake_space *open = space_of(src, space);
	size_t i;

	KUNIT_EXPECT_TRUE(open->fake->test, open->held);
	for (i = 0; i < open->nr_mappings; i++) {
		if (open->mappings[i].end <= addr)
			continue;
		open->seen = &open->mappings[i];
		*mapping = *open->seen;
		return 0;
	}
	return -ENOENT;
}

static u64 level_size(enum memtopo_level level)
{
	return memtopo_entry_size(&fake_layout, level);
}

/* Entries, of no higher level than that, that map anything of [start, end). */
static const struct fake_entries *entries_in(struct fake_space *space,
					     enum memtopo_level level,
					     u64 start, u64 end)
{
	size_t i;

	for (i = 0; i < space->nr_entries; i++)
		if (space->entries[i].level >= level &&
		    space->entries[i].start < end &&
		    space->entries[i].end > start)
			return &space->entries[i];
	return NULL;
}

static u64 entry_at(const struct fake_entries *entries, u64 addr)
{
	return entries->raw + (addr - entries->start) /
		level_size(entries->level) * entries->step;
}

/* The level at which a walk to @addr ends, from the root down. */
static enum memtopo_level level_at(struct fake_space *space, u64 addr)
{
	static const enum memtopo_level levels[] = {
		MEMTOPO_LEVEL_PGD, MEMTOPO_LEVEL_PUD, MEMTOPO_LEVEL_PMD,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		u64 size = level_size(levels[i]);
		u64 start = addr & ~(size - 1);

		if (!entries_in(space, levels[i] + 1, start, start + size))
			return levels[i];
	}
	return MEMTOPO_LEVEL_PTE;
}

static void table_fill(struct fake_space *space, u64 start, u64 end,
		       struct memtopo_entries *entries)
{
	u64 table = start & ~(level_size(MEMTOPO_LEVEL_PMD) - 1);
	const struct fake_entries *found;
	u64 addr;

	end = min(end, table + level_size(MEMTOPO_LEVEL_PMD));
	entries->start = start;
	entries->next = end;
	for (addr = start; addr < end; addr += level_size(MEMTOPO_LEVEL_PTE)) {
		found = entries_in(space, MEMTOPO_LEVEL_PTE, addr, addr + 1);
		entries->entries[entries->nr++] =
			found ? entry_at(found, addr) : 0;
	}
}

void fake_space_entries(const struct memtopo_source *src,
			struct memtopo_space *space, u64 start, u64 end,
			struct memtopo_entries *entries)
{
	struct fake_space *open = space_of(src, space);
	struct kunit *test = open->fake->test;
	enum memtopo_level level = level_at(open, start);
	const struct fake_entries *found;

	KUNIT_EXPECT_TRUE(test, open->held);
	KUNIT_EXPECT_LT(test, start, end);
	if (!open->seen || start < open->seen->start || end > open->seen->end)
		KUNIT_FAIL(test, "entries outside of a mapping: %llx", start);
	open->looks++;
	open->longest = max(open->longest, ++open->in_hold);
	entries->level = level;
	entries->table_pfn = MEMTOPO_NO_VALUE;
	entries->nr = 0;
	if (level == MEMTOPO_LEVEL_PTE) {
		table_fill(open, start, end, entries);
		return;
	}
	entries->start = start & ~(level_size(level) - 1);
	entries->next = entries->start + level_size(level);
	found = entries_in(open, level, start, start + 1);
	entries->entries[entries->nr++] =
		found ? entry_at(found, entries->start) : 0;
}

static u32 mapped_flags(struct fake_space *space, u64 pfn)
{
	u32 flags = BIT(MEMTOPO_MAPPED_ANON);
	size_t i;

	for (i = 0; i < space->nr_mapped; i++)
		if (pfn >= space->mapped[i].start && pfn < space->mapped[i].end)
			flags = space->mapped[i].flags;
	return flags;
}

static void mapped_fill(struct fake_machine *fake, u64 pfn,
			struct memtopo_mapped *mapped)
{
	const struct fake_run *run = fake_page(fake, pfn);

	*mapped = (struct memtopo_mapped) {};
	if (!run) {
		mapped->flags = BIT(MEMTOPO_MAPPED_ABSENT);
		return;
	}
	mapped->flags = mapped_flags(fake->space, pfn);
	mapped->nid = run->nid;
	mapped->zid = run->zid;
}

void fake_mapped_pages(const struct memtopo_source *src, const u64 *pfns,
		       unsigned int nr, struct memtopo_mapped *mapped)
{
	struct fake_machine *fake = container_of(src, struct fake_machine, src);
	unsigned int i;

	KUNIT_EXPECT_LE(fake->test, nr, MEMTOPO_ENTRIES_MAX);
	for (i = 0; i < nr; i++)
		mapped_fill(fake, pfns[i], &mapped[i]);
}

unsigned int fake_mapped_leaf(const struct memtopo_source *src, u64 pfn,
			      unsigned int pages, struct memtopo_mapped *mapped)
{
	struct fake_machine *fake = container_of(src, struct fake_machine, src);
	unsigned int shared = 0, i;

	KUNIT_EXPECT_LE(fake->test, pages, MEMTOPO_ENTRIES_MAX);
	mapped_fill(fake, pfn, mapped);
	mapped->flags &= ~BIT(MEMTOPO_MAPPED_SHARED);
	for (i = 0; i < pages; i++)
		shared += !!(mapped_flags(fake->space, pfn + i) &
			     BIT(MEMTOPO_MAPPED_SHARED));
	return shared;
}

/**
 * fake_space_create - let a machine have a process, FAKE_PID
 * @fake: the machine
 *
 * It has a heap at 0x1000000, and a stack at 0x7ffff0000000, which have yet to
 * be mapped.
 *
 * Return: the process; the test ends when there is no memory for it.
 */
struct fake_space *fake_space_create(struct fake_machine *fake)
{
	struct fake_space *space = kunit_kzalloc(fake->test, sizeof(*space),
						 GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(fake->test, space);
	space->fake = fake;
	space->process = (struct memtopo_process) {
		.pid = FAKE_PID,
		.tgid = FAKE_PID,
		.threads = 1,
		.comm = "fake",
		.start_brk = 0x1000000,
		.brk = 0x1100000,
		.start_stack = 0x7ffff0000000ULL,
		.task_size = FAKE_TASK_SIZE,
	};
	fake->space = space;
	fake->src.layout = &fake_layout;
	return space;
}

/**
 * fake_mapping_add - let a process have a mapping, addresses ascending
 * @space: the process
 * @start: first address
 * @end: address after the last
 * @flags: BIT_ULL(enum memtopo_mapping_flag)
 *
 * Return: the mapping, to be made special.
 */
struct memtopo_mapping *fake_mapping_add(struct fake_space *space, u64 start,
					 u64 end, u64 flags)
{
	struct memtopo_mapping *mapping = &space->mappings[space->nr_mappings++];

	KUNIT_ASSERT_LE(space->fake->test, space->nr_mappings,
			(size_t)FAKE_MAPPINGS);
	*mapping = (struct memtopo_mapping) {
		.start = start, .end = end, .flags = flags, .page_size = 4096,
	};
	return mapping;
}

/**
 * fake_entries_add - let page tables have entries
 * @space: the process
 * @level: level of the tables
 * @start: address that the first of them maps
 * @end: address after the last
 * @raw: the first of them
 * @step: from one to the next
 */
void fake_entries_add(struct fake_space *space, enum memtopo_level level,
		      u64 start, u64 end, u64 raw, u64 step)
{
	KUNIT_ASSERT_LT(space->fake->test, space->nr_entries,
			(size_t)FAKE_ENTRIES);
	space->entries[space->nr_entries++] = (struct fake_entries) {
		.level = level, .start = start, .end = end, .raw = raw,
		.step = step,
	};
}

/**
 * fake_mapped_add - say what some frames are; the last one to say so is right
 * @space: the process that maps them
 * @start: first PFN
 * @end: PFN after the last
 * @flags: BIT(enum memtopo_mapped_flag)
 */
void fake_mapped_add(struct fake_space *space, u64 start, u64 end, u32 flags)
{
	KUNIT_ASSERT_LT(space->fake->test, space->nr_mapped,
			(size_t)FAKE_MAPPED);
	space->mapped[space->nr_mapped++] = (struct fake_mapped) {
		.start = start, .end = end, .flags = flags,
	};
}
