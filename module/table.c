// SPDX-License-Identifier: GPL-2.0
/*
 * Tables as lines: two of heading, then a row each.
 */
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
