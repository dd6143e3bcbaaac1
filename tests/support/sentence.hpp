#pragma once

/// Reads what a diagnosis says, and holds each statement against the trace, so that a law can. What is not
/// understood is an error as well: a new way to say something is to be taught here, with what makes it true.
///
/// Who was reached by which signal is not worked out here, as the diagnosis works it out from roles, but taken from
/// the objects that the steps touched.

#include "tests/support/reading.hpp"

#include <heddle/engine/execution.hpp>
#include <heddle/engine/finding.hpp>

#include <map>
#include <set>

namespace heddle::testing {

using engine::Agent;
using engine::ObjectIndex;
using engine::Role;
using engine::Step;
using engine::ThreadIndex;

/// Who was woken by which signal, by the tickets that both touched.
struct Wakings {
  std::map<std::uint64_t, std::set<ThreadIndex>> reached;  ///< by the step of the signal
};

inline Wakings wakings_of(const engine::Execution& execution, const Trace& trace) {
  Wakings wakings;
  std::map<ObjectIndex, std::uint64_t> signalled;  // by ticket
  std::vector<std::uint64_t> without_ticket;       // wakeups
  std::vector<engine::Touch> footprint;
  for (std::uint64_t index = 0; index < trace.steps.size(); ++index) {
    const Step& step = trace.steps[index];
    const bool wakes = step.kind->role == Role::wake && step.value != 0;
    if (!wakes && step.kind->role != Role::signal) continue;
    execution.footprint(index, footprint);
    bool found = false;
    for (const engine::Touch& touch : footprint) {
      if (touch.object >= trace.objects.size()) continue;
      if (std::string_view(trace.objects[touch.object].kind->name) != "Waiter") continue;
      if (!wakes) {
        signalled[touch.object] = index;
      } else if (const auto by = signalled.find(touch.object); by != signalled.end()) {
        wakings.reached[by->second].insert(step.agent.thread);
        signalled.erase(by);
        found = true;
      }
    }
    if (wakes && !found) without_ticket.push_back(index);
  }
  // One who only looks whether it was signalled touches no ticket: it was its own, if there is one that nobody had.
  for (const auto wake : without_ticket) {
    const auto by = std::find_if(signalled.begin(), signalled.end(), [&](const auto& one) {
      return one.second < wake && trace.steps[one.second].object == trace.steps[wake].object;
    });
    if (by == signalled.end()) continue;
    wakings.reached[by->second].insert(trace.steps[wake].agent.thread);
    signalled.erase(by);
  }
  return wakings;
}

/// What a sentence says of threads that wait, and of signals.
class WaitReader : public Reader {
 public:
  WaitReader(const Trace& trace, const Wakings& wakings) : Reader(trace), wakings_(wakings) {}

 protected:
  [[nodiscard]] const Step& step(std::uint64_t index) const { return trace_.steps[index]; }
  [[nodiscard]] bool done_by(std::uint64_t index, std::size_t thread) const {
    return step(index).agent.thread == thread;
  }
  /// The steps with this role and object that took effect, by this thread or by any.
  [[nodiscard]] std::vector<std::uint64_t> deeds(ObjectIndex object, Role role,
                                                 std::optional<std::size_t> thread = {}) const {
    std::vector<std::uint64_t> all;
    for (std::uint64_t index = 0; index < trace_.steps.size(); ++index) {
      const Step& it = step(index);
      const bool effect = role == Role::signal ? it.value >= 0 : role == Role::arrive || it.value != 0;
      if (it.object == object && it.kind->role == role && effect && (!thread || it.agent.thread == *thread))
        all.push_back(index);
    }
    return all;
  }
  [[nodiscard]] std::optional<std::uint64_t> last_wait(ThreadIndex thread) const {
    for (std::uint64_t index = trace_.steps.size(); index-- > 0;)
      if (step(index).agent == Agent{thread, false})
        return step(index).kind->role == Role::wait ? std::optional(index) : std::nullopt;
    return std::nullopt;
  }
  [[nodiscard]] const Trace::Pending* pending(std::size_t thread) const {
    const auto& it = trace_.threads[thread].pending;
    return it ? &*it : nullptr;
  }
  /// The thread that the sentence speaks of, and what it waits for.
  [[nodiscard]] std::size_t waiter() const { return waiters_.empty() ? 0 : waiters_.front(); }
  [[nodiscard]] ObjectIndex awaited() const {
    const auto* it = pending(waiter());
    return it == nullptr ? engine::no_object : it->object;
  }
  [[nodiscard]] bool writes(std::uint64_t index) const { return step(index).access == engine::Access::write; }

  /// "t1 and t2 (p:3) wait for ever on Event e (p:3), since step 4", "t1 now joins t2 (p:5)", …
  bool read_wait() {
    std::size_t at = at_;
    std::map<std::size_t, std::string> places;
    const auto subjects = read_subjects(at, places);
    if (subjects.empty()) return false;
    const bool fate = eat(text_, at, " now");
    const bool joins = eat(text_, at, " joins ") || eat(text_, at, " join ");
    if (!joins && !eat(text_, at, " waits ") && !eat(text_, at, " wait ")) return false;
    if (eat(text_, at, "for each other")) {
      eat(text_, at, " in a circle");
      for (const auto subject : subjects) demand(pending(subject) != nullptr, "they wait for each other");
      at_ = at;
      return true;
    }
    const bool ever = eat(text_, at, "for ever ");
    const auto object = read_aim(joins, subjects.front(), at);
    if (!object) return false;
    const auto place = site(text_, at);
    for (const auto subject : subjects) {
      const auto* it = pending(subject);
      demand(it != nullptr && !trace_.threads[subject].ended && it->object == *object, "that is what it waits for");
      if (it == nullptr) continue;
      const auto said = places.count(subject) != 0 ? std::optional(places[subject]) : place;
      if (said) demand(words_of(it->site) == *said, "it waits there");
    }
    if (!fate && (ever || meanwhile_)) waiters_ = subjects;
    if (!fate) meanwhile_ = false;
    told_ = subjects.front();
    object_ = *object;
    eat(text_, at, ", too");
    at_ = at;
    if (!fate) read_since(subjects);
    return true;
  }

  /// "t1", "t1 (p:3) and t2 (p:4)"; or, where "now …" says what became of it, the thread that was named last.
  std::vector<std::size_t> read_subjects(std::size_t& at, std::map<std::size_t, std::string>& places) const {
    std::vector<std::size_t> subjects;
    if (std::string_view(text_).substr(at).starts_with("now ")) {
      --at;
      return {told_};
    }
    do {
      if (!subjects.empty() && match_others(at)) break;
      const auto thread = one_of(threads_, text_, at);
      if (!thread) return {};
      subjects.push_back(*thread);
      if (auto place = site(text_, at)) places[*thread] = *place;
    } while (eat(text_, at, ", ") || eat(text_, at, " and "));
    return subjects;
  }

  bool match_others(std::size_t& at) const {
    std::size_t next = at;
    if (!number(text_, next) || !eat(text_, next, " others")) return false;
    at = next;
    return true;
  }

  std::optional<ObjectIndex> read_aim(bool joins, std::size_t subject, std::size_t& at) {
    struct Aim {
      std::string_view before, after;
      std::vector<Role> roles;
    };
    static const std::vector<Aim> aims{{"for a permit of ", "", {Role::acquire}},
                                       {"for ", "", {Role::acquire, Role::arrive, Role::leave, Role::break_up}},
                                       {"on ", "", {Role::wait, Role::wake}},
                                       {"to get from ", "", {Role::get}},
                                       {"to put into ", "", {Role::put}},
                                       {"until all that was put into ", " is done", {Role::drain}},
                                       {"at ", "", {Role::leave, Role::arrive, Role::break_up}}};
    const auto* it = pending(subject);
    if (joins) {
      const auto object = one_of(objects_, text_, at);
      if (object) demand(it != nullptr && it->kind->role == Role::join, "it joins");
      return object ? std::optional(static_cast<ObjectIndex>(*object)) : std::nullopt;
    }
    for (const Aim& aim : aims) {
      std::size_t next = at;
      if (!eat(text_, next, aim.before)) continue;
      const auto object = one_of(objects_, text_, next);
      if (!object || !eat(text_, next, aim.after)) continue;
      demand(it != nullptr && std::count(aim.roles.begin(), aim.roles.end(), it->kind->role) == 1,
             "that is how it waits");
      at = next;
      return static_cast<ObjectIndex>(*object);
    }
    return std::nullopt;
  }

  /// ", since step 4", ", from the start", ", since steps 4 and 7": of the waits just told.
  void read_since(const std::vector<std::size_t>& subjects) {
    std::size_t at = at_;
    if (eat(text_, at, ", from the start")) {
      for (const auto subject : subjects) demand(pending(subject)->since == 0, "it waits from the start");
      at_ = at;
      return;
    }
    if (!eat(text_, at, ", since step")) return;
    eat(text_, at, "s");
    for (std::size_t told = 0;; ++told) {
      if (!eat(text_, at, " ")) break;
      const auto value = number(text_, at);
      if (!value) break;
      if (eat(text_, at, " others")) break;
      demand(told < subjects.size() && pending(subjects[told])->since == static_cast<std::uint64_t>(*value),
             "it waits since then");
      if (*value > 0) named_.insert(static_cast<std::uint64_t>(*value - 1));
      if (eat(text_, at, " and") || eat(text_, at, ",")) continue;
      break;
    }
    at_ = at;
  }

  /// "the last signal, t1's notify at step 7 (p:3), woke it, and it waited again"
  bool read_last_signal() {
    auto read = match("the last signal by another thread, {A}'s {K} at {S}, ", at_);
    const bool of_all = !read;
    if (!read) read = match("the last signal, {A}'s {K} at {S}, ", at_);
    if (!read) return false;
    const std::uint64_t signal = read->steps.front();
    named_.insert(signal);
    check_deed(read->agents.front(), read->kinds.front(), signal);
    const auto all = deeds(awaited(), Role::signal);
    const auto last = std::find_if(all.rbegin(), all.rend(),
                                   [&](std::uint64_t index) { return of_all || !done_by(index, waiter()); });
    demand(last != all.rend() && *last == signal, "it is the last signal");
    demand(of_all == (all.back() == signal), "nobody gave a later one");
    at_ = read->end;
    read_effect(signal);
    last_signal_ = signal;
    return true;
  }

  void read_effect(std::uint64_t signal) {
    const auto thread = static_cast<ThreadIndex>(waiter());
    const std::uint64_t began = last_wait(thread).value_or(pending(thread)->since);
    const auto found = wakings_.reached.find(signal);
    const std::set<ThreadIndex> reached = found == wakings_.reached.end() ? std::set<ThreadIndex>{} : found->second;
    const bool woke_it = signal < began && reached.count(thread) != 0;
    if (auto read = match("woke it, and it waited again", at_)) {
      demand(woke_it, "it woke it");
      at_ = read->end;
    } else if ((read = match("came before that", at_))) {
      demand(signal < began && !woke_it, "it came before, and did not wake it");
      at_ = read->end;
    } else if ((read = match("reached nobody: it was spent on a wait that was given up", at_))) {
      demand(signal > began && step(signal).value == 0 && reached.empty(), "it met nobody while the thread waited");
      at_ = read->end;
    } else if (std::size_t at = at_; eat(text_, at, "went to ")) {
      std::set<ThreadIndex> told;
      while (const auto one = one_of(threads_, text_, at)) {
        told.insert(static_cast<ThreadIndex>(*one));
        if (!eat(text_, at, ", ") && !eat(text_, at, " and ")) break;
      }
      const bool some = match_others(at);
      demand(signal > began && (some || told == reached), "it went to those, while the thread waited");
      at_ = at;
    } else if ((read = match("was taken back by {T}'s own {K} at {S} before ", at_)) ||
               (read = match("was taken back by {A}'s {K} at {S} before ", at_))) {
      const std::uint64_t back = read->steps.front();
      named_.insert(back);
      check_deed(read->agents.empty() ? Agent{thread, false} : read->agents.front(), read->kinds.front(), back);
      check_taken_back(signal, back);
      demand(back < began && !woke_it, "that was before it began to wait, and did not wake it");
      at_ = read->end;
    } else {
      refuse("not understood");
    }
  }

  void check_taken_back(std::uint64_t signal, std::uint64_t back) {
    demand(step(back).kind->role == Role::unsignal && step(back).value != 0, "it takes a signal back");
    demand(step(back).object == step(signal).object && signal < back, "it takes that signal back");
    for (const auto other : deeds(step(signal).object, Role::unsignal))
      demand(other <= signal || other >= back, "nobody took it back before");
  }

  void check_deed(Agent agent, std::string_view kind, std::uint64_t index) {
    demand(step(index).agent == agent, "that is who did it");
    demand(kind == step(index).kind->name, "that is what it did");
  }

  const Wakings& wakings_;
  std::vector<std::size_t> waiters_;  ///< of whom the sentence speaks
  std::set<std::uint64_t> named_;     ///< the steps that it names
  std::optional<std::uint64_t> last_signal_;
  bool meanwhile_ = false;
  std::size_t told_ = 0;                    ///< the thread that was named last
  ObjectIndex object_ = engine::no_object;  ///< what the thread named last waits for
};

}  // namespace heddle::testing
