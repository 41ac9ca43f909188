# SPDX-License-Identifier: GPL-2.0
# What the guest's scripts share.
# shellcheck shell=dash
# shellcheck disable=SC2034 # used by those who source this

tables="info nodes zones sections distances"
# In debugfs alone.
deeper="blocks watermarks zonelists free_areas pageblocks unmanaged reclaim compaction memmap"
procfs=/proc/memtopo
debugfs=/sys/kernel/debug/memtopo

# host COMMAND: have QEMU's monitor do something to this machine; it says so if it would not
host()
{
	local answer

	answer=$(host_answer "$@") || answer='no answer'
	[ -n "$answer" ] || return 0
	echo "host $*: $answer"
	return 1
}

# host_answer COMMAND: what the monitor has to say; fails when it says nothing at all
host_answer()
{
	local answer

	answer=$({
		stty raw -echo <&3
		host_greet &&
			host_ask command 20 "\"human-monitor-command\", \"arguments\": { \"command-line\": \"$*\" }"
	} 3<>/dev/ttyS2) || return
	echo "$answer" | sed 's/^{"return": "//; s/", "id".*//; s/\\r\\n/\n/g' | grep . || true
}

# host_greet: until it has answered something that can be asked again, nothing else is asked: on a busy
# machine, what is said over a port that has just been opened may get lost
host_greet()
{
	local tries=6

	while [ $tries -gt 0 ]; do
		tries=$((tries - 1))
		# Until the port was raw, it sent QEMU's greeting back to it: 0xff has it forget that.
		printf '\377' >&3
		# Wanted once; it complains after that, which is an answer, too.
		! host_ask greeting$tries 5 '"qmp_capabilities"' >/dev/null || return 0
	done
	return 1
}

# host_ask WORD SECONDS COMMAND: its answer, passing over what QEMU tells unasked, and what was left
# unread of an earlier answer
host_ask()
{
	local line id

	read -r id line </proc/uptime
	id=$1-$id
	echo "{ \"id\": \"$id\", \"execute\": $3 }" >&3
	# shellcheck disable=SC3045 # busybox can
	while read -r -t "$2" line <&3; do
		case $line in
		*"\"id\": \"$id\""*)
			echo "$line"
			return
			;;
		esac
	done
	return 1
}

# send NAME DIR: a directory to the host, as boot unpacks it
send()
{
	echo "begin $1"
	tar -c -C "$2" . | gzip -1 | base64
	echo "end $1"
}

# lockdep_lives: complain to the log if lock debugging, where there is any, has been turned off: each
# complaint of the kernel does that, and a module that is loaded by force
forced=0
lockdep_lives()
{
	[ ! -e /proc/lockdep_stats ] || grep -q 'debug_locks: *1$' /proc/lockdep_stats ||
		echo 'BUG: lock debugging had ended' >/dev/kmsg
}

# leaks: memory that nothing points to any more, if this kernel can tell. It reports what is older
# than five seconds and still lost when looked at twice.
leaks()
{
	[ -e /sys/kernel/debug/kmemleak ] || return
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak
	echo scan >/sys/kernel/debug/kmemleak
	loader_aside </sys/kernel/debug/kmemleak
}

# loader_aside: what kmemleak reports; where allocations were made to fail, without the memory for a
# module's own text and data, if no module had run yet: what becomes of that is the loader's affair
memory_short=0
loader_aside()
{
	awk -v short=$memory_short '
		function pass()
		{
			if (!short || object !~ /execmem_alloc.*load_module/ || object ~ /do_one_initcall/)
				printf "%s", object
			object = ""
		}
		/^unreferenced object/ { pass() }
		{ object = object $0 "\n" }
		END { pass() }'
}

# send_log: the kernel's log, for the host to judge; the last thing a script does
send_log()
{
	[ $forced = 1 ] || lockdep_lives
	mkdir -p /tmp/end
	{
		dmesg
		leaks
	} >/tmp/end/dmesg
	send end /tmp/end
}

# try NAME COMMAND...: one test, good when the command is
try()
{
	local name=$1
	shift
	if "$@" >/tmp/try 2>&1; then
		echo "ok $name"
	else
		echo "not ok $name"
		sed 's/^/#   /' /tmp/try
	fi
}

# kept: kilobytes that the kernel holds for itself, without what KASAN keeps to see it used after free
kept()
{
	local cache

	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 >"$cache"
	done
	awk '/^(Slab|VmallocUsed|Percpu):/ { sum += $2 } END { print sum }' /proc/meminfo
}

# leaks_nothing BEFORE LIMIT: the kernel holds less than so many kilobytes more than before
leaks_nothing()
{
	echo "$1 kB before, $(kept) kB after"
	[ $(($(kept) - $1)) -lt "$2" ]
}

# uptime_seconds: into $seconds, without a process
uptime_seconds()
{
	read -r seconds </proc/uptime
	seconds=${seconds%%.*}
}

# wait_for SECONDS COMMAND...: until it is true, looking many times a second
wait_for()
{
	local end seconds

	uptime_seconds
	end=$((seconds + $1))
	shift
	while ! "$@"; do
		uptime_seconds
		[ "$seconds" -le "$end" ] || { echo "in vain: $*"; return 1; }
		usleep 20000
	done
}
