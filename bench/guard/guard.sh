#!/bin/sh
# Counts the instructions of the workloads, and compares them with those committed:
# bench/guard/guard.sh WORKLOADS COUNTS [accept]
#
# WORKLOADS is the program, COUNTS the file: a line for the compiler, then a line a workload, with
# its instructions and its calls of libraries. Only what stands in the program itself is counted:
# what libraries do in a call depends on the machine's processor. With "accept" the counts found
# are written in place of the others. The last line is "N passed, M failed".

set -u

program=$1 counts=$2 accept=${3:-}
found=$(mktemp) || exit 1
trap 'rm -f "$found" "$found.log"' EXIT

# count NAME: its instructions and its calls, from the .out that stays beside the program.
count() {
	out=$program.$1.out
	valgrind --tool=callgrind --collect-atstart=no --compress-strings=no --compress-pos=no \
		--callgrind-out-file="$out" "$program" "$1" >"$found.log" 2>&1 || return 1
	awk -v own="/${program##*/}" '
		function is_own(object) {
			return substr(object, length(object) - length(own) + 1) == own
		}
		/^ob=/ { here = is_own(substr($0, 4)) }
		/^cob=/ { leaves = !is_own(substr($0, 5)) }
		/^calls=/ {
			if (here && leaves)
				calls += substr($1, 7)
			leaves = 0
			is_of_call = 1
			next
		}
		/^[0-9]/ {
			if (here && !is_of_call)
				instructions += $2
			is_of_call = 0
		}
		END { printf "%d %d\n", instructions, calls }' "$out"
}

"$program" >"$found.log" || exit 1
compiler=$(head -n 1 "$found.log")
committed=$(sed -n 's/^compiler //p' "$counts")
if [ "$accept" != accept ] && [ "$committed" != "$compiler" ]; then
	echo "The counts in $counts are of $committed, and this is $compiler: not compared."
	echo '0 passed, 0 failed'
	exit 0
fi

printf 'compiler %s\n' "$compiler" >"$found"
for name in $(tail -n +2 "$found.log"); do
	if ! numbers=$(count "$name"); then
		cat "$found.log"
		echo "$name: could not be counted"
		echo '0 passed, 1 failed'
		exit 1
	fi
	echo "$name $numbers" >>"$found"
done

if [ "$accept" = accept ]; then
	cp "$found" "$counts.new" && mv "$counts.new" "$counts" || exit 1
	echo "These counts are in $counts now; say in the commit why:"
	cat "$counts"
	exit 0
fi

awk -v file="$counts" -v out="$program" '
	# What is said of a number, and whether it grew or shrank.
	function compare(what, was, is) {
		if (is * 100 > was * 102) {
			grew = worse = 1
			return sprintf("%d %s, %.1f %% more than %d", is, what,
				(is / was - 1) * 100, was)
		}
		if (is * 102 < was * 100) {
			shrank = 1
			return sprintf("%d %s, %.1f %% fewer than %d", is, what,
				(1 - is / was) * 100, was)
		}
		return sprintf("%d %s", is, what)
	}
	$1 == "compiler" { next }
	NR == FNR { instructions[$1] = $2; calls[$1] = $3; next }
	{ worse = 0 }
	$1 in calls {
		printf "%-7s %s; %s\n", $1, compare("instructions", instructions[$1], $2),
			compare("calls of libraries", calls[$1], $3)
	}
	!($1 in calls) {
		printf "%-7s is not in %s yet\n", $1, file
		grew = worse = 1
	}
	{ if (worse) failed++; else passed++ }
	END {
		if (grew) {
			print "What grew makes every program slower. Where the instructions are:"
			print "    callgrind_annotate " out ".NAME.out"
			print "If that is meant, write the new counts, and commit " file ":"
			print "    make bench-guard ACCEPT=1"
		} else if (shrank)
			print "Well done. To keep it so, make bench-guard ACCEPT=1 and commit " file
		printf "%d passed, %d failed\n", passed, failed
		exit failed > 0
	}' "$counts" "$found"
