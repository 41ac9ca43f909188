// SPDX-License-Identifier: GPL-2.0
/*
 * Asking the module: one request, and an answer of several tables.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load.h"
#include "query.h"

/* What a refusal is called in a recording. */
#define REFUSED "refused"

/* What each errno means of each sort of request; NULL for any other word. */
static const struct refusal {
	int rc;
	const char *name;
	const char *word;
	const char *reason;
} refusals[] = {
	{ -EINVAL, "EINVAL", NULL, "not a request that this module understands" },
	{ -E2BIG, "E2BIG", NULL, "too long for a request" },
	{ -ERANGE, "ERANGE", "page", "beyond all page frames of this machine" },
	{ -ERANGE, "ERANGE", "phys", "beyond all physical addresses of this machine" },
	{ -ERANGE, "ERANGE", "kernel", "no address of the kernel" },
	{ -ERANGE, "ERANGE", NULL, "beyond all addresses of a process" },
	{ -ESRCH, "ESRCH", NULL, "no such process, or it has ended" },
	{ -ENODATA, "ENODATA", NULL, "a thread of the kernel has no address space of its own" },
	{ -EFAULT, "EFAULT", "kernel", "nothing is mapped there" },
	{ -EFAULT, "EFAULT", NULL, "no mapping of the process is there" },
	{ -ENXIO, "ENXIO", NULL, "no memory is there" },
	{ -EPERM, "EPERM", "kernel", "it takes CAP_SYSLOG, too, and no lockdown of the kernel" },
	{ -EPERM, "EPERM", NULL, "it takes CAP_SYS_ADMIN, and no lockdown of the kernel" },
	{ -EBUSY, "EBUSY", NULL, "the module is busy with another request" },
	{ -EINTR, "EINTR", NULL, "interrupted" },
	{ -EOPNOTSUPP, "EOPNOTSUPP", NULL, "page tables of this architecture are not known" },
	{ -EAGAIN, "EAGAIN", NULL, "it changes faster than it can be looked at: try again" },
};

static int answer_refused(const struct memtopo_answer *answer, const char *request, int rc,
			  struct memtopo_error *err)
{
	const char *reason = strerror(-rc);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refusals); i++) {
		const struct refusal *refusal = &refusals[i];

		if (refusal->rc == rc &&
		    (!refusal->word || !strncmp(request, refusal->word, strlen(refusal->word)))) {
			reason = refusal->reason;
			break;
		}
	}
	memtopo_error_set(err, answer->file.path, 0, "%s: %s", request, reason);
	return rc;
}

static int request_write(int fd, const char *request)
{
	ssize_t put = write(fd, request, strlen(request));

	if (put < 0)
		return -errno;
	/* The module takes all of a request or nothing. */
	return (size_t)put == strlen(request) ? 0 : -EIO;
}

/* From the start, wherever the request left the descriptor. */
static int answer_read(struct memtopo_file *file, int fd)
{
	size_t room = 0;
	ssize_t got;
	char *text;

	do {
		if (file->size == room) {
			room = room ? 2 * room : 1 << 13;
			text = room > MEMTOPO_FILE_LIMIT ? NULL : realloc(file->text, room);
			if (!text)
				return -ENOMEM;
			file->text = text;
		}
		got = pread(fd, file->text + file->size, room - file->size, file->size);
		if (got < 0 && errno != EINTR)
			return -errno;
		file->size += got > 0 ? got : 0;
	} while (got);
	return 0;
}

static int live_ask(struct memtopo_answer *answer, const char *request, struct memtopo_error *err)
{
	struct memtopo_file *file = &answer->file;
	char *directory;
	int fd, rc;

	file->path = strdup(MEMTOPO_DEBUGFS "/" MEMTOPO_QUERY);
	if (!file->path)
		return -ENOMEM;
	fd = open(file->path, O_RDWR | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT) {
		rc = memtopo_source_directory("", &directory, err);
		free(directory);
		if (rc)
			return rc;
		memtopo_error_set(err, file->path, 0,
				  "not there: it takes debugfs, and a module that answers requests");
		return -ENOENT;
	}
	if (fd < 0)
		return memtopo_file_error(err, file->path, -errno);
	rc = request_write(fd, request);
	if (!rc)
		rc = answer_read(file, fd);
	close(fd);
	return rc ? answer_refused(answer, request, rc, err) : 0;
}

static int recording_ask(struct memtopo_answer *answer, const char *root, const char *request,
			 struct memtopo_error *err)
{
	char *path, *name;
	int rc;

	if (asprintf(&path, "%s" MEMTOPO_DEBUGFS "/" MEMTOPO_QUERY "/%s", root, request) < 0)
		return -ENOMEM;
	for (name = strrchr(path, '/'); *name; name++)
		*name = *name == ' ' ? '_' : *name;
	rc = memtopo_file_load(&answer->file, path, MEMTOPO_FILE_LIMIT, err);
	if (rc == -ENOENT)
		memtopo_error_set(err, root, 0, "no answer to '%s' was recorded", request);
	return rc;
}

/* A recording may tell that the module refused to answer. */
struct refused {
	const char *reason;
};

static int refusal_find(struct memtopo_answer *answer, const char *request,
			struct memtopo_error *err)
{
	static const char start[] = "# memtopo 1 " REFUSED " ";
	static const struct memtopo_field fields[] = {
		{ "errno", FIELD_WORD, offsetof(struct refused, reason), 0 },
	};
	struct memtopo_machine machine = { .loaded = 0 };
	struct refused refused;
	size_t i;
	int rc;

	if (answer->file.size < strlen(start) ||
	    memcmp(answer->file.text, start, strlen(start)))
		return 0;
	rc = memtopo_answer_table(answer, &machine, REFUSED, err);
	if (!rc)
		rc = memtopo_keys_load(answer->l, fields, ARRAY_SIZE(fields), &refused);
	for (i = 0; i < ARRAY_SIZE(refusals) && !rc && refused.reason; i++) {
		if (!strcmp(refusals[i].name, refused.reason))
			return answer_refused(answer, request, refusals[i].rc, err);
	}
	if (!rc)
		return memtopo_error_set(err, answer->file.path, 3,
					 "no reason to refuse an answer");
	/* Damage is no refusal. */
	return rc == -ENOMEM ? rc : -EINVAL;
}

int memtopo_ask(struct memtopo_answer *answer, const char *root,
		struct memtopo_error *err, const char *fmt, ...)
{
	char request[MEMTOPO_REQUEST_MAX];
	va_list ap;
	int rc;

	memset(answer, 0, sizeof(*answer));
	answer->l = calloc(1, sizeof(*answer->l));
	if (!answer->l)
		return -ENOMEM;
	va_start(ap, fmt);
	vsnprintf(request, sizeof(request), fmt, ap);
	va_end(ap);
	rc = *root ? recording_ask(answer, root, request, err) : live_ask(answer, request, err);
	return !rc && *root ? refusal_find(answer, request, err) : rc;
}

int memtopo_answer_table(struct memtopo_answer *answer, struct memtopo_machine *machine,
			 const char *name, struct memtopo_error *err)
{
	struct memtopo_table *table = &answer->l->table;
	int rc;

	/* Room is told by what there is. */
	answer->l->machine = machine;
	answer->l->owners_room = machine->owner_count;
	answer->l->rows_room = 0;
	if (answer->tables++)
		rc = memtopo_table_more(table);
	else
		rc = memtopo_table_open(table, answer->file.path, answer->file.text,
					answer->file.size, err) ? : 1;
	if (!rc)
		return memtopo_error_set(err, answer->file.path, 0,
					 "no table '%s': is the answer cut off?", name);
	if (rc < 0)
		return rc;
	if (strcmp(table->name, name))
		return memtopo_error_set(err, answer->file.path, table->line - 1,
					 "table '%.32s' where '%s' is expected", table->name,
					 name);
	if (answer->tables == 1)
		answer->generation = table->generation;
	answer->torn |= !table->consistent || table->generation != answer->generation;
	return 0;
}

int memtopo_answer_end(const struct memtopo_answer *answer, struct memtopo_error *err)
{
	const struct memtopo_table *table = &answer->l->table;

	if (table->next == table->end)
		return 0;
	return memtopo_error_set(err, answer->file.path, table->line + 1,
				 "more than the answer to one request");
}

void memtopo_answer_free(struct memtopo_answer *answer)
{
	if (answer->l)
		memtopo_table_close(&answer->l->table);
	free(answer->l);
	memtopo_file_free(&answer->file);
	memset(answer, 0, sizeof(*answer));
}
