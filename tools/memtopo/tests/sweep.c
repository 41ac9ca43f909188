// SPDX-License-Identifier: GPL-2.0
/*
 * sweep - load damaged copies of a machine, thousands in one process
 *
 *	sweep prefixes DIR	every file cut off at every byte
 *	sweep mutations DIR N	N machines with random damage, always the same
 *	sweep retry DIR N FILE	DIR whose whole/FILE replaces proc/memtopo/FILE
 *				when torn tables were read N times
 *	sweep record DIR N FILE	the same, recorded to DIR/copy
 *	sweep answers DIR N	every answer of DIR cut off at every byte, and with
 *				random damage N times; DIR is written to
 *	sweep measure SECONDS	measure node 0 as if it had neither CPUs nor
 *				memory, one of both, or both
 *
 * Whatever loads is drawn and printed. The only verdict is that of the
 * sanitizers, so the program prints how much it did: the caller counts.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../copy.h"
#include "../measure.h"
#include "../picture.h"
#include "../print.h"
#include "../place.h"
#include "../query.h"
#include "../record.h"

struct sweep {
	struct memtopo_file files[MEMTOPO_TABLES];
	FILE *null;
	unsigned long loaded;
	unsigned long refused;
};

/* A copy to the byte, so that the address sanitizer guards its end. */
static void file_copy(struct memtopo_file *to, const struct memtopo_file *from, size_t size)
{
	memset(to, 0, sizeof(*to));
	/* A machine may be without what is in debugfs alone. */
	if (!from->path)
		return;
	to->path = strdup(from->path);
	to->text = malloc(size ? size : 1);
	to->size = size;
	if (!to->path || !to->text)
		abort();
	memcpy(to->text, from->text, size);
}

static void machine_show(const struct sweep *sweep, const struct memtopo_machine *machine)
{
	struct memtopo_canvas canvas = { .out = sweep->null, .width = 80, .utf8 = true };
	struct memtopo_style style = { .format = MEMTOPO_FORMAT_JSON };
	size_t i;

	if (memtopo_picture_draw(&canvas, machine, false) ||
	    memtopo_views_print(machine, &style))
		abort();
	style.format = MEMTOPO_FORMAT_TABLE;
	style.output_all = true;
	if (memtopo_view_print(memtopo_view_find("sections"), machine, &style) ||
	    memtopo_view_print(memtopo_view_find("blocks"), machine, &style))
		abort();
	for (i = 0; i < memtopo_view_count; i++) {
		/* What is in debugfs alone. */
		if (!(memtopo_views[i]->tables & (MEMTOPO_HAS_ALL | MEMTOPO_HAS(BLOCKS))) &&
		    !(memtopo_views[i]->tables & ~machine->loaded) &&
		    memtopo_view_print(memtopo_views[i], machine, &style))
			abort();
	}
	for (i = 0; i < machine->census_count; i++) {
		if (memtopo_block_explain(machine, machine->census[i].block, sweep->null))
			abort();
	}
}

/* Loads a machine whose files are taken over; a refusal must say why. */
static void machine_try(struct sweep *sweep, struct memtopo_file *files)
{
	struct memtopo_machine machine = { .loaded = 0 };
	struct memtopo_error err = { "" };
	int id, last = 0, rc = 0;

	for (id = 0; id < MEMTOPO_TABLES && !rc; id++) {
		last = files[id].path ? id : last;
		if (files[id].path)
			rc = memtopo_machine_add(&machine, id, &files[id], &err);
	}
	if (!rc) {
		sweep->loaded++;
		machine_show(sweep, &machine);
	} else {
		sweep->refused++;
		if (strncmp(err.text, machine.files[last].path,
			    strlen(machine.files[last].path)) || strchr(err.text, '\n'))
			abort();
	}
	memtopo_machine_free(&machine);
	for (id = 0; id < MEMTOPO_TABLES; id++)
		memtopo_file_free(&files[id]);
}

static void sweep_prefixes(struct sweep *sweep)
{
	struct memtopo_file files[MEMTOPO_TABLES];
	size_t size;
	int cut, id;

	for (cut = 0; cut < MEMTOPO_TABLES; cut++) {
		if (!sweep->files[cut].path)
			continue;
		for (size = 0; size <= sweep->files[cut].size; size++) {
			for (id = 0; id < MEMTOPO_TABLES; id++)
				file_copy(&files[id], &sweep->files[id],
					  id == cut ? size : sweep->files[id].size);
			machine_try(sweep, files);
		}
	}
}

/* A generator of our own gives the same numbers everywhere. */
static unsigned int random_below(unsigned int n)
{
	static u64 state = 20240229;

	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % n;
}

static void file_damage(struct memtopo_file *file)
{
	static const char bytes[] = "0123456789\n ,-:/+#=PMOExyz\0\377";
	static const char *const words[] = {
		"18446744073709551615", "18446744073709551616", "4294967296", "-1", "0",
		"0-4294967295", "65535", "4095", "99999999999999999999999",
	};
	size_t at = random_below(file->size), end;
	const char *word;
	char *text;

	if (random_below(3)) {
		file->text[at] = bytes[random_below(sizeof(bytes) - 1)];
		return;
	}
	/* Another word in place of one that is there. */
	for (end = at; end < file->size && !strchr("\n ,:=-", file->text[end]); end++)
		;
	while (at && !strchr("\n ,:=-", file->text[at - 1]))
		at--;
	word = words[random_below(ARRAY_SIZE(words))];
	text = malloc(file->size + strlen(word));
	if (!text)
		abort();
	memcpy(text, file->text, at);
	memcpy(text + at, word, strlen(word));
	memcpy(text + at + strlen(word), file->text + end, file->size - end);
	file->size = at + strlen(word) + file->size - end;
	free(file->text);
	file->text = text;
}

static void sweep_mutations(struct sweep *sweep, unsigned long count)
{
	struct memtopo_file files[MEMTOPO_TABLES];
	unsigned int damage;
	int id;

	while (count--) {
		for (id = 0; id < MEMTOPO_TABLES; id++)
			file_copy(&files[id], &sweep->files[id], sweep->files[id].size);
		for (damage = 1 + random_below(3); damage; damage--) {
			do {
				id = random_below(MEMTOPO_TABLES);
			} while (!files[id].path);
			file_damage(&files[id]);
		}
		machine_try(sweep, files);
	}
}

/* What an answer is to, by its name; false for that of a whole process. */
static bool place_name(struct memtopo_place *place, const char *name)
{
	struct memtopo_walk *walk = &place->walk;

	memset(place, 0, sizeof(*place));
	place->text = name;
	if (sscanf(name, "user_%llu_0x%llx", &walk->pid, &walk->number) == 2)
		walk->asked = MEMTOPO_ASKED_USER;
	else if (sscanf(name, "kernel_0x%llx", &walk->number) == 1)
		walk->asked = MEMTOPO_ASKED_KERNEL;
	else if (sscanf(name, "phys_0x%llx", &walk->number) == 1)
		walk->asked = MEMTOPO_ASKED_PHYSICAL;
	else if (sscanf(name, "page_%llu", &walk->number) == 1)
		walk->asked = MEMTOPO_ASKED_PAGE;
	else
		return false;
	return true;
}

/* Asks DIR what it answers now; a refusal must say why. */
static void place_try(struct sweep *sweep, struct memtopo_machine *machine, const char *root,
		      const char *name)
{
	struct memtopo_canvas canvas = { .out = sweep->null, .width = 80, .utf8 = true };
	struct memtopo_style style = { .format = MEMTOPO_FORMAT_JSON };
	struct memtopo_error err = { "" };
	struct memtopo_place place;
	const void *row = &place;
	const struct memtopo_rows rows = { .row = &row, .count = 1 };

	if (!place_name(&place, name))
		abort();
	if (!memtopo_place_load(&place, machine, root, &err)) {
		sweep->loaded++;
		memtopo_place_doubt(&place, machine, sweep->null);
		memtopo_place_draw(&canvas, &place, machine, true);
		if (memtopo_rows_print(&memtopo_where_view, &rows, machine, &style))
			abort();
	} else {
		sweep->refused++;
		if (strncmp(err.text, root, strlen(root)) || strchr(err.text, '\n'))
			abort();
	}
	memtopo_place_free(&place);
}

static void answer_write(const struct memtopo_file *file)
{
	struct memtopo_error err;

	if (remove(file->path) || memtopo_copy_write(file->path, file, &err))
		abort();
}

static void answer_sweep(struct sweep *sweep, struct memtopo_machine *machine, const char *root,
			 const char *name, unsigned long count)
{
	struct memtopo_file whole, part;
	struct memtopo_error err;
	char *path;

	if (asprintf(&path, "%s" MEMTOPO_DEBUGFS "/" MEMTOPO_QUERY "/%s", root, name) < 0 ||
	    memtopo_file_load(&whole, path, MEMTOPO_FILE_LIMIT, &err))
		abort();
	for (part = whole, part.size = 0; part.size <= whole.size; part.size++) {
		answer_write(&part);
		place_try(sweep, machine, root, name);
	}
	while (count--) {
		file_copy(&part, &whole, whole.size);
		file_damage(&part);
		answer_write(&part);
		place_try(sweep, machine, root, name);
		memtopo_file_free(&part);
	}
	answer_write(&whole);
	memtopo_file_free(&whole);
}

static int sweep_answers(struct sweep *sweep, const char *root, unsigned long count)
{
	struct memtopo_machine machine;
	struct memtopo_place place;
	struct memtopo_error err;
	struct dirent **entries;
	char path[PATH_MAX];
	int n, i;

	snprintf(path, sizeof(path), "%s" MEMTOPO_DEBUGFS "/" MEMTOPO_QUERY, root);
	n = scandir(path, &entries, NULL, alphasort);
	if (n < 0 ||
	    memtopo_machine_load(&machine, root, MEMTOPO_HAS_ALL | MEMTOPO_HAS_OWNERS, &err))
		abort();
	for (i = 0; i < n; i++) {
		if (place_name(&place, entries[i]->d_name))
			answer_sweep(sweep, &machine, root, entries[i]->d_name, count);
		free(entries[i]);
	}
	free(entries);
	memtopo_machine_free(&machine);
	fclose(sweep->null);
	fprintf(stderr, "%lu loaded, %lu refused\n", sweep->loaded, sweep->refused);
	return 0;
}

/* Stands in for the pause between two tries, by the linker's --wrap. */
void __wrap_memtopo_source_pause(void);

static struct {
	const char *root;
	const char *file;
	unsigned long after;
	unsigned long pauses;
} retry;

void __wrap_memtopo_source_pause(void)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (++retry.pauses != retry.after)
		return;
	snprintf(from, sizeof(from), "%s/whole/%s", retry.root, retry.file);
	snprintf(to, sizeof(to), "%s/proc/memtopo/%s", retry.root, retry.file);
	if (rename(from, to))
		abort();
}

static int sweep_retry(char **argv)
{
	struct memtopo_recording recording = { .files = 0 };
	struct memtopo_machine machine = { .loaded = 0 };
	struct memtopo_error err = { "" };
	char copy[PATH_MAX];
	bool torn;
	int rc;

	retry.root = argv[2];
	retry.after = strtoul(argv[3], NULL, 10);
	retry.file = argv[4];
	if (!strcmp(argv[1], "retry")) {
		rc = memtopo_machine_load(&machine, retry.root, MEMTOPO_HAS_ALL, &err);
		torn = machine.torn;
	} else {
		snprintf(copy, sizeof(copy), "%s/copy", retry.root);
		rc = memtopo_recording_make(&recording, retry.root, copy, MEMTOPO_NONE, &err);
		torn = recording.torn;
	}
	fprintf(stderr, "%s after %lu pauses\n",
		rc ? "refused" : torn ? "torn" : "whole", retry.pauses);
	memtopo_machine_free(&machine);
	return 0;
}

static int measure_print(unsigned int seconds, bool has_cpus, bool has_memory)
{
	struct memtopo_node node = { .cpus = has_cpus ? "0" : NULL, .managed_pages = has_memory };
	const struct memtopo_machine machine = { .nodes = &node, .node_count = 1 };
	struct memtopo_distance pair = {
		.measured_ns = MEMTOPO_NONE, .measured_mbps = MEMTOPO_NONE,
		.buffer = MEMTOPO_NONE,
	};
	struct memtopo_error err;

	if (memtopo_measure(&pair, 1, &machine, seconds, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	printf("%d %d %lld %lld %lld\n", has_cpus, has_memory, pair.measured_ns,
	       pair.measured_mbps, pair.buffer);
	return 0;
}

static int sweep_measure(unsigned int seconds)
{
	int has, rc = 0;

	for (has = 0; has < 4 && !rc; has++)
		rc = measure_print(seconds, has & 1, has & 2);
	return rc;
}

int main(int argc, char **argv)
{
	struct sweep sweep = { .loaded = 0 };
	struct memtopo_error err;
	int id;

	if (argc == 3 && !strcmp(argv[1], "measure"))
		return sweep_measure(strtoul(argv[2], NULL, 10));
	if (argc < 3 || (argc < 4 && strcmp(argv[1], "prefixes")))
		return 2;
	if (argc > 4)
		return sweep_retry(argv);
	sweep.null = fopen("/dev/null", "w");
	if (!sweep.null || !freopen("/dev/null", "w", stdout))
		return 2;
	if (!strcmp(argv[1], "answers"))
		return sweep_answers(&sweep, argv[2], strtoul(argv[3], NULL, 10));
	for (id = 0; id < MEMTOPO_TABLES; id++) {
		if (memtopo_file_read(&sweep.files[id], argv[2], memtopo_table_name(id), &err) &&
		    (MEMTOPO_HAS_ALL & 1U << id))
			return 2;
	}
	if (!strcmp(argv[1], "prefixes"))
		sweep_prefixes(&sweep);
	else
		sweep_mutations(&sweep, strtoul(argv[3], NULL, 10));
	fprintf(stderr, "%lu loaded, %lu refused\n", sweep.loaded, sweep.refused);
	for (id = 0; id < MEMTOPO_TABLES; id++)
		memtopo_file_free(&sweep.files[id]);
	fclose(sweep.null);
	return 0;
}
