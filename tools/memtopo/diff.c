// SPDX-License-Identifier: GPL-2.0
/*
 * What is different between two machines, or one machine at two times.
 *
 * The fields of an object are the columns of its view, so that a field has one
 * name and one way to be read. The two machines need not have anything in
 * common but the size of a page.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "diff.h"

/* Two machines that are being compared. */
struct diff {
	struct memtopo_changes *changes;
	const struct memtopo_machine *before;
	const struct memtopo_machine *after;
	bool all;
};

/* An object before and after, of which one may not exist. */
struct object {
	const char *object;
	const char *view;
	const char *name;
	const char *change;
	const void *before;
	const void *after;
};

static int value_copy(struct memtopo_value *to, const struct memtopo_value *from)
{
	*to = *from;
	if (from->text)
		to->text = strdup(from->text);
	return from->text && !to->text ? -ENOMEM : 0;
}

static int change_before(const struct memtopo_machine *m, const void *row,
			 struct memtopo_value *value)
{
	const struct memtopo_change *change = row;

	(void)m;
	return value_copy(value, &change->before);
}

static int change_after(const struct memtopo_machine *m, const void *row,
			struct memtopo_value *value)
{
	const struct memtopo_change *change = row;

	(void)m;
	return value_copy(value, &change->after);
}

static const struct memtopo_column change_columns[] = {
	FIELD("OBJECT", TEXT, TEXT | JSON, change, object,
	      "machine, node, zone, section, hole or distance"),
	FIELD("NAME", TEXT, TEXT | JSON, change, name, "which node, zone, sections and so on"),
	FIELD("CHANGE", TEXT, TEXT | JSON, change, change,
	      "added, removed, online, offline or changed"),
	FIELD("FIELD", TEXT, TEXT | JSON, change, field, "which of its columns"),
	MADE("BEFORE", ANY, TEXT | JSON, change_before, "the value before"),
	MADE("AFTER", ANY, TEXT | JSON, change_after, "the value after"),
};

const struct memtopo_view memtopo_changes_view = {
	.name = "changes",
	.help = "what is different between two machines",
	.tables = MEMTOPO_HAS_ALL,
	.columns = change_columns,
	.column_count = ARRAY_SIZE(change_columns),
};

static void change_free(struct memtopo_change *change)
{
	free(change->name);
	free(change->field);
	free(change->before.text);
	free(change->after.text);
}

/* Takes the texts of both values over, whatever comes of it. */
static int change_add(struct diff *d, const struct object *object, const char *field,
		      struct memtopo_value *before, struct memtopo_value *after)
{
	struct memtopo_changes *changes = d->changes;
	struct memtopo_change change = {
		.object = object->object, .change = object->change,
		.before = *before, .after = *after,
	};
	struct memtopo_change *more;
	size_t room = changes->room;
	char *c;

	change.field = strdup(field);
	if (object->name)
		change.name = strdup(object->name);
	if (!change.field || !change.name != !object->name)
		goto out;
	for (c = change.field; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	}
	if (changes->count == room) {
		room = room ? 2 * room : 64;
		more = reallocarray(changes->change, room, sizeof(*more));
		if (!more)
			goto out;
		changes->change = more;
		changes->room = room;
	}
	changes->change[changes->count++] = change;
	return 0;
out:
	change_free(&change);
	return -ENOMEM;
}

static const char *change_word(const void *before, const void *after)
{
	if (!before)
		return "added";
	return after ? "changed" : "removed";
}

static bool text_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool value_same(const struct memtopo_value *a, const struct memtopo_value *b)
{
	return a->number == b->number && text_same(a->text, b->text);
}

/* What nobody misses in the description of a new object. */
static bool value_is_nothing(const struct memtopo_value *value)
{
	return !value->text && (value->number == MEMTOPO_NONE || !value->number);
}

/* A column of @row, or no value when there is no row. */
static int value_get(const struct memtopo_view *view, const char *name,
		     const struct memtopo_machine *m, const void *row,
		     struct memtopo_value *value)
{
	size_t len = strlen(name);
	int column = memtopo_column_find(view, name, len);
	int rc;

	value->number = MEMTOPO_NONE;
	value->text = NULL;
	value->kind = view->columns[column].kind;
	if (!row)
		return 0;
	rc = memtopo_column_value(&view->columns[column], m, row, value);
	/* The view has a column for people beside it; here is but one. */
	if (value->kind == MEMTOPO_KIND_NUMBER && len >= 5 && !strcmp(name + len - 5, "PAGES"))
		value->kind = MEMTOPO_KIND_FRAMES;
	return rc;
}

static int field_compare(struct diff *d, const struct object *object, const char *field)
{
	const struct memtopo_view *view = memtopo_view_find(object->view);
	struct memtopo_value before, after;
	bool same;
	int rc;

	rc = value_get(view, field, d->before, object->before, &before);
	if (rc)
		return rc;
	rc = value_get(view, field, d->after, object->after, &after);
	if (rc) {
		free(before.text);
		return rc;
	}
	if (object->before && object->after)
		same = value_same(&before, &after);
	else
		same = value_is_nothing(object->before ? &before : &after);
	if (!same)
		return change_add(d, object, field, &before, &after);
	free(before.text);
	free(after.text);
	return 0;
}

/* @fields ends with NULL. */
static int fields_compare(struct diff *d, const struct object *object,
			  const char *const *fields)
{
	int rc = 0;

	while (*fields && !rc)
		rc = field_compare(d, object, *fields++);
	return rc;
}

/* Facts that count what is compared one by one, and so say nothing new. */
static const char *const fact_follows[] = {
	"sections_present", "sections_online", "nodes_online", "nodes_memory",
	"nodes_cpu", "first_present_pfn", "last_present_pfn", "memmap_bytes",
	"generation",
};

static bool fact_is_wanted(const struct diff *d, const char *key)
{
	size_t i;

	for (i = 0; !d->all && i < ARRAY_SIZE(fact_follows); i++) {
		if (!strcmp(key, fact_follows[i]))
			return false;
	}
	return true;
}

static int fact_value(const struct memtopo_pair *pair, struct memtopo_value *value)
{
	static const enum memtopo_kind kinds[] = {
		[MEMTOPO_INFO_TEXT] = MEMTOPO_KIND_TEXT,
		[MEMTOPO_INFO_NUMBER] = MEMTOPO_KIND_NUMBER,
		[MEMTOPO_INFO_BYTES] = MEMTOPO_KIND_BYTES,
		[MEMTOPO_INFO_BOOL] = MEMTOPO_KIND_BOOL,
	};
	const char *pos;

	*value = (struct memtopo_value) { .number = MEMTOPO_NONE };
	if (!pair || memtopo_cell_is_none(pair->value))
		return 0;
	value->kind = kinds[pair->kind];
	pos = pair->value;
	if ((pair->kind == MEMTOPO_INFO_NUMBER || pair->kind == MEMTOPO_INFO_BYTES) &&
	    !memtopo_number_scan(&pos, &value->number))
		return 0;
	value->text = strdup(pair->value);
	return value->text ? 0 : -ENOMEM;
}

static int fact_compare(struct diff *d, const struct memtopo_pair *before,
			const struct memtopo_pair *after)
{
	const struct object object = {
		.object = "machine", .change = change_word(before, after),
	};
	const char *key = before ? before->key : after->key;
	struct memtopo_value values[2];
	int rc;

	if (!fact_is_wanted(d, key) || (before && after && !strcmp(before->value, after->value)))
		return 0;
	rc = fact_value(before, &values[0]);
	if (rc)
		return rc;
	rc = fact_value(after, &values[1]);
	if (rc) {
		free(values[0].text);
		return rc;
	}
	return change_add(d, &object, key, &values[0], &values[1]);
}

/* By key, then by place, since an unknown key may be there twice. */
static int pair_compare(const void *a, const void *b)
{
	const struct memtopo_pair *x = *(const struct memtopo_pair *const *)a;
	const struct memtopo_pair *y = *(const struct memtopo_pair *const *)b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x > y) - (x < y);
}

static const struct memtopo_pair **pairs_sort(const struct memtopo_info *info)
{
	const struct memtopo_pair **pairs = calloc(info->count + 1, sizeof(*pairs));
	size_t i;

	for (i = 0; pairs && i < info->count; i++)
		pairs[i] = &info->pairs[i];
	if (pairs)
		qsort(pairs, info->count, sizeof(*pairs), pair_compare);
	return pairs;
}

static int facts_compare(struct diff *d)
{
	const struct memtopo_pair **before = pairs_sort(&d->before->info);
	const struct memtopo_pair **after = pairs_sort(&d->after->info);
	size_t i = 0, j = 0;
	int order, rc = before && after ? 0 : -ENOMEM;

	while (!rc && (before[i] || after[j])) {
		order = !before[i] ? 1 : !after[j] ? -1 : strcmp(before[i]->key, after[j]->key);
		rc = fact_compare(d, order <= 0 ? before[i] : NULL,
				  order >= 0 ? after[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	free(before);
	free(after);
	return rc;
}

static int node_compare(struct diff *d, const struct memtopo_node *before,
			const struct memtopo_node *after)
{
	static const char *const fields[] = {
		"STATES", "START_PFN", "SPANNED_PAGES", "PRESENT_PAGES", "MANAGED_PAGES",
		"MEMMAP_PAGES", "CPUS", NULL,
	};
	static const char *const moving[] = { "FREE_PAGES", NULL };
	struct object object = {
		.object = "node", .view = "nodes", .change = change_word(before, after),
		.before = before, .after = after,
	};
	char name[24];
	int rc;

	snprintf(name, sizeof(name), "%llu", before ? before->node : after->node);
	object.name = name;
	rc = fields_compare(d, &object, fields);
	if (!rc && d->all)
		rc = fields_compare(d, &object, moving);
	return rc;
}

static int nodes_compare(struct diff *d)
{
	const struct memtopo_node *b = d->before->nodes, *b_end = b + d->before->node_count;
	const struct memtopo_node *a = d->after->nodes, *a_end = a + d->after->node_count;
	int rc = 0;

	while (!rc && (b < b_end || a < a_end)) {
		bool has_b = b < b_end && (a == a_end || b->node <= a->node);
		bool has_a = a < a_end && (b == b_end || a->node <= b->node);

		rc = node_compare(d, has_b ? b : NULL, has_a ? a : NULL);
		b += has_b;
		a += has_a;
	}
	return rc;
}

/* The zone of a machine that another machine's is compared with. */
static const struct memtopo_zone *zone_find(const struct memtopo_machine *m,
					    const struct memtopo_zone *zone)
{
	size_t low = 0, high = m->zone_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (m->zones[middle].node < zone->node)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < m->zone_count && m->zones[low].node == zone->node; low++) {
		if (!strcmp(m->zones[low].zone, zone->zone))
			return &m->zones[low];
	}
	return NULL;
}

/* The kernel has every zone on every node: one without a span is as good as none. */
static int zone_compare(struct diff *d, const struct memtopo_zone *before,
			const struct memtopo_zone *after)
{
	static const char *const fields[] = {
		"START_PFN", "SPANNED_PAGES", "PRESENT_PAGES", "MANAGED_PAGES",
		"CMA_PAGES", NULL,
	};
	static const char *const moving[] = {
		"FREE_PAGES", "MIN", "LOW", "HIGH", "PROMO", "BOOST", "LOWMEM_RESERVE", NULL,
	};
	const struct memtopo_zone *either = before ? before : after;
	struct object object = { .object = "zone", .view = "zones" };
	char *name;
	int rc;

	if (before && after && !before->spanned_pages && !after->spanned_pages) {
		if (!d->all)
			return 0;
		object.before = before;
		object.after = after;
	} else {
		object.before = before && before->spanned_pages ? before : NULL;
		object.after = after && after->spanned_pages ? after : NULL;
	}
	if (!object.before && !object.after)
		return 0;
	if (asprintf(&name, "%llu/%s", either->node, either->zone) < 0)
		return -ENOMEM;
	object.name = name;
	object.change = change_word(object.before, object.after);
	rc = fields_compare(d, &object, fields);
	if (!rc && d->all)
		rc = fields_compare(d, &object, moving);
	free(name);
	return rc;
}

static int zones_compare(struct diff *d)
{
	const struct memtopo_machine *before = d->before, *after = d->after;
	size_t i;
	int rc = 0;

	for (i = 0; i < before->zone_count && !rc; i++)
		rc = zone_compare(d, &before->zones[i], zone_find(after, &before->zones[i]));
	for (i = 0; i < after->zone_count && !rc; i++) {
		if (!zone_find(before, &after->zones[i]))
			rc = zone_compare(d, NULL, &after->zones[i]);
	}
	return rc;
}

static const char *owner_zone(const struct memtopo_machine *m,
			      const struct memtopo_owner *owner)
{
	return owner->zone == MEMTOPO_NO_ZONE ? NULL : m->zone_names[owner->zone];
}

/* Zones are numbered by each machine for itself; only their names compare. */
static bool owners_same(const struct memtopo_machine *a, const struct memtopo_owners *a_owners,
			const struct memtopo_machine *b, const struct memtopo_owners *b_owners)
{
	const struct memtopo_owner *x = a->owners + a_owners->at;
	const struct memtopo_owner *y = b->owners + b_owners->at;
	size_t i;

	if (a_owners->count != b_owners->count)
		return false;
	for (i = 0; i < a_owners->count; i++) {
		if (x[i].node != y[i].node || x[i].pages != y[i].pages)
			return false;
		if (!text_same(owner_zone(a, &x[i]), owner_zone(b, &y[i])))
			return false;
	}
	return true;
}

/* A section without a list of subsections has all of them. */
static bool subsections_same(const struct diff *d, const struct memtopo_section *before,
			     const struct memtopo_section *after)
{
	u64 full = memtopo_section_pages(d->before);

	return (before->pages == full && after->pages == full) ||
	       text_same(before->subsections, after->subsections);
}

static bool section_same(const struct diff *d, const struct memtopo_section *before,
			 const struct memtopo_section *after)
{
	return text_same(before->flags, after->flags) &&
	       owners_same(d->before, &before->zones, d->after, &after->zones) &&
	       owners_same(d->before, &before->nodes, d->after, &after->nodes) &&
	       subsections_same(d, before, after);
}

/* Sections that changed alike: a run of those before and a run of those after. */
struct section_change {
	struct diff *d;
	struct memtopo_owner *before_owners;
	struct memtopo_owner *after_owners;
	struct memtopo_run before;
	struct memtopo_run after;
};

static const char *section_word(const struct memtopo_run *before,
				const struct memtopo_run *after)
{
	bool was_online, is_online;

	if (!before->count || !after->count)
		return before->count ? "removed" : "added";
	was_online = memtopo_section_has(before->first, 'O');
	is_online = memtopo_section_has(after->first, 'O');
	if (was_online == is_online)
		return "changed";
	return is_online ? "online" : "offline";
}

/* Of owners the zones tell all there is to know, unless only the nodes differ. */
static int section_fields(struct section_change *change, const struct object *object)
{
	static const char *const existence[] = { "PAGES", "FLAGS", "ZONES", NULL };
	static const char *const subsections[] = { "SUBSECTIONS", NULL };
	static const char *const by_zone[] = { "FLAGS", "ZONES", NULL };
	static const char *const by_node[] = { "FLAGS", "NODES", NULL };
	static const char *const size[] = { "SUBSECTIONS", "PAGES", NULL };
	const struct memtopo_run *run = object->before ? object->before : object->after;
	struct diff *d = change->d;
	int rc;

	if (!object->before || !object->after) {
		rc = fields_compare(d, object, existence);
		if (!rc && run->pages != run->span_pages)
			rc = fields_compare(d, object, subsections);
		return rc;
	}
	if (owners_same(d->before, &change->before.first->zones,
			d->after, &change->after.first->zones))
		rc = fields_compare(d, object, by_node);
	else
		rc = fields_compare(d, object, by_zone);
	if (!rc && !subsections_same(d, change->before.first, change->after.first))
		rc = fields_compare(d, object, size);
	return rc;
}

static int section_flush(struct section_change *change)
{
	const struct memtopo_view *view = memtopo_view_find("sections");
	struct object object = {
		.object = "section", .view = "sections",
		.change = section_word(&change->before, &change->after),
		.before = change->before.count ? &change->before : NULL,
		.after = change->after.count ? &change->after : NULL,
	};
	struct memtopo_value name;
	int rc;

	if (!object.before && !object.after)
		return 0;
	rc = value_get(view, "SECTIONS", change->d->after,
		       object.before ? object.before : object.after, &name);
	if (rc)
		return rc;
	object.name = name.text;
	rc = section_fields(change, &object);
	free(name.text);
	change->before.count = 0;
	change->after.count = 0;
	return rc;
}

static bool run_goes_on(const struct memtopo_run *run, const struct memtopo_machine *m,
			const struct memtopo_section *section)
{
	if (!section || !run->count)
		return !section && !run->count;
	return memtopo_run_takes(run, m, section);
}

static void run_extend(struct memtopo_run *run, const struct memtopo_machine *m,
		       struct memtopo_owner *owners, const struct memtopo_section *section)
{
	if (section && run->count)
		memtopo_run_add(run, m, section);
	else if (section)
		memtopo_run_start(run, m, owners, section);
}

static int section_compare(struct section_change *change,
			   const struct memtopo_section *before,
			   const struct memtopo_section *after)
{
	struct diff *d = change->d;
	int rc = 0;

	if (before && after && section_same(d, before, after))
		return section_flush(change);
	if (d->all || !run_goes_on(&change->before, d->before, before) ||
	    !run_goes_on(&change->after, d->after, after))
		rc = section_flush(change);
	run_extend(&change->before, d->before, change->before_owners, before);
	run_extend(&change->after, d->after, change->after_owners, after);
	return rc;
}

static struct memtopo_owner *owners_copy(const struct memtopo_machine *m)
{
	struct memtopo_owner *owners = calloc(m->owner_count + 1, sizeof(*owners));

	if (owners && m->owner_count)
		memcpy(owners, m->owners, m->owner_count * sizeof(*owners));
	return owners;
}

/* Sections of another size have nothing in common but the number. */
static int sections_compare(struct diff *d)
{
	const struct memtopo_section *b = d->before->sections;
	const struct memtopo_section *b_end = b + d->before->section_count;
	const struct memtopo_section *a = d->after->sections;
	const struct memtopo_section *a_end = a + d->after->section_count;
	bool alike = d->before->info.section_size == d->after->info.section_size;
	struct section_change change = {
		.d = d,
		.before_owners = owners_copy(d->before),
		.after_owners = owners_copy(d->after),
	};
	int rc = change.before_owners && change.after_owners ? 0 : -ENOMEM;

	while (!rc && (b < b_end || a < a_end)) {
		bool has_b = b < b_end && (a == a_end || !alike || b->section <= a->section);
		bool has_a = a < a_end && (b == b_end || (alike && a->section <= b->section));

		rc = section_compare(&change, has_b ? b : NULL, has_a ? a : NULL);
		b += has_b;
		a += has_a;
	}
	if (!rc)
		rc = section_flush(&change);
	free(change.before_owners);
	free(change.after_owners);
	return rc;
}

static u64 hole_end(const struct memtopo_hole *hole)
{
	return hole->start_pfn == MEMTOPO_NONE ? MEMTOPO_NONE : hole->start_pfn + hole->pages;
}

/* It is the same hole as long as one of its ends stays where it is. */
static bool hole_stays(const struct memtopo_hole *before, const struct memtopo_hole *after)
{
	if (before->start_pfn == MEMTOPO_NONE && after->start_pfn == MEMTOPO_NONE)
		return before->nodes[0] == after->nodes[0];
	return before->start_pfn == after->start_pfn || hole_end(before) == hole_end(after);
}

static bool hole_is_lower(const struct memtopo_hole *hole, const struct memtopo_hole *other)
{
	if (hole->start_pfn != other->start_pfn)
		return hole->start_pfn < other->start_pfn;
	return hole->nodes[0] < other->nodes[0];
}

/* One that changed goes by both its spans, of which one holds the other. */
static void hole_name(const struct diff *d, const struct memtopo_hole *before,
		      const struct memtopo_hole *after, char *name, size_t size)
{
	const struct memtopo_hole *either = before ? before : after;
	u64 page = d->after->info.page_size;
	u64 start = either->start_pfn, end = hole_end(either);

	if (start == MEMTOPO_NONE) {
		memtopo_hole_name(either, name, size);
		return;
	}
	if (after && after->start_pfn < start)
		start = after->start_pfn;
	if (after && hole_end(after) > end)
		end = hole_end(after);
	snprintf(name, size, "0x%llx-0x%llx", start * page, end * page - 1);
}

static int hole_compare(struct diff *d, const struct memtopo_hole *before,
			const struct memtopo_hole *after)
{
	static const char *const existence[] = { "PAGES", "KIND", "NODES", NULL };
	static const char *const fields[] = { "START_PFN", "PAGES", "KIND", "NODES", NULL };
	struct object object = {
		.object = "hole", .view = "holes", .change = change_word(before, after),
		.before = before, .after = after,
	};
	char name[64];

	hole_name(d, before, after, name, sizeof(name));
	object.name = name;
	return fields_compare(d, &object, before && after ? fields : existence);
}

static int holes_compare(struct diff *d)
{
	struct memtopo_holes before, after = { .count = 0 };
	const struct memtopo_hole *b, *a;
	size_t i = 0, j = 0;
	int rc;

	rc = memtopo_holes_build(&before, d->before);
	if (!rc)
		rc = memtopo_holes_build(&after, d->after);
	while (!rc && (i < before.count || j < after.count)) {
		b = i < before.count ? &before.hole[i] : NULL;
		a = j < after.count ? &after.hole[j] : NULL;
		if (a && b && !hole_stays(b, a)) {
			if (hole_is_lower(b, a))
				a = NULL;
			else
				b = NULL;
		}
		rc = hole_compare(d, b, a);
		i += !!b;
		j += !!a;
	}
	memtopo_holes_free(&before);
	memtopo_holes_free(&after);
	return rc;
}

/* A row of both matrices, its columns being the nodes of either. */
struct distances {
	u64 *nodes;
	size_t count;
	size_t *before_at;
	size_t *after_at;
};

#define NOWHERE (~(size_t)0)

static u64 distance_get(const struct memtopo_machine *m, size_t from, size_t to)
{
	if (from == NOWHERE || to == NOWHERE)
		return MEMTOPO_NONE;
	return m->distance[from * m->distance_count + to];
}

static int distances_union(struct distances *distances, const struct diff *d)
{
	size_t b_count = d->before->distance_count, a_count = d->after->distance_count;
	const u64 *b = d->before->distance_node, *a = d->after->distance_node;
	size_t room = b_count + a_count + 1, i = 0, j = 0, n = 0;

	distances->nodes = calloc(room, sizeof(*distances->nodes));
	distances->before_at = calloc(room, sizeof(*distances->before_at));
	distances->after_at = calloc(room, sizeof(*distances->after_at));
	if (!distances->nodes || !distances->before_at || !distances->after_at)
		return -ENOMEM;
	while (i < b_count || j < a_count) {
		bool has_b = i < b_count && (j == a_count || b[i] <= a[j]);
		bool has_a = j < a_count && (i == b_count || a[j] <= b[i]);

		distances->nodes[n] = has_b ? b[i] : a[j];
		distances->before_at[n] = has_b ? i++ : NOWHERE;
		distances->after_at[n++] = has_a ? j++ : NOWHERE;
	}
	distances->count = n;
	return 0;
}

static int distance_add(struct diff *d, u64 from, u64 first, u64 last, u64 before, u64 after)
{
	struct memtopo_value values[2] = {
		{ .kind = MEMTOPO_KIND_NUMBER, .number = before },
		{ .kind = MEMTOPO_KIND_NUMBER, .number = after },
	};
	char name[80];
	const struct object object = {
		.object = "distance", .name = name,
		.change = change_word(before == MEMTOPO_NONE ? NULL : name,
				      after == MEMTOPO_NONE ? NULL : name),
	};

	if (first == last)
		snprintf(name, sizeof(name), "%llu:%llu", from, first);
	else
		snprintf(name, sizeof(name), "%llu:%llu-%llu", from, first, last);
	return change_add(d, &object, "distance", &values[0], &values[1]);
}

/* The distances from the node at @i; nodes next to one another make a range. */
static int distances_row(struct diff *d, const struct distances *row, size_t i)
{
	u64 before, after;
	size_t j, last;
	int rc = 0;

	for (j = 0; j < row->count && !rc; j = last + 1) {
		last = j;
		before = distance_get(d->before, row->before_at[i], row->before_at[j]);
		after = distance_get(d->after, row->after_at[i], row->after_at[j]);
		if (before == after)
			continue;
		while (!d->all && last + 1 < row->count &&
		       row->nodes[last + 1] == row->nodes[last] + 1 &&
		       distance_get(d->before, row->before_at[i],
				    row->before_at[last + 1]) == before &&
		       distance_get(d->after, row->after_at[i],
				    row->after_at[last + 1]) == after)
			last++;
		rc = distance_add(d, row->nodes[i], row->nodes[j], row->nodes[last],
				  before, after);
	}
	return rc;
}

static int distances_compare(struct diff *d)
{
	struct distances distances = { .count = 0 };
	size_t i;
	int rc;

	rc = distances_union(&distances, d);
	for (i = 0; i < distances.count && !rc; i++)
		rc = distances_row(d, &distances, i);
	free(distances.nodes);
	free(distances.before_at);
	free(distances.after_at);
	return rc;
}

int memtopo_changes_build(struct memtopo_changes *changes,
			  const struct memtopo_machine *before,
			  const struct memtopo_machine *after, bool all,
			  struct memtopo_error *err)
{
	static int (*const compare[])(struct diff *d) = {
		facts_compare, nodes_compare, zones_compare, sections_compare,
		holes_compare, distances_compare,
	};
	struct diff d = { .changes = changes, .before = before, .after = after, .all = all };
	size_t i;
	int rc = 0;

	memset(changes, 0, sizeof(*changes));
	if (before->info.page_size != after->info.page_size)
		return memtopo_error_set(err, after->files[MEMTOPO_INFO].path, 0,
					 "pages of %llu bytes cannot be compared with pages of %llu",
					 after->info.page_size, before->info.page_size);
	for (i = 0; i < ARRAY_SIZE(compare) && !rc; i++)
		rc = compare[i](&d);
	return rc;
}

int memtopo_changes_rows(const struct memtopo_changes *changes, struct memtopo_rows *rows)
{
	size_t i;

	memset(rows, 0, sizeof(*rows));
	rows->row = calloc(changes->count + 1, sizeof(*rows->row));
	if (!rows->row)
		return -ENOMEM;
	for (i = 0; i < changes->count; i++)
		rows->row[rows->count++] = &changes->change[i];
	return 0;
}

void memtopo_changes_free(struct memtopo_changes *changes)
{
	size_t i;

	for (i = 0; i < changes->count; i++)
		change_free(&changes->change[i]);
	free(changes->change);
	memset(changes, 0, sizeof(*changes));
}
