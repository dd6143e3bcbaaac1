#include <heddle/engine/diagnosis/inquest.hpp>

#include <heddle/engine/clear_name.hpp>
#include <heddle/engine/diagnosis/wording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace heddle::engine {
namespace {

/// A message names this many of the threads that are stuck behind its cause, and counts the rest.
constexpr std::size_t most_told = 6;

/// A daemon that waits for work, or for others, is at rest: it explains nothing unless somebody waits for it.
bool may_be_at_rest(Hazard hazard) noexcept {
  return hazard == Hazard::starved_queue || hazard == Hazard::stuck_barrier || !is_deadlock(hazard);
}

/// Two threads may be stuck for the same reason: it is pointed at once.
void leave_out_repetitions(std::vector<Mark>& marks) {
  std::vector<Mark> once;
  for (Mark& mark : marks) {
    const bool repeated = std::any_of(once.begin(), once.end(), [&](const Mark& other) {
      return other.thread == mark.thread && other.step == mark.step && other.text == mark.text;
    });
    if (!repeated) once.push_back(std::move(mark));
  }
  marks = std::move(once);
}

}  // namespace

Inquest::Inquest(const Trace& trace) : standstill_(trace), explained_by_(trace.threads.size(), 0) {}

bool Inquest::open(ThreadIndex thread) const noexcept {
  return explained_by_[thread] == 0 && standstill_.lingers(thread);
}

bool Inquest::matters(ThreadIndex thread) const {
  std::vector<bool> seen(trace().threads.size());
  std::vector<ThreadIndex> next{thread};
  seen[thread] = true;
  while (!next.empty()) {
    const ThreadIndex one = next.back();
    next.pop_back();
    if (!trace().threads[one].daemon) return true;
    for (const ThreadIndex waiter : standstill_.waiting_for(one)) {
      if (seen[waiter] || !open(waiter)) continue;
      seen[waiter] = true;
      next.push_back(waiter);
    }
  }
  return false;
}

void Inquest::report(Diagnosis diagnosis, const std::vector<ThreadIndex>& threads, std::vector<ThreadIndex> told) {
  Cause cause;
  cause.diagnosis = std::move(diagnosis);
  cause.told = std::move(told);
  cause.explains_threads = !threads.empty();
  cause.kept_back = cause.explains_threads && std::none_of(threads.begin(), threads.end(),
                                                           [&](ThreadIndex thread) { return matters(thread); });
  causes_.push_back(std::move(cause));
  for (const ThreadIndex thread : threads) explain(thread, causes_.size() - 1);
}

void Inquest::explain(ThreadIndex thread, std::size_t cause) {
  explained_by_[thread] = static_cast<std::uint32_t>(cause + 1);
  fresh_.push_back(thread);
}

void Inquest::spread() {
  for (std::size_t next = 0; next < fresh_.size(); ++next) {
    const ThreadIndex partner = fresh_[next];
    const std::size_t cause = explained_by_[partner] - 1;
    for (const ThreadIndex waiter : standstill_.waiting_for(partner)) {
      if (!open(waiter)) continue;
      causes_[cause].followers.push_back({waiter, partner});
      explain(waiter, cause);
    }
  }
  fresh_.clear();
}

bool Inquest::has_cause() const noexcept {
  return std::any_of(causes_.begin(), causes_.end(),
                     [](const Cause& cause) { return cause.explains_threads && !cause.kept_back; });
}

Inquest::Cause* Inquest::first_cause() {
  const auto found = std::find_if(causes_.begin(), causes_.end(),
                                  [](const Cause& cause) { return cause.explains_threads && !cause.kept_back; });
  return found == causes_.end() ? nullptr : &*found;
}

void Inquest::bring_back_one(bool of_any_kind) {
  const auto found = std::find_if(causes_.begin(), causes_.end(), [&](const Cause& cause) {
    return cause.kept_back && (of_any_kind || !may_be_at_rest(cause.diagnosis.hazard));
  });
  if (found != causes_.end()) found->kept_back = false;
}

bool Inquest::tell_with_first_cause(ThreadIndex thread) {
  if (!has_cause()) bring_back_one(false);
  Cause* const cause = first_cause();
  if (cause == nullptr) return false;
  cause->meanwhile.push_back(thread);
  const auto partners = partners_told(*standstill_.wait_of(thread));
  cause->told.insert(cause->told.end(), partners.begin(), partners.end());
  explain(thread, static_cast<std::size_t>(cause - causes_.data()));
  return true;
}

std::vector<Diagnosis> Inquest::conclude() {
  const bool stood_still = trace().outcome == Outcome::deadlocked || trace().outcome == Outcome::livelocked;
  if (stood_still && !has_cause()) bring_back_one(true);
  for (Cause& cause : causes_) {
    if (cause.kept_back) continue;
    tell_meanwhile(cause);
    tell_followers(cause);
  }
  tell_besides();
  std::vector<Diagnosis> all;
  for (Cause& cause : causes_) {
    if (cause.kept_back) continue;
    cause.diagnosis.message += '.';
    leave_out_repetitions(cause.diagnosis.marks);
    all.push_back(std::move(cause.diagnosis));
  }
  return all;
}

/// The followers that are no daemons, and those through whom they are stuck.
std::vector<Inquest::Follower> Inquest::worth_telling(const Cause& cause) const {
  std::vector<bool> tell(trace().threads.size());
  std::vector<Follower> told;
  // A follower comes after the one it follows.
  for (auto one = cause.followers.rbegin(); one != cause.followers.rend(); ++one) {
    if (trace().threads[one->thread].daemon && !tell[one->thread]) continue;
    tell[one->partner] = true;
    told.push_back(*one);
  }
  std::reverse(told.begin(), told.end());
  return told;
}

void Inquest::tell_followers(Cause& cause) const {
  std::size_t told = 0;
  std::size_t rest = 0;
  for (const auto& [thread, partner] : worth_telling(cause)) {
    const Wait& wait = *standstill_.wait_of(thread);
    const bool told_already = std::find(cause.told.begin(), cause.told.end(), thread) != cause.told.end();
    if (!told_already && told == most_told) {
      ++rest;
      continue;
    }
    cause.diagnosis.marks.push_back(mark_pending(thread, waiting_words(standstill_, wait)));
    if (told_already) continue;
    cause.diagnosis.message += "; " + follows(standstill_, wait, partner);
    ++told;
  }
  if (rest > 0) {
    cause.diagnosis.message += fmt::format("; {} more {} stuck behind them", rest, rest == 1 ? "is" : "are");
  }
}

/// True if one before it in `meanwhile` waits for the same others to come: the reason is the same.
bool Inquest::told_to_wait_at(const Cause& cause, std::size_t index) const {
  const Wait& wait = *standstill_.wait_of(cause.meanwhile[index]);
  const auto end = cause.meanwhile.begin() + static_cast<std::ptrdiff_t>(index);
  return wait.what == WaitsFor::arrivals && std::any_of(cause.meanwhile.begin(), end, [&](ThreadIndex other) {
           return standstill_.wait_of(other)->object == wait.object;
         });
}

void Inquest::tell_besides() {
  Cause* const cause = first_cause();
  if (cause == nullptr) return;
  const std::size_t told = std::min(besides_.size(), most_told);
  for (std::size_t index = 0; index < told; ++index) {
    const ThreadIndex thread = besides_[index];
    cause->diagnosis.message += fmt::format("; {} polls for ever{}", clear_name(trace(), thread),
                                            in_brackets(trace().threads[thread].pending->site));
    cause->diagnosis.marks.push_back(mark_pending(thread, "polls for ever"));
  }
}

void Inquest::tell_meanwhile(Cause& cause) const {
  const std::size_t told = std::min(cause.meanwhile.size(), most_told);
  for (std::size_t index = 0; index < told; ++index) {
    const Wait& wait = *standstill_.wait_of(cause.meanwhile[index]);
    const std::string name = clear_name(trace(), wait.thread);
    if (told_to_wait_at(cause, index)) {
      cause.diagnosis.message +=
          fmt::format("; {} {}, too{}", name, waiting_words(standstill_, wait), in_brackets(wait.site));
    } else {
      cause.diagnosis.message +=
          fmt::format("; meanwhile {} {}: {}", name, waiting(standstill_, wait), why_for_ever(standstill_, wait));
    }
    cause.diagnosis.marks.push_back(mark_pending(wait.thread, waiting_words(standstill_, wait)));
  }
  if (const auto rest = cause.meanwhile.size() - told; rest > 0) {
    cause.diagnosis.message += fmt::format("; {} more {} stuck, too", rest, rest == 1 ? "is" : "are");
  }
}

}  // namespace heddle::engine
