// SPDX-License-Identifier: GPL-2.0
/*
 * The HMAT: what the firmware claims that memory costs, beyond distances.
 *
 * The layout of its structures is that of include/acpi/actbl1.h of the kernel;
 * offsets are from the start of a structure.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hmat.h"

/* The first structure, and what every structure begins with. */
#define START 40
#define STRUCTURE_TYPE 0
#define STRUCTURE_LENGTH 4
#define STRUCTURE_SIZE 8

/* Memory Proximity Domain Attributes */
#define TYPE_DOMAIN 0
#define DOMAIN_SIZE 40
#define DOMAIN_FLAGS 8
#define DOMAIN_INITIATOR 12
#define DOMAIN_TARGET 16
#define DOMAIN_INITIATOR_VALID 1
#define DOMAIN_TARGET_VALID 2

/* System Locality Latency and Bandwidth Information */
#define TYPE_LOCALITY 1
#define LOCALITY_SIZE 32
#define LOCALITY_FLAGS 8
#define LOCALITY_DATA 9
#define LOCALITY_INITIATORS 12
#define LOCALITY_TARGETS 16
#define LOCALITY_BASE 24
#define LOCALITY_LEVEL 0x0f

/* What an entry is when it is no number. */
#define ENTRY_MISSING 0
#define ENTRY_UNREACHABLE 0xffff

/* Memory Side Cache Information */
#define TYPE_CACHE 2
#define CACHE_SIZE 32
#define CACHE_DOMAIN 8
#define CACHE_BYTES 16
#define CACHE_ATTRIBUTES 24

/* What the entries of a locality are. */
enum data {
	ACCESS_LATENCY,
	READ_LATENCY,
	WRITE_LATENCY,
	ACCESS_BANDWIDTH,
	READ_BANDWIDTH,
	WRITE_BANDWIDTH,
	ATTACHED,		/* no number: the target is the initiator's own */
};

/**
 * struct cell - one thing that the table says of a pair
 * @initiator: proximity domain
 * @target: proximity domain
 * @level: 0 for memory, 1 and more for a cache
 * @data: enum data, or more for what is not known
 * @is_unreachable: in place of a number
 * @order: where it stands among all
 * @value: the number or MEMTOPO_NONE
 */
struct cell {
	u32 initiator;
	u32 target;
	unsigned char level;
	unsigned char data;
	bool is_unreachable;
	u32 order;
	u64 value;
};

/* The table that is read, and what comes of it. */
struct reader {
	struct memtopo_acpi table;
	struct memtopo_hmat *hmat;
	struct cell *cells;
	size_t cell_count;
	size_t cell_room;
	size_t cache_room;
	struct memtopo_error *err;
};

/* Makes room for one more in an array of @count, for which there is @room. */
static void *array_grow(void *array, size_t count, size_t *room, size_t size)
{
	size_t more = *room ? 2 * *room : 16;

	if (count < *room)
		return array;
	array = reallocarray(array, more, size);
	if (array)
		*room = more;
	return array;
}

static int cell_add(struct reader *reader, const struct cell *cell)
{
	struct cell *cells;

	cells = array_grow(reader->cells, reader->cell_count, &reader->cell_room, sizeof(*cells));
	if (!cells)
		return -ENOMEM;
	reader->cells = cells;
	cells[reader->cell_count] = *cell;
	cells[reader->cell_count].order = reader->cell_count;
	reader->cell_count++;
	return 0;
}

/* Nanoseconds or MB/s; older tables count in tenths of both, later ones in picoseconds. */
static u64 entry_value(const struct reader *reader, u64 entry, u64 base, enum data data)
{
	u64 value, unit = 1;

	if (entry == ENTRY_MISSING || entry == ENTRY_UNREACHABLE ||
	    __builtin_mul_overflow(entry, base, &value))
		return MEMTOPO_NONE;
	if (reader->table.revision == 1)
		unit = 10;
	else if (data <= WRITE_LATENCY)
		unit = 1000;
	if (!value || (unit == 10 && value < unit))
		return MEMTOPO_NONE;
	return value / unit + !!(value % unit);
}

static int locality_cells(struct reader *reader, size_t at, u64 initiators, u64 targets)
{
	const struct memtopo_acpi *table = &reader->table;
	u64 base = memtopo_acpi_number(table, at + LOCALITY_BASE, 8), i, entry;
	size_t lists = at + LOCALITY_SIZE, entries = lists + 4 * (initiators + targets);
	struct cell cell = {
		.data = memtopo_acpi_number(table, at + LOCALITY_DATA, 1),
		.level = memtopo_acpi_number(table, at + LOCALITY_FLAGS, 1) & LOCALITY_LEVEL,
	};
	int rc = 0;

	/* What is not known may have any unit. */
	if (cell.data > WRITE_BANDWIDTH)
		return 0;
	for (i = 0; i < initiators * targets && !rc; i++) {
		cell.initiator = memtopo_acpi_number(table, lists + 4 * (i / targets), 4);
		cell.target = memtopo_acpi_number(table, lists +
						  4 * (initiators + i % targets), 4);
		entry = memtopo_acpi_number(table, entries + 2 * i, 2);
		cell.is_unreachable = entry == ENTRY_UNREACHABLE;
		cell.value = entry_value(reader, entry, base, cell.data);
		rc = cell_add(reader, &cell);
	}
	return rc;
}

static int locality_read(struct reader *reader, size_t at, size_t size)
{
	const struct memtopo_acpi *table = &reader->table;
	u64 initiators, targets;

	if (size < LOCALITY_SIZE)
		return memtopo_acpi_error(table, at, "too short for a locality", reader->err);
	initiators = memtopo_acpi_number(table, at + LOCALITY_INITIATORS, 4);
	targets = memtopo_acpi_number(table, at + LOCALITY_TARGETS, 4);
	/* Neither is larger than the table, so that nothing overflows then. */
	if (initiators > size || targets > size ||
	    LOCALITY_SIZE + 4 * (initiators + targets) + 2 * initiators * targets > size)
		return memtopo_acpi_error(table, at, "too short for its initiators and targets",
					  reader->err);
	return locality_cells(reader, at, initiators, targets);
}

/* Memory that belongs to an initiator, of which older tables may say that they do not know it. */
static int domain_read(struct reader *reader, size_t at, size_t size)
{
	const struct memtopo_acpi *table = &reader->table;
	struct cell cell = { .data = ATTACHED };
	u64 flags;

	if (size < DOMAIN_SIZE)
		return memtopo_acpi_error(table, at, "too short for a domain", reader->err);
	flags = memtopo_acpi_number(table, at + DOMAIN_FLAGS, 2);
	if (!(flags & DOMAIN_INITIATOR_VALID) ||
	    (table->revision == 1 && !(flags & DOMAIN_TARGET_VALID)))
		return 0;
	cell.initiator = memtopo_acpi_number(table, at + DOMAIN_INITIATOR, 4);
	cell.target = memtopo_acpi_number(table, at + DOMAIN_TARGET, 4);
	return cell_add(reader, &cell);
}

static int cache_read(struct reader *reader, size_t at, size_t size)
{
	/* None or unknown is 0, and comes last here. */
	static const u64 indexings[] = {
		MEMTOPO_CACHE_INDEXINGS, MEMTOPO_CACHE_DIRECT, MEMTOPO_CACHE_COMPLEX,
	};
	static const u64 policies[] = {
		MEMTOPO_CACHE_POLICIES, MEMTOPO_CACHE_WRITE_BACK, MEMTOPO_CACHE_WRITE_THROUGH,
	};
	const struct memtopo_acpi *table = &reader->table;
	struct memtopo_hmat *hmat = reader->hmat;
	struct memtopo_cache *cache;
	u64 attributes;

	if (size < CACHE_SIZE)
		return memtopo_acpi_error(table, at, "too short for a cache", reader->err);
	cache = array_grow(hmat->caches, hmat->cache_count, &reader->cache_room, sizeof(*cache));
	if (!cache)
		return -ENOMEM;
	hmat->caches = cache;
	cache = &hmat->caches[hmat->cache_count++];
	cache->domain = memtopo_acpi_number(table, at + CACHE_DOMAIN, 4);
	cache->node = memtopo_srat_node(&reader->hmat->srat, cache->domain);
	cache->size = memtopo_acpi_number(table, at + CACHE_BYTES, 8);
	attributes = memtopo_acpi_number(table, at + CACHE_ATTRIBUTES, 4);
	cache->level = attributes >> 4 & 0xf;
	cache->indexing = attributes >> 8 & 0xf;
	cache->policy = attributes >> 12 & 0xf;
	cache->line_size = attributes >> 16;
	cache->indexing = indexings[cache->indexing < ARRAY_SIZE(indexings) ? cache->indexing : 0];
	cache->policy = policies[cache->policy < ARRAY_SIZE(policies) ? cache->policy : 0];
	return 0;
}

static int structure_read(struct reader *reader, size_t at, size_t size)
{
	switch (memtopo_acpi_number(&reader->table, at + STRUCTURE_TYPE, 2)) {
	case TYPE_DOMAIN:
		return domain_read(reader, at, size);
	case TYPE_LOCALITY:
		return locality_read(reader, at, size);
	case TYPE_CACHE:
		return cache_read(reader, at, size);
	default:
		return 0;
	}
}

static int table_read(struct reader *reader)
{
	const struct memtopo_acpi *table = &reader->table;
	size_t end = table->file.size, size, at;
	int rc = 0;

	if (table->revision < 1 || table->revision > 2)
		return memtopo_error_set(reader->err, table->file.path, 0,
					 "revision %u is none that is known", table->revision);
	if (end < START)
		return memtopo_acpi_error(table, end, "too short for a HMAT", reader->err);
	for (at = START; at < end && !rc; at += size) {
		size = end - at < STRUCTURE_SIZE ? 0 :
		       memtopo_acpi_number(table, at + STRUCTURE_LENGTH, 4);
		if (size < STRUCTURE_SIZE || size > end - at)
			return memtopo_acpi_error(table, at, "a structure that does not fit",
						  reader->err);
		rc = structure_read(reader, at, size);
	}
	return rc;
}

static int number_compare(u64 a, u64 b)
{
	return a < b ? -1 : a > b;
}

/* By what they are about, then as in the table. */
static int cell_compare(const void *left, const void *right)
{
	const struct cell *a = left, *b = right;
	int rc = number_compare(a->level, b->level);

	if (!rc)
		rc = number_compare(a->initiator, b->initiator);
	if (!rc)
		rc = number_compare(a->target, b->target);
	return rc ? rc : number_compare(a->order, b->order);
}

/* MEMTOPO_NONE is larger than any node. */
static int claim_compare(const void *left, const void *right)
{
	const struct memtopo_claim *a = left, *b = right;
	int rc = number_compare(a->level, b->level);

	if (!rc)
		rc = number_compare(a->initiator, b->initiator);
	if (!rc)
		rc = number_compare(a->initiator_domain, b->initiator_domain);
	if (!rc)
		rc = number_compare(a->target, b->target);
	return rc ? rc : number_compare(a->target_domain, b->target_domain);
}

static void claim_start(struct memtopo_claim *claim, const struct memtopo_srat *srat,
			const struct cell *cell)
{
	*claim = (struct memtopo_claim) {
		.initiator = memtopo_srat_node(srat, cell->initiator),
		.target = memtopo_srat_node(srat, cell->target),
		.initiator_domain = cell->initiator, .target_domain = cell->target,
		.level = cell->level,
		.read_latency = MEMTOPO_NONE, .write_latency = MEMTOPO_NONE,
		.read_bandwidth = MEMTOPO_NONE, .write_bandwidth = MEMTOPO_NONE,
	};
}

static void claim_set(struct memtopo_claim *claim, const struct cell *cell)
{
	if (cell->data == ACCESS_LATENCY || cell->data == READ_LATENCY)
		claim->read_latency = cell->value;
	if (cell->data == ACCESS_LATENCY || cell->data == WRITE_LATENCY)
		claim->write_latency = cell->value;
	if (cell->data == ACCESS_BANDWIDTH || cell->data == READ_BANDWIDTH)
		claim->read_bandwidth = cell->value;
	if (cell->data == ACCESS_BANDWIDTH || cell->data == WRITE_BANDWIDTH)
		claim->write_bandwidth = cell->value;
	if (cell->data == ATTACHED)
		claim->is_attached = true;
	claim->is_unreachable |= cell->is_unreachable;
}

/* A pair is in the table once for each quantity, and for each time that it is said. */
static int claims_make(struct reader *reader)
{
	struct memtopo_hmat *hmat = reader->hmat;
	struct cell *cells = reader->cells;
	struct memtopo_claim *claim = NULL;
	size_t i;

	hmat->claims = calloc(reader->cell_count + 1, sizeof(*hmat->claims));
	if (!hmat->claims)
		return -ENOMEM;
	if (reader->cell_count)
		qsort(cells, reader->cell_count, sizeof(*cells), cell_compare);
	for (i = 0; i < reader->cell_count; i++) {
		if (!claim || cells[i].level != claim->level ||
		    cells[i].initiator != claim->initiator_domain ||
		    cells[i].target != claim->target_domain) {
			claim = &hmat->claims[hmat->claim_count++];
			claim_start(claim, &reader->hmat->srat, &cells[i]);
		}
		claim_set(claim, &cells[i]);
	}
	qsort(hmat->claims, hmat->claim_count, sizeof(*hmat->claims), claim_compare);
	return 0;
}

int memtopo_hmat_load(struct memtopo_hmat *hmat, const char *root, struct memtopo_error *err)
{
	struct reader reader = { .hmat = hmat, .err = err };
	int rc;

	memset(hmat, 0, sizeof(*hmat));
	rc = memtopo_acpi_load(&reader.table, root, "HMAT", err);
	if (!rc)
		rc = memtopo_srat_load(&hmat->srat, root, err);
	if (!rc)
		rc = table_read(&reader);
	if (!rc)
		rc = claims_make(&reader);
	hmat->revision = reader.table.revision;
	hmat->is_damaged = reader.table.is_damaged || hmat->srat.is_damaged;
	free(reader.cells);
	memtopo_acpi_free(&reader.table);
	return rc;
}

const struct memtopo_claim *memtopo_hmat_find(const struct memtopo_hmat *hmat, u64 initiator,
					      u64 target)
{
	size_t i;

	for (i = 0; i < hmat->claim_count; i++) {
		if (!hmat->claims[i].level && hmat->claims[i].initiator == initiator &&
		    hmat->claims[i].target == target)
			return &hmat->claims[i];
	}
	return NULL;
}

void memtopo_hmat_free(struct memtopo_hmat *hmat)
{
	memtopo_srat_free(&hmat->srat);
	free(hmat->claims);
	free(hmat->caches);
	memset(hmat, 0, sizeof(*hmat));
}
