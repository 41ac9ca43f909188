// SPDX-License-Identifier: GPL-2.0
/*
 * The walk of one address through page tables that do not exist: with four and
 * with five levels, ending at each of them, and changing meanwhile.
 */
#include "../module/walk.c"

#include <linux/sched/signal.h>

#include "fake.h"

#define PID	1234
#define ADDR	0x00007f1234567890ULL

/* As x86_64 with five levels has it, less what entry_kunit.c is about. */
static const struct memtopo_entry_layout five_levels = {
	.levels = {
		[MEMTOPO_LEVEL_PGD] = { 48, 9, false },
		[MEMTOPO_LEVEL_P4D] = { 39, 9, false },
		[MEMTOPO_LEVEL_PUD] = { 30, 9, true },
		[MEMTOPO_LEVEL_PMD] = { 21, 9, true },
		[MEMTOPO_LEVEL_PTE] = { 12, 9, true },
	},
	.page_shift = 12,
	.entry_size = 8,
	.valid = 1,
	.leaf_mask = 0x80,
	.leaf_value = 0x80,
	.hint = 0x100,
	.hint_huge = 0x180,
	.address = 0x000ffffffffff000,
	.inverted = true,
	.pkey_shift = 59,
	.pkey_bits = 4,
	.pkey_user = 4,
	.swap_type_shift = 59,
	.swap_type_bits = 5,
	.swap_offset_shift = 9,
	.swap_offset_bits = 50,
	.swap_pfn_bits = 40,
	.swap_files = 29,
	.nr_swap_kinds = 3,
	.swap_kinds = {
		MEMTOPO_ENTRY_MIGRATION, MEMTOPO_ENTRY_DEVICE,
		MEMTOPO_ENTRY_MARKER,
	},
	.nr_bits = 4,
	.bits = {
		{ "present", 1, 1, MEMTOPO_IN_PRESENT },
		{ "user", 4, 4, MEMTOPO_IN_PRESENT },
		{ "accessed", 0x20, 0x20, MEMTOPO_IN_PRESENT },
		{ "huge", 0x80, 0x80, MEMTOPO_IN_HUGE },
	},
};

#define SWAP(type, offset) \
	((u64)(type) << 59 | (~(u64)(offset) << 14 >> 5))

/**
 * struct script - what the source says, and then what it says
 * @ops: the machine's, and ours
 * @layout: of five levels, or of four
 * @process: whose address it is
 * @mapping: the only mapping
 * @region: of the kernel's addresses
 * @path: what leads to the address
 * @later: the last entry from the walk @change on
 * @change: number of that walk, 0 for never
 * @alternate: after each change back again
 * @open_err: what opening comes to
 * @lock_err: and locking
 * @process_err: and asking for the process, from time @process_err_at on
 * @process_err_at: the first is 1
 * @region_err: asking for the region
 * @path_err: following an address of the kernel's
 * @paths: walks made
 * @asked: times that the process was asked for
 * @opens: times opened and not closed
 * @held: the lock is
 */
struct script {
	struct memtopo_source_ops ops;
	struct memtopo_entry_layout layout;
	struct memtopo_process process;
	struct memtopo_mapping mapping;
	struct memtopo_region region;
	struct memtopo_path path;
	u64 later;
	unsigned int change;
	bool alternate;
	int open_err;
	int lock_err;
	int process_err;
	unsigned int process_err_at;
	int region_err;
	int path_err;
	unsigned int paths;
	unsigned int asked;
	int opens;
	bool held;
};

static struct script script;
static struct fake_machine *fake;

static int script_open(const struct memtopo_source *src, unsigned int pid,
		       struct memtopo_space **space)
{
	KUNIT_EXPECT_EQ(fake->test, pid, PID);
	KUNIT_EXPECT_EQ(fake->test, fake->depth, 0);
	if (script.open_err)
		return script.open_err;
	script.opens++;
	*space = (void *)&script;
	return 0;
}

static void script_close(const struct memtopo_source *src,
			 struct memtopo_space *space)
{
	KUNIT_EXPECT_PTR_EQ(fake->test, (void *)space, (void *)&script);
	KUNIT_EXPECT_FALSE(fake->test, script.held);
	script.opens--;
}

static int script_process(const struct memtopo_source *src,
			  struct memtopo_space *space,
			  struct memtopo_process *process)
{
	KUNIT_EXPECT_EQ(fake->test, script.opens, 1);
	if (++script.asked >= script.process_err_at && script.process_err)
		return script.process_err;
	*process = script.process;
	return 0;
}

static int script_lock(const struct memtopo_source *src,
		       struct memtopo_space *space)
{
	KUNIT_EXPECT_FALSE(fake->test, script.held);
	KUNIT_EXPECT_EQ(fake->test, fake->depth, 0);
	if (script.lock_err)
		return script.lock_err;
	script.held = true;
	return 0;
}

static void script_unlock(const struct memtopo_source *src,
			  struct memtopo_space *space)
{
	KUNIT_EXPECT_TRUE(fake->test, script.held);
	script.held = false;
}

static int script_mapping(const struct memtopo_source *src,
			  struct memtopo_space *space, u64 addr,
			  struct memtopo_mapping *mapping)
{
	KUNIT_EXPECT_TRUE(fake->test, script.held);
	if (script.mapping.end <= addr)
		return -ENOENT;
	*mapping = script.mapping;
	return 0;
}

static void path_say(struct memtopo_path *path)
{
	unsigned int walk = ++script.paths;

	*path = script.path;
	if (script.change && walk >= script.change &&
	    (!script.alternate || (walk - script.change) % 2 == 0))
		path->steps[path->nr - 1].entry = script.later;
}

static void script_path(const struct memtopo_source *src,
			struct memtopo_space *space, u64 addr,
			struct memtopo_path *path)
{
	KUNIT_EXPECT_TRUE(fake->test, script.held);
	KUNIT_EXPECT_GE(fake->test, addr, script.mapping.start);
	path_say(path);
}

static int script_region(const struct memtopo_source *src, u64 addr,
			 struct memtopo_region *region)
{
	*region = script.region;
	return script.region_err;
}

static int script_kernel_path(const struct memtopo_source *src, u64 addr,
			      const struct memtopo_region *region,
			      struct memtopo_path *path)
{
	KUNIT_EXPECT_EQ(fake->test, fake->depth, 1);
	path_say(path);
	return script.path_err;
}

/* Two nodes: the tables lie in the second, and the first has the CPU. */
static void machine(struct kunit *test, bool five)
{
	fake = fake_machine_create(test, &fake_x86_64);
	fake_node_add(fake, 0, 1);
	fake_node_add(fake, 1, 2);
	fake_memory_add(fake, 0, 32768, 0, FAKE_NORMAL);
	fake_memory_add(fake, 32768, 65536, 1, FAKE_NORMAL);
	fake_section_add(fake, 0, FAKE_EARLY);
	fake_section_add(fake, 1, FAKE_EARLY);
	script = (struct script) {
		.ops = *fake->src.ops,
		.layout = five_levels,
		.process = {
			.pid = PID, .tgid = PID, .comm = "test", .threads = 1,
			.cpu = 5, .start_brk = 0x1000, .brk = 0x2000,
			.start_stack = 0x7ffffffff000,
			.task_size = 0x7ffffffff000,
		},
		.mapping = {
			.start = ADDR & ~0xfffffULL,
			.end = (ADDR & ~0xfffffULL) + 0x100000,
			.flags = BIT_ULL(MEMTOPO_MAPPING_READ) |
				BIT_ULL(MEMTOPO_MAPPING_WRITE),
			.page_size = 4096,
		},
	};
	script.ops.space_open = script_open;
	script.ops.space_close = script_close;
	script.ops.space_process = script_process;
	script.ops.space_lock = script_lock;
	script.ops.space_unlock = script_unlock;
	script.ops.space_mapping = script_mapping;
	script.ops.space_path = script_path;
	script.ops.kernel_region = script_region;
	script.ops.kernel_path = script_kernel_path;
	if (!five) {
		script.layout.levels[MEMTOPO_LEVEL_PGD] =
			script.layout.levels[MEMTOPO_LEVEL_P4D];
		script.layout.levels[MEMTOPO_LEVEL_P4D].bits = 0;
	}
	fake->src.ops = &script.ops;
	fake->src.layout = &script.layout;
}

/* Each table lies in the frame behind the one above it. */
static void step_add(enum memtopo_level level, u64 addr, u64 raw)
{
	script.path.steps[script.path.nr] = (struct memtopo_step) {
		.level = level,
		.index = memtopo_entry_index(&script.layout, level, addr),
		.table_pfn = 40000 + script.path.nr,
		.entry = raw,
	};
	script.path.nr++;
}

/* Tables down to @last, which says @raw. */
static void path_to(enum memtopo_level last, u64 addr, u64 raw)
{
	enum memtopo_level level;

	script.path.nr = 0;
	for (level = MEMTOPO_LEVEL_PGD; level < last; level++)
		if (script.layout.levels[level].bits)
			step_add(level, addr, (40000ULL + script.path.nr + 1) <<
				 12 | 0x25);
	step_add(last, addr, raw);
}

static struct memtopo_snapshot *ask(enum memtopo_request_kind kind, u64 addr)
{
	struct memtopo_request request = {
		.kind = kind, .pid = PID, .address = addr,
	};

	return memtopo_snapshot_answer(&fake->src, &request);
}

static void answer_free(void *snap)
{
	memtopo_snapshot_free(snap);
}

/* The answer, which there must be. */
static struct memtopo_snapshot *answer(enum memtopo_request_kind kind, u64 addr)
{
	struct memtopo_snapshot *snap = ask(kind, addr);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(fake->test, snap);
	kunit_add_action(fake->test, answer_free, snap);
	KUNIT_EXPECT_EQ(fake->test, script.opens, 0);
	return snap;
}

static void refused(enum memtopo_request_kind kind, u64 addr, int err)
{
	struct memtopo_snapshot *snap = ask(kind, addr);

	KUNIT_EXPECT_EQ(fake->test, PTR_ERR_OR_ZERO(snap), err);
	KUNIT_EXPECT_EQ(fake->test, script.opens, 0);
	KUNIT_EXPECT_FALSE(fake->test, script.held);
	memtopo_snapshot_free(snap);
}

/* The lines of a table from the first row on, one a @row. */
static void rows(const struct memtopo_snapshot *snap,
		 const struct memtopo_table *table, const char *const *row,
		 size_t nr)
{
	size_t i;

	KUNIT_ASSERT_EQ(fake->test, table->rows(snap), nr);
	for (i = 0; i < nr; i++)
		KUNIT_EXPECT_STREQ(fake->test,
				   fake_line(fake->test, table, snap, 2 + i),
				   row[i]);
}

#define USER	MEMTOPO_REQUEST_USER
#define KERNEL	MEMTOPO_REQUEST_KERNEL

/* Distances are of nodes, and the kernel's tables of them begin at 0. */
static void user_cpu_without_node(struct kunit *test)
{
	struct memtopo_snapshot *snap;

	machine(test, false);
	script.process.cpu_node = -1;
	path_to(MEMTOPO_LEVEL_PTE, ADDR, 33000ULL << 12 | 0x25);
	snap = answer(USER, ADDR);
	KUNIT_ASSERT_NOT_NULL(test, snap->page);
	KUNIT_EXPECT_EQ(test, snap->page->cpu_distance, MEMTOPO_NO_VALUE);
}

static void user_page(struct kunit *test)
{
	static const char *const address[] = {
		"kind user", "pid 1234", "address 0x7f1234567890",
		"region user", "mapping_start 0x7f1234500000",
		"mapping_end 0x7f1234600000", "perms rw-p",
		"mapping_kind anon", "page_size 4096", "state page",
		"pfn 33000", "physical 0x80e8890", "struct_page_of -",
		"cpu 5", "cpu_node 0", "distance 21",
	};
	static const char *const levels[] = {
		"pgd 254 40000 1 0x9c41025 549755813888 table - - - present,user,accessed",
		"pud 72 40001 1 0x9c42025 1073741824 table - - - present,user,accessed",
		"pmd 418 40002 1 0x9c43025 2097152 table - - - present,user,accessed",
		"pte 359 40003 1 0x28000000080e8025 4096 page 5 - - present,user,accessed",
	};
	struct memtopo_snapshot *snap;

	machine(test, false);
	path_to(MEMTOPO_LEVEL_PTE, ADDR, 5ULL << 59 | 33000ULL << 12 | 0x25);
	snap = answer(USER, ADDR);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	rows(snap, &memtopo_table_address, address, ARRAY_SIZE(address));
	rows(snap, &memtopo_table_levels, levels, ARRAY_SIZE(levels));
	KUNIT_ASSERT_NOT_NULL(test, snap->page);
	KUNIT_EXPECT_EQ(test, snap->page->pfn, 33000);
	KUNIT_EXPECT_EQ(test, snap->page->cpu_distance, 21);
	KUNIT_EXPECT_EQ(test, script.paths, 2);
}

static void user_five_levels(struct kunit *test)
{
	const u64 addr = 0x00ff7f1234567890;
	static const char *const levels[] = {
		"pgd 255 40000 1 0x9c41025 281474976710656 table - - - present,user,accessed",
		"p4d 254 40001 1 0x9c42025 549755813888 table - - - present,user,accessed",
		"pud 72 40002 1 0x9c43025 1073741824 table - - - present,user,accessed",
		"pmd 418 40003 1 0x9c44025 2097152 table - - - present,user,accessed",
		"pte 359 40004 1 0x3e8025 4096 page 0 - - present,user,accessed",
	};
	struct memtopo_snapshot *snap;

	machine(test, true);
	script.process.task_size = 0x00fffffffffff000;
	script.mapping.start = addr & ~0xfffULL;
	script.mapping.end = script.mapping.start + 0x1000;
	path_to(MEMTOPO_LEVEL_PTE, addr, 1000ULL << 12 | 0x25);
	snap = answer(USER, addr);
	rows(snap, &memtopo_table_levels, levels, ARRAY_SIZE(levels));
	KUNIT_EXPECT_EQ(test, snap->walk->pfn, 1000);
	KUNIT_EXPECT_EQ(test, snap->page->cpu_distance, 10);
}

/* What a walk can end in, at each level. */
static const struct end_case {
	const char *name;
	enum memtopo_level level;
	u64 raw;
	u64 pfn;
	const char *state;
	const char *size;
	const char *row;
} ends[] = {
	{ "nothing at the root", MEMTOPO_LEVEL_PGD, 0, MEMTOPO_NO_VALUE,
	  "state none", "page_size -", "none - - - -" },
	{ "nothing", MEMTOPO_LEVEL_PTE, 0, MEMTOPO_NO_VALUE,
	  "state none", "page_size -", "none - - - -" },
	{ "1 GiB", MEMTOPO_LEVEL_PUD, 0xa5, 0x34567,
	  "state page", "page_size 1073741824",
	  "page 0 - - present,user,accessed,huge" },
	{ "2 MiB", MEMTOPO_LEVEL_PMD, 0x8000085, 0x8167,
	  "state page", "page_size 2097152", "page 0 - - present,user,huge" },
	{ "a hint", MEMTOPO_LEVEL_PTE,
	  (~(33000ULL << 12) & 0x000ffffffffff000) | 0x100, 33000,
	  "state hint", "page_size 4096", "hint - - - -" },
	{ "swap", MEMTOPO_LEVEL_PTE, SWAP(2, 77), MEMTOPO_NO_VALUE,
	  "state swap", "page_size -", "swap - 2 77 -" },
	{ "migration", MEMTOPO_LEVEL_PTE, SWAP(29, 33000), MEMTOPO_NO_VALUE,
	  "state migration", "page_size -", "migration - 29 33000 -" },
	{ "migration of 2 MiB", MEMTOPO_LEVEL_PMD, SWAP(29, 0x8000),
	  MEMTOPO_NO_VALUE, "state migration", "page_size -",
	  "migration - 29 32768 -" },
	{ "a device", MEMTOPO_LEVEL_PTE, SWAP(30, 33000), 33000,
	  "state device", "page_size 4096", "device - 30 33000 -" },
	{ "a marker", MEMTOPO_LEVEL_PTE, SWAP(31, 4), MEMTOPO_NO_VALUE,
	  "state marker", "page_size -", "marker - 31 4 -" },
	{ "no table", MEMTOPO_LEVEL_PMD, 0x9c41025, MEMTOPO_NO_VALUE,
	  "state table", "page_size -", "table - - - present,user,accessed" },
};

static void end_name(const struct end_case *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(end, ends, end_name);

static void user_end(struct kunit *test)
{
	const struct end_case *c = test->param_value;
	struct memtopo_snapshot *snap;
	const char *line;

	machine(test, false);
	path_to(c->level, ADDR, c->raw);
	snap = answer(USER, ADDR);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, snap->walk->pfn, c->pfn);
	line = fake_line(test, &memtopo_table_address, snap, 2 + 9);
	KUNIT_EXPECT_STREQ(test, line, c->state);
	line = fake_line(test, &memtopo_table_address, snap, 2 + 8);
	KUNIT_EXPECT_STREQ(test, line, c->size);
	line = fake_line(test, &memtopo_table_levels, snap,
			 1 + snap->walk->path.nr);
	KUNIT_ASSERT_NOT_NULL(test, strstr(line, c->row));
	KUNIT_EXPECT_STREQ(test, strstr(line, c->row), c->row);
	/* A frame without a struct page is an answer as well. */
	KUNIT_EXPECT_EQ(test, !!snap->page, c->pfn < 65536);
}

/* It leads elsewhere when looked at again: then that is told. */
static void user_changes_once(struct kunit *test)
{
	struct memtopo_snapshot *snap;

	machine(test, false);
	path_to(MEMTOPO_LEVEL_PTE, ADDR, 1000ULL << 12 | 0x25);
	script.change = 2;
	script.later = 2000ULL << 12 | 0x25;
	snap = answer(USER, ADDR);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, snap->walk->pfn, 2000);
	KUNIT_EXPECT_EQ(test, snap->page->pfn, 2000);
	KUNIT_EXPECT_EQ(test, script.paths, 4);
}

static void user_changes_always(struct kunit *test)
{
	struct memtopo_snapshot *snap;

	machine(test, false);
	path_to(MEMTOPO_LEVEL_PTE, ADDR, 1000ULL << 12 | 0x25);
	script.change = 2;
	script.alternate = true;
	script.later = SWAP(1, 1);
	snap = answer(USER, ADDR);
	KUNIT_EXPECT_FALSE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, snap->walk->pfn, 1000);
	KUNIT_EXPECT_EQ(test, script.paths, 10);
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_address, snap, 0),
			   "# memtopo 1 address generation=0 consistent=0");
}

/* The CPU notes that the page was used: it is the same page. */
static void user_is_used(struct kunit *test)
{
	struct memtopo_snapshot *snap;

	machine(test, false);
	path_to(MEMTOPO_LEVEL_PTE, ADDR, 1000ULL << 12 | 0x05);
	script.change = 2;
	script.later = 1000ULL << 12 | 0x65;
	snap = answer(USER, ADDR);
	KUNIT_EXPECT_TRUE(test, snap->consistent);
	KUNIT_EXPECT_EQ(test, script.paths, 2);
}

static void user_refused(struct kunit *test)
{
	machine(test, false);
	path_to(MEMTOPO_LEVEL_PTE, ADDR, 1000ULL << 12 | 0x25);
	refused(USER, 0x7ffffffff000, -ERANGE);
	refused(USER, 0x8000000000000000, -ERANGE);
	refused(USER, U64_MAX, -ERANGE);
	refused(USER, script.mapping.start - 1, -EFAULT);
	refused(USER, script.mapping.end, -EFAULT);
	refused(USER, 0, -EFAULT);
	script.open_err = -ESRCH;
	refused(USER, ADDR, -ESRCH);
	script.open_err = -ENODATA;
	refused(USER, ADDR, -ENODATA);
	script.open_err = 0;
	script.lock_err = -EINTR;
	refused(USER, ADDR, -EINTR);
	script.lock_err = 0;
	KUNIT_EXPECT_EQ(test, script.paths, 0);
	fake_kill(true);
	refused(USER, ADDR, -EINTR);
	fake_kill(false);
	fake->src.layout = NULL;
	refused(USER, ADDR, -EOPNOTSUPP);
	refused(KERNEL, ADDR, -EOPNOTSUPP);
}

/* It exits, or becomes another program, before it was looked at or while. */
static void user_goes(struct kunit *test)
{
	unsigned int at;

	for (at = 1; at <= 2; at++) {
		machine(test, false);
		path_to(MEMTOPO_LEVEL_PTE, ADDR, 1000ULL << 12 | 0x25);
		script.process_err = -ESRCH;
		script.process_err_at = at;
		refused(USER, ADDR, -ESRCH);
		KUNIT_EXPECT_EQ(test, script.asked, at);
		machine(test, false);
		path_to(MEMTOPO_LEVEL_PTE, ADDR, 1000ULL << 12 | 0x25);
		script.process_err = -EAGAIN;
		script.process_err_at = at;
		refused(USER, ADDR, -EAGAIN);
		KUNIT_EXPECT_EQ(test, script.asked, at + 4);
	}
}

static void kernel_page(struct kunit *test)
{
	static const char *const address[] = {
		"kind kernel", "pid -", "address 0xffffea0000001234",
		"region vmemmap", "mapping_start -", "mapping_end -", "perms -",
		"mapping_kind -", "page_size 2097152", "state page",
		"pfn 32769", "physical 0x8001234", "struct_page_of 72",
		"cpu -", "cpu_node -", "distance -",
	};
	struct memtopo_snapshot *snap;

	machine(test, true);
	script.region.kind = MEMTOPO_REGION_VMEMMAP;
	script.region.pfn = 72;
	path_to(MEMTOPO_LEVEL_PMD, 0xffffea0000001234, 0x80000000080000a1);
	snap = answer(KERNEL, 0xffffea0000001234);
	rows(snap, &memtopo_table_address, address, ARRAY_SIZE(address));
	KUNIT_EXPECT_EQ(test, memtopo_table_levels.rows(snap), 4);
	KUNIT_EXPECT_EQ(test, snap->page->pfn, 32769);
}

/* What the kernel took out of its mapping is not swapped. */
static void kernel_not_present(struct kunit *test)
{
	struct memtopo_snapshot *snap;

	machine(test, false);
	script.region.kind = MEMTOPO_REGION_VMALLOC;
	script.region.pfn = MEMTOPO_NO_VALUE;
	path_to(MEMTOPO_LEVEL_PTE, ADDR, SWAP(29, 33000));
	snap = answer(KERNEL, ADDR);
	KUNIT_EXPECT_EQ(test, snap->walk->last.state, MEMTOPO_ENTRY_UNKNOWN);
	KUNIT_EXPECT_EQ(test, snap->walk->pfn, MEMTOPO_NO_VALUE);
	KUNIT_EXPECT_NULL(test, snap->page);
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_levels, snap, 5),
			   "pte 359 40003 1 0xeffffffffefe2e00 4096 unknown - - - -");
}

/* Memory that is offline is told, and not touched. */
static void kernel_offline(struct kunit *test)
{
	struct memtopo_snapshot *snap;

	machine(test, false);
	fake_section_add(fake, 2, FAKE_OFFLINE);
	script.path_err = -ENXIO;
	script.region.kind = MEMTOPO_REGION_DIRECT;
	script.region.pfn = 70000;
	snap = answer(KERNEL, 0xffff888011170123);
	KUNIT_EXPECT_EQ(test, memtopo_table_levels.rows(snap), 0);
	KUNIT_EXPECT_EQ(test, snap->walk->pfn, 70000);
	KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_address, snap, 11),
			   "state -");
	KUNIT_ASSERT_NOT_NULL(test, snap->page);
	KUNIT_EXPECT_EQ(test, snap->page->state, MEMTOPO_FRAME_OFFLINE);

	/* And what would describe it: where that lies nobody asks now. */
	script.region.kind = MEMTOPO_REGION_VMEMMAP;
	snap = answer(KERNEL, 0xffffea0000445c00);
	KUNIT_EXPECT_EQ(test, snap->walk->pfn, MEMTOPO_NO_VALUE);
	KUNIT_EXPECT_NULL(test, snap->page);

	/* Where there is no memory at all nothing is mapped. */
	script.region.pfn = 1000000;
	refused(KERNEL, 0xffffea0000445c00, -EFAULT);
	script.region.kind = MEMTOPO_REGION_DIRECT;
	refused(KERNEL, 0xffff8880f4240000, -EFAULT);
}

/* A kernel of which the direct map alone is known. */
static void kernel_without_tables(struct kunit *test)
{
	struct memtopo_snapshot *snap;

	machine(test, false);
	script.path_err = -EOPNOTSUPP;
	script.region.kind = MEMTOPO_REGION_DIRECT;
	script.region.pfn = 1000;
	snap = answer(KERNEL, 0x600003e8123);
	KUNIT_EXPECT_EQ(test, memtopo_table_levels.rows(snap), 0);
	KUNIT_EXPECT_EQ(test, snap->page->pfn, 1000);
	script.region.kind = MEMTOPO_REGION_VMALLOC;
	script.region.pfn = MEMTOPO_NO_VALUE;
	refused(KERNEL, 0x700003e8123, -EOPNOTSUPP);
}

static void kernel_refused(struct kunit *test)
{
	machine(test, false);
	script.region_err = -ERANGE;
	refused(KERNEL, ADDR, -ERANGE);
	script.region_err = 0;
	script.region.kind = MEMTOPO_REGION_VMALLOC;
	script.region.pfn = MEMTOPO_NO_VALUE;
	path_to(MEMTOPO_LEVEL_PMD, ADDR, 0);
	refused(KERNEL, ADDR, -EFAULT);
	script.paths = 0;
	script.path_err = -EAGAIN;
	refused(KERNEL, ADDR, -EAGAIN);
	KUNIT_EXPECT_EQ(test, script.paths, 5);
	/* Tables in memory that goes. */
	script.path_err = -ENXIO;
	refused(KERNEL, ADDR, -EAGAIN);
}

static void kernel_changes(struct kunit *test)
{
	struct memtopo_snapshot *snap;

	machine(test, false);
	script.region.kind = MEMTOPO_REGION_VMALLOC;
	script.region.pfn = MEMTOPO_NO_VALUE;
	path_to(MEMTOPO_LEVEL_PTE, ADDR, 1000ULL << 12 | 0x21);
	script.change = 2;
	script.alternate = true;
	script.later = 2000ULL << 12 | 0x21;
	snap = answer(KERNEL, ADDR);
	KUNIT_EXPECT_FALSE(test, snap->consistent);
	/* Gone when it is looked at for the second time. */
	script.alternate = false;
	script.paths = 0;
	script.later = 0;
	refused(KERNEL, ADDR, -EFAULT);
}

/* Each region has its word. */
static void kernel_regions(struct kunit *test)
{
	static const char *const words[MEMTOPO_NR_REGION_KINDS] = {
		"region direct", "region vmalloc", "region vmemmap",
		"region module", "region image", "region fixmap",
		"region vsyscall", "region other",
	};
	struct memtopo_snapshot *snap;
	unsigned int i;

	machine(test, false);
	script.region.pfn = MEMTOPO_NO_VALUE;
	path_to(MEMTOPO_LEVEL_PTE, ADDR, 1000ULL << 12 | 0x21);
	for (i = 0; i < MEMTOPO_NR_REGION_KINDS; i++) {
		script.region.kind = i;
		snap = answer(KERNEL, ADDR);
		KUNIT_EXPECT_STREQ(test, fake_line(test, &memtopo_table_address,
						   snap, 5), words[i]);
	}
}

#if IS_ENABLED(CONFIG_FAILSLAB)
/* As in snapshot_kunit.c: each allocation fails in turn. */
static unsigned int sweep(struct kunit *test)
{
	struct memtopo_snapshot *snap;
	unsigned int failed = 0, nth = 0;
	bool injected;

	do {
		current->fail_nth = ++nth;
		snap = ask(USER, ADDR);
		injected = current->fail_nth == 0;
		current->fail_nth = 0;
		if (IS_ERR(snap)) {
			KUNIT_EXPECT_TRUE(test, injected);
			KUNIT_EXPECT_EQ(test, PTR_ERR(snap), -ENOMEM);
			failed++;
		}
		memtopo_snapshot_free(snap);
		KUNIT_EXPECT_EQ(test, script.opens, 0);
		KUNIT_EXPECT_EQ(test, fake->depth, 0);
	} while (injected && nth < 100);
	KUNIT_EXPECT_FALSE(test, injected);
	return failed;
}

static void allocations_fail(struct kunit *test)
{
	unsigned int most = 0, i;

	machine(test, false);
	path_to(MEMTOPO_LEVEL_PTE, ADDR, 1000ULL << 12 | 0x25);
	for (i = 0; i < 20 && most < 9; i++)
		most = max(most, sweep(test));
	/*
	 * The snapshot, nodes, CPUs, node rows, zones, spans, the walk, that
	 * which it is held against, the page.
	 */
	KUNIT_EXPECT_GE(test, most, 9);
}
#endif

static struct kunit_case walk_cases[] = {
	KUNIT_CASE(user_page),
	KUNIT_CASE(user_cpu_without_node),
	KUNIT_CASE(user_five_levels),
	KUNIT_CASE_PARAM(user_end, end_gen_params),
	KUNIT_CASE(user_changes_once),
	KUNIT_CASE(user_changes_always),
	KUNIT_CASE(user_is_used),
	KUNIT_CASE(user_refused),
	KUNIT_CASE(user_goes),
	KUNIT_CASE(kernel_page),
	KUNIT_CASE(kernel_not_present),
	KUNIT_CASE(kernel_offline),
	KUNIT_CASE(kernel_without_tables),
	KUNIT_CASE(kernel_refused),
	KUNIT_CASE(kernel_changes),
	KUNIT_CASE(kernel_regions),
#ifdef CONFIG_FAILSLAB
	KUNIT_CASE(allocations_fail),
#endif
	{}
};

static struct kunit_suite walk_suite = {
	.name = "memtopo_walk",
	.test_cases = walk_cases,
};

kunit_test_suite(walk_suite);
