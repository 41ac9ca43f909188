/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A canvas: lines of text that never are wider than the terminal.
 */
#ifndef MEMTOPO_CANVAS_H
#define MEMTOPO_CANVAS_H

#include <stdbool.h>
#include <stdio.h>

#include "types.h"

/* The widest line; the narrowest in which the picture makes sense. */
#define MEMTOPO_WIDTH_MAX 400
#define MEMTOPO_WIDTH_MIN 60

/* How text looks on a terminal with colours. */
enum memtopo_ink {
	MEMTOPO_INK_PLAIN,
	MEMTOPO_INK_TITLE,
	MEMTOPO_INK_FAINT,
	MEMTOPO_INK_WARN,
	MEMTOPO_INK_NODE,	/* plus a number: the node's own colour */
	MEMTOPO_INK_NODES = 6,	/* how many such colours there are */
	MEMTOPO_INK_CELL = MEMTOPO_INK_NODE + MEMTOPO_INK_NODES, /* on the node's colour */
};

/* Characters that differ between UTF-8 and ASCII. */
enum memtopo_glyph {
	MEMTOPO_GLYPH_HOLE,
	MEMTOPO_GLYPH_CUT,
	MEMTOPO_GLYPH_LINE,
	MEMTOPO_GLYPH_TICK,
	MEMTOPO_GLYPH_FULL,
	MEMTOPO_GLYPH_EMPTY,
	MEMTOPO_GLYPH_MORE,
	MEMTOPO_GLYPH_CORNER,
	MEMTOPO_GLYPH_EIGHTHS,	/* seven of them: from 1/8 to 7/8 of a cell */
	MEMTOPO_GLYPHS = MEMTOPO_GLYPH_EIGHTHS + 7,
};

/**
 * struct memtopo_canvas - where to draw
 * @out: the stream
 * @width: how many characters fit in a line
 * @utf8: whether there is more than ASCII
 * @color: whether there are colours
 * @used: how many characters the current line has
 * @line: the current line's characters
 */
struct memtopo_canvas {
	FILE *out;
	unsigned int width;
	bool utf8;
	bool color;
	unsigned int used;
	struct {
		const char *glyph;	/* a character of UTF-8, or NULL */
		char ascii;
		unsigned char ink;
	} line[MEMTOPO_WIDTH_MAX + 1];
};

/**
 * memtopo_canvas_put() - add text to the line
 * @canvas: the canvas
 * @ink: how it looks
 * @fmt: ASCII text, in the manner of printf
 */
void memtopo_canvas_put(struct memtopo_canvas *canvas, unsigned int ink,
			const char *fmt, ...) __printf(3, 4);

/**
 * memtopo_canvas_words() - add as many words to the line as fit
 * @canvas: the canvas
 * @ink: how they look
 * @words: ASCII text, parted at blanks, and at commas that no blank follows
 *
 * There is room for one at least.
 *
 * Return: the words that do not fit, "" when there are none.
 */
const char *memtopo_canvas_words(struct memtopo_canvas *canvas, unsigned int ink,
				 const char *words);

/**
 * memtopo_canvas_glyph() - add special characters to the line
 * @canvas: the canvas
 * @ink: how they look
 * @glyph: which, enum memtopo_glyph
 * @count: how many
 */
void memtopo_canvas_glyph(struct memtopo_canvas *canvas, unsigned int ink,
			  unsigned int glyph, unsigned int count);

/**
 * memtopo_canvas_bar() - add a bar to the line
 * @canvas: the canvas
 * @ink: how it looks
 * @width: how many characters it takes
 * @part: how much of it is filled
 * @whole: what part of
 *
 * Anything above nothing shows. What is not filled is blank.
 */
void memtopo_canvas_bar(struct memtopo_canvas *canvas, unsigned int ink,
			unsigned int width, u64 part, u64 whole);

/**
 * memtopo_canvas_tab() - fill the line with blanks
 * @canvas: the canvas
 * @column: up to which character
 */
void memtopo_canvas_tab(struct memtopo_canvas *canvas, unsigned int column);

/**
 * memtopo_canvas_end() - write the line out
 * @canvas: the canvas
 *
 * A line that would be wider than the terminal ends in an ellipsis.
 */
void memtopo_canvas_end(struct memtopo_canvas *canvas);

/**
 * memtopo_ink_node() - a node's colour
 * @node: the node
 *
 * Return: its ink.
 */
unsigned int memtopo_ink_node(u64 node);

#endif /* MEMTOPO_CANVAS_H */
