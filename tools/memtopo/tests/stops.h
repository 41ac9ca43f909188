/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Made-up programs: the stops of a trace as text, in place of tracee.c and proc.c.
 *
 * A line is a stop, of words parted by blanks; numbers are decimal or 0x:
 *
 *	call PID TID ABI NUMBER ARGUMENT...	a call begins; ABI is 0 for x86_64, 1 for
 *						arm64, 2 for i386
 *	return PID TID RESULT			it returns
 *	born PID TID OTHER PID-OF-OTHER		there is another one
 *	exec PID TID OTHER			a new program
 *	exiting PID TID LAST			about to end; LAST is 0 or 1
 *	gone PID TID STATUS LAST		it has ended
 *	tick					time has gone by
 *	in DIR					go to another directory, with other answers
 *
 * The first line says which process is started or attached to: "of PID".
 */
#ifndef MEMTOPO_TESTS_STOPS_H
#define MEMTOPO_TESTS_STOPS_H

#include "../proc.h"
#include "../tracee.h"

/**
 * stops_open() - begin with stops
 * @text: the lines
 * @size: how many bytes
 * @is_tame: nothing but stops happens, and every program ends well
 *
 * Return: the process, 0 when there is none.
 */
u64 stops_open(const char *text, size_t size, bool is_tame);

/*
 * What the linker's --wrap puts in place of the program's functions. The first two are
 * of those who have the stops.
 */
int __wrap_memtopo_tracees_start(char **arguments, const char *preload, int *status,
				 struct memtopo_error *err);
int __wrap_memtopo_tracees_attach(u64 pid, struct memtopo_error *err);
void __wrap_memtopo_tracees_next(struct memtopo_stop *stop);
void __wrap_memtopo_tracees_leave(void);
size_t __wrap_memtopo_tracee_read(u64 pid, u64 address, void *text, size_t size);
void __wrap_memtopo_tracee_clear(u64 pid, u64 address);
void __wrap_memtopo_tracee_file(u64 pid, const char *link, char *path, size_t size);
bool __wrap_memtopo_tracee_mapping(u64 pid, u64 address, u64 *start, u64 *end);
u64 __wrap_memtopo_tracee_heap(u64 pid);
bool __wrap_memtopo_tracee_faults(u64 pid, u64 *minor, u64 *major);
int __wrap_memtopo_library_find(char *path, size_t size, struct memtopo_error *err);
enum memtopo_obstacle __wrap_memtopo_tracee_obstacle(u64 pid);

#endif /* MEMTOPO_TESTS_STOPS_H */
