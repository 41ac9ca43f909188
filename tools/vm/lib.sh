# SPDX-License-Identifier: GPL-2.0
# What every program in this directory shares: where things are, and how it talks.
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by those who source this

set -euo pipefail

vm=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$vm/../.." && pwd)
cache=$(realpath -m "${MEMTOPO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/memtopo}")

say()
{
	printf '%s\n' "${0##*/}: $*" >&2
}

die()
{
	say "$@"
	exit 1
}

# as_root COMMAND...: with sudo unless already root
as_root()
{
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "needs root or sudo for: $*"
	fi
}

# locked NAME COMMAND...: one at a time on this cache, whoever started it
locked()
{
	local name=$1
	shift
	mkdir -p "$cache"
	(
		flock 9
		"$@"
	) 9>"$cache/$name.lock"
}

# kernels: the names of the supported kernels, one a line
kernels()
{
	awk '!/^#/ && NF { print $1 }' "$vm/kernels"
}

# layouts: the names of the machines, one a line
layouts()
{
	(cd "$vm/layouts" && printf '%s\n' *)
}
