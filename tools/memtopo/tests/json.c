// SPDX-License-Identifier: GPL-2.0
/*
 * A judge of JSON that has nothing in common with what writes it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* Deeper than anything that the tool writes. */
#define DEPTH 16

/* The keys of an object, to find one that is there twice. */
struct keys {
	struct key {
		const char *text;
		size_t len;
	} *key;
	size_t count;
};

static const char *value(const char *c, int depth);

static const char *blanks(const char *c)
{
	return c + strspn(c, " \t\r\n");
}

static const char *string(const char *c)
{
	if (*c++ != '"')
		return NULL;
	for (; *c != '"'; c++) {
		if ((unsigned char)*c < ' ')
			return NULL;
		if (*c != '\\')
			continue;
		c++;
		if (*c == 'u') {
			if (strspn(c + 1, "0123456789abcdefABCDEF") < 4)
				return NULL;
			c += 4;
		} else if (!*c || !strchr("\"\\/bfnrt", *c)) {
			return NULL;
		}
	}
	return c + 1;
}

static const char *digits(const char *c)
{
	size_t n = strspn(c, "0123456789");

	return n ? c + n : NULL;
}

static const char *number(const char *c)
{
	if (*c == '-')
		c++;
	if (*c == '0' && isdigit((unsigned char)c[1]))
		return NULL;
	c = digits(c);
	if (c && *c == '.')
		c = digits(c + 1);
	if (c && (*c == 'e' || *c == 'E'))
		c = digits(c + 1 + (c[1] == '+' || c[1] == '-'));
	return c;
}

static int key_compare(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return memcmp(x->text, y->text, x->len);
}

static void keys_add(struct keys *keys, const char *text, const char *end)
{
	struct key *more = reallocarray(keys->key, keys->count + 1, sizeof(*more));

	if (!more)
		abort();
	keys->key = more;
	keys->key[keys->count].text = text;
	keys->key[keys->count++].len = end - text;
}

static bool keys_differ(struct keys *keys)
{
	bool differ = true;
	size_t i;

	if (keys->count)
		qsort(keys->key, keys->count, sizeof(*keys->key), key_compare);
	for (i = 1; i < keys->count; i++)
		differ &= !!key_compare(&keys->key[i - 1], &keys->key[i]);
	free(keys->key);
	return differ;
}

/* The members of an object or, without @keys, the elements of an array. */
static const char *members(const char *c, char end, struct keys *keys, int depth)
{
	const char *start;

	c = blanks(c);
	if (*c == end)
		return c + 1;
	for (;;) {
		if (keys) {
			start = blanks(c);
			c = string(start);
			if (!c)
				return NULL;
			keys_add(keys, start, c);
			c = blanks(c);
			if (*c++ != ':')
				return NULL;
		}
		c = value(c, depth);
		if (!c)
			return NULL;
		c = blanks(c);
		if (*c == end)
			return c + 1;
		if (*c++ != ',')
			return NULL;
	}
}

static const char *word(const char *c, const char *expected)
{
	return strncmp(c, expected, strlen(expected)) ? NULL : c + strlen(expected);
}

static const char *value(const char *c, int depth)
{
	struct keys keys = { .count = 0 };

	c = blanks(c);
	if (depth == DEPTH)
		return NULL;
	switch (*c) {
	case '{':
		c = members(c + 1, '}', &keys, depth + 1);
		return keys_differ(&keys) ? c : NULL;
	case '[':
		return members(c + 1, ']', NULL, depth + 1);
	case '"':
		return string(c);
	case 't':
		return word(c, "true");
	case 'f':
		return word(c, "false");
	case 'n':
		return word(c, "null");
	default:
		return number(c);
	}
}

bool json_is_valid(const char *text)
{
	while (text && *blanks(text))
		text = value(text, 0);
	return text;
}
