// SPDX-License-Identifier: GPL-2.0
/*
 * Showing what firmware and kernel say that memory costs: the claims of the
 * HMAT as matrices or as a table, and beside them what the kernel made of it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "claim.h"
#include "column.h"
#include "part.h"

/* More than any kernel has nodes. */
#define DOMAINS_MAX 1024

/* All that is shown. */
struct claims {
	struct memtopo_hmat hmat;
	struct memtopo_costs costs;
};

/**
 * struct memtopo_claim_row - a row of the hmat view
 * @claim: what the firmware claims of a pair
 * @costs: what the kernel made of it
 */
struct memtopo_claim_row {
	struct memtopo_claim claim;
	const struct memtopo_costs *costs;
};

/**
 * struct memtopo_cache_row - a row of the caches view
 * @cache: the cache
 * @source: who says so
 */
struct memtopo_cache_row {
	struct memtopo_cache cache;
	const char *source;
};

static int value_text(struct memtopo_value *value, const char *text)
{
	value->text = text ? strdup(text) : NULL;
	return text && !value->text ? -ENOMEM : 0;
}

static int claim_reachable(const struct memtopo_machine *m, const void *row,
			   struct memtopo_value *value)
{
	const struct memtopo_claim *claim = row;

	(void)m;
	return value_text(value, claim->is_unreachable ? "no" : "yes");
}

static int claim_attached(const struct memtopo_machine *m, const void *row,
			  struct memtopo_value *value)
{
	const struct memtopo_claim *claim = row;

	(void)m;
	return value_text(value, claim->is_attached ? "yes" : "no");
}

static bool list_has(const char *list, u64 number)
{
	u64 first = MEMTOPO_NONE, last = 0;

	while (list && memtopo_list_next(&list, &first, &last) > 0) {
		if (number >= first && number <= last)
			return true;
	}
	return false;
}

/* The access classes of the target to which the initiator belongs. */
static int claim_classes(const struct memtopo_machine *m, const void *row,
			 struct memtopo_value *value)
{
	const struct memtopo_claim_row *own = row;
	const struct memtopo_access *access = own->costs->access;
	size_t size, i;
	FILE *out;

	(void)m;
	out = open_memstream(&value->text, &size);
	if (!out)
		return -ENOMEM;
	for (i = 0; i < own->costs->access_count && !own->claim.level; i++) {
		if (access[i].node == own->claim.target &&
		    list_has(access[i].initiators, own->claim.initiator))
			fprintf(out, "%s%llu", ftell(out) ? "," : "", access[i].class);
	}
	if (!fclose(out) && size)
		return 0;
	free(value->text);
	value->text = NULL;
	return size ? -ENOMEM : 0;
}

static const struct memtopo_column claim_columns[] = {
	FIELD("INITIATOR", NUMBER, TEXT | JSON, claim_row, claim.initiator,
	      "node whose CPUs or devices ask"),
	FIELD("TARGET", NUMBER, TEXT | JSON, claim_row, claim.target,
	      "node whose memory answers"),
	FIELD("INITIATOR_DOMAIN", NUMBER, JSON, claim_row, claim.initiator_domain,
	      "its proximity domain"),
	FIELD("TARGET_DOMAIN", NUMBER, JSON, claim_row, claim.target_domain,
	      "its proximity domain"),
	FIELD("LEVEL", NUMBER, TEXT | JSON, claim_row, claim.level,
	      "0 for memory, else that cache on its side"),
	FIELD("READ_LATENCY", NUMBER, TEXT | JSON, claim_row, claim.read_latency,
	      "nanoseconds"),
	FIELD("WRITE_LATENCY", NUMBER, TEXT | JSON, claim_row, claim.write_latency,
	      "nanoseconds"),
	FIELD("READ_BANDWIDTH", NUMBER, TEXT | JSON, claim_row, claim.read_bandwidth, "MB/s"),
	FIELD("WRITE_BANDWIDTH", NUMBER, TEXT | JSON, claim_row, claim.write_bandwidth, "MB/s"),
	MADE("REACHABLE", BOOL, JSON, claim_reachable, "the table does not say that it is not"),
	MADE("ATTACHED", BOOL, JSON, claim_attached,
	     "the table says that the target is the initiator's"),
	MADE("ACCESS", NUMBERS, TEXT | JSON, claim_classes,
	     "the kernel's access classes in which it is"),
};

const struct memtopo_view memtopo_claims_view = {
	.name = "hmat",
	.help = "latency and bandwidth, as firmware and kernel have them",
	.columns = claim_columns,
	.column_count = ARRAY_SIZE(claim_columns),
};

/* The kernel writes 0 where it does not know. */
static int value_known(struct memtopo_value *value, u64 number)
{
	value->number = number ? number : MEMTOPO_NONE;
	return 0;
}

static int access_read_latency(const struct memtopo_machine *m, const void *row,
			       struct memtopo_value *value)
{
	const struct memtopo_access *access = row;

	(void)m;
	return value_known(value, access->read_latency);
}

static int access_write_latency(const struct memtopo_machine *m, const void *row,
				struct memtopo_value *value)
{
	const struct memtopo_access *access = row;

	(void)m;
	return value_known(value, access->write_latency);
}

static int access_read_bandwidth(const struct memtopo_machine *m, const void *row,
				 struct memtopo_value *value)
{
	const struct memtopo_access *access = row;

	(void)m;
	return value_known(value, access->read_bandwidth);
}

static int access_write_bandwidth(const struct memtopo_machine *m, const void *row,
				  struct memtopo_value *value)
{
	const struct memtopo_access *access = row;

	(void)m;
	return value_known(value, access->write_bandwidth);
}

static const struct memtopo_column access_columns[] = {
	FIELD("NODE", NUMBER, TEXT | JSON, access, node, "node id"),
	FIELD("CLASS", NUMBER, TEXT | JSON, access, class, "0 for all initiators, 1 for CPUs"),
	FIELD("INITIATORS", NUMBERS, TEXT | JSON, access, initiators, "the best of them"),
	MADE("READ_LATENCY", NUMBER, TEXT | JSON, access_read_latency, "nanoseconds"),
	MADE("WRITE_LATENCY", NUMBER, TEXT | JSON, access_write_latency, "nanoseconds"),
	MADE("READ_BANDWIDTH", NUMBER, TEXT | JSON, access_read_bandwidth, "MB/s"),
	MADE("WRITE_BANDWIDTH", NUMBER, TEXT | JSON, access_write_bandwidth, "MB/s"),
};

static const struct memtopo_view access_view = {
	.name = "access",
	.columns = access_columns,
	.column_count = ARRAY_SIZE(access_columns),
};

static int cache_size(const struct memtopo_machine *m, const void *row,
		      struct memtopo_value *value)
{
	const struct memtopo_cache *cache = row;

	(void)m;
	value->number = cache->size;
	return 0;
}

static int cache_indexing(const struct memtopo_machine *m, const void *row,
			  struct memtopo_value *value)
{
	static const char *const names[] = {
		[MEMTOPO_CACHE_DIRECT] = "direct",
		[MEMTOPO_CACHE_COMPLEX] = "complex",
		[MEMTOPO_CACHE_INDEXINGS] = "other",
	};
	const struct memtopo_cache *cache = row;
	u64 indexing = cache->indexing;

	(void)m;
	if (indexing == MEMTOPO_NONE)
		return 0;
	return value_text(value, names[indexing < MEMTOPO_CACHE_INDEXINGS ? indexing :
				       MEMTOPO_CACHE_INDEXINGS]);
}

static int cache_policy(const struct memtopo_machine *m, const void *row,
			struct memtopo_value *value)
{
	static const char *const names[] = {
		[MEMTOPO_CACHE_WRITE_BACK] = "write-back",
		[MEMTOPO_CACHE_WRITE_THROUGH] = "write-through",
		[MEMTOPO_CACHE_POLICIES] = "other",
	};
	const struct memtopo_cache *cache = row;
	u64 policy = cache->policy;

	(void)m;
	if (policy == MEMTOPO_NONE)
		return 0;
	return value_text(value, names[policy < MEMTOPO_CACHE_POLICIES ? policy :
				       MEMTOPO_CACHE_POLICIES]);
}

static const struct memtopo_column cache_columns[] = {
	FIELD("SOURCE", TEXT, TEXT | JSON, cache_row, source, "who says so: firmware or kernel"),
	FIELD("NODE", NUMBER, TEXT | JSON, cache_row, cache.node, "node id"),
	FIELD("DOMAIN", NUMBER, JSON, cache_row, cache.domain, "proximity domain"),
	FIELD("LEVEL", NUMBER, TEXT | JSON, cache_row, cache.level, "level of the cache"),
	MADE("SIZE", BYTES, TEXT | JSON, cache_size, "size"),
	FIELD("LINE_SIZE", NUMBER, TEXT | JSON, cache_row, cache.line_size, "bytes of a line"),
	MADE("INDEXING", TEXT, TEXT | JSON, cache_indexing, "direct, complex or other"),
	MADE("WRITE_POLICY", TEXT, TEXT | JSON, cache_policy,
	     "write-back, write-through or other"),
};

static const struct memtopo_view caches_view = {
	.name = "caches",
	.columns = cache_columns,
	.column_count = ARRAY_SIZE(cache_columns),
};

static const struct memtopo_column tier_columns[] = {
	FIELD("TIER", NUMBER, TEXT | JSON, tier, tier, "number; lower is faster"),
	FIELD("NODES", NUMBERS, TEXT | JSON, tier, nodes, "its nodes"),
};

static const struct memtopo_view tiers_view = {
	.name = "tiers",
	.columns = tier_columns,
	.column_count = ARRAY_SIZE(tier_columns),
};

/* The rows of all four, in the order in which they are printed. */
enum part {
	CLAIMS,
	ACCESS,
	CACHES,
	TIERS,
	PARTS,
};

static const struct {
	const struct memtopo_view *view;
	const char *title;
} parts[PARTS] = {
	[CLAIMS] = { &memtopo_claims_view, NULL },
	[ACCESS] = { &access_view, "Access classes, as the kernel has them" },
	[CACHES] = { &caches_view, "Caches on the memory's side" },
	[TIERS] = { &tiers_view, "Memory tiers" },
};

/* A row for each of @count elements at @array; those are the caller's. */
static int rows_point(struct memtopo_rows *rows, const void *array, size_t count, size_t size)
{
	const char *element = array;

	rows->row = calloc(count + 1, sizeof(*rows->row));
	if (!rows->row)
		return -ENOMEM;
	for (; rows->count < count; element += size)
		rows->row[rows->count++] = element;
	return 0;
}

/* What the rows of claims and of caches point to. */
struct elements {
	struct memtopo_claim_row *claims;
	struct memtopo_cache_row *caches;
};

static int elements_make(struct elements *elements, const struct claims *claims)
{
	const struct memtopo_hmat *hmat = &claims->hmat;
	const struct memtopo_costs *costs = &claims->costs;
	struct memtopo_cache_row *cache;
	size_t i;

	elements->claims = calloc(hmat->claim_count + 1, sizeof(*elements->claims));
	elements->caches = calloc(hmat->cache_count + costs->cache_count + 1, sizeof(*cache));
	if (!elements->claims || !elements->caches)
		return -ENOMEM;
	for (i = 0; i < hmat->claim_count; i++) {
		elements->claims[i].claim = hmat->claims[i];
		elements->claims[i].costs = costs;
	}
	cache = elements->caches;
	for (i = 0; i < hmat->cache_count; i++, cache++) {
		cache->cache = hmat->caches[i];
		cache->source = "firmware";
	}
	for (i = 0; i < costs->cache_count; i++, cache++) {
		cache->cache = costs->caches[i];
		cache->source = "kernel";
	}
	return 0;
}

static int rows_make(struct memtopo_rows *rows, const struct elements *elements,
		     const struct claims *claims)
{
	const struct memtopo_hmat *hmat = &claims->hmat;
	const struct memtopo_costs *costs = &claims->costs;
	int rc;

	rc = rows_point(&rows[CLAIMS], elements->claims, hmat->claim_count,
			sizeof(*elements->claims));
	if (!rc)
		rc = rows_point(&rows[ACCESS], costs->access, costs->access_count,
				sizeof(*costs->access));
	if (!rc)
		rc = rows_point(&rows[CACHES], elements->caches,
				hmat->cache_count + costs->cache_count,
				sizeof(*elements->caches));
	if (!rc)
		rc = rows_point(&rows[TIERS], costs->tiers, costs->tier_count,
				sizeof(*costs->tiers));
	return rc;
}

/* A quantity of the claims. */
struct quantity {
	size_t offset;
	size_t other;		/* the one that makes a title of its own, if it differs */
	const char *title;	/* of both */
	const char *own_title;
};

static const struct quantity quantities[] = {
	{ offsetof(struct memtopo_claim, read_latency),
	  offsetof(struct memtopo_claim, write_latency),
	  "Latency in ns", "Read latency in ns" },
	{ offsetof(struct memtopo_claim, write_latency),
	  offsetof(struct memtopo_claim, read_latency),
	  NULL, "Write latency in ns" },
	{ offsetof(struct memtopo_claim, read_bandwidth),
	  offsetof(struct memtopo_claim, write_bandwidth),
	  "Bandwidth in MB/s", "Read bandwidth in MB/s" },
	{ offsetof(struct memtopo_claim, write_bandwidth),
	  offsetof(struct memtopo_claim, read_bandwidth),
	  NULL, "Write bandwidth in MB/s" },
};

static u64 claim_value(const struct memtopo_claim *claim, size_t offset)
{
	return *(const u64 *)((const char *)claim + offset);
}

static u64 claim_id(u64 node, u64 domain)
{
	return node == MEMTOPO_NONE ? domain | MEMTOPO_GRID_DOMAIN : node;
}

static u64 claim_row_id(const struct memtopo_claim *claim)
{
	return claim_id(claim->initiator, claim->initiator_domain);
}

static u64 claim_column_id(const struct memtopo_claim *claim)
{
	return claim_id(claim->target, claim->target_domain);
}

static int id_compare(const void *left, const void *right)
{
	const u64 *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* Sorts ids and drops those that are there twice. */
static size_t ids_unique(u64 *ids, size_t count)
{
	size_t unique = 0, i;

	qsort(ids, count, sizeof(*ids), id_compare);
	for (i = 0; i < count; i++) {
		if (!unique || ids[unique - 1] != ids[i])
			ids[unique++] = ids[i];
	}
	return unique;
}

static size_t id_index(const u64 *ids, size_t count, u64 id)
{
	const u64 *found = bsearch(&id, ids, count, sizeof(*ids), id_compare);

	return found - ids;
}

/* The claims of one level as a matrix, which is filled for one quantity after another. */
struct matrix {
	const struct memtopo_claim *claims;
	size_t count;
	u64 *rows;
	size_t row_count;
	u64 *columns;
	size_t column_count;
	u64 *values;
};

static void matrix_free(struct matrix *matrix)
{
	free(matrix->rows);
	free(matrix->columns);
	free(matrix->values);
}

static int matrix_make(struct matrix *matrix, struct memtopo_error *err)
{
	size_t i;

	matrix->rows = calloc(matrix->count, sizeof(*matrix->rows));
	matrix->columns = calloc(matrix->count, sizeof(*matrix->columns));
	if (!matrix->rows || !matrix->columns)
		return -ENOMEM;
	for (i = 0; i < matrix->count; i++) {
		matrix->rows[i] = claim_row_id(&matrix->claims[i]);
		matrix->columns[i] = claim_column_id(&matrix->claims[i]);
	}
	matrix->row_count = ids_unique(matrix->rows, matrix->count);
	matrix->column_count = ids_unique(matrix->columns, matrix->count);
	if (matrix->row_count > DOMAINS_MAX || matrix->column_count > DOMAINS_MAX)
		return memtopo_error_set(err, NULL, 0, "the HMAT has too many domains to be drawn");
	matrix->values = reallocarray(NULL, matrix->row_count,
				      matrix->column_count * sizeof(*matrix->values));
	return matrix->values ? 0 : -ENOMEM;
}

/* Fills in a quantity; whether the firmware says anything of it. */
static bool matrix_fill(struct matrix *matrix, const struct quantity *quantity, bool *alike)
{
	const struct memtopo_claim *claim;
	bool said = false;
	size_t i, row;
	u64 value;

	*alike = true;
	for (i = 0; i < matrix->row_count * matrix->column_count; i++)
		matrix->values[i] = MEMTOPO_NONE;
	for (i = 0; i < matrix->count; i++) {
		claim = &matrix->claims[i];
		value = claim_value(claim, quantity->offset);
		if (value != claim_value(claim, quantity->other))
			*alike = false;
		if (value != MEMTOPO_NONE)
			said = true;
		else if (claim->is_unreachable)
			value = MEMTOPO_GRID_UNREACHABLE;
		row = id_index(matrix->rows, matrix->row_count, claim_row_id(claim));
		matrix->values[row * matrix->column_count +
			       id_index(matrix->columns, matrix->column_count,
					claim_column_id(claim))] = value;
	}
	return said;
}

static void quantity_draw(struct memtopo_canvas *canvas, struct matrix *matrix,
			  const struct quantity *quantity)
{
	struct memtopo_grid grid = {
		.rows = matrix->rows, .row_count = matrix->row_count,
		.columns = matrix->columns, .column_count = matrix->column_count,
		.values = matrix->values,
	};
	u64 level = matrix->claims->level;
	char title[64];
	bool alike;

	if (!matrix_fill(matrix, quantity, &alike) || (alike && !quantity->title))
		return;
	snprintf(title, sizeof(title), "%s%s", alike ? quantity->title : quantity->own_title,
		 level ? " of cache level " : "");
	if (level)
		snprintf(title + strlen(title), sizeof(title) - strlen(title), "%llu", level);
	grid.title = title;
	memtopo_canvas_end(canvas);
	memtopo_grid_draw(canvas, &grid);
}

/* The claims are sorted by level. */
static int claims_draw(struct memtopo_canvas *canvas, const struct memtopo_hmat *hmat,
		       struct memtopo_error *err)
{
	size_t at, i;
	int rc = 0;

	memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "Firmware's HMAT, revision %u",
			   hmat->revision);
	memtopo_canvas_end(canvas);
	for (at = 0; at < hmat->claim_count && !rc; ) {
		struct matrix matrix = { .claims = hmat->claims + at };

		while (at < hmat->claim_count && hmat->claims[at].level == matrix.claims->level)
			at++;
		matrix.count = hmat->claims + at - matrix.claims;
		rc = matrix_make(&matrix, err);
		for (i = 0; i < ARRAY_SIZE(quantities) && !rc; i++)
			quantity_draw(canvas, &matrix, &quantities[i]);
		matrix_free(&matrix);
	}
	return rc;
}

static int claims_picture(struct memtopo_canvas *canvas, const struct claims *claims,
			  const struct memtopo_rows *rows, const struct memtopo_machine *none,
			  const struct memtopo_style *style, struct memtopo_error *err)
{
	struct memtopo_style indented = *style;
	int part, rc;

	indented.indent = 1;
	rc = claims_draw(canvas, &claims->hmat, err);
	for (part = ACCESS; part < PARTS && !rc; part++) {
		if (!rows[part].count)
			continue;
		memtopo_canvas_end(canvas);
		memtopo_canvas_put(canvas, MEMTOPO_INK_TITLE, "%s", parts[part].title);
		memtopo_canvas_end(canvas);
		rc = memtopo_rows_print(parts[part].view, &rows[part], none, &indented);
	}
	return rc;
}

static int claims_print(struct memtopo_canvas *canvas, const struct claims *claims,
			const struct memtopo_rows *rows, const struct memtopo_style *style,
			struct memtopo_error *err)
{
	const struct memtopo_machine none = { .loaded = 0 };
	struct memtopo_member members[PARTS];
	int part;

	if (style->format == MEMTOPO_FORMAT_JSON) {
		for (part = 0; part < PARTS; part++)
			members[part] = (struct memtopo_member) {
				.view = parts[part].view, .rows = &rows[part], .machine = &none,
				.columns = part == CLAIMS ? style->columns : NULL,
			};
		return memtopo_members_print(members, PARTS, style);
	}
	if (style->format == MEMTOPO_FORMAT_TABLE && !style->columns && !style->output_all &&
	    !style->noheadings)
		return claims_picture(canvas, claims, rows, &none, style, err);
	return memtopo_rows_print(parts[CLAIMS].view, &rows[CLAIMS], &none, style);
}

#define NOTE "memtopo: note: proximity domain "

static void note_domain(u64 domain, u64 node, const char *possible)
{
	if (node == MEMTOPO_NONE)
		fprintf(stderr, NOTE "%llu of the HMAT is not in the SRAT\n", domain);
	else if (possible && !list_has(possible, node))
		fprintf(stderr, NOTE "%llu would be node %llu, which this kernel has not\n",
			domain, node);
}

/* What to doubt in the claims, each domain once. */
static int notes_print(const struct claims *claims)
{
	const struct memtopo_hmat *hmat = &claims->hmat;
	size_t count = 0, i;
	u64 *domains;

	domains = calloc(2 * hmat->claim_count + hmat->cache_count + 1, sizeof(*domains));
	if (!domains)
		return -ENOMEM;
	for (i = 0; i < hmat->claim_count; i++) {
		domains[count++] = hmat->claims[i].initiator_domain;
		domains[count++] = hmat->claims[i].target_domain;
	}
	for (i = 0; i < hmat->cache_count; i++)
		domains[count++] = hmat->caches[i].domain;
	count = ids_unique(domains, count);
	if (hmat->is_damaged)
		fputs("memtopo: note: the checksum of HMAT or SRAT is wrong\n", stderr);
	for (i = 0; i < count; i++)
		note_domain(domains[i], memtopo_srat_node(&hmat->srat, domains[i]),
			    claims->costs.possible);
	free(domains);
	return 0;
}

int memtopo_claims_show(const char *root, struct memtopo_canvas *canvas,
			const struct memtopo_style *style, struct memtopo_error *err)
{
	struct memtopo_rows rows[PARTS] = { { .count = 0 } };
	struct elements elements = { .claims = NULL };
	struct claims claims = { .hmat = { .revision = 0 } };
	int part, rc;

	rc = memtopo_hmat_load(&claims.hmat, root, err);
	if (!rc)
		rc = memtopo_costs_load(&claims.costs, root, err);
	if (!rc)
		rc = elements_make(&elements, &claims);
	if (!rc)
		rc = rows_make(rows, &elements, &claims);
	if (!rc)
		rc = notes_print(&claims);
	if (!rc)
		rc = claims_print(canvas, &claims, rows, style, err);
	for (part = 0; part < PARTS; part++)
		memtopo_rows_free(&rows[part]);
	free(elements.claims);
	free(elements.caches);
	memtopo_costs_free(&claims.costs);
	memtopo_hmat_free(&claims.hmat);
	return rc;
}
