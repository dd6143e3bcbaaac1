#include <heddle/engine/diagnosis/wording.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/meeting_words.hpp>
#include <heddle/engine/diagnosis/news.hpp>
#include <heddle/engine/diagnosis/possession.hpp>
#include <heddle/engine/diagnosis/signals.hpp>
#include <heddle/engine/diagnosis/unsettled.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace heddle::engine {
namespace {

constexpr std::size_t most_listed = 6;

std::string name(const Trace& trace, ThreadIndex thread) { return clear_name(trace, thread); }

std::string_view verb(const Wait& wait, bool several) {
  if (wait.what == WaitsFor::end) return several ? "join" : "joins";
  return several ? "wait" : "waits";
}

/// False for a step that was refused. The value of a signal says how many it reached, which may be none.
bool took_effect(const Step& step) noexcept {
  return step.kind->role == Role::signal ? step.value >= 0 : step.value != 0;
}

/// "producer put 3 items, the last at step 9 (x.cpp:5), and has ended; …"
std::string partners_and_fates(const Standstill& standstill, const Wait& wait, Role role, std::string_view did) {
  const Trace& trace = standstill.trace();
  std::vector<std::string> told;
  for (const ThreadIndex partner : partners_told(wait)) {
    const Deeds deeds = deeds_of(standstill, wait.object, role, partner);
    std::string what = fmt::format("{} {} nothing", name(trace, partner), did);
    if (deeds.last) {
      what = fmt::format("{} {} {}, {} {}", name(trace, partner), did, items(deeds.count),
                         deeds.count == 1 ? "at" : "the last at", step_text(trace, *deeds.last));
    }
    told.push_back(fmt::format("{}, and {}", what, fate(standstill, partner)));
  }
  std::string all = fmt::format("{}", fmt::join(told, "; "));
  if (const auto rest = wait.partners.size() - told.size(); rest > 0) {
    all += fmt::format("; so it is with {} {}", rest, rest == 1 ? "other" : "others");
  }
  return all;
}

std::string put_and_taken(const Standstill& standstill, ObjectIndex queue) {
  const auto put = deeds_of(standstill, queue, Role::put).count;
  const auto taken = deeds_of(standstill, queue, Role::get).count;
  return fmt::format("{} {} put and {} taken", put, put == 1 ? "was" : "were", taken);
}

std::string why_no_item(const Standstill& standstill, const Wait& wait) {
  if (wait.partners.empty()) return nobody_ever(standstill, wait, Role::put, "put anything into it");
  return fmt::format("{}; {}", partners_and_fates(standstill, wait, Role::put, "put"),
                     put_and_taken(standstill, wait.object));
}

std::string why_no_space(const Standstill& standstill, const Wait& wait) {
  if (wait.partners.empty()) {
    return "it is full, and " + nobody_ever(standstill, wait, Role::get, "took anything from it");
  }
  return fmt::format("it is full; {}; {}", partners_and_fates(standstill, wait, Role::get, "took"),
                     put_and_taken(standstill, wait.object));
}

/// "main changed Shared stop at step 8 (x.cpp:22)"
std::string change_words(const Trace& trace, std::uint64_t change) {
  return fmt::format("{} changed {} at {}", name(trace, trace.steps[change].agent.thread),
                     clear_name(trace, trace.steps[change].object), step_text(trace, change));
}

std::vector<Mark> marks_of(const Trace& trace, const OldNews& news) {
  const std::string what = clear_name(trace, trace.steps[news.look].object);
  std::vector<Mark> marks{mark_step(trace, news.look, "looks at " + what),
                          mark_step(trace, news.change, "changes " + what)};
  if (news.change < news.look) std::swap(marks.front(), marks.back());
  return marks;
}

/// What the thread knew of that which it waits for. Of several reasons, the one that says most.
std::optional<NewsTold> news_told(const Standstill& standstill, const Wait& wait,
                                  const std::optional<std::uint64_t>& signal) {
  if (auto news = untold_change_told(standstill, wait)) return news;
  if (!signal) return std::nullopt;
  if (auto news = old_news_told(standstill, wait, *signal)) return news;
  const auto news = changed_again(standstill, wait, *signal);
  if (!news) return std::nullopt;
  const Trace& trace = standstill.trace();
  return NewsTold{fmt::format("{}, after that signal, and {} looked at it at {}", change_words(trace, news->change),
                              name(trace, wait.thread), step_text(trace, news->look)),
                  marks_of(trace, *news)};
}

/// What the last signal did for a thread that still waits.
std::string effect(const Standstill& standstill, const Wait& wait, const LastSignal& last) {
  const Trace& trace = standstill.trace();
  switch (last.effect) {
    case Effect::woke_it: return "woke it, and it waited again";
    case Effect::taken_back: {
      const std::uint64_t index = *last.signal.taken_back;
      const Step& step = trace.steps[index];
      const std::string who = name(trace, wait.thread);
      const std::string its_own = fmt::format("{}'s own {} at {}", who, step.kind->name, step_text(trace, index));
      return fmt::format("was taken back by {} before {} began to wait at step {}",
                         step.agent.thread == wait.thread ? its_own : deed(trace, index), who,
                         began_to_wait(standstill, wait).value_or(0) + 1);
    }
    case Effect::came_before: return "came before that";
    case Effect::went_to_others: return "went to " + list(trace, last.signal.reached);
    case Effect::met_nobody: return "reached nobody: it was spent on a wait that was given up";
  }
  return {};
}

std::string why_no_signal(const Standstill& standstill, const Wait& wait, std::span<const ThreadIndex> besides) {
  const Trace& trace = standstill.trace();
  const auto last = last_signal_of_others(standstill, wait);
  if (!last) {
    const auto news = news_told(standstill, wait, std::nullopt);
    return nobody_ever(standstill, wait, Role::signal, "signalled it") + (news ? "; " + news->words : "");
  }
  std::vector<std::string> told{fmt::format("the last signal{}, {}, {}", last->of_all ? "" : " by another thread",
                                            deed(trace, last->signal.step), effect(standstill, wait, *last))};
  if (auto news = news_told(standstill, wait, last->signal.step)) told.push_back(std::move(news->words));
  for (const ThreadIndex partner : partners_told(wait)) {
    if (std::find(besides.begin(), besides.end(), partner) != besides.end()) continue;
    told.push_back(fmt::format("{} {}", name(trace, partner), fate(standstill, partner)));
  }
  if (const auto rest = wait.partners.size() - partners_told(wait).size(); rest > 0) {
    told.push_back(fmt::format("{} more signalled it before", rest));
  }
  return fmt::format("{}", fmt::join(told, "; "));
}

}  // namespace

std::string in_brackets(Site site) { return site.known() ? fmt::format(" ({}:{})", site.file, site.line) : ""; }

std::string step_text(const Trace& trace, std::uint64_t index) {
  return fmt::format("step {}{}", index + 1, in_brackets(trace.steps[index].site));
}

std::string deed(const Trace& trace, std::uint64_t index) {
  const Step& step = trace.steps[index];
  return fmt::format("{}'s {} at {}", clear_name(trace, step.agent), step.kind->name, step_text(trace, index));
}

std::optional<std::uint64_t> last_step_of(const Trace& trace, ThreadIndex thread, std::uint64_t before) {
  for (std::uint64_t index = std::min<std::uint64_t>(before, trace.steps.size()); index-- > 0;) {
    if (trace.steps[index].agent == Agent{thread, false}) return index;
  }
  return std::nullopt;
}

std::string since(const Wait& wait) {
  return wait.since == 0 ? "from the start" : fmt::format("since step {}", wait.since);
}

std::string items(std::uint64_t count) { return fmt::format("{} item{}", count, count == 1 ? "" : "s"); }

std::string list(std::span<const std::string> words) {
  if (words.empty()) return {};
  if (words.size() == 1) return words.front();
  if (words.size() > most_listed + 1) {
    const auto first = words.first(most_listed);
    return fmt::format("{} and {} others", fmt::join(first, ", "), words.size() - most_listed);
  }
  const auto first = words.first(words.size() - 1);
  return fmt::format("{} and {}", fmt::join(first, ", "), words.back());
}

std::string list(const Trace& trace, std::span<const ThreadIndex> threads) {
  std::vector<std::string> names;
  for (const ThreadIndex thread : threads) names.push_back(name(trace, thread));
  return list(names);
}

std::string aim(const Standstill& standstill, const Wait& wait) {
  std::string object = clear_name(standstill.trace(), wait.object);
  switch (wait.what) {
    case WaitsFor::ownership: return "for " + what_is_taken(standstill.trace(), wait.object);
    case WaitsFor::end: return object;  // "joins worker0"
    case WaitsFor::signal: return fmt::format("on {}", object);
    case WaitsFor::item: return fmt::format("to get from {}", object);
    case WaitsFor::space: return fmt::format("to put into {}", object);
    case WaitsFor::settlement: return fmt::format("until all that was put into {} is done", object);
    case WaitsFor::arrivals: return fmt::format("at {}", object);
    case WaitsFor::other: break;
  }
  return object.empty() ? fmt::format("in {}", wait.kind->name)
                        : fmt::format("in {} of {}", wait.kind->name, object);
}

std::string waiting_words(const Standstill& standstill, const Wait& wait) {
  return fmt::format("{} {}", verb(wait, false), aim(standstill, wait));
}

std::string waiting(const Standstill& standstill, const Wait& wait) {
  return waiting_words(standstill, wait) + in_brackets(wait.site);
}

std::string wait_for_ever(const Standstill& standstill, std::span<const ThreadIndex> threads) {
  const Trace& trace = standstill.trace();
  const Wait& first = *standstill.wait_of(threads.front());
  const bool one_site = std::all_of(threads.begin(), threads.end(), [&](ThreadIndex thread) {
    return standstill.wait_of(thread)->site == first.site;
  });
  std::vector<std::string> names;
  for (const ThreadIndex thread : threads) {
    names.push_back(name(trace, thread) + (one_site ? "" : in_brackets(standstill.wait_of(thread)->site)));
  }
  const bool joins = first.what == WaitsFor::end;
  return fmt::format("{} {}{} {}{}", list(names), verb(first, threads.size() > 1), joins ? "" : " for ever",
                     aim(standstill, first), one_site ? in_brackets(first.site) : "");
}

std::string death(const Trace::Uncaught& uncaught) {
  return fmt::format("died of {}{}{}", uncaught.type.empty() ? "an exception" : uncaught.type,
                     uncaught.what.empty() ? "" : ": ", uncaught.what);
}

std::string fate(const Standstill& standstill, ThreadIndex thread) {
  const auto& it = standstill.trace().threads[thread];
  if (it.uncaught) return death(*it.uncaught);
  if (const Wait* wait = standstill.wait_of(thread)) {
    const bool held = wait->what == WaitsFor::ownership && !standstill.holds_on(wait->object).empty();
    if (!held) return "now " + waiting(standstill, *wait);
    return fmt::format("now {}, {}", waiting(standstill, *wait),
                       wait->partners.empty() ? held_by_itself(standstill, *wait)
                                              : held_by(standstill, wait->object, wait->partners.front()));
  }
  return standstill.polls(thread) ? "polls for ever" : "has ended";
}

std::string deaths(const Trace& trace) {
  std::vector<std::string> dead;
  for (std::size_t thread = 0; thread < trace.threads.size(); ++thread) {
    const auto& uncaught = trace.threads[thread].uncaught;
    if (uncaught) {
      dead.push_back(fmt::format("{} {}", name(trace, static_cast<ThreadIndex>(thread)), death(*uncaught)));
    }
  }
  return list(dead);
}

std::string nobody_ever(const Standstill& standstill, const Wait& wait, Role role, std::string_view did) {
  const bool itself = deeds_of(standstill, wait.object, role, wait.thread).count > 0;
  const std::string dead = deaths(standstill.trace());
  return fmt::format("nobody {}ever {}{}{}", itself ? "else " : "", did, dead.empty() ? "" : "; ", dead);
}

std::string follows(const Standstill& standstill, const Wait& wait, ThreadIndex partner) {
  const std::string who = name(standstill.trace(), wait.thread);
  const std::string whom = name(standstill.trace(), partner);
  const auto clause = [&](std::string_view form) {
    return fmt::format("{} {}, {} {}", who, waiting(standstill, wait), whom, form);
  };
  const auto did = [&](Role role) { return deeds_of(standstill, wait.object, role, partner).count > 0; };
  switch (wait.what) {
    case WaitsFor::end: return fmt::format("{} joins {}", who, whom);
    case WaitsFor::ownership:
      return fmt::format("{} {}, {}", who, waiting(standstill, wait), held_by(standstill, wait.object, partner));
    case WaitsFor::signal: return clause(did(Role::signal) ? "signalled it before" : "tried to signal it before");
    case WaitsFor::item: return clause(did(Role::put) ? "put there before" : "tried to put there before");
    case WaitsFor::settlement:
      if (!did(Role::get) && did(Role::settle)) return clause("reported items done there before");
      [[fallthrough]];
    case WaitsFor::space:
      return clause(did(Role::get) ? "took from there before" : "tried to take from there before");
    case WaitsFor::arrivals: return clause("came there before");
    case WaitsFor::other: break;
  }
  return fmt::format("{} {}", who, waiting(standstill, wait));
}

std::string why_for_ever(const Standstill& standstill, const Wait& wait, std::span<const ThreadIndex> besides) {
  switch (wait.what) {
    case WaitsFor::signal: return why_no_signal(standstill, wait, besides);
    case WaitsFor::item: return why_no_item(standstill, wait);
    case WaitsFor::space: return why_no_space(standstill, wait);
    case WaitsFor::settlement: return why_unsettled(standstill, wait);
    case WaitsFor::arrivals: return why_missing(standstill, wait);
    case WaitsFor::ownership:
      if (standstill.trace().objects[wait.object].kind->has_permits) return why_no_permit(standstill, wait);
      if (wait.partners.empty()) return nobody_ever(standstill, wait, Role::release, "released it");
      break;
    case WaitsFor::end:
    case WaitsFor::other: break;
  }
  std::vector<std::string> fates;
  for (const ThreadIndex partner : partners_told(wait)) {
    const std::string held = wait.what == WaitsFor::ownership
                                 ? held_by(standstill, wait.object, partner) + ", which"
                                 : name(standstill.trace(), partner);
    fates.push_back(fmt::format("{} {}", held, fate(standstill, partner)));
  }
  return fates.empty() ? "nobody can end that" : fmt::format("{}", fmt::join(fates, "; "));
}

std::span<const ThreadIndex> partners_told(const Wait& wait) {
  return std::span(wait.partners).first(std::min(wait.partners.size(), most_listed));
}

std::optional<NewsTold> old_news_told(const Standstill& standstill, const Wait& wait, std::uint64_t signal) {
  const auto news = acted_on_old_news(standstill, wait, signal);
  if (!news) return std::nullopt;
  const Trace& trace = standstill.trace();
  return NewsTold{fmt::format("{} had looked at {} at {}, before {} changed it at {}", name(trace, wait.thread),
                              clear_name(trace, trace.steps[news->look].object), step_text(trace, news->look),
                              name(trace, trace.steps[news->change].agent.thread), step_text(trace, news->change)),
                  marks_of(trace, *news)};
}

std::optional<NewsTold> untold_change_told(const Standstill& standstill, const Wait& wait) {
  const auto news = changed_without_signal(standstill, wait);
  if (!news) return std::nullopt;
  const Trace& trace = standstill.trace();
  return NewsTold{
      fmt::format("{}, after {} had looked at it at {}, and no signal came after that",
                  change_words(trace, news->change), name(trace, wait.thread), step_text(trace, news->look)),
      marks_of(trace, *news)};
}

std::vector<Mark> marks_of_signals(const Standstill& standstill, const Wait& wait) {
  const Trace& trace = standstill.trace();
  const auto last = last_signal_of_others(standstill, wait);
  std::vector<Mark> marks;
  if (last) {
    marks.push_back(mark_step(trace, last->signal.step,
                              fmt::format("the last signal on {}{}", clear_name(trace, wait.object),
                                          last->of_all ? "" : " by another thread")));
    if (last->effect == Effect::taken_back) {
      const std::uint64_t index = *last->signal.taken_back;
      marks.push_back(mark_step(trace, index, fmt::format("{} takes it back", trace.steps[index].kind->name)));
    }
  }
  const auto signal = last ? std::optional(last->signal.step) : std::nullopt;
  if (const auto news = news_told(standstill, wait, signal))
    marks.insert(marks.end(), news->marks.begin(), news->marks.end());
  std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.step < b.step; });
  return marks;
}

Mark mark_step(const Trace& trace, std::uint64_t index, std::string text) {
  return {trace.steps[index].agent.thread, index, std::move(text)};
}

Mark mark_pending(ThreadIndex thread, std::string text) { return {thread, std::nullopt, std::move(text)}; }

Deeds deeds_of(const Standstill& standstill, ObjectIndex object, Role role) {
  Deeds deeds;
  for (const auto index : standstill.steps_on(object)) {
    const Step& step = standstill.trace().steps[index];
    if (step.kind->role == role && took_effect(step)) deeds = {deeds.count + 1, index};
  }
  return deeds;
}

Deeds deeds_of(const Standstill& standstill, ObjectIndex object, Role role, ThreadIndex thread) {
  Deeds deeds;
  for (const auto index : standstill.steps_on(object)) {
    const Step& step = standstill.trace().steps[index];
    const bool its = step.agent.thread == thread && step.kind->role == role;
    if (its && took_effect(step)) deeds = {deeds.count + 1, index};
  }
  return deeds;
}

}  // namespace heddle::engine
