#!/bin/sh
# A learner's walk through one exercise, from `course init` on, in tmux: he breaks it, asks for
# hints, begins anew, fixes it, passes, quits, and comes back. On a wide terminal and on a narrow
# one, without colours, and on one that can only print lines. RECORD=FILE writes down what was on
# the terminal at each step.

. tests/course/functions
make_tree tree 01-event-loop/2-who-runs-first 03-gather/7-overlap 04-exceptions/6-one-city-is-down
unset NO_COLOR TMUX
export TMPDIR="$scratch/tmp"
mkdir "$TMPDIR"
tmux=true			# of each walk, with a server of its own
trap '$tmux kill-server 2>/dev/null; rm -rf "$scratch"' EXIT
file=03-gather/7-overlap
solution=$root/solutions/$file.c

if ! command -v tmux >/dev/null; then
	not_ok 'tmux is there' 'it is not: type  make packages'
	finish
fi

record() {
	if [ -n "${RECORD:-}" ]; then
		printf '\n==== %s\n\n' "$1"
		sed 's/ *$//' "$scratch/screen" | cat -s
	fi >>"${RECORD:-/dev/null}"
}

# sees TEXT: wait until it is on the screen; it is looked at so many times that only what hangs is
# given up.
sees() {
	looks=0
	while [ "$looks" -lt 3000 ]; do
		$tmux capture-pane -p -J -t walk >"$scratch/screen" || break
		if grep -qF -e "$1" "$scratch/screen"; then
			ok "$walk: sees \"$1\""
			record "$walk: $1"
			return
		fi
		looks=$((looks + 1))
	done
	not_ok "$walk: sees \"$1\"" "$(cat "$scratch/screen")"
}

# Where lines are printed, what stands there already is cleared away before something is to come.
# types KEY...: there Enter is behind each, too.
clear_lines() {
	[ -z "$enter" ] || $tmux send-keys -R -t walk
}

types() {
	clear_lines
	for key; do
		$tmux send-keys -t walk "$key" ${enter:+"$enter"}
	done
}

saves() {
	clear_lines
	cp "$1" "$folder/$file.c"
}

command_line() {
	$tmux send-keys -t walk -l "$1"
	$tmux send-keys -t walk Enter
}

goes_to_overlap() {
	if [ -n "$enter" ]; then
		types overlap
	else
		types l / o v e r l a p Enter Enter
	fi
}

# walk NAME COLUMNS ROWS ENVIRONMENT
walk() {
	walk=$1 folder=$scratch/$1
	tmux="tmux -S $scratch/$1.socket -f /dev/null"
	$tmux new-session -d -s walk -x "$2" -y "$3" "env -u NO_COLOR PS1='at: ' sh"
	sees 'at:'
	command_line "$course init $folder && cd $folder && clear"
	sees 'at:'
	command_line "$4 ./course"
	sees '01-event-loop/2-who-runs-first: not yet'
	goes_to_overlap
	sees '  run:'
	sed 's/return 0/return nothing/' "$folder/$file.c" >"$scratch/broken.c"
	saves "$scratch/broken.c"
	sees 'error:'
	types h
	sees 'hint 1:'
	types h
	sees 'hint 2:'
	types n
	sees 'Not yet'
	types x
	sees 'y yes'
	types y
	sees 'Yours is'
	sees '  run:'
	expect "$walk: what was broken is kept" "$(cat "$scratch/broken.c")" \
		"$(cat "$folder/.course/kept/"*/*)"
	saves "$solution"
	sees "$file: passed"
	types s
	sees 'The solution'
	[ -n "$enter" ] || types q
	types n
	sees '04-exceptions/6-one-city-is-down.c'
	types p
	sees "$file: passed"
	types q
	sees 'at:'
	command_line "clear; $4 ./course"
	sees "$file: passed"
	sees '10 of '
	types q
	sees 'at:'
	expect_match "$walk: progress.json" \
		'*"passed"*"hints": 0*"solution_seen": true*"current": "03-gather/7-overlap"*' \
		"$(tr -s ' \n' ' ' <"$folder/progress.json")"
	$tmux kill-server
}

enter=
walk wide 80 24 'env'
walk narrow 40 12 'env'
walk colourless 80 24 'env NO_COLOR=1'
enter=Enter
walk dumb 80 50 'env TERM=dumb'

finish
