// SPDX-License-Identifier: GPL-2.0
/*
 * A whole process: its mappings, and where the pages behind them are.
 *
 * One pass over the address space. The lock that keeps mappings from changing
 * is let go now and then, and when somebody waits for it; then the mapping at
 * hand is looked up anew, and when all is done, all are: if they are others,
 * it is done again.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "census.h"
#include "mapping.h"
#include "process.h"
#include "request.h"
#include "snapshot.h"
#include "table.h"

/* Tables, or holes, that are looked at before the lock is let go. */
#define TABLES_AT_ONCE	1024
/* And so many even when somebody waits for it. */
#define TABLES_AT_LEAST	16
/* Times that it is tried. */
#define TRIES		5

/**
 * struct process_walk - a pass over an address space
 * @src: the machine
 * @space: the address space
 * @counter: what counts
 * @census: what it adds to
 * @start: first address that was asked for
 * @end: address after the last
 * @addr: how far it has come
 * @tables: how many were looked at since the lock was taken
 * @holds: times that it was taken
 * @mapping: the mapping at hand, whole
 */
struct process_walk {
	const struct memtopo_source *src;
	struct memtopo_space *space;
	struct memtopo_counter *counter;
	struct memtopo_census *census;
	u64 start;
	u64 end;
	u64 addr;
	unsigned int tables;
	unsigned int holds;
	struct memtopo_mapping mapping;
};

static bool walk_may_go_on(const struct process_walk *walk)
{
	if (!memtopo_counter_has_room(walk->counter) ||
	    walk->tables >= TABLES_AT_ONCE)
		return false;
	return walk->tables < TABLES_AT_LEAST ||
		!walk->src->ops->space_contended(walk->src, walk->space);
}

static bool mapping_same(const struct memtopo_mapping *one,
			 const struct memtopo_mapping *two)
{
	return one->start == two->start && one->end == two->end &&
		one->flags == two->flags && one->page_size == two->page_size &&
		one->file == two->file && one->dax == two->dax &&
		one->special == two->special;
}

/* As much of a mapping as was asked for. */
static struct memtopo_mapping walk_clip(const struct process_walk *walk,
					const struct memtopo_mapping *mapping)
{
	struct memtopo_mapping part = *mapping;

	part.start = max(part.start, walk->start);
	part.end = min(part.end, walk->end);
	return part;
}

/*
 * Looks up the mapping at hand, or the next one. Where it is another than
 * before the lock was let go, what was counted of that is an end of its own:
 * walk_moved() will find out.
 */
static int walk_mapping(struct process_walk *walk)
{
	const struct memtopo_source *src = walk->src;
	struct memtopo_mapping mapping, part;
	int err;

	if (walk->addr >= walk->end)
		return -ENOENT;
	err = src->ops->space_mapping(src, walk->space, walk->addr, &mapping);
	if (err || mapping.start >= walk->end)
		return err ?: -ENOENT;
	if (walk->counter->mapping && mapping_same(&mapping, &walk->mapping))
		return 0;
	memtopo_counter_end(walk->counter);
	walk->mapping = mapping;
	part = walk_clip(walk, &mapping);
	part.start = max(part.start, walk->addr);
	memtopo_counter_begin(walk->counter, &part,
			      memtopo_mapping_kind(&walk->census->process, &mapping));
	walk->addr = part.start;
	return 0;
}

/* Counts the mapping at hand, or the next one, or a part of it. */
static int walk_step(struct process_walk *walk)
{
	const struct memtopo_source *src = walk->src;
	struct memtopo_entries *entries = &walk->counter->entries;
	u64 end;
	int err = walk_mapping(walk);

	if (err)
		return err;
	end = walk->counter->mapping->mapping.end;
	do {
		src->ops->space_entries(src, walk->space, walk->addr, end,
					entries);
		walk->addr = memtopo_counter_entries(walk->counter, walk->addr,
						     end);
		walk->tables++;
		cond_resched();
	} while (walk->addr < end && walk_may_go_on(walk));
	if (walk->addr >= end)
		memtopo_counter_end(walk->counter);
	return 0;
}

/*
 * More mappings than there can have been: somebody makes them as fast as they
 * are looked at.
 */
static bool walk_is_endless(const struct process_walk *walk)
{
	const struct memtopo_census *census = walk->census;

	return census->nr_mappings > 2 * census->process.map_count + 1024;
}

/* As far as it gets without letting the lock go; -ENOENT when all is done. */
static int walk_hold(struct process_walk *walk)
{
	const struct memtopo_source *src = walk->src;
	int err;

	if (fatal_signal_pending(current))
		return -EINTR;
	if (walk_is_endless(walk))
		return -EAGAIN;
	err = memtopo_counter_make_room(walk->counter,
					walk->census->process.map_count + 16);
	if (err)
		return err;
	err = src->ops->space_lock(src, walk->space);
	if (err)
		return err;
	walk->tables = 0;
	walk->holds++;
	do {
		err = walk_step(walk);
	} while (!err && walk_may_go_on(walk));
	src->ops->space_unlock(src, walk->space);
	return err;
}

static int walk_all(struct process_walk *walk)
{
	int err;

	memtopo_counter_clear(walk->counter);
	walk->addr = walk->start;
	walk->holds = 0;
	do {
		err = walk_hold(walk);
		cond_resched();
	} while (!err);
	memtopo_counter_end(walk->counter);
	return err == -ENOENT ? 0 : err;
}

/* Is this mapping the one that was counted as number @row? */
static bool walk_knows(const struct process_walk *walk, size_t row,
		       const struct memtopo_mapping *mapping)
{
	struct memtopo_mapping part = walk_clip(walk, mapping);

	return row < walk->census->nr_mappings &&
		mapping_same(&walk->census->mappings[row].mapping, &part);
}

/* Looks at mappings again, from number *@row on, without letting the lock go. */
static int walk_look_again(struct process_walk *walk, size_t *row)
{
	const struct memtopo_source *src = walk->src;
	struct memtopo_mapping mapping;
	unsigned int i;
	int err;

	for (i = 0; i < TABLES_AT_ONCE; i++) {
		err = src->ops->space_mapping(src, walk->space, walk->addr,
					      &mapping);
		if (err || mapping.start >= walk->end)
			return -ENOENT;
		if (!walk_knows(walk, *row, &mapping))
			return -EAGAIN;
		walk->addr = mapping.end;
		++*row;
	}
	return 0;
}

/*
 * Are the mappings others than those that were counted? They are not, if the
 * lock was never let go. Returns 0, -EAGAIN if they are, or -EINTR.
 */
static int walk_moved(struct process_walk *walk)
{
	const struct memtopo_source *src = walk->src;
	size_t row = 0;
	int err;

	if (walk->holds == 1)
		return 0;
	walk->addr = walk->start;
	do {
		if (fatal_signal_pending(current))
			return -EINTR;
		err = src->ops->space_lock(src, walk->space);
		if (err)
			return err;
		err = walk_look_again(walk, &row);
		src->ops->space_unlock(src, walk->space);
		cond_resched();
	} while (!err);
	if (err != -ENOENT)
		return err;
	return row == walk->census->nr_mappings ? 0 : -EAGAIN;
}

/* What was asked for, in whole pages; all, if nothing in particular. */
static int walk_range(struct process_walk *walk,
		      const struct memtopo_request *request,
		      unsigned int page_shift)
{
	u64 mask = (1ULL << page_shift) - 1;

	walk->start = 0;
	walk->end = walk->census->process.task_size;
	/* In the middle of exec() there is an address space without size. */
	if (!walk->end)
		return -EAGAIN;
	if (!request->end)
		return 0;
	if (request->start >= request->end || request->end > walk->end)
		return -ERANGE;
	walk->start = request->start & ~mask;
	walk->end = (request->end + mask) & ~mask;
	return 0;
}

/* One try; @torn says that the mappings moved, and the rest is well. */
static int walk_try(struct process_walk *walk, struct memtopo_snapshot *snap,
		    bool *torn)
{
	const struct memtopo_source *src = walk->src;
	struct memtopo_process after;
	int err;

	err = src->ops->space_process(src, walk->space, &walk->census->process);
	if (!err)
		err = walk_range(walk, &snap->request, snap->geometry.page_shift);
	if (!err)
		err = walk_all(walk);
	if (err)
		return err;
	/* Not gone, and not another program by now? */
	err = src->ops->space_process(src, walk->space, &after);
	if (err)
		return err;
	err = walk_moved(walk);
	*torn = err == -EAGAIN;
	return err;
}

static int walk_tries(struct process_walk *walk, struct memtopo_snapshot *snap)
{
	const struct memtopo_source *src = walk->src;
	unsigned int tries = 0;
	bool torn;
	int err;

	do {
		torn = false;
		err = src->ops->space_open(src, snap->request.pid, &walk->space);
		if (err)
			return err;
		err = walk_try(walk, snap, &torn);
		src->ops->space_close(src, walk->space);
	} while (err == -EAGAIN && ++tries < TRIES);
	snap->torn = torn;
	return torn ? 0 : err;
}

/**
 * memtopo_process_free - give the census of a process back
 * @census: the census, or NULL
 */
void memtopo_process_free(struct memtopo_census *census)
{
	if (!census)
		return;
	kvfree(census->mappings);
	kvfree(census->shares);
	kvfree(census->places);
	kfree(census);
}

/**
 * memtopo_process_take - count what the process that was asked for has
 * @src: the machine
 * @snap: the snapshot, with the request, its nodes and zones
 *
 * Context: May sleep, and reschedules between tables.
 * Return: 0, -ENOMEM, -EINTR when the caller is being killed, -EOPNOTSUPP
 * where page tables cannot be read, -ERANGE for a range that no process has,
 * -ESRCH or -ENODATA as &memtopo_source_ops.space_open says, or -EAGAIN when
 * the process changed faster than it could be looked at.
 */
int memtopo_process_take(const struct memtopo_source *src,
			 struct memtopo_snapshot *snap)
{
	struct process_walk walk = { .src = src };
	int err;

	if (!src->layout)
		return -EOPNOTSUPP;
	snap->census = kzalloc(sizeof(*snap->census), MEMTOPO_GFP);
	if (!snap->census)
		return -ENOMEM;
	walk.census = snap->census;
	walk.counter = memtopo_counter_create(src, snap);
	if (!walk.counter)
		return -ENOMEM;
	err = walk_tries(&walk, snap);
	memtopo_counter_free(walk.counter);
	if (!err)
		memtopo_census_sort(snap->census);
	return err;
}

/* A word that can be read back, whatever bytes it is made of. */
static void comm_write(struct seq_file *m, const struct memtopo_census *census)
{
	const char *comm = census->process.comm;
	size_t i;

	if (!*comm)
		seq_putc(m, '-');
	for (i = 0; i < MEMTOPO_COMM_LEN && comm[i]; i++) {
		unsigned char c = comm[i];

		if (c > ' ' && c < 0x7f && c != '\\')
			seq_putc(m, c);
		else
			seq_printf(m, "\\%03o", c);
	}
}

static void cpu_node_write(struct seq_file *m,
			   const struct memtopo_census *census)
{
	if (census->process.cpu_node < 0)
		seq_putc(m, '-');
	else
		seq_put_decimal_ull(m, "", census->process.cpu_node);
}

static void mappings_write(struct seq_file *m,
			   const struct memtopo_census *census)
{
	seq_put_decimal_ull(m, "", census->nr_mappings);
}

static void pages_write(struct seq_file *m, const struct memtopo_census *census)
{
	u64 pages = 0;
	size_t i;

	for (i = 0; i < census->nr_mappings; i++)
		pages += (census->mappings[i].mapping.end -
			  census->mappings[i].mapping.start) >> PAGE_SHIFT;
	seq_put_decimal_ull(m, "", pages);
}

/* Fields of struct memtopo_process: how they are written. */
#define FIELD(how, name) { #name, how, offsetof(struct memtopo_process, name) }

enum { AS_NUMBER, AS_COUNT, AS_ADDRESS };

static const struct {
	const char *key;
	u8 as;
	u16 offset;
	void (*write)(struct seq_file *m, const struct memtopo_census *census);
} process_keys[] = {
	FIELD(AS_NUMBER, pid),
	FIELD(AS_NUMBER, tgid),
	{ "comm", .write = comm_write },
	FIELD(AS_NUMBER, threads),
	FIELD(AS_NUMBER, cpu),
	{ "cpu_node", .write = cpu_node_write },
	FIELD(AS_ADDRESS, start_code),
	FIELD(AS_ADDRESS, end_code),
	FIELD(AS_ADDRESS, start_data),
	FIELD(AS_ADDRESS, end_data),
	FIELD(AS_ADDRESS, start_brk),
	FIELD(AS_ADDRESS, brk),
	FIELD(AS_ADDRESS, start_stack),
	FIELD(AS_ADDRESS, mmap_base),
	FIELD(AS_ADDRESS, task_size),
	FIELD(AS_COUNT, total_vm),
	FIELD(AS_COUNT, locked_vm),
	FIELD(AS_COUNT, pinned_vm),
	FIELD(AS_COUNT, data_vm),
	FIELD(AS_COUNT, exec_vm),
	FIELD(AS_COUNT, stack_vm),
	FIELD(AS_COUNT, map_count),
	FIELD(AS_COUNT, page_table_bytes),
	{ "mappings", .write = mappings_write },
	{ "pages", .write = pages_write },
};

static size_t process_rows(const struct memtopo_snapshot *snap)
{
	return ARRAY_SIZE(process_keys);
}

static void process_row(struct seq_file *m, const struct memtopo_snapshot *snap,
			size_t row)
{
	const void *field = (const void *)&snap->census->process +
		process_keys[row].offset;

	seq_printf(m, "%s ", process_keys[row].key);
	if (process_keys[row].write)
		process_keys[row].write(m, snap->census);
	else if (process_keys[row].as == AS_NUMBER)
		seq_put_decimal_ull(m, "", *(const u32 *)field);
	else if (process_keys[row].as == AS_COUNT)
		seq_put_decimal_ull(m, "", *(const u64 *)field);
	else
		seq_printf(m, "%#llx", *(const u64 *)field);
}

static const char *const process_columns[] = { "key", "value", NULL };

const struct memtopo_table memtopo_table_process = {
	.name = "process",
	.columns = process_columns,
	.rows = process_rows,
	.row = process_row,
};

static void flags_write(struct seq_file *m, u64 flags)
{
	const char *sep = " ";
	unsigned int i;

	if (!flags)
		seq_puts(m, " -");
	for (i = 0; i < MEMTOPO_NR_MAPPING_FLAGS; i++) {
		if (!(flags & BIT_ULL(i)))
			continue;
		seq_puts(m, sep);
		seq_puts(m, memtopo_mapping_flag_names[i]);
		sep = ",";
	}
}

static void shares_write(struct seq_file *m, const struct memtopo_snapshot *snap,
			 const struct memtopo_census_mapping *mapping)
{
	const struct memtopo_census_share *share =
		&snap->census->shares[mapping->first_share];
	const struct memtopo_zone *zone;
	u32 i;

	if (!mapping->nr_shares)
		seq_puts(m, " -");
	for (i = 0; i < mapping->nr_shares; i++, share++) {
		zone = &snap->zones[share->zone];
		seq_put_decimal_ull(m, i ? "," : " ", zone->nid);
		seq_putc(m, '/');
		seq_puts(m, zone->name);
		seq_put_decimal_ull(m, ":", share->pages);
	}
}

static size_t mappings_rows(const struct memtopo_snapshot *snap)
{
	return snap->census->nr_mappings;
}

static void mappings_row(struct seq_file *m, const struct memtopo_snapshot *snap,
			 size_t row)
{
	const struct memtopo_census_mapping *mapping =
		&snap->census->mappings[row];
	char perms[MEMTOPO_PERMS_LEN];
	unsigned int i;

	memtopo_mapping_perms(&mapping->mapping, perms);
	seq_printf(m, "%#llx %#llx %s %s", mapping->mapping.start,
		   mapping->mapping.end, perms,
		   memtopo_mapping_kind_names[mapping->kind]);
	flags_write(m, mapping->mapping.flags);
	seq_put_decimal_ull(m, " ", mapping->mapping.page_size);
	for (i = 0; i < MEMTOPO_NR_USES; i++)
		seq_put_decimal_ull(m, " ", mapping->pages[i]);
	shares_write(m, snap, mapping);
}

static const char *const mappings_columns[] = {
	"start", "end", "perms", "kind", "flags", "page_size",
	"resident", "anon", "file", "shmem", "swapped", "huge", "hugetlb",
	"large", "shared", "zero", "device", "hint", "migrating", "poisoned",
	"owners", NULL
};

const struct memtopo_table memtopo_table_mappings = {
	.name = "mappings",
	.columns = mappings_columns,
	.rows = mappings_rows,
	.row = mappings_row,
};

static size_t places_rows(const struct memtopo_snapshot *snap)
{
	return snap->census->nr_places;
}

static void places_row(struct seq_file *m, const struct memtopo_snapshot *snap,
		       size_t row)
{
	const struct memtopo_census_place *place = &snap->census->places[row];
	const struct memtopo_zone *zone = &snap->zones[place->zone];

	seq_printf(m, "%s %d %s", memtopo_mapping_kind_names[place->kind],
		   zone->nid, zone->name);
	if (place->section == MEMTOPO_NO_SECTION)
		seq_puts(m, " -");
	else
		seq_put_decimal_ull(m, " ", place->section);
	seq_put_decimal_ull(m, " ", place->pages);
	seq_put_decimal_ull(m, " ", place->huge);
	seq_put_decimal_ull(m, " ", place->hugetlb);
}

static const char *const places_columns[] = {
	"kind", "node", "zone", "section", "pages", "huge", "hugetlb", NULL
};

const struct memtopo_table memtopo_table_places = {
	.name = "places",
	.columns = places_columns,
	.rows = places_rows,
	.row = places_row,
};
