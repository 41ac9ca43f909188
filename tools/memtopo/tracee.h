/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Traced programs: where they stop, and what can be seen of them there.
 */
#ifndef MEMTOPO_TRACEE_H
#define MEMTOPO_TRACEE_H

#include <sys/types.h>

#include "parse.h"
#include "syscall.h"

/* How often somebody looks, whether or not a program stops, in milliseconds. */
#define MEMTOPO_TRACE_TICK 100

/* Exit status of a program that is not there, and of one that cannot be started. */
#define MEMTOPO_EXIT_MISSING 127
#define MEMTOPO_EXIT_UNUSABLE 126
/* And of one that was killed, which the number of the signal is added to. */
#define MEMTOPO_EXIT_KILLED 128

/**
 * enum memtopo_stop_kind - why there is a stop
 * @MEMTOPO_STOP_END: there is nobody left, or it is to end
 * @MEMTOPO_STOP_TICK: time has gone by; nobody has stopped
 * @MEMTOPO_STOP_CALL: a thread is about to make a system call
 * @MEMTOPO_STOP_RETURN: one has returned
 * @MEMTOPO_STOP_BORN: a thread has made another one, or a process
 * @MEMTOPO_STOP_EXEC: a process has a new program
 * @MEMTOPO_STOP_EXITING: a thread is about to end
 * @MEMTOPO_STOP_GONE: a thread has ended
 */
enum memtopo_stop_kind {
	MEMTOPO_STOP_END,
	MEMTOPO_STOP_TICK,
	MEMTOPO_STOP_CALL,
	MEMTOPO_STOP_RETURN,
	MEMTOPO_STOP_BORN,
	MEMTOPO_STOP_EXEC,
	MEMTOPO_STOP_EXITING,
	MEMTOPO_STOP_GONE,
};

/**
 * struct memtopo_stop - a place where a traced thread has stopped
 * @kind: why
 * @pid: its process
 * @tid: the thread
 * @abi: by which numbers it makes the call, when it is about to
 * @number: the number of the call
 * @args: the arguments of the call
 * @result: what the call returned, below 0 an error
 * @other: the new thread, when one is born; the thread that called execve(), which
 *         goes on under the name of its process; the exit status of one that has
 *         ended, 128 and more when it was killed
 * @other_pid: process of the new thread
 * @is_last: nobody else of the process is left, when it is about to end or has
 */
struct memtopo_stop {
	enum memtopo_stop_kind kind;
	u64 pid;
	u64 tid;
	enum memtopo_abi abi;
	u64 number;
	u64 args[6];
	s64 result;
	u64 other;
	u64 other_pid;
	bool is_last;
};

/**
 * memtopo_tracees_start() - start a program, to be traced from its beginning
 * @arguments: its name and its arguments, as execvp() has them
 * @preload: a library that it is to load before all others, or NULL
 * @status: exit status of a program that cannot be started, or 0
 * @err: where failures are described
 *
 * Return: its process, or -errno.
 */
int memtopo_tracees_start(char **arguments, const char *preload, int *status,
			  struct memtopo_error *err);

/**
 * memtopo_tracees_attach() - trace a process that runs, with all its threads
 * @pid: the process, or one of its threads
 * @err: where failures are described
 *
 * Return: the process, or -errno.
 */
int memtopo_tracees_attach(u64 pid, struct memtopo_error *err);

/**
 * memtopo_tracees_next() - let who has stopped go on, and wait for the next
 * @stop: where it stopped
 *
 * SIGINT, SIGTERM and SIGHUP end it.
 */
void memtopo_tracees_next(struct memtopo_stop *stop);

/**
 * memtopo_tracees_leave() - leave all that is traced to itself, which goes on
 */
void memtopo_tracees_leave(void);

/**
 * memtopo_trace_open() - open what a trace is written to
 * @path: a file, which is made anew, or NULL for standard error
 * @err: where failures are described
 *
 * What nobody reads is waited for, until the trace is to end.
 *
 * Return: the stream, or NULL.
 */
FILE *memtopo_trace_open(const char *path, struct memtopo_error *err);

#endif /* MEMTOPO_TRACEE_H */
