// SPDX-License-Identifier: GPL-2.0
/*
 * ask: requests to `query`, good ones and others.
 *
 *	ask fuzz COUNT SEED [PID]...	made up: right, next to right, and nothing of the
 *				kind; each ends as it has to
 *	ask denied COUNT SEED	the same on standard input, whoever opened it: EPERM
 *	ask errors		one a line on standard input, ERRNO REQUEST; \n, \0, \t and
 *				\\ as in C
 *
 * Says what was otherwise, then NAME NUMBER lines; exits with 1 if something was.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "answer.h"

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))
#define COMPLAINTS_MAX	20
#define REQUEST_MAX	128
#define ERRNO_MAX	134
#define BUFFER		6000

static unsigned long long complaints, asked, answers, errors[ERRNO_MAX];

/* The last request. */
static char text[BUFFER];
static size_t length;

[[gnu::format(printf, 1, 2)]]
static void wrong(const char *format, ...)
{
	va_list args;
	size_t i;

	if (complaints++ >= COMPLAINTS_MAX)
		return;
	printf("'");
	for (i = 0; i < length && i < 200; i++)
		printf(text[i] < ' ' || text[i] > '~' ? "\\x%02x" : "%c", text[i] & 255);
	printf("' (%zu): ", length);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static const char *name_of(int error)
{
	return error ? strerrorname_np(error) ?: "an error without a name" : "an answer";
}

static int report(void)
{
	int error;

	printf("asked %llu\nanswers %llu\n", asked, answers);
	for (error = 1; error < ERRNO_MAX; error++)
		if (errors[error])
			printf("%s %llu\n", name_of(error), errors[error]);
	printf("wrong %llu\n", complaints);
	return !!complaints;
}

static uint64_t some(uint64_t below)
{
	return ((uint64_t)random() << 31 ^ random()) % below;
}

/* --- What a request is --------------------------------------------------------- */

/* Kinds of requests, how many numbers they have, and how they may end. */
static const struct {
	const char *word;
	size_t least, most;
	int errors[6];
} kinds[] = {
	{ "page", 1, 1, { ERANGE, ENXIO, EAGAIN } },
	{ "phys", 1, 1, { ERANGE, ENXIO, EAGAIN } },
	{ "kernel", 1, 1, { ERANGE, EFAULT, ENXIO, EAGAIN } },
	{ "user", 2, 2, { ERANGE, ESRCH, ENODATA, EFAULT, EAGAIN } },
	{ "process", 1, 3, { ERANGE, ESRCH, ENODATA, EAGAIN } },
};

/* Of a word of digits, which are checked one after the other: may it be a number? */
static bool is_number(const char *word, uint64_t *number)
{
	const char *digits = "0123456789";
	size_t base = 10, i = 0;
	__uint128_t value = 0;

	if (!strncmp(word, "0x", 2)) {
		digits = "0123456789abcdef0123456789ABCDEF";
		base = 16;
		i = 2;
	} else if (word[0] == '0' && word[1]) {
		return false;
	}
	if (!word[i])
		return false;
	for (; word[i]; i++) {
		const char *digit = strchr(digits, word[i]);

		if (!digit)
			return false;
		value = value * base + (digit - digits) % base;
		if (value >> 64)
			return false;
	}
	*number = value;
	return true;
}

/* The kind of a request, or an error, negative. */
static int kind_of(void)
{
	char copy[REQUEST_MAX + 1], *words[6], *rest, *word;
	size_t count = 0, i, size = length;
	uint64_t numbers[3] = {};

	if (length > REQUEST_MAX)
		return -E2BIG;
	if (size && text[size - 1] == '\n')
		size--;
	memcpy(copy, text, size);
	copy[size] = '\0';
	if (strlen(copy) != size)
		return -EINVAL;
	for (word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		if (count == COUNT(words))
			return -EINVAL;
		words[count++] = word;
	}
	for (i = 0; count && i < COUNT(kinds) && strcmp(kinds[i].word, words[0]); i++)
		;
	if (!count || i == COUNT(kinds) ||
	    (count - 1 != kinds[i].least && count - 1 != kinds[i].most))
		return -EINVAL;
	for (size = 1; size < count; size++)
		if (!is_number(words[size], &numbers[size - 1]))
			return -EINVAL;
	if (count == 4 && numbers[1] >= numbers[2])
		return -ERANGE;
	if ((!strcmp(kinds[i].word, "user") || !strcmp(kinds[i].word, "process")) &&
	    (!numbers[0] || numbers[0] > 0x7fffffff))
		return -ESRCH;
	return i;
}

/* --- Made up ------------------------------------------------------------------- */

static int pids[16] = { 1, 2, 3, 0x7fffffff };
static size_t nr_pids = 4;

/* A number that is likely to mean something, or nearly. */
static uint64_t number(void)
{
	static const uint64_t bases[] = {
		0, 0x1000, 0x400000, 0x7fff00000000, 0x7ffffffff000, 0x800000000000,
		0xffffffffff600000, 0xffff888000000000, 0xff11000000000000, 0xffffc90000000000,
		0xffffea0000000000, 0xffffffff81000000, 0xffffffffc0000000, 1ULL << 56,
		1ULL << 40, 1ULL << 52, ~0ULL, 0x100000000, 0x8000000000000000,
	};

	switch (some(4)) {
	case 0:
		return some(1 << 20);
	case 1:
		return bases[some(COUNT(bases))] + some(1 << 24);
	case 2:
		return bases[some(COUNT(bases))] - some(1 << 16);
	}
	return ((uint64_t)random() << 33 ^ (uint64_t)random() << 10 ^ random()) >> some(64);
}

[[gnu::format(printf, 1, 2)]]
static void add(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	length += vsnprintf(text + length, sizeof(text) - length, format, args);
	va_end(args);
}

static void add_number(uint64_t value)
{
	add(some(2) ? " %lu" : " 0x%lx", value);
}

static void make_right(void)
{
	size_t kind = some(4 * COUNT(kinds)), count;

	/* A process takes its time. */
	kind = kind < 19 ? kind % 4 : 4;
	add("%s", kinds[kind].word);
	count = some(2) ? kinds[kind].least : kinds[kind].most;
	if (kind > 2) {
		add_number(some(8) ? (uint64_t)pids[some(nr_pids)] : number());
		count--;
	}
	while (count--)
		add_number(number());
	if (some(2))
		add("\n");
}

/* A few of its bytes are others, gone, or twice. */
static void make_near(void)
{
	static const char signs[] = "\n\t -+0x17aAfFgzX.,;:%\\/'\"=\r\v~";
	size_t times = 1 + some(4), at;

	make_right();
	while (times--) {
		at = some(length + 1);
		switch (some(4)) {
		case 0:
			text[at] = some(2) ? signs[some(sizeof(signs))] : (char)some(256);
			length += at == length;
			break;
		case 1:
			if (at < length)
				memmove(text + at, text + at + 1, --length - at);
			break;
		default:
			memmove(text + at + 1, text + at, length - at);
			length++;
			if (some(2))
				text[at] = signs[some(sizeof(signs))];
		}
	}
}

static void make_noise(void)
{
	size_t size = some(some(8) ? 140 : 300);

	while (length < size)
		text[length++] = some(256);
}

/* About as long as one may be, or much longer; with blanks, or digits. */
static void make_long(void)
{
	size_t size = some(4) ? 120 + some(16) : some(BUFFER);

	make_right();
	while (length < size)
		text[length++] = some(16) ? ' ' : '0' + some(10);
	length = size;
}

static void make(void)
{
	length = 0;
	switch (some(10)) {
	case 0 ... 3:
		make_right();
		break;
	case 4 ... 7:
		make_near();
		break;
	case 8:
		make_noise();
		break;
	default:
		make_long();
	}
}

/* --- Asked --------------------------------------------------------------------- */

static void answer_check(int fd, int kind)
{
	const char *what;

	answers++;
	/* It is kept, and is the only one. */
	if (!some(16) && (write(fd, "page 1", 6) != -1 || errno != EBUSY))
		wrong("another request: %s", strerror(errno));
	if (query_read(fd)) {
		wrong("read: %s", strerror(errno));
		return;
	}
	if (!some(16)) {
		size_t size = answer.length;

		if (lseek(fd, 0, SEEK_SET) || query_read(fd) || answer.length != size)
			wrong("read again: %zu of %zu bytes", answer.length, size);
	}
	what = query_parse() ?: answer_wrong(kinds[kind].word);
	if (what)
		wrong("%s", what);
}

static bool may_be(int kind, int error)
{
	size_t i;

	for (i = 0; i < COUNT(kinds[kind].errors); i++)
		if (kinds[kind].errors[i] == error)
			return true;
	return false;
}

/* Asks on an open file; true when it has been answered, and is of no use any more. */
static bool ask_once(int fd)
{
	int kind = kind_of(), error = 0;
	char byte;

	if (!some(64) && (read(fd, &byte, 1) != -1 || errno != EINVAL))
		wrong("read before: %s", strerror(errno));
	asked++;
	if (write(fd, text, length) != (ssize_t)length)
		error = errno;
	errors[error < ERRNO_MAX ? error : 0]++;
	if (kind < 0) {
		if (error != -kind)
			wrong("%s, not %s", name_of(error), name_of(-kind));
		return !error;
	}
	if (!error)
		answer_check(fd, kind);
	else if (!may_be(kind, error))
		wrong("%s", name_of(error));
	return !error;
}

static int fuzz(unsigned long count)
{
	int fd = -1;

	while (count--) {
		if (fd < 0)
			fd = open(QUERY, O_RDWR);
		if (fd < 0) {
			printf("%s: %s\n", QUERY, strerror(errno));
			return 1;
		}
		make();
		/* What has failed leaves it as it was. */
		if (ask_once(fd) || !some(8)) {
			close(fd);
			fd = -1;
		}
	}
	return report();
}

static int denied(unsigned long count)
{
	char byte;

	while (count--) {
		make();
		asked++;
		if (write(STDIN_FILENO, text, length) != -1 || errno != EPERM)
			wrong("%s", strerror(errno));
	}
	if (read(STDIN_FILENO, &byte, 1) != -1 || errno != EINVAL)
		wrong("read: %s", strerror(errno));
	return report();
}

/* Of a line, what stands behind the first word. */
static void unescape(const char *from)
{
	length = 0;
	for (; *from && *from != '\n'; from++) {
		if (*from != '\\') {
			text[length++] = *from;
			continue;
		}
		from++;
		text[length++] = *from == 'n' ? '\n' : *from == 't' ? '\t' :
			*from == '0' ? '\0' : *from;
	}
}

/* Each is what it is said to be, and so it ends. */
static int listed(void)
{
	char line[512], want[32];
	int error, offset;

	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "%31s%n", want, &offset) != 1)
			continue;
		unescape(line + offset + 1);
		error = query_bytes(text, length);
		if (strcmp(error ? name_of(error) : "0", want))
			wrong("%s, not %s", error ? name_of(error) : "0", want);
		asked++;
	}
	return report();
}

int main(int argc, char **argv)
{
	int i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 3)
		srandom(atoi(argv[3]));
	pids[nr_pids++] = getpid();
	for (i = 4; i < argc && nr_pids < COUNT(pids); i++)
		pids[nr_pids++] = atoi(argv[i]);
	if (argc > 3 && !strcmp(argv[1], "fuzz"))
		return fuzz(strtoul(argv[2], NULL, 10));
	if (argc > 3 && !strcmp(argv[1], "denied"))
		return denied(strtoul(argv[2], NULL, 10));
	if (argc == 2 && !strcmp(argv[1], "errors"))
		return listed();
	puts("usage: ask fuzz|denied|errors ...");
	return 2;
}
