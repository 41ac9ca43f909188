// SPDX-License-Identifier: GPL-2.0
/*
 * memtopo: where a machine's memory physically is, and how the kernel has
 * organised it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>

#include "files.h"
#include "hotplug.h"
#include "live.h"
#include "memtopo.h"
#include "source.h"

static struct memtopo_source main_source;

static int __init memtopo_init(void)
{
	int err;

	/*
	 * This module reads the kernel's structures as its headers laid them
	 * out. Loaded by force into another kernel, it would read elsewhere.
	 */
	if (test_bit(TAINT_FORCED_MODULE, &THIS_MODULE->taints)) {
		pr_err("built for another kernel and loaded by force\n");
		return -ENOEXEC;
	}

	memtopo_live_init(&main_source);
	err = memtopo_hotplug_init(&main_source);
	if (err)
		return err;
	err = memtopo_files_init(&main_source);
	if (err)
		memtopo_hotplug_exit();
	return err;
}

static void __exit memtopo_exit(void)
{
	memtopo_files_exit();
	memtopo_hotplug_exit();
}

module_init(memtopo_init);
module_exit(memtopo_exit);

MODULE_DESCRIPTION("Physical memory layout of the running kernel");
MODULE_AUTHOR("The memtopo developers");
MODULE_VERSION(MEMTOPO_VERSION);
MODULE_LICENSE("GPL");
