#!/usr/bin/env bash
# docs/conformance.md: each rule of its first table has a test that bears its name, each test bears the name of a rule of
# the table or of a probe, and the numbers of rules are as the page says.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
page=$root/docs/conformance.md
failures=0

# The lines of a test's name come together, wherever the string was broken.
names=$(cat "$root"/tests/conformance/*_test.cpp | tr -d '\n' | sed 's/"  *"//g' |
  grep -oE 'TEST_CASE(_SIG)?\( *"[^"]*"' | sed 's/^[^"]*"//; s/"$//')

# rules COLUMN-OF-THE-CLASS: "Class.test" for each rule, from table lines on stdin.
rules() {
  awk -F' *[|] *' '{n = split($3, tests, ", "); for (i = 1; i <= n; i++) print $2 "." tests[i]}'
}
tested=$(sed -n '/rules that have a test/,/^$/p' "$page" | tail -n +3 | grep '^|' | rules)

# named: "Class.test" for each rule in the name of a test: "Class.test_a, test_b: the rule".
named=$(grep -v '^probe: ' <<<"$names" | sed 's/: .*//' |
  awk -F'[.]' '{n = split($2, tests, ", "); for (i = 1; i <= n; i++) print $1 "." tests[i]}' | sort -u)

difference=$(diff <(sort -u <<<"$tested") <(echo "$named")) || {
  echo "FAILED: rules of docs/conformance.md (<) and of tests/conformance (>):"
  echo "$difference"
  failures=1
}

count=$(wc -l <<<"$tested")
left_out=$(sed -n '/^| left out/,/^$/p' "$page" | tail -n +3 | grep -oE 'test_[A-Za-z0-9_]*' | wc -l)
grep -q "$((count + left_out)) rules, of which $count have a test" <(tr '\n' ' ' <"$page") &&
  grep -q "$left_out are left out" <(tr '\n' ' ' <"$page") ||
  { echo "FAILED: there are $count rules with a test, and $left_out left out"; failures=1; }
[ "$count" -gt 50 ] || { echo "FAILED: the table was not read"; failures=1; }

echo "$count rules, $(wc -l <<<"$names") tests, $(grep -c '^probe: ' <<<"$names") of them of probes"
exit "$failures"
