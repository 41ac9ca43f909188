// SPDX-License-Identifier: GPL-2.0
/*
 * memtopo - show where a machine's memory is and how the kernel organises it
 */
#include <errno.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "picture.h"
#include "print.h"
#include "record.h"

/* Exit status; that of usage errors differs from that of failures. */
#define EXIT_USAGE 2

/* What the command line says. */
struct options {
	struct memtopo_style style;
	const char *root;
	bool color;
	bool list_columns;
	bool help;
};

/* Options that have no letter. */
enum long_option {
	OPT_OUTPUT_ALL = 256,
	OPT_COLOR,
	OPT_ASCII,
	OPT_LIST_COLUMNS,
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
	{ "color", optional_argument, NULL, OPT_COLOR },
	{ "ascii", no_argument, NULL, OPT_ASCII },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void usage_columns(const struct memtopo_view *view)
{
	size_t i;

	printf("\nColumns of %s (those marked * are shown by default):\n", view->name);
	for (i = 0; i < view->column_count; i++)
		printf(" %c %-19s %s\n",
		       view->columns[i].flags & MEMTOPO_COLUMN_TEXT ? '*' : ' ',
		       view->columns[i].name, view->columns[i].help);
}

static void usage_options(void)
{
	puts("\nOptions:\n"
	     " -J, --json             print JSON\n"
	     " -r, --raw              print columns parted by single spaces\n"
	     " -P, --pairs            print KEY=\"value\" pairs\n"
	     " -n, --noheadings       don't print headings\n"
	     " -b, --bytes            print sizes in bytes\n"
	     " -o, --output <list>    print these columns, or +<list> to add to the default\n"
	     "     --output-all       print all columns\n"
	     "     --list-columns     list the table's columns\n"
	     " -a, --all              leave nothing out: empty zones, each section\n"
	     " -s, --sysroot <dir>    read a recorded machine\n"
	     "     --color[=<when>]   colour the picture (auto, always or never)\n"
	     "     --ascii            draw without UTF-8 characters\n"
	     "\n"
	     " -h, --help             display this help\n"
	     " -V, --version          display version");
}

static void usage(const struct memtopo_view *view)
{
	size_t i;

	if (view) {
		printf("\nUsage:\n memtopo %s%s%s%s [options]\n\nShow %s.\n", view->name,
		       view->argument ? " [" : "", view->argument ? view->argument : "",
		       view->argument ? "]" : "", view->help);
	} else {
		puts("\nUsage:\n"
		     " memtopo [options]\n"
		     " memtopo <table> [options]\n"
		     " memtopo record <dir>\n"
		     "\n"
		     "Show where the memory of a machine is and how the kernel organises it.\n"
		     "\n"
		     "Tables:");
		for (i = 0; i < memtopo_view_count; i++)
			printf("  %-12s %s\n", memtopo_views[i].name, memtopo_views[i].help);
	}
	usage_options();
	for (i = 0; i < memtopo_view_count; i++) {
		if (!view || view == &memtopo_views[i])
			usage_columns(&memtopo_views[i]);
	}
	puts("\nFor more details see memtopo(8).");
}

/* The one place that reports a failure: one line, whatever it holds. */
static int fail(struct memtopo_error *err, int rc)
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

static int __printf(1, 2) usage_error(const char *fmt, ...)
{
	va_list ap;

	fputs("memtopo: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputs("\nTry 'memtopo --help' for more information.\n", stderr);
	return EXIT_USAGE;
}

static unsigned int number_of(const char *text)
{
	u64 number;

	if (!text || memtopo_number_scan(&text, &number) || *text || number > MEMTOPO_WIDTH_MAX)
		return 0;
	return number;
}

static unsigned int terminal_width(void)
{
	unsigned int width = number_of(getenv("COLUMNS"));
	struct winsize size;

	if (!width && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		width = size.ws_col;
	if (!width)
		width = 80;
	if (width < MEMTOPO_WIDTH_MIN)
		return MEMTOPO_WIDTH_MIN;
	return width > MEMTOPO_WIDTH_MAX ? MEMTOPO_WIDTH_MAX : width;
}

/* Torn tables are shown, but not without a word. */
static void note_torn(const struct memtopo_machine *machine)
{
	if (machine->torn)
		fputs("memtopo: note: memory is being hot-plugged; the picture may be torn\n",
		      stderr);
}

static int draw(const struct options *options, struct memtopo_error *err)
{
	struct memtopo_canvas canvas = {
		.out = stdout,
		.width = terminal_width(),
		.utf8 = !options->style.ascii,
		.color = options->color,
	};
	struct memtopo_machine machine;
	int rc;

	rc = memtopo_machine_load(&machine, options->root, MEMTOPO_HAS_ALL, err);
	if (!rc)
		note_torn(&machine);
	if (!rc && options->style.format == MEMTOPO_FORMAT_JSON)
		rc = memtopo_views_print(&machine, &options->style);
	else if (!rc)
		rc = memtopo_picture_draw(&canvas, &machine, options->style.all);
	memtopo_machine_free(&machine);
	return rc;
}

/* What the view is made of and is not there. */
static void note_absent(const struct memtopo_machine *machine)
{
	size_t i;

	for (i = 0; i < machine->section_count; i++) {
		if (machine->sections[i].memory_block != MEMTOPO_NONE)
			break;
	}
	if (i == machine->section_count)
		fputs("memtopo: note: no memory blocks: this kernel lacks CONFIG_MEMORY_HOTPLUG\n",
		      stderr);
	else if (machine->absent)
		fprintf(stderr, "memtopo: note: pages are not counted, for want of debugfs: %s\n",
			machine->absent);
}

/* A table, or one row of it, for which people get sentences. */
static int show(const struct options *options, const struct memtopo_view *view,
		const char *which, struct memtopo_error *err)
{
	struct memtopo_style style = options->style;
	struct memtopo_machine machine;
	u64 block;
	int rc;

	rc = memtopo_machine_load(&machine, options->root, view->tables, err);
	if (!rc) {
		note_torn(&machine);
		if (view->tables & MEMTOPO_HAS(BLOCKS))
			note_absent(&machine);
	}
	if (!rc && which) {
		rc = memtopo_block_find(&machine, which, &block, err);
		style.block = &block;
	}
	if (!rc && which && style.format == MEMTOPO_FORMAT_TABLE && !style.columns &&
	    !style.output_all)
		rc = memtopo_block_explain(&machine, block, stdout);
	else if (!rc)
		rc = memtopo_view_print(view, &machine, &style);
	memtopo_machine_free(&machine);
	return rc;
}

static int record(const struct options *options, const char *to,
		  struct memtopo_error *err)
{
	struct memtopo_recording recording;
	int rc;

	rc = memtopo_recording_make(&recording, options->root, to, err);
	if (rc)
		return rc;
	if (recording.torn)
		fputs("memtopo: note: memory is being hot-plugged; the recording may be torn\n",
		      stderr);
	printf("%zu files recorded; 'memtopo -s %s' shows them\n", recording.files, to);
	return 0;
}

/* -o and its default from the environment, MEMTOPO_ZONES_COLUMNS for zones */
static int check_columns(struct options *options, const struct memtopo_view *view)
{
	struct memtopo_error err;
	char name[64], *c;

	snprintf(name, sizeof(name), "MEMTOPO_%s_COLUMNS", view->name);
	for (c = name; *c; c++) {
		if (*c >= 'a' && *c <= 'z')
			*c -= 'a' - 'A';
	}
	if (!options->style.columns && !options->style.output_all)
		options->style.columns = getenv(name);
	if (memtopo_style_check(&options->style, view, &err))
		return usage_error("%s", err.text);
	return 0;
}

static int list_columns(const struct memtopo_view *view)
{
	size_t i;

	for (i = 0; i < view->column_count; i++)
		puts(view->columns[i].name);
	return 0;
}

static int run(struct options *options, int argc, char **argv)
{
	const struct memtopo_view *view = argc ? memtopo_view_find(argv[0]) : NULL;
	const struct memtopo_style *style = &options->style;
	struct memtopo_error err = { "" };
	int rc;

	if (argc && !view && strcmp(argv[0], "record"))
		return usage_error("unknown command '%s'", argv[0]);
	if (argc > 1 + (!view || view->argument))
		return usage_error("too many arguments");
	if (view && options->list_columns)
		return list_columns(view);
	if (!view && (style->columns || style->output_all || style->noheadings ||
		      options->list_columns || style->format == MEMTOPO_FORMAT_RAW ||
		      style->format == MEMTOPO_FORMAT_PAIRS))
		return usage_error("columns and formats other than JSON are for tables");

	if (view) {
		rc = check_columns(options, view);
		if (rc)
			return rc;
		rc = show(options, view, argv[1], &err);
	} else if (argc) {
		if (argc < 2)
			return usage_error("record needs a directory");
		rc = record(options, argv[1], &err);
	} else {
		rc = draw(options, &err);
	}
	return rc ? fail(&err, rc) : 0;
}

static int help(int argc, char **argv)
{
	const struct memtopo_view *view = argc ? memtopo_view_find(argv[0]) : NULL;

	if (argc && !view && strcmp(argv[0], "record"))
		return usage_error("unknown command '%s'", argv[0]);
	usage(view);
	return 0;
}

/* Standard output is a file like others: what it does not take is a failure. */
static int finish(int status)
{
	bool broken = ferror(stdout);

	errno = 0;
	if (fflush(stdout) || broken) {
		/* A reader that has seen enough, such as head, is none. */
		if (errno == EPIPE)
			return status;
		fprintf(stderr, "memtopo: standard output: %s\n",
			strerror(errno ? errno : EIO));
		return EXIT_FAILURE;
	}
	return status;
}

static int set_format(struct options *options, enum memtopo_format format)
{
	if (options->style.format != MEMTOPO_FORMAT_TABLE && options->style.format != format)
		return usage_error("--json, --raw and --pairs exclude one another");
	options->style.format = format;
	return 0;
}

static int set_color(struct options *options, const char *when)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	options->color = true;
	if (when && !strcmp(when, "always"))
		return 0;
	options->color = false;
	if (when && !strcmp(when, "never"))
		return 0;
	if (when && strcmp(when, "auto"))
		return usage_error("--color is auto, always or never, not '%s'", when);
	options->color = isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
			 term && strcmp(term, "dumb");
	return 0;
}

/* Returns 0 or an exit status. */
static int set_option(struct options *options, int option)
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
		options->root = optarg;
		return 0;
	case OPT_COLOR:
		return set_color(options, optarg ? optarg : "always");
	case OPT_ASCII:
		style->ascii = true;
		return 0;
	case 'h':
		options->help = true;
		return 0;
	default:
		fputs("Try 'memtopo --help' for more information.\n", stderr);
		return EXIT_USAGE;
	}
}

int main(int argc, char **argv)
{
	struct options options = { .root = "" };
	int option, rc;

	/* getopt_long() and the usage errors here speak under one name. */
	argv[0] = (char *)"memtopo";
	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	options.style.ascii = strcmp(nl_langinfo(CODESET), "UTF-8");
	options.style.width = isatty(STDOUT_FILENO) ? terminal_width() : 0;
	set_color(&options, "auto");

	while ((option = getopt_long(argc, argv, "JrPnbo:as:hV", long_options, NULL)) != -1) {
		if (option == 'V') {
			puts("memtopo " MEMTOPO_VERSION);
			return finish(0);
		}
		rc = set_option(&options, option);
		if (rc)
			return rc;
	}
	argc -= optind;
	argv += optind;
	if (argc && !strcmp(argv[0], "help"))
		return finish(help(argc - 1, argv + 1));
	if (options.help)
		return finish(help(argc, argv));
	return finish(run(&options, argc, argv));
}
