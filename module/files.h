/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MEMTOPO_FILES_H
#define MEMTOPO_FILES_H

struct memtopo_source;

int memtopo_files_init(const struct memtopo_source *src);
void memtopo_files_exit(void);

#endif /* MEMTOPO_FILES_H */
