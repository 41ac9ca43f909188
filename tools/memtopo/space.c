// SPDX-License-Identifier: GPL-2.0
/*
 * The address space of a process: its mappings, and where their pages are.
 *
 * The module counts pages, /proc/PID/maps knows names. An answer is refused when
 * it contradicts itself or the layout of the machine.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"
#include "space.h"

/* A field of the process that is an address. */
#define PLACED(field) FIELD(process, field, ADDRESS, COUNT)
/* A field of the process that is a number. */
#define COUNTED(field) FIELD(process, field, NUMBER, COUNT)

static const struct memtopo_field process_fields[] = {
	COUNTED(pid),
	COUNTED(tgid),
	FIELD(process, comm, WORD, 0),
	COUNTED(threads),
	FIELD(process, cpu, NUMBER, MEMTOPO_MAX_CPU),
	FIELD(process, cpu_node, OPTIONAL, MEMTOPO_MAX_NODE),
	PLACED(start_code),
	PLACED(end_code),
	PLACED(start_data),
	PLACED(end_data),
	PLACED(start_brk),
	PLACED(brk),
	PLACED(start_stack),
	PLACED(mmap_base),
	PLACED(task_size),
	COUNTED(total_vm),
	COUNTED(locked_vm),
	COUNTED(pinned_vm),
	COUNTED(data_vm),
	COUNTED(exec_vm),
	COUNTED(stack_vm),
	COUNTED(map_count),
	COUNTED(page_table_bytes),
	COUNTED(mappings),
	COUNTED(pages),
};

/* "Web\040Content" has a blank. */
static void comm_decode(char *comm)
{
	char *from = comm, *to = comm;

	while (*from) {
		if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' &&
		    from[2] >= '0' && from[2] <= '7' && from[3] >= '0' && from[3] <= '7') {
			*to++ = (from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0');
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
	for (to = comm; *to; to++)
		*to = *to < ' ' || *to > '~' ? '?' : *to;
}

#define USED(name, use) \
	{ name, FIELD_NUMBER, offsetof(struct memtopo_mapping, pages[MEMTOPO_USE_##use]), COUNT }

/* Indexes of fields that are complained of. */
enum mapping_field {
	MAPPING_START,
	MAPPING_END,
	MAPPING_PERMS,
	MAPPING_KIND,
	MAPPING_PAGE_SIZE,
	MAPPING_OWNERS,
	MAPPING_FLAGS,
	MAPPING_USES,
};

static const struct memtopo_field mapping_fields[] = {
	[MAPPING_START] = FIELD(mapping, start, ADDRESS, COUNT),
	[MAPPING_END] = FIELD(mapping, end, ADDRESS, COUNT),
	[MAPPING_PERMS] = FIELD(mapping, perms, WORD, 0),
	[MAPPING_KIND] = FIELD(mapping, kind, NAME, 0),
	[MAPPING_PAGE_SIZE] = FIELD(mapping, page_size, NUMBER, COUNT),
	[MAPPING_OWNERS] = FIELD(mapping, owners, OWNERS, true),
	[MAPPING_FLAGS] = FIELD(mapping, flags, WORDS, 0),
	[MAPPING_USES + MEMTOPO_USE_RESIDENT] = USED("resident", RESIDENT),
	[MAPPING_USES + MEMTOPO_USE_ANON] = USED("anon", ANON),
	[MAPPING_USES + MEMTOPO_USE_FILE] = USED("file", FILE),
	[MAPPING_USES + MEMTOPO_USE_SHMEM] = USED("shmem", SHMEM),
	[MAPPING_USES + MEMTOPO_USE_SWAPPED] = USED("swapped", SWAPPED),
	[MAPPING_USES + MEMTOPO_USE_HUGE] = USED("huge", HUGE),
	[MAPPING_USES + MEMTOPO_USE_HUGETLB] = USED("hugetlb", HUGETLB),
	[MAPPING_USES + MEMTOPO_USE_LARGE] = USED("large", LARGE),
	[MAPPING_USES + MEMTOPO_USE_SHARED] = USED("shared", SHARED),
	[MAPPING_USES + MEMTOPO_USE_ZERO] = USED("zero", ZERO),
	[MAPPING_USES + MEMTOPO_USE_DEVICE] = USED("device", DEVICE),
	[MAPPING_USES + MEMTOPO_USE_HINT] = USED("hint", HINT),
	[MAPPING_USES + MEMTOPO_USE_MIGRATING] = USED("migrating", MIGRATING),
	[MAPPING_USES + MEMTOPO_USE_POISONED] = USED("poisoned", POISONED),
};

static bool is_perms(const char *perms)
{
	static const char letters[] = "rwxp";
	size_t i;

	for (i = 0; perms && perms[i] && i < 4; i++) {
		if (perms[i] != letters[i] && perms[i] != (i == 3 ? 's' : '-'))
			return false;
	}
	return perms && i == 4 && !perms[4];
}

static int kind_intern(struct memtopo_loader *l, struct memtopo_mapping *mapping)
{
	struct memtopo_space *space = l->context;
	size_t i;

	for (i = 0; i < space->kind_count; i++) {
		if (!strcmp(space->kinds[i], mapping->kind))
			break;
	}
	if (i == MEMTOPO_MAX_KINDS)
		return memtopo_row_error(l, MAPPING_KIND, "is one kind more than any module has");
	if (i == space->kind_count)
		space->kinds[space->kind_count++] = mapping->kind;
	mapping->kind_index = i;
	return 0;
}

static int mapping_span(struct memtopo_loader *l, const struct memtopo_mapping *mapping)
{
	const struct memtopo_space *space = l->context;
	u64 page = l->machine->info.page_size;

	if (mapping->start % page)
		return memtopo_row_error(l, MAPPING_START, "is not where a page starts");
	if (mapping->end % page || mapping->end <= mapping->start)
		return memtopo_row_error(l, MAPPING_END, "is not where a page after start ends");
	if (mapping != space->mappings && mapping[-1].end > mapping->start)
		return memtopo_row_error(l, MAPPING_START, "is out of order or there twice");
	if (mapping->page_size < page || mapping->page_size % page)
		return memtopo_row_error(l, MAPPING_PAGE_SIZE, "makes no sense");
	return 0;
}

/* Parts of what is resident, and what every page is one of at most. */
static int mapping_counts(struct memtopo_loader *l, const struct memtopo_mapping *mapping)
{
	static const enum memtopo_use each[] = {
		MEMTOPO_USE_RESIDENT, MEMTOPO_USE_SWAPPED, MEMTOPO_USE_ZERO, MEMTOPO_USE_DEVICE,
		MEMTOPO_USE_MIGRATING, MEMTOPO_USE_POISONED,
	}, some[] = {
		MEMTOPO_USE_HUGE, MEMTOPO_USE_LARGE, MEMTOPO_USE_SHARED, MEMTOPO_USE_HINT,
	}, part[] = {
		MEMTOPO_USE_ANON, MEMTOPO_USE_FILE, MEMTOPO_USE_SHMEM, MEMTOPO_USE_HUGETLB,
	};
	u64 left = (mapping->end - mapping->start) / l->machine->info.page_size;
	const u64 *pages = mapping->pages;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(each); i++) {
		if (pages[each[i]] > left)
			return memtopo_row_error(l, MAPPING_USES + each[i],
						 "is more than is left of the mapping");
		left -= pages[each[i]];
	}
	for (i = 0; i < ARRAY_SIZE(some); i++) {
		if (pages[some[i]] > pages[MEMTOPO_USE_RESIDENT])
			return memtopo_row_error(l, MAPPING_USES + some[i],
						 "is more than is resident");
	}
	left = pages[MEMTOPO_USE_RESIDENT];
	for (i = 0; i < ARRAY_SIZE(part); i++) {
		if (pages[part[i]] > left)
			return memtopo_row_error(l, MAPPING_USES + part[i],
						 "is more than is left of resident");
		left -= pages[part[i]];
	}
	return left ? memtopo_row_error(l, MAPPING_USES + MEMTOPO_USE_RESIDENT,
					"is not what its parts add up to") : 0;
}

static int mapping_owners(struct memtopo_loader *l, const struct memtopo_mapping *mapping)
{
	u64 left = mapping->pages[MEMTOPO_USE_RESIDENT], pages;
	size_t i;

	for (i = 0; i < mapping->owners.count; i++) {
		pages = l->machine->owners[mapping->owners.at + i].pages;
		if (pages > left)
			return memtopo_row_error(l, MAPPING_OWNERS, "has more pages than resident");
		left -= pages;
	}
	return left ? memtopo_row_error(l, MAPPING_OWNERS, "has fewer pages than resident") : 0;
}

static int mapping_check(struct memtopo_loader *l, void *row)
{
	struct memtopo_mapping *mapping = row;

	mapping->inode = MEMTOPO_NONE;
	mapping->offset = MEMTOPO_NONE;
	if (!is_perms(mapping->perms))
		return memtopo_row_error(l, MAPPING_PERMS, "is not a set of permissions");
	if (mapping_span(l, mapping) || mapping_counts(l, mapping) || mapping_owners(l, mapping))
		return -EINVAL;
	return kind_intern(l, mapping);
}

static const struct memtopo_record mapping_record = RECORD(mapping);

enum place_field {
	PLACE_KIND,
	PLACE_NODE,
	PLACE_ZONE,
	PLACE_SECTION,
	PLACE_PAGES,
	PLACE_HUGE,
	PLACE_HUGETLB,
};

static const struct memtopo_field share_fields[] = {
	[PLACE_KIND] = FIELD(share, kind, NAME, 0),
	[PLACE_NODE] = FIELD(share, node, NUMBER, MEMTOPO_MAX_NODE),
	[PLACE_ZONE] = FIELD(share, zone, NAME, 0),
	[PLACE_SECTION] = FIELD(share, section, OPTIONAL, COUNT),
	[PLACE_PAGES] = FIELD(share, pages, NUMBER, COUNT),
	[PLACE_HUGE] = FIELD(share, huge, NUMBER, COUNT),
	[PLACE_HUGETLB] = FIELD(share, hugetlb, NUMBER, COUNT),
};

static int share_check(struct memtopo_loader *l, void *row)
{
	struct memtopo_machine *m = l->machine;
	struct memtopo_share *place = row;
	bool none = place->section == MEMTOPO_NONE;
	int rc;

	if (memtopo_machine_is_flat(m) != none)
		return memtopo_row_error(l, PLACE_SECTION, "does not go with the memory model");
	if (place->section != MEMTOPO_NONE && place->section >= m->info.sections_possible)
		return memtopo_row_error(l, PLACE_SECTION,
					 "is beyond what the kernel can address");
	if (place->huge > place->pages)
		return memtopo_row_error(l, PLACE_HUGE, "is more than there are pages");
	if (place->hugetlb > place->pages - place->huge)
		return memtopo_row_error(l, PLACE_HUGETLB, "is more than is left of the pages");
	rc = memtopo_zone_intern(m, place->zone, strlen(place->zone), &place->zone_index);
	if (rc == -E2BIG)
		return memtopo_row_error(l, PLACE_ZONE, "is one name more than any kernel has");
	return rc;
}

static const struct memtopo_record share_record = RECORD(share);

static int answer_load(struct memtopo_space *space, struct memtopo_error *err)
{
	struct memtopo_answer *answer = &space->answer;
	struct memtopo_machine *m = space->machine;
	struct memtopo_process *process = &space->process;
	int rc;

	answer->l->context = space;
	rc = memtopo_answer_table(answer, m, "process", err);
	if (!rc)
		rc = memtopo_keys_load(answer->l, process_fields, ARRAY_SIZE(process_fields),
				       process);
	if (!rc && process->comm)
		comm_decode(process->comm);
	if (!rc)
		rc = memtopo_answer_table(answer, m, "mappings", err);
	if (!rc)
		rc = memtopo_records_load(answer->l, &mapping_record, &space->mappings,
					  &space->mapping_count);
	if (!rc)
		rc = memtopo_answer_table(answer, m, "places", err);
	if (!rc)
		rc = memtopo_records_load(answer->l, &share_record, &space->places,
					  &space->place_count);
	if (!rc)
		rc = memtopo_answer_end(answer, err);
	space->torn = m->torn || answer->torn || answer->generation != m->generation;
	return rc;
}

/* What is added up of the mappings, and taken off by the places. */
struct ledger {
	const struct memtopo_space *space;
	u64 *pages;	/* by kind, node and zone */
	u64 huge[MEMTOPO_MAX_KINDS];
	u64 hugetlb[MEMTOPO_MAX_KINDS];
	bool *zones;	/* which there are, by node and zone */
};

/* Index of a node and a zone that the machine has, or -1. */
static ssize_t ledger_zone(const struct ledger *ledger, u64 node, u32 zone)
{
	const struct memtopo_machine *m = ledger->space->machine;
	const struct memtopo_node *found = memtopo_node_find(m, node);
	size_t at = found ? (found - m->nodes) * m->zone_name_count + zone : 0;

	return found && ledger->zones[at] ? (ssize_t)at : -1;
}

static int ledger_open(struct ledger *ledger, const struct memtopo_space *space)
{
	const struct memtopo_machine *m = space->machine;
	size_t zones = m->node_count * m->zone_name_count, i;
	const struct memtopo_node *node;

	ledger->space = space;
	ledger->zones = calloc(zones + 1, sizeof(*ledger->zones));
	ledger->pages = calloc(zones * space->kind_count + 1, sizeof(*ledger->pages));
	if (!ledger->zones || !ledger->pages)
		return -ENOMEM;
	for (i = 0; i < m->zone_count; i++) {
		node = memtopo_node_find(m, m->zones[i].node);
		if (node)
			ledger->zones[(node - m->nodes) * m->zone_name_count +
				      m->zones[i].name] = true;
	}
	return 0;
}

static u64 *ledger_at(const struct ledger *ledger, size_t kind, size_t zone)
{
	const struct memtopo_machine *m = ledger->space->machine;

	return &ledger->pages[kind * m->node_count * m->zone_name_count + zone];
}

static int ledger_add(struct ledger *ledger, const struct memtopo_mapping *mapping,
		      struct memtopo_error *err)
{
	const struct memtopo_space *space = ledger->space;
	const struct memtopo_owner *owner;
	size_t i;
	ssize_t zone;

	for (i = 0; i < mapping->owners.count; i++) {
		owner = &space->machine->owners[mapping->owners.at + i];
		zone = ledger_zone(ledger, owner->node, owner->zone);
		if (zone < 0)
			return memtopo_error_set(err, space->answer.file.path, 0,
						 "mapping 0x%llx: zone %u/%s is not in the zones table",
						 mapping->start, owner->node,
						 space->machine->zone_names[owner->zone]);
		*ledger_at(ledger, mapping->kind_index, zone) += owner->pages;
	}
	ledger->huge[mapping->kind_index] += mapping->pages[MEMTOPO_USE_HUGE];
	ledger->hugetlb[mapping->kind_index] += mapping->pages[MEMTOPO_USE_HUGETLB];
	return 0;
}

static bool section_is_present(const struct memtopo_machine *m, u64 number)
{
	if (number == MEMTOPO_NONE || !(m->loaded & MEMTOPO_HAS(SECTIONS)))
		return true;
	return memtopo_section_find(m, number);
}

static int place_error(const struct memtopo_space *space, const struct memtopo_share *place,
		       const char *what, struct memtopo_error *err)
{
	return memtopo_error_set(err, space->answer.file.path, 0,
				 "places of kind '%.32s' in zone %llu/%.32s %s", place->kind,
				 place->node, place->zone, what);
}

static int ledger_take(struct ledger *ledger, const struct memtopo_share *place,
		       struct memtopo_error *err)
{
	const struct memtopo_space *space = ledger->space;
	ssize_t zone = ledger_zone(ledger, place->node, place->zone_index);
	size_t kind;
	u64 *pages;

	if (zone < 0)
		return place_error(space, place, "are in none of the zones table", err);
	if (!section_is_present(space->machine, place->section))
		return place_error(space, place, "are in no section of the sections table", err);
	for (kind = 0; kind < space->kind_count; kind++) {
		if (!strcmp(space->kinds[kind], place->kind))
			break;
	}
	if (kind == space->kind_count)
		return place_error(space, place, "are of no mapping", err);
	pages = ledger_at(ledger, kind, zone);
	if (place->pages > *pages || place->huge > ledger->huge[kind] ||
	    place->hugetlb > ledger->hugetlb[kind])
		return place_error(space, place, "have more pages than the mappings", err);
	*pages -= place->pages;
	ledger->huge[kind] -= place->huge;
	ledger->hugetlb[kind] -= place->hugetlb;
	return 0;
}

/* Nothing may be left of what was added up. */
static int ledger_close(const struct ledger *ledger, struct memtopo_error *err)
{
	const struct memtopo_space *space = ledger->space;
	const struct memtopo_machine *m = space->machine;
	size_t zones = m->node_count * m->zone_name_count, kind, zone;
	bool left;

	for (kind = 0; kind < space->kind_count; kind++) {
		left = ledger->huge[kind] || ledger->hugetlb[kind];
		for (zone = 0; zone < zones && !left; zone++)
			left = *ledger_at(ledger, kind, zone);
		if (left)
			return memtopo_error_set(err, space->answer.file.path, 0,
						 "places of kind '%.32s' lack pages: is the file cut off?",
						 space->kinds[kind]);
	}
	return 0;
}

static int places_agree(const struct memtopo_space *space, struct memtopo_error *err)
{
	struct ledger ledger = { .space = NULL };
	size_t i;
	int rc;

	rc = ledger_open(&ledger, space);
	for (i = 0; i < space->mapping_count && !rc; i++)
		rc = ledger_add(&ledger, &space->mappings[i], err);
	for (i = 0; i < space->place_count && !rc; i++)
		rc = ledger_take(&ledger, &space->places[i], err);
	if (!rc)
		rc = ledger_close(&ledger, err);
	free(ledger.zones);
	free(ledger.pages);
	return rc;
}

static int process_agrees(const struct memtopo_space *space, struct memtopo_error *err)
{
	const struct memtopo_process *process = &space->process;
	u64 pages = 0;
	size_t i;

	if (process->mappings != space->mapping_count)
		return memtopo_error_set(err, space->answer.file.path, 0,
					 "%zu mappings, but the process counts %llu: is the file cut off?",
					 space->mapping_count, process->mappings);
	for (i = 0; i < space->mapping_count; i++)
		pages += (space->mappings[i].end - space->mappings[i].start) /
			 space->machine->info.page_size;
	if (process->pages != pages)
		return memtopo_error_set(err, space->answer.file.path, 0,
					 "mappings of %llu pages, but the process counts %llu",
					 pages, process->pages);
	if (process->cpu_node != MEMTOPO_NONE &&
	    !memtopo_node_find(space->machine, process->cpu_node))
		return memtopo_error_set(err, space->answer.file.path, 0,
					 "cpu_node %llu is not in the nodes table",
					 process->cpu_node);
	return 0;
}

/* Nobody can tell what torn tables should add up to. */
static int space_agrees(const struct memtopo_space *space, struct memtopo_error *err)
{
	int rc;

	if (space->torn)
		return 0;
	rc = process_agrees(space, err);
	if (!rc)
		rc = places_agree(space, err);
	return rc == -EINVAL ? -ESTALE : rc;
}

/* What starts where it started then is taken for the same. */
static void mappings_name(struct memtopo_space *space)
{
	struct memtopo_mapping *mapping;
	const struct memtopo_map *map;
	size_t i;

	for (i = 0; i < space->mapping_count; i++) {
		mapping = &space->mappings[i];
		map = memtopo_maps_find(&space->maps, mapping->start);
		if (!map)
			continue;
		mapping->name = *map->name ? map->name : NULL;
		if (!map->inode)
			continue;
		mapping->inode = map->inode;
		mapping->device = map->device;
		mapping->offset = map->offset;
	}
}

int memtopo_space_ask(struct memtopo_space *space, struct memtopo_machine *machine,
		      const char *root, u64 pid, u64 start, u64 end,
		      struct memtopo_error *err)
{
	int rc;

	memset(space, 0, sizeof(*space));
	space->machine = machine;
	if (end)
		rc = memtopo_ask(&space->answer, root, err, "process %llu 0x%llx 0x%llx", pid,
				 start, end);
	else
		rc = memtopo_ask(&space->answer, root, err, "process %llu", pid);
	if (!rc)
		rc = answer_load(space, err);
	return rc ? rc : space_agrees(space, err);
}

static int space_read(struct memtopo_space *space, struct memtopo_machine *machine,
		      const char *root, unsigned int tables, u64 pid, struct memtopo_error *err)
{
	int rc;

	memset(space, 0, sizeof(*space));
	rc = memtopo_machine_load(machine, root, tables | MEMTOPO_HAS_SPACE, err);
	return rc ? rc : memtopo_space_ask(space, machine, root, pid, 0, 0, err);
}

int memtopo_space_load(struct memtopo_space *space, struct memtopo_machine *machine,
		       const char *root, unsigned int tables, u64 pid,
		       struct memtopo_error *err)
{
	int try, rc;

	rc = space_read(space, machine, root, tables, pid, err);
	for (try = 1; try < MEMTOPO_TRIES && !*root && (rc == -ESTALE || (!rc && space->torn));
	     try++) {
		memtopo_space_free(space);
		memtopo_machine_free(machine);
		memtopo_source_pause();
		rc = space_read(space, machine, root, tables, pid, err);
	}
	/* A recording never changes: there it is damage. */
	if (rc == -ESTALE && !*root) {
		space->torn = true;
		err->text[0] = '\0';
		rc = 0;
	}
	if (!rc)
		rc = memtopo_maps_load(&space->maps, root, pid, err);
	if (!rc)
		mappings_name(space);
	return rc;
}

void memtopo_space_free(struct memtopo_space *space)
{
	free(space->mappings);
	free(space->places);
	memtopo_answer_free(&space->answer);
	memtopo_maps_free(&space->maps);
	memset(space, 0, sizeof(*space));
}

u64 memtopo_space_distance(const struct memtopo_space *space, u64 node)
{
	return memtopo_distance_between(space->machine, space->process.cpu_node, node);
}

bool memtopo_space_is_remote(const struct memtopo_space *space, u64 node)
{
	u64 far = memtopo_space_distance(space, node);
	u64 near = memtopo_space_distance(space, space->process.cpu_node);

	if (space->process.cpu_node == MEMTOPO_NONE)
		return false;
	if (far == MEMTOPO_NONE || near == MEMTOPO_NONE)
		return node != space->process.cpu_node;
	return far > near;
}
