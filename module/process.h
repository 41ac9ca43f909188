/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A whole process: the answer to the request `process`.
 */
#ifndef MEMTOPO_PROCESS_H
#define MEMTOPO_PROCESS_H

struct memtopo_census;
struct memtopo_snapshot;
struct memtopo_source;

int memtopo_process_take(const struct memtopo_source *src,
			 struct memtopo_snapshot *snap);
void memtopo_process_free(struct memtopo_census *census);

#endif /* MEMTOPO_PROCESS_H */
