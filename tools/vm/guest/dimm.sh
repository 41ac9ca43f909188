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

# QEMU hears a little later than the guest that it was pulled the last time. That the kernel puts it online
# by itself is up to memhp_default_state.
dimm_plug()
{
	wait_for 60 host device_add pc-dimm,id=dimm,memdev=memory,addr=$dimm_address >/dev/null &&
		wait_for 60 dimm_is online
}

# As a button at the slot would: the rest is up to the kernel.
dimm_pull()
{
	host device_del dimm
}
