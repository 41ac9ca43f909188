// SPDX-License-Identifier: GPL-2.0
/*
 * Tables as lines: two of heading, then a row each.
 */
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#include "memtopo.h"
#include "snapshot.h"
#include "table.h"

#define HEADING_LINES	2

static void columns_write(struct seq_file *m, const char *const *columns)
{
	seq_puts(m, *columns);
	while (*++columns)
		seq_printf(m, " %s", *columns);
}

/**
 * memtopo_table_value - write a field that is a number
 * @m: where to
 * @value: the number, or MEMTOPO_NO_VALUE
 */
void memtopo_table_value(struct seq_file *m, u64 value)
{
	if (value == MEMTOPO_NO_VALUE)
		seq_puts(m, " -");
	else
		seq_put_decimal_ull(m, " ", value);
}

/**
 * memtopo_table_lines - lines of a table
 * @table: the table
 * @snap: what it shows
 *
 * Return: number of lines, heading included. Some may be without text.
 */
size_t memtopo_table_lines(const struct memtopo_table *table,
			   const struct memtopo_snapshot *snap)
{
	return HEADING_LINES + table->rows(snap);
}

/**
 * memtopo_table_write - write a line of a table
 * @m: where to
 * @table: the table
 * @snap: what it shows
 * @line: 0 for the state line, 1 for the column names, then the rows;
 *	below memtopo_table_lines()
 *
 * Of a row without text nothing is written: seq_file goes on to the next.
 */
void memtopo_table_write(struct seq_file *m, const struct memtopo_table *table,
			 const struct memtopo_snapshot *snap, size_t line)
{
	size_t before = m->count;

	if (line == 0)
		seq_printf(m, "# memtopo %d %s generation=%llu consistent=%d",
			   MEMTOPO_FORMAT, table->name, snap->generation,
			   snap->consistent);
	else if (line >= HEADING_LINES)
		table->row(m, snap, line - HEADING_LINES);
	else if (table->write_columns)
		table->write_columns(m, snap);
	else
		columns_write(m, table->columns);
	if (m->count > before)
		seq_putc(m, '\n');
}

/*
 * Which line of which table the line of a text is. NULL behind the last.
 */
static const struct memtopo_table *text_line(const struct memtopo_text *text,
					     const struct memtopo_snapshot *snap,
					     u64 *line)
{
	const struct memtopo_table *const *table;
	size_t lines;

	for (table = text->tables; *table; table++) {
		lines = memtopo_table_lines(*table, snap);
		if (*line < lines)
			break;
		*line -= lines;
	}
	return *table;
}

/* A position is the number of the line, plus one to tell 0 from NULL. */
static void *text_start(struct seq_file *m, loff_t *pos)
{
	const struct memtopo_text *text = m->private;
	const struct memtopo_snapshot *snap;
	u64 line = *pos;

	/* Whoever gave us this had set the tables before. */
	snap = smp_load_acquire(&text->snap);
	if (!snap)
		return ERR_PTR(-EINVAL);
	if (*pos < 0 || !text_line(text, snap, &line))
		return NULL;
	return (void *)(uintptr_t)(*pos + 1);
}

static void *text_next(struct seq_file *m, void *v, loff_t *pos)
{
	/* Of rows without text there may be millions for one read(). */
	if (!(++*pos % 1024))
		cond_resched();
	return text_start(m, pos);
}

static void text_stop(struct seq_file *m, void *v)
{
}

static int text_show(struct seq_file *m, void *v)
{
	const struct memtopo_text *text = m->private;
	u64 line = (uintptr_t)v - 1;
	const struct memtopo_table *table = text_line(text, text->snap, &line);

	memtopo_table_write(m, table, text->snap, line);
	return 0;
}

/* For files whose seq_file has a struct memtopo_text as its private data. */
const struct seq_operations memtopo_text_ops = {
	.start	= text_start,
	.next	= text_next,
	.stop	= text_stop,
	.show	= text_show,
};
