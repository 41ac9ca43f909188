// SPDX-License-Identifier: GPL-2.0
/*
 * What the module says of one address: how the page tables lead from it to a
 * page frame, and what that frame is.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "load.h"

/* No table has more entries: those of 64 KiB have 8192. */
#define INDEX_MAX 65535
/* Nothing has so high an order. */
#define ORDER_MAX 63
/* The kernel keeps a distance in a byte. */
#define DISTANCE_MAX 255

static const char *const level_names[MEMTOPO_LEVELS_MAX] = { "pgd", "p4d", "pud", "pmd", "pte" };

static const struct memtopo_field address_fields[] = {
	FIELD(address, kind, WORD, 0),
	FIELD(address, pid, OPTIONAL, COUNT),
	FIELD(address, address, ADDRESS, COUNT),
	FIELD(address, region, WORD, 0),
	FIELD(address, mapping_start, ADDRESS_OPTIONAL, COUNT),
	FIELD(address, mapping_end, ADDRESS_OPTIONAL, COUNT),
	FIELD(address, perms, WORD, 0),
	FIELD(address, mapping_kind, WORD, 0),
	FIELD(address, page_size, OPTIONAL, COUNT),
	FIELD(address, state, WORD, 0),
	FIELD(address, pfn, OPTIONAL, COUNT),
	FIELD(address, physical, ADDRESS_OPTIONAL, COUNT),
	FIELD(address, struct_page_of, OPTIONAL, COUNT),
	FIELD(address, cpu, OPTIONAL, MEMTOPO_MAX_CPU),
	FIELD(address, cpu_node, OPTIONAL, MEMTOPO_MAX_NODE),
	FIELD(address, distance, OPTIONAL, DISTANCE_MAX),
};

static const struct memtopo_field level_fields[] = {
	FIELD(level, level, NAME, 0),
	FIELD(level, index, NUMBER, INDEX_MAX),
	FIELD(level, table_pfn, OPTIONAL, COUNT),
	FIELD(level, table_node, OPTIONAL, MEMTOPO_MAX_NODE),
	FIELD(level, entry, ADDRESS, MEMTOPO_NONE),
	FIELD(level, size, NUMBER, COUNT),
	FIELD(level, state, NAME, 0),
	FIELD(level, pkey, OPTIONAL, COUNT),
	FIELD(level, swap_type, OPTIONAL, COUNT),
	FIELD(level, swap_offset, OPTIONAL, COUNT),
	FIELD(level, bits, WORDS, 0),
};

static const struct memtopo_field page_fields[] = {
	FIELD(page, pfn, OPTIONAL, COUNT),
	FIELD(page, physical, ADDRESS_OPTIONAL, COUNT),
	FIELD(page, state, WORD, 0),
	FIELD(page, flags, WORDS, 0),
	FIELD(page, kind, WORD, 0),
	FIELD(page, refcount, OPTIONAL, COUNT),
	FIELD(page, mapcount, OPTIONAL, COUNT),
	FIELD(page, order, OPTIONAL, ORDER_MAX),
	FIELD(page, head_pfn, OPTIONAL, COUNT),
	FIELD(page, migratetype, WORD, 0),
	FIELD(page, skip, OPTIONAL, 1),
	FIELD(page, section, OPTIONAL, COUNT),
	FIELD(page, subsection, OPTIONAL, COUNT),
	FIELD(page, memory_block, OPTIONAL, COUNT),
	FIELD(page, node, OPTIONAL, MEMTOPO_MAX_NODE),
	FIELD(page, zone, WORD, 0),
	FIELD(page, self_hosted, OPTIONAL, 1),
	FIELD(page, cpu_distance, OPTIONAL, DISTANCE_MAX),
};

/* What is wrong with a table of keys and values as a whole, on the line of its heading. */
static int table_error(struct memtopo_loader *l, const char *key, const char *reason)
{
	return memtopo_error_set(l->table.err, l->table.path, 0, "table '%s': %s %s",
				 l->table.name, key, reason);
}

/* Every frame that is named has an address. */
static int frame_check(struct memtopo_loader *l, const char *key, u64 pfn)
{
	if (pfn != MEMTOPO_NONE && pfn > ~0ULL / l->machine->info.page_size - 1)
		return table_error(l, key, "has no address");
	return 0;
}

static int address_check(struct memtopo_loader *l, const struct memtopo_walk *walk)
{
	const struct memtopo_address *address = &walk->address;
	u64 page_size = l->machine->info.page_size;
	bool user = walk->asked == MEMTOPO_ASKED_USER;

	if (!address->kind || strcmp(address->kind, user ? "user" : "kernel") ||
	    address->address != walk->number || (user && address->pid != walk->pid))
		return table_error(l, "kind, pid and address", "are not those asked about");
	if (!address->region || !address->state)
		return table_error(l, "region or state", "is missing");
	/* Both are MEMTOPO_NONE or neither is, since no address comes near that. */
	if (address->mapping_start != address->mapping_end &&
	    (address->mapping_start > address->address ||
	     address->mapping_end <= address->address || address->mapping_end == MEMTOPO_NONE))
		return table_error(l, "mapping_start and mapping_end", "do not enclose address");
	if (frame_check(l, "pfn", address->pfn) ||
	    frame_check(l, "struct_page_of", address->struct_page_of))
		return -EINVAL;
	if (address->physical != MEMTOPO_NONE &&
	    (address->pfn != address->physical / page_size ||
	     address->physical % page_size != address->address % page_size))
		return table_error(l, "physical", "is not where pfn and address are");
	return 0;
}

static int address_load(struct memtopo_walk *walk, struct memtopo_machine *machine,
			struct memtopo_error *err)
{
	struct memtopo_loader *l = walk->answer.l;
	int rc;

	rc = memtopo_answer_table(&walk->answer, machine, "address", err);
	if (!rc)
		rc = memtopo_keys_load(l, address_fields, ARRAY_SIZE(address_fields),
				       &walk->address);
	return rc ? rc : address_check(l, walk);
}

static int level_number(const char *name)
{
	int i;

	for (i = 0; i < MEMTOPO_LEVELS_MAX; i++) {
		if (!strcmp(level_names[i], name))
			return i;
	}
	return -1;
}

static bool is_power_of_two(u64 n)
{
	return n && !(n & (n - 1));
}

static int level_check(struct memtopo_loader *l, void *row)
{
	const struct memtopo_level *level = row;

	if (level_number(level->level) < 0)
		return memtopo_row_error(l, 0, "is no level of page tables");
	if (frame_check(l, "table_pfn", level->table_pfn))
		return -EINVAL;
	if (!is_power_of_two(level->size) || level->size < l->machine->info.page_size)
		return memtopo_row_error(l, 5, "is not what an entry can map");
	return 0;
}

static const struct memtopo_record level_record = RECORD(level);

/* From the top down, by tables, to one entry that is none. */
static int levels_check(struct memtopo_loader *l, const struct memtopo_walk *walk)
{
	const struct memtopo_level *level = walk->levels;
	size_t count = walk->level_count, i;
	bool table;

	for (i = 0; i < count; i++, level++) {
		if (i && (level_number(level[-1].level) >= level_number(level->level) ||
			  level[-1].size <= level->size))
			return table_error(l, level->level, "is out of order or there twice");
		table = !strcmp(level->state, "table");
		if (table && i == count - 1)
			return table_error(l, level->level, "leads to no level that is there");
		if (!table && i < count - 1)
			return table_error(l, level->level, "is no table, but a level follows");
	}
	return 0;
}

static int levels_load(struct memtopo_walk *walk, struct memtopo_machine *machine,
		       struct memtopo_error *err)
{
	struct memtopo_loader *l = walk->answer.l;
	int rc;

	rc = memtopo_answer_table(&walk->answer, machine, "levels", err);
	if (!rc)
		rc = memtopo_records_load(l, &level_record, &walk->levels, &walk->level_count);
	return rc ? rc : levels_check(l, walk);
}

/* The frame that was asked about, or that the walk led to. */
static int page_check(struct memtopo_loader *l, const struct memtopo_walk *walk)
{
	const struct memtopo_page *page = &walk->page;
	u64 page_size = l->machine->info.page_size;
	u64 pfn = walk->address.pfn;

	if (walk->asked == MEMTOPO_ASKED_PAGE)
		pfn = walk->number;
	else if (walk->asked == MEMTOPO_ASKED_PHYSICAL)
		pfn = walk->number / page_size;
	if (page->pfn == MEMTOPO_NONE && walk->asked >= MEMTOPO_ASKED_KERNEL)
		return 0;
	if (frame_check(l, "pfn", page->pfn) || frame_check(l, "head_pfn", page->head_pfn))
		return -EINVAL;
	if (page->pfn != pfn)
		return table_error(l, "pfn", "is not the page frame asked about");
	if (page->physical != MEMTOPO_NONE && page->physical != pfn * page_size)
		return table_error(l, "physical", "is not where pfn is");
	if (!page->state)
		return table_error(l, "state", "is missing");
	return 0;
}

static int page_load(struct memtopo_walk *walk, struct memtopo_machine *machine,
		     struct memtopo_error *err)
{
	struct memtopo_loader *l = walk->answer.l;
	int rc;

	rc = memtopo_answer_table(&walk->answer, machine, "page", err);
	/* Where the walk leads to no frame the table has no rows. */
	if (!rc && l->table.next != l->table.end)
		rc = memtopo_keys_load(l, page_fields, ARRAY_SIZE(page_fields), &walk->page);
	return rc ? rc : page_check(l, walk);
}

static int walk_ask(struct memtopo_walk *walk, const char *root, struct memtopo_error *err)
{
	struct memtopo_answer *answer = &walk->answer;

	switch (walk->asked) {
	case MEMTOPO_ASKED_PAGE:
		return memtopo_ask(answer, root, err, "page %llu", walk->number);
	case MEMTOPO_ASKED_PHYSICAL:
		return memtopo_ask(answer, root, err, "phys 0x%llx", walk->number);
	case MEMTOPO_ASKED_KERNEL:
		return memtopo_ask(answer, root, err, "kernel 0x%llx", walk->number);
	default:
		return memtopo_ask(answer, root, err, "user %llu 0x%llx", walk->pid,
				   walk->number);
	}
}

int memtopo_walk_load(struct memtopo_walk *walk, struct memtopo_machine *machine,
		      const char *root, struct memtopo_error *err)
{
	int rc;

	memtopo_page_clear(&walk->page);
	walk->address = (struct memtopo_address) {
		.pid = MEMTOPO_NONE, .address = MEMTOPO_NONE, .mapping_start = MEMTOPO_NONE,
		.mapping_end = MEMTOPO_NONE, .page_size = MEMTOPO_NONE, .pfn = MEMTOPO_NONE,
		.physical = MEMTOPO_NONE, .struct_page_of = MEMTOPO_NONE, .cpu = MEMTOPO_NONE,
		.cpu_node = MEMTOPO_NONE, .distance = MEMTOPO_NONE,
	};
	rc = walk_ask(walk, root, err);
	if (rc)
		return rc;
	if (walk->asked >= MEMTOPO_ASKED_KERNEL) {
		rc = address_load(walk, machine, err);
		if (!rc)
			rc = levels_load(walk, machine, err);
	}
	if (!rc)
		rc = page_load(walk, machine, err);
	if (!rc)
		rc = memtopo_answer_end(&walk->answer, err);
	/* Damage is no refusal. */
	return !rc || rc == -ENOMEM ? rc : -EINVAL;
}

void memtopo_walk_free(struct memtopo_walk *walk)
{
	memtopo_answer_free(&walk->answer);
	free(walk->levels);
	walk->levels = NULL;
	walk->level_count = 0;
}

void memtopo_page_clear(struct memtopo_page *page)
{
	*page = (struct memtopo_page) {
		.pfn = MEMTOPO_NONE, .physical = MEMTOPO_NONE, .refcount = MEMTOPO_NONE,
		.mapcount = MEMTOPO_NONE, .order = MEMTOPO_NONE, .head_pfn = MEMTOPO_NONE,
		.skip = MEMTOPO_NONE, .section = MEMTOPO_NONE, .subsection = MEMTOPO_NONE,
		.memory_block = MEMTOPO_NONE, .node = MEMTOPO_NONE,
		.self_hosted = MEMTOPO_NONE, .cpu_distance = MEMTOPO_NONE,
	};
}

const struct memtopo_level *memtopo_walk_last(const struct memtopo_walk *walk)
{
	return walk->level_count ? &walk->levels[walk->level_count - 1] : NULL;
}

bool memtopo_words_have(const char *words, const char *word)
{
	size_t len;

	for (; words; words = *words ? words + 1 : NULL) {
		len = strcspn(words, ",");
		if (len == strlen(word) && !strncmp(words, word, len))
			return true;
		words += len;
	}
	return false;
}
