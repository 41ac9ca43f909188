/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MEMTOPO_QUERY_H
#define MEMTOPO_QUERY_H

#include <linux/fs.h>

extern const struct file_operations memtopo_query_fops;

#endif /* MEMTOPO_QUERY_H */
