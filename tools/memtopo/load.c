// SPDX-License-Identifier: GPL-2.0
/*
 * Loading a table: how its cells become fields of structs.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

int memtopo_array_grow(void *arrayp, size_t count, size_t *room, size_t size)
{
	void **array = arrayp, *more;
	size_t want;

	if (count < *room)
		return 0;
	want = *room ? 2 * *room : 64;
	more = reallocarray(*array, want, size);
	if (!more)
		return -ENOMEM;
	*array = more;
	*room = want;
	return 0;
}

/* Owners name few zones, but name them often: an index replaces the name. */
int memtopo_zone_intern(struct memtopo_machine *m, const char *name, size_t len,
			u32 *zone)
{
	size_t i;
	char *copy;

	for (i = 0; i < m->zone_name_count; i++) {
		if (!strncmp(m->zone_names[i], name, len) && !m->zone_names[i][len]) {
			*zone = i;
			return 0;
		}
	}
	if (i == MEMTOPO_MAX_ZONES)
		return -E2BIG;
	copy = strndup(name, len);
	if (!copy)
		return -ENOMEM;
	m->zone_names[m->zone_name_count++] = copy;
	*zone = i;
	return 0;
}

/* "1:32768" or "1/Normal:32768"; the list goes on after a comma. */
static int owner_scan(struct memtopo_machine *m, const char **pos,
		      bool with_zone, struct memtopo_owner *owner)
{
	const char *c = *pos;
	size_t len;
	u64 number;
	int rc;

	if (memtopo_number_scan(&c, &number) || number > MEMTOPO_MAX_NODE)
		return -EINVAL;
	owner->node = number;
	owner->zone = MEMTOPO_NO_ZONE;
	if (with_zone) {
		if (*c++ != '/')
			return -EINVAL;
		len = strcspn(c, ",:/");
		if (!len)
			return -EINVAL;
		rc = memtopo_zone_intern(m, c, len, &owner->zone);
		if (rc)
			return rc;
		c += len;
	}
	if (*c++ != ':' || memtopo_number_scan(&c, &owner->pages))
		return -EINVAL;
	if (*c == ',' && c[1])
		c++;
	else if (*c)
		return -EINVAL;
	*pos = c;
	return 0;
}

static int owners_parse(struct memtopo_loader *l, int column, bool with_zone,
			struct memtopo_owners *owners)
{
	struct memtopo_machine *m = l->machine;
	const char *pos = l->table.cells[column];
	struct memtopo_owner owner;
	int rc;

	owners->at = m->owner_count;
	owners->count = 0;
	if (memtopo_cell_is_none(pos))
		return 0;
	while (*pos) {
		rc = owner_scan(m, &pos, with_zone, &owner);
		if (rc == -E2BIG)
			return memtopo_cell_error(&l->table, column,
						  "brings more zone names than any kernel has");
		if (rc == -EINVAL)
			return memtopo_cell_error(&l->table, column, with_zone ?
						  "is not a list of NODE/ZONE:PAGES" :
						  "is not a list of NODE:PAGES");
		if (rc)
			return rc;
		rc = memtopo_array_grow(&m->owners, m->owner_count, &l->owners_room,
					sizeof(*m->owners));
		if (rc)
			return rc;
		m->owners[m->owner_count++] = owner;
		owners->count++;
	}
	return 0;
}

static int list_check(struct memtopo_loader *l, int column, u64 max)
{
	u64 first = MEMTOPO_NONE, last = MEMTOPO_NONE;
	const char *pos = l->table.cells[column];
	int rc;

	if (memtopo_cell_is_none(pos))
		return 0;
	while ((rc = memtopo_list_next(&pos, &first, &last)) > 0) {
		if (last > max)
			return memtopo_cell_error(&l->table, column, "goes too far");
	}
	return rc ? memtopo_cell_error(&l->table, column, "is not a list of ranges") : 0;
}

static int words_check(struct memtopo_loader *l, int column)
{
	const char *cell = l->table.cells[column];
	const char *c;

	for (c = cell; *c; c++) {
		if (*c == ',' && (c == cell || !c[1] || c[1] == ','))
			return memtopo_cell_error(&l->table, column, "is not a list of words");
	}
	return 0;
}

static int reserve_check(struct memtopo_loader *l, int column)
{
	const char *pos = l->table.cells[column];
	u64 number;
	int rc = 0;

	if (memtopo_cell_is_none(pos))
		return 0;
	do {
		rc = memtopo_number_scan(&pos, &number);
	} while (!rc && *pos == ',' && pos++);
	if (rc || *pos)
		return memtopo_cell_error(&l->table, column, "is not a list of numbers");
	return 0;
}

static int flags_check(struct memtopo_loader *l, int column)
{
	const char *pos = l->table.cells[column];
	u64 bit = 0;

	if (memtopo_cell_is_none(pos))
		return 0;
	while (*pos >= 'A' && *pos <= 'Z')
		pos++;
	while (*pos == '+' && bit < 64) {
		pos++;
		if (memtopo_number_scan(&pos, &bit))
			bit = 64;
		if (*pos == ',' && pos[1] == '+')
			pos++;
	}
	if (*pos || bit > 63)
		return memtopo_cell_error(&l->table, column, "is not a word of flags");
	return 0;
}

static int signed_parse(struct memtopo_loader *l, int column, u64 max, s64 *to)
{
	const char *cell = l->table.cells[column], *pos = cell + (*cell == '-');
	u64 number;

	if (memtopo_number_scan(&pos, &number) || *pos)
		return memtopo_cell_error(&l->table, column, "is not a number");
	if (number > max)
		return memtopo_cell_error(&l->table, column, "is too far from 0");
	*to = *cell == '-' ? -(s64)number : (s64)number;
	return 0;
}

static int field_parse(struct memtopo_loader *l, int column, const struct memtopo_field *field,
		       char *row)
{
	void *to = row + field->offset;
	char *cell = l->table.cells[column];

	if ((field->kind == FIELD_OPTIONAL || field->kind == FIELD_ADDRESS_OPTIONAL) &&
	    memtopo_cell_is_none(cell)) {
		*(u64 *)to = MEMTOPO_NONE;
		return 0;
	}
	if (field->kind == FIELD_NUMBER || field->kind == FIELD_OPTIONAL)
		return memtopo_cell_number(&l->table, column, field->max, to);
	if (field->kind == FIELD_ADDRESS || field->kind == FIELD_ADDRESS_OPTIONAL)
		return memtopo_cell_address(&l->table, column, field->max, to);
	if (field->kind == FIELD_SIGNED)
		return signed_parse(l, column, field->max, to);
	if (field->kind == FIELD_OWNERS)
		return owners_parse(l, column, field->max, to);

	*(const char **)to = memtopo_cell_is_none(cell) ? NULL : cell;
	switch (field->kind) {
	case FIELD_LIST:
		return list_check(l, column, field->max);
	case FIELD_RESERVE:
		return reserve_check(l, column);
	case FIELD_FLAGS:
		return flags_check(l, column);
	case FIELD_WORDS:
		return words_check(l, column);
	case FIELD_WORD:
		return 0;
	default:
		if (strpbrk(cell, ",:/") || memtopo_cell_is_none(cell))
			return memtopo_cell_error(&l->table, column, "is not a name");
		return 0;
	}
}

static int fields_find(struct memtopo_loader *l, const struct memtopo_field *fields, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		l->columns[i] = memtopo_table_column(&l->table, fields[i].name);
		if (l->columns[i] < 0)
			return l->columns[i];
	}
	return 0;
}

static int fields_parse(struct memtopo_loader *l, const struct memtopo_field *fields,
			size_t count, void *row)
{
	size_t i;
	int rc;

	for (i = 0; i < count; i++) {
		rc = field_parse(l, l->columns[i], &fields[i], row);
		if (rc)
			return rc;
	}
	return 0;
}

int memtopo_records_load(struct memtopo_loader *l, const struct memtopo_record *record,
			 void *arrayp, size_t *count)
{
	char **array = arrayp;
	void *row;
	int rc;

	rc = fields_find(l, record->fields, record->field_count);
	/* There is an end to no rows. */
	if (!rc)
		rc = memtopo_array_grow(array, 0, &l->rows_room, record->size);
	if (rc)
		return rc;
	while ((rc = memtopo_table_next(&l->table)) > 0) {
		rc = memtopo_array_grow(array, *count, &l->rows_room, record->size);
		if (rc)
			return rc;
		row = *array + *count * record->size;
		memset(row, 0, record->size);
		rc = fields_parse(l, record->fields, record->field_count, row);
		if (!rc)
			rc = record->check(l, row);
		if (rc)
			return rc;
		++*count;
	}
	return rc;
}

static const struct memtopo_field *key_find(const struct memtopo_field *fields, size_t count,
					    const char *key)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!strcmp(fields[i].name, key))
			return &fields[i];
	}
	return NULL;
}

int memtopo_keys_load(struct memtopo_loader *l, const struct memtopo_field *fields,
		      size_t count, void *row)
{
	int key_column = memtopo_table_column(&l->table, "key");
	int value_column = memtopo_table_column(&l->table, "value");
	const struct memtopo_field *field;
	u64 seen = 0;
	size_t i;
	int rc;

	if (key_column < 0 || value_column < 0)
		return -ENOENT;
	while ((rc = memtopo_table_next(&l->table)) > 0) {
		field = key_find(fields, count, l->table.cells[key_column]);
		if (!field)
			continue;
		if (seen & 1ULL << (field - fields))
			return memtopo_cell_error(&l->table, key_column, "is there twice");
		seen |= 1ULL << (field - fields);
		rc = field_parse(l, value_column, field, row);
		if (rc)
			return rc;
	}
	for (i = 0; i < count && !rc; i++) {
		if (!(seen & 1ULL << i))
			rc = memtopo_error_set(l->table.err, l->table.path, 0,
					       "no key '%s': is the file cut off?",
					       fields[i].name);
	}
	return rc;
}

int memtopo_row_error(struct memtopo_loader *l, size_t field, const char *what)
{
	return memtopo_cell_error(&l->table, l->columns[field], what);
}

int memtopo_span_check(struct memtopo_loader *l, u64 start, u64 pages)
{
	u64 end, bytes;

	if (__builtin_add_overflow(start, pages, &end) ||
	    __builtin_mul_overflow(end, l->machine->info.page_size, &bytes))
		return memtopo_error_set(l->table.err, l->table.path, l->table.line,
					 "page frames %llu + %llu have no address",
					 start, pages);
	return 0;
}

int memtopo_counts_check(struct memtopo_loader *l, const u64 *counts, size_t count)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < count && !rc; i++) {
		if (counts[i] != MEMTOPO_NONE)
			rc = memtopo_span_check(l, 0, counts[i]);
	}
	return rc;
}
