// SPDX-License-Identifier: GPL-2.0
/*
 * The address spaces of the running kernel: the one place that touches tasks,
 * mm_struct, VMAs and page tables.
 *
 * Page tables of processes are read as gup_fast() does (mm/gup.c), with two
 * differences. It reads those of the process that runs, whose TLB shootdowns
 * reach this CPU; other processes' do not. What keeps a table from being freed
 * here is therefore, taken together:
 *
 * - a reference to the mm: exit_mmap() waits for it;
 * - mmap_lock and a VMA found under it: munmap() takes the VMA away before it
 *   frees the tables that no other needs, even when it goes on without the
 *   lock; mremap() and exec() want the lock for writing;
 * - RCU and interrupts off, at the same time: what frees tables of a VMA that
 *   stays (khugepaged, PT_RECLAIM, hugetlb's shared tables) waits for a grace
 *   period or, where that takes memory it has not, for an interrupt that every
 *   CPU must take (tlb_remove_table_sync_one());
 * - where a kernel is built without that, i_mmap_rwsem of hugetlb's mappings:
 *   sharing does not end, and nothing else frees tables there.
 *
 * And what is read is copied, each entry once; nothing else happens there.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/hugetlb.h>
#include <linux/hugetlb_inline.h>
#include <linux/irqflags.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "compat.h"
#include "entry.h"
#include "snapshot.h"
#include "space.h"

#ifdef MEMTOPO_HAVE_LAYOUT

static_assert(TASK_COMM_LEN == MEMTOPO_COMM_LEN);

/**
 * struct memtopo_space - an address space that is looked at
 * @task: whose it is, or was
 * @mm: it
 */
struct memtopo_space {
	struct task_struct *task;
	struct mm_struct *mm;
};

static struct memtopo_entry_layout space_layout;

/**
 * memtopo_space_layout - how entries of page tables are laid out here
 *
 * Return: the layout, or NULL when it is not known.
 */
const struct memtopo_entry_layout *memtopo_space_layout(void)
{
	if (!space_layout.nr_bits)
		memtopo_arch_layout(&space_layout);
	return &space_layout;
}

static struct task_struct *task_find(unsigned int nr)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_PID);

	put_pid(pid);
	return task;
}

/* Says why there is none, as far as that can be told. */
static int task_mm(struct task_struct *task, struct mm_struct **mm)
{
	*mm = NULL;
	if (READ_ONCE(task->flags) & PF_KTHREAD)
		return -ENODATA;
	*mm = get_task_mm(task);
	return *mm ? 0 : -ESRCH;
}

int memtopo_space_open(const struct memtopo_source *src, unsigned int pid,
		       struct memtopo_space **space)
{
	struct memtopo_space *made = kzalloc(sizeof(*made), MEMTOPO_GFP);
	int err;

	if (!made)
		return -ENOMEM;
	err = -ESRCH;
	made->task = task_find(pid);
	if (!made->task)
		goto free;
	err = task_mm(made->task, &made->mm);
	if (err)
		goto put;
	*space = made;
	return 0;
put:
	put_task_struct(made->task);
free:
	kfree(made);
	return err;
}

void memtopo_space_close(const struct memtopo_source *src,
			 struct memtopo_space *space)
{
	mmput(space->mm);
	put_task_struct(space->task);
	kfree(space);
}

static void process_bounds(const struct mm_struct *mm,
			   struct memtopo_process *process)
{
	process->start_code = READ_ONCE(mm->start_code);
	process->end_code = READ_ONCE(mm->end_code);
	process->start_data = READ_ONCE(mm->start_data);
	process->end_data = READ_ONCE(mm->end_data);
	process->start_brk = READ_ONCE(mm->start_brk);
	process->brk = READ_ONCE(mm->brk);
	process->start_stack = READ_ONCE(mm->start_stack);
	process->mmap_base = READ_ONCE(mm->mmap_base);
	process->task_size = READ_ONCE(mm->task_size);
}

static void process_sizes(const struct mm_struct *mm,
			  struct memtopo_process *process)
{
	process->total_vm = READ_ONCE(mm->total_vm);
	process->locked_vm = READ_ONCE(mm->locked_vm);
	process->pinned_vm = atomic64_read(&mm->pinned_vm);
	process->data_vm = READ_ONCE(mm->data_vm);
	process->exec_vm = READ_ONCE(mm->exec_vm);
	process->stack_vm = READ_ONCE(mm->stack_vm);
	process->map_count = READ_ONCE(mm->map_count);
	process->page_table_bytes = mm_pgtables_bytes(mm);
}

/* Does the task still live there? Returns 0, -EAGAIN or -ESRCH. */
static int space_lived_in(const struct memtopo_space *space)
{
	const struct mm_struct *now = READ_ONCE(space->task->mm);

	if (now == space->mm)
		return 0;
	return now ? -EAGAIN : -ESRCH;
}

int memtopo_space_process(const struct memtopo_source *src,
			  struct memtopo_space *space,
			  struct memtopo_process *process)
{
	int err = space_lived_in(space);

	if (err)
		return err;
	/* Between exec_mmap() and setup_new_exec() nobody knows its bounds. */
	if (!READ_ONCE(space->mm->task_size))
		return -EAGAIN;
	process->pid = task_pid_vnr(space->task);
	process->tgid = task_tgid_vnr(space->task);
	process->threads = get_nr_threads(space->task);
	get_task_comm(process->comm, space->task);
	process->cpu = task_cpu(space->task);
	process->cpu_node = cpu_to_node(process->cpu);
	process_bounds(space->mm, process);
	process_sizes(space->mm, process);
	return 0;
}

int memtopo_space_lock(const struct memtopo_source *src,
		       struct memtopo_space *space)
{
	/* Once it is left, our reference alone keeps its memory from going. */
	return space_lived_in(space) ?: mmap_read_lock_killable(space->mm);
}

void memtopo_space_unlock(const struct memtopo_source *src,
			  struct memtopo_space *space)
{
	mmap_read_unlock(space->mm);
}

bool memtopo_space_contended(const struct memtopo_source *src,
			     struct memtopo_space *space)
{
	return mmap_lock_is_contended(space->mm);
}

int memtopo_space_mapping(const struct memtopo_source *src,
			  struct memtopo_space *space, u64 addr,
			  struct memtopo_mapping *mapping)
{
	struct vm_area_struct *vma;

	if (addr >= READ_ONCE(space->mm->task_size))
		return -ENOENT;
	vma = find_vma(space->mm, addr);
	if (!vma)
		return -ENOENT;
	*mapping = (struct memtopo_mapping) {
		.start = vma->vm_start,
		.end = vma->vm_end,
		.flags = memtopo_compat_mapping_flags(vma->vm_flags),
		.page_size = vma_kernel_pagesize(vma),
		.file = vma->vm_file,
		.dax = vma_is_dax(vma),
		/* vma_is_special_mapping() is not for modules. */
		.special = !vma->vm_file && vma->vm_ops && vma->vm_ops->name,
	};
	return 0;
}

/* Where each table of a path lies is what the entry above it says. */
static void path_link(struct memtopo_path *path, u64 root)
{
	struct memtopo_entry entry;
	u64 pfn = root;
	unsigned int i;

	for (i = 0; i < path->nr; i++) {
		struct memtopo_step *step = &path->steps[i];

		step->table_pfn = pfn;
		memtopo_entry_decode(&space_layout, step->level, step->entry,
				     &entry);
		pfn = entry.pfn;
	}
}

/* A folded level is none. */
static void path_add(struct memtopo_path *path, enum memtopo_level level,
		     u64 addr, u64 raw)
{
	if (!space_layout.levels[level].bits)
		return;
	path->steps[path->nr++] = (struct memtopo_step) {
		.level = level,
		.index = memtopo_entry_index(&space_layout, level, addr),
		.entry = raw,
	};
}

/*
 * As gup_fast_pgd_range() and what it calls, but stopping also at what no
 * table has (pXd_bad()). Says in @pmd where the lowest table is, or returns
 * false when the walk ends above.
 */
static bool walk_to_table(struct mm_struct *mm, unsigned long addr,
			  struct memtopo_path *path, pmd_t *pmd)
{
	pgd_t *pgdp = pgd_offset(mm, addr), pgd = READ_ONCE(*pgdp);
	p4d_t *p4dp, p4d;
	pud_t *pudp, pud;

	path_add(path, MEMTOPO_LEVEL_PGD, addr, pgd_val(pgd));
	if (pgd_none(pgd) || !pgd_present(pgd) || pgd_leaf(pgd) || pgd_bad(pgd))
		return false;
	p4dp = p4d_offset_lockless(pgdp, pgd, addr);
	p4d = READ_ONCE(*p4dp);
	path_add(path, MEMTOPO_LEVEL_P4D, addr, p4d_val(p4d));
	if (p4d_none(p4d) || !p4d_present(p4d) || p4d_leaf(p4d) || p4d_bad(p4d))
		return false;
	pudp = pud_offset_lockless(p4dp, p4d, addr);
	pud = READ_ONCE(*pudp);
	path_add(path, MEMTOPO_LEVEL_PUD, addr, pud_val(pud));
	if (pud_none(pud) || !pud_present(pud) || pud_leaf(pud) || pud_bad(pud))
		return false;
	*pmd = memtopo_compat_pmd(pmd_offset_lockless(pudp, pud, addr));
	path_add(path, MEMTOPO_LEVEL_PMD, addr, pmd_val(*pmd));
	return !pmd_none(*pmd) && pmd_present(*pmd) && !pmd_leaf(*pmd) &&
		!pmd_bad(*pmd);
}

/* What has to be held for the tables of @addr besides, or NULL. */
static struct address_space *shared_tables(struct mm_struct *mm, u64 addr)
{
	struct vm_area_struct *vma;

	if (IS_ENABLED(CONFIG_MMU_GATHER_RCU_TABLE_FREE))
		return NULL;
	vma = find_vma(mm, addr);
	return vma && is_vm_hugetlb_page(vma) ? vma->vm_file->f_mapping : NULL;
}

static struct address_space *tables_hold(struct mm_struct *mm, u64 addr)
{
	struct address_space *shared = shared_tables(mm, addr);

	if (shared)
		i_mmap_lock_read(shared);
	return shared;
}

static void tables_release(struct address_space *shared)
{
	if (shared)
		i_mmap_unlock_read(shared);
}

static u64 root_of(const struct mm_struct *mm)
{
	return __pa(mm->pgd) >> PAGE_SHIFT;
}

void memtopo_space_path(const struct memtopo_source *src,
			struct memtopo_space *space, u64 addr,
			struct memtopo_path *path)
{
	struct address_space *shared = tables_hold(space->mm, addr);
	unsigned long irqs;
	pmd_t pmd;
	pte_t *table;

	path->nr = 0;
	local_irq_save(irqs);
	rcu_read_lock();
	if (walk_to_table(space->mm, addr, path, &pmd)) {
		table = memtopo_compat_pte_map(pmd);
		path_add(path, MEMTOPO_LEVEL_PTE, addr,
			 pte_val(memtopo_compat_pte(table + pte_index(addr))));
		memtopo_compat_pte_unmap(table);
	}
	rcu_read_unlock();
	local_irq_restore(irqs);
	tables_release(shared);
	path_link(path, root_of(space->mm));
}

/* The entries of the table that map from @start on, as many as asked for. */
static void entries_copy(pmd_t pmd, unsigned long start,
			 struct memtopo_entries *entries)
{
	pte_t *table = memtopo_compat_pte_map(pmd);
	const pte_t *pte = table + pte_index(start);
	unsigned int i;

	for (i = 0; i < entries->nr; i++)
		entries->entries[i] = pte_val(memtopo_compat_pte(pte + i));
	memtopo_compat_pte_unmap(table);
}

/* What a path ends in, as the only entry. */
static void entries_last(const struct memtopo_path *path, u64 addr,
			 struct memtopo_entries *entries)
{
	const struct memtopo_step *last = &path->steps[path->nr - 1];
	u64 size = memtopo_entry_size(&space_layout, last->level);

	entries->level = last->level;
	entries->table_pfn = last->table_pfn;
	entries->start = addr & ~(size - 1);
	entries->next = entries->start + size;
	entries->nr = 1;
	entries->entries[0] = last->entry;
}

void memtopo_space_entries(const struct memtopo_source *src,
			   struct memtopo_space *space, u64 start, u64 end,
			   struct memtopo_entries *entries)
{
	struct address_space *shared = tables_hold(space->mm, start);
	struct memtopo_path path = {};
	struct memtopo_entry above;
	unsigned long irqs;
	bool copied;
	pmd_t pmd;

	start &= PAGE_MASK;
	entries->nr = min3((u64)MEMTOPO_ENTRIES_MAX,
			   (u64)(PTRS_PER_PTE - pte_index(start)),
			   (end - start + PAGE_SIZE - 1) >> PAGE_SHIFT);
	local_irq_save(irqs);
	rcu_read_lock();
	copied = walk_to_table(space->mm, start, &path, &pmd);
	if (copied)
		entries_copy(pmd, start, entries);
	rcu_read_unlock();
	local_irq_restore(irqs);
	tables_release(shared);
	path_link(&path, root_of(space->mm));
	if (!copied) {
		entries_last(&path, start, entries);
		return;
	}
	memtopo_entry_decode(&space_layout, path.steps[path.nr - 1].level,
			     path.steps[path.nr - 1].entry, &above);
	entries->level = MEMTOPO_LEVEL_PTE;
	entries->table_pfn = above.pfn;
	entries->start = start;
	entries->next = start + (u64)entries->nr * PAGE_SIZE;
}

/* --- the kernel's half -------------------------------------------------- */

static u64 region_pfn(enum memtopo_region_kind kind, u64 addr)
{
	switch (kind) {
	case MEMTOPO_REGION_DIRECT:
		return memtopo_arch_direct_pfn(addr);
#ifdef CONFIG_SPARSEMEM_VMEMMAP
	case MEMTOPO_REGION_VMEMMAP:
		return (addr - (unsigned long)vmemmap) / sizeof(struct page);
#endif
	default:
		return MEMTOPO_NO_VALUE;
	}
}

int memtopo_space_kernel_region(const struct memtopo_source *src, u64 addr,
				struct memtopo_region *region)
{
	struct memtopo_arch_range ranges[MEMTOPO_ARCH_RANGES];
	unsigned int i, nr = memtopo_arch_ranges(ranges);

	if (!memtopo_arch_kernel_address(addr))
		return -ERANGE;
	*region = (struct memtopo_region) {
		.kind = MEMTOPO_REGION_OTHER,
		.pfn = MEMTOPO_NO_VALUE,
	};
	for (i = 0; i < nr; i++) {
		if (addr < ranges[i].start || addr > ranges[i].last)
			continue;
		region->kind = ranges[i].kind;
		region->start = ranges[i].start;
		region->end = ranges[i].last;
		region->pfn = region_pfn(region->kind, addr);
		break;
	}
	return 0;
}

#ifdef MEMTOPO_HAVE_KERNEL_TABLES

/*
 * A word of a table that may be freed this moment: what the kernel maps it
 * takes away without waiting for anybody. The frame is online and so mapped,
 * for as long as the read section lasts; if it is no table by now, the entry
 * above it says so.
 */
static int table_word(u64 table, unsigned int index, u64 *word)
{
	u64 where = table + index * sizeof(*word);
	u64 pfn = where >> PAGE_SHIFT;

	if (!pfn_to_online_page(pfn))
		return -ENXIO;
	if (copy_from_kernel_nofault(word, __va(where), sizeof(*word)))
		return -EAGAIN;
	*word = memtopo_arch_raw(*word);
	return 0;
}

/* Each entry, and then the one above it once more. */
static int kernel_walk(u64 addr, struct memtopo_path *path)
{
	u64 table = memtopo_arch_kernel_root(), above = 0, again, word;
	unsigned int index, above_index = 0;
	struct memtopo_entry entry;
	enum memtopo_level level;
	int err;

	for (level = 0; level < MEMTOPO_NR_LEVELS; level++) {
		if (!space_layout.levels[level].bits)
			continue;
		index = memtopo_entry_index(&space_layout, level, addr);
		err = table_word(table, index, &word);
		if (err)
			return err;
		if (path->nr) {
			smp_rmb(); /* the word first, then what says it is one */
			err = table_word(above, above_index, &again);
			if (err)
				return err;
			if (again != path->steps[path->nr - 1].entry)
				return -EAGAIN;
		}
		path_add(path, level, addr, word);
		memtopo_entry_decode(&space_layout, level, word, &entry);
		if (entry.state != MEMTOPO_ENTRY_TABLE)
			return 0;
		above = table;
		above_index = index;
		table = entry.pfn << PAGE_SHIFT;
	}
	return 0;
}

int memtopo_space_kernel_path(const struct memtopo_source *src, u64 addr,
			      const struct memtopo_region *region,
			      struct memtopo_path *path)
{
	unsigned long irqs;
	int err;

	path->nr = 0;
	/* What memory unplug takes away is that of memory that is offline. */
	if (region->pfn != MEMTOPO_NO_VALUE && !pfn_to_online_page(region->pfn))
		return -ENXIO;
	local_irq_save(irqs);
	err = kernel_walk(addr, path);
	local_irq_restore(irqs);
	if (!err)
		path_link(path, memtopo_arch_kernel_root() >> PAGE_SHIFT);
	return err;
}

#else

int memtopo_space_kernel_path(const struct memtopo_source *src, u64 addr,
			      const struct memtopo_region *region,
			      struct memtopo_path *path)
{
	return -EOPNOTSUPP;
}

#endif /* MEMTOPO_HAVE_KERNEL_TABLES */

#else

const struct memtopo_entry_layout *memtopo_space_layout(void)
{
	return NULL;
}

#endif /* MEMTOPO_HAVE_LAYOUT */
