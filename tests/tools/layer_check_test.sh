#!/usr/bin/env bash
# Plants one violation of each rule beside everything that is allowed, and expects tools/layer_check to name
# exactly the violations, each with its place.
set -euo pipefail

check="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/tools/layer_check"
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree"

plant() {  # plant FILE: the file's text comes on stdin
  mkdir -p "$(dirname "$1")"
  cat >"$1"
}

fail() {
  echo "layer_check_test: $*" >&2
  exit 1
}

if "$check" . >/dev/null 2>&1; then fail "an empty folder passes"; fi

# What is allowed.
plant engine/scheduling_point.hpp <<<'#include <heddle/engine/step.hpp>'
plant engine/step.hpp <<'END'
// Nothing here calls printf("…").
/* Nor std::cout,
   nor std::cerr. */
inline const char* text() { return "printf() // std::cout"; }
int snprintf_like(char* into);  // formats, prints nothing
END
plant primitives/heddle.hpp <<<'#include <heddle/engine/step.hpp>'
plant primitives/lock.hpp <<<'#include <heddle/engine/scheduling_point.hpp>'
plant models/seeds/handover.cpp <<<'#include <heddle/heddle.hpp>'
plant tools/cli/main.cpp <<'END'
#include <heddle/engine/step.hpp>
#include <iostream>
int main() { std::cout << "text for people"; }
END
plant tests/primitives/lock_test.cpp <<<'#include <heddle/tools/cli/main.hpp>'
plant tests/models/seeds_test.cpp <<<'#include <heddle/heddle.hpp>'
plant tests/laws/replay_test.cpp <<<'#include <heddle/heddle.hpp>'
"$check" . || fail "complains of a tree that keeps the rules"

# What is not.
plant engine/reach.hpp <<'END'
#pragma once
#include <heddle/primitives/lock.hpp>
END
plant engine/strategies/reach.hpp <<<'  #  include "../../primitives/lock.hpp"'
plant engine/whole.cpp <<<'#include <heddle/heddle.hpp>'
plant primitives/inside.hpp <<<'#include <heddle/engine/step.hpp>'
plant primitives/model.cpp <<<'#include <heddle/models/seeds/handover.hpp>'
plant models/report.cpp <<<'#include <heddle/catch2.hpp>'
plant tools/tested.cpp <<<'#include "../tests/support.hpp"'
plant tests/support.hpp <<<'#pragma once'
plant engine/stream.cpp <<<'#include <iostream>'
plant engine/print.cpp <<'END'
/* in a comment: printf */ void f() {
  fprintf(stderr, "…");  // and this is not: printf
  auto url = "http://x"; std::cout << url;
}
END
plant primitives/print.cpp <<<'void g() { fmt::print("{}", 1); }'
plant tools/a.hpp <<<'#include "b.hpp"'
plant tools/b.hpp <<<'#include <heddle/tools/c.hpp>'
plant tools/c.hpp <<<'#include <heddle/tools/a.hpp>'
plant tools/self.hpp <<<'#include "self.hpp"'
plant tests/engine/gone_test.cpp <<<'// its subject was renamed'
plant primitives/lock_test.cpp <<<'// beside its subject'

expected=$(sort <<'END'
engine/print.cpp:2: uses fprintf, and nothing under engine/ or primitives/ prints
engine/print.cpp:3: uses std::cout, and nothing under engine/ or primitives/ prints
engine/reach.hpp:2: includes primitives/lock.hpp, and includes point one way: tools -> models -> primitives -> engine
engine/strategies/reach.hpp:1: includes primitives/lock.hpp, and includes point one way: tools -> models -> primitives -> engine
engine/stream.cpp:1: includes <iostream>, and only tools/ makes text for people
engine/whole.cpp:1: includes primitives/heddle.hpp, and includes point one way: tools -> models -> primitives -> engine
models/report.cpp:1: includes tools/catch2/heddle_catch2.hpp, and includes point one way: tools -> models -> primitives -> engine
primitives/inside.hpp:1: includes engine/step.hpp, and of the engine primitives see engine/scheduling_point.hpp only
primitives/lock_test.cpp:1: is a test outside tests/
primitives/model.cpp:1: includes models/seeds/handover.hpp, and includes point one way: tools -> models -> primitives -> engine
primitives/print.cpp:1: uses fmt::print, and nothing under engine/ or primitives/ prints
tests/engine/gone_test.cpp:1: tests engine/gone.hpp by its name, and there is no such file
tools/c.hpp:1: closes a cycle of includes: tools/a.hpp -> tools/b.hpp -> tools/c.hpp -> tools/a.hpp
tools/self.hpp:1: closes a cycle of includes: tools/self.hpp -> tools/self.hpp
tools/tested.cpp:1: includes tests/support.hpp, and includes point one way: tools -> models -> primitives -> engine
END
)
status=0
"$check" . >"$tree/found" || status=$?
[ "$status" -eq 1 ] || fail "exit code $status with violations planted, expected 1"
diff <(echo "$expected") <(sort "$tree/found") || fail "found (>) is not what was planted (<)"
