#pragma once

#include <cstdint>

namespace heddle::engine {

/// What an operation does to an object, as far as the order of operations matters. Two operations of different
/// threads on one object commute unless one of them writes.
enum class Access : std::uint8_t { none, read, write };

/// What a diagnosis may know of an operation without knowing the primitive. `object` is the first object of the
/// operation, `second` its second; `value` is what the step returned (see Step).
enum class Role : std::uint8_t {
  plain,    ///< nothing a diagnosis looks at
  acquire,  ///< takes ownership of `object`; value: 1 taken, 0 not (a failed try, a timeout)
  release,  ///< gives up ownership of `object`; value: how often (of a semaphore, n permits at once), 0 refused
  wait,     ///< begins to wait for a signal on `object`, giving up ownership of `second` if there is one;
         ///< value: 1 if it found the signal standing and does not wait; it only reads `object` if it was refused
  wake,      ///< a waiter of `object` goes on; value: 1 signalled, 0 timed out
  signal,    ///< gives a signal on `object`; value: how many waiters it reached, -1 if it was refused or for nobody
  unsignal,  ///< takes back the standing signal of `object`; value: 1 if there was one
  test,      ///< looks whether a signal stands on `object`; value: 1 if so
  put,       ///< adds an item to `object`; value: 1 added, 0 not
  get,       ///< takes an item from `object`; value: 1 taken, 0 not
  settle,    ///< settles an item put into `object` (task_done); value: 1 settled, 0 refused
  drain,     ///< waits until everything put into `object` is settled: until the level of `second` is 0
  close,     ///< puts an end to putting into `object`; value: how many items it dropped, -1 if it changed nothing
  arrive,    ///< comes to `object`, where threads wait for each other; value: how many are still to come. One that
             ///< only reads was refused
  leave,     ///< goes on from `object`, where it came; value: 1 all had come, 0 the meeting was broken up, -1 it
             ///< breaks it up itself, its time being over
  break_up,  ///< breaks up the meeting at `object`; value: 1, 0 if there was nothing to break up, -1 because what
             ///< the last one to come did for all of them failed
  start,     ///< starts the thread whose end is `object`
  join,      ///< waits for the thread whose end is `object`; value: 1 ended, 0 timed out
  end,       ///< the thread ends
  yield,     ///< gives way: sleep, yield
  choose,    ///< a value chosen by the strategy; value: which
  timer,     ///< a timer fires, or a spurious wakeup happens, for the thread it belongs to
};

/// A kind of operation, one constant for each, beside its primitive.
struct OperationKind {
  const char* name;  ///< as in reports and schedules: "notify"
  Role role = Role::plain;
  bool patient = true;    ///< false: gives up by itself rather than wait for ever: a try, a timeout
  bool implicit = false;  ///< done by the end of a scope: nobody wrote it
  bool outlasts =
      false;  ///< good after its object has been destroyed: it needs only what the execution keeps of it
};

/// A kind of object, one constant for each, beside its primitive.
struct ObjectKind {
  const char* name;             ///< as in reports and schedules: "Condition"
  bool called_by_name = false;  ///< those that have a name are called by it alone: "worker1", not "Thread worker1"
  bool has_permits = false;  ///< its level is the number of permits; who acquires it takes one, and need not give
                             ///< it back itself
  bool in_order = false;     ///< its items are taken in the order in which they were put
  bool calls_off = false;    ///< a thread waits on it before it does what it is there for, and a signal to it calls
                             ///< that off
  bool level_is_all = false;  ///< at two moments with the same level it is the same to all who use it; a thread
                              ///< that leaves a line and joins it again is no change
  bool transient = false;     ///< made for one operation of one thread, and for that thread's eyes only
};

}  // namespace heddle::engine
