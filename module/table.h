/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A table: what a file of the module shows, one row per object.
 *
 * A table knows snapshots and seq_files, never live memory. The same one
 * serves procfs and debugfs.
 */
#ifndef MEMTOPO_TABLE_H
#define MEMTOPO_TABLE_H

#include <linux/seq_file.h>
#include <linux/types.h>

struct memtopo_snapshot;

/* Tables of a text at most. */
#define MEMTOPO_TEXT_TABLES	3

/**
 * struct memtopo_table - how a snapshot becomes text
 * @name: file name, and second word of the first line
 * @columns: their names, NULL at the end; new ones are only ever appended
 * @write_columns: writes them instead, where they depend on the machine
 * @parts: MEMTOPO_PART_* the rows need
 * @rows: how many there are
 * @row: writes one, without the newline, or nothing, and then it is no line;
 *	called again with a larger buffer when the row did not fit
 */
struct memtopo_table {
	const char *name;
	const char *const *columns;
	void (*write_columns)(struct seq_file *m,
			      const struct memtopo_snapshot *snap);
	unsigned int parts;
	size_t (*rows)(const struct memtopo_snapshot *snap);
	void (*row)(struct seq_file *m, const struct memtopo_snapshot *snap,
		    size_t row);
};

/**
 * struct memtopo_text - what an open file shows, table after table
 * @tables: they, NULL at the end
 * @snap: what they show; NULL while there is nothing to show, and then reading
 *	fails with -EINVAL. Set after @tables by smp_store_release(), once
 */
struct memtopo_text {
	const struct memtopo_table *tables[MEMTOPO_TEXT_TABLES + 1];
	struct memtopo_snapshot *snap;
};

extern const struct seq_operations memtopo_text_ops;

extern const struct memtopo_table memtopo_table_address;
extern const struct memtopo_table memtopo_table_levels;
extern const struct memtopo_table memtopo_table_info;
extern const struct memtopo_table memtopo_table_nodes;
extern const struct memtopo_table memtopo_table_zones;
extern const struct memtopo_table memtopo_table_sections;
extern const struct memtopo_table memtopo_table_distances;
extern const struct memtopo_table memtopo_table_blocks;
extern const struct memtopo_table memtopo_table_watermarks;
extern const struct memtopo_table memtopo_table_zonelists;
extern const struct memtopo_table memtopo_table_free_areas;
extern const struct memtopo_table memtopo_table_pageblocks;
extern const struct memtopo_table memtopo_table_unmanaged;
extern const struct memtopo_table memtopo_table_reclaim;
extern const struct memtopo_table memtopo_table_compaction;
extern const struct memtopo_table memtopo_table_memmap;

/* Those of answers. */
extern const struct memtopo_table memtopo_table_page;
extern const struct memtopo_table memtopo_table_process;
extern const struct memtopo_table memtopo_table_mappings;
extern const struct memtopo_table memtopo_table_places;

void memtopo_table_write(struct seq_file *m, const struct memtopo_table *table,
			 const struct memtopo_snapshot *snap, size_t line);
void memtopo_table_value(struct seq_file *m, u64 value);
size_t memtopo_table_lines(const struct memtopo_table *table,
			   const struct memtopo_snapshot *snap);

#endif /* MEMTOPO_TABLE_H */
