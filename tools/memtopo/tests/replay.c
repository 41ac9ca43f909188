// SPDX-License-Identifier: GPL-2.0
/*
 * replay - memtopo, but that what it traces is made up: the stops in the file STOPS
 */
#include <stdlib.h>

#include "stops.h"

/* All there is, which stays. */
static u64 stops_load(void)
{
	static char text[1 << 20];
	const char *path = getenv("STOPS");
	FILE *file = path ? fopen(path, "r") : NULL;
	size_t size;

	if (!file)
		abort();
	size = fread(text, 1, sizeof(text), file);
	fclose(file);
	return stops_open(text, size, false);
}

int __wrap_memtopo_tracees_start(char **arguments, const char *preload, int *status,
				 struct memtopo_error *err)
{
	(void)arguments;
	(void)preload;
	(void)err;
	*status = 0;
	return stops_load();
}

int __wrap_memtopo_tracees_attach(u64 pid, struct memtopo_error *err)
{
	(void)pid;
	(void)err;
	return stops_load();
}
