/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables of the firmware, as the kernel shows them, and what the SRAT says:
 * which node the kernel makes of each proximity domain.
 *
 * These are little-endian bytes that may come from anywhere: nothing is read
 * without a look at where the table ends.
 */
#ifndef MEMTOPO_ACPI_H
#define MEMTOPO_ACPI_H

#include "source.h"

/* Below the system root. For root alone. */
#define MEMTOPO_ACPI "/sys/firmware/acpi/tables"

/* Larger than any table of this kind: 256 nodes take half a megabyte. */
#define MEMTOPO_ACPI_LIMIT (1024UL << 10)

/**
 * struct memtopo_acpi - a table in memory
 * @file: its bytes
 * @revision: of its format
 * @is_damaged: the checksum is wrong, which the kernel only complains about
 */
struct memtopo_acpi {
	struct memtopo_file file;
	unsigned int revision;
	bool is_damaged;
};

/**
 * memtopo_acpi_load() - read a table and its header
 * @table: the table, to be passed to memtopo_acpi_free() in any case
 * @root: the system root, "" for this machine
 * @name: its signature, such as "HMAT"
 * @err: where failures are described
 *
 * Return: 0, -ENOENT when the firmware has no such table, or -errno.
 */
int memtopo_acpi_load(struct memtopo_acpi *table, const char *root, const char *name,
		      struct memtopo_error *err);

/**
 * memtopo_acpi_free() - release a table
 * @table: the table, possibly all zero
 */
void memtopo_acpi_free(struct memtopo_acpi *table);

/**
 * memtopo_acpi_number() - read an unsigned number
 * @table: the table
 * @at: its first byte
 * @size: of how many bytes it is, 8 at most; all of them in the table
 *
 * Return: the number.
 */
u64 memtopo_acpi_number(const struct memtopo_acpi *table, size_t at, size_t size);

/**
 * memtopo_acpi_error() - complain about a table
 * @table: the table
 * @at: the byte at fault
 * @reason: what is wrong
 * @err: where to describe it
 *
 * Return: -EINVAL always.
 */
int memtopo_acpi_error(const struct memtopo_acpi *table, size_t at, const char *reason,
		       struct memtopo_error *err);

/**
 * struct memtopo_srat - what node the kernel makes of each proximity domain
 * @domain: the domain that is node i, at i
 * @count: how many
 * @is_damaged: the table's checksum is wrong
 */
struct memtopo_srat {
	u32 *domain;
	size_t count;
	bool is_damaged;
};

/**
 * memtopo_srat_load() - read which proximity domains there are
 * @srat: what to fill; memtopo_srat_free() is wanted in any case
 * @root: the system root, "" for this machine
 * @err: where failures are described
 *
 * Nodes get their numbers as in acpi_numa_init() of the kernel
 * (drivers/acpi/numa/srat.c): it goes through the table once for processors
 * and generic initiators of all sorts, then once for memory, and gives each
 * domain that it meets for the first time the first node id that is free.
 *
 * Return: 0, -ENOENT when the firmware has no such table, or -errno.
 */
int memtopo_srat_load(struct memtopo_srat *srat, const char *root, struct memtopo_error *err);

/**
 * memtopo_srat_node() - the node that the kernel makes of a proximity domain
 * @srat: the domains
 * @domain: the domain
 *
 * Return: the node, or MEMTOPO_NONE when there is no such domain.
 */
u64 memtopo_srat_node(const struct memtopo_srat *srat, u32 domain);

/**
 * memtopo_srat_free() - release the domains
 * @srat: the domains, possibly all zero
 */
void memtopo_srat_free(struct memtopo_srat *srat);

#endif /* MEMTOPO_ACPI_H */
