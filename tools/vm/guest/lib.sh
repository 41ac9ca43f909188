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
