// SPDX-License-Identifier: GPL-2.0
/*
 * The live source of address spaces on the kernel that runs the tests, against
 * what the kernel itself says by other ways: entries that its own macros make,
 * and the pages of the first process that get_user_pages() finds.
 */
#include "../module/space.c"

#include <kunit/test.h>
#include <linux/jiffies.h>
#include <linux/vmalloc.h>

#include "../module/live.h"

static const u64 frames[] = { 0, 1, 0x200, 0x12345, 0xfffff };

static struct memtopo_entry decode(enum memtopo_level level, u64 raw)
{
	struct memtopo_entry entry;

	memtopo_entry_decode(memtopo_space_layout(), level, raw, &entry);
	return entry;
}

static bool has_bit(enum memtopo_level level, u64 raw, const char *name)
{
	const struct memtopo_entry_layout *layout = memtopo_space_layout();
	u32 bits = memtopo_entry_bits(layout, level, decode(level, raw).state,
				      raw);
	unsigned int i;

	for (i = 0; i < layout->nr_bits; i++)
		if (bits & BIT(i) && !strcmp(layout->bits[i].name, name))
			return true;
	return false;
}

static void layout_pages(struct kunit *test)
{
	unsigned int i;
	u64 raw;

	for (i = 0; i < ARRAY_SIZE(frames); i++) {
		raw = pte_val(pfn_pte(frames[i], PAGE_SHARED));
		KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PTE, raw).state,
				MEMTOPO_ENTRY_PAGE);
		KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PTE, raw).pfn,
				frames[i]);
		KUNIT_EXPECT_TRUE(test, has_bit(MEMTOPO_LEVEL_PTE, raw,
						"present"));
		KUNIT_EXPECT_TRUE(test, has_bit(MEMTOPO_LEVEL_PTE, raw,
						"user"));
		KUNIT_EXPECT_TRUE(test, has_bit(MEMTOPO_LEVEL_PTE, raw,
						"writable"));
		raw = pte_val(pfn_pte(frames[i], PAGE_READONLY));
		KUNIT_EXPECT_FALSE(test, has_bit(MEMTOPO_LEVEL_PTE, raw,
						 "writable"));
		raw = pte_val(pte_mkdirty(pfn_pte(frames[i], PAGE_SHARED)));
		KUNIT_EXPECT_TRUE(test, has_bit(MEMTOPO_LEVEL_PTE, raw,
						"dirty"));
		raw = pte_val(pfn_pte(frames[i], PAGE_KERNEL));
		KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PTE, raw).pfn,
				frames[i]);
		KUNIT_EXPECT_FALSE(test, has_bit(MEMTOPO_LEVEL_PTE, raw,
						 "user"));
		raw = pte_val(pfn_pte(frames[i], PAGE_NONE));
		KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PTE, raw).state,
				MEMTOPO_ENTRY_HINT);
		KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PTE, raw).pfn,
				frames[i]);
		KUNIT_EXPECT_TRUE(test, has_bit(MEMTOPO_LEVEL_PTE, raw,
						"prot-none"));
	}
	KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PTE, 0).state,
			MEMTOPO_ENTRY_NONE);
}

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
static void layout_huge_pages(struct kunit *test)
{
	const u64 pfn = 0x12400;
	pmd_t pmd = pmd_mkhuge(pfn_pmd(pfn, PAGE_SHARED));

	KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PMD, pmd_val(pmd)).state,
			MEMTOPO_ENTRY_PAGE);
	KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PMD, pmd_val(pmd)).pfn, pfn);
	KUNIT_EXPECT_TRUE(test, has_bit(MEMTOPO_LEVEL_PMD, pmd_val(pmd),
					"huge"));
	KUNIT_EXPECT_EQ(test,
			decode(MEMTOPO_LEVEL_PMD,
			       pmd_val(pmd_mkinvalid(pmd))).state,
			MEMTOPO_ENTRY_HINT);
	KUNIT_EXPECT_EQ(test,
			decode(MEMTOPO_LEVEL_PMD,
			       pmd_val(pmd_mkinvalid(pmd))).pfn, pfn);
	pmd = pmd_modify(pmd, PAGE_NONE);
	KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PMD, pmd_val(pmd)).state,
			MEMTOPO_ENTRY_HINT);
	KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PMD, pmd_val(pmd)).pfn, pfn);
}
#endif

static void expect_swap(struct kunit *test, pte_t pte, unsigned int type,
			u64 offset, enum memtopo_entry_state state)
{
	struct memtopo_entry entry = decode(MEMTOPO_LEVEL_PTE, pte_val(pte));

	KUNIT_EXPECT_EQ(test, entry.state, state);
	KUNIT_EXPECT_EQ(test, entry.swap_type, type);
	KUNIT_EXPECT_EQ(test, entry.swap_offset, offset);
}

static void layout_swap(struct kunit *test)
{
	static const u64 offsets[] = { 0, 1, 0x12345, 0xffffffff };
	unsigned int type, i;
	pte_t pte;

	for (type = 0; type < MAX_SWAPFILES; type++) {
		for (i = 0; i < ARRAY_SIZE(offsets); i++) {
			/* An entry that says nothing at all is none. */
			if (!IS_ENABLED(CONFIG_X86) && !type && !offsets[i])
				continue;
			pte = swp_entry_to_pte(swp_entry(type, offsets[i]));
			expect_swap(test, pte, type, offsets[i],
				    MEMTOPO_ENTRY_SWAP);
			pte = pte_swp_mkexclusive(pte);
			expect_swap(test, pte, type, offsets[i],
				    MEMTOPO_ENTRY_SWAP);
			KUNIT_EXPECT_TRUE(test, has_bit(MEMTOPO_LEVEL_PTE,
							pte_val(pte),
							"exclusive"));
		}
	}
}

/* Of each kind what the kernel makes, and what all types above swap are. */
static void layout_swap_kinds(struct kunit *test)
{
	const struct memtopo_entry_layout *layout = memtopo_space_layout();
	u64 __maybe_unused pfn = 0x12345;
	unsigned int i;
	pte_t pte;

#ifdef CONFIG_MIGRATION
	pte = swp_entry_to_pte(make_readable_migration_entry(pfn));
	expect_swap(test, pte, SWP_MIGRATION_READ, pfn,
		    MEMTOPO_ENTRY_MIGRATION);
	pte = swp_entry_to_pte(make_readable_exclusive_migration_entry(pfn));
	expect_swap(test, pte, SWP_MIGRATION_READ_EXCLUSIVE, pfn,
		    MEMTOPO_ENTRY_MIGRATION);
	/* With what may be kept above the frame. */
	pte = swp_entry_to_pte(swp_entry(SWP_MIGRATION_WRITE, pfn |
					 SWP_MIG_YOUNG | SWP_MIG_DIRTY));
	expect_swap(test, pte, SWP_MIGRATION_WRITE, pfn,
		    MEMTOPO_ENTRY_MIGRATION);
	KUNIT_EXPECT_EQ(test, decode(MEMTOPO_LEVEL_PTE, pte_val(pte)).pfn, pfn);
#endif
#ifdef CONFIG_DEVICE_PRIVATE
	pte = swp_entry_to_pte(make_readable_device_private_entry(pfn));
	expect_swap(test, pte, SWP_DEVICE_READ, pfn, MEMTOPO_ENTRY_DEVICE);
	pte = swp_entry_to_pte(make_writable_device_private_entry(pfn));
	expect_swap(test, pte, SWP_DEVICE_WRITE, pfn, MEMTOPO_ENTRY_DEVICE);
#endif
#ifdef CONFIG_MEMORY_FAILURE
	pte = swp_entry_to_pte(swp_entry(SWP_HWPOISON, pfn));
	expect_swap(test, pte, SWP_HWPOISON, pfn, MEMTOPO_ENTRY_POISON);
#endif
	pte = make_pte_marker(PTE_MARKER_POISONED);
	expect_swap(test, pte, SWP_PTE_MARKER, PTE_MARKER_POISONED,
		    MEMTOPO_ENTRY_MARKER);
	for (i = 0; i < layout->nr_swap_kinds; i++)
		KUNIT_EXPECT_NE(test, layout->swap_kinds[i],
				MEMTOPO_ENTRY_UNKNOWN);
}

/* The process that waits for the tests. */
#define FIRST	1

static struct memtopo_space *open_first(struct kunit *test)
{
	struct memtopo_space *space = NULL;

	KUNIT_ASSERT_EQ(test, memtopo_space_open(NULL, FIRST, &space), 0);
	return space;
}

/* Who cannot be looked at. */
static void space_refused(struct kunit *test)
{
	struct memtopo_space *space = NULL;

	KUNIT_EXPECT_EQ(test, memtopo_space_open(NULL, INT_MAX, &space),
			-ESRCH);
	/* The tests themselves are run by a thread of the kernel. */
	KUNIT_EXPECT_EQ(test,
			memtopo_space_open(NULL, task_pid_vnr(current), &space),
			-ENODATA);
	KUNIT_EXPECT_NULL(test, space);
}

static void space_process_told(struct kunit *test)
{
	struct memtopo_space *space = open_first(test);
	struct memtopo_process process = {};
	struct memtopo_mapping mapping;
	u64 addr = 0, pages = 0, mappings = 0;

	KUNIT_EXPECT_EQ(test, memtopo_space_process(NULL, space, &process), 0);
	KUNIT_EXPECT_EQ(test, process.pid, FIRST);
	KUNIT_EXPECT_EQ(test, process.tgid, FIRST);
	KUNIT_EXPECT_EQ(test, process.threads, 1);
	KUNIT_EXPECT_STREQ(test, process.comm, space->task->comm);
	KUNIT_EXPECT_LT(test, process.cpu, nr_cpu_ids);
	KUNIT_ASSERT_EQ(test, memtopo_space_lock(NULL, space), 0);
	while (!memtopo_space_mapping(NULL, space, addr, &mapping)) {
		KUNIT_EXPECT_GE(test, mapping.start, addr);
		KUNIT_EXPECT_LE(test, mapping.end, process.task_size);
		pages += (mapping.end - mapping.start) >> PAGE_SHIFT;
		mappings++;
		addr = mapping.end;
	}
	memtopo_space_unlock(NULL, space);
	KUNIT_EXPECT_EQ(test, pages, process.total_vm);
	KUNIT_EXPECT_EQ(test, mappings, process.map_count);
	KUNIT_EXPECT_EQ(test, memtopo_space_mapping(NULL, space,
						    process.task_size,
						    &mapping), -ENOENT);
	memtopo_space_close(NULL, space);
}

/* An address space that its process has left is not to be kept any longer. */
static void space_left(struct kunit *test)
{
	struct memtopo_space *space = open_first(test);
	struct memtopo_space other = { .task = space->task };
	struct memtopo_space none = { .task = current, .mm = space->mm };

	KUNIT_EXPECT_EQ(test, memtopo_space_lock(NULL, &other), -EAGAIN);
	KUNIT_EXPECT_EQ(test, memtopo_space_lock(NULL, &none), current->mm ?
			-EAGAIN : -ESRCH);
	memtopo_space_close(NULL, space);
}

/* A page of a mapping, brought in by the kernel, is found where it is. */
static void expect_page(struct kunit *test, struct memtopo_space *space,
			u64 addr)
{
	struct memtopo_path path;
	struct memtopo_entry entry;
	struct page *page;
	unsigned int i;

	if (get_user_pages_remote(space->mm, addr, 1, 0, &page, NULL) != 1)
		return;
	memtopo_space_path(NULL, space, addr, &path);
	KUNIT_ASSERT_GT(test, path.nr, 0);
	KUNIT_EXPECT_EQ(test, path.steps[0].table_pfn,
			__pa(space->mm->pgd) >> PAGE_SHIFT);
	for (i = 0; i < path.nr; i++) {
		entry = decode(path.steps[i].level, path.steps[i].entry);
		KUNIT_EXPECT_EQ(test, entry.state, i < path.nr - 1 ?
				MEMTOPO_ENTRY_TABLE : MEMTOPO_ENTRY_PAGE);
		if (i)
			KUNIT_EXPECT_GT(test, path.steps[i].level,
					path.steps[i - 1].level);
		if (i < path.nr - 1)
			KUNIT_EXPECT_EQ(test, path.steps[i + 1].table_pfn,
					entry.pfn);
	}
	KUNIT_EXPECT_EQ(test, entry.pfn + (addr % entry.size >> PAGE_SHIFT),
			(u64)page_to_pfn(page));
	put_page(page);
}

static void space_pages_found(struct kunit *test)
{
	struct memtopo_space *space = open_first(test);
	struct memtopo_mapping mapping;
	u64 addr = 0;

	KUNIT_ASSERT_EQ(test, memtopo_space_lock(NULL, space), 0);
	while (!memtopo_space_mapping(NULL, space, addr, &mapping)) {
		expect_page(test, space, mapping.start);
		expect_page(test, space, mapping.end - PAGE_SIZE);
		addr = mapping.end;
	}
	KUNIT_EXPECT_GT(test, addr, (u64)0);
	memtopo_space_unlock(NULL, space);
	memtopo_space_close(NULL, space);
}

/* Entries that are copied are those that the walks of each page find. */
static void expect_entries(struct kunit *test, struct memtopo_space *space,
			   const struct memtopo_mapping *mapping,
			   struct memtopo_entries *entries)
{
	struct memtopo_path path;
	const struct memtopo_step *last;
	u64 addr, size, next;

	for (addr = mapping->start; addr < mapping->end; addr = next) {
		memtopo_space_entries(NULL, space, addr, mapping->end, entries);
		size = 1ULL << space_layout.levels[entries->level].shift;
		next = entries->next;
		KUNIT_ASSERT_GT(test, next, addr);
		KUNIT_ASSERT_LE(test, entries->start, addr);
		KUNIT_EXPECT_EQ(test, next,
				entries->start + size * entries->nr);
		for (; addr < min(next, mapping->end); addr += PAGE_SIZE) {
			memtopo_space_path(NULL, space, addr, &path);
			last = &path.steps[path.nr - 1];
			if (last->level == entries->level &&
			    last->table_pfn == entries->table_pfn &&
			    last->entry == entries->entries[(addr - entries->start) / size])
				continue;
			KUNIT_FAIL(test, "at %llx", addr);
			return;
		}
	}
}

static void space_entries_match(struct kunit *test)
{
	struct memtopo_space *space = open_first(test);
	struct memtopo_entries *entries;
	struct memtopo_mapping mapping;
	u64 addr = 0;

	entries = kunit_kzalloc(test, sizeof(*entries), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, entries);
	KUNIT_ASSERT_EQ(test, memtopo_space_lock(NULL, space), 0);
	while (!memtopo_space_mapping(NULL, space, addr, &mapping)) {
		expect_entries(test, space, &mapping, entries);
		addr = mapping.end;
	}
	memtopo_space_unlock(NULL, space);
	memtopo_space_close(NULL, space);
}

/* Where no table is, the one entry that says so, whole. */
static void space_entries_above(struct kunit *test)
{
	struct memtopo_space *space = open_first(test);
	struct memtopo_mapping mapping = {};
	struct memtopo_entries *entries;
	u64 addr, size;

	entries = kunit_kzalloc(test, sizeof(*entries), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, entries);
	addr = (READ_ONCE(space->mm->task_size) / 2 & PAGE_MASK) + PAGE_SIZE;
	KUNIT_ASSERT_EQ(test, memtopo_space_lock(NULL, space), 0);
	if (!memtopo_space_mapping(NULL, space, addr, &mapping))
		KUNIT_EXPECT_GT(test, mapping.start, addr);
	memtopo_space_entries(NULL, space, addr, addr + PAGE_SIZE, entries);
	memtopo_space_unlock(NULL, space);
	size = 1ULL << space_layout.levels[entries->level].shift;
	KUNIT_EXPECT_EQ(test, entries->nr, 1);
	KUNIT_EXPECT_EQ(test, entries->start, addr & ~(size - 1));
	KUNIT_EXPECT_EQ(test, entries->next, entries->start + size);
	KUNIT_EXPECT_EQ(test, decode(entries->level, entries->entries[0]).state,
			MEMTOPO_ENTRY_NONE);
	KUNIT_EXPECT_NE(test, entries->level, MEMTOPO_LEVEL_PTE);
	memtopo_space_close(NULL, space);
}

static void direct_map_found(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct memtopo_region region;
	u64 addr;

	KUNIT_ASSERT_NOT_NULL(test, page);
	addr = (unsigned long)page_address(page) + 0x123;
	KUNIT_EXPECT_EQ(test, memtopo_space_kernel_region(NULL, addr, &region),
			0);
	KUNIT_EXPECT_EQ(test, region.kind, MEMTOPO_REGION_DIRECT);
	KUNIT_EXPECT_LE(test, region.start, addr);
	KUNIT_EXPECT_GE(test, region.end, addr);
	KUNIT_EXPECT_EQ(test, region.pfn, (u64)page_to_pfn(page));
	__free_page(page);
}

/* What is the user's is not the kernel's, and a hole is neither. */
static void kernel_addresses_refused(struct kunit *test)
{
	struct memtopo_region region;

	KUNIT_EXPECT_EQ(test, memtopo_space_kernel_region(NULL, 0, &region),
			-ERANGE);
	KUNIT_EXPECT_EQ(test,
			memtopo_space_kernel_region(NULL, 0x400000, &region),
			-ERANGE);
#ifdef CONFIG_64BIT
	KUNIT_EXPECT_EQ(test,
			memtopo_space_kernel_region(NULL, 0x8000000000000000,
						    &region), -ERANGE);
#endif
}

#ifdef MEMTOPO_HAVE_KERNEL_TABLES
static void expect_kernel(struct kunit *test, u64 addr,
			  enum memtopo_region_kind kind, u64 pfn)
{
	struct memtopo_region region;
	struct memtopo_source src;
	struct memtopo_path path;
	struct memtopo_entry entry;
	int cookie, err;

	memtopo_live_init(&src);
	KUNIT_ASSERT_EQ(test, memtopo_space_kernel_region(&src, addr, &region),
			0);
	KUNIT_EXPECT_EQ(test, region.kind, kind);
	cookie = src.ops->read_begin(&src);
	err = memtopo_space_kernel_path(&src, addr, &region, &path);
	src.ops->read_end(&src, cookie);
	KUNIT_ASSERT_EQ(test, err, 0);
	entry = decode(path.steps[path.nr - 1].level,
		       path.steps[path.nr - 1].entry);
	KUNIT_ASSERT_EQ(test, entry.state, MEMTOPO_ENTRY_PAGE);
	KUNIT_EXPECT_EQ(test, entry.pfn + (addr % entry.size >> PAGE_SHIFT),
			pfn);
}

static void kernel_addresses_found(struct kunit *test)
{
	unsigned long area = (unsigned long)vmalloc(3 * PAGE_SIZE);
	struct page *page = alloc_page(GFP_KERNEL);
	static const char ours[] = "of the module";

	KUNIT_ASSERT_NE(test, area, 0);
	KUNIT_ASSERT_NOT_NULL(test, page);
	expect_kernel(test, (unsigned long)page_address(page),
		      MEMTOPO_REGION_DIRECT, page_to_pfn(page));
	expect_kernel(test, area + PAGE_SIZE, MEMTOPO_REGION_VMALLOC,
		      vmalloc_to_pfn((void *)(area + PAGE_SIZE)));
	expect_kernel(test, (unsigned long)ours, MEMTOPO_REGION_MODULE,
		      vmalloc_to_pfn(ours));
	expect_kernel(test, (unsigned long)&jiffies, MEMTOPO_REGION_IMAGE,
		      __pa_symbol(&jiffies) >> PAGE_SHIFT);
#ifdef CONFIG_SPARSEMEM_VMEMMAP
	expect_kernel(test, (unsigned long)page, MEMTOPO_REGION_VMEMMAP,
		      slow_virt_to_phys(page) >> PAGE_SHIFT);
#endif
	__free_page(page);
	vfree((void *)area);
}
#else
static void kernel_addresses_found(struct kunit *test)
{
	struct memtopo_region region;

	KUNIT_EXPECT_EQ(test, memtopo_space_kernel_region(NULL, PAGE_OFFSET,
							  &region), 0);
	KUNIT_EXPECT_EQ(test, memtopo_space_kernel_path(NULL, PAGE_OFFSET,
							&region, NULL),
			-EOPNOTSUPP);
}
#endif

static struct kunit_case space_cases[] = {
	KUNIT_CASE(layout_pages),
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	KUNIT_CASE(layout_huge_pages),
#endif
	KUNIT_CASE(layout_swap),
	KUNIT_CASE(layout_swap_kinds),
	KUNIT_CASE(space_refused),
	KUNIT_CASE(space_process_told),
	KUNIT_CASE(space_left),
	KUNIT_CASE(space_pages_found),
	KUNIT_CASE(space_entries_match),
	KUNIT_CASE(space_entries_above),
	KUNIT_CASE(direct_map_found),
	KUNIT_CASE(kernel_addresses_refused),
	KUNIT_CASE(kernel_addresses_found),
	{}
};

static struct kunit_suite space_suite = {
	.name = "memtopo_space",
	.test_cases = space_cases,
};

kunit_test_suite(space_suite);
