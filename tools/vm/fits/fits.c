// SPDX-License-Identifier: GPL-2.0
/*
 * For a test: allocates as it is told, and says what became of it. Nothing is
 * ever reclaimed for its sake.
 *
 * In debugfs, fits/:
 *   allocate	write "KIND ORDER NODE THISNODE": allocate a block and give it
 *		back. Reading tells "NODE/ZONE" it came from, or "none"
 *   eat	write "ZONE NODE FREE": take pages of a node's zone, one by
 *		one and whatever its watermarks are, until so many are left.
 *		ZONE is kernel or movable: the highest that a request may use
 *   thin	give every second of these back, so that no two are neighbours
 *   spit	give all of them back
 */
#include <linux/debugfs.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmstat.h>

#define LINE_MAX_LENGTH	64

/*
 * No direct reclaim. What may wait does not get at the reserves of what may
 * not, just as when it does wait.
 */
#define AT_ONCE(gfp) (((gfp) & ~__GFP_DIRECT_RECLAIM) | __GFP_NOMEMALLOC)

static const struct kind {
	const char *name;
	gfp_t gfp;
} kinds[] = {
	{ "kernel", AT_ONCE(GFP_KERNEL) },
	{ "user", AT_ONCE(GFP_HIGHUSER) },
	{ "movable", AT_ONCE(GFP_HIGHUSER_MOVABLE) },
	{ "atomic", GFP_ATOMIC },
	{ "nowait", GFP_NOWAIT },
	{ "dma", AT_ONCE(GFP_KERNEL) | GFP_DMA },
	{ "dma32", AT_ONCE(GFP_KERNEL) | GFP_DMA32 },
};

/**
 * struct fits - what there is of it
 * @lock: guards the rest
 * @result: of the last allocation
 * @eaten: pages taken
 * @dir: its files
 */
static struct fits {
	struct mutex lock;	/* guards what follows */
	char result[32];
	struct list_head eaten;
	struct dentry *dir;
} fits = {
	.lock = __MUTEX_INITIALIZER(fits.lock),
	.result = "none",
	.eaten = LIST_HEAD_INIT(fits.eaten),
};

/* A line that was written, without its end. */
static int line_get(char *line, const char __user *buf, size_t count)
{
	if (count >= LINE_MAX_LENGTH)
		return -EINVAL;
	if (copy_from_user(line, buf, count))
		return -EFAULT;
	line[count] = '\0';
	strim(line);
	return 0;
}

static int allocate(const char *name, unsigned int order, int nid, int thisnode)
{
	struct page *page;
	gfp_t gfp;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			break;
	if (i == ARRAY_SIZE(kinds) || nid < 0 || nid >= nr_node_ids ||
	    !node_online(nid))
		return -EINVAL;
	gfp = kinds[i].gfp | __GFP_NOWARN | (thisnode ? __GFP_THISNODE : 0);
	page = alloc_pages_node(nid, gfp, order);
	if (page) {
		snprintf(fits.result, sizeof(fits.result), "%d/%s",
			 page_to_nid(page), page_zone(page)->name);
		__free_pages(page, order);
	} else {
		strscpy(fits.result, "none", sizeof(fits.result));
	}
	return 0;
}

static ssize_t allocate_write(struct file *file, const char __user *buf,
			      size_t count, loff_t *pos)
{
	char line[LINE_MAX_LENGTH], name[16];
	unsigned int order;
	int nid, thisnode;
	int err;

	err = line_get(line, buf, count);
	if (err)
		return err;
	if (sscanf(line, "%15s %u %d %d", name, &order, &nid, &thisnode) != 4)
		return -EINVAL;
	mutex_lock(&fits.lock);
	err = allocate(name, order, nid, thisnode);
	mutex_unlock(&fits.lock);
	return err ?: count;
}

static ssize_t allocate_read(struct file *file, char __user *buf, size_t count,
			     loff_t *pos)
{
	char line[sizeof(fits.result) + 1];
	int length;

	mutex_lock(&fits.lock);
	length = snprintf(line, sizeof(line), "%s\n", fits.result);
	mutex_unlock(&fits.lock);
	return simple_read_from_buffer(buf, count, pos, line, length);
}

static const struct file_operations allocate_fops = {
	.owner = THIS_MODULE,
	.read = allocate_read,
	.write = allocate_write,
};

static int eat(bool movable, int nid, unsigned long left)
{
	gfp_t gfp = (movable ? GFP_HIGHUSER_MOVABLE : GFP_KERNEL) &
		~__GFP_RECLAIM;
	struct zone *zone;
	struct page *page;

	if (nid < 0 || nid >= nr_node_ids || !node_online(nid))
		return -EINVAL;
	zone = &NODE_DATA(nid)->node_zones[movable ? ZONE_MOVABLE : ZONE_NORMAL];
	while (zone_page_state(zone, NR_FREE_PAGES) > left) {
		page = alloc_pages_node(nid, gfp | __GFP_THISNODE | __GFP_MEMALLOC |
					__GFP_NOWARN, 0);
		if (!page)
			return -ENOMEM;
		list_add(&page->lru, &fits.eaten);
		/* Of another zone: this one has no more. */
		if (page_zone(page) != zone)
			return -ENOSPC;
		cond_resched();
	}
	return 0;
}

static ssize_t eat_write(struct file *file, const char __user *buf,
			 size_t count, loff_t *pos)
{
	char line[LINE_MAX_LENGTH], name[16];
	unsigned long left;
	int nid, err;

	err = line_get(line, buf, count);
	if (err)
		return err;
	if (sscanf(line, "%15s %d %lu", name, &nid, &left) != 3)
		return -EINVAL;
	mutex_lock(&fits.lock);
	err = eat(!strcmp(name, "movable"), nid, left);
	mutex_unlock(&fits.lock);
	return err ?: count;
}

static const struct file_operations eat_fops = {
	.owner = THIS_MODULE,
	.write = eat_write,
};

/* Gives pages back, all of them or those with an odd PFN. */
static void spit(bool odd_ones)
{
	struct page *page, *next;

	mutex_lock(&fits.lock);
	list_for_each_entry_safe(page, next, &fits.eaten, lru) {
		if (odd_ones && !(page_to_pfn(page) & 1))
			continue;
		list_del(&page->lru);
		__free_page(page);
		cond_resched();
	}
	mutex_unlock(&fits.lock);
}

static int thin_set(void *data, u64 unused)
{
	spit(true);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(thin_fops, NULL, thin_set, "%llu\n");

static int spit_set(void *data, u64 unused)
{
	spit(false);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(spit_fops, NULL, spit_set, "%llu\n");

static int __init fits_init(void)
{
	fits.dir = debugfs_create_dir("fits", NULL);
	debugfs_create_file("allocate", 0600, fits.dir, NULL, &allocate_fops);
	debugfs_create_file("eat", 0200, fits.dir, NULL, &eat_fops);
	debugfs_create_file_unsafe("thin", 0200, fits.dir, NULL, &thin_fops);
	debugfs_create_file_unsafe("spit", 0200, fits.dir, NULL, &spit_fops);
	return 0;
}

static void __exit fits_exit(void)
{
	debugfs_remove(fits.dir);
	spit(false);
}

module_init(fits_init);
module_exit(fits_exit);

MODULE_DESCRIPTION("Test of what memtopo says of allocations");
MODULE_AUTHOR("The memtopo developers");
MODULE_LICENSE("GPL");
