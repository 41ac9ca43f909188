// SPDX-License-Identifier: GPL-2.0
/*
 * The files: every table in debugfs, and the layout in procfs too.
 *
 * All but one are 0400 and know no write, ioctl or mmap, which is also what
 * keeps them readable in debugfs under lockdown (debugfs_locked_down()). The
 * one that takes requests is query.c's.
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "event.h"
#include "files.h"
#include "hotplug.h"
#include "memtopo.h"
#include "query.h"
#include "snapshot.h"
#include "table.h"

#define FILE_MODE	0400
#define QUERY_MODE	0600

/* The layout: in procfs and debugfs. */
static const struct memtopo_table *const layout_tables[] = {
	&memtopo_table_info,
	&memtopo_table_nodes,
	&memtopo_table_zones,
	&memtopo_table_sections,
	&memtopo_table_distances,
};

/* What goes deeper: in debugfs alone. */
static const struct memtopo_table *const deeper_tables[] = {
	&memtopo_table_blocks,
	&memtopo_table_watermarks,
	&memtopo_table_zonelists,
	&memtopo_table_free_areas,
	&memtopo_table_pageblocks,
	&memtopo_table_unmanaged,
	&memtopo_table_reclaim,
	&memtopo_table_compaction,
	&memtopo_table_memmap,
};

static const struct memtopo_source *files_source;
static struct proc_dir_entry *files_proc;
static struct dentry *files_debugfs;

static int table_open(struct file *file, const struct memtopo_table *table)
{
	struct memtopo_snapshot *snap;
	struct memtopo_text *text;

	snap = memtopo_snapshot_take(files_source, table->parts);
	if (IS_ERR(snap))
		return PTR_ERR(snap);
	text = __seq_open_private(file, &memtopo_text_ops, sizeof(*text));
	if (!text) {
		memtopo_snapshot_free(snap);
		return -ENOMEM;
	}
	text->tables[0] = table;
	text->snap = snap;
	return 0;
}

static int table_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;
	struct memtopo_text *text = m->private;

	memtopo_snapshot_free(text->snap);
	return seq_release_private(inode, file);
}

static int table_debugfs_open(struct inode *inode, struct file *file)
{
	return table_open(file, inode->i_private);
}

static const struct file_operations table_debugfs_fops = {
	.owner		= THIS_MODULE,
	.open		= table_debugfs_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= table_release,
};

/*
 * procfs does not pin the module of an open file, it cuts the file off when
 * the module goes. A reader deserves better: rmmod shall be refused.
 */
static int table_proc_open(struct inode *inode, struct file *file)
{
	int err;

	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	err = table_open(file, pde_data(inode));
	if (err)
		module_put(THIS_MODULE);
	return err;
}

static int table_proc_release(struct inode *inode, struct file *file)
{
	int err = table_release(inode, file);

	/* proc_remove() waits for us to return before the text can go. */
	module_put(THIS_MODULE);
	return err;
}

static const struct proc_ops table_proc_ops = {
	.proc_open	= table_proc_open,
	.proc_read_iter	= seq_read_iter,
	.proc_lseek	= seq_lseek,
	.proc_release	= table_proc_release,
};

static int files_proc_create(void)
{
	size_t i;

	files_proc = proc_mkdir(MEMTOPO_DIR, NULL);
	if (!files_proc)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(layout_tables); i++) {
		if (proc_create_data(layout_tables[i]->name, FILE_MODE,
				     files_proc, &table_proc_ops,
				     (void *)layout_tables[i]))
			continue;
		proc_remove(files_proc);
		return -ENOMEM;
	}
	return 0;
}

static void tables_debugfs_create(const struct memtopo_table *const *tables,
				  size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		debugfs_create_file(tables[i]->name, FILE_MODE, files_debugfs,
				    (void *)tables[i], &table_debugfs_fops);
}

/* Nothing here fails in a way that matters, as is the rule for debugfs. */
static void files_debugfs_create(void)
{
	files_debugfs = debugfs_create_dir(MEMTOPO_DIR, NULL);
	tables_debugfs_create(layout_tables, ARRAY_SIZE(layout_tables));
	tables_debugfs_create(deeper_tables, ARRAY_SIZE(deeper_tables));
	debugfs_create_file("events", FILE_MODE, files_debugfs,
			    memtopo_hotplug_journal(), &memtopo_event_fops);
	debugfs_create_file("query", QUERY_MODE, files_debugfs,
			    (void *)files_source, &memtopo_query_fops);
}

/**
 * memtopo_files_init - make the files
 * @src: what they show; must outlive them
 *
 * debugfs comes last: when init fails, the module goes whoever has one of its
 * files open. procfs closes them, debugfs would not.
 *
 * Return: 0 or -ENOMEM. debugfs may be absent or disabled, that is no error.
 */
int memtopo_files_init(const struct memtopo_source *src)
{
	int err;

	files_source = src;
	if (IS_ENABLED(CONFIG_PROC_FS)) {
		err = files_proc_create();
		if (err)
			return err;
	}
	files_debugfs_create();
	return 0;
}

/**
 * memtopo_files_exit - remove them, and wait for those who are in them
 */
void memtopo_files_exit(void)
{
	debugfs_remove(files_debugfs);
	proc_remove(files_proc);
}
