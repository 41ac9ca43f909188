/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Asking the module: one request, and an answer of several tables.
 *
 * Of a recording the answers that it has are given: a file each in the
 * directory query, by the name of the request with _ for blanks.
 */
#ifndef MEMTOPO_QUERY_H
#define MEMTOPO_QUERY_H

#include "model.h"

/* In debugfs; of a recording, the directory of the answers. */
#define MEMTOPO_QUERY "query"

/* Longer requests the module refuses. */
#define MEMTOPO_REQUEST_MAX 128

struct memtopo_loader;

/**
 * struct memtopo_answer - what the module says to a request
 * @file: all of it, cut into strings by the parser
 * @l: the table that is being loaded, for load.h
 * @tables: how many were opened
 * @generation: hotplug generation of the first
 * @torn: whether they may be of different moments
 */
struct memtopo_answer {
	struct memtopo_file file;
	struct memtopo_loader *l;
	size_t tables;
	u64 generation;
	bool torn;
};

/**
 * memtopo_ask() - ask the module, or a recording
 * @answer: the answer, to be passed to memtopo_answer_free() in any case
 * @root: the system root, "" for this machine
 * @err: where failures are described, whatever it is that the module refused
 * @fmt: the request, in the manner of printf
 *
 * Addresses are written as 0x%llx, page frames and processes as %llu, with one
 * blank between words: it is by these that a recording has its answers.
 *
 * Return: 0; -ENOENT when there is nobody to ask, or a recording that has no
 * answer; what the module refused with; -errno.
 */
int memtopo_ask(struct memtopo_answer *answer, const char *root,
		struct memtopo_error *err, const char *fmt, ...) __printf(4, 5);

/**
 * memtopo_answer_table() - go to the next table of an answer
 * @answer: the answer; memtopo_records_load() or memtopo_keys_load() then load
 *          the table from @answer->l
 * @machine: whose info is loaded; owners are added to its own
 * @name: the table's name
 * @err: where failures are described
 *
 * Return: 0 or -errno.
 */
int memtopo_answer_table(struct memtopo_answer *answer, struct memtopo_machine *machine,
			 const char *name, struct memtopo_error *err);

/**
 * memtopo_answer_end() - that nothing follows the tables that were loaded
 * @answer: the answer
 * @err: where it is described what does
 *
 * Return: 0 or -EINVAL.
 */
int memtopo_answer_end(const struct memtopo_answer *answer, struct memtopo_error *err);

/**
 * memtopo_answer_free() - release an answer, and with it the strings loaded from it
 * @answer: the answer, possibly all zero
 */
void memtopo_answer_free(struct memtopo_answer *answer);

#endif /* MEMTOPO_QUERY_H */
