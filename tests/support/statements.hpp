#pragma once

/// Reads all that a diagnosis says. Include statement_forms.hpp, which knows the ways to say something.

#include "tests/support/sentence.hpp"

#include <heddle/engine/diagnosis/diagnosis.hpp>

#include <functional>

namespace heddle::testing {

class Statements : public WaitReader {
 public:
  Statements(const Trace& trace, const Wakings& wakings) : WaitReader(trace, wakings) { know_forms(); }

  /// What is wrong with a diagnosis, its sentence or its marks; "" if nothing is.
  std::string wrong_with(const engine::Diagnosis& diagnosis) {
    text_ = sentence_ = diagnosis.message;
    at_ = 0;
    wrong_.clear();
    waiters_.clear();
    named_.clear();
    lost_.reset();
    taken_back_.reset();
    last_signal_.reset();
    while (at_ < text_.size() && wrong_.empty()) {
      if (starts_word() && read_statement()) continue;
      if (starts_word()) refuse_if_telling();
      ++at_;
    }
    if (diagnosis.hazard == Hazard::lost_wakeup) demand(lost_.has_value(), "it says which signal was lost");
    for (const Mark& mark : diagnosis.marks) check_mark(mark);
    return wrong_;
  }

 private:
  using Check = std::function<void(const Read&)>;
  struct Form {
    std::string_view pattern;
    Check check;
  };

  bool read_statement() {
    if (read_wait() || read_last_signal() || read_beginnings() || read_death() || read_requirement()) return true;
    for (const Form& form : forms_) {
      const auto read = match(form.pattern, at_);
      if (!read) continue;
      for (const auto index : read->steps) named_.insert(index);
      form.check(*read);
      if (form.pattern.starts_with("{T}")) told_ = read->threads.front();
      at_ = read->end;
      return true;
    }
    return false;
  }

  /// "t1 and t2 began to wait at steps 5 and 7"
  bool read_beginnings() {
    std::size_t at = at_;
    std::map<std::size_t, std::string> places;
    const auto threads = read_subjects(at, places);
    if (threads.empty() || !eat(text_, at, " began to wait at step")) return false;
    eat(text_, at, "s");
    std::size_t told = 0;
    do {
      std::size_t next = at;
      eat(text_, next, " ");
      if (match_others(next)) {
        at = next;
        break;
      }
      if (!eat(text_, at, " ")) break;
      const auto value = number(text_, at);
      if (!value || told == threads.size()) break;
      const auto began = static_cast<std::uint64_t>(*value - 1);
      named_.insert(began);
      demand(last_wait(static_cast<ThreadIndex>(threads[told])) == began, "it began to wait then");
      if (lost_) demand(*lost_ < began && (!taken_back_ || *taken_back_ < began), "it came before");
      ++told;
    } while (eat(text_, at, ",") || eat(text_, at, " and"));
    at_ = at;
    return true;
  }

  /// "t1 died of RuntimeError: no luck"
  bool read_death() {
    std::size_t at = at_;
    const auto named = one_of(threads_, text_, at);
    if (named && !eat(text_, at, " ")) return false;
    if (!eat(text_, at, "died of ")) return false;
    const std::size_t thread = named.value_or(told_);
    const auto& uncaught = trace_.threads[thread].uncaught;
    demand(uncaught.has_value(), "it died of an exception");
    if (!uncaught) return true;
    eat(text_, at, uncaught->type.empty() ? "an exception" : uncaught->type);
    if (!uncaught->what.empty() && eat(text_, at, ": "))
      demand(eat(text_, at, uncaught->what), "that is what it died of");
    told_ = thread;
    at_ = at;
    return true;
  }

  /// "what t1 requires at p:3 does not hold: …": the scenario's own words say nothing of the trace.
  bool read_requirement() {
    if (!match("what {T} requires at ", at_)) return false;
    demand(trace_.outcome == engine::Outcome::requirement_failed, "a requirement failed");
    const std::size_t words = text_.find(": " + trace_.requirement, at_);
    demand(words != std::string::npos, "that is what was required");
    if (words != std::string::npos) at_ = words + 2 + trace_.requirement.size();
    return true;
  }

  // ---- Checks ------------------------------------------------------------------------------------------------

  void check_role(std::size_t thread, std::uint64_t index, Role role, ObjectIndex object) {
    demand(done_by(index, thread) && step(index).kind->role == role, "that is who did it, and what");
    demand(step(index).value != 0 && step(index).object == object, "it had that effect, and there");
  }
  void check_on(std::size_t thread, std::uint64_t index, std::size_t object) {
    demand(done_by(index, thread) && step(index).object == object, "that is who did it, and on what");
  }
  /// So many deeds, the last of them there.
  void check_count(std::size_t thread, Role role, std::int64_t count, std::uint64_t last) {
    const auto all = deeds(awaited(), role, thread);
    demand(!all.empty() && static_cast<std::int64_t>(all.size()) == count && all.back() == last,
           "so many, and the last there");
  }
  /// So many permits, the last of them given there.
  void check_given(std::size_t thread, std::int64_t count, std::uint64_t last) {
    std::int64_t sum = 0;
    const auto all = deeds(awaited(), Role::release, thread);
    for (const auto index : all) sum += step(index).value;
    demand(!all.empty() && all.back() == last && sum == count, "so many, and the last there");
  }
  void check_nobody(Role role, bool besides_itself) {
    for (const auto index : deeds(awaited(), role))
      demand(besides_itself && done_by(index, waiter()), "nobody did");
    if (besides_itself) demand(!deeds(awaited(), role, waiter()).empty(), "it did itself");
  }
  /// It took it there, and has not released it since.
  void check_holds(std::size_t thread, std::uint64_t since) {
    if (step(since).kind->role == Role::arrive) return check_on(thread, since, object_);
    check_role(thread, since, Role::acquire, object_);
  }
  void check_lost(const Read& read) {
    lost_ = read.steps.front();
    if (read.steps.size() > 1) taken_back_ = read.steps.back();
    for (std::size_t i = 0; i < read.steps.size(); ++i) check_deed(read.agents[i], read.kinds[i], read.steps[i]);
    demand(step(*lost_).kind->role == Role::signal && step(*lost_).object == awaited(), "it is a signal there");
    demand(step(*lost_).value == 0 && wakings_.reached.count(*lost_) == 0, "it reached nobody");
    if (taken_back_) check_taken_back(*lost_, *taken_back_);
  }
  /// Whoever waits for ever missed it, and met no signal there since.
  void check_reached_nobody() {
    demand(lost_.has_value(), "a signal was named");
    if (!lost_) return;
    for (std::uint64_t index = *lost_ + 1; index < trace_.steps.size(); ++index) {
      const Step& it = step(index);
      if (it.object != awaited() || it.value <= 0) continue;
      const Role role = it.kind->role;
      const bool meets = role == Role::wake || role == Role::wait || role == Role::test;
      const bool stood = taken_back_ && index < *taken_back_;
      demand(!meets || !stood, "it met nobody while it stood");
      for (const auto one : waiters_)
        demand(!meets || it.agent.thread != one, "no later signal reached the thread");
    }
  }
  void check_broke_up(std::uint64_t index, std::size_t object) {
    const Role role = step(index).kind->role;
    demand((role == Role::break_up || role == Role::leave) && step(index).object == object, "it broke that up");
  }

  void know_forms();
  void know_of_locks();
  void know_of_queues();
  void know_of_signals();
  void know_of_meetings();
  void say(std::string_view pattern, Check check) { forms_.push_back({pattern, std::move(check)}); }

  void check_mark(const Mark& mark);

  std::string sentence_;
  std::optional<std::uint64_t> lost_;
  std::optional<std::uint64_t> taken_back_;
  std::set<std::size_t> came_;
  std::vector<Form> forms_;
};

/// A mark says of its step, or of what its thread is stuck in, what is so; and the sentence speaks of it.
inline void Statements::check_mark(const Mark& mark) {
  if (!wrong_.empty()) return;
  at_ = 0;
  text_ = "mark \"" + mark.text + "\" on step " + std::to_string(mark.step.value_or(0) + 1) + " of: " + sentence_;
  if (!mark.step) {
    demand(pending(mark.thread) != nullptr, "it is stuck");
    return;
  }
  demand(done_by(*mark.step, mark.thread), "that is its step");
  const std::string_view text = mark.text;
  const Step& it = step(*mark.step);
  const bool read_by_site = text == "reads it, again and again" || text == "changes it for the last time";
  demand(read_by_site || named_.count(*mark.step) != 0, "the sentence names that step");
  if (text.starts_with("the last signal on "))
    demand(last_signal_ && it.kind->role == Role::signal, "it is a signal");
  const std::string name = it.object == engine::no_object ? "" : engine::clear_name(trace_, it.object);
  if (text.starts_with("looks at ")) demand(text.substr(9) == name, "it looks at that");
  if (text.starts_with("changes ") && !read_by_site)
    demand(text.substr(8) == name && writes(*mark.step), "it does");
  if (text.ends_with(" reaches nobody"))
    demand(it.kind->role == Role::signal && it.value == 0, "it reaches nobody");
  if (text.ends_with(" takes it back")) demand(it.kind->role == Role::unsignal && it.value != 0, "it does");
  if (text.starts_with("begins to wait"))
    demand(last_wait(mark.thread) == *mark.step, "it begins to wait there, for ever");
  if (text.starts_with("takes ")) demand(it.value != 0, "it takes it");
}

}  // namespace heddle::testing
