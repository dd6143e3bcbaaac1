#pragma once

#include "tests/engine/diagnosis/trace_builder.hpp"

#include <heddle/engine/check.hpp>
#include <heddle/engine/lint/suspicion.hpp>

#include <functional>
#include <string>
#include <vector>

/// What lints say: of traces written by hand, word for word; of programs, what is warned of and how much is known.
namespace heddle::engine::testing {

inline constexpr OperationKind try_to_acquire{"try to acquire", Role::acquire, false};

inline std::vector<std::string> texts(const std::vector<Suspicion>& all) {
  std::vector<std::string> texts;
  for (const Suspicion& one : all) texts.push_back(one.message);
  return texts;
}

/// "worker at x.cpp:5", one for each place at which somebody is to be held back.
inline std::vector<std::string> places(const Suspicion& suspicion) {
  std::vector<std::string> places;
  for (const Place& place : suspicion.hold_back) places.push_back(place.thread + " at " + spot(place.site));
  return places;
}

/// A thread that main starts.
inline ThreadIndex started(TraceBuilder& t, const std::string& name, bool daemon = false) {
  const ThreadIndex thread = t.thread(name, daemon);
  t.step(main_index, start, t.trace().threads[thread].object, 1, 90);
  return thread;
}

inline Options linting(Options options = {}) {
  options.lint = true;
  return options;
}

/// As few executions as there can be: what goes wrong in others must be found by a search directed at it.
inline Options a_glance() {
  Options options;
  options.max_executions = 1;
  return options;
}

/// "lock_order_inversion confirmed", one for each warning.
inline Texts warned(const std::function<void()>& body, const Options& options = {}) {
  Texts texts;
  for (const Warning& warning : check("test", body, linting(options)).warnings)
    texts.push_back(std::string(name_of(warning.lint)) + " " + std::string(name_of(warning.standing)));
  return texts;
}

/// Of single executions drawn at random, the warnings of the first in which there are any and nothing goes wrong.
inline Texts warned_by_chance(const std::function<void()>& body) {
  Options options = a_glance();
  options.search = Search::random;
  Texts seen;
  for (options.seed = 0; seen.empty() && options.seed < 500; ++options.seed)
    if (!check("test", body, options).violated()) seen = warned(body, options);
  return seen;
}

}  // namespace heddle::engine::testing
