// SPDX-License-Identifier: GPL-2.0
/*
 * The options of the command line, which all commands share.
 */
#include <getopt.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"
#include "options.h"

/* Options that have no letter. */
enum long_option {
	OPT_OUTPUT_ALL = 256,
	OPT_COLOR,
	OPT_ASCII,
	OPT_LIST_COLUMNS,
	OPT_MEASURE,
	OPT_ORDER,
	OPT_NODE,
	OPT_ZONE,
	OPT_GFP,
	OPT_THISNODE,
	OPT_MALLOC,
};

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'J' },
	{ "raw", no_argument, NULL, 'r' },
	{ "pairs", no_argument, NULL, 'P' },
	{ "noheadings", no_argument, NULL, 'n' },
	{ "bytes", no_argument, NULL, 'b' },
	{ "output", required_argument, NULL, 'o' },
	{ "output-all", no_argument, NULL, OPT_OUTPUT_ALL },
	{ "list-columns", no_argument, NULL, OPT_LIST_COLUMNS },
	{ "all", no_argument, NULL, 'a' },
	{ "sysroot", required_argument, NULL, 's' },
	{ "pid", required_argument, NULL, 'p' },
	{ "measure", optional_argument, NULL, OPT_MEASURE },
	{ "order", required_argument, NULL, OPT_ORDER },
	{ "node", required_argument, NULL, OPT_NODE },
	{ "zone", required_argument, NULL, OPT_ZONE },
	{ "gfp", required_argument, NULL, OPT_GFP },
	{ "thisnode", no_argument, NULL, OPT_THISNODE },
	{ "malloc", no_argument, NULL, OPT_MALLOC },
	{ "color", optional_argument, NULL, OPT_COLOR },
	{ "ascii", no_argument, NULL, OPT_ASCII },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

/* Options, and the sorts of commands that take them. */
static const struct option_help {
	unsigned int takers;
	const char *text;
} option_helps[] = {
	{ MEMTOPO_FOR_OUTPUT | MEMTOPO_FOR_TRACE, " -J, --json             print JSON" },
	{ MEMTOPO_FOR_TABLE, " -r, --raw              print columns parted by single spaces" },
	{ MEMTOPO_FOR_TABLE, " -P, --pairs            print KEY=\"value\" pairs" },
	{ MEMTOPO_FOR_TABLE, " -n, --noheadings       don't print headings" },
	{ MEMTOPO_FOR_TABLE | MEMTOPO_FOR_WATCH | MEMTOPO_FOR_TRACE,
	  " -b, --bytes            print sizes in bytes" },
	{ MEMTOPO_FOR_TABLE,
	  " -o, --output <list>    print these columns, or +<list> to add to the default" },
	{ MEMTOPO_FOR_TABLE, "     --output-all       print all columns" },
	{ MEMTOPO_FOR_TABLE, "     --list-columns     list the table's columns" },
	{ MEMTOPO_FOR_OUTPUT | MEMTOPO_FOR_TRACE,
	  " -a, --all              leave nothing out: empty zones, each section" },
	{ ~0U, " -s, --sysroot <dir>    read a recorded machine" },
	{ MEMTOPO_FOR_PROCESS, " -p, --pid <pid>        of this process" },
	{ MEMTOPO_FOR_MEASURE,
	  "     --measure[=<s>]    measure distances, for so many seconds" },
	{ MEMTOPO_FOR_REQUEST, "     --order <n>        of a block of 2^n pages" },
	{ MEMTOPO_FOR_REQUEST, "     --node <n>         on this node, not on each that has CPUs" },
	{ MEMTOPO_FOR_REQUEST, "     --zone <name>      from this zone and those below" },
	{ MEMTOPO_FOR_REQUEST,
	  "     --gfp <kind>       kernel (the default), user, movable, atomic, nowait, dma\n"
	  "                        or dma32" },
	{ MEMTOPO_FOR_REQUEST, "     --thisnode         from no other node" },
	{ MEMTOPO_FOR_TRACE, " -o, --output <file>    write to this file, not to standard error" },
	{ MEMTOPO_FOR_TRACE, "     --malloc           also malloc(), free() and so on" },
	{ MEMTOPO_FOR_PICTURE,
	  "     --color[=<when>]   colour the picture (auto, always or never)" },
	{ MEMTOPO_FOR_OUTPUT, "     --ascii            draw without UTF-8 characters" },
};

void memtopo_options_help(unsigned int takers)
{
	size_t i;

	puts("\nOptions:");
	for (i = 0; i < ARRAY_SIZE(option_helps); i++) {
		if (option_helps[i].takers & takers)
			puts(option_helps[i].text);
	}
	puts("\n"
	     " -h, --help             display this help\n"
	     " -V, --version          display version");
}

int memtopo_usage_error(const char *fmt, ...)
{
	va_list ap;

	fputs("memtopo: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("\nTry 'memtopo --help' for more information.\n", stderr);
	return MEMTOPO_EXIT_USAGE;
}

static int set_format(struct memtopo_options *options, enum memtopo_format format)
{
	if (options->style.format != MEMTOPO_FORMAT_TABLE && options->style.format != format)
		return memtopo_usage_error("--json, --raw and --pairs exclude one another");
	options->style.format = format;
	return 0;
}

static int set_color(struct memtopo_options *options, const char *when)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	options->color = true;
	if (when && !strcmp(when, "always"))
		return 0;
	options->color = false;
	if (when && !strcmp(when, "never"))
		return 0;
	if (when && strcmp(when, "auto"))
		return memtopo_usage_error("--color is auto, always or never, not '%s'", when);
	options->color = isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
			 term && strcmp(term, "dumb");
	return 0;
}

static int set_seconds(struct memtopo_options *options, const char *text)
{
	const char *pos = text;
	u64 seconds = MEMTOPO_MEASURE_DEFAULT;

	if (text && (memtopo_number_scan(&pos, &seconds) || *pos || !seconds ||
		     seconds > MEMTOPO_MEASURE_MAX))
		return memtopo_usage_error("--measure takes 1 to %d seconds, not '%s'",
					   MEMTOPO_MEASURE_MAX, text);
	options->seconds = seconds;
	return 0;
}

int memtopo_pid_set(u64 *pid, const char *text)
{
	const char *pos = text;

	if (memtopo_number_scan(&pos, pid) || *pos || !*pid || *pid >= MEMTOPO_PID_LIMIT)
		return memtopo_usage_error("'%s' is not the number of a process", text);
	return 0;
}

static int set_number(u64 *number, const char *name, u64 max, const char *text)
{
	const char *pos = text;

	if (memtopo_number_scan(&pos, number) || *pos || *number > max)
		return memtopo_usage_error("--%s takes a number up to %llu, not '%s'", name, max,
					   text);
	return 0;
}

/* Those that describe a request. */
static int set_request(struct memtopo_options *options, int option)
{
	struct memtopo_request *request = &options->request;

	options->has_request = true;
	switch (option) {
	case OPT_ORDER:
		return set_number(&request->order, "order", MEMTOPO_ORDER_MAX, optarg);
	case OPT_NODE:
		return set_number(&request->node, "node", MEMTOPO_MAX_NODE, optarg);
	case OPT_ZONE:
		request->zone = optarg;
		return 0;
	case OPT_GFP:
		request->gfp = optarg;
		if (!memtopo_request_is_known(optarg))
			return memtopo_usage_error("--gfp is " MEMTOPO_REQUEST_KINDS ", not '%s'",
						   optarg);
		return 0;
	default:
		request->thisnode = true;
		return 0;
	}
}

/* Returns 0 or an exit status. */
static int set_option(struct memtopo_options *options, int option)
{
	struct memtopo_style *style = &options->style;

	switch (option) {
	case 'J':
		return set_format(options, MEMTOPO_FORMAT_JSON);
	case 'r':
		return set_format(options, MEMTOPO_FORMAT_RAW);
	case 'P':
		return set_format(options, MEMTOPO_FORMAT_PAIRS);
	case 'n':
		style->noheadings = true;
		return 0;
	case 'b':
		style->bytes = true;
		return 0;
	case 'o':
		style->columns = optarg;
		return 0;
	case OPT_OUTPUT_ALL:
		style->output_all = true;
		return 0;
	case OPT_LIST_COLUMNS:
		options->list_columns = true;
		return 0;
	case 'a':
		style->all = true;
		return 0;
	case 's':
		if (!*optarg)
			return memtopo_usage_error("--sysroot needs a directory");
		options->root = optarg;
		return 0;
	case 'p':
		return memtopo_pid_set(&options->pid, optarg);
	case OPT_ORDER:
	case OPT_NODE:
	case OPT_ZONE:
	case OPT_GFP:
	case OPT_THISNODE:
		return set_request(options, option);
	case OPT_MALLOC:
		options->malloc = true;
		return 0;
	case OPT_MEASURE:
		return set_seconds(options, optarg);
	case OPT_COLOR:
		return set_color(options, optarg ? optarg : "always");
	case OPT_ASCII:
		style->ascii = true;
		return 0;
	case 'h':
		options->help = true;
		return 0;
	case 'V':
		options->version = true;
		return 0;
	default:
		fputs("Try 'memtopo --help' for more information.\n", stderr);
		return MEMTOPO_EXIT_USAGE;
	}
}

/* Behind this command and what is to be run, all options are the other program's. */
#define COMMAND_OF_COMMANDS "trace"

/*
 * The words that are no options move to the front, as getopt_long() would have them
 * by itself, but that it goes on to look for options in what others are to be given.
 */
static int options_scan(struct memtopo_options *options, int argc, char **argv, int *words)
{
	int option, rc;

	*words = 0;
	while ((option = getopt_long(argc, argv, "-JrPnbo:as:p:hV", long_options, NULL)) != -1) {
		if (option == 1) {
			argv[++*words] = optarg;
			if (*words == 2 && !strcmp(argv[1], COMMAND_OF_COMMANDS))
				break;
			continue;
		}
		rc = set_option(options, option);
		/* Whatever else there is, right or wrong, does not matter now. */
		if (rc || options->version)
			return rc;
	}
	while (optind < argc)
		argv[++*words] = argv[optind++];
	argv[*words + 1] = NULL;
	return 0;
}

int memtopo_options_parse(struct memtopo_options *options, int *argc, char ***argv)
{
	memset(options, 0, sizeof(*options));
	options->root = "";
	options->pid = MEMTOPO_NONE;
	options->request.order = MEMTOPO_NONE;
	options->request.node = MEMTOPO_NONE;
	options->style.ascii = strcmp(nl_langinfo(CODESET), "UTF-8");
	set_color(options, "auto");

	return options_scan(options, *argc, (*argv)++, argc);
}

int memtopo_failure(struct memtopo_error *err, int rc)
{
	char *c;

	if (!err->text[0])
		memtopo_error_set(err, NULL, 0, "%s", strerror(-rc));
	for (c = err->text; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	}
	fprintf(stderr, "memtopo: %s\n", err->text);
	return EXIT_FAILURE;
}
