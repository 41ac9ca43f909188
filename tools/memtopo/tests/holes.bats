# SPDX-License-Identifier: GPL-2.0
# memtopo holes: every gap, who has it, and that all page frames are accounted
# for. Sums are made again from the raw files, by awk.

load common

crash=machines/vm-crash
deeper=sys/kernel/debug/memtopo

# pages KIND [MACHINE]: of a kind, in all rows
pages()
{
	"$MEMTOPO" holes -s "${2:-$crash}" -nro kind,pages 2>/dev/null |
		awk -v kind="$1" '$1 == kind { sum += $2 } END { print sum + 0 }'
}

# iomem_frames NAME [MACHINE]: page frames that a resource has a byte of
iomem_frames()
{
	sed -nE "s/^ *([0-9a-f]+)-([0-9a-f]+) : $1\$/\1 \2/p" "${2:-$crash}/proc/iomem" |
		while read -r first last; do
			echo $(((0x$last >> 12) - (0x$first >> 12) + 1))
		done | sum
}

# zones MACHINE: what is said of the zones
zones()
{
	"$MEMTOPO" holes -s "$1" -J 2>/dev/null |
		jq -r '.zones[] | "\(.node)/\(.zone) \(.named_pages) \(.unsure_pages) \(.unnamed_pages) \(.overnamed_pages)"'
}

# unmanaged KIND [MACHINE]: pages in the module's table
unmanaged()
{
	rows "${2:-$crash}/$deeper/unmanaged" | awk -v kind="$1" '$6 == kind { sum += $3 } END { print sum + 0 }'
}

# reserved FIRST LAST [MACHINE]: reserved frames from one to the other, of the module's table
reserved()
{
	rows "${3:-$crash}/$deeper/unmanaged" | awk -v first="$1" -v last="$2" '
		$6 == "reserved" {
			from = $1 < first ? first : $1
			to = $1 + $2 - 1 > last ? last : $1 + $2 - 1
			if (from <= to)
				sum += to - from + 1
		}
		END { print sum + 0 }'
}

# damaged EDIT REASON: one line of complaint, which starts with the file
damaged()
{
	rm -rf "$BATS_TEST_TMPDIR/machine"
	machine_copy vm-crash
	(cd "$machine/proc" && eval "$1")
	for format in '' -J -a; do
		run -1 --separate-stderr "$MEMTOPO" holes -s "$machine" $format
		equal "$stderr" "memtopo: $machine/proc/iomem$2" "complaint"
		equal "$output" "" "output"
	done
	# The picture does without.
	"$MEMTOPO" -s "$machine" >/dev/null
}

@test "holes: the kernel, the crash kernel and the memmap have their names" {
	equal "$(pages kernel-code)" "$(iomem_frames 'Kernel code')" code
	equal "$(pages kernel-rodata)" "$(iomem_frames 'Kernel rodata')" rodata
	equal "$(pages kernel-data)" "$(iomem_frames 'Kernel data')" data
	# What of it was given back is managed.
	equal "$(pages kernel-bss)" "$(reserved $((0x3736)) $((0x3bff)))" bss
	equal "$(pages crash-kernel)" "$(iomem_frames 'Crash kernel')" "crash kernel"
	equal "$(pages crash-kernel)" 16384 "as on the command line"
	equal "$(pages memmap)" "$(column "$crash/$deeper/memmap" memmap_pages | sum)" memmap
	equal "$(pages memmap)" "$(($(fact "$crash" memmap_bytes) / 4096))" "its cost"
	equal "$(($(pages boot-reserved) + $(pages no-ram) + $(pages kernel-code) + $(pages kernel-rodata) +
		$(pages kernel-data) + $(pages kernel-bss) + $(pages crash-kernel) + $(pages memmap)))" \
		"$(unmanaged reserved)" "all that is reserved"
	equal "$("$MEMTOPO" holes -s "$crash" -J | jq -c '[.holes[] | select(.kind == "crash-kernel") |
		[.start_pfn, .pages, .class, .nodes, .zone, .owners]]')" \
		'[[241664,16384,"unmanaged",[0],"DMA32",["Crash kernel"]]]' JSON
}

@test "holes: memory that was added has its names" {
	for kind in own-memmap:memmap offline-pages:offline; do
		for name in vm-plug-self vm-plug-virtio; do
			equal "$(pages "${kind%:*}" machines/$name)" "$(unmanaged "${kind#*:}" machines/$name)" "$kind"
		done
	done
	equal "$(pages own-memmap machines/vm-plug-self)" 1024 "struct pages"
	equal "$(pages offline-pages machines/vm-plug-virtio)" 21504 "not plugged"
	equal "$("$MEMTOPO" holes -s machines/vm-plug-virtio -J |
		jq -c '[.holes[] | select(.kind == "offline-pages").owners]')" '[["System RAM (virtio_mem)"]]' owner
	equal "$(pages offline-memory machines/offline-dimm)" 262144 "an offline DIMM"
	equal "$(pages device-memory machines/device)" 262144 "device memory"
}

@test "holes: what is no memory is told from what is" {
	# Frame 0x9f has memory and firmware, so it is no memory.
	equal "$("$MEMTOPO" holes -s "$crash" -anbro start,pages,kind,owner | head -n 7 | paste -sd ';')" \
		'0x0 1 no-ram Reserved;0x1000 158 boot-reserved -;0x9f000 1 no-ram Reserved;0xa0000 32 no-ram PCI\x20Bus\x200000:00;0xc0000 8 no-ram Video\x20ROM;0xc8000 40 no-ram Reserved;0xf0000 16 no-ram System\x20ROM' low
	# Two frames that the kernel links to no zone, which are in no row.
	equal "$("$MEMTOPO" holes -s "$crash" -nro start,pages,kind,owner | grep zone)" \
		'0x3ffe0000 2 no-zone Reserved' "no zone"
	machine_copy vm-crash
	sed -i '/^262114 /d' "$machine/$deeper/unmanaged"
	equal "$(pages no-zone "$machine")" 32 "a row less"
	# Memory that ends in the middle of a page.
	sed -i 's/^12f00000-3ffdffff/12f00000-3ffde7ff/' "$machine/proc/iomem"
	equal "$("$MEMTOPO" holes -s "$machine" -anro start,pages,kind,owner | grep '^0x3ffd')" \
		$'0x3ffd8000 6 boot-reserved -\n0x3ffde000 2 no-ram -' "half a page"
}

@test "holes: all page frames are accounted for" {
	for name in vm-crash vm-plug-self vm-plug-virtio vm-interleaved; do
		equal "$("$MEMTOPO" holes -s machines/$name | grep accounted)" \
			"All page frames are accounted for." "$name"
		equal "$(zones machines/$name)" "$(rows machines/$name/proc/memtopo/zones |
			awk '$5 { print $1 "/" $2, $5 - $6, 0, 0, 0 }')" "zones of $name"
	done
	for name in machines/*; do
		[[ $name != machines/allocator ]] || continue
		equal "$("$MEMTOPO" holes -s "$name" -J 2>/dev/null |
			jq '[.totals[] | select(.kind == "unnamed" or .kind == "overnamed")]' -c)" '[]' "$name"
	done
}

@test "holes: what does not add up is told" {
	machine_copy vm-crash
	# Three pages of a balloon that does not say so: nodes and zones agree still.
	sed -i 's/ 226638 / 226635 /' "$machine/proc/memtopo/zones"
	sed -i 's/ 230478 / 230475 /' "$machine/proc/memtopo/nodes"
	"$MEMTOPO" holes -s "$machine" > "$BATS_TEST_TMPDIR/out"
	grep -qx '0/DMA32: 30613 pages present but not managed, 3 of them without a name.' "$BATS_TEST_TMPDIR/out"
	grep -qx 'Of all page frames 3 are not accounted for.' "$BATS_TEST_TMPDIR/out"
	equal "$(zones "$machine" | tail -n 1)" "0/DMA32 30610 0 3 0" fewer
	sed -i 's/ 226635 / 226640 /' "$machine/proc/memtopo/zones"
	sed -i 's/ 230475 / 230480 /' "$machine/proc/memtopo/nodes"
	"$MEMTOPO" holes -s "$machine" > "$BATS_TEST_TMPDIR/out"
	grep -qx '0/DMA32: 30608 pages present but not managed, 2 more have a name.' "$BATS_TEST_TMPDIR/out"
	grep -qx 'Page frames are counted more than once, 2 in all.' "$BATS_TEST_TMPDIR/out"
	equal "$(zones "$machine" | tail -n 1)" "0/DMA32 30610 0 0 2" more
	equal "$("$MEMTOPO" holes -s "$machine" -J | jq '.totals[] | select(.kind == "overnamed").pages')" 2 total
}

@test "holes: rows that are not whole are named as far as that is sure" {
	machine_copy vm-crash
	sed -i -e 's/^258479 307 307/258479 307 300/' -e 's/^77312 256 256/77312 300 256/' \
		"$machine/$deeper/unmanaged"
	equal "$(pages reserved "$machine")" 256 "over the edge of memory"
	equal "$("$MEMTOPO" holes -s "$machine" -nro start,pages,spanned_pages,kind | grep 0x12e)" \
		"0x12e00000 256 300 reserved" row
	equal "$(zones "$machine" | tail -n 1)" "0/DMA32 30603 256 0 0" zone
	"$MEMTOPO" holes -s "$machine" |
		grep -qx '0/DMA32: 30610 pages present but not managed, 30603 named, the rest reserved.'
	rm -rf "$machine"
	machine_copy vm-crash
	sed -i 's/^4096 7025 7025/4096 7025 7000/' "$machine/$deeper/unmanaged"
	equal "$(pages kernel-code "$machine") $(pages reserved "$machine")" "0 0" "in memory"
	equal "$(zones "$machine" | tail -n 1)" "0/DMA32 30585 0 25 0" "in memory"
	sed -i 's/^4096 7025 7000/4096 4000 3000/' "$machine/$deeper/unmanaged"
	equal "$(pages kernel-code "$machine")" 3000 "in the kernel"
}

@test "holes: merged and not they are the same" {
	for name in vm-crash vm-plug-virtio vm-interleaved three flatmem; do
		equal "$("$MEMTOPO" holes -s machines/$name -nro kind,pages 2>/dev/null |
				awk '{ sum[$1] += $2 } END { for (kind in sum) print kind, sum[kind] }' | sort)" \
			"$("$MEMTOPO" holes -s machines/$name -anro kind,pages 2>/dev/null |
				awk '{ sum[$1] += $2 } END { for (kind in sum) print kind, sum[kind] }' | sort)" "$name"
	done
	# Neighbours of different owners stay apart.
	equal "$("$MEMTOPO" holes -s "$crash" -nro kind,owner | sed -n 3,7p | paste -sd ';')" \
		'no-ram Reserved;no-ram PCI\x20Bus\x200000:00;no-ram Video\x20ROM;no-ram Reserved;no-ram System\x20ROM' owners
	# A hole is one row for people, and one for each owner.
	plug=machines/vm-plug-virtio
	equal "$("$MEMTOPO" holes -s $plug -nro kind,owner | grep pci)" 'pci-hole PCI\x20Bus\x200000:00\x20+3' merged
	"$MEMTOPO" holes -s $plug -anro kind,owner | grep -q '^pci-hole IOAPIC\\x200$'
	"$MEMTOPO" holes -s $plug -anro kind,owner | grep -q '^pci-hole virtio-pci-modern$'
	equal "$("$MEMTOPO" holes -s $plug -J | jq -c '.holes[] | select(.kind == "pci-hole").owners')" \
		'["PCI Bus 0000:00","IOAPIC 0","HPET 0","Reserved"]' owners
	# What was reserved here and there is one row, that says in how many pieces.
	equal "$("$MEMTOPO" holes -s machines/vm-interleaved -J | jq '[.holes[] | select(.kind == "boot-reserved").count] | add')" \
		"$("$MEMTOPO" holes -s machines/vm-interleaved -anro kind | grep -c boot-reserved)" pieces
}

@test "holes: without debugfs, iomem or both" {
	machine_copy vm-crash
	sed -i -E 's/[0-9a-f]+-[0-9a-f]+ :/00000000-00000000 :/' "$machine/proc/iomem"
	equal "$(pages reserved "$machine") $(pages memmap "$machine")" "$(($(unmanaged reserved) - 4096)) 4096" zeros
	equal "$(zones "$machine" | tail -n 1)" "0/DMA32 4096 $(($(unmanaged reserved) - 256 - 4096)) 0 0" "zeros in a zone"
	rm "$machine/proc/iomem"
	equal "$(pages reserved "$machine")" "$(($(unmanaged reserved) - 4096))" "no iomem"
	rm "$machine/$deeper/memmap"
	equal "$(pages reserved "$machine")" "$(unmanaged reserved)" "no memmap"
	rm -r "$machine/sys"
	run -0 --separate-stderr "$MEMTOPO" holes -s "$machine"
	equal "$stderr" "memtopo: note: not every gap is located, for want of debugfs: $machine/proc/memtopo: has no file 'unmanaged'" note
	[[ $output == *"0/DMA32: 30610 pages present but not managed, not located."* ]]
	equal "$("$MEMTOPO" holes -s "$machine" -nro start,kind,pages,zone 2>/dev/null | paste -sd ';')" \
		"0x12c00000 absent-subsections 512 -;- unlocated-reserved 158 DMA;- unlocated-reserved 30610 DMA32;- unlocated-no-ram 386 -" \
		nothing
	# The machine as a whole has the holes alone.
	equal "$("$MEMTOPO" -s "$machine" -J | jq -c '[.holes[].kind]')" '["absent-subsections"]' document
}

@test "holes: the picture names who has them, if there is room" {
	COLUMNS=80 "$MEMTOPO" -s machines/vm-plug-virtio | grep -q '(PCI hole: PCI Bus 0000:00 +3)$'
	machine_copy vm-plug-virtio
	sed -i 's/PCI Bus 0000:00/PCI Bus of a maker who is fond of names/' "$machine/proc/iomem"
	COLUMNS=80 "$MEMTOPO" -s "$machine" | grep -q '(PCI hole)$'
}

@test "holes: iomem that no kernel has written" {
	damaged 'echo rubbish >> iomem' ":23: not a range of addresses"
	damaged 'sed -i "3s/-/+/" iomem' ":3: not a range of addresses"
	damaged 'sed -i "3s/.*/0009ffff-0009fc00 : Reserved/" iomem' ":3: not a range of addresses"
	damaged 'sed -i "3s/.*/1000000009fc00000-100000000a0000000 : Reserved/" iomem' ":3: not a range of addresses"
	damaged 'sed -i "4s/^/  /" iomem' ":4: lies in nothing"
	damaged 'sed -i "2s/-0009fbff/-001fffff/" iomem' ":7: overlaps other memory or is out of order"
	damaged 'printf "a\0b\n" >> iomem' ": not a text"
	damaged 'sed -i "7s/RAM/RAM ()/" iomem' ":7: a name that no driver has"
}

@test "holes: iomem that is merely odd" {
	machine_copy vm-crash
	# Out of its range, out of order, with a name that is none.
	sed -i -e '/Kernel rodata/s/[0-9a-f]*-[0-9a-f]*/f2000000-f2b70fff/' \
		-e 's/Video ROM/Video\x01\x1b[7m/' -e '$a 00000000-00000fff : late' "$machine/proc/iomem"
	"$MEMTOPO" holes -s "$machine" -a | LC_ALL=C awk '/[^ -~]/ { exit 1 }'
	equal "$("$MEMTOPO" holes -s "$machine" -anro owner | grep Video)" 'Video??[7m' name
	equal "$("$MEMTOPO" holes -s "$machine" | grep accounted)" "All page frames are accounted for." sum
	# One that reaches beyond what it lies in takes nothing of what follows.
	rm -rf "$machine"
	machine_copy vm-plug-virtio
	sed -i 's/fed003ff : PNP/11fffffff : PNP/' "$machine/proc/iomem"
	equal "$("$MEMTOPO" holes -s "$machine" -J)" "$("$MEMTOPO" holes -s machines/vm-plug-virtio -J)" child
}
