/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the module and its readers in user space must agree on.
 *
 * The tables themselves are described in Documentation/ABI/.
 */
#ifndef MEMTOPO_H
#define MEMTOPO_H

#define MEMTOPO_VERSION		"0.1.0"

/* First word after "memtopo" in line 1 of every table. */
#define MEMTOPO_FORMAT		1

/* Name of the directory in /proc and in debugfs. */
#define MEMTOPO_DIR		"memtopo"

#endif /* MEMTOPO_H */
