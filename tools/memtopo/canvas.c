// SPDX-License-Identifier: GPL-2.0
/*
 * A canvas: lines of text that never are wider than the terminal.
 */
#include <stdarg.h>
#include <string.h>

#include "canvas.h"

static const struct {
	const char *utf8;
	char ascii;
} glyphs[MEMTOPO_GLYPHS] = {
	[MEMTOPO_GLYPH_HOLE] = { "·", '.' },
	[MEMTOPO_GLYPH_CUT] = { "╱", '/' },
	[MEMTOPO_GLYPH_LINE] = { "─", '-' },
	[MEMTOPO_GLYPH_TICK] = { "┬", '+' },
	[MEMTOPO_GLYPH_FULL] = { "█", '#' },
	[MEMTOPO_GLYPH_EMPTY] = { "░", '.' },
	[MEMTOPO_GLYPH_MORE] = { "…", '~' },
	[MEMTOPO_GLYPH_CORNER] = { "└", '`' },
	[MEMTOPO_GLYPH_EIGHTHS] = { "▏", '#' },
	{ "▎", '#' }, { "▍", '#' }, { "▌", '#' },
	{ "▋", '#' }, { "▊", '#' }, { "▉", '#' },
};

static const char *const inks[] = {
	[MEMTOPO_INK_PLAIN] = "",
	[MEMTOPO_INK_TITLE] = "\033[1m",
	[MEMTOPO_INK_FAINT] = "\033[2m",
	[MEMTOPO_INK_WARN] = "\033[1;31m",
	[MEMTOPO_INK_NODE] = "\033[34m", "\033[32m", "\033[35m", "\033[36m",
			     "\033[33m", "\033[31m",
	[MEMTOPO_INK_CELL] = "\033[97;44m", "\033[30;42m", "\033[97;45m",
			     "\033[30;46m", "\033[30;43m", "\033[97;41m",
};

unsigned int memtopo_ink_node(u64 node)
{
	return MEMTOPO_INK_NODE + node % MEMTOPO_INK_NODES;
}

/* One character past the width tells memtopo_canvas_end() of the rest. */
static void canvas_add(struct memtopo_canvas *canvas, unsigned int ink,
		       const char *glyph, char ascii)
{
	if (canvas->used > canvas->width)
		return;
	canvas->line[canvas->used].glyph = canvas->utf8 ? glyph : NULL;
	canvas->line[canvas->used].ascii = ascii;
	canvas->line[canvas->used].ink = ink;
	canvas->used++;
}

void memtopo_canvas_put(struct memtopo_canvas *canvas, unsigned int ink,
			const char *fmt, ...)
{
	char text[MEMTOPO_WIDTH_MAX + 2];
	va_list ap;
	char *c;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (c = text; *c; c++)
		canvas_add(canvas, ink, NULL, *c);
}

/* Where a word ends: at a blank, or at a comma that joins it to the next. */
static size_t word_len(const char *word)
{
	size_t len = 0;

	while (word[len] && word[len] != ' ' &&
	       !(word[len] == ',' && word[len + 1] != ' ' && word[len + 1]))
		len++;
	return len;
}

const char *memtopo_canvas_words(struct memtopo_canvas *canvas, unsigned int ink,
				 const char *words)
{
	bool first = true;
	size_t len;

	while (*words) {
		len = word_len(words);
		if (!first && canvas->used + 1 + len > canvas->width)
			break;
		memtopo_canvas_put(canvas, ink, "%s%.*s", first ? "" : " ", (int)len, words);
		words += len + !!words[len];
		first = false;
	}
	return words;
}

void memtopo_canvas_glyph(struct memtopo_canvas *canvas, unsigned int ink,
			  unsigned int glyph, unsigned int count)
{
	while (count--)
		canvas_add(canvas, ink, glyphs[glyph].utf8, glyphs[glyph].ascii);
}

void memtopo_canvas_bar(struct memtopo_canvas *canvas, unsigned int ink,
			unsigned int width, u64 part, u64 whole)
{
	unsigned int grain = canvas->utf8 ? 8 : 1, start = canvas->used;
	unsigned int filled = 0;

	if (part > whole)
		part = whole;
	if (whole)
		filled = (__uint128_t)part * width * grain / whole;
	if (part && !filled)
		filled = 1;
	memtopo_canvas_glyph(canvas, ink, MEMTOPO_GLYPH_FULL, filled / grain);
	if (filled % grain)
		memtopo_canvas_glyph(canvas, ink,
				     MEMTOPO_GLYPH_EIGHTHS + filled % grain - 1, 1);
	memtopo_canvas_tab(canvas, start + width);
}

void memtopo_canvas_tab(struct memtopo_canvas *canvas, unsigned int column)
{
	while (canvas->used < column && canvas->used <= canvas->width)
		canvas_add(canvas, MEMTOPO_INK_PLAIN, NULL, ' ');
}

static void canvas_trim(struct memtopo_canvas *canvas)
{
	if (canvas->used > canvas->width) {
		canvas->used = canvas->width - 1;
		memtopo_canvas_glyph(canvas, MEMTOPO_INK_FAINT, MEMTOPO_GLYPH_MORE, 1);
	}
	while (canvas->used && !canvas->line[canvas->used - 1].glyph &&
	       canvas->line[canvas->used - 1].ascii == ' ')
		canvas->used--;
}

void memtopo_canvas_end(struct memtopo_canvas *canvas)
{
	unsigned int ink = MEMTOPO_INK_PLAIN, i;

	canvas_trim(canvas);
	for (i = 0; i < canvas->used; i++) {
		if (canvas->color && canvas->line[i].ink != ink) {
			if (ink != MEMTOPO_INK_PLAIN)
				fputs("\033[0m", canvas->out);
			ink = canvas->line[i].ink;
			fputs(inks[ink], canvas->out);
		}
		if (canvas->line[i].glyph)
			fputs(canvas->line[i].glyph, canvas->out);
		else
			putc(canvas->line[i].ascii, canvas->out);
	}
	if (ink != MEMTOPO_INK_PLAIN)
		fputs("\033[0m", canvas->out);
	putc('\n', canvas->out);
	canvas->used = 0;
}
