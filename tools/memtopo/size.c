// SPDX-License-Identifier: GPL-2.0
/*
 * Sizes for people: "1.5G".
 */
#include <stdio.h>

#include "parse.h"
#include "size.h"

static const char units[] = "BKMGTPE";

char *memtopo_size_format(char *text, u64 bytes)
{
	unsigned int unit = 0;
	u64 whole, tenths;

	if (bytes == MEMTOPO_NONE) {
		snprintf(text, MEMTOPO_SIZE_ROOM, "-");
		return text;
	}
	while (unit < sizeof(units) - 2 && bytes >> (10 * (unit + 1)))
		unit++;
	whole = bytes >> (10 * unit);
	/* The ten bits below the unit are enough to round to a tenth. */
	tenths = unit ? (bytes >> (10 * (unit - 1))) & 1023 : 0;
	tenths = (tenths * 10 + 512) >> 10;
	if (tenths == 10) {
		whole++;
		tenths = 0;
		if (whole == 1024 && unit < sizeof(units) - 2) {
			whole = 1;
			unit++;
		}
	}
	if (tenths)
		snprintf(text, MEMTOPO_SIZE_ROOM, "%llu.%llu%c", whole, tenths, units[unit]);
	else
		snprintf(text, MEMTOPO_SIZE_ROOM, "%llu%c", whole, units[unit]);
	return text;
}

char *memtopo_size_exact(char *text, u64 bytes)
{
	unsigned int unit;
	unsigned int tenths;
	u64 one;

	for (unit = sizeof(units) - 2; unit; unit--) {
		one = 1ULL << (10 * unit);
		/* Tenths of a power of two are whole at its half alone. */
		if (bytes >= one && bytes % (one / 2) == 0)
			break;
	}
	one = 1ULL << (10 * unit);
	tenths = bytes % one ? 5 : 0;
	if (!unit)
		snprintf(text, MEMTOPO_SIZE_ROOM, "%llu", bytes);
	else if (tenths)
		snprintf(text, MEMTOPO_SIZE_ROOM, "%llu.%u%c", bytes / one, tenths, units[unit]);
	else
		snprintf(text, MEMTOPO_SIZE_ROOM, "%llu%c", bytes / one, units[unit]);
	return text;
}
