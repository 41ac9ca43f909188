/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracing a program: the calls that shape its address space, and where its pages land.
 */
#ifndef MEMTOPO_TRACE_H
#define MEMTOPO_TRACE_H

#include "print.h"

/**
 * struct memtopo_trace - what to trace, and how
 * @command: a program to start and its arguments, or NULL
 * @pid: or else the process
 * @malloc: calls of malloc() and its kin as well
 * @output: file to write to, or NULL for standard error
 * @root: the system root, "" for this machine
 * @style: how to write
 */
struct memtopo_trace {
	char **command;
	u64 pid;
	bool malloc;
	const char *output;
	const char *root;
	const struct memtopo_style *style;
};

/**
 * memtopo_trace() - trace a program until it ends, or SIGINT, SIGTERM or SIGHUP come
 * @trace: what to trace, and how
 * @status: exit status of the program; 0 when it goes on without us
 * @err: where failures are described
 *
 * Return: 0 or -errno.
 */
int memtopo_trace(const struct memtopo_trace *trace, int *status, struct memtopo_error *err);

#endif /* MEMTOPO_TRACE_H */
