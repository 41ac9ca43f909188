/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The options of the command line, which all commands share.
 */
#ifndef MEMTOPO_OPTIONS_H
#define MEMTOPO_OPTIONS_H

#include "fit.h"
#include "print.h"

/* Exit status of wrong usage, which differs from that of failures. */
#define MEMTOPO_EXIT_USAGE 2

/* The kernel's PID_MAX_LIMIT on 64 bits: numbers of processes are below. */
#define MEMTOPO_PID_LIMIT (4 << 20)

/* What is said of torn tables, with what was made of them. */
#define MEMTOPO_NOTE_TORN \
	"memtopo: note: memory changed while it was read; the %s may be torn\n"

/**
 * struct memtopo_options - what the command line asks for
 * @style: how to print
 * @root: the system root, "" for this machine
 * @color: whether to draw in colours
 * @seconds: measure for so long, or 0
 * @request: the allocation that is asked about; order MEMTOPO_NONE for none
 * @has_request: an option of it was given
 * @pid: the process that is asked about, or MEMTOPO_NONE
 * @malloc: trace malloc() and so on as well
 * @list_columns: list the columns instead of printing the table
 * @help: display help instead
 * @version: display the version instead
 */
struct memtopo_options {
	struct memtopo_style style;
	const char *root;
	bool color;
	unsigned int seconds;
	struct memtopo_request request;
	bool has_request;
	u64 pid;
	bool malloc;
	bool list_columns;
	bool help;
	bool version;
};

/**
 * memtopo_options_parse() - read the options of a command line
 * @options: what they say
 * @argc: number of arguments; of those that are no options on return
 * @argv: the arguments; those that are no options on return
 *
 * Return: 0 or an exit status, when wrong usage has been reported.
 */
int memtopo_options_parse(struct memtopo_options *options, int *argc, char ***argv);

/* The sorts of commands, by the options that they take. */
enum memtopo_taker {
	MEMTOPO_FOR_TABLE = 1 << 0,	/* has columns */
	MEMTOPO_FOR_PICTURE = 1 << 1,	/* draws */
	MEMTOPO_FOR_WATCH = 1 << 2,
	MEMTOPO_FOR_MEASURE = 1 << 3,
	MEMTOPO_FOR_RECORD = 1 << 4,	/* prints nothing */
	MEMTOPO_FOR_REQUEST = 1 << 5,	/* asks for an allocation */
	MEMTOPO_FOR_PROCESS = 1 << 6,	/* may be of a process */
	MEMTOPO_FOR_TRACE = 1 << 7,
	MEMTOPO_FOR_OUTPUT = MEMTOPO_FOR_TABLE | MEMTOPO_FOR_PICTURE | MEMTOPO_FOR_WATCH,
};

/**
 * memtopo_options_help() - print what the options are
 * @takers: mask of the sorts of commands, enum memtopo_taker
 */
void memtopo_options_help(unsigned int takers);

/**
 * memtopo_pid_set() - read the number of a process
 * @pid: the number
 * @text: what the user wrote
 *
 * Return: 0 or an exit status, when wrong usage has been reported.
 */
int memtopo_pid_set(u64 *pid, const char *text);

/**
 * memtopo_usage_error() - report wrong usage
 * @fmt: what is wrong, in the manner of printf
 *
 * Return: the exit status.
 */
int memtopo_usage_error(const char *fmt, ...) __printf(1, 2);

/**
 * memtopo_failure() - report a failure, in one line whatever it holds
 * @err: what is wrong; when that says nothing, @rc does
 * @rc: -errno
 *
 * Return: the exit status.
 */
int memtopo_failure(struct memtopo_error *err, int rc);

#endif /* MEMTOPO_OPTIONS_H */
