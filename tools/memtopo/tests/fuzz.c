// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz - the whole program, from main() on, on files that libFuzzer makes up
 *
 * An input is text. The first line is a command line, such as
 *
 *	COLUMNS=120 FAIL=7 TTY=1 blocks -s old
 *
 * where FAIL=7 makes the seventh allocation fail and TTY=1 makes the output a
 * terminal. Each line "@NAME" after it begins a file: "@zones" is the table
 * zones of any machine, "@old/zones" that of the recording old alone;
 * "@/proc/iomem" and "@old/proc/iomem" likewise, and where NAME is a link its
 * text is where that leads. Files are read from there by the linker's --wrap
 * and nothing else is: what the program does with real directories, reading
 * them and making recordings, is not reached.
 *
 * Beside what the sanitizers see, a run must keep what the manual promises of
 * every run: the exit status, the messages, valid JSON, the width of lines.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "json.h"

#define WORDS_MAX 24
#define FILES_MAX 256

/* A file of the input: its name and its text, neither a string. */
struct part {
	const char *name;
	size_t name_len;
	const char *text;
	size_t size;
};

/* The input that runs now, and what is known of the run. */
static struct {
	char *line;
	char *words[WORDS_MAX + 1];
	int count;
	struct part parts[FILES_MAX];
	size_t part_count;
	unsigned int picture_width;
	bool colored;
	bool is_table;
	bool is_terminal;
	bool is_running;
	unsigned long fail;
} run;

/* Counts down to the allocation that fails. */
static bool fails(void)
{
	return run.fail && !--run.fail;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return fails() ? NULL : __real_reallocarray(old, count, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t size)
{
	return fails() ? NULL : __real_strndup(text, size);
}

FILE *__wrap_open_memstream(char **text, size_t *size)
{
	return fails() ? NULL : __real_open_memstream(text, size);
}

int __wrap_asprintf(char **text, const char *fmt, ...)
{
	va_list ap;
	int len;

	*text = NULL;
	if (fails())
		return -1;
	va_start(ap, fmt);
	len = vasprintf(text, fmt, ap);
	va_end(ap);
	return len;
}

static const struct part *part_find(const char *root, const char *name)
{
	size_t root_len = strlen(root), len = strlen(name), i;
	const struct part *part, *any = NULL;

	for (i = 0; i < run.part_count; i++) {
		part = &run.parts[i];
		if (part->name_len == len && !memcmp(part->name, name, len))
			any = part;
		if (root_len && part->name_len == root_len + 1 + len &&
		    !memcmp(part->name, root, root_len) && part->name[root_len] == '/' &&
		    !memcmp(part->name + root_len + 1, name, len))
			return part;
	}
	return any;
}

/* The file takes over its path and gets the text of the part, if there is one. */
static int part_copy(struct memtopo_file *file, const struct part *part,
		     struct memtopo_error *err)
{
	if (!part) {
		memtopo_error_set(err, file->path, 0, "%s", strerror(ENOENT));
		memtopo_file_free(file);
		return -ENOENT;
	}
	/* A copy to the byte, so that the address sanitizer guards its end. */
	file->text = malloc(part->size ? part->size : 1);
	if (!file->text) {
		memtopo_file_free(file);
		return -ENOMEM;
	}
	memcpy(file->text, part->text, part->size);
	file->size = part->size;
	return 0;
}

int __wrap_memtopo_file_read(struct memtopo_file *file, const char *root,
			     const char *name, struct memtopo_error *err)
{
	memset(file, 0, sizeof(*file));
	if (asprintf(&file->path, "%s%s/%s", root, MEMTOPO_PROC, name) < 0)
		return -ENOMEM;
	return part_copy(file, part_find(root, name), err);
}

/* A part by its path from the system root on, that of the recording first. */
static const struct part *part_at(const char *path)
{
	const struct part *part = part_find("", path);
	const char *slash = strchr(path, '/');

	return part || !slash ? part : part_find("", slash);
}

/*
 * A table of the firmware has no end of line, and says how long it is: a byte
 * more or less shall not be all that is found of it, but where the checksum
 * asks for that.
 */
static void firmware_mend(struct memtopo_file *file)
{
	size_t byte;

	if (!strstr(file->path, "/firmware/") || !file->size)
		return;
	file->size -= file->text[file->size - 1] == '\n';
	if (file->size < 10 || file->text[9] == '*')
		return;
	for (byte = 0; byte < 4; byte++)
		file->text[4 + byte] = file->size >> 8 * byte;
}

int __wrap_memtopo_file_load(struct memtopo_file *file, char *path, size_t limit,
			     struct memtopo_error *err)
{
	const struct part *part = part_at(path);
	int rc;

	memset(file, 0, sizeof(*file));
	file->path = path;
	if (!path)
		return -ENOMEM;
	rc = part_copy(file, part && part->size <= limit ? part : NULL, err);
	if (!rc)
		firmware_mend(file);
	return rc;
}

/* The number in the name of a part that lies in @path, after @prefix. */
static bool part_number(const struct part *part, const char *path, const char *prefix,
			u64 *number)
{
	size_t path_len = strlen(path), prefix_len = strlen(prefix), len;
	char name[24];
	const char *pos = name;

	if (part->name_len <= path_len + 1 + prefix_len ||
	    memcmp(part->name, path, path_len) || part->name[path_len] != '/' ||
	    memcmp(part->name + path_len + 1, prefix, prefix_len))
		return false;
	len = part->name_len - path_len - 1 - prefix_len;
	len = len < sizeof(name) ? len : sizeof(name) - 1;
	memcpy(name, part->name + path_len + 1 + prefix_len, len);
	name[len] = '\0';
	return !memtopo_number_scan(&pos, number) && (!*pos || *pos == '/');
}

/* Directories are made of the names of parts, which are few. */
int __wrap_memtopo_directory_numbers(u64 **numbers, size_t *count, const char *path,
				     const char *prefix, struct memtopo_error *err)
{
	const char *slash = strchr(path, '/');
	u64 number, least = 0;
	size_t i;
	bool found;

	(void)err;
	*count = 0;
	*numbers = calloc(FILES_MAX, sizeof(**numbers));
	if (!*numbers)
		return -ENOMEM;
	do {
		found = false;
		for (i = 0; i < run.part_count; i++) {
			if (!part_number(&run.parts[i], path, prefix, &number) &&
			    (!slash || !part_number(&run.parts[i], slash, prefix, &number)))
				continue;
			if (number < least || (found && number >= (*numbers)[*count]))
				continue;
			(*numbers)[*count] = number;
			found = true;
		}
		if (found)
			least = (*numbers)[(*count)++] + 1;
	} while (found && least);
	return 0;
}

/* Nothing is measured: that would take its time, and be of the machine. */
int __wrap_memtopo_measure(struct memtopo_distance *pairs, size_t count,
			   const struct memtopo_machine *machine, unsigned int seconds,
			   struct memtopo_error *err)
{
	size_t i;

	if (seconds == 7)
		return memtopo_error_set(err, NULL, 0, "interrupted");
	for (i = 0; i < count; i++) {
		if (!memtopo_node_find(machine, pairs[i].from))
			continue;
		pairs[i].measured_ns = 10 * pairs[i].distance;
		pairs[i].measured_mbps = seconds;
		pairs[i].buffer = i << 20;
	}
	return 0;
}

ssize_t __wrap_readlink(const char *path, char *target, size_t size)
{
	const struct part *part = part_at(path);
	const char *end;

	if (!part) {
		errno = ENOENT;
		return -1;
	}
	end = memchr(part->text, '\n', part->size);
	if (end && size > (size_t)(end - part->text))
		size = end - part->text;
	else if (size > part->size)
		size = part->size;
	memcpy(target, part->text, size);
	return size;
}

/* A stream, such as the journal: it ends where the part does. */
int __wrap_open(const char *path, int flags, ...)
{
	const struct part *part = run.is_running ? part_at(path) : NULL;
	mode_t mode = 0;
	va_list ap;
	int fd;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	if (!run.is_running)
		return __real_open(path, flags, mode);
	if (!part) {
		errno = ENOENT;
		return -1;
	}
	fd = memfd_create("part", MFD_CLOEXEC);
	if (fd < 0 || __real_write(fd, part->text, part->size) != (ssize_t)part->size ||
	    lseek(fd, 0, SEEK_SET))
		abort();
	return fd;
}

/* A request: the module, of which there is what it will answer, takes it. */
ssize_t __wrap_write(int fd, const void *data, size_t size)
{
	return run.is_running ? (ssize_t)size : __real_write(fd, data, size);
}

int __wrap_isatty(int fd)
{
	return fd == STDOUT_FILENO && run.is_terminal;
}

/* No recording is ever made, wherever the command line wants to have it. */
int __wrap_memtopo_source_directory(const char *root, char **path,
				    struct memtopo_error *err)
{
	*path = NULL;
	memtopo_error_set(err, root, 0, "%s", strerror(ENOENT));
	return -ENOENT;
}

/* A program that is traced is the part "/stops". */
static int stops_start(struct memtopo_error *err)
{
	const struct part *part = part_at("/stops");
	u64 pid = part ? stops_open(part->text, part->size, true) : 0;

	return pid ? (int)pid : memtopo_error_set(err, NULL, 0, "it cannot be traced");
}

int __wrap_memtopo_tracees_start(char **arguments, const char *preload, int *status,
				 struct memtopo_error *err)
{
	(void)arguments;
	(void)preload;
	*status = 0;
	return stops_start(err);
}

int __wrap_memtopo_tracees_attach(u64 pid, struct memtopo_error *err)
{
	(void)pid;
	return stops_start(err);
}

static ssize_t output_write(void *out, const char *text, size_t size)
{
	return fwrite(text, 1, size, out);
}

/* All of a trace is output, wherever the command line wants to have it. */
FILE *__wrap_memtopo_trace_open(const char *path, struct memtopo_error *err)
{
	const cookie_io_functions_t functions = { .write = output_write };
	FILE *out = fopencookie(stdout, "w", functions);

	(void)path;
	if (!out)
		abort();
	/* Or else nothing of it is seen when it ends half way. */
	setvbuf(out, NULL, _IOLBF, BUFSIZ);
	(void)err;
	return out;
}

void __wrap_memtopo_source_pause(void)
{
}

int __wrap_memtopo_picture_draw(struct memtopo_canvas *canvas,
				const struct memtopo_machine *machine, bool all)
{
	run.picture_width = canvas->width;
	run.colored = canvas->color;
	return __real_memtopo_picture_draw(canvas, machine, all);
}

int __wrap_memtopo_claims_show(const char *root, struct memtopo_canvas *canvas,
			       const struct memtopo_style *style, struct memtopo_error *err)
{
	run.colored = canvas->color;
	return __real_memtopo_claims_show(root, canvas, style, err);
}

void __wrap_memtopo_place_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place,
			       const struct memtopo_machine *machine, bool walk)
{
	run.picture_width = canvas->width;
	run.colored = canvas->color;
	__real_memtopo_place_draw(canvas, place, machine, walk);
}

int __wrap_memtopo_view_print(const struct memtopo_view *view,
			      const struct memtopo_machine *machine,
			      const struct memtopo_style *style)
{
	run.is_table = style->format != MEMTOPO_FORMAT_JSON;
	return __real_memtopo_view_print(view, machine, style);
}

/* A broken promise is a crash like any other, with its reason before it. */
static void __printf(2, 3) promise(bool kept, const char *fmt, ...)
{
	va_list ap;

	if (kept)
		return;
	fputs("fuzz: promise broken: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

/* Cuts the first line into words; false for what no shell would pass on. */
static bool words_read(const char *line, size_t len)
{
	unsigned long fail = 0;
	char *rest, *word;
	size_t i;

	for (i = 0; i < len; i++) {
		if (line[i] < ' ' || line[i] > '~')
			return false;
	}
	run.line = strndup(line, len);
	if (!run.line)
		abort();
	run.words[run.count++] = (char *)"memtopo";
	unsetenv("COLUMNS");
	rest = run.line;
	while ((word = strsep(&rest, " "))) {
		if (!*word)
			continue;
		if (run.count == 1 && !strncmp(word, "COLUMNS=", 8))
			setenv("COLUMNS", word + 8, 1);
		else if (run.count == 1 && !strncmp(word, "FAIL=", 5))
			fail = strtoul(word + 5, NULL, 10);
		else if (run.count == 1 && !strcmp(word, "TTY=1"))
			run.is_terminal = true;
		else if (run.count < WORDS_MAX)
			run.words[run.count++] = word;
	}
	run.words[run.count] = NULL;
	run.fail = fail;
	return true;
}

static void parts_read(const char *text, const char *end)
{
	struct part *part = NULL;
	const char *next;

	for (; text < end; text = next) {
		next = memchr(text, '\n', end - text);
		next = next ? next + 1 : end;
		if (*text == '@' && run.part_count < FILES_MAX) {
			part = &run.parts[run.part_count++];
			part->name = text + 1;
			part->name_len = next - text - 1 - (next[-1] == '\n');
			part->text = next;
		} else if (part) {
			part->size += next - text;
		}
	}
}

/* Everything that is said is said by name, in lines of text. */
static void messages_check(const char *text, size_t size, int status)
{
	const char *line, *c, *last = NULL;

	/* What is odd about a machine is said where tables are. */
	promise(!(status % 3) == !size || strstr(text, "memtopo: note: ") == text,
		"status %d with messages \"%s\"", status, text);
	for (c = text; c < text + size; c++)
		promise((*c >= ' ' && *c <= '~') || *c == '\n',
			"byte 0x%02x in a message", (unsigned char)*c);
	for (line = text; *line; line = c + 1) {
		c = strchr(line, '\n');
		promise(c, "a message that does not end");
		promise(!strncmp(line, "memtopo: ", 9) ||
			(status == 2 && !strncmp(line, "Try ", 4)),
			"message \"%.*s\"", (int)(c - line), line);
		last = line;
	}
	promise(status != 1 || (last && strncmp(last, "memtopo: note: ", 15)),
		"status 1 without a reason");
}

static void picture_check(const char *text, size_t size)
{
	const char *c, *end = text + size;
	unsigned int width = 0;

	for (c = text; c < end; c++) {
		if (run.colored && *c == '\033') {
			while (c < end && *c != 'm')
				c++;
		} else if (*c == '\n') {
			promise(width <= run.picture_width, "a line of %u characters in %u",
				width, run.picture_width);
			width = 0;
		} else if ((*c & 0xc0) != 0x80) {
			width++;
		}
	}
}

static void output_check(const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		promise((unsigned char)text[i] >= ' ' || text[i] == '\n' ||
			(run.colored && text[i] == '\033'),
			"byte 0x%02x in the output", (unsigned char)text[i]);
	if (run.picture_width)
		picture_check(text, size);
	else if (*text == '{' && !run.is_table)
		promise(json_is_valid(text), "invalid JSON: %s", text);
}

static void run_program(void)
{
	FILE *real_stdout = stdout, *real_stderr = stderr;
	unsigned long fail = run.fail;
	char *out = NULL, *messages = NULL;
	size_t out_size, messages_size;
	int status;

	run.fail = 0;
	stdout = open_memstream(&out, &out_size);
	stderr = open_memstream(&messages, &messages_size);
	if (!stdout || !stderr)
		abort();
	optind = 0;	/* glibc's way to start anew */
	run.fail = fail;
	run.is_running = true;
	status = memtopo_main(run.count, run.words);
	run.is_running = false;
	run.fail = 0;
	if (fclose(stdout) || fclose(stderr))
		abort();
	stdout = real_stdout;
	stderr = real_stderr;

	promise(status >= 0 && status <= 3, "exit status %d", status);
	messages_check(messages, messages_size, status);
	if (!(status % 3))
		output_check(out, out_size);
	free(messages);
	free(out);
}

int fuzz_initialize(int *argc, char ***argv)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)argc;
	(void)argv;
	/* No terminal: what it is like must not matter. */
	if (null < 0 || dup2(null, STDOUT_FILENO) < 0)
		abort();
	close(null);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	return 0;
}

int fuzz_test(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end = text + size, *next;
	bool accepted;

	memset(&run, 0, sizeof(run));
	next = size ? memchr(text, '\n', size) : NULL;
	if (!next)
		return -1;
	accepted = words_read(text, next - text);
	if (accepted) {
		parts_read(next + 1, end);
		run_program();
	}
	free(run.line);
	/* What is not accepted is not worth keeping either. */
	return accepted ? 0 : -1;
}

/*
 * The mutator. libFuzzer's own knows bytes and the words of the dictionary;
 * this one knows that there are lines of words, and what makes numbers odd.
 */
static uint64_t random_state;

static size_t random_below(size_t n)
{
	random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return n ? (random_state >> 33) % n : 0;
}

/* Puts @with in place of [at, at + len) unless there is no room for it. */
static size_t replace(uint8_t *data, size_t size, size_t max_size, size_t at, size_t len,
		      const void *with, size_t with_len)
{
	if (size - len + with_len > max_size)
		return size;
	memmove(data + at + with_len, data + at + len, size - at - len);
	memcpy(data + at, with, with_len);
	return size - len + with_len;
}

/* The stretch around a random byte that ends where one of @borders is. */
static size_t stretch(const uint8_t *data, size_t size, const char *borders, size_t *len)
{
	size_t at = random_below(size), end = at;

	while (end < size && data[end] && !strchr(borders, data[end]))
		end++;
	while (at && data[at - 1] && !strchr(borders, data[at - 1]))
		at--;
	*len = end - at;
	return at;
}

#define LINES "\n"
#define WORDS "\n "
#define ATOMS "\n ,:/=-+"

/* A number near another: twice it, next to it, or far from everything. */
static size_t number_make(char *text, size_t room, const uint8_t *data, size_t len)
{
	static const char *const odd[] = {
		"0", "1", "2", "63", "64", "255", "256", "4095", "4096", "65535", "65536",
		"4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
		"18446744073709551614", "18446744073709551615", "18446744073709551616",
		"4503599627370495", "4503599627370496", "-", "-1", "00",
	};
	unsigned long long number;
	char old[24];

	if (!len || len >= sizeof(old) || random_below(3))
		return snprintf(text, room, "%s", odd[random_below(ARRAY_SIZE(odd))]);
	memcpy(old, data, len);
	old[len] = '\0';
	number = strtoull(old, NULL, 10);
	switch (random_below(5)) {
	case 0:
		return snprintf(text, room, "%llu", number + 1);
	case 1:
		return snprintf(text, room, "%llu", number - 1);
	case 2:
		return snprintf(text, room, "%llu", 2 * number);
	case 3:
		return snprintf(text, room, "%llu", number / 2);
	default:
		return snprintf(text, room, "%llu-%llu", number, number + random_below(64));
	}
}

static size_t line_copy(uint8_t *data, size_t size, size_t max_size)
{
	uint8_t copy[1024];
	size_t len, at = stretch(data, size, LINES, &len);

	if (len + 1 > sizeof(copy) || at + len == size)
		return size;
	memcpy(copy, data + at, len + 1);
	return replace(data, size, max_size, at, 0, copy, len + 1);
}

static size_t line_drop(uint8_t *data, size_t size, size_t max_size)
{
	size_t len, at = stretch(data, size, LINES, &len);

	return replace(data, size, max_size, at, len + (at + len < size), "", 0);
}

static size_t word_copy(uint8_t *data, size_t size, size_t max_size, const char *borders)
{
	size_t from_len, from = stretch(data, size, borders, &from_len);
	size_t len, at = stretch(data, size, borders, &len);
	uint8_t copy[256];

	if (from_len > sizeof(copy))
		return size;
	memcpy(copy, data + from, from_len);
	return replace(data, size, max_size, at, len, copy, from_len);
}

static size_t number_put(uint8_t *data, size_t size, size_t max_size)
{
	size_t len, at = stretch(data, size, ATOMS, &len);
	char text[64];
	size_t text_len = number_make(text, sizeof(text), data + at, len);

	return replace(data, size, max_size, at, len, text, text_len);
}

/* Another command line for the same files. */
static size_t command_put(uint8_t *data, size_t size, size_t max_size)
{
	static const char *const words[] = {
		"--json", "--raw", "--pairs", "--all", "--bytes", "--noheadings", "--ascii",
		"--color=always", "--output-all", "-o +count,pages", "-s old", "COLUMNS=60",
		"FAIL=9", "TTY=1",
	};
	const uint8_t *newline = memchr(data, '\n', size);
	size_t len = newline ? newline - data : 0, i;
	const char *view = "";
	char text[256];
	int text_len;

	i = random_below(memtopo_view_count + 1);
	if (i < memtopo_view_count)
		view = memtopo_views[i]->name;
	i = random_below(ARRAY_SIZE(words));
	if (random_below(4))
		text_len = snprintf(text, sizeof(text), "%s%s%.*s", words[i], len ? " " : "",
				    (int)(len < 200 ? len : 200), data);
	else
		text_len = snprintf(text, sizeof(text), "%s %s", words[i], view);
	return replace(data, size, max_size, 0, len, text, text_len);
}

size_t fuzz_mutate(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	size_t times;

	random_state = seed;
	for (times = 1 + random_below(3); size && times; times--) {
		switch (random_below(12)) {
		case 0:
			size = line_copy(data, size, max_size);
			break;
		case 1:
			size = line_drop(data, size, max_size);
			break;
		case 2:
			size = word_copy(data, size, max_size, WORDS);
			break;
		case 3:
			size = word_copy(data, size, max_size, ATOMS);
			break;
		case 4:
			size = command_put(data, size, max_size);
			break;
		case 5 ... 8:
			size = number_put(data, size, max_size);
			break;
		default:
			size = libfuzzer_mutate(data, size, max_size);
		}
	}
	return size ? size : libfuzzer_mutate(data, size, max_size);
}
