// SPDX-License-Identifier: GPL-2.0
/*
 * memtopo - show where a machine's memory is and how the kernel organises it
 */
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "claim.h"
#include "diff.h"
#include "gapview.h"
#include "hmat.h"
#include "lint.h"
#include "measure.h"
#include "options.h"
#include "picture.h"
#include "process.h"
#include "record.h"
#include "trace.h"
#include "watch.h"
#include "where.h"

/* A command, with what its usage and its help say of it. */
struct command {
	const char *name;
	const char *arguments;
	const char *help;
	/* The table that it prints; NULL for one that has no columns. */
	const struct memtopo_view *view;
	int arguments_min;
	int arguments_max;
	/* The options that it takes, enum memtopo_taker. */
	unsigned int takes;
	int (*run)(const struct command *command, const struct memtopo_options *options,
		   char **arguments, struct memtopo_error *err);
};

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
static void note_torn(bool torn, const char *what)
{
	if (torn)
		fprintf(stderr, MEMTOPO_NOTE_TORN, what);
}

static void canvas_open(struct memtopo_canvas *canvas, const struct memtopo_options *options)
{
	*canvas = (struct memtopo_canvas) {
		.out = stdout,
		.width = terminal_width(),
		.utf8 = !options->style.ascii,
		.color = options->color,
	};
}

/* The picture is one without the names of /proc/iomem, too. */
static int owners_add(struct memtopo_machine *machine, const char *root)
{
	struct memtopo_error err;
	int rc;

	rc = memtopo_iomem_read(&machine->iomem, root, &err);
	return rc == -ENOMEM ? rc : 0;
}

static int command_draw(const struct command *command,
			const struct memtopo_options *options, char **arguments,
			struct memtopo_error *err)
{
	struct memtopo_canvas canvas;
	struct memtopo_machine machine;
	int rc;

	(void)command;
	(void)arguments;
	canvas_open(&canvas, options);
	rc = memtopo_machine_load(&machine, options->root, MEMTOPO_HAS_ALL, err);
	if (!rc) {
		note_torn(machine.torn, "picture");
		rc = owners_add(&machine, options->root);
	}
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

/* What is made of a table that is in debugfs alone shows nothing without it. */
static int check_present(const struct memtopo_view *view, const struct memtopo_machine *machine,
			 struct memtopo_error *err)
{
	unsigned int missing = view->tables & ~machine->loaded & ~MEMTOPO_HAS(BLOCKS);

	if (!missing)
		return 0;
	memtopo_error_set(err, NULL, 0, "it takes the module's files in debugfs: %s",
			  machine->absent);
	return -ENOENT;
}

/* A table, or one row of it, for which people get sentences. */
static int command_show(const struct command *command,
			const struct memtopo_options *options, char **arguments,
			struct memtopo_error *err)
{
	const struct memtopo_view *view = command->view;
	struct memtopo_style style = options->style;
	const char *which = arguments[0];
	struct memtopo_machine machine;
	u64 block;
	int rc;

	rc = memtopo_machine_load(&machine, options->root, view->tables, err);
	if (!rc) {
		note_torn(machine.torn, "table");
		if (view->tables & MEMTOPO_HAS(BLOCKS))
			note_absent(&machine);
		rc = check_present(view, &machine, err);
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

/* What there is of the gaps is shown even without the tables in debugfs. */
static int command_holes(const struct command *command,
			 const struct memtopo_options *options, char **arguments,
			 struct memtopo_error *err)
{
	const struct memtopo_view *view = command->view;
	struct memtopo_machine machine;
	int rc;

	(void)arguments;
	rc = memtopo_machine_load(&machine, options->root, view->tables | MEMTOPO_HAS_GAPS, err);
	if (!rc) {
		note_torn(machine.torn, "table");
		if (machine.absent)
			fprintf(stderr,
				"memtopo: note: not every gap is located, for want of debugfs: %s\n",
				machine.absent);
		rc = memtopo_gaps_print(&machine, &options->style);
	}
	memtopo_machine_free(&machine);
	return rc;
}

/* What the firmware claims of what is measured, if it does. */
static void claims_add(struct memtopo_distance *pairs, size_t count)
{
	const struct memtopo_claim *claim;
	struct memtopo_hmat hmat;
	struct memtopo_error err;
	size_t i;
	int rc;

	rc = memtopo_hmat_load(&hmat, "", &err);
	if (rc && rc != -ENOENT)
		fprintf(stderr, "memtopo: note: %s\n", rc == -ENOMEM ? strerror(-rc) : err.text);
	for (i = 0; i < count && !rc; i++) {
		claim = memtopo_hmat_find(&hmat, pairs[i].from, pairs[i].to);
		if (!claim)
			continue;
		pairs[i].claimed_ns = claim->read_latency;
		pairs[i].claimed_mbps = claim->read_bandwidth;
	}
	memtopo_hmat_free(&hmat);
}

static int command_measure(const struct command *command,
			   const struct memtopo_options *options, char **arguments,
			   struct memtopo_error *err)
{
	const struct memtopo_style *style = &options->style;
	struct memtopo_rows rows = { .count = 0 };
	struct memtopo_machine machine;
	int rc;

	(void)arguments;
	rc = memtopo_machine_load(&machine, options->root, command->view->tables, err);
	if (!rc)
		rc = memtopo_rows_build(&rows, command->view, &machine, style->all);
	if (!rc) {
		note_torn(machine.torn, "table");
		claims_add(rows.distances, rows.count);
		rc = memtopo_measure(rows.distances, rows.count, &machine, options->seconds, err);
	}
	if (!rc && style->format == MEMTOPO_FORMAT_TABLE && !style->noheadings)
		puts("Measured here and now, by one thread, on a machine that may have been busy");
	if (!rc)
		rc = memtopo_rows_print(command->view, &rows, &machine, style);
	memtopo_rows_free(&rows);
	memtopo_machine_free(&machine);
	return rc;
}

static int command_record(const struct command *command,
			  const struct memtopo_options *options, char **arguments,
			  struct memtopo_error *err)
{
	struct memtopo_recording recording;
	int rc;

	(void)command;
	rc = memtopo_recording_make(&recording, options->root, arguments[0], options->pid,
				    err);
	if (rc)
		return rc;
	note_torn(recording.torn, "recording");
	printf("%zu files recorded; 'memtopo -s %s' shows them\n", recording.files,
	       arguments[0]);
	return 0;
}

static int changes_print(const struct memtopo_machine *before,
			 const struct memtopo_machine *after,
			 const struct memtopo_style *style, struct memtopo_error *err)
{
	struct memtopo_rows rows = { .count = 0 };
	struct memtopo_changes changes;
	int rc;

	rc = memtopo_changes_build(&changes, before, after, style->all, err);
	if (!rc)
		rc = memtopo_changes_rows(&changes, &rows);
	if (!rc && !rows.count && style->format == MEMTOPO_FORMAT_TABLE)
		puts("No difference.");
	else if (!rc)
		rc = memtopo_rows_print(&memtopo_changes_view, &rows, after, style);
	memtopo_rows_free(&rows);
	memtopo_changes_free(&changes);
	return rc;
}

static int command_diff(const struct command *command,
			const struct memtopo_options *options, char **arguments,
			struct memtopo_error *err)
{
	const char *to = arguments[1] ? arguments[1] : options->root;
	struct memtopo_machine before, after = { .loaded = 0 };
	int rc;

	(void)command;
	rc = memtopo_machine_load(&before, arguments[0], MEMTOPO_HAS_ALL, err);
	if (!rc)
		rc = memtopo_machine_load(&after, to, MEMTOPO_HAS_ALL, err);
	if (!rc) {
		note_torn(before.torn || after.torn, "differences");
		rc = changes_print(&before, &after, &options->style, err);
	}
	memtopo_machine_free(&before);
	memtopo_machine_free(&after);
	return rc;
}

static int command_watch(const struct command *command,
			 const struct memtopo_options *options, char **arguments,
			 struct memtopo_error *err)
{
	(void)command;
	(void)arguments;
	return memtopo_watch(options->root, &options->style, err);
}

static int command_hmat(const struct command *command,
			const struct memtopo_options *options, char **arguments,
			struct memtopo_error *err)
{
	struct memtopo_canvas canvas;

	(void)command;
	(void)arguments;
	canvas_open(&canvas, options);
	return memtopo_claims_show(options->root, &canvas, &options->style, err);
}

static int findings_print(const struct memtopo_findings *findings,
			  const struct memtopo_machine *machine,
			  const struct memtopo_style *style)
{
	struct memtopo_rows rows;
	int rc;

	rc = memtopo_findings_rows(findings, &rows);
	if (!rc && !rows.count && style->format == MEMTOPO_FORMAT_TABLE)
		puts("Nothing found.");
	else if (!rc)
		rc = memtopo_rows_print(&memtopo_lint_view, &rows, machine, style);
	memtopo_rows_free(&rows);
	return rc;
}

static void note_unchecked(const struct memtopo_machine *machine)
{
	if (machine->absent)
		fprintf(stderr, "memtopo: note: rules are unchecked, for want of debugfs: %s\n",
			machine->absent);
}

/* Its exit status says whether there are warnings. */
static int command_lint(const struct command *command,
			const struct memtopo_options *options, char **arguments,
			struct memtopo_error *err)
{
	const struct memtopo_style *style = &options->style;
	struct memtopo_findings findings = { .count = 0 };
	struct memtopo_machine machine;
	int rc;

	(void)arguments;
	rc = memtopo_machine_load(&machine, options->root, command->view->tables, err);
	if (!rc) {
		note_torn(machine.torn, "findings");
		note_unchecked(&machine);
		rc = memtopo_findings_build(&findings, &machine, style->all);
	}
	if (!rc)
		rc = findings_print(&findings, &machine, style);
	if (!rc && findings.severity_count[MEMTOPO_SEVERITY_WARNING])
		rc = MEMTOPO_EXIT_WARNINGS;
	memtopo_findings_free(&findings);
	memtopo_machine_free(&machine);
	return rc;
}

static int command_fits(const struct command *command,
			const struct memtopo_options *options, char **arguments,
			struct memtopo_error *err)
{
	struct memtopo_rows rows = { .count = 0 };
	struct memtopo_fits fits = { .count = 0 };
	struct memtopo_machine machine;
	int rc;

	(void)arguments;
	rc = memtopo_machine_load(&machine, options->root, command->view->tables, err);
	if (!rc) {
		note_torn(machine.torn, "answer");
		rc = check_present(command->view, &machine, err);
	}
	if (!rc)
		rc = memtopo_fits_build(&fits, &machine, &options->request, err);
	if (!rc)
		rc = memtopo_fits_rows(&fits, &rows);
	if (!rc && options->style.format == MEMTOPO_FORMAT_TABLE && !options->style.noheadings) {
		memtopo_fits_answer(&fits, &machine, stdout);
		putchar('\n');
	}
	if (!rc)
		rc = memtopo_rows_print(&memtopo_fits_view, &rows, &machine, &options->style);
	if (!rc && fits.unfit)
		rc = MEMTOPO_EXIT_UNFIT;
	memtopo_rows_free(&rows);
	memtopo_fits_free(&fits);
	memtopo_machine_free(&machine);
	return rc;
}

static int command_where(const struct command *command,
			 const struct memtopo_options *options, char **arguments,
			 struct memtopo_error *err)
{
	struct memtopo_canvas canvas;

	(void)command;
	canvas_open(&canvas, options);
	return memtopo_where(options, arguments, &canvas, err);
}

static int command_translate(const struct command *command,
			     const struct memtopo_options *options, char **arguments,
			     struct memtopo_error *err)
{
	struct memtopo_canvas canvas;

	(void)command;
	canvas_open(&canvas, options);
	return memtopo_translate(options, arguments, &canvas, err);
}

/* Of this program itself, "self"; a recording has no such process. */
static int pid_of(const struct memtopo_options *options, const char *text, u64 *pid)
{
	if (*options->root || strcmp(text, "self"))
		return memtopo_pid_set(pid, text);
	*pid = getpid();
	return 0;
}

static int command_process(const struct command *command,
			   const struct memtopo_options *options, char **arguments,
			   struct memtopo_error *err)
{
	unsigned int tables = options->style.all ? MEMTOPO_HAS(SECTIONS) : 0;
	struct memtopo_machine machine = { .loaded = 0 };
	struct memtopo_space space;
	u64 pid;
	int rc;

	(void)command;
	rc = pid_of(options, arguments[0], &pid);
	if (rc)
		return rc;
	rc = memtopo_space_load(&space, &machine, options->root, tables, pid, err);
	if (!rc) {
		note_torn(space.torn, "answer");
		if (space.mapping_count && !space.maps.count)
			fprintf(stderr,
				"memtopo: note: mappings have no names, for want of %s/proc/%llu/maps\n",
				options->root, pid);
		rc = memtopo_space_print(&space, &options->style);
	}
	memtopo_space_free(&space);
	memtopo_machine_free(&machine);
	return rc;
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

/* What it says beside its lines is said here: its exit status is the program's. */
static int command_trace(const struct command *command,
			 const struct memtopo_options *options, char **arguments,
			 struct memtopo_error *err)
{
	const struct memtopo_trace trace = {
		.command = *arguments ? arguments : NULL, .pid = options->pid,
		.malloc = options->malloc, .output = options->style.columns,
		.root = options->root, .style = &options->style,
	};
	int status, rc;

	(void)command;
	rc = memtopo_trace(&trace, &status, err);
	if (!rc || !status)
		return rc ? rc : status;
	fail(err, rc);
	return status;
}

static const struct command draw = { .run = command_draw, .takes = MEMTOPO_FOR_PICTURE };

/* Those that are not the name of a table, which are commands, too. */
static const struct command commands[] = {
	{ "record", "<dir>", "copy the module's files for another place or time",
	  NULL, 1, 1, MEMTOPO_FOR_RECORD | MEMTOPO_FOR_PROCESS, command_record },
	{ "diff", "<dir> [<dir>]", "compare two recorded machines, or one with what is now",
	  &memtopo_changes_view, 1, 2, MEMTOPO_FOR_TABLE, command_diff },
	{ "watch", NULL, "print what changes as it happens",
	  NULL, 0, 0, MEMTOPO_FOR_WATCH, command_watch },
	{ "hmat", NULL, "show latency and bandwidth, as firmware and kernel have them",
	  &memtopo_claims_view, 0, 0, MEMTOPO_FOR_TABLE | MEMTOPO_FOR_PICTURE,
	  command_hmat },
	{ "lint", NULL, "say what is odd about this machine's memory",
	  &memtopo_lint_view, 0, 0, MEMTOPO_FOR_TABLE, command_lint },
	{ "fits", "--order <n>", "say whether an allocation would succeed now, and from where",
	  &memtopo_fits_view, 0, 0, MEMTOPO_FOR_TABLE | MEMTOPO_FOR_REQUEST,
	  command_fits },
	{ "where", "[-p <pid>] <address|pfn>...",
	  "tell where a page frame or an address of any kind is",
	  &memtopo_where_view, 1, INT_MAX,
	  MEMTOPO_FOR_TABLE | MEMTOPO_FOR_PICTURE | MEMTOPO_FOR_PROCESS, command_where },
	{ "translate", "<pid> <address>", "draw how page tables lead to a page frame",
	  NULL, 2, 2, MEMTOPO_FOR_PICTURE, command_translate },
	{ "trace", "-p <pid> | [--] <command>",
	  "show how a program's memory comes to be, call by call",
	  NULL, 0, INT_MAX, MEMTOPO_FOR_TRACE | MEMTOPO_FOR_PROCESS, command_trace },
	{ "process", "<pid>|self", "show where the memory of a process is",
	  &memtopo_mappings_view, 1, 1, MEMTOPO_FOR_TABLE, command_process },
};

static bool is_distances(const struct command *command)
{
	return command->view && !strcmp(command->view->name, memtopo_measured_view.name);
}

/* The command of that name in @command, or 0 when there is none. */
static bool command_find(struct command *command, const char *name)
{
	const struct memtopo_view *view = memtopo_view_find(name);
	size_t i;

	if (view) {
		*command = (struct command) {
			.name = view->name, .arguments = view->argument,
			.help = view->help, .view = view,
			.arguments_max = !!view->argument, .takes = MEMTOPO_FOR_TABLE,
			.run = view == &memtopo_holes_view ? command_holes : command_show,
		};
		if (is_distances(command))
			command->takes |= MEMTOPO_FOR_MEASURE;
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(commands[i].name, name)) {
			*command = commands[i];
			return true;
		}
	}
	return false;
}

static void help_columns(const char *name, const struct memtopo_view *view)
{
	size_t width = 19, len, i;

	for (i = 0; i < view->column_count; i++) {
		len = strlen(view->columns[i].name);
		width = len > width ? len : width;
	}
	printf("\nColumns of %s (those marked * are shown by default):\n", name);
	for (i = 0; i < view->column_count; i++)
		printf(" %c %-*s %s\n",
		       view->columns[i].flags & MEMTOPO_COLUMN_TEXT ? '*' : ' ',
		       (int)width, view->columns[i].name, view->columns[i].help);
}

static bool command_is_table(const struct command *command)
{
	return command->run == command_show || command->run == command_holes;
}

static void help_usage(const struct command *command)
{
	const char *arguments = command->arguments;
	/* What follows the traced command is its own. */
	bool first = command->takes & MEMTOPO_FOR_TRACE;

	printf(" memtopo %s%s", command->name, first ? " [options]" : "");
	if (arguments)
		printf(command_is_table(command) ? " [%s]" : " %s", arguments);
	puts(first ? "" : " [options]");
}

static void help_command(const struct command *command)
{
	puts("\nUsage:");
	help_usage(command);
	if (command_is_table(command))
		printf("\nShow %s.\n", command->help);
	else
		printf("\n%c%s.\n", command->help[0] - 'a' + 'A', command->help + 1);
	memtopo_options_help(command->takes);
	if (command->view)
		help_columns(command->name, command->view);
	if (is_distances(command))
		help_columns("distances --measure", &memtopo_measured_view);
}

static void help_all(void)
{
	size_t i;

	puts("\nUsage:\n"
	     " memtopo [options]\n"
	     " memtopo <table> [options]");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		help_usage(&commands[i]);
	puts("\n"
	     "Show where the memory of a machine is and how the kernel organises it.\n"
	     "\n"
	     "Tables:");
	for (i = 0; i < memtopo_view_count; i++)
		printf("  %-12s %s\n", memtopo_views[i]->name, memtopo_views[i]->help);
	puts("\nCommands:");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].help);
	memtopo_options_help(~0U);
	for (i = 0; i < memtopo_view_count; i++)
		help_columns(memtopo_views[i]->name, memtopo_views[i]);
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].view)
			help_columns(commands[i].name, commands[i].view);
	}
}

static int help(int argc, char **argv)
{
	struct command command;

	if (argc && !command_find(&command, argv[0]))
		return memtopo_usage_error("unknown command '%s'", argv[0]);
	if (argc > 1)
		return memtopo_usage_error("too many arguments");
	if (argc)
		help_command(&command);
	else
		help_all();
	puts("\nFor more details see memtopo(8).");
	return 0;
}

/* -o and its default from the environment, MEMTOPO_ZONES_COLUMNS for zones */
static int check_columns(struct memtopo_options *options, const struct command *command)
{
	struct memtopo_error err;
	char name[64], *c;

	snprintf(name, sizeof(name), "MEMTOPO_%s_COLUMNS", command->name);
	for (c = name; *c; c++) {
		if (*c >= 'a' && *c <= 'z')
			*c -= 'a' - 'A';
	}
	if (!options->style.columns && !options->style.output_all)
		options->style.columns = getenv(name);
	if (memtopo_style_check(&options->style, command->view, &err))
		return memtopo_usage_error("%s", err.text);
	return 0;
}

static int check_arguments(const struct command *command,
			   const struct memtopo_options *options, char **arguments,
			   int count)
{
	int i;

	/* An unset variable of a script is not this machine. A program may take it. */
	for (i = 0; i < count && (!i || command->run != command_trace); i++) {
		if (!*arguments[i])
			return memtopo_usage_error("an empty argument");
	}
	if (count > command->arguments_max)
		return memtopo_usage_error("too many arguments");
	if (command->run == command_diff && count == 2 && *options->root)
		return memtopo_usage_error("--sysroot stands for the second machine of diff");
	if (count < command->arguments_min)
		return memtopo_usage_error("%s needs %s", command->name, command->arguments);
	return 0;
}

static int check_request(const struct command *command,
			 const struct memtopo_options *options)
{
	if (options->has_request && command->run != command_fits)
		return memtopo_usage_error("--order, --node and so on are for fits");
	if (command->run == command_fits && options->request.order == MEMTOPO_NONE)
		return memtopo_usage_error("fits needs --order");
	return 0;
}

static int check_trace(const struct command *command,
		       const struct memtopo_options *options, int count)
{
	if (command->run != command_trace)
		return options->malloc ? memtopo_usage_error("--malloc is for trace") : 0;
	if (count ? options->pid != MEMTOPO_NONE : options->pid == MEMTOPO_NONE)
		return memtopo_usage_error("trace takes either a command or --pid");
	if (options->malloc && !count)
		return memtopo_usage_error("--malloc is for a command, not for what runs already");
	if (options->style.columns && !*options->style.columns)
		return memtopo_usage_error("--output needs a file");
	return 0;
}

static int list_columns(const struct memtopo_view *view)
{
	size_t i;

	for (i = 0; i < view->column_count; i++)
		puts(view->columns[i].name);
	return 0;
}

static int run(struct memtopo_options *options, int argc, char **argv)
{
	const struct memtopo_style *style = &options->style;
	struct memtopo_error err = { "" };
	struct command command = draw;
	int rc;

	if (argc && !command_find(&command, argv[0]))
		return memtopo_usage_error("unknown command '%s'", argv[0]);
	if (options->seconds && !is_distances(&command))
		return memtopo_usage_error("--measure is for distances");
	if (options->seconds && *options->root)
		return memtopo_usage_error("--measure is for this machine, not for a recorded one");
	if (options->seconds) {
		command.view = &memtopo_measured_view;
		command.run = command_measure;
	}
	if (command.view && options->list_columns)
		return list_columns(command.view);
	if (options->pid != MEMTOPO_NONE && !(command.takes & MEMTOPO_FOR_PROCESS))
		return memtopo_usage_error("--pid is not for %s",
					   command.name ? command.name : "the picture");
	rc = check_request(&command, options);
	if (!rc)
		rc = check_trace(&command, options, argc ? argc - 1 : 0);
	if (!rc)
		rc = check_arguments(&command, options, argv + 1, argc ? argc - 1 : 0);
	if (rc)
		return rc;
	if (!(command.takes & MEMTOPO_FOR_TABLE) &&
	    ((style->columns && command.run != command_trace) || style->output_all ||
	     style->noheadings || options->list_columns || style->format == MEMTOPO_FORMAT_RAW ||
	     style->format == MEMTOPO_FORMAT_PAIRS))
		return memtopo_usage_error("columns and formats other than JSON are for tables");
	rc = command.view ? check_columns(options, &command) : 0;
	if (rc)
		return rc;
	rc = command.run(&command, options, argv + 1, &err);
	return rc < 0 ? memtopo_failure(&err, rc) : rc;
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

int main(int argc, char **argv)
{
	struct memtopo_options options;
	int rc;

	/* getopt_long() and the usage errors speak under one name. */
	argv[0] = (char *)"memtopo";
	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	rc = memtopo_options_parse(&options, &argc, &argv);
	if (rc)
		return rc;
	options.style.width = isatty(STDOUT_FILENO) ? terminal_width() : 0;
	if (options.version) {
		puts("memtopo " MEMTOPO_VERSION);
		return finish(0);
	}
	if (argc && !strcmp(argv[0], "help"))
		return finish(help(argc - 1, argv + 1));
	if (options.help)
		return finish(help(!!argc, argv));
	return finish(run(&options, argc, argv));
}
