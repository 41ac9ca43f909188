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
	mkdir -p "$cache"
	(
		flock 9
		"${@:2}"
	) 9>"$cache/$1.lock"
}

# kernels [packaged|built]: the names of the supported kernels, all or those, one a line
kernels()
{
	awk -v kind="${1-}" '!/^#/ && NF && kind != (NF > 2 ? "packaged" : "built") { print $1 }' "$vm/kernels"
}

# is_built KERNEL: it is one of ours, with everything on that slows it down
is_built()
{
	kernels built | grep -qxF "$1"
}

# For make CHECK=. The sparse of Debian 12 does not know two things that newer kernels use.
sparse="sparse -D__typeof_unqual__=__typeof__ '-D__builtin_strlen(s)=(sizeof(s)-1)'"

# layouts: the names of the machines that are looked at as they are, one a line
layouts()
{
	(cd "$vm/layouts" && printf '%s\n' *)
}

# scenarios: the names of those in which something happens, one a line
scenarios()
{
	(cd "$vm/scenarios" && printf '%s\n' *)
}

# machine NAME: read the file of this layout or scenario. It may set, and begin with another's:
#   qemu, append   arguments of QEMU; of the kernel. What guest/SCRIPT is to know goes there: NAME=VALUE
#   image, accel   vmlinux or vmlinuz; tcg when it takes an emulated CPU
#   script         what runs in it: guest/SCRIPT
#   judge          what judges the directory of that name that the script sent, if it does not by itself
#   limit          seconds until it is LOST
#   only           kernels on which it runs; all, if there are none
#   allow          lines that the kernel log may hold, an awk expression a line
#   ends           for a machine that is to die, and the script with it: what its console must hold,
#                  an extended regular expression a line
#   deep           runs on the kernels that are built, too, unless others are asked for: those take their time
#   expect, phases, wear   for guest/check: cells; states to look at (guest/phase); try for leaks
#   lint, lint_end   for guest/check: SEVERITY:RULE of all that memtopo lint finds as the machine comes up,
#                  and at the end, if that is another; without what depends on the load
machine()
{
	local layouts=${MEMTOPO_LAYOUTS:-$vm/layouts} scenarios=$vm/scenarios file

	qemu='' append='' image=vmlinux accel='' script=check judge='' limit=600 only='' allow='' ends='' deep=0
	expect='' phases=boot wear=0 lint='' lint_end=''
	file=$layouts/$1
	[ -f "$file" ] || file=$scenarios/$1
	[ -f "$file" ] || die "no layout and no scenario '$1'"
	# shellcheck disable=SC1090
	. "$file"
}

# runs_on KERNEL NAME [DEEP]: is this machine for that kernel? Only deep ones, if DEEP is 1
runs_on()
(
	machine "$2"
	[ "$deep" -ge "${3:-0}" ] || exit 1
	case " ${only:-$1} " in *" $1 "*) ;; *) exit 1 ;; esac
)
