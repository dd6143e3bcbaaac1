#include "tests/support/catch.hpp"

#include <heddle/engine/hazard.hpp>

#include <set>
#include <string>

using namespace heddle;

namespace {

constexpr Hazard all[] = {Hazard::deadlock,           Hazard::self_deadlock, Hazard::lock_cycle,
                          Hazard::lost_wakeup,        Hazard::starved_queue, Hazard::stuck_barrier,
                          Hazard::abandoned_lock,     Hazard::livelock,      Hazard::uncaught_exception,
                          Hazard::requirement_failed, Hazard::stack_overflow};

}  // namespace

TEST_CASE("every hazard is found by its own name", "[hazard]") {
  std::set<std::string> names;
  for (const Hazard hazard : all) {
    CHECK(hazard_named(name_of(hazard)) == hazard);
    names.emplace(name_of(hazard));
  }
  CHECK(names.size() == std::size(all));
  CHECK(names.count("unknown") == 0);
  CHECK(name_of(Hazard::lost_wakeup) == "lost_wakeup");
}

TEST_CASE("what is no hazard's name names none", "[hazard]") {
  for (const char* name : {"", "unknown", "Deadlock", "deadlock ", "lost-wakeup"}) CHECK_FALSE(hazard_named(name));
}

TEST_CASE("deadlock has six special cases", "[hazard]") {
  std::set<Hazard> deadlocks;
  for (const Hazard hazard : all)
    if (is_deadlock(hazard)) deadlocks.insert(hazard);
  CHECK(deadlocks == std::set<Hazard>{Hazard::deadlock, Hazard::self_deadlock, Hazard::lock_cycle,
                                      Hazard::lost_wakeup, Hazard::starved_queue, Hazard::stuck_barrier,
                                      Hazard::abandoned_lock});
}
