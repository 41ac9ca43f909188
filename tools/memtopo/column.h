/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Short words for lists of columns. For the files that declare views.
 */
#ifndef MEMTOPO_COLUMN_H
#define MEMTOPO_COLUMN_H

#include "view.h"

#define TEXT MEMTOPO_COLUMN_TEXT
#define JSON MEMTOPO_COLUMN_JSON
#define MERGED MEMTOPO_COLUMN_MERGED

/* A field of the row's struct. */
#define FIELD(name, kind, flags, type, field, help) \
	{ name, MEMTOPO_KIND_##kind, flags, \
	  offsetof(struct memtopo_##type, field), 0, NULL, help }
/* An end of a span of the row's struct. */
#define SPAN(name, kind, flags, type, start, pages, help) \
	{ name, MEMTOPO_KIND_##kind, flags, \
	  offsetof(struct memtopo_##type, start), \
	  offsetof(struct memtopo_##type, pages), NULL, help }
/* Something computed from the row. */
#define MADE(name, kind, flags, get, help) \
	{ name, MEMTOPO_KIND_##kind, flags, 0, 0, get, help }

#endif /* MEMTOPO_COLUMN_H */
