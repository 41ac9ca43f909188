/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs: neighbouring sections that are alike, merged into ranges.
 */
#ifndef MEMTOPO_RUN_H
#define MEMTOPO_RUN_H

#include "model.h"

/**
 * struct memtopo_run - one section, or several that are alike
 * @first: its first section
 * @count: how many sections
 * @start_pfn: first page frame
 * @span_pages: page frames from the first section's start to the last's end
 * @pages: page frames in present subsections
 * @nodes: how many pages each node owns, summed over the sections
 * @node_count: how many nodes
 * @zones: how many pages each zone owns, summed over the sections
 * @zone_count: how many zones
 * @last_block: memory block of the last section, or MEMTOPO_NONE
 */
struct memtopo_run {
	const struct memtopo_section *first;
	u64 count;
	u64 start_pfn;
	u64 span_pages;
	u64 pages;
	struct memtopo_owner *nodes;
	size_t node_count;
	struct memtopo_owner *zones;
	size_t zone_count;
	u64 last_block;
};

/**
 * struct memtopo_runs - all runs of a machine in address order
 * @run: the runs
 * @count: how many
 * @owners: what the runs' owners point into
 */
struct memtopo_runs {
	struct memtopo_run *run;
	size_t count;
	struct memtopo_owner *owners;
};

/**
 * memtopo_run_start() - make a run of one section
 * @run: the run
 * @machine: the section's machine
 * @owners: copies of the machine's owners, whose pages the run adds up
 * @section: the section
 */
void memtopo_run_start(struct memtopo_run *run, const struct memtopo_machine *machine,
		       struct memtopo_owner *owners,
		       const struct memtopo_section *section);

/**
 * memtopo_run_takes() - whether a section continues a run
 * @run: the run
 * @machine: its machine
 * @section: a section above those of the run
 *
 * Return: whether they are alike, see memtopo_runs_build().
 */
bool memtopo_run_takes(const struct memtopo_run *run,
		       const struct memtopo_machine *machine,
		       const struct memtopo_section *section);

/**
 * memtopo_run_add() - lengthen a run by a section that it takes
 * @run: the run
 * @machine: its machine
 * @section: the section
 */
void memtopo_run_add(struct memtopo_run *run, const struct memtopo_machine *machine,
		     const struct memtopo_section *section);

/**
 * memtopo_runs_build() - merge sections that are alike
 * @runs: the runs, to be passed to memtopo_runs_free() in any case
 * @machine: the machine
 * @each: make a run of each section, merge nothing
 *
 * Sections are alike when their numbers adjoin, they have the same flags and
 * the same owners in the same order, and no subsection is absent in either.
 *
 * Return: 0 or -errno.
 */
int memtopo_runs_build(struct memtopo_runs *runs,
		       const struct memtopo_machine *machine, bool each);

/**
 * memtopo_runs_free() - release all runs
 * @runs: the runs
 */
void memtopo_runs_free(struct memtopo_runs *runs);

/**
 * memtopo_owners_alike() - whether two lists name the same owners in the same order
 * @a: one list
 * @a_count: its length
 * @b: the other, whose zones are of the same machine
 * @b_count: its length
 *
 * How many pages they own does not matter.
 *
 * Return: whether they do.
 */
bool memtopo_owners_alike(const struct memtopo_owner *a, size_t a_count,
			  const struct memtopo_owner *b, size_t b_count);

#endif /* MEMTOPO_RUN_H */
