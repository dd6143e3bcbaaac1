#!/bin/bash
# Bad input gets one clear line that names the thing, the place and the remedy, and the right exit code; nothing is
# overwritten or half-written.
source "$(dirname "$0")/shell_support.bash" "$1"

lost=seeds/condition-notify-before-wait
schedule=heddle-schedules/seeds-condition-notify-before-wait.schedule
"$heddle" check "$lost" >/dev/null || exit 1

# refused TEXT WORD…: heddle refuses these words with that text.
refused() {
  local text=$1
  shift
  run "$@"
  exits_with 2
  says_nothing
  complains "$text"
  complains_in_one_line
}

sentence="an unknown scenario is refused with the nearest names"
refused "did you mean $lost" check seeds/condition-notify-befor-wait
refused "did you mean seeds/" check seeds
refused "no scenario matches" check "*no-such-thing*"
refused "there is no scenario" list no-such-thing

sentence="bad usage is refused with what was meant"
refused "say what to do"
refused "did you mean check" chekc "$lost"
refused "did you mean --search" check "$lost" --serach=random
refused "one of dpor, depth_first" check "$lost" --search=best
refused "one of explored" check "$lost" --clock=wall
refused "--max-executions" check "$lost" --max-executions=lots
refused "--max-steps" check "$lost" --max-steps=0
refused "--max-time" check "$lost" --max-time=soon
refused "--stack-size" check "$lost" --stack-size=1
refused "--preemption-bound" check "$lost" --preemption-bound=-1
refused "--max-steps" check "$lost" --max-steps
refused "either --all or names" check "$lost" --all
refused "say which scenarios" check
refused "name the schedule file" replay
refused "name the schedule file" explain

sentence="a schedule file that cannot be used is refused with its name, and left as it is"
before=$(cat "$schedule")
refused "there is no such file" replay missing.schedule
refused "is a folder" replay heddle-schedules
: >empty.schedule
refused "empty.schedule" replay empty.schedule
echo "#!/bin/sh" >foreign.schedule
refused "foreign.schedule:1: not a Heddle schedule" replay foreign.schedule
head -c 200 "$schedule" >truncated.schedule
refused "truncated" replay truncated.schedule
sed 's/worker1/worker9/' "$schedule" >edited.schedule
refused "edited" replay edited.schedule
sed '1s/[0-9]*$/99/' "$schedule" >newer.schedule
refused "newer Heddle" explain newer.schedule
head -c 100000 /dev/urandom >noise.schedule
refused "noise.schedule" replay noise.schedule
[ "$(cat "$schedule")" = "$before" ] || fail "the schedule was changed"
if [ "$(id -u)" -ne 0 ]; then
  cp "$schedule" unreadable.schedule
  chmod 000 unreadable.schedule
  refused "cannot be read" replay unreadable.schedule
fi

# forged NAME SED: the schedule with a change, and the checksum that goes with it.
forged() {
  sed -e "$2" -e '$d' "$schedule" >"$1"
  echo "end $(checksum "$1")" >>"$1"
}

sentence="a forged copy without a change is a schedule (or else the next tests prove nothing)"
forged same.schedule ''
run replay same.schedule
exits_with 0

sentence="a schedule of a scenario that the program does not have is refused"
forged other.schedule 's/^scenario .*/scenario somebody-elses/'
refused 'it is a schedule of "somebody-elses", which this program does not have' replay other.schedule

sentence="a schedule that no longer fits has diverged, at the step that is named"
forged misfit.schedule 's/worker1 notify/worker1 notify_all/'
run replay misfit.schedule
exits_with 5
complains "misfit.schedule: no longer fits \"$lost\" at step "
complains "expected: worker1 notify_all"
complains "got: worker1 notify"
complains "enabled there: "
complains_in_one_line

sentence="a schedule that goes on where the program ends has diverged"
forged misfit.schedule "s/^scenario .*/scenario seeds\/condition-notify-before-wait-repaired/"
run explain misfit.schedule
exits_with 5
complains_in_one_line

sentence="a folder that cannot be written to is refused before anything is searched, and nothing is left there"
echo mine >file
refused "cannot write a schedule to file/deep" check "$lost" --schedules file/deep
refused "cannot write a schedule to file:" check "$lost" --schedules file
[ "$(cat file)" = mine ] || fail "the file was changed"

sentence="a file that is in the way is left alone"
mkdir taken
echo mine >taken/seeds-condition-notify-before-wait.schedule
run check "$lost" --schedules taken
exits_with 0
says "taken/seeds-condition-notify-before-wait-2.schedule"
[ "$(cat taken/seeds-condition-notify-before-wait.schedule)" = mine ] || fail "it was overwritten"

sentence="a report that cannot be written is no success"
if [ -e /dev/full ]; then
  "$heddle" check "$lost" >/dev/full 2>err.txt
  code=$?
  err=$(cat err.txt)
  exits_with 2
  complains "cannot write the report"
fi
"$heddle" check "$lost" >&- 2>err.txt
code=$?
err=$(cat err.txt)
exits_with 2
complains "the standard output is closed"

finish
