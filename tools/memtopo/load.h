/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loading a table: how its cells become fields of structs. For the files that
 * load tables into the model.
 */
#ifndef MEMTOPO_LOAD_H
#define MEMTOPO_LOAD_H

#include "model.h"

/* More columns than any table has fields for. */
#define MEMTOPO_FIELDS_MAX 32

/* How a cell becomes a field of a row's struct. */
enum memtopo_field_kind {
	FIELD_NUMBER,
	FIELD_OPTIONAL,	/* a number or "-" */
	FIELD_SIGNED,	/* a number, perhaps below 0, no farther from it than max */
	FIELD_WORDS,	/* words joined by commas, or "-" */
	FIELD_LIST,	/* ascending ranges, or "-" */
	FIELD_RESERVE,	/* numbers joined by commas, or "-" */
	FIELD_NAME,	/* a name that owner lists can hold */
	FIELD_OWNERS,	/* NODE:PAGES,... or NODE/ZONE:PAGES,..., or "-" */
	FIELD_WORD,	/* a word or "-" */
	FIELD_FLAGS,	/* letters, then +BIT,... */
	FIELD_ADDRESS,	/* "0x" and digits */
	FIELD_ADDRESS_OPTIONAL,	/* the same or "-" */
};

/**
 * struct memtopo_field - a column that is loaded
 * @name: its name
 * @kind: what its cells are
 * @offset: where the row's struct has the value
 * @max: the largest number there can be; of owners, whether they name zones
 */
struct memtopo_field {
	const char *name;
	enum memtopo_field_kind kind;
	size_t offset;
	u64 max;
};

#define FIELD(type, field, kind, max) \
	{ #field, FIELD_##kind, offsetof(struct memtopo_##type, field), max }
/* The largest number that is not MEMTOPO_NONE. */
#define COUNT (MEMTOPO_NONE - 1)

/**
 * struct memtopo_loader - a table that is being loaded
 * @machine: what it is loaded into
 * @table: the table
 * @columns: index of each field's column
 * @owners_room: for how many there is memory in memtopo_machine.owners
 * @rows_room: for how many in the array of the rows
 * @context: what checks of its records need beside the machine
 */
struct memtopo_loader {
	struct memtopo_machine *machine;
	struct memtopo_table table;
	int columns[MEMTOPO_FIELDS_MAX];
	size_t owners_room;
	size_t rows_room;
	void *context;
};

/**
 * struct memtopo_record - how the rows of a table are loaded
 * @fields: the columns
 * @field_count: how many
 * @size: bytes of a row's struct
 * @check: called with each row, which follows the one before in memory, and
 *         returns 0 or -errno; what is at fault it describes in the table's err
 */
struct memtopo_record {
	const struct memtopo_field *fields;
	size_t field_count;
	size_t size;
	int (*check)(struct memtopo_loader *l, void *row);
};

/* Of struct memtopo_TYPE, with TYPE_fields and TYPE_check(). */
#define RECORD(type) \
	{ type##_fields, ARRAY_SIZE(type##_fields), sizeof(struct memtopo_##type), type##_check }

/**
 * memtopo_zone_intern() - the index that stands for the name of a zone
 * @m: the machine
 * @name: the name
 * @len: its length
 * @zone: where to put it: an index into memtopo_machine.zone_names
 *
 * Return: 0, -ENOMEM, or -E2BIG when there are more than any kernel has.
 */
int memtopo_zone_intern(struct memtopo_machine *m, const char *name, size_t len,
			u32 *zone);

/**
 * memtopo_records_load() - load all rows of a table
 * @l: the table
 * @record: how
 * @arrayp: where the pointer to the array of rows is
 * @count: how many it has, counted up; the row that is checked is not in it
 *
 * Return: 0 or -errno.
 */
int memtopo_records_load(struct memtopo_loader *l, const struct memtopo_record *record,
			 void *arrayp, size_t *count);

/**
 * memtopo_keys_load() - load a table of keys and values, such as info is one
 * @l: the table
 * @fields: the keys that are wanted, each of which has to be there once
 * @count: how many
 * @row: the struct that has the values
 *
 * Keys that are not wanted are of later days. While a value is loaded its column
 * in messages is 'value'.
 *
 * Return: 0 or -errno.
 */
int memtopo_keys_load(struct memtopo_loader *l, const struct memtopo_field *fields,
		      size_t count, void *row);

/**
 * memtopo_row_error() - describe what is wrong with a cell of the row
 * @l: the table
 * @field: index of the field
 * @what: what is wrong
 *
 * Return: -EINVAL.
 */
int memtopo_row_error(struct memtopo_loader *l, size_t field, const char *what);

/**
 * memtopo_span_check() - whether page frames have 64-bit addresses
 * @l: the table
 * @start: the first
 * @pages: how many
 *
 * Return: 0 or -EINVAL.
 */
int memtopo_span_check(struct memtopo_loader *l, u64 start, u64 pages);

/**
 * memtopo_counts_check() - whether there can be so many pages
 * @l: the table
 * @counts: numbers of pages, each on its own, or MEMTOPO_NONE
 * @count: how many
 *
 * Return: 0 or -EINVAL.
 */
int memtopo_counts_check(struct memtopo_loader *l, const u64 *counts, size_t count);

/**
 * memtopo_allocator_agree() - check what the allocator sees against the zones
 * @m: the machine, with its zones
 * @err: where the first contradiction is described
 *
 * Return: 0 or -EINVAL.
 */
int memtopo_allocator_agree(const struct memtopo_machine *m, struct memtopo_error *err);

/* The tables of allocator.h. */
int memtopo_watermarks_load(struct memtopo_loader *l);
int memtopo_zonelists_load(struct memtopo_loader *l);
int memtopo_free_areas_load(struct memtopo_loader *l);
int memtopo_pageblocks_load(struct memtopo_loader *l);
int memtopo_unmanaged_load(struct memtopo_loader *l);
int memtopo_reclaim_load(struct memtopo_loader *l);
int memtopo_compaction_load(struct memtopo_loader *l);
int memtopo_memmap_load(struct memtopo_loader *l);

#endif /* MEMTOPO_LOAD_H */
