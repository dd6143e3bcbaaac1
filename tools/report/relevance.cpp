#include <heddle/tools/report/relevance.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>

namespace heddle::report {
namespace {

using engine::ObjectIndex;
using engine::Outcome;

constexpr std::size_t short_trace = 16;  // steps; fewer are few
constexpr std::size_t smallest_gap = 3;  // steps

/// What the marked steps and pending operations are about; without marks, what the stuck threads are about. That
/// several threads were started by the same one makes none of the starts matter to another.
[[nodiscard]] std::vector<bool> objects_that_matter(const Trace& trace, std::span<const Mark> marks) {
  std::vector<bool> matters(trace.objects.size(), false);
  const auto add = [&](const auto& operation) {
    const bool starts = operation.kind->role == engine::Role::start;
    for (const ObjectIndex object : {operation.object, starts ? engine::no_object : operation.second})
      if (object < matters.size()) matters[object] = true;
  };
  for (const Mark& mark : marks) {
    if (mark.step && *mark.step < trace.steps.size()) add(trace.steps[*mark.step]);
    if (!mark.step && mark.thread < trace.threads.size() && trace.threads[mark.thread].pending)
      add(*trace.threads[mark.thread].pending);
  }
  if (marks.empty())
    for (const Trace::Thread& thread : trace.threads)
      if (stuck(trace, thread)) add(*thread.pending);
  return matters;
}

/// A loop does the same over and over: its first round and its last two say it all. True for the steps between.
[[nodiscard]] std::vector<bool> repetitions(const Trace& trace) {
  const auto same_key = [](const engine::Step& step) {
    return std::tuple(step.agent.thread, step.agent.timer, step.kind, step.object, step.second, step.site.line,
                      std::string_view(step.site.file), step.value, step.ending);
  };
  std::map<decltype(same_key(trace.steps.front())), std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) places[same_key(trace.steps[i])].push_back(i);
  std::vector<bool> repeated(trace.steps.size(), false);
  for (const auto& [key, all] : places)
    for (std::size_t k = 1; k + 2 < all.size(); ++k) repeated[all[k]] = true;
  return repeated;
}

/// True for the operations by which threads tell each other something, rather than keep out of each other's way.
[[nodiscard]] bool is_telling(const engine::Step& step) noexcept {
  switch (step.kind->role) {
    case engine::Role::acquire:
    case engine::Role::release:
    case engine::Role::start:
    case engine::Role::join:
    case engine::Role::end:
    case engine::Role::yield: return false;
    default: return step.object != engine::no_object;
  }
}

/// True for the steps by which threads tell each other something: on objects that several of them touch, and some
/// change.
[[nodiscard]] std::vector<bool> exchanges(const Trace& trace) {
  struct Use {
    engine::ThreadIndex first = 0;
    bool touched = false;
    bool shared = false;
    bool changed = false;
  };
  std::vector<Use> uses(trace.objects.size());
  for (const engine::Step& step : trace.steps) {
    if (!is_telling(step) || step.object >= uses.size()) continue;
    Use& use = uses[step.object];
    use.shared = use.shared || (use.touched && use.first != step.agent.thread);
    use.changed = use.changed || step.access == engine::Access::write;
    if (!use.touched) use.first = step.agent.thread;
    use.touched = true;
  }
  std::vector<bool> exchanges(trace.steps.size(), false);
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const engine::Step& step = trace.steps[i];
    exchanges[i] =
        is_telling(step) && step.object < uses.size() && uses[step.object].shared && uses[step.object].changed;
  }
  return exchanges;
}

/// For each step, how far it is from the nearest mark or from the end.
[[nodiscard]] std::vector<std::size_t> distances(const std::vector<bool>& marked) {
  std::vector<std::size_t> distance(marked.size());
  std::size_t away = marked.size();
  for (std::size_t i = 0; i < marked.size(); ++i) distance[i] = away = marked[i] ? 0 : away + 1;
  away = 0;
  for (std::size_t i = marked.size(); i-- > 0;) {
    away = marked[i] ? 0 : away + 1;
    distance[i] = std::min(distance[i], away);
  }
  return distance;
}

/// Fills the gaps that are no longer than the line that would stand for them.
[[nodiscard]] std::vector<std::size_t> without_small_gaps(const std::vector<std::size_t>& chosen,
                                                          std::size_t size) {
  std::vector<std::size_t> all;
  std::size_t next = 0;
  const auto close = [&](std::size_t until) {
    for (; next < until; ++next) all.push_back(next);
  };
  for (const std::size_t i : chosen) {
    if (i - next < smallest_gap) close(i);
    all.push_back(i);
    next = i + 1;
  }
  if (size - next < smallest_gap) close(size);
  return all;
}

}  // namespace

bool stuck(const Trace& trace, const Trace::Thread& thread) noexcept {
  return !thread.ended && !thread.daemon && thread.pending &&
         (trace.outcome == Outcome::deadlocked || trace.outcome == Outcome::livelocked);
}

std::vector<std::size_t> every_step(const Trace& trace) {
  std::vector<std::size_t> all(trace.steps.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

std::vector<std::size_t> steps_that_matter(const Trace& trace, std::span<const Mark> marks, std::size_t limit) {
  std::vector<std::size_t> all = every_step(trace);
  if (all.size() <= std::min(short_trace, limit)) return all;

  std::vector<bool> marked(trace.steps.size(), false);
  for (const Mark& mark : marks)
    if (mark.step && *mark.step < marked.size()) marked[*mark.step] = true;
  const std::vector<bool> objects = objects_that_matter(trace, marks);
  // Nothing to go by: the end is where it went wrong.
  const bool any = std::find(objects.begin(), objects.end(), true) != objects.end();
  const auto touches = [&](ObjectIndex object) { return object < objects.size() && objects[object]; };
  const std::vector<std::size_t> distance = distances(marked);
  const std::vector<bool> repeated = repetitions(trace);
  const std::vector<bool> exchanged = exchanges(trace);

  std::vector<std::size_t> chosen;
  std::vector<std::size_t> others;
  for (const std::size_t i : all) {
    const bool matters = !any || touches(trace.steps[i].object) || touches(trace.steps[i].second);
    if (marked[i] || (!repeated[i] && matters)) chosen.push_back(i);
    else if (!repeated[i] && exchanged[i]) others.push_back(i);
  }
  const auto keep_nearest = [&](std::vector<std::size_t>& steps, std::size_t most) {
    std::stable_sort(steps.begin(), steps.end(),
                     [&](std::size_t a, std::size_t b) { return distance[a] < distance[b]; });
    if (steps.size() > most) steps.resize(most);
  };
  const auto must = static_cast<std::size_t>(std::count(marked.begin(), marked.end(), true));
  keep_nearest(chosen, std::max(limit, must));
  const std::size_t few = std::min(short_trace, limit);
  keep_nearest(others, few - std::min(few, chosen.size()));
  chosen.insert(chosen.end(), others.begin(), others.end());
  std::sort(chosen.begin(), chosen.end());
  return without_small_gaps(chosen, all.size());
}

}  // namespace heddle::report
