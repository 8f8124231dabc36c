#!/bin/sh
# `course review`: what it asks when, how it takes an answer, and what it remembers. The days are
# those that COURSE_TODAY says.

. tests/course/functions
make_tree tree
progress=$tree/build/progress.json
order=01-event-loop/2-who-runs-first
predict=03-gather/1-which-second
parsons=02-coroutines/4-count-down

# review DAY ANSWERS ARGUMENT...: sets $status, $out and $err. ANSWERS are for printf.
review() {
	day=$1
	answers=$2
	shift 2
	# shellcheck disable=SC2059
	printf "$answers" >"$scratch/answers"
	COURSE_TODAY=$day "$course" review "$@" <"$scratch/answers" >"$scratch/out" \
		2>"$scratch/err"
	status=$?
	out=$(cat "$scratch/out")
	err=$(cat "$scratch/err")
}

# remembers JSON-OF-EXERCISES JSON-OF-REVIEW [CURRENT]
remembers() {
	printf '{"version": 1, "current": "%s", "exercises": {%s}, "review": {%s}}\n' \
		"${3:-}" "$1" "$2" >"$progress"
}

# What is remembered of an exercise: "2026-11-24 3"
kept() {
	tr -d '\n' <"$progress" | sed -n "s,.*\"review\".*\"$1\": {\([^}]*\)}.*,\1,p" |
		sed 's/.*"due": "\([^"]*\)".*"interval_days": \([0-9]*\).*/\1 \2/'
}

# The strings in the array of an exercise have letters by the alphabet: print these in the order of
# the solution.
letters() {
	grep '^	"' "solutions/$1.c" >"$scratch/order"
	LC_ALL=C sort "$scratch/order" | awk '
		NR == FNR { letter[$0] = sprintf("%c", 96 + FNR); next }
		{ printf "%s ", letter[$0] }
	' - "$scratch/order"
}

once='"first_passed": "2026-11-20T10:00:00Z", "state": "passed"'
right="$(letters $order)\n"

# ---- When ----

review 2026-11-20 ''
expect 'nothing passed: exit status' 0 "$status"
expect_match 'nothing passed' 'There is nothing to review yet. *1 day, * 3, 7, 16 and 35*' "$out"
remembers "\"$order\": {$once}" ''
review 2026-11-20 ''
expect 'on the same day' "0: Nothing is due today. The next one is $order, on 2026-11-21." \
	"$status: $out"
review 2026-11-20 '' --json
expect 'JSON' "[ { \"exercise\": \"$order\", \"due\": \"2026-11-21\", \"interval_days\": 1, \
\"is_due\": false } ]" "$(echo "$out" | tr -s '\n ' '  ' | sed 's/ $//')"
review 2026-11-21 '' --json
expect_match 'JSON on the next day' '*"is_due": true*' "$out"

# Known each time: further apart. `day interval` of each answer, and what is remembered then.
while read -r day next; do
	review "$day" "$right"
	expect "right on $day: exit status" 0 "$status"
	expect_match "right on $day" "*Right.*It comes back in ${next#* } days, on ${next% *}." \
		"$out"
	expect "right on $day: it is remembered" "$next" "$(kept $order)"
done <<-END
	2026-11-21 2026-11-24 3
	2026-11-24 2026-12-01 7
	2026-12-05 2026-12-21 16
	2026-12-21 2027-01-25 35
	2027-01-25 2027-03-01 35
END
review 2027-02-28 "$right" $order
expect_match 'right before it is due' '*Right.*It is due on 2027-03-01, as before.' "$out"
expect 'right before it is due: as before' '2027-03-01 35' "$(kept $order)"
review 2027-03-01 'abcdefghi\n'
expect 'wrong: exit status' 1 "$status"
expect_match 'wrong: the rule' '*Not right.*expected: *found: *rule: *read:     tutorial.md, *' \
	"$out"
expect_match 'wrong: the real run' '*the keys are on the hook*It comes back in 1 day, on *' "$out"
expect 'wrong: it is remembered' '2027-03-02 1' "$(kept $order)"

# Of several: an earlier chapter first, then the one that has been due for longer.
remembers "\"$order\": {$once}, \"$predict\": {$once}, \"$parsons\": {$once}" "
	\"$order\": {\"due\": \"2026-11-29\", \"interval_days\": 3},
	\"$parsons\": {\"due\": \"2026-11-28\", \"interval_days\": 3},
	\"$predict\": {\"due\": \"2026-11-22\", \"interval_days\": 3}" 03-gather/7-overlap
review 2026-11-30 ''
expect 'an earlier chapter first' "$parsons: Count down" "$(echo "$out" | head -n 1)"
review 2026-11-27 ''
expect 'then this one' "$predict: Which second" "$(echo "$out" | head -n 1)"
remembers "\"$order\": {$once}" "\"$order\": {\"due\": \"soon\", \"interval_days\": -4}"
review 2026-11-21 "$right"
expect 'a broken entry is none' '2026-11-24 3' "$(kept $order)"

# ---- Answers ----

remembers "\"$order\": {$once}, \"$predict\": {$once}, \"$parsons\": {$once}" ''
review 2026-11-21 "abc\nabcdefghii\nabcdefghz\n1\n$right" $order
expect_match 'letters' '*d is missing.*i stands there twice.*These are letters from a to i.*
These are letters from a to i.*Right.*' "$out"
review 2026-11-21 '\n'
expect 'no answer: exit status' 2 "$status"
expect 'no answer' 'No answer: it stays due.' "$(echo "$out" | tail -n 1)"
expect 'no answer: it stays due' '2026-11-24 3' "$(kept $order)"
review 2026-11-21 '' $predict
expect 'no answer at all' '2 No answer: it stays due.' "$status $(echo "$out" | tail -n 1)"
review 2026-11-21 '5\nfour\n4' $predict
expect_match 'a value' '*way 2:
This is to be a whole number.
way 2:
way 3:
No answer: it stays due.' "$out"
review 2026-11-21 "$(sed -n 's/^	\([0-9]*\),.*/\1/p' solutions/$predict.c | tr '\n' ' ' |
	sed 's/ /\\n/g')" $predict
expect_match 'all values' '*Right.*It comes back in 3 days, on 2026-11-24.' "$out"
review 2026-11-21 'f d a c g e\n' $parsons
expect 'lines, with one left out: exit status' 0 "$status"
expect_match 'lines' '*    a  AWAIT(async_sleep(1));*    b  async_block(1);*Right.*' "$out"

run sh -c "head -c 300000 /dev/zero | tr '\\0' x | COURSE_TODAY=2026-11-21 '$course' review $order"
expect 'a line without an end' \
	'2: course: An answer is a short line, and this one has no end.' "$status: $err"
run sh -c "'$course' review $order <&-"
expect_match 'nobody to answer' '2: course: No answer can be read: give * a terminal, *' \
	"$status: $err"

# ---- What cannot be asked ----

review 2026-11-21 '' 03-gather/7-overlap
expect 'a kind that cannot be asked' "2: course: 03-gather/7-overlap cannot be asked here: what \
can is to predict, or to put in order." "$status: $err"
remembers '' ''
review 2026-11-21 '' $order
expect_match 'never passed' "2: course: $order is to be passed first: *course check $order" \
	"$status: $err"
review 2026-11-31 ''
expect 'no such day' \
	'2: course: COURSE_TODAY is a day like 2026-11-24, not "2026-11-31".' "$status: $err"

# ---- Where it is remembered, and how it looks ----

mkdir -p "$scratch/learner/.course"
export COURSE_FOLDER="$scratch/learner"
progress=$COURSE_FOLDER/progress.json
remembers "\"$order\": {$once}" ''
review 2026-11-21 "$right"
expect 'in the folder of a learner' '2026-11-24 3' "$(kept $order)"
remembers "\"$order\": {$once}" ''
out=$(printf "$right" | TERM=xterm NO_COLOR= COURSE_TODAY=2026-11-21 \
	script -qec "'$course' review" /dev/null)
expect_match 'on a terminal' "*$(printf '\033')\[32mRight.*It comes back in 3 days*" "$out"

finish
