// SPDX-License-Identifier: GPL-2.0
/*
 * The walk of one address, and what is told of it.
 *
 * Nothing is held still while the frame that the address leads to is looked
 * at. So the walk is made twice, before and after, and both must say the same.
 */
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "entry.h"
#include "mapping.h"
#include "snapshot.h"
#include "table.h"
#include "walk.h"

/* Times an address is followed again that leads elsewhere meanwhile. */
#define WALK_TRIES	5

static const char *const region_names[MEMTOPO_NR_REGION_KINDS] = {
	[MEMTOPO_REGION_DIRECT]		= "direct",
	[MEMTOPO_REGION_VMALLOC]	= "vmalloc",
	[MEMTOPO_REGION_VMEMMAP]	= "vmemmap",
	[MEMTOPO_REGION_MODULE]		= "module",
	[MEMTOPO_REGION_IMAGE]		= "image",
	[MEMTOPO_REGION_FIXMAP]		= "fixmap",
	[MEMTOPO_REGION_VSYSCALL]	= "vsyscall",
	[MEMTOPO_REGION_OTHER]		= "other",
};

/*
 * An entry of the kernel's that is not present has no more to say: what the
 * kernel took out of its own mapping is not in swap.
 */
static void step_decode(const struct memtopo_walk *walk, unsigned int i,
			struct memtopo_entry *entry)
{
	const struct memtopo_step *step = &walk->path.steps[i];

	memtopo_entry_decode(walk->layout, step->level, step->entry, entry);
	if (walk->user || entry->state == MEMTOPO_ENTRY_NONE ||
	    entry->state == MEMTOPO_ENTRY_TABLE ||
	    entry->state == MEMTOPO_ENTRY_PAGE)
		return;
	entry->state = MEMTOPO_ENTRY_UNKNOWN;
	entry->pfn = MEMTOPO_NO_VALUE;
	entry->swap_type = MEMTOPO_NO_VALUE;
	entry->swap_offset = MEMTOPO_NO_VALUE;
}

/* Accessed and dirty bits may change, and that changes nothing. */
static bool entries_agree(const struct memtopo_entry *a,
			  const struct memtopo_entry *b)
{
	return a->state == b->state && a->pfn == b->pfn &&
		a->swap_type == b->swap_type &&
		a->swap_offset == b->swap_offset;
}

/* Do two walks of the address lead to the same by the same way? */
static bool walks_agree(const struct memtopo_walk *a,
			const struct memtopo_walk *b)
{
	struct memtopo_entry entry_a, entry_b;
	unsigned int i;

	if (a->path.nr != b->path.nr)
		return false;
	for (i = 0; i < a->path.nr; i++) {
		step_decode(a, i, &entry_a);
		step_decode(b, i, &entry_b);
		if (!entries_agree(&entry_a, &entry_b))
			return false;
	}
	return true;
}

/* What the last entry says. A frame there is only where the page is in it. */
static void walk_end(const struct memtopo_source *src,
		     struct memtopo_walk *walk, u64 addr)
{
	u64 within;

	walk->pfn = MEMTOPO_NO_VALUE;
	if (!walk->path.nr)
		return;
	step_decode(walk, walk->path.nr - 1, &walk->last);
	within = (addr & (walk->last.size - 1)) >> src->geometry.page_shift;
	switch (walk->last.state) {
	case MEMTOPO_ENTRY_PAGE:
	case MEMTOPO_ENTRY_HINT:
	case MEMTOPO_ENTRY_DEVICE:
	case MEMTOPO_ENTRY_EXCLUSIVE:
		walk->pfn = walk->last.pfn + within;
		break;
	default:
		break;
	}
}

/* With the lock held. */
static int user_mapping(const struct memtopo_source *src,
			struct memtopo_space *space, u64 addr,
			struct memtopo_walk *walk)
{
	int err = src->ops->space_mapping(src, space, addr, &walk->mapping);

	if (err == -ENOENT || (!err && walk->mapping.start > addr))
		return -EFAULT;
	return err;
}

static int user_follow(const struct memtopo_source *src,
		       struct memtopo_space *space, u64 addr,
		       struct memtopo_walk *walk)
{
	int err = src->ops->space_lock(src, space);

	if (err)
		return err;
	err = user_mapping(src, space, addr, walk);
	if (!err)
		src->ops->space_path(src, space, addr, &walk->path);
	src->ops->space_unlock(src, space);
	return err;
}

/*
 * Memory that is offline may lose its struct pages and its place in the direct
 * map at any time, so what stands for it is told but not followed.
 */
static int kernel_follow(const struct memtopo_source *src, u64 addr,
			 struct memtopo_walk *walk)
{
	int cookie, err;

	err = src->ops->kernel_region(src, addr, &walk->region);
	if (err)
		return err;
	cookie = src->ops->read_begin(src);
	err = src->ops->kernel_path(src, addr, &walk->region, &walk->path);
	src->ops->read_end(src, cookie);
	if (err)
		walk->path.nr = 0;
	if (walk->region.pfn != MEMTOPO_NO_VALUE &&
	    (err == -ENXIO || err == -EOPNOTSUPP))
		return 0;
	/* Tables in memory that is going away. */
	return err == -ENXIO ? -EAGAIN : err;
}

static void walk_table_nodes(const struct memtopo_source *src,
			     struct memtopo_walk *walk)
{
	struct memtopo_links links;
	unsigned int i;
	int cookie;

	for (i = 0; i < walk->path.nr; i++) {
		walk->table_nid[i] = -1;
		cookie = src->ops->read_begin(src);
		if (!src->ops->page_links(src, walk->path.steps[i].table_pfn,
					  &links) &&
		    memtopo_links_valid(&src->geometry, &links))
			walk->table_nid[i] = links.nid;
		src->ops->read_end(src, cookie);
	}
}

/* The page itself; there need not be one that the kernel knows. */
static int walk_page(const struct memtopo_source *src,
		     struct memtopo_snapshot *snap)
{
	int err;

	if (snap->walk->pfn == MEMTOPO_NO_VALUE) {
		kfree(snap->page);
		snap->page = NULL;
		return 0;
	}
	err = memtopo_page_look(src, snap, snap->walk->pfn);
	return err == -ENXIO || err == -ERANGE ? 0 : err;
}

static void walk_distance(const struct memtopo_source *src,
			  struct memtopo_snapshot *snap)
{
	const struct memtopo_walk *walk = snap->walk;
	struct memtopo_subject *page = snap->page;

	/* A CPU need not be of a node that is known. */
	if (!page || !walk->user || walk->process.cpu_node < 0 ||
	    page->frame.blank ||
	    (page->state != MEMTOPO_FRAME_ONLINE &&
	     page->state != MEMTOPO_FRAME_DEVICE) ||
	    !memtopo_links_valid(&src->geometry, &page->frame.links))
		return;
	page->cpu_distance = src->ops->distance(src, walk->process.cpu_node,
						page->frame.links.nid);
}

/* What both walks of an address find in between, and once more the address. */
static int user_look(const struct memtopo_source *src,
		     struct memtopo_snapshot *snap, struct memtopo_space *space,
		     struct memtopo_walk *again)
{
	struct memtopo_walk *walk = snap->walk;
	const u64 addr = snap->request.address;
	int err;

	err = src->ops->space_process(src, space, &walk->process);
	if (err)
		return err;
	if (addr >= walk->process.task_size)
		return -ERANGE;
	err = user_follow(src, space, addr, walk);
	if (err)
		return err;
	walk_end(src, walk, addr);
	err = walk_page(src, snap);
	if (err)
		return err;
	err = user_follow(src, space, addr, again);
	/* It may have gone or become another program. */
	return err ?: src->ops->space_process(src, space, &again->process);
}

static int user_try(const struct memtopo_source *src,
		    struct memtopo_snapshot *snap, struct memtopo_walk *again)
{
	struct memtopo_space *space;
	int err = src->ops->space_open(src, snap->request.pid, &space);

	if (err)
		return err;
	err = user_look(src, snap, space, again);
	src->ops->space_close(src, space);
	return err;
}

/*
 * There is nothing at all behind an address of the direct map, or of the
 * memmap, that stands for no memory; and other addresses need an entry.
 */
static int kernel_something(const struct memtopo_source *src,
			    struct memtopo_snapshot *snap)
{
	struct memtopo_walk *walk = snap->walk;
	int err;

	if (walk->path.nr)
		return walk->last.state == MEMTOPO_ENTRY_NONE ? -EFAULT : 0;
	err = memtopo_page_look(src, snap, walk->region.pfn);
	if (err == -ENXIO || err == -ERANGE)
		return -EFAULT;
	if (!err && walk->region.kind == MEMTOPO_REGION_DIRECT)
		walk->pfn = walk->region.pfn;
	return err;
}

static int kernel_try(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap, struct memtopo_walk *again)
{
	struct memtopo_walk *walk = snap->walk;
	const u64 addr = snap->request.address;
	int err;

	err = kernel_follow(src, addr, walk);
	if (err)
		return err;
	walk_end(src, walk, addr);
	err = kernel_something(src, snap);
	if (!err)
		err = walk_page(src, snap);
	return err ?: kernel_follow(src, addr, again);
}

/* Until it holds still; then, or when there is no holding it, 0. */
static int walk_settle(const struct memtopo_source *src,
		       struct memtopo_snapshot *snap,
		       struct memtopo_walk *again)
{
	unsigned int tries;
	int err = -EAGAIN;

	for (tries = 0; tries < WALK_TRIES; tries++) {
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
		err = snap->walk->user ? user_try(src, snap, again) :
			kernel_try(src, snap, again);
		snap->torn = !err && !walks_agree(snap->walk, again);
		if (err != -EAGAIN && !snap->torn)
			return err;
	}
	return err;
}

/**
 * memtopo_walk_take - follow the address that a request names
 * @src: the machine
 * @snap: gets the walk, and the page it leads to
 *
 * Context: May sleep.
 * Return: 0; -ERANGE when it can be no address; -EFAULT when nothing is mapped
 * there; -ESRCH, -ENODATA, -EINTR, -ENOMEM, -EOPNOTSUPP; -EAGAIN when it could
 * not even be followed for all the changes.
 */
int memtopo_walk_take(const struct memtopo_source *src,
		      struct memtopo_snapshot *snap)
{
	struct memtopo_walk *again;
	int err = -ENOMEM;

	if (!src->layout)
		return -EOPNOTSUPP;
	again = kzalloc(sizeof(*again), MEMTOPO_GFP);
	snap->walk = kzalloc(sizeof(*snap->walk), MEMTOPO_GFP);
	if (!again || !snap->walk)
		goto free;
	snap->walk->layout = src->layout;
	snap->walk->user = snap->request.kind == MEMTOPO_REQUEST_USER;
	again->layout = snap->walk->layout;
	again->user = snap->walk->user;
	err = walk_settle(src, snap, again);
	if (err)
		goto free;
	walk_table_nodes(src, snap->walk);
	walk_distance(src, snap);
free:
	kfree(again);
	return err;
}

/* --- tables ------------------------------------------------------------- */

static void walk_word(struct seq_file *m, const char *word)
{
	seq_putc(m, ' ');
	seq_puts(m, word ?: "-");
}

static void walk_hex(struct seq_file *m, u64 value)
{
	seq_printf(m, " 0x%llx", value);
}

static void walk_user_hex(struct seq_file *m, const struct memtopo_walk *walk,
			  u64 value)
{
	if (walk->user)
		walk_hex(m, value);
	else
		walk_word(m, NULL);
}

static void address_kind(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	walk_word(m, snap->walk->user ? "user" : "kernel");
}

static void address_pid(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, snap->walk->user ? snap->walk->process.pid :
			    MEMTOPO_NO_VALUE);
}

static void address_address(struct seq_file *m,
			    const struct memtopo_snapshot *snap)
{
	walk_hex(m, snap->request.address);
}

static void address_region(struct seq_file *m,
			   const struct memtopo_snapshot *snap)
{
	walk_word(m, snap->walk->user ? "user" :
		  region_names[snap->walk->region.kind]);
}

static void address_mapping_start(struct seq_file *m,
				  const struct memtopo_snapshot *snap)
{
	walk_user_hex(m, snap->walk, snap->walk->mapping.start);
}

static void address_mapping_end(struct seq_file *m,
				const struct memtopo_snapshot *snap)
{
	walk_user_hex(m, snap->walk, snap->walk->mapping.end);
}

static void address_perms(struct seq_file *m,
			  const struct memtopo_snapshot *snap)
{
	char perms[MEMTOPO_PERMS_LEN];

	memtopo_mapping_perms(&snap->walk->mapping, perms);
	walk_word(m, snap->walk->user ? perms : NULL);
}

static void address_mapping_kind(struct seq_file *m,
				 const struct memtopo_snapshot *snap)
{
	const struct memtopo_walk *walk = snap->walk;
	enum memtopo_mapping_kind kind = memtopo_mapping_kind(&walk->process,
							      &walk->mapping);

	walk_word(m, walk->user ? memtopo_mapping_kind_names[kind] : NULL);
}

static void address_page_size(struct seq_file *m,
			      const struct memtopo_snapshot *snap)
{
	const struct memtopo_walk *walk = snap->walk;

	memtopo_table_value(m, walk->path.nr && walk->pfn != MEMTOPO_NO_VALUE ?
			    walk->last.size : MEMTOPO_NO_VALUE);
}

static void address_state(struct seq_file *m,
			  const struct memtopo_snapshot *snap)
{
	walk_word(m, snap->walk->path.nr ?
		  memtopo_entry_state_names[snap->walk->last.state] : NULL);
}

static void address_pfn(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, snap->walk->pfn);
}

static void address_physical(struct seq_file *m,
			     const struct memtopo_snapshot *snap)
{
	unsigned int shift = snap->geometry.page_shift;

	if (snap->walk->pfn == MEMTOPO_NO_VALUE)
		walk_word(m, NULL);
	else
		walk_hex(m, snap->walk->pfn << shift |
			 (snap->request.address & ((1ULL << shift) - 1)));
}

static void address_struct_page_of(struct seq_file *m,
				   const struct memtopo_snapshot *snap)
{
	const struct memtopo_walk *walk = snap->walk;

	memtopo_table_value(m, !walk->user &&
			    walk->region.kind == MEMTOPO_REGION_VMEMMAP ?
			    walk->region.pfn : MEMTOPO_NO_VALUE);
}

static void address_cpu(struct seq_file *m, const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, snap->walk->user ? snap->walk->process.cpu :
			    MEMTOPO_NO_VALUE);
}

static void address_cpu_node(struct seq_file *m,
			     const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, snap->walk->user ? snap->walk->process.cpu_node :
			    MEMTOPO_NO_VALUE);
}

static void address_distance(struct seq_file *m,
			     const struct memtopo_snapshot *snap)
{
	memtopo_table_value(m, snap->page ? snap->page->cpu_distance :
			    MEMTOPO_NO_VALUE);
}

static const struct {
	const char *key;
	void (*write)(struct seq_file *m, const struct memtopo_snapshot *snap);
} address_keys[] = {
	{ "kind",		address_kind },
	{ "pid",		address_pid },
	{ "address",		address_address },
	{ "region",		address_region },
	{ "mapping_start",	address_mapping_start },
	{ "mapping_end",	address_mapping_end },
	{ "perms",		address_perms },
	{ "mapping_kind",	address_mapping_kind },
	{ "page_size",		address_page_size },
	{ "state",		address_state },
	{ "pfn",		address_pfn },
	{ "physical",		address_physical },
	{ "struct_page_of",	address_struct_page_of },
	{ "cpu",		address_cpu },
	{ "cpu_node",		address_cpu_node },
	{ "distance",		address_distance },
};

static size_t address_rows(const struct memtopo_snapshot *snap)
{
	return ARRAY_SIZE(address_keys);
}

static void address_row(struct seq_file *m, const struct memtopo_snapshot *snap,
			size_t row)
{
	seq_puts(m, address_keys[row].key);
	address_keys[row].write(m, snap);
}

static const char *const address_columns[] = { "key", "value", NULL };

const struct memtopo_table memtopo_table_address = {
	.name		= "address",
	.parts		= MEMTOPO_PART_ANSWER,
	.columns	= address_columns,
	.rows		= address_rows,
	.row		= address_row,
};

static size_t levels_rows(const struct memtopo_snapshot *snap)
{
	return snap->walk->path.nr;
}

static void levels_bits(struct seq_file *m, const struct memtopo_walk *walk,
			const struct memtopo_step *step,
			const struct memtopo_entry *entry)
{
	u32 bits = memtopo_entry_bits(walk->layout, step->level, entry->state,
				      step->entry);
	char sep = ' ';
	unsigned int i;

	for (i = 0; i < walk->layout->nr_bits; i++) {
		if (!(bits & BIT(i)))
			continue;
		seq_putc(m, sep);
		seq_puts(m, walk->layout->bits[i].name);
		sep = ',';
	}
	if (!bits)
		seq_puts(m, " -");
}

static void levels_row(struct seq_file *m, const struct memtopo_snapshot *snap,
		       size_t row)
{
	const struct memtopo_walk *walk = snap->walk;
	const struct memtopo_step *step = &walk->path.steps[row];
	struct memtopo_entry entry;
	int nid = walk->table_nid[row];

	step_decode(walk, row, &entry);
	seq_puts(m, memtopo_level_names[step->level]);
	memtopo_table_value(m, step->index);
	memtopo_table_value(m, step->table_pfn);
	memtopo_table_value(m, nid < 0 ? MEMTOPO_NO_VALUE : nid);
	walk_hex(m, step->entry);
	memtopo_table_value(m, entry.size);
	walk_word(m, memtopo_entry_state_names[entry.state]);
	memtopo_table_value(m, entry.pkey);
	memtopo_table_value(m, entry.swap_type);
	memtopo_table_value(m, entry.swap_offset);
	levels_bits(m, walk, step, &entry);
}

static const char *const levels_columns[] = {
	"level", "index", "table_pfn", "table_node", "entry", "size", "state",
	"pkey", "swap_type", "swap_offset", "bits", NULL
};

const struct memtopo_table memtopo_table_levels = {
	.name		= "levels",
	.parts		= MEMTOPO_PART_ANSWER,
	.columns	= levels_columns,
	.rows		= levels_rows,
	.row		= levels_row,
};
