#pragma once

#include <heddle/engine/outcome.hpp>
#include <heddle/engine/step.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::engine {

/// "worker0", or "timer of worker0".
[[nodiscard]] std::string agent_label(std::string_view thread_name, bool timer);

/// "Condition ready" if it has a name, else "Condition 1"; of a kind that is called by name alone, "worker1".
[[nodiscard]] std::string object_label(const ObjectKind& kind, std::string_view name, std::uint32_t number);

/// "worker1 notify Condition 1"; `object` may be empty.
[[nodiscard]] std::string step_label(std::string_view agent, const OperationKind& kind, std::string_view object);

}  // namespace heddle::engine

namespace heddle {

/// The steps of one execution, with the names needed to read them. Stands by itself: it refers to nothing of the
/// execution, which is over.
struct Trace {
  /// An operation that a thread announced and did not get to execute.
  struct Pending {
    const engine::OperationKind* kind = nullptr;
    engine::ObjectIndex object = engine::no_object;
    engine::ObjectIndex second = engine::no_object;
    Site site;
    std::uint64_t since = 0;  ///< steps that had been executed when it was announced
    bool enabled = false;     ///< it could have been executed when the execution ended
    bool repeats = false;     ///< the thread came here by a round of a loop that changed nothing
  };

  /// An exception that a thread's function let out.
  struct Uncaught {
    std::string type;         ///< "RuntimeError", "std::logic_error"
    std::string what;         ///< empty for what is not a std::exception
    std::uint64_t after = 0;  ///< steps that had been executed
  };

  struct Thread {
    std::string name;
    bool daemon = false;
    bool ended = false;
    engine::ObjectIndex object = engine::no_object;  ///< its end, as an object
    std::optional<Pending> pending;                  ///< none for a thread that ended or was running
    std::optional<Uncaught> uncaught;
  };

  struct Object {
    const engine::ObjectKind* kind = nullptr;
    std::string name;          ///< as the scenario named it, or empty
    std::uint32_t number = 0;  ///< among those of its kind, from 1
    Site created;
    std::int32_t level = 0;  ///< at the end
    bool destroyed = false;
  };

  std::vector<engine::Step> steps;
  std::vector<std::uint64_t> idle_before;     ///< see Schedule
  std::optional<std::uint64_t> circle_since;  ///< likewise
  std::vector<Thread> threads;                ///< by ThreadIndex
  std::vector<Object> objects;                ///< by ObjectIndex
  engine::Outcome outcome = engine::Outcome::completed;
  std::string requirement;  ///< the message of the `require` that failed
  Site requirement_site;    ///< and where it stands
  /// The thread that was running when the execution ended by requirement_failed, stack_overflow or terminated.
  engine::ThreadIndex culprit = 0;
  bool passed_over = false;  ///< a polling loop was passed over while others could run

  /// "Condition ready", "Lock 2", "worker1" for the end of a thread; "" for no object.
  [[nodiscard]] std::string label(engine::ObjectIndex object) const;

  /// "worker0", or "timer of worker0".
  [[nodiscard]] std::string label(engine::Agent agent) const;

  /// One line that says who does what to what, without sites or values: "worker1 notify Condition 1".
  /// What a schedule expects of a step.
  [[nodiscard]] std::string label(const engine::Step& step) const;
};

}  // namespace heddle
