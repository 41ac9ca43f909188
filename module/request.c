// SPDX-License-Identifier: GPL-2.0
/*
 * Requests: a word for what is asked for, then numbers.
 *
 * Pure text. Whatever is not exactly a request is none: nothing is guessed.
 */
#include <linux/array_size.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "request.h"

/* A PID, an address, or the ends of a range, and the word before them. */
#define REQUEST_NUMBERS_MAX	3

/**
 * struct request_form - how a request is written
 * @word: its first word
 * @least: numbers that must follow
 * @most: numbers that may; none between the two are right
 */
struct request_form {
	const char *word;
	unsigned int least;
	unsigned int most;
};

static const struct request_form request_forms[MEMTOPO_NR_REQUEST_KINDS] = {
	[MEMTOPO_REQUEST_PAGE]		= { "page", 1, 1 },
	[MEMTOPO_REQUEST_PHYSICAL]	= { "phys", 1, 1 },
	[MEMTOPO_REQUEST_KERNEL]	= { "kernel", 1, 1 },
	[MEMTOPO_REQUEST_USER]		= { "user", 2, 2 },
	[MEMTOPO_REQUEST_PROCESS]	= { "process", 1, 3 },
};

/**
 * struct request_word - a part of the text
 * @text: where it begins
 * @length: bytes, 0 behind the last word
 */
struct request_word {
	const char *text;
	size_t length;
};

/* Takes the next word off the text. */
static struct request_word word_next(const char **text, const char *end)
{
	struct request_word word;

	while (*text < end && **text == ' ')
		(*text)++;
	word.text = *text;
	while (*text < end && **text != ' ')
		(*text)++;
	word.length = *text - word.text;
	return word;
}

static bool word_is(const struct request_word *word, const char *text)
{
	return word->length == strlen(text) &&
		!memcmp(word->text, text, word->length);
}

/* The value of a digit, or -1. */
static int digit_value(char c, unsigned int base)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (base == 16 && isxdigit(c))
		return tolower(c) - 'a' + 10;
	return -1;
}

/*
 * Decimal, or hexadecimal behind 0x. Not kstrtou64(): it takes a sign, octal
 * and a newline, and a number that ends where its string does.
 */
static int word_number(const struct request_word *word, u64 *value)
{
	unsigned int base = 10;
	size_t i = 0;
	int digit;

	if (word->length > 2 && !memcmp(word->text, "0x", 2)) {
		base = 16;
		i = 2;
	} else if (word->length > 1 && word->text[0] == '0') {
		return -EINVAL;
	}
	for (*value = 0; i < word->length; i++) {
		digit = digit_value(word->text[i], base);
		if (digit < 0 || *value > (U64_MAX - digit) / base)
			return -EINVAL;
		*value = *value * base + digit;
	}
	return 0;
}

static int request_kind(const struct request_word *word)
{
	int kind;

	for (kind = 0; kind < MEMTOPO_NR_REQUEST_KINDS; kind++)
		if (word_is(word, request_forms[kind].word))
			return kind;
	return -EINVAL;
}

/* Says what the numbers mean; there are as many as the form asks for. */
static int request_fill(struct memtopo_request *request, const u64 *numbers,
			unsigned int count)
{
	switch (request->kind) {
	case MEMTOPO_REQUEST_USER:
		request->address = numbers[1];
		break;
	case MEMTOPO_REQUEST_PROCESS:
		if (count == 1)
			break;
		request->start = numbers[1];
		request->end = numbers[2];
		if (request->start >= request->end)
			return -ERANGE;
		break;
	default:
		request->address = numbers[0];
		return 0;
	}
	/* A number, but no process can have it. */
	if (!numbers[0] || numbers[0] > INT_MAX)
		return -ESRCH;
	request->pid = numbers[0];
	return 0;
}

/**
 * memtopo_request_parse - read a request
 * @text: what was written; need not end with a NUL
 * @length: bytes of it
 * @request: filled in when 0 is returned
 *
 * Return: 0; -E2BIG when it is longer than any request is; -EINVAL when it is
 * none; -ERANGE when its range holds nothing; -ESRCH when no process can have
 * this PID.
 */
int memtopo_request_parse(const char *text, size_t length,
			  struct memtopo_request *request)
{
	struct request_word word;
	const char *end = text + length;
	u64 numbers[REQUEST_NUMBERS_MAX];
	const struct request_form *form;
	unsigned int count;
	int kind;

	if (length > MEMTOPO_REQUEST_MAX)
		return -E2BIG;
	if (length && end[-1] == '\n')
		end--;
	word = word_next(&text, end);
	kind = request_kind(&word);
	if (kind < 0)
		return kind;
	form = &request_forms[kind];
	for (count = 0; ; count++) {
		word = word_next(&text, end);
		if (!word.length)
			break;
		if (count == form->most || word_number(&word, &numbers[count]))
			return -EINVAL;
	}
	if (count != form->least && count != form->most)
		return -EINVAL;
	*request = (struct memtopo_request) { .kind = kind };
	return request_fill(request, numbers, count);
}
