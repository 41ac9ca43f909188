// SPDX-License-Identifier: GPL-2.0
/*
 * The file that answers: write one request, read what it comes to.
 *
 * Request and answer belong to who opened the file, so that many can ask at
 * once. The answer is taken within the write, by whom it is that writes: the
 * permissions and the pid namespace are theirs.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "query.h"
#include "request.h"
#include "snapshot.h"
#include "table.h"

/**
 * struct query - an open file
 * @text: the answer; private data of the seq_file
 * @src: who is asked
 * @lock: one request at a time
 */
struct query {
	struct memtopo_text text;
	const struct memtopo_source *src;
	struct mutex lock;	/* guards @text until it has a snapshot */
};

/* The tables of an answer, in order. */
static const struct memtopo_table *const
query_tables[MEMTOPO_NR_REQUEST_KINDS][MEMTOPO_TEXT_TABLES] = {
	[MEMTOPO_REQUEST_PAGE]		= { &memtopo_table_page },
	[MEMTOPO_REQUEST_PHYSICAL]	= { &memtopo_table_page },
	[MEMTOPO_REQUEST_KERNEL]	= { &memtopo_table_address,
					    &memtopo_table_levels,
					    &memtopo_table_page },
	[MEMTOPO_REQUEST_USER]		= { &memtopo_table_address,
					    &memtopo_table_levels,
					    &memtopo_table_page },
	[MEMTOPO_REQUEST_PROCESS]	= {
		&memtopo_table_process, &memtopo_table_mappings,
		&memtopo_table_places,
	},
};

/*
 * Of processes and of the kernel more can be told here than /proc tells those
 * without these rights, and what /proc/kcore would tell.
 */
static int query_allowed(void)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return security_locked_down(LOCKDOWN_KCORE);
}

/* Where things are in the kernel's half gives its randomisation away. */
static int query_request_allowed(const struct memtopo_request *request)
{
	if (request->kind == MEMTOPO_REQUEST_KERNEL && !capable(CAP_SYSLOG))
		return -EPERM;
	return 0;
}

/* With the lock held. */
static int query_answer(struct query *query, const char *request_text,
			size_t length)
{
	struct memtopo_request request;
	struct memtopo_snapshot *snap;
	int err;

	if (query->text.snap)
		return -EBUSY;
	err = memtopo_request_parse(request_text, length, &request);
	if (!err)
		err = query_request_allowed(&request);
	if (err)
		return err;
	snap = memtopo_snapshot_answer(query->src, &request);
	if (IS_ERR(snap))
		return PTR_ERR(snap);
	memcpy(query->text.tables, query_tables[request.kind],
	       sizeof(query_tables[request.kind]));
	/* From here on there is something to read: see text_start(). */
	smp_store_release(&query->text.snap, snap);
	return 0;
}

static ssize_t query_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *pos)
{
	struct seq_file *m = file->private_data;
	struct query *query = m->private;
	char text[MEMTOPO_REQUEST_MAX];
	int err;

	err = query_allowed();
	if (err)
		return err;
	if (count > sizeof(text))
		return -E2BIG;
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	err = mutex_lock_killable(&query->lock);
	if (err)
		return err;
	err = query_answer(query, text, count);
	mutex_unlock(&query->lock);
	return err ?: count;
}

static int query_open(struct inode *inode, struct file *file)
{
	struct query *query;
	int err;

	err = query_allowed();
	if (err)
		return err;
	query = __seq_open_private(file, &memtopo_text_ops, sizeof(*query));
	if (!query)
		return -ENOMEM;
	query->src = inode->i_private;
	mutex_init(&query->lock);
	return 0;
}

static int query_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;
	struct query *query = m->private;

	memtopo_snapshot_free(query->text.snap);
	return seq_release_private(inode, file);
}

/* The owner keeps the module while the file is open. */
const struct file_operations memtopo_query_fops = {
	.owner		= THIS_MODULE,
	.open		= query_open,
	.read		= seq_read,
	.write		= query_write,
	.llseek		= seq_lseek,
	.release	= query_release,
};
