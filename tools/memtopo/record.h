/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Recording a machine: copying the module's files for another place or time.
 */
#ifndef MEMTOPO_RECORD_H
#define MEMTOPO_RECORD_H

#include "parse.h"

/**
 * struct memtopo_recording - what came of recording a machine
 * @files: how many files there are
 * @torn: whether they may be of different moments
 */
struct memtopo_recording {
	size_t files;
	bool torn;
};

/**
 * memtopo_recording_make() - copy every table of a machine byte for byte
 * @recording: what came of it
 * @root: the system root to copy from, "" for this machine
 * @to: the directory that becomes a system root; made if need be
 * @pid: a process to record with it, or MEMTOPO_NONE
 * @err: where failures are described
 *
 * The files are read again while they are torn or disagree; what disagrees
 * to the last is not recorded, since nobody could load it.
 *
 * The copy appears in one step when it is complete. An older recording in
 * the same place is never replaced.
 *
 * Return: 0 or -errno.
 */
int memtopo_recording_make(struct memtopo_recording *recording,
			   const char *root, const char *to, u64 pid,
			   struct memtopo_error *err);

#endif /* MEMTOPO_RECORD_H */
