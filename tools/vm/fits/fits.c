// SPDX-License-Identifier: GPL-2.0
/*
 * For a test: allocates in all ways, and says what became of it. Nothing is
 * ever reclaimed for its sake, and kswapd cannot run between an allocation and
 * a look at whether it was woken, on a machine with one CPU.
 *
 * In debugfs, fits/:
 *   try	read: a line for each request, "KIND NODE LIST ZONE ORDER", then
 *		"NODE/ZONE" it came from or "none", and 1 when kswapd was woken.
 *		ZONE is the highest that it may use, - for that of the kind.
 *		Before the first, and when it has changed since, a line "zones"
 *		has what the allocator sees of each zone with memory, "NODE/ZONE:
 *		FREE:RESERVED:ATOMIC:UNMOVABLE:MOVABLE:RECLAIMABLE:HIGHATOMIC":
 *		free pages, those reserved for atomic requests and those of them that
 *		are free, and the order of the largest free block on each list, -1
 *		for none
 *   level	write "ZONE NODE FREE": take pages of a node's zone, one by one
 *		and whatever its watermarks are, or give taken ones back, until
 *		so many are free. Below its low watermark, zones below it are
 *		taken down to theirs first
 *   boost	write "ZONE NODE PAGES": boost its watermarks by so many, also
 *		for each request, since kswapd ends that
 *   thin	give every second of the pages back, so that no two are neighbours
 *   spit	give all of them back, and boost nothing
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
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmstat.h>

#include "../../../module/compat.h"

#define FITS_LINE	64
/* One above the largest that there is. */
#define FITS_ORDERS	12
/* What is read of try is made once, whatever it is read by. */
#define FITS_ROOM	SZ_256K

/*
 * No direct reclaim. What may wait does not get at the reserves of what may
 * not, just as when it does wait.
 */
#define AT_ONCE(gfp) (((gfp) & ~__GFP_DIRECT_RECLAIM) | __GFP_NOMEMALLOC)

static const struct fits_kind {
	const char *name;
	const char *zone;
	gfp_t gfp;
} fits_kinds[] = {
	{ "kernel", "-", AT_ONCE(GFP_KERNEL) },
	{ "user", "-", AT_ONCE(GFP_HIGHUSER) },
	{ "movable", "-", AT_ONCE(GFP_HIGHUSER_MOVABLE) },
	{ "atomic", "-", GFP_ATOMIC },
	{ "nowait", "-", GFP_NOWAIT },
	{ "dma", "-", AT_ONCE(GFP_KERNEL) | GFP_DMA },
	{ "dma32", "-", AT_ONCE(GFP_KERNEL) | GFP_DMA32 },
	{ "kernel", "DMA32", AT_ONCE(GFP_KERNEL) | GFP_DMA32 },
	{ "movable", "Normal", AT_ONCE(GFP_USER) | __GFP_MOVABLE },
	{ "movable", "DMA32", AT_ONCE(GFP_USER) | __GFP_MOVABLE | GFP_DMA32 },
	{ "atomic", "DMA32", GFP_ATOMIC | GFP_DMA32 },
};

/* What there is of it: pages taken, and the zone that is boosted, or NULL. */
static DEFINE_MUTEX(fits_lock);
static LIST_HEAD(fits_eaten);
static struct zone *fits_boosted;
static unsigned long fits_boost;
static struct dentry *fits_dir;

/* What was seen of the zones, in words: before the last request, and now. */
#define FITS_SIGHT	1024
static char fits_seen[FITS_SIGHT], fits_now[FITS_SIGHT];

static int fits_largest(const struct zone *zone, int migratetype)
{
	int order = FITS_ORDERS - 2;

	while (order >= 0 && list_empty(&zone->free_area[order].free_list[migratetype]))
		order--;
	return order;
}

static size_t fits_look_at(struct zone *zone, char *text, size_t room)
{
	return scnprintf(text, room, " %d/%s:%lu:%lu:%llu:%d:%d:%d:%d",
			 zone_to_nid(zone), zone->name,
			 zone_page_state(zone, NR_FREE_PAGES),
			 zone->nr_reserved_highatomic,
			 memtopo_compat_zone_free_highatomic(zone),
			 fits_largest(zone, MIGRATE_UNMOVABLE),
			 fits_largest(zone, MIGRATE_MOVABLE),
			 fits_largest(zone, MIGRATE_RECLAIMABLE),
			 fits_largest(zone, MIGRATE_HIGHATOMIC));
}

static void fits_look(void)
{
	struct zone *zone;
	size_t len = 0;
	int nid, i;

	for_each_online_node(nid) {
		for (i = 0; i < MAX_NR_ZONES; i++) {
			zone = &NODE_DATA(nid)->node_zones[i];
			if (zone->present_pages)
				len += fits_look_at(zone, fits_now + len, FITS_SIGHT - len);
		}
	}
}

/* Forget what kswapd was woken for, and boost again what it may have ended. */
static void fits_prepare(void)
{
	int nid;

	for_each_online_node(nid)
		WRITE_ONCE(NODE_DATA(nid)->kswapd_highest_zoneidx, MAX_NR_ZONES);
	if (fits_boosted)
		fits_boosted->watermark_boost = fits_boost;
}

static bool fits_woken(void)
{
	int nid;

	for_each_online_node(nid)
		if (READ_ONCE(NODE_DATA(nid)->kswapd_highest_zoneidx) != MAX_NR_ZONES)
			return true;
	return false;
}

static void fits_try_one(struct seq_file *m, const struct fits_kind *kind,
			 int nid, gfp_t thisnode, unsigned int order)
{
	struct page *page;
	bool woken;

	preempt_disable();
	fits_prepare();
	fits_look();
	page = alloc_pages_node(nid, kind->gfp | thisnode | __GFP_NOWARN, order);
	woken = fits_woken();
	preempt_enable();

	if (strcmp(fits_now, fits_seen)) {
		seq_printf(m, "zones%s\n", fits_now);
		strscpy(fits_seen, fits_now, FITS_SIGHT);
	}
	seq_printf(m, "%s %d %s %s %u ", kind->name, nid,
		   thisnode ? "thisnode" : "fallback", kind->zone, order);
	if (page)
		seq_printf(m, "%d/%s", page_to_nid(page), page_zone(page)->name);
	else
		seq_puts(m, "none");
	seq_printf(m, " %d\n", woken);
	if (page)
		__free_pages(page, order);
}

static int fits_try_show(struct seq_file *m, void *unused)
{
	const struct fits_kind *kind;
	unsigned int order;
	int nid;

	mutex_lock(&fits_lock);
	fits_seen[0] = '\0';
	for_each_online_node(nid) {
		for (kind = fits_kinds; kind < fits_kinds + ARRAY_SIZE(fits_kinds); kind++) {
			for (order = 0; order < FITS_ORDERS; order++) {
				fits_try_one(m, kind, nid, 0, order);
				fits_try_one(m, kind, nid, __GFP_THISNODE, order);
			}
			cond_resched();
		}
	}
	mutex_unlock(&fits_lock);
	return 0;
}

static int fits_try_open(struct inode *inode, struct file *file)
{
	return single_open_size(file, fits_try_show, NULL, FITS_ROOM);
}

static const struct file_operations fits_try_fops = {
	.owner = THIS_MODULE,
	.open = fits_try_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

/* "ZONE NODE NUMBER", of an online node. */
static int fits_parse(const char __user *buf, size_t count, struct zone **zone,
		      unsigned long *number)
{
	char line[FITS_LINE], name[16];
	int nid, i;

	if (count >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, buf, count))
		return -EFAULT;
	line[count] = '\0';
	if (sscanf(line, "%15s %d %lu", name, &nid, number) != 3 || nid < 0 ||
	    nid >= nr_node_ids || !node_online(nid))
		return -EINVAL;
	for (i = 0; i < MAX_NR_ZONES; i++) {
		*zone = &NODE_DATA(nid)->node_zones[i];
		if (!strcmp((*zone)->name, name))
			return 0;
	}
	return -EINVAL;
}

static gfp_t fits_zone_gfp(const struct zone *zone)
{
	if (!strcmp(zone->name, "DMA"))
		return GFP_KERNEL | GFP_DMA;
	if (!strcmp(zone->name, "DMA32"))
		return GFP_KERNEL | GFP_DMA32;
	if (!strcmp(zone->name, "Movable"))
		return GFP_HIGHUSER_MOVABLE;
	return GFP_KERNEL;
}

static int fits_eat(struct zone *zone, unsigned long free)
{
	gfp_t gfp = (fits_zone_gfp(zone) & ~__GFP_RECLAIM) | __GFP_THISNODE |
		    __GFP_MEMALLOC | __GFP_NOWARN;
	struct page *page;

	while (zone_page_state(zone, NR_FREE_PAGES) > free) {
		page = alloc_pages_node(zone_to_nid(zone), gfp, 0);
		if (!page)
			return -ENOMEM;
		list_add(&page->lru, &fits_eaten);
		cond_resched();
	}
	return 0;
}

/* Some of what is given back stays on the lists of the CPU. */
static void fits_give(struct zone *zone, unsigned long free)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &fits_eaten, lru) {
		if (zone_page_state(zone, NR_FREE_PAGES) >= free)
			break;
		if (page_zone(page) != zone)
			continue;
		list_del(&page->lru);
		__free_page(page);
		cond_resched();
	}
}

static ssize_t fits_level_write(struct file *file, const char __user *buf,
				size_t count, loff_t *pos)
{
	unsigned long free;
	struct zone *zone;
	int err;

	err = fits_parse(buf, count, &zone, &free);
	if (err)
		return err;
	mutex_lock(&fits_lock);
	fits_give(zone, free);
	err = fits_eat(zone, free);
	mutex_unlock(&fits_lock);
	return err ?: count;
}

static const struct file_operations fits_level_fops = {
	.owner = THIS_MODULE,
	.write = fits_level_write,
};

static ssize_t fits_boost_write(struct file *file, const char __user *buf,
				size_t count, loff_t *pos)
{
	unsigned long boost;
	struct zone *zone;
	int err;

	err = fits_parse(buf, count, &zone, &boost);
	if (err)
		return err;
	mutex_lock(&fits_lock);
	fits_boosted = zone;
	fits_boost = boost;
	fits_prepare();
	mutex_unlock(&fits_lock);
	return count;
}

static const struct file_operations fits_boost_fops = {
	.owner = THIS_MODULE,
	.write = fits_boost_write,
};

/* Gives pages back, all of them or those with an odd PFN. */
static void fits_spit(bool odd_ones)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &fits_eaten, lru) {
		if (odd_ones && !(page_to_pfn(page) & 1))
			continue;
		list_del(&page->lru);
		__free_page(page);
		cond_resched();
	}
}

static int fits_thin_set(void *data, u64 unused)
{
	mutex_lock(&fits_lock);
	fits_spit(true);
	mutex_unlock(&fits_lock);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(fits_thin_fops, NULL, fits_thin_set, "%llu\n");

static int fits_spit_set(void *data, u64 unused)
{
	mutex_lock(&fits_lock);
	fits_spit(false);
	if (fits_boosted)
		fits_boosted->watermark_boost = 0;
	fits_boosted = NULL;
	mutex_unlock(&fits_lock);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(fits_spit_fops, NULL, fits_spit_set, "%llu\n");

static int __init fits_init(void)
{
	fits_dir = debugfs_create_dir("fits", NULL);
	debugfs_create_file("try", 0400, fits_dir, NULL, &fits_try_fops);
	debugfs_create_file("level", 0200, fits_dir, NULL, &fits_level_fops);
	debugfs_create_file("boost", 0200, fits_dir, NULL, &fits_boost_fops);
	debugfs_create_file_unsafe("thin", 0200, fits_dir, NULL, &fits_thin_fops);
	debugfs_create_file_unsafe("spit", 0200, fits_dir, NULL, &fits_spit_fops);
	return 0;
}

static void __exit fits_exit(void)
{
	debugfs_remove(fits_dir);
	fits_spit_set(NULL, 0);
}

module_init(fits_init);
module_exit(fits_exit);

MODULE_DESCRIPTION("Test of what memtopo says of allocations");
MODULE_AUTHOR("The memtopo developers");
MODULE_LICENSE("GPL");
