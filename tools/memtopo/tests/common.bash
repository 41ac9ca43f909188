# SPDX-License-Identifier: GPL-2.0
# What the tests share. TESTS, MEMTOPO, SWEEP and SCRATCH come from tests/run.
# shellcheck disable=SC2153,SC2154 # they are set by others, as are output and stderr

bats_require_minimum_version 1.5.0
cd "$TESTS" || exit 1
# shellcheck source=tests/outputs.bash
. "$TESTS/outputs.bash"

# machine_copy NAME: a copy to damage, in $machine
machine_copy()
{
	machine=$BATS_TEST_TMPDIR/machine
	mkdir -p "$machine"
	cp -r "machines/$1"/* "$machine"
}

# tables_of DIR: where a machine's files are
tables_of()
{
	echo "$1/proc/memtopo"
}

# rows FILE: its rows without the two headers
rows()
{
	tail -n +3 "$1"
}

# column FILE NAME: a column of a raw file
column()
{
	awk -v name="$2" '
		NR == 2 { for (i = 1; i <= NF; i++) if ($i == name) c = i }
		NR > 2 { print $c }' "$1"
}

# fact MACHINE KEY: a value of the info file
fact()
{
	awk -v key="$2" '$1 == key { print $2 }' "$(tables_of "$1")/info"
}

sum()
{
	awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}

equal()
{
	if [[ "$1" != "$2" ]]; then
		echo "$3: '$1' is not '$2'" >&2
		return 1
	fi
}

outputs_match()
{
	local name

	for name in $outputs; do
		output "$MEMTOPO" "machines/$1" "$name" > "$BATS_TEST_TMPDIR/got" 2>&1
		diff -Nu "expected/$1.$name" "$BATS_TEST_TMPDIR/got"
	done
}

# What the tool adds up is added up again from the raw files, by awk.
sums_match()
{
	local files table column page memory holes merged each top

	files=$(tables_of "$1")
	page=$(fact "$1" page_size)
	for table in nodes zones; do
		for column in spanned present managed free; do
			equal "$("$MEMTOPO" "$table" -s "$1" -abnr -o "$column" | sum)" \
				"$(column "$files/$table" "${column}_pages" |
					awk -v page="$page" '{ sum += $1 * page }
						END { printf "%.0f\n", sum }')" \
				"$table $column"
		done
	done
	memory=$("$MEMTOPO" sections -s "$1" -nr -o pages | sum)
	each=$("$MEMTOPO" sections -s "$1" -anr -o pages | sum)
	equal "$memory" "$each" "pages of sections merged and not"
	merged=$("$MEMTOPO" sections -s "$1" -nr -o count | sum)
	equal "$merged" "$(rows "$files/sections" | wc -l)" "sections"
	if [[ $(fact "$1" memory_model) == sparsemem ]]; then
		holes=$("$MEMTOPO" holes -s "$1" -nr -o class,pages | awk '$1 == "hole" { print $2 }' | sum)
		top=$(fact "$1" last_present_pfn)
		equal "$(awk "BEGIN { printf \"%.0f\", $memory + $holes }")" \
			"$(awk "BEGIN { printf \"%.0f\", $top + 1 }")" \
			"present and holes"
	fi
	# What the kinds add up to is made of the rows, and managed is of the zones.
	"$MEMTOPO" holes -s "$1" -J | jq -e --argjson managed "$(column "$files/zones" managed_pages | sum)" '
		(.totals | map({ key: .kind, value: .pages }) | from_entries) as $total |
		([.holes[].pages] | add // 0) as $gaps |
		$total.managed == $managed and $total.span ==
			$managed + $gaps + ($total.unnamed // 0) - ($total.overnamed // 0)' >/dev/null
}

# Every record of JSON, written as the file's rows, is the file's rows.
json_matches()
{
	local files table

	files=$(tables_of "$1")
	"$MEMTOPO" -s "$1" --json --all > "$BATS_TEST_TMPDIR/json"
	for table in nodes zones sections; do
		jq -r --arg table "$table" '
			def list: if . == null then "-"
				elif type == "array" then map(tostring) | join(",")
				else tostring end;
			.[$table][] | [ .[] | list ] | join(" ")' \
			"$BATS_TEST_TMPDIR/json" > "$BATS_TEST_TMPDIR/got"
		rows "$files/$table" | awk -v table="$table" '
			# JSON has each CPU for itself.
			table == "nodes" && $NF != "-" {
				n = split($NF, range, ",")
				list = ""
				for (i = 1; i <= n; i++) {
					m = split(range[i], end, "-")
					for (cpu = end[1]; cpu <= end[m] + 0; cpu++)
						list = list (list == "" ? "" : ",") cpu
				}
				$NF = list
			}
			{ print }' | diff - "$BATS_TEST_TMPDIR/got"
	done
	equal "$(jq -r '.distances[] | "\(.from) \(.to) \(.distance)"' "$BATS_TEST_TMPDIR/json")" \
		"$(awk 'NR == 2 { for (i = 2; i <= NF; i++) id[i] = $i }
			NR > 2 { for (i = 2; i <= NF; i++) print $1, id[i], $i }' \
			"$files/distances")" distances
	equal "$(jq -r '.info | to_entries[] | "\(.key) \(
			if .value == null then "-" elif .value == true then "yes"
			elif .value == false then "no" else .value end)"' "$BATS_TEST_TMPDIR/json")" \
		"$(rows "$files/info")" info
	jq -e '[.info | .page_size, .generation | type == "number"] | all' \
		"$BATS_TEST_TMPDIR/json" >/dev/null
}

# Every line of the picture fits, whatever the width and the characters.
widths_fit()
{
	local width locale all

	for width in 60 80 133; do
		for locale in C C.UTF-8; do
			for all in '' -a; do
				[[ $all && $1 == "$SCRATCH"* ]] && continue
				COLUMNS=$width LC_ALL=$locale "$MEMTOPO" -s "$1" $all \
					> "$BATS_TEST_TMPDIR/got"
				LC_ALL=C.UTF-8 wc -L < "$BATS_TEST_TMPDIR/got" |
					awk -v width="$width" '{ exit $1 > width }' ||
					{ echo "wider than $width in $locale" >&2; return 1; }
			done
		done
	done
	LC_ALL=C "$MEMTOPO" -s "$1" | LC_ALL=C awk '/[^ -~]/ { exit 1 }'
}

sweep_survives()
{
	local expected

	"$SWEEP" "$@" 2> "$BATS_TEST_TMPDIR/got" || { cat "$BATS_TEST_TMPDIR/got" >&2; return 1; }
	if [[ $1 == prefixes ]]; then
		# Each file is cut off at every byte, and once not at all.
		expected=$(cat "$2"/proc/memtopo/* "$2"/sys/kernel/debug/memtopo/* 2>/dev/null | wc -c)
		expected=$((expected + $(find "$2" -path '*/memtopo/*' ! -path '*/query/*' -type f | wc -l)))
	else
		expected=$3
	fi
	equal "$(awk '{ print $1 + $3 }' "$BATS_TEST_TMPDIR/got")" "$expected" "machines tried"
}

big_make()
{
	awk -v dir="$SCRATCH/$1/proc/memtopo" -f machine.awk "big/$1"
}

# Even with the sanitizers no machine may take long, nor fill the screen.
big_is_bounded()
{
	local lines

	lines=$(timeout 20 "$MEMTOPO" -s "$SCRATCH/$1" | wc -l)
	[[ $lines -gt 20 && $lines -lt 450 ]]
}

# hostile FILE EDIT REASON: damages a file and wants exactly that complaint
hostile()
{
	local machine reason

	machine_copy straddle
	if [[ $2 == sh:* ]]; then
		(cd "$machine/proc/memtopo" && eval "${2#sh:}")
	else
		sed -i -E "$2" "$machine/proc/memtopo/$1"
	fi
	# Everything that reads the file says the same.
	reason="memtopo: $machine/proc/memtopo/$1$3"
	run -1 --separate-stderr "$MEMTOPO" -s "$machine"
	equal "$stderr" "$reason" "picture"
	equal "$output" "" "output"
	run -1 --separate-stderr "$MEMTOPO" -s "$machine" --json
	equal "$stderr" "$reason" "JSON"
	equal "$output" "" "output"
}
