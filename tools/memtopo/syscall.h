/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The system calls that shape an address space: which they are, and how they read.
 */
#ifndef MEMTOPO_SYSCALL_H
#define MEMTOPO_SYSCALL_H

#include <stdbool.h>
#include <stdio.h>

#include "types.h"

/* Room for the path that a call names, cut off where it is longer. */
#define MEMTOPO_PATH_ROOM 256

/* By which numbers and arguments a program makes its calls. */
enum memtopo_abi {
	MEMTOPO_ABI_X86_64,
	MEMTOPO_ABI_ARM64,
	MEMTOPO_ABI_I386,
	MEMTOPO_ABIS,		/* one that is not known */
};

enum memtopo_call {
	MEMTOPO_CALL_BRK,
	MEMTOPO_CALL_MMAP,
	MEMTOPO_CALL_MUNMAP,
	MEMTOPO_CALL_MREMAP,
	MEMTOPO_CALL_MPROTECT,
	MEMTOPO_CALL_PKEY_MPROTECT,
	MEMTOPO_CALL_MADVISE,
	MEMTOPO_CALL_MLOCK,
	MEMTOPO_CALL_MLOCK2,
	MEMTOPO_CALL_MUNLOCK,
	MEMTOPO_CALL_MLOCKALL,
	MEMTOPO_CALL_MUNLOCKALL,
	MEMTOPO_CALL_MBIND,
	MEMTOPO_CALL_SHMAT,
	MEMTOPO_CALL_SHMDT,
	MEMTOPO_CALL_REMAP_FILE_PAGES,
	MEMTOPO_CALL_EXECVE,
	MEMTOPO_CALL_EXECVEAT,
	MEMTOPO_CALL_FORK,
	MEMTOPO_CALL_VFORK,
	MEMTOPO_CALL_CLONE,
	MEMTOPO_CALL_CLONE3,
	MEMTOPO_CALL_EXIT,
	MEMTOPO_CALL_EXIT_GROUP,
	MEMTOPO_CALLS,		/* none of them */
};

/**
 * struct memtopo_syscall - a system call of a traced program
 * @call: which
 * @args: its arguments, an offset of mmap() in bytes
 * @has_returned: it has, with @result
 * @result: what it returned, below 0 an error
 * @detail: what one of the arguments points to: the first word of the nodes of
 *          mbind(), the flags of clone3()
 * @path: the file that it is about, "" for none
 */
struct memtopo_syscall {
	enum memtopo_call call;
	u64 args[6];
	bool has_returned;
	s64 result;
	u64 detail;
	char path[MEMTOPO_PATH_ROOM];
};

/**
 * memtopo_call_find() - which call has a number
 * @abi: by which numbers
 * @number: the number
 *
 * Return: the call, MEMTOPO_CALLS for one that is not among them.
 */
enum memtopo_call memtopo_call_find(enum memtopo_abi abi, u64 number);

/**
 * memtopo_call_name() - the name of a call
 * @call: the call
 *
 * Return: its name, as in the manual.
 */
const char *memtopo_call_name(enum memtopo_call call);

/**
 * memtopo_call_is_address() - whether a call returns an address
 * @call: the call
 *
 * Return: true, or false for a number.
 */
bool memtopo_call_is_address(enum memtopo_call call);

/**
 * memtopo_syscall_read() - read the arguments of a call
 * @syscall: the call, which has not returned
 * @abi: by which arguments it was made
 * @number: its number
 * @args: six arguments, as they are in registers
 *
 * Return: true; false for a call that is not among those which are known, or
 * whose arguments are not in registers.
 */
bool memtopo_syscall_read(struct memtopo_syscall *syscall, enum memtopo_abi abi, u64 number,
			  const u64 *args);

/**
 * memtopo_syscall_write() - write a call as C has it, with what it returned
 * @syscall: the call
 * @out: where to
 */
void memtopo_syscall_write(const struct memtopo_syscall *syscall, FILE *out);

/**
 * memtopo_syscall_arguments() - write the arguments of a call alone
 * @syscall: the call
 * @out: where to
 */
void memtopo_syscall_arguments(const struct memtopo_syscall *syscall, FILE *out);

/**
 * memtopo_syscall_clone() - how a new thread or process comes to be
 * @syscall: a call that makes one, which was read with its detail
 *
 * Return: flags as those of clone(), of which there are none for fork() and for
 * other calls.
 */
u64 memtopo_syscall_clone(const struct memtopo_syscall *syscall);

/* Of these flags: it has the same memory; it is a thread. */
#define MEMTOPO_CLONE_VM 0x100
#define MEMTOPO_CLONE_THREAD 0x10000

/**
 * memtopo_syscall_error() - the error that a call returned
 * @syscall: the call
 *
 * Return: errno, or 0.
 */
int memtopo_syscall_error(const struct memtopo_syscall *syscall);

#endif /* MEMTOPO_SYSCALL_H */
