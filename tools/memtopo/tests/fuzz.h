/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzzing has to do with others: libFuzzer, the linker, the program.
 */
#ifndef MEMTOPO_TESTS_FUZZ_H
#define MEMTOPO_TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>

#include "../claim.h"
#include "../measure.h"
#include "../picture.h"
#include "../place.h"
#include "../print.h"
#include "stops.h"

/* The program's main(), renamed when it is compiled for this. */
int memtopo_main(int argc, char **argv);

/* What libFuzzer calls, and one thing that it offers, by our kind of names. */
int fuzz_initialize(int *argc, char ***argv) __asm__("LLVMFuzzerInitialize");
int fuzz_test(const uint8_t *data, size_t size) __asm__("LLVMFuzzerTestOneInput");
size_t fuzz_mutate(uint8_t *data, size_t size, size_t max_size,
		   unsigned int seed) __asm__("LLVMFuzzerCustomMutator");
size_t libfuzzer_mutate(uint8_t *data, size_t size,
			size_t max_size) __asm__("LLVMFuzzerMutate");

/* What the linker's --wrap puts in place of the program's functions. */
int __wrap_memtopo_file_read(struct memtopo_file *file, const char *root,
			     const char *name, struct memtopo_error *err);
int __wrap_memtopo_file_load(struct memtopo_file *file, char *path, size_t limit,
			     struct memtopo_error *err);
int __wrap_memtopo_directory_numbers(u64 **numbers, size_t *count, const char *path,
				     const char *prefix, struct memtopo_error *err);
int __wrap_memtopo_measure(struct memtopo_distance *pairs, size_t count,
			   const struct memtopo_machine *machine, unsigned int seconds,
			   struct memtopo_error *err);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
ssize_t __real_write(int fd, const void *data, size_t size);
ssize_t __wrap_write(int fd, const void *data, size_t size);
int __wrap_isatty(int fd);
ssize_t __wrap_readlink(const char *path, char *target, size_t size);
int __wrap_memtopo_source_directory(const char *root, char **path,
				    struct memtopo_error *err);
void __wrap_memtopo_source_pause(void);
int __real_memtopo_picture_draw(struct memtopo_canvas *canvas,
				const struct memtopo_machine *machine, bool all);
int __wrap_memtopo_picture_draw(struct memtopo_canvas *canvas,
				const struct memtopo_machine *machine, bool all);
int __real_memtopo_claims_show(const char *root, struct memtopo_canvas *canvas,
			       const struct memtopo_style *style, struct memtopo_error *err);
int __wrap_memtopo_claims_show(const char *root, struct memtopo_canvas *canvas,
			       const struct memtopo_style *style, struct memtopo_error *err);
void __real_memtopo_place_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place,
			       const struct memtopo_machine *machine, bool walk);
void __wrap_memtopo_place_draw(struct memtopo_canvas *canvas, const struct memtopo_place *place,
			       const struct memtopo_machine *machine, bool walk);
int __real_memtopo_view_print(const struct memtopo_view *view,
			      const struct memtopo_machine *machine,
			      const struct memtopo_style *style);
int __wrap_memtopo_view_print(const struct memtopo_view *view,
			      const struct memtopo_machine *machine,
			      const struct memtopo_style *style);
FILE *__wrap_memtopo_trace_open(const char *path, struct memtopo_error *err);
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
char *__real_strndup(const char *text, size_t size);
char *__wrap_strndup(const char *text, size_t size);
FILE *__real_open_memstream(char **text, size_t *size);
FILE *__wrap_open_memstream(char **text, size_t *size);
int __wrap_asprintf(char **text, const char *fmt, ...) __printf(2, 3);

#endif /* MEMTOPO_TESTS_FUZZ_H */
