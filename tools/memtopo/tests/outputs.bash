# SPDX-License-Identifier: GPL-2.0
# The outputs that are kept for every machine in tests/machines. Sourced by
# tests/expect, which writes them, and by the tests, which compare them.

# shellcheck disable=SC2034 # used by those who source this
outputs='picture ascii all tables everything json records blocks allocator places process'

# processes MACHINE: those whose address space was recorded
processes()
{
	find "$1/sys/kernel/debug/memtopo/query" -name 'process_*' 2>/dev/null |
		sed -n 's/.*process_\([0-9]*\)$/\1/p' | sort -n
}

# output MEMTOPO MACHINE NAME: prints one of them
output()
{
	local memtopo=$1 machine=$2 table block request kind number address pid

	export LC_ALL=C.UTF-8 COLUMNS=80
	case $3 in
	picture) "$memtopo" -s "$machine" ;;
	ascii) "$memtopo" -s "$machine" --ascii ;;
	all) COLUMNS=120 "$memtopo" -s "$machine" --all ;;
	tables | everything)
		for table in info nodes zones sections holes distances hmat; do
			[[ $table != hmat || -e $machine/sys/firmware ]] || continue
			echo "== $table"
			if [[ $3 == tables ]]; then
				"$memtopo" "$table" -s "$machine" || return
			else
				"$memtopo" "$table" -s "$machine" -abr --output-all || return
			fi
		done
		;;
	blocks)
		"$memtopo" blocks -s "$machine" || return
		"$memtopo" blocks -s "$machine" -abr --output-all || return
		"$memtopo" blocks -s "$machine" --json || return
		for block in $("$memtopo" blocks -s "$machine" -nro block); do
			"$memtopo" blocks -s "$machine" "$block" || return
		done
		;;
	allocator)
		for table in watermarks free_areas zonelists pageblocks unmanaged memmap \
			reclaim compaction; do
			[[ -e $machine/sys/kernel/debug/memtopo/$table ]] || continue
			echo "== $table"
			"$memtopo" "$table" -s "$machine" || return
			"$memtopo" "$table" -s "$machine" -abr --output-all || return
		done
		;;
	places)
		# Some are refused, which is an output like others.
		for request in "$machine"/sys/kernel/debug/memtopo/query/*; do
			IFS=_ read -r kind number address <<< "${request##*/}"
			case $kind in
			page | phys | kernel)
				"$memtopo" where -s "$machine" "$number" -a 2>&1 || :
				"$memtopo" where -s "$machine" "$number" -J 2>/dev/null || :
				;;
			user)
				"$memtopo" where -s "$machine" -p "$number" "$address" 2>&1 || :
				"$memtopo" translate -s "$machine" "$number" "$address" --ascii 2>&1 || :
				"$memtopo" translate -s "$machine" "$number" "$address" -J 2>/dev/null || :
				;;
			esac
		done
		;;
	process)
		for pid in $(processes "$machine"); do
			echo "== process $pid"
			"$memtopo" process -s "$machine" "$pid" || return
			"$memtopo" process -s "$machine" "$pid" -r || return
			# Of a large one no more than that.
			(($(wc -l < "$machine/proc/$pid/maps") < 100)) || continue
			"$memtopo" process -s "$machine" "$pid" -a || return
			"$memtopo" process -s "$machine" "$pid" -abr --output-all || return
			"$memtopo" process -s "$machine" "$pid" --json || return
		done
		;;
	json) "$memtopo" -s "$machine" --json ;;
	records) "$memtopo" -s "$machine" --json --all ;;
	esac
}
