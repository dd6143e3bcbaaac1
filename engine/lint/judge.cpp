#include <heddle/engine/lint/judge.hpp>

#include <heddle/engine/explorer.hpp>
#include <heddle/engine/strategies/hold_back.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace heddle::engine {
namespace {

/// Runs executions that hold threads back until one shows what was suspected.
std::optional<Finding> directed_at(const Suspicion& suspicion, const Verdict& verdict,
                                   const std::function<void()>& body) {
  if (suspicion.hold_back.empty()) return std::nullopt;
  Options options = verdict.options;
  options.keep_going = false;
  options.estimate_after = {};
  options.max_executions = 0;
  HoldBack strategy(suspicion.hold_back, executions_to_confirm);
  for (;;) {
    // A finding of something else ends a search, not the strategy.
    Verdict found = Explorer(verdict.scenario, body, options).explore(strategy);
    if (!found.violated()) return std::nullopt;
    const auto shown = std::find_if(found.findings.begin(), found.findings.end(), suspicion.shown_by);
    if (shown != found.findings.end()) return std::move(*shown);
  }
}

}  // namespace

std::vector<Warning> judge(std::span<const Linter::Noticed> noticed, const Verdict& verdict,
                           const std::function<void()>& body, bool direct) {
  std::vector<Warning> warnings;
  for (const auto& [suspicion, trace, executions] : noticed) {
    Warning warning{.lint = suspicion.lint,
                    .message = suspicion.message + ".",
                    .marks = suspicion.marks,
                    .schedule = schedule_of(verdict.scenario, verdict.options.settings(), trace),
                    .trace = trace,
                    .executions = executions,
                    .standing = Standing::unconfirmed,
                    .found_by_search = std::nullopt,
                    .found_by_direction = std::nullopt};
    const auto shown = std::find_if(verdict.findings.begin(), verdict.findings.end(), suspicion.shown_by);
    if (shown != verdict.findings.end()) {
      warning.found_by_search = static_cast<std::size_t>(shown - verdict.findings.begin());
    } else if (verdict.holds()) {
      warning.standing = Standing::harmless_here;
    } else if (direct) {
      warning.found_by_direction = directed_at(suspicion, verdict, body);
    }
    if (warning.found_by_search || warning.found_by_direction) warning.standing = Standing::confirmed;
    warnings.push_back(std::move(warning));
  }
  return warnings;
}

}  // namespace heddle::engine
