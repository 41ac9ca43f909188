/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests: what is written into the file query.
 */
#ifndef MEMTOPO_REQUEST_H
#define MEMTOPO_REQUEST_H

#include <linux/types.h>

/* Bytes of a request, newline included. */
#define MEMTOPO_REQUEST_MAX	128

/**
 * enum memtopo_request_kind - what is asked for
 * @MEMTOPO_REQUEST_PAGE: a page frame, by its number
 * @MEMTOPO_REQUEST_PHYSICAL: a page frame, by a physical address in it
 * @MEMTOPO_REQUEST_KERNEL: what a virtual address of the kernel leads to
 * @MEMTOPO_REQUEST_USER: what a virtual address of a process leads to
 * @MEMTOPO_REQUEST_PROCESS: what a process has mapped
 * @MEMTOPO_NR_REQUEST_KINDS: how many there are
 */
enum memtopo_request_kind {
	MEMTOPO_REQUEST_PAGE,
	MEMTOPO_REQUEST_PHYSICAL,
	MEMTOPO_REQUEST_KERNEL,
	MEMTOPO_REQUEST_USER,
	MEMTOPO_REQUEST_PROCESS,
	MEMTOPO_NR_REQUEST_KINDS,
};

/**
 * struct memtopo_request - one request
 * @kind: what is asked for
 * @pid: of USER and PROCESS: the process, as the one who asks numbers them;
 *	from 1 to INT_MAX
 * @address: of PAGE the PFN, of PHYSICAL, KERNEL and USER an address in bytes;
 *	any number
 * @start: of PROCESS: first byte of the range
 * @end: of PROCESS: byte after the last, more than @start; or 0, and all of
 *	the address space is wanted
 */
struct memtopo_request {
	enum memtopo_request_kind kind;
	int pid;
	u64 address;
	u64 start;
	u64 end;
};

int memtopo_request_parse(const char *text, size_t length,
			  struct memtopo_request *request);

#endif /* MEMTOPO_REQUEST_H */
