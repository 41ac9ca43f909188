// SPDX-License-Identifier: GPL-2.0
/*
 * Tables of the firmware, as the kernel shows them, and what the SRAT says:
 * which node the kernel makes of each proximity domain.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acpi.h"

/* The header of every table. */
#define HEADER_LENGTH 4
#define HEADER_REVISION 8
#define HEADER_SIZE 36

/* The SRAT's structures begin after some more. */
#define SRAT_START 48

/* What there is to say to who may not. */
static const char denied[] = "Permission denied (the firmware's tables are for root)";

/* As many nodes as a kernel is ever built for. */
#define NODES_MAX 1024

/**
 * struct affinity - a sort of structure in the SRAT that brings a domain
 * @type: its type
 * @size: how long it is
 * @domain: where it has the domain
 * @flags: where it has the flags, the lowest bit of which says that it counts
 */
struct affinity {
	unsigned int type;
	unsigned int size;
	unsigned int domain;
	unsigned int flags;
};

#define TYPE_PROCESSOR 0
#define TYPE_MEMORY 1

static const struct affinity processors[] = {
	{ TYPE_PROCESSOR, 16, 2, 4 },
	{ 2, 24, 4, 12 },	/* of an x2APIC */
	{ 3, 18, 2, 10 },	/* of arm64 */
	{ 5, 32, 4, 24 },	/* generic initiator */
	{ 7, 20, 4, 12 },	/* of RISC-V */
};

static const struct affinity memory[] = {
	{ TYPE_MEMORY, 40, 2, 28 },
};

u64 memtopo_acpi_number(const struct memtopo_acpi *table, size_t at, size_t size)
{
	const unsigned char *byte = (const unsigned char *)table->file.text + at;
	u64 number = 0;

	while (size--)
		number = number << 8 | byte[size];
	return number;
}

int memtopo_acpi_error(const struct memtopo_acpi *table, size_t at, const char *reason,
		       struct memtopo_error *err)
{
	return memtopo_error_set(err, table->file.path, 0, "byte %zu: %s", at, reason);
}

static int header_check(struct memtopo_acpi *table, const char *name, struct memtopo_error *err)
{
	const char *text = table->file.text, *path = table->file.path;
	size_t size = table->file.size, i;
	unsigned char sum = 0;
	u64 length;

	if (size < HEADER_SIZE)
		return memtopo_error_set(err, path, 0, "too short for a table: %zu bytes", size);
	if (memcmp(text, name, 4))
		return memtopo_error_set(err, path, 0, "no table %s", name);
	length = memtopo_acpi_number(table, HEADER_LENGTH, 4);
	if (length != size)
		return memtopo_error_set(err, path, 0, "has %zu bytes, and says %llu", size,
					 length);
	for (i = 0; i < size; i++)
		sum += text[i];
	table->is_damaged = sum;
	table->revision = memtopo_acpi_number(table, HEADER_REVISION, 1);
	return 0;
}

/* The path itself went with the file that there is not. */
static void load_error(struct memtopo_error *err, const char *root, const char *name,
		       const char *reason)
{
	memtopo_error_set(err, NULL, 0, "%s" MEMTOPO_ACPI "/%s: %s", root, name, reason);
}

int memtopo_acpi_load(struct memtopo_acpi *table, const char *root, const char *name,
		      struct memtopo_error *err)
{
	char *path;
	int rc;

	memset(table, 0, sizeof(*table));
	if (asprintf(&path, "%s" MEMTOPO_ACPI "/%s", root, name) < 0)
		return -ENOMEM;
	rc = memtopo_file_load(&table->file, path, MEMTOPO_ACPI_LIMIT, err);
	if (rc == -ENOENT)
		load_error(err, root, name, "the firmware has no such table");
	else if (rc == -EACCES || rc == -EPERM)
		load_error(err, root, name, denied);
	return rc ? rc : header_check(table, name, err);
}

void memtopo_acpi_free(struct memtopo_acpi *table)
{
	memtopo_file_free(&table->file);
}

u64 memtopo_srat_node(const struct memtopo_srat *srat, u32 domain)
{
	size_t i;

	for (i = 0; i < srat->count; i++) {
		if (srat->domain[i] == domain)
			return i;
	}
	return MEMTOPO_NONE;
}

static u32 structure_domain(const struct memtopo_acpi *table, size_t at,
			    const struct affinity *affinity)
{
	u64 domain;

	/* What is 24 bits apart from the low ones was reserved once, as all but these were. */
	if (affinity->type == TYPE_PROCESSOR) {
		domain = memtopo_acpi_number(table, at + affinity->domain, 1);
		if (table->revision >= 2)
			domain |= memtopo_acpi_number(table, at + 9, 3) << 8;
		return domain;
	}
	domain = memtopo_acpi_number(table, at + affinity->domain, 4);
	return affinity->type == TYPE_MEMORY && table->revision < 2 ? domain & 0xff : domain;
}

static int structure_read(struct memtopo_srat *srat, const struct memtopo_acpi *table, size_t at,
			  const struct affinity *affinity, struct memtopo_error *err)
{
	u32 domain;

	if (memtopo_acpi_number(table, at + 1, 1) < affinity->size)
		return memtopo_acpi_error(table, at, "too short for what it is", err);
	if (!(memtopo_acpi_number(table, at + affinity->flags, 4) & 1))
		return 0;
	domain = structure_domain(table, at, affinity);
	if (memtopo_srat_node(srat, domain) != MEMTOPO_NONE)
		return 0;
	if (srat->count == NODES_MAX)
		return memtopo_acpi_error(table, at, "more domains than any kernel has nodes", err);
	srat->domain[srat->count++] = domain;
	return 0;
}

static int srat_walk(struct memtopo_srat *srat, const struct memtopo_acpi *table,
		     const struct affinity *affinities, size_t count, struct memtopo_error *err)
{
	size_t end = table->file.size, size, at, i;
	int rc = 0;

	for (at = SRAT_START; at < end && !rc; at += size) {
		size = end - at < 2 ? 0 : memtopo_acpi_number(table, at + 1, 1);
		if (size < 2 || size > end - at)
			return memtopo_acpi_error(table, at, "a structure that does not fit", err);
		for (i = 0; i < count && !rc; i++) {
			if (affinities[i].type == memtopo_acpi_number(table, at, 1))
				rc = structure_read(srat, table, at, &affinities[i], err);
		}
	}
	return rc;
}

int memtopo_srat_load(struct memtopo_srat *srat, const char *root, struct memtopo_error *err)
{
	struct memtopo_acpi table;
	int rc;

	memset(srat, 0, sizeof(*srat));
	rc = memtopo_acpi_load(&table, root, "SRAT", err);
	srat->is_damaged = table.is_damaged;
	if (!rc) {
		srat->domain = calloc(NODES_MAX, sizeof(*srat->domain));
		if (!srat->domain)
			rc = -ENOMEM;
	}
	if (!rc)
		rc = srat_walk(srat, &table, processors, ARRAY_SIZE(processors), err);
	if (!rc)
		rc = srat_walk(srat, &table, memory, ARRAY_SIZE(memory), err);
	memtopo_acpi_free(&table);
	return rc;
}

void memtopo_srat_free(struct memtopo_srat *srat)
{
	free(srat->domain);
	memset(srat, 0, sizeof(*srat));
}
