#pragma once

/// The ways to say something that Statements knows, each with what makes it true.

#include "tests/support/statements.hpp"

namespace heddle::testing {

inline void Statements::know_of_signals() {
  say("{A}'s {K} at {S} was taken back by {A}'s {K} at {S} before ", [this](const Read& r) { check_lost(r); });
  say("{A}'s {K} at {S} came before ", [this](const Read& r) { check_lost(r); });
  say("and reached nobody", [this](const Read&) { check_reached_nobody(); });
  say("{T} had looked at {O} at {S}, before {T} changed it at {S}", [this](const Read& r) {
    check_on(r.threads[0], r.steps[0], r.objects[0]);
    check_on(r.threads[1], r.steps[1], r.objects[0]);
    demand(r.threads[0] == waiter() && r.steps[0] < r.steps[1] && writes(r.steps[1]), "it saw that too early");
  });
  say("{T} changed {O} at {S}, after that signal, and {T} looked at it at {S}", [this](const Read& r) {
    check_on(r.threads[0], r.steps[0], r.objects[0]);
    check_on(r.threads[1], r.steps[1], r.objects[0]);
    demand(last_signal_ && *last_signal_ < r.steps[0] && r.steps[0] < r.steps[1] && writes(r.steps[0]),
           "so it was");
    demand(r.threads[1] == waiter(), "that is who looked");
  });
  say("{T} changed {O} at {S}, after {T} had looked at it at {S}, and no signal came after that",
      [this](const Read& r) {
        check_on(r.threads[0], r.steps[0], r.objects[0]);
        check_on(r.threads[1], r.steps[1], r.objects[0]);
        demand(r.threads[1] == waiter() && r.steps[1] < r.steps[0] && writes(r.steps[0]), "so it was");
        for (const auto index : deeds(awaited(), Role::signal)) demand(index < r.steps[0], "no signal came after");
      });
  struct Never {
    std::string_view words;
    std::string_view words_else;
    Role role;
  };
  for (const Never& never :
       {Never{"nobody ever signalled it", "nobody else ever signalled it", Role::signal},
        Never{"nobody ever put anything into it", "nobody else ever put anything into it", Role::put},
        Never{"nobody ever took anything from it", "nobody else ever took anything from it", Role::get},
        Never{"nobody ever released any", "nobody else ever released any", Role::release},
        Never{"nobody ever released it", "nobody else ever released it", Role::release}}) {
    say(never.words, [this, never](const Read&) { check_nobody(never.role, false); });
    say(never.words_else, [this, never](const Read&) { check_nobody(never.role, true); });
  }
  struct Before {
    std::string_view words;
    Role role;
    bool only_tried;
  };
  for (const Before& before :
       {Before{"{T} signalled it before", Role::signal, false}, Before{"{T} put there before", Role::put, false},
        Before{"{T} took from there before", Role::get, false},
        Before{"{T} reported items done there before", Role::settle, false},
        Before{"{T} came there before", Role::arrive, false},
        Before{"{T} tried to signal it before", Role::signal, true},
        Before{"{T} tried to put there before", Role::put, true},
        Before{"{T} tried to take from there before", Role::get, true}})
    say(before.words, [this, before](const Read& r) {
      demand(deeds(object_, before.role, r.threads[0]).empty() == before.only_tried, "it did, or only tried");
    });
}

inline void Statements::know_of_locks() {
  const auto holds = [this](const Read& r) { check_holds(r.threads.empty() ? told_ : r.threads[0], r.steps[0]); };
  for (const std::string_view words :
       {"held by {T} since {S}", "in whose action {T} is since {S}", "whose only permit {T} took at {S}",
        "of whose {N} permits {T} took {N} at {S}", "of whose {N} permits {T} took {N}, the last at {S}",
        "which it holds itself since {S}", "in whose action it is itself since {S}",
        "whose only permit it took itself at {S}", "all of whose {N} permits it took itself, the last at {S}",
        "{T} took it at {S} and"})
    say(words, holds);
  for (const bool did : {true, false})
    for (const std::string_view words : {did ? "which {T} released before" : "which {T} tried to release before",
                                         did ? "{T} released some before" : "{T} tried to release some before"})
      say(words, [this, did](const Read& r) {
        demand(deeds(object_, Role::release, r.threads[0]).empty() != did, "it did, or only tried");
      });
  say("{T} released none",
      [this](const Read& r) { demand(deeds(awaited(), Role::release, r.threads[0]).empty(), "it released none"); });
  const auto gave = [this](const Read& r) { check_given(r.threads[0], r.numbers[0], r.steps[0]); };
  say("{T} released {N}, at {S}", gave);
  say("{T} released {N}, the last at {S}", gave);
  const auto books = [this](const Read& r) {
    std::int64_t given = 0;
    for (const auto index : deeds(awaited(), Role::release)) given += step(index).value;
    const auto taken = static_cast<std::int64_t>(deeds(awaited(), Role::acquire).size());
    demand(trace_.objects[awaited()].level == r.numbers[0] + given - taken, "the permits add up");
    if (r.numbers.size() > 1) demand(r.numbers[1] == given && r.numbers[2] == taken, "so many of each");
  };
  for (const std::string_view words : {"it began with {N} permits, {N} were released and {N} acquired",
                                       "it began with {N} permits, {N} was released and {N} acquired",
                                       "it began with {N} permit, {N} were released and {N} acquired",
                                       "it began with {N} permit, {N} was released and {N} acquired",
                                       "it began with {N} permits", "it began with {N} permit"})
    say(words, books);
  say("nobody is left who releases any", [this](const Read&) {
    for (const auto index : deeds(awaited(), Role::release)) {
      const auto thread = step(index).agent.thread;
      demand(thread == waiter() || trace_.threads[thread].ended, "they have ended");
    }
  });
  say("never released it, and", [](const Read&) {});
  say("never released them, and", [](const Read&) {});
}

inline void Statements::know_of_queues() {
  const auto took = [this](std::size_t thread, std::uint64_t put, std::size_t putter, std::uint64_t taken) {
    check_role(thread, taken, Role::get, awaited());
    check_role(putter, put, Role::put, awaited());
    demand(put < taken, "it was put before");
  };
  for (const auto& [name, role] : {std::pair{"put", Role::put}, std::pair{"took", Role::get}}) {
    const bool put = role == Role::put;
    say(put ? "{T} put {N} items, the last at {S}" : "{T} took {N} items, the last at {S}",
        [this, role = role](const Read& r) { check_count(r.threads[0], role, r.numbers[0], r.steps[0]); });
    say(put ? "{T} put {N} item, at {S}" : "{T} took {N} item, at {S}",
        [this, role = role](const Read& r) { check_count(r.threads[0], role, r.numbers[0], r.steps[0]); });
    say(put ? "{T} put nothing" : "{T} took nothing", [this, role = role](const Read& r) {
      demand(deeds(awaited(), role, r.threads[0]).empty(), "it did nothing there");
    });
  }
  const auto balance = [this](const Read& r) {
    demand(static_cast<std::int64_t>(deeds(awaited(), Role::put).size()) == r.numbers[0], "so many were put");
    demand(static_cast<std::int64_t>(deeds(awaited(), Role::get).size()) == r.numbers[1], "so many were taken");
  };
  say("{N} was put and {N} taken", balance);
  say("{N} were put and {N} taken", balance);
  say("{T} took the one that {T} put at {S}, at {S}",
      [took](const Read& r) { took(r.threads[0], r.steps[0], r.threads[1], r.steps[1]); });
  say("{T} itself took the one that {T} put at {S}, at {S}",
      [took](const Read& r) { took(r.threads[0], r.steps[0], r.threads[1], r.steps[1]); });
  say("took the one that {T} put at {S}, at {S}",
      [this, took](const Read& r) { took(told_, r.steps[0], r.threads[0], r.steps[1]); });
  for (const std::string_view words : {"{T} took one at {S}", "{T} itself took one at {S}", "took one at {S}"})
    say(words, [this](const Read& r) {
      check_role(r.threads.empty() ? told_ : r.threads[0], r.steps[0], Role::get, awaited());
    });
  for (const std::string_view words : {"{T} took none", "{T} itself took none"})
    say(words,
        [this](const Read& r) { demand(deeds(awaited(), Role::get, r.threads[0]).empty(), "it took none"); });
  for (const std::string_view words :
       {"{T} took {N} at {S}", "{T} took {N}, at {S}", "{T} took {N}, the last at {S}",
        "{T} itself took {N}, at {S}", "{T} itself took {N}, the last at {S}"})
    say(words, [this](const Read& r) {
      // Of a semaphore only those are counted that were not given back.
      if (!deeds(awaited(), Role::get).empty())
        return check_count(r.threads[0], Role::get, r.numbers[0], r.steps[0]);
      check_role(r.threads[0], r.steps[0], Role::acquire, awaited());
    });
  const auto left = [this](const Read& r) {
    demand(step(r.steps[0]).kind->role == Role::put && done_by(r.steps[0], r.threads[0]), "that is who put it");
  };
  say("nobody took the one that {T} put at {S}", left);
  say("nobody took {N} of them, the first of which {T} put at {S}", left);
  say("nobody took {N} of them", [this](const Read& r) {
    demand(static_cast<std::int64_t>(deeds(awaited(), Role::put).size()) >= r.numbers[0], "there were so many");
  });
  say("{A}'s {K} at {S} closed it", [this](const Read& r) {
    check_deed(r.agents[0], r.kinds[0], r.steps[0]);
    demand(step(r.steps[0]).kind->role == Role::close && step(r.steps[0]).object == awaited(), "it closed that");
  });
  say("{N} more took some", [](const Read&) {});
}

inline void Statements::know_of_meetings() {
  say("{T} last came at {S}", [this](const Read& r) {
    demand(done_by(r.steps[0], r.threads[0]) && step(r.steps[0]).kind->role == Role::arrive, "it came");
    for (std::uint64_t index = r.steps[0] + 1; index < trace_.steps.size(); ++index) {
      const bool again = step(index).object == awaited() && step(index).kind->role == Role::arrive;
      demand(!again || !done_by(index, r.threads[0]), "that was the last time");
    }
    came_.insert(r.threads[0]);
  });
  say("{N} more came before", [this](const Read&) {
    for (std::size_t thread = 0; thread < trace_.threads.size(); ++thread) came_.insert(thread);
  });
  say("nobody else ever came", [this](const Read&) {
    for (std::uint64_t index = 0; index < trace_.steps.size(); ++index) {
      if (step(index).object != awaited() || step(index).kind->role != Role::arrive) continue;
      const std::size_t thread = step(index).agent.thread;
      const auto* it = pending(thread);
      demand(came_.count(thread) != 0 || (it != nullptr && it->object == awaited()), "nobody else came");
    }
    came_.clear();
  });
  say("so that nobody ever gets through", [](const Read&) {});
  say("{A}'s {K} at {S} broke up {O}", [this](const Read& r) {
    check_deed(r.agents[0], r.kinds[0], r.steps[0]);
    check_broke_up(r.steps[0], r.objects[0]);
  });
  say("{T} gave up at {S}, its time being over, and broke up {O}",
      [this](const Read& r) { check_broke_up(r.steps[0], r.objects[0]); });
  say("{T}'s action failed at {S} and broke up {O}",
      [this](const Read& r) { check_broke_up(r.steps[0], r.objects[0]); });
  say("{T} came at {S}, too late", [this](const Read& r) {
    demand(done_by(r.steps[0], r.threads[0]) && step(r.steps[0]).kind->role == Role::arrive, "it came");
  });
}

inline void Statements::know_forms() {
  know_of_signals();
  know_of_locks();
  know_of_queues();
  know_of_meetings();
  say("meanwhile ", [this](const Read&) { meanwhile_ = true; });
  say("{T} has ended", [this](const Read& r) { demand(trace_.threads[r.threads[0]].ended, "it has ended"); });
  say("has ended", [this](const Read&) { demand(trace_.threads[told_].ended, "it has ended"); });
  say("{T} polls for ever", [this](const Read& r) { demand(!trace_.threads[r.threads[0]].ended, "it polls"); });
  say("polls for ever", [this](const Read&) { demand(!trace_.threads[told_].ended, "it polls"); });
  say("last changed by {A}'s {K} at {S}, and", [this](const Read& r) {
    check_deed(r.agents[0], r.kinds[0], r.steps[0]);
    demand(writes(r.steps[0]) || step(r.steps[0]).second_access == engine::Access::write, "it changed something");
  });
  say("which nobody else ever changed", [](const Read&) {});
  say("{A}'s {K} at {S} had closed {O}", [this](const Read& r) {
    check_deed(r.agents[0], r.kinds[0], r.steps[0]);
    demand(step(r.steps[0]).object == r.objects[0], "it closed that");
  });
  say("after its {S}", [this](const Read& r) {
    const auto thread = step(r.steps[0]).agent.thread;
    const bool its = trace_.threads[thread].uncaught.has_value() || thread == trace_.culprit;
    demand(its, "that was its step");
  });
}

}  // namespace heddle::testing
