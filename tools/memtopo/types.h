/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The few words of the kernel's C that glibc does not know.
 */
#ifndef MEMTOPO_TYPES_H
#define MEMTOPO_TYPES_H

#include <stddef.h>

typedef unsigned long long u64;
typedef long long s64;
typedef unsigned int u32;

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif /* MEMTOPO_TYPES_H */
