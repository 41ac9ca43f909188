/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing down what a traced program does, line by line, and what it did in all.
 */
#ifndef MEMTOPO_REPORT_H
#define MEMTOPO_REPORT_H

#include "alloc.h"
#include "landing.h"

/**
 * struct memtopo_report - how things are written
 * @json: as JSON, an object a line
 * @bytes: sizes in bytes
 * @names: each line says whose it is
 */
struct memtopo_report {
	bool json;
	bool bytes;
	bool names;
};

/**
 * struct memtopo_step - a system call that has returned, or will not
 * @syscall: the call
 * @change: what it changed
 */
struct memtopo_step {
	struct memtopo_syscall syscall;
	struct memtopo_change change;
};

/**
 * struct memtopo_tally - what all that was traced did
 * @calls: how often each call was made
 * @errors: how often each failed
 * @grown: bytes by which program breaks grew
 * @shrunk: bytes by which they shrank
 * @mapped: how many mappings were made
 * @mapped_bytes: their bytes
 * @unmapped: how many ranges were unmapped
 * @unmapped_bytes: their bytes
 * @processes: how many processes there were
 * @threads: how many threads beside the first of each
 * @minor: page faults that were served from memory
 * @major: page faults that had to wait for a device
 * @allocs: calls of malloc() and its kin
 * @has_allocs: these were traced
 */
struct memtopo_tally {
	u64 calls[MEMTOPO_CALLS];
	u64 errors[MEMTOPO_CALLS];
	u64 grown;
	u64 shrunk;
	u64 mapped;
	u64 mapped_bytes;
	u64 unmapped;
	u64 unmapped_bytes;
	u64 processes;
	u64 threads;
	u64 minor;
	u64 major;
	struct memtopo_alloc_stats allocs;
	bool has_allocs;
};

/**
 * memtopo_report_call() - write a call
 * @report: how
 * @pid: the process
 * @tid: the thread
 * @step: the call
 *
 * Return: 0 or -errno.
 */
int memtopo_report_call(const struct memtopo_report *report, u64 pid, u64 tid,
			const struct memtopo_step *step);

/**
 * memtopo_report_alloc() - write a call of malloc() or of its kin, with what it did
 * @report: how
 * @pid: the process
 * @tid: the thread
 * @alloc: the call
 * @steps: system calls that it made
 * @count: how many
 *
 * Return: 0 or -errno.
 */
int memtopo_report_alloc(const struct memtopo_report *report, u64 pid, u64 tid,
			 const struct memtopo_alloc *alloc, const struct memtopo_step *steps,
			 size_t count);

/**
 * memtopo_report_landed() - write where pages have landed
 * @report: how
 * @landed: where
 *
 * Return: 0 or -errno.
 */
int memtopo_report_landed(const struct memtopo_report *report,
			  const struct memtopo_landed *landed);

/**
 * memtopo_report_end() - write that a process has ended
 * @report: how
 * @pid: the process
 * @status: its exit status, 128 and more when it was killed
 *
 * Return: 0 or -errno.
 */
int memtopo_report_end(const struct memtopo_report *report, u64 pid, u64 status);

/**
 * memtopo_report_tally() - write what all that was traced did
 * @report: how
 * @tally: that
 * @lookout: who has looked where pages landed
 *
 * Return: 0 or -errno.
 */
int memtopo_report_tally(const struct memtopo_report *report, const struct memtopo_tally *tally,
			 const struct memtopo_lookout *lookout);

#endif /* MEMTOPO_REPORT_H */
