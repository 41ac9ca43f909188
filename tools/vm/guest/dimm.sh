# SPDX-License-Identifier: GPL-2.0
# A DIMM that is one memory block, and comes and goes; for scripts that have lib.sh.
# shellcheck shell=dash

dimm_address=0x100000000
dimm_size=0x$(cat /sys/devices/system/memory/block_size_bytes)
dimm=/sys/devices/system/memory/memory$((dimm_address / dimm_size))

dimm_is()
{
	local state

	[ -e $dimm/state ] && read -r state 2>/dev/null <$dimm/state && [ "$state" = "$1" ]
}

dimm_gone()
{
	[ ! -e $dimm ]
}

# What is to be plugged in; the same every time.
dimm_make()
{
	host object_add memory-backend-ram,id=memory,size=$((dimm_size))
}

# dimm_added: a device of a new name each time; it takes some tries while QEMU has not heard that the last
# was pulled
dimm_added()
{
	host device_add "pc-dimm,id=dimm$dimm_count,memdev=memory,addr=$dimm_address" ||
		host_answer info memory-devices | grep -q "dimm$dimm_count\\\\\""
}

# That the kernel puts it online by itself is up to memhp_default_state.
dimm_count=0
dimm_plug()
{
	dimm_count=$((dimm_count + 1))
	wait_for 120 dimm_added >/tmp/added || { tail -n 2 /tmp/added; return 1; }
	wait_for 120 dimm_is online || { host_answer info memory-devices; dmesg | tail -n 10; return 1; }
}

# As a button at the slot would: the rest is up to the kernel.
dimm_pull()
{
	host device_del "dimm$dimm_count"
}
