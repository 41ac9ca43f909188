/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Showing what firmware and kernel say that memory costs.
 */
#ifndef MEMTOPO_CLAIM_H
#define MEMTOPO_CLAIM_H

#include "canvas.h"
#include "print.h"

/* The table hmat, the rows of which are made here alone. */
extern const struct memtopo_view memtopo_claims_view;

/**
 * memtopo_claims_show() - print what firmware and kernel say, on stdout
 * @root: the system root, "" for this machine
 * @canvas: where to draw it, when no table is wanted
 * @style: how
 * @err: where failures are described
 *
 * Doubts are noted on standard error.
 *
 * Return: 0 or -errno.
 */
int memtopo_claims_show(const char *root, struct memtopo_canvas *canvas,
			const struct memtopo_style *style, struct memtopo_error *err);

#endif /* MEMTOPO_CLAIM_H */
