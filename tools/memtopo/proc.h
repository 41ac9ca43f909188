/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What can be seen of a process from outside, by /proc and in its memory.
 */
#ifndef MEMTOPO_PROC_H
#define MEMTOPO_PROC_H

#include <stdbool.h>
#include <stdio.h>

#include "parse.h"

/**
 * memtopo_tracee_status() - a line of /proc/PID/status
 * @pid: the process, or a thread
 * @name: what the line is called
 * @value: what it says
 * @size: room for that
 *
 * Return: false when there is none.
 */
bool memtopo_tracee_status(u64 pid, const char *name, char *value, size_t size);

/**
 * memtopo_tracee_read() - read memory of a process that has stopped
 * @pid: the process
 * @address: where
 * @text: where to
 * @size: how many bytes
 *
 * Return: how many could be read.
 */
size_t memtopo_tracee_read(u64 pid, u64 address, void *text, size_t size);

/**
 * memtopo_tracee_clear() - write 0 into the memory of a process
 * @pid: the process
 * @address: where there is an unsigned long
 */
void memtopo_tracee_clear(u64 pid, u64 address);

/**
 * memtopo_tracee_heap() - where the heap of a process ends
 * @pid: the process
 *
 * Return: the end of its pages, 0 when there is none.
 */
u64 memtopo_tracee_heap(u64 pid);

/**
 * memtopo_tracee_file() - the file behind a link of a process in /proc
 * @pid: the process
 * @link: the link, such as "exe" or "fd/3"
 * @path: its path, "" when there is none
 * @size: room for that
 */
void memtopo_tracee_file(u64 pid, const char *link, char *path, size_t size);

/**
 * memtopo_tracee_mapping() - the mapping of a process that holds an address
 * @pid: the process
 * @address: the address
 * @start: first address of the mapping
 * @end: address after its last one
 *
 * Return: whether there is one.
 */
bool memtopo_tracee_mapping(u64 pid, u64 address, u64 *start, u64 *end);

/**
 * memtopo_tracee_faults() - how many faults a process had
 * @pid: the process
 * @minor: those that were served from memory
 * @major: those that had to wait for a device
 *
 * Return: whether it can be told.
 */
bool memtopo_tracee_faults(u64 pid, u64 *minor, u64 *major);

/**
 * enum memtopo_obstacle - why a program does not load a library before others
 * @MEMTOPO_OBSTACLE_NONE: none is known
 * @MEMTOPO_OBSTACLE_STATIC: it loads none at all
 * @MEMTOPO_OBSTACLE_CLASS: it is of another machine, or of 32 bits
 * @MEMTOPO_OBSTACLE_PRIVILEGE: it is one with the set-user-ID bit, or the like
 */
enum memtopo_obstacle {
	MEMTOPO_OBSTACLE_NONE,
	MEMTOPO_OBSTACLE_STATIC,
	MEMTOPO_OBSTACLE_CLASS,
	MEMTOPO_OBSTACLE_PRIVILEGE,
};

/**
 * memtopo_tracee_obstacle() - why a process will not load a library before others
 * @pid: the process, which has a new program
 *
 * Return: enum memtopo_obstacle.
 */
enum memtopo_obstacle memtopo_tracee_obstacle(u64 pid);

/* The library that tells of malloc(), beside the program or where it is installed. */
#define MEMTOPO_MALLOC "memtopo-malloc.so"

/* Room for its path. */
#define MEMTOPO_LIBRARY_ROOM 4096

/**
 * memtopo_library_find() - find the library that tells of malloc()
 * @path: where it is: beside the program, or in lib next to its directory
 * @size: room for that
 * @err: where failures are described
 *
 * Return: 0 or -ENOENT.
 */
int memtopo_library_find(char *path, size_t size, struct memtopo_error *err);

#endif /* MEMTOPO_PROC_H */
