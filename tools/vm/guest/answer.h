/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is true of each answer of `query`, whatever was asked and whatever has
 * happened meanwhile. Nothing here shares a header with the module.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include "query.h"

#define ANSWER_FRAME	0x000ffffffffff000ULL

/* Keys, in order, and columns: as they are documented. */
static const char *const address_keys[] = {
	"kind", "pid", "address", "region", "mapping_start", "mapping_end", "perms",
	"mapping_kind", "page_size", "state", "pfn", "physical", "struct_page_of", "cpu",
	"cpu_node", "distance", NULL
};

static const char *const page_keys[] = {
	"pfn", "physical", "state", "flags", "kind", "refcount", "mapcount", "order",
	"head_pfn", "migratetype", "skip", "section", "subsection", "memory_block", "node",
	"zone", "self_hosted", "cpu_distance", NULL
};

static const char *const process_keys[] = {
	"pid", "tgid", "comm", "threads", "cpu", "cpu_node", "start_code", "end_code",
	"start_data", "end_data", "start_brk", "brk", "start_stack", "mmap_base",
	"task_size", "total_vm", "locked_vm", "pinned_vm", "data_vm", "exec_vm", "stack_vm",
	"map_count", "page_table_bytes", "mappings", "pages", NULL
};

static const char *const key_columns[] = { "key", "value", NULL };

static const char *const level_columns[] = {
	"level", "index", "table_pfn", "table_node", "entry", "size", "state", "pkey",
	"swap_type", "swap_offset", "bits", NULL
};

static const char *const mapping_columns[] = {
	"start", "end", "perms", "kind", "flags", "page_size", "resident", "anon", "file",
	"shmem", "swapped", "huge", "hugetlb", "large", "shared", "zero", "device", "hint",
	"migrating", "poisoned", "owners", NULL
};

static const char *const place_columns[] = {
	"kind", "node", "zone", "section", "pages", "huge", "hugetlb", NULL
};

static const char *const entry_states[] = {
	"none", "table", "page", "hint", "swap", "migration", "poison", "marker", "device",
	"exclusive", "unknown", NULL
};

static const char *const page_states[] = { "online", "offline", "device", "absent", NULL };

static const char *const mapping_kinds[] = {
	"huge", "vdso", "device", "heap", "stack", "shared", "file", "anon", NULL
};

static inline bool answer_word(const char *word, const char *const *words)
{
	while (*words && strcmp(*words, word))
		words++;
	return *words;
}

/* Is it that table, at that place, with those columns? */
static inline bool answer_table(size_t i, const char *name, const char *const *columns)
{
	const struct table *t = &answer.tables[i];
	size_t n;

	if (i >= answer.count || strcmp(t->name, name))
		return false;
	for (n = 0; columns[n]; n++)
		if (n >= t->width || strcmp(t->columns[n], columns[n]))
			return false;
	return n == t->width;
}

/* Has it these keys and no others? */
static inline bool answer_keys(size_t i, const char *name, const char *const *keys)
{
	const struct table *t = &answer.tables[i];
	size_t n;

	if (!answer_table(i, name, key_columns))
		return false;
	for (n = 0; keys[n]; n++)
		if (n >= t->rows || strcmp(t->row[n], keys[n]))
			return false;
	return n == t->rows;
}

/* A walk may lead to no frame. */
static inline bool answer_no_page(void)
{
	return answer_table(2, "page", key_columns) && !answer.tables[2].rows;
}

/* Each entry but the last is a table, and leads to the next. */
static inline const char *answer_levels(void)
{
	const struct table *t = query_table("levels");
	const char *state = "none";
	size_t i;

	/* Where memory is offline, nothing is looked at. */
	if (!t->rows)
		return strcmp(query_value("address", "state"), "-") ? "no levels" : NULL;
	if (t->rows > 5)
		return "too many levels";
	for (i = 0; i < t->rows; i++) {
		uint64_t entry = query_number(query_cell(t, i, "entry"));

		state = query_cell(t, i, "state");
		if (!answer_word(state, entry_states))
			return "a state of an entry that there is not";
		if (!strcmp(state, "table") != (i + 1 < t->rows))
			return "tables that do not lead on";
		if (i + 1 < t->rows && query_number(query_cell(t, i + 1, "table_pfn")) !=
		    (entry & ANSWER_FRAME) >> 12)
			return "an entry that leads elsewhere";
		if (query_number(query_cell(t, i, "index")) > 511)
			return "an index that no table has";
	}
	return strcmp(query_value("address", "state"), state) ? "another state" : NULL;
}

static inline const char *answer_page(void)
{
	uint64_t pfn = query_number(query_value("page", "pfn"));
	uint64_t head = query_number(query_value("page", "head_pfn"));
	uint64_t order = query_number(query_value("page", "order"));
	const char *state = query_value("page", "state");

	if (!answer_word(state, page_states))
		return "a state of a frame that there is not";
	if (query_number(query_value("page", "physical")) != pfn << 12)
		return "another physical address";
	if (head != NUMBER_NONE && (order == NUMBER_NONE || order > 18 || head > pfn ||
				    (pfn - head) >> order))
		return "a head that does not reach it";
	/* Next to memory, struct pages may say nothing, or name a zone that has no memory. */
	if (!strcmp(state, "online") && query_number(query_value("page", "node")) > 1023 &&
	    strcmp(query_value("page", "refcount"), "-") &&
	    !query_has(query_value("page", "flags"), "reserved"))
		return "a frame of no node";
	return NULL;
}

static inline const char *answer_walk(void)
{
	uint64_t pfn = query_number(query_value("address", "pfn"));
	uint64_t address = query_number(query_value("address", "address"));
	const char *wrong;

	if (answer.count != 3 || !answer_keys(0, "address", address_keys) ||
	    !answer_table(1, "levels", level_columns) ||
	    (!answer_no_page() && !answer_keys(2, "page", page_keys)))
		return "other tables";
	wrong = answer_levels();
	if (!wrong && !answer_no_page())
		wrong = answer_page();
	if (wrong)
		return wrong;
	if (!answer_no_page() && pfn != query_number(query_value("page", "pfn")))
		return "another frame";
	if (pfn != NUMBER_NONE && query_number(query_value("address", "physical")) !=
	    ((pfn << 12) | (address & 4095)))
		return "a physical address of another frame";
	return NULL;
}

/* NODE/ZONE:PAGES,... */
static inline uint64_t answer_owned(const char *owners)
{
	uint64_t sum = 0;

	while ((owners = strchr(owners, ':')))
		sum += strtoull(++owners, NULL, 10);
	return sum;
}

static inline uint64_t answer_cell(const struct table *t, size_t row, const char *column)
{
	return query_number(query_cell(t, row, column));
}

/* A mapping has no more pages of each kind than of all, and of all no more than it is long. */
static inline const char *answer_mapping(const struct table *t, size_t row, uint64_t after)
{
	static const char *const parts[] = { "huge", "hugetlb", "large", "shared", "hint", NULL };
	uint64_t start = answer_cell(t, row, "start"), end = answer_cell(t, row, "end");
	uint64_t resident = answer_cell(t, row, "resident");
	size_t i;

	if (start < after || end <= start)
		return "mappings that are not in order";
	if (!answer_word(query_cell(t, row, "kind"), mapping_kinds))
		return "a kind of mapping that there is not";
	if (resident + answer_cell(t, row, "swapped") + answer_cell(t, row, "zero") +
	    answer_cell(t, row, "device") + answer_cell(t, row, "migrating") +
	    answer_cell(t, row, "poisoned") > (end - start) >> 12)
		return "more pages than there is room for";
	for (i = 0; parts[i]; i++)
		if (answer_cell(t, row, parts[i]) > resident)
			return "more pages of a kind than of all";
	if (answer_cell(t, row, "anon") + answer_cell(t, row, "file") +
	    answer_cell(t, row, "shmem") + answer_cell(t, row, "hugetlb") != resident)
		return "kinds that do not add up";
	if (answer_owned(query_cell(t, row, "owners")) != resident)
		return "owners that do not add up";
	return NULL;
}

static inline const char *answer_process(void)
{
	const struct table *mappings = query_table("mappings"), *places = query_table("places");
	uint64_t resident = 0, placed = 0, pages = 0, after = 0;
	const char *wrong;
	size_t i;

	if (answer.count != 3 || !answer_keys(0, "process", process_keys) ||
	    !answer_table(1, "mappings", mapping_columns) ||
	    !answer_table(2, "places", place_columns))
		return "other tables";
	for (i = 0; i < mappings->rows; i++) {
		wrong = answer_mapping(mappings, i, after);
		if (wrong)
			return wrong;
		after = answer_cell(mappings, i, "end");
		resident += answer_cell(mappings, i, "resident");
		pages += (after - answer_cell(mappings, i, "start")) >> 12;
	}
	for (i = 0; i < places->rows; i++)
		placed += answer_cell(places, i, "pages");
	if (placed != resident)
		return "places that do not add up";
	if (query_number(query_value("process", "mappings")) != mappings->rows ||
	    query_number(query_value("process", "pages")) != pages)
		return "another number of mappings or pages";
	return NULL;
}

/* NULL, or what is wrong with the answer to a request of that kind. */
static inline const char *answer_wrong(const char *kind)
{
	if (!strcmp(kind, "user") || !strcmp(kind, "kernel"))
		return answer_walk();
	if (!strcmp(kind, "process"))
		return answer_process();
	if (answer.count != 1 || !answer_keys(0, "page", page_keys))
		return "other tables";
	return answer_page();
}

#endif /* ANSWER_H */
