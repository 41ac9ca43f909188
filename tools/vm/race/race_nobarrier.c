// SPDX-License-Identifier: GPL-2.0
/*
 * The control: the same without the barrier. The reader must die of it.
 */
#include <linux/srcu.h>

#define synchronize_srcu(srcu) ((void)(srcu))

#include "race.c"
