// SPDX-License-Identifier: GPL-2.0
/*
 * Requests: what is one, and all that is none.
 */
#include <linux/prandom.h>

#include "../module/request.c"

#include <kunit/test.h>

/**
 * struct request_case - a text and what it comes to
 * @text: what is written, up to its NUL
 * @err: what the parser returns
 * @request: and, when that is 0, what it finds
 */
struct request_case {
	const char *text;
	int err;
	struct memtopo_request request;
};

#define GOOD(words, what, ...) \
	{ words, 0, { .kind = MEMTOPO_REQUEST_##what, __VA_ARGS__ } }
#define BAD(words, error) \
	{ words, error }

static const struct request_case cases[] = {
	GOOD("page 0", PAGE, .address = 0),
	GOOD("page 1234", PAGE, .address = 1234),
	GOOD("page 1234\n", PAGE, .address = 1234),
	GOOD("  page   1234 \x20\n", PAGE, .address = 1234),
	GOOD("page 0x4d2", PAGE, .address = 1234),
	GOOD("page 0xABCdef", PAGE, .address = 0xabcdef),
	GOOD("page 0x0000000000000000000000001", PAGE, .address = 1),
	GOOD("page 18446744073709551615", PAGE, .address = U64_MAX),
	GOOD("page 0xffffffffffffffff", PAGE, .address = U64_MAX),
	GOOD("phys 0x1000", PHYSICAL, .address = 4096),
	GOOD("phys 0", PHYSICAL, .address = 0),
	GOOD("kernel 0xffffffff81000000", KERNEL, .address = 0xffffffff81000000),
	GOOD("user 1 0x7fffffffe000", USER, .pid = 1, .address = 0x7fffffffe000),
	GOOD("user 2147483647 0", USER, .pid = INT_MAX, .address = 0),
	GOOD("user 0x10 0x10", USER, .pid = 16, .address = 16),
	GOOD("process 42", PROCESS, .pid = 42),
	GOOD("process 42\n", PROCESS, .pid = 42),
	GOOD("process 42 0 4096", PROCESS, .pid = 42, .end = 4096),
	GOOD("process 42 0x1 0x2", PROCESS, .pid = 42, .start = 1, .end = 2),
	GOOD("process 42 0 0xffffffffffffffff", PROCESS, .pid = 42, .end = U64_MAX),
	/* No word, or not one that is known, or not written as it is. */
	BAD("", -EINVAL),
	BAD("\n", -EINVAL),
	BAD(" ", -EINVAL),
	BAD("\n\n", -EINVAL),
	BAD("frobnicate 1", -EINVAL),
	BAD("PAGE 1", -EINVAL),
	BAD("Page 1", -EINVAL),
	BAD("pages 1", -EINVAL),
	BAD("pag 1", -EINVAL),
	BAD("page1", -EINVAL),
	BAD("1 page", -EINVAL),
	BAD("page\t1", -EINVAL),
	BAD("\tpage 1", -EINVAL),
	BAD("page\n1", -EINVAL),
	BAD("page 1\n\n", -EINVAL),
	BAD("page 1\r\n", -EINVAL),
	BAD("\npage 1", -EINVAL),
	/* Words that are missing, or too many. */
	BAD("page", -EINVAL),
	BAD("page ", -EINVAL),
	BAD("page\n", -EINVAL),
	BAD("page 1 2", -EINVAL),
	BAD("page 1 page", -EINVAL),
	BAD("phys", -EINVAL),
	BAD("phys 1 2", -EINVAL),
	BAD("kernel", -EINVAL),
	BAD("kernel 1 2", -EINVAL),
	BAD("user", -EINVAL),
	BAD("user 1", -EINVAL),
	BAD("user 1 2 3", -EINVAL),
	BAD("process", -EINVAL),
	BAD("process 1 2", -EINVAL),
	BAD("process 1 2 3 4", -EINVAL),
	BAD("page 1 \x01", -EINVAL),
	/* What is no number here. */
	BAD("page -1", -EINVAL),
	BAD("page +1", -EINVAL),
	BAD("page 01", -EINVAL),
	BAD("page 00", -EINVAL),
	BAD("page 010", -EINVAL),
	BAD("page 0x", -EINVAL),
	BAD("page 0X10", -EINVAL),
	BAD("page x10", -EINVAL),
	BAD("page 0xg", -EINVAL),
	BAD("page 0x-1", -EINVAL),
	BAD("page 0x0x1", -EINVAL),
	BAD("page 1a", -EINVAL),
	BAD("page a", -EINVAL),
	BAD("page 1.5", -EINVAL),
	BAD("page 1,000", -EINVAL),
	BAD("page 1e3", -EINVAL),
	BAD("page 12 3", -EINVAL),
	BAD("page \xff", -EINVAL),
	BAD("page 1\x80", -EINVAL),
	BAD("page 18446744073709551616", -EINVAL),
	BAD("page 99999999999999999999999999", -EINVAL),
	BAD("page 0x10000000000000000", -EINVAL),
	BAD("page 36893488147419103232", -EINVAL),
	BAD("user self 0x1000", -EINVAL),
	BAD("user 1 here", -EINVAL),
	BAD("process 1 0 x", -EINVAL),
	/* Numbers that no process has. */
	BAD("user 0 0x1000", -ESRCH),
	BAD("process 0", -ESRCH),
	BAD("user 2147483648 1", -ESRCH),
	BAD("process 4294967297", -ESRCH),
	BAD("process 18446744073709551615", -ESRCH),
	/* Ranges of nothing. */
	BAD("process 1 0 0", -ERANGE),
	BAD("process 1 4096 4096", -ERANGE),
	BAD("process 1 0x2000 0x1000", -ERANGE),
	BAD("process 1 0xffffffffffffffff 0", -ERANGE),
};

static void case_desc(const struct request_case *c, char *desc)
{
	char *end = desc + KUNIT_PARAM_DESC_SIZE;

	/* Names of tests are lines of their own. */
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "'%s'", c->text);
	for (; *desc && desc < end; desc++)
		if (!isprint(*desc) || !isascii(*desc))
			*desc = '?';
}

KUNIT_ARRAY_PARAM(request, cases, case_desc);

static void expect_equal(struct kunit *test, const struct memtopo_request *a,
			 const struct memtopo_request *b)
{
	KUNIT_EXPECT_EQ(test, a->kind, b->kind);
	KUNIT_EXPECT_EQ(test, a->pid, b->pid);
	KUNIT_EXPECT_EQ(test, a->address, b->address);
	KUNIT_EXPECT_EQ(test, a->start, b->start);
	KUNIT_EXPECT_EQ(test, a->end, b->end);
}

static void parsed(struct kunit *test)
{
	const struct request_case *c = test->param_value;
	size_t length = strlen(c->text);
	/* Just as long as it is, for KASAN to see who reads on. */
	char *text = kunit_kzalloc(test, max_t(size_t, length, 1), GFP_KERNEL);
	struct memtopo_request request;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, text);
	memcpy(text, c->text, length);
	memset(&request, 0x55, sizeof(request));
	err = memtopo_request_parse(text, length, &request);
	KUNIT_ASSERT_EQ(test, err, c->err);
	if (!err)
		expect_equal(test, &request, &c->request);
}

/* A NUL is no end, wherever it stands. */
static void nul_is_garbage(struct kunit *test)
{
	static const char text[] = "page 1234";
	struct memtopo_request request;
	char copy[sizeof(text)];
	size_t i;

	for (i = 0; i < sizeof(text); i++) {
		memcpy(copy, text, sizeof(text));
		copy[i] = '\0';
		KUNIT_EXPECT_EQ_MSG(test, -EINVAL,
				    memtopo_request_parse(copy, sizeof(text), &request),
				    "NUL at %zu", i);
	}
	KUNIT_EXPECT_EQ(test, 0, memtopo_request_parse(text, sizeof(text) - 1,
						       &request));
}

/* As long as may be, one more, and a page of it. */
static void lengths(struct kunit *test)
{
	struct memtopo_request request;
	char *text = kunit_kzalloc(test, 4096, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, text);
	memset(text, ' ', 4096);
	memcpy(text, "page", 4);
	text[MEMTOPO_REQUEST_MAX - 1] = '7';
	KUNIT_EXPECT_EQ(test, 0, memtopo_request_parse(text, MEMTOPO_REQUEST_MAX,
						       &request));
	KUNIT_EXPECT_EQ(test, request.address, 7);
	KUNIT_EXPECT_EQ(test, -E2BIG,
			memtopo_request_parse(text, MEMTOPO_REQUEST_MAX + 1,
					      &request));
	KUNIT_EXPECT_EQ(test, -E2BIG, memtopo_request_parse(text, 4096, &request));
	memset(text, 'a', 4096);
	KUNIT_EXPECT_EQ(test, -E2BIG, memtopo_request_parse(text, 4096, &request));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			memtopo_request_parse(text, MEMTOPO_REQUEST_MAX, &request));
}

/* Every beginning of a request is none, until its first number is there. */
static void beginnings(struct kunit *test)
{
	static const char text[] = "process 12 0x1000 0x2000";
	struct memtopo_request request;
	size_t length;
	int err;

	for (length = 0; length < sizeof(text); length++) {
		err = memtopo_request_parse(text, length, &request);
		if (length < sizeof("process 1") - 1)
			KUNIT_EXPECT_EQ(test, err, -EINVAL);
		else if (length < sizeof("process 12 "))
			KUNIT_EXPECT_EQ(test, err, 0);
		else if (length < sizeof("process 12 0x1000 "))
			KUNIT_EXPECT_EQ(test, err, -EINVAL);
	}
}

/* The text that a request would be written as. */
static size_t written(char *text, size_t size, const struct memtopo_request *r)
{
	switch (r->kind) {
	case MEMTOPO_REQUEST_USER:
		return scnprintf(text, size, "user %d 0x%llx", r->pid, r->address);
	case MEMTOPO_REQUEST_PROCESS:
		if (!r->end)
			return scnprintf(text, size, "process %d", r->pid);
		return scnprintf(text, size, "process %d %llu 0x%llx", r->pid,
				 r->start, r->end);
	default:
		return scnprintf(text, size, "%s %llu",
				 request_forms[r->kind].word, r->address);
	}
}

/*
 * Random bytes, most of them such as requests are made of: whatever is taken
 * for a request can be written down, and is the same request again.
 */
static void random_bytes(struct kunit *test)
{
	static const char alphabet[] = "0123456789abcdefx\n  \t-+pagehysuserkn";
	struct memtopo_request request, again;
	char text[MEMTOPO_REQUEST_MAX + 8];
	unsigned int round, taken = 0;
	struct rnd_state rnd;
	size_t length, i;

	prandom_seed_state(&rnd, 20);
	for (round = 0; round < 100000; round++) {
		length = prandom_u32_state(&rnd) % (sizeof(text) + 1);
		for (i = 0; i < length; i++)
			text[i] = round % 2 ? prandom_u32_state(&rnd) :
				alphabet[prandom_u32_state(&rnd) %
					 (sizeof(alphabet) - 1)];
		/* Half begin as requests do, and are short. */
		if (round % 4 == 0) {
			length = scnprintf(text, sizeof(text), "%s %u",
					   request_forms[round / 4 %
							 MEMTOPO_NR_REQUEST_KINDS].word,
					   prandom_u32_state(&rnd));
			text[prandom_u32_state(&rnd) % length] =
				alphabet[prandom_u32_state(&rnd) %
					 (sizeof(alphabet) - 1)];
		}
		if (memtopo_request_parse(text, length, &request))
			continue;
		taken++;
		length = written(text, sizeof(text), &request);
		KUNIT_ASSERT_EQ(test, 0, memtopo_request_parse(text, length, &again));
		expect_equal(test, &request, &again);
	}
	KUNIT_EXPECT_GT(test, taken, 1000);
}

static struct kunit_case request_cases[] = {
	KUNIT_CASE_PARAM(parsed, request_gen_params),
	KUNIT_CASE(nul_is_garbage),
	KUNIT_CASE(lengths),
	KUNIT_CASE(beginnings),
	KUNIT_CASE(random_bytes),
	{}
};

static struct kunit_suite request_suite = {
	.name = "memtopo_request",
	.test_cases = request_cases,
};

kunit_test_suite(request_suite);
