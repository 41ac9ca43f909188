/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The address spaces of the running kernel.
 */
#ifndef MEMTOPO_SPACE_H
#define MEMTOPO_SPACE_H

#include "source.h"

#endif /* MEMTOPO_SPACE_H */
