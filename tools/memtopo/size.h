/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sizes for people: "1.5G".
 */
#ifndef MEMTOPO_SIZE_H
#define MEMTOPO_SIZE_H

#include "types.h"

/* Room for any size, "1023.9P" at most. */
#define MEMTOPO_SIZE_ROOM 24

/**
 * memtopo_size_format() - write a size as people read it
 * @text: where to write it, MEMTOPO_SIZE_ROOM bytes
 * @bytes: the size, or MEMTOPO_NONE for "-"
 *
 * Units are powers of 1024. A size that is no whole number of its unit has
 * one digit after the point, as lsmem has.
 *
 * Return: @text.
 */
char *memtopo_size_format(char *text, u64 bytes);

/**
 * memtopo_size_exact() - write an address as people read sizes
 * @text: where to write it, MEMTOPO_SIZE_ROOM bytes
 * @bytes: the address
 *
 * Takes the largest unit that needs no more than one digit after the point,
 * so that neighbouring addresses read differently.
 *
 * Return: @text.
 */
char *memtopo_size_exact(char *text, u64 bytes);

#endif /* MEMTOPO_SIZE_H */
