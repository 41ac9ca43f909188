# SPDX-License-Identifier: GPL-2.0
# A process whose pages lie where it is known (place.c), and what that takes; for scripts that have lib.sh.
# shellcheck shell=dash

mm=/sys/kernel/mm

# drivers SUBJECT: those that this kernel has as modules (tools/vm/kernel)
drivers()
{
	local driver

	[ -e "/modules/$1" ] || return 0
	while read -r driver; do
		insmod "/modules/$driver" || return
	done <"/modules/$1"
}

# dax_ready: a file system on memory that is no RAM, where the machine has some (memmap=SIZE!START)
dax_ready()
{
	grep -q 'Persistent Memory' /proc/iomem || return 0
	mkdir -p /tmp/dax
	drivers pmem &&
		wait_for 60 test -b /dev/pmem0 &&
		mke2fs -b 4096 /dev/pmem0 >/dev/null &&
		mount -t ext4 -o dax=always /dev/pmem0 /tmp/dax
}

# place_ready: swap, huge pages for files and for who asks, KSM, and file systems
place_ready()
{
	mkdir -p /tmp/tmpfs /tmp/huge /tmp/ramfs
	drivers ramdisk &&
		mkswap /dev/ram0 >/dev/null && swapon /dev/ram0 &&
		echo madvise >$mm/transparent_hugepage/enabled &&
		echo 0 >$mm/transparent_hugepage/khugepaged/defrag &&
		echo 1000 >$mm/ksm/pages_to_scan && echo 1 >$mm/ksm/run &&
		mount -t tmpfs tmpfs /tmp/tmpfs &&
		mount -t tmpfs -o huge=always tmpfs /tmp/huge &&
		mount -t ramfs ramfs /tmp/ramfs && dax_ready
}

placed()
{
	grep -q '^ready ' /tmp/placed
}

# stopped PID: its state is T
stopped()
{
	[ "$(awk '{ sub(/.*[)] /, ""); print $1 }' "/proc/$1/stat")" = T ]
}

# place_start [NAME]...: such a process; it is $placer, and has said what it made in /tmp/placed
place_start()
{
	place "$@" >/tmp/placed &
	placer=$!
	wait_for 60 placed && wait_for 60 stopped "$placer"
}

place_end()
{
	kill -KILL "$placer"
	wait "$placer"
	[ $? = 137 ]
}
