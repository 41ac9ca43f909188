// SPDX-License-Identifier: GPL-2.0
/*
 * The address spaces of the running kernel: the one place that touches tasks,
 * mm_struct, VMAs and page tables.
 */
#include "space.h"
