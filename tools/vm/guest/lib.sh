# SPDX-License-Identifier: GPL-2.0
# What the guest's scripts share.
# shellcheck shell=dash
# shellcheck disable=SC2034 # used by those who source this

tables="info nodes zones sections distances"
procfs=/proc/memtopo
debugfs=/sys/kernel/debug/memtopo

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
