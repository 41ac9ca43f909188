/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A judge of JSON that has nothing in common with what writes it.
 */
#ifndef MEMTOPO_TESTS_JSON_H
#define MEMTOPO_TESTS_JSON_H

#include <stdbool.h>

/**
 * json_is_valid() - whether a text is nothing but documents of JSON
 * @text: one document or several after one another
 *
 * Keys may be only once in their object. Strings may hold any character but
 * those that RFC 8259 wants to be escaped.
 *
 * Return: true when it is.
 */
bool json_is_valid(const char *text);

#endif /* MEMTOPO_TESTS_JSON_H */
