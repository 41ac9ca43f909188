// SPDX-License-Identifier: GPL-2.0
/*
 * Runs: neighbouring sections that are alike, merged into ranges.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

bool memtopo_owners_alike(const struct memtopo_owner *a, size_t a_count,
			  const struct memtopo_owner *b, size_t b_count)
{
	size_t i;

	if (a_count != b_count)
		return false;
	for (i = 0; i < a_count; i++) {
		if (a[i].node != b[i].node || a[i].zone != b[i].zone)
			return false;
	}
	return true;
}

static bool section_owners_alike(const struct memtopo_owner *run, size_t count,
				 const struct memtopo_machine *m,
				 const struct memtopo_owners *owners)
{
	return memtopo_owners_alike(run, count, m->owners + owners->at, owners->count);
}

static bool flags_alike(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* A block may hold several sections: the next one continues it or its successor. */
static bool block_follows(u64 block, u64 next)
{
	if (block == MEMTOPO_NONE || next == MEMTOPO_NONE)
		return block == next;
	return next == block || next == block + 1;
}

/* The subsections of a run are those of its first section: all, unless alone. */
bool memtopo_run_takes(const struct memtopo_run *run,
		       const struct memtopo_machine *machine,
		       const struct memtopo_section *section)
{
	u64 full = memtopo_section_pages(machine);

	return section->section == run->first->section + run->count &&
	       section->pages == full && run->pages == run->count * full &&
	       !section->subsections == !run->first->subsections &&
	       flags_alike(section->flags, run->first->flags) &&
	       block_follows(run->last_block, section->memory_block) &&
	       section_owners_alike(run->nodes, run->node_count, machine, &section->nodes) &&
	       section_owners_alike(run->zones, run->zone_count, machine, &section->zones);
}

void memtopo_run_add(struct memtopo_run *run, const struct memtopo_machine *machine,
		     const struct memtopo_section *section)
{
	size_t i;

	run->count++;
	run->span_pages += memtopo_section_pages(machine);
	run->pages += section->pages;
	run->last_block = section->memory_block;
	for (i = 0; i < run->node_count; i++)
		run->nodes[i].pages += machine->owners[section->nodes.at + i].pages;
	for (i = 0; i < run->zone_count; i++)
		run->zones[i].pages += machine->owners[section->zones.at + i].pages;
}

/* The owners of a run are those of its first section, at the same place. */
void memtopo_run_start(struct memtopo_run *run, const struct memtopo_machine *machine,
		       struct memtopo_owner *owners,
		       const struct memtopo_section *section)
{
	run->first = section;
	run->count = 1;
	run->start_pfn = section->start_pfn;
	run->span_pages = memtopo_section_pages(machine);
	run->pages = section->pages;
	run->nodes = owners + section->nodes.at;
	run->node_count = section->nodes.count;
	run->zones = owners + section->zones.at;
	run->zone_count = section->zones.count;
	run->last_block = section->memory_block;
}

int memtopo_runs_build(struct memtopo_runs *runs,
		       const struct memtopo_machine *machine, bool each)
{
	const struct memtopo_section *section;
	struct memtopo_run *last;
	size_t i;

	runs->count = 0;
	runs->run = calloc(machine->section_count + 1, sizeof(*runs->run));
	runs->owners = calloc(machine->owner_count + 1, sizeof(*runs->owners));
	if (!runs->run || !runs->owners)
		return -ENOMEM;
	if (machine->owner_count)
		memcpy(runs->owners, machine->owners,
		       machine->owner_count * sizeof(*runs->owners));

	for (i = 0; i < machine->section_count; i++) {
		section = &machine->sections[i];
		last = runs->count ? &runs->run[runs->count - 1] : NULL;
		if (last && !each && memtopo_run_takes(last, machine, section))
			memtopo_run_add(last, machine, section);
		else
			memtopo_run_start(&runs->run[runs->count++], machine, runs->owners,
					  section);
	}
	return 0;
}

void memtopo_runs_free(struct memtopo_runs *runs)
{
	free(runs->run);
	free(runs->owners);
	memset(runs, 0, sizeof(*runs));
}
