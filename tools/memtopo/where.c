// SPDX-License-Identifier: GPL-2.0
/*
 * Where a number leads: the commands where and translate.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "column.h"
#include "where.h"

/* Addresses of the kernel are those whose highest bit is set. */
static bool is_kernel(u64 address)
{
	return address >> 63;
}

/* A number, decimal or after 0x, of no more than 64 bits. */
static int number_parse(const char *text, bool *hex, u64 *number)
{
	const char *pos = text;
	int rc;

	*hex = text[0] == '0' && text[1] == 'x';
	rc = *hex ? memtopo_hex_scan(&pos, number) : memtopo_number_scan(&pos, number);
	if (rc == -ERANGE && !*pos)
		return memtopo_usage_error("'%s' is more than an address has bits", text);
	if (!rc && !*pos)
		return 0;
	if (!*hex && !text[strspn(text, "0123456789abcdef")])
		return memtopo_usage_error("'%s' is no number: did you mean 0x%s?", text, text);
	return memtopo_usage_error("'%s' is neither a page frame (1234) nor an address (0x1234)",
				   text);
}

static int place_parse(struct memtopo_place *place, const char *text, u64 pid)
{
	struct memtopo_walk *walk = &place->walk;
	bool hex;
	int rc;

	place->text = text;
	rc = number_parse(text, &hex, &walk->number);
	if (rc)
		return rc;
	walk->pid = pid;
	if (hex && is_kernel(walk->number))
		walk->asked = MEMTOPO_ASKED_KERNEL;
	else if (pid != MEMTOPO_NONE)
		walk->asked = MEMTOPO_ASKED_USER;
	else
		walk->asked = hex ? MEMTOPO_ASKED_PHYSICAL : MEMTOPO_ASKED_PAGE;
	return 0;
}

/*
 * Those of which something can be told come first; of the others each but the
 * last is reported here.
 */
static int places_load(struct memtopo_place *places, size_t *count,
		       struct memtopo_machine *machine, const char *root,
		       struct memtopo_error *err)
{
	size_t loaded = 0, i;
	int failed = 0, rc;

	for (i = 0; i < *count; i++) {
		struct memtopo_place place = places[i];
		struct memtopo_error own = { "" };

		rc = memtopo_place_load(&place, machine, root, &own);
		if (!rc) {
			places[loaded++] = place;
			continue;
		}
		memtopo_place_free(&place);
		if (failed)
			memtopo_failure(err, failed);
		*err = own;
		failed = rc;
	}
	*count = loaded;
	return failed;
}

static bool is_drawn(const struct memtopo_style *style)
{
	return style->format == MEMTOPO_FORMAT_TABLE && !style->columns && !style->output_all;
}

static int places_print(const struct memtopo_place *places, size_t count,
			const struct memtopo_machine *machine,
			const struct memtopo_style *style, struct memtopo_canvas *canvas)
{
	struct memtopo_rows rows = { .count = 0 };
	size_t i;
	int rc;

	for (i = 0; i < count && is_drawn(style); i++) {
		if (i)
			memtopo_canvas_end(canvas);
		memtopo_place_draw(canvas, &places[i], machine, style->all);
	}
	if (is_drawn(style))
		return 0;
	rc = memtopo_rows_take(&rows, places, count, sizeof(*places), NULL);
	if (!rc)
		rc = memtopo_rows_print(&memtopo_where_view, &rows, machine, style);
	memtopo_rows_free(&rows);
	return rc;
}

/* Loads what was asked about, and prints that of which there is something to tell. */
static int where_run(struct memtopo_place *places, size_t count,
		     const struct memtopo_options *options, struct memtopo_canvas *canvas,
		     struct memtopo_error *err)
{
	struct memtopo_machine machine;
	size_t i;
	int failed, rc;

	rc = memtopo_machine_load(&machine, options->root, MEMTOPO_HAS_ALL | MEMTOPO_HAS_OWNERS,
				  err);
	if (rc) {
		memtopo_machine_free(&machine);
		return rc;
	}
	failed = places_load(places, &count, &machine, options->root, err);
	for (i = 0; i < count; i++)
		memtopo_place_doubt(&places[i], &machine, stderr);
	rc = places_print(places, count, &machine, &options->style, canvas);
	for (i = 0; i < count; i++)
		memtopo_place_free(&places[i]);
	memtopo_machine_free(&machine);
	return rc ? rc : failed;
}

int memtopo_where(const struct memtopo_options *options, char **arguments,
		  struct memtopo_canvas *canvas, struct memtopo_error *err)
{
	struct memtopo_place *places;
	size_t count = 0, i;
	int rc = 0;

	while (arguments[count])
		count++;
	places = calloc(count, sizeof(*places));
	if (!places)
		return -ENOMEM;
	for (i = 0; i < count && !rc; i++)
		rc = place_parse(&places[i], arguments[i], options->pid);
	if (!rc)
		rc = where_run(places, count, options, canvas, err);
	free(places);
	return rc;
}

/* One object: the address, the levels, and the frame if there is one. */
static int translation_json(const struct memtopo_place *place, const struct memtopo_machine *m,
			    const struct memtopo_style *style)
{
	const struct memtopo_walk *walk = &place->walk;
	struct memtopo_rows address, levels, page;
	const struct memtopo_member members[] = {
		{ &memtopo_address_view, &address, m, true, NULL },
		{ &memtopo_levels_view, &levels, m, false, NULL },
		{ &memtopo_page_view, walk->page.pfn == MEMTOPO_NONE ? NULL : &page, m, true,
		  NULL },
	};
	int rc;

	memset(&address, 0, sizeof(address));
	levels = address;
	page = address;
	rc = memtopo_rows_take(&address, place, 1, sizeof(*place), NULL);
	if (!rc)
		rc = memtopo_rows_take(&levels, walk->levels, walk->level_count,
				       sizeof(*walk->levels), NULL);
	if (!rc)
		rc = memtopo_rows_take(&page, &walk->page, 1, sizeof(walk->page), NULL);
	if (!rc)
		rc = memtopo_members_print(members, ARRAY_SIZE(members), style);
	memtopo_rows_free(&address);
	memtopo_rows_free(&levels);
	memtopo_rows_free(&page);
	return rc;
}

static int translation_parse(struct memtopo_place *place, char **arguments)
{
	struct memtopo_walk *walk = &place->walk;
	bool hex;
	int rc;

	place->text = arguments[1];
	walk->asked = MEMTOPO_ASKED_USER;
	rc = memtopo_pid_set(&walk->pid, arguments[0]);
	return rc ? rc : number_parse(arguments[1], &hex, &walk->number);
}

int memtopo_translate(const struct memtopo_options *options, char **arguments,
		      struct memtopo_canvas *canvas, struct memtopo_error *err)
{
	struct memtopo_machine machine = { .loaded = 0 };
	struct memtopo_place place;
	int rc;

	memset(&place, 0, sizeof(place));
	rc = translation_parse(&place, arguments);
	if (rc)
		return rc;
	/* What the answer can be held against, and is quick to read. */
	rc = memtopo_machine_load(&machine, options->root, MEMTOPO_HAS(ZONES) |
				  MEMTOPO_HAS(DISTANCES) | MEMTOPO_HAS_OWNERS, err);
	if (!rc)
		rc = memtopo_place_load(&place, &machine, options->root, err);
	if (!rc) {
		memtopo_place_doubt(&place, &machine, stderr);
		if (options->style.format == MEMTOPO_FORMAT_JSON)
			rc = translation_json(&place, &machine, &options->style);
		else
			memtopo_place_draw(canvas, &place, &machine, true);
	}
	memtopo_place_free(&place);
	memtopo_machine_free(&machine);
	return rc;
}
