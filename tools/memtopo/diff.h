/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is different between two machines, or one machine at two times.
 */
#ifndef MEMTOPO_DIFF_H
#define MEMTOPO_DIFF_H

#include "view.h"

/**
 * struct memtopo_change - one thing that is different
 * @object: what it is about: machine, node, zone, section, hole or distance
 * @name: which of them, or NULL for the machine itself
 * @change: added, removed, online, offline or changed
 * @field: which of its fields
 * @before: the field's value before, without one where there was no object
 * @after: the field's value after
 */
struct memtopo_change {
	const char *object;
	char *name;
	const char *change;
	char *field;
	struct memtopo_value before;
	struct memtopo_value after;
};

/**
 * struct memtopo_changes - all that is different
 * @change: the changes, object by object
 * @count: how many
 * @room: for how many there is memory
 */
struct memtopo_changes {
	struct memtopo_change *change;
	size_t count;
	size_t room;
};

/* How changes are printed. */
extern const struct memtopo_view memtopo_changes_view;

/**
 * memtopo_changes_build() - find what is different
 * @changes: the changes, to be passed to memtopo_changes_free() in any case
 * @before: one machine, with all tables
 * @after: the other
 * @all: also what moves all the time, and each section by itself
 * @err: why the machines cannot be compared
 *
 * Neighbouring sections that change alike make one change, and so do
 * neighbouring distances. The reverse comparison yields the same changes, with
 * their values exchanged.
 *
 * Return: 0 or -errno.
 */
int memtopo_changes_build(struct memtopo_changes *changes,
			  const struct memtopo_machine *before,
			  const struct memtopo_machine *after, bool all,
			  struct memtopo_error *err);

/**
 * memtopo_changes_rows() - make the changes the rows of their view
 * @changes: the changes, which the rows point into
 * @rows: the rows, to be passed to memtopo_rows_free() in any case
 *
 * Return: 0 or -errno.
 */
int memtopo_changes_rows(const struct memtopo_changes *changes, struct memtopo_rows *rows);

/**
 * memtopo_changes_free() - release all changes
 * @changes: the changes
 */
void memtopo_changes_free(struct memtopo_changes *changes);

#endif /* MEMTOPO_DIFF_H */
