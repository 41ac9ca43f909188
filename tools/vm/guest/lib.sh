# SPDX-License-Identifier: GPL-2.0
# What the guest's scripts share.
# shellcheck shell=dash
# shellcheck disable=SC2034 # used by those who source this

tables="info nodes zones sections distances"
procfs=/proc/memtopo
debugfs=/sys/kernel/debug/memtopo

# host COMMAND: have QEMU's monitor do something to this machine; it says so if it would not
host()
{
	local command

	command="{ \"execute\": \"human-monitor-command\", \"arguments\": { \"command-line\": \"$*\" } }"
	{
		stty raw -echo <&3
		host_ask '{ "execute": "qmp_capabilities" }' >/dev/null	# only the first time needed
		host_ask "$command" >/tmp/host
	} 3<>/dev/ttyS2
	grep -q '^{"return": ""' /tmp/host && return
	echo "host $*: $(cat /tmp/host)"
	return 1
}

# host_ask JSON: its answer, passing over what QEMU tells unasked
host_ask()
{
	local line

	echo "$1" >&3
	# shellcheck disable=SC3045 # busybox can
	while read -r -t 20 line <&3; do
		case $line in
		'{"return":'* | '{"error":'*)
			echo "$line"
			return
			;;
		esac
	done
}

# send NAME DIR: a directory to the host, as boot unpacks it
send()
{
	echo "begin $1"
	tar -c -C "$2" . | gzip -1 | base64
	echo "end $1"
}

# send_log: the kernel's log, for the host to judge; the last thing a script does
send_log()
{
	mkdir -p /tmp/end
	dmesg >/tmp/end/dmesg
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
