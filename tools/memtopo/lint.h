/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is odd about a machine's memory: rules over what was read of it, and
 * what each of them found.
 */
#ifndef MEMTOPO_LINT_H
#define MEMTOPO_LINT_H

#include "view.h"

/* Exit status when there are warnings, which is not that of a failure. */
#define MEMTOPO_EXIT_WARNINGS 3

/* How bad a finding is, worst first. */
enum memtopo_severity {
	MEMTOPO_SEVERITY_WARNING,	/* costs something, or firmware is wrong */
	MEMTOPO_SEVERITY_INFO,		/* worth to know, and often meant to be so */
	MEMTOPO_SEVERITY_UNCHECKED,	/* the rule had nothing to look at */
	MEMTOPO_SEVERITIES,
};

/**
 * struct memtopo_finding - what a rule found; what is not said is MEMTOPO_NONE
 * @severity: how bad it is
 * @rule: name of the rule
 * @object: what it is about, for people, or NULL for the machine
 * @evidence: a sentence that says why
 * @nodes: list of the nodes it is about, or NULL
 * @zone: name of the zone it is about, in that node, or NULL
 * @block: number of the first memory block it is about
 * @block_count: how many blocks
 * @start_pfn: first page frame of the memory it is about
 * @nr_pages: how many page frames
 * @value: the number that was found; the manual says of what, rule by rule
 * @limit: the number that it was held against
 */
struct memtopo_finding {
	enum memtopo_severity severity;
	const char *rule;
	char *object;
	char *evidence;
	char *nodes;
	const char *zone;
	u64 block;
	u64 block_count;
	u64 start_pfn;
	u64 nr_pages;
	u64 value;
	u64 limit;
};

/**
 * struct memtopo_findings - all that was found
 * @finding: the findings, rule by rule
 * @count: how many
 * @room: for how many there is memory
 * @severity_count: how many of each severity
 */
struct memtopo_findings {
	struct memtopo_finding *finding;
	size_t count;
	size_t room;
	size_t severity_count[MEMTOPO_SEVERITIES];
};

/* How findings are printed, and the tables that the rules look at. */
extern const struct memtopo_view memtopo_lint_view;

/**
 * memtopo_findings_build() - hold a machine against all rules
 * @findings: the findings, to be passed to memtopo_findings_free() in any case
 * @machine: the machine
 * @each: make a finding of each memory block, merge none
 *
 * A rule that looks at a table which was not read is found to be unchecked.
 *
 * Return: 0 or -errno.
 */
int memtopo_findings_build(struct memtopo_findings *findings,
			   const struct memtopo_machine *machine, bool each);

/**
 * memtopo_findings_rows() - make the findings the rows of their view, worst first
 * @findings: the findings, which the rows point into
 * @rows: the rows, to be passed to memtopo_rows_free() in any case
 *
 * Return: 0 or -errno.
 */
int memtopo_findings_rows(const struct memtopo_findings *findings, struct memtopo_rows *rows);

/**
 * memtopo_findings_free() - release all findings
 * @findings: the findings
 */
void memtopo_findings_free(struct memtopo_findings *findings);

#endif /* MEMTOPO_LINT_H */
