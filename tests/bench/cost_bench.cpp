// How the cost of a class grows: with its steps, with the threads, with the objects. Programs with few classes, six
// if nothing else is said: three threads store to one variable, and what else they do has nothing to do with the
// others. tools/draw_curves draws the curves.

#include "measured_search.hpp"
#include "tests/support/known_programs.hpp"

#include <heddle/heddle.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <functional>

namespace {

using namespace heddle::testing;

constexpr int racing = 3;
constexpr int steps_of_a_thread = 4;  // it starts, stores, ends and is joined

/// Of so many steps in all, those that each of the racing threads takes besides.
int own_steps(int steps) { return (steps - racing * steps_of_a_thread) / racing; }

void measure(benchmark::State& state, const std::function<void()>& body) {
  heddle::bench::measure_classes(state, body, heddle::bench::by_classes());
}

// ---- steps --------------------------------------------------------------------------------------------------

/// The stores that race come before everything else: nearly all of each execution is new.
void early(int steps) {
  const auto own = several<Atomic>(racing);
  Atomic x{0};
  crowd(racing, [&](int i) {
    x.store(i);
    for (int n = 0; n < own_steps(steps); ++n) own[static_cast<std::size_t>(i)]->store(n);
  });
}

/// They come after everything else: nearly all of each execution is run again, and each reversal takes it all
/// along.
void late(int steps) {
  const auto own = several<Atomic>(racing);
  Atomic x{0};
  crowd(racing, [&](int i) {
    for (int n = 0; n < own_steps(steps); ++n) own[static_cast<std::size_t>(i)]->store(n);
    x.store(i);
  });
}

/// All else is to load what nobody stores to.
void loads(int steps) {
  Atomic constant{0};
  Atomic x{0};
  crowd(racing, [&](int i) {
    x.store(i);
    for (int n = 0; n < own_steps(steps); ++n) (void)constant.load();
  });
}

/// Items pass through a queue: one class, and each step depends on one of the other thread.
void pass_through(int room, int items) {
  heddle::Queue<int> queue(room);
  heddle::Thread producer(
      [&] {
        for (int i = 0; i < items; ++i) queue.put(i);
      },
      "producer");
  heddle::Thread consumer(
      [&] {
        for (int i = 0; i < items; ++i) queue.get();
      },
      "consumer");
  producer.start();
  consumer.start();
}

void queue_of_two(int steps) { pass_through(2, steps / 2); }
void queue_without_bound(int steps) { pass_through(0, steps / 2); }

template <void program(int)>
void by_steps(benchmark::State& state) {
  const auto steps = static_cast<int>(state.range(0));
  measure(state, [steps] { program(steps); });
}

void up_to_100000(benchmark::internal::Benchmark* curve) {
  for (const std::int64_t steps : {12, 100, 1'000, 10'000, 100'000}) curve->Arg(steps);
}

BENCHMARK(by_steps<early>)->Name("cost_by_steps/early")->Apply(up_to_100000);
BENCHMARK(by_steps<late>)->Name("cost_by_steps/late")->Apply(up_to_100000);
BENCHMARK(by_steps<loads>)->Name("cost_by_steps/loads")->Apply(up_to_100000);
BENCHMARK(by_steps<queue_of_two>)->Name("cost_by_steps/queue_of_two")->Apply(up_to_100000);
BENCHMARK(by_steps<queue_without_bound>)->Name("cost_by_steps/queue_without_bound")->Apply(up_to_100000);

// ---- threads ------------------------------------------------------------------------------------------------

/// Three of the threads race; all take so many other steps.
void crowd_of(int threads, int steps_each) {
  const auto own = several<Atomic>(threads);
  Atomic x{0};
  crowd(threads, [&](int i) {
    if (i < racing) x.store(i);
    for (int n = 0; n < steps_each; ++n) own[static_cast<std::size_t>(i)]->store(n);
  });
}

void ten_steps_each(benchmark::State& state) {
  const auto threads = static_cast<int>(state.range(0));
  measure(state, [threads] { crowd_of(threads, 10); });
}

void steps_shared_out(benchmark::State& state) {
  const auto threads = static_cast<int>(state.range(0));
  measure(state, [threads] { crowd_of(threads, 4'096 / threads); });
}

BENCHMARK(ten_steps_each)->Name("cost_by_threads/ten_steps_each")->Arg(3)->RangeMultiplier(2)->Range(4, 256);
BENCHMARK(steps_shared_out)->Name("cost_by_threads/steps_shared_out")->Arg(3)->RangeMultiplier(2)->Range(4, 256);

// ---- objects ------------------------------------------------------------------------------------------------

constexpr int steps_over_objects = 1'000;

/// Each thread goes round a third of the objects, as long as the steps last.
void stores_to_own(benchmark::State& state) {
  const auto objects = static_cast<int>(state.range(0));
  measure(state, [objects] {
    const auto all = several<Atomic>(objects);
    Atomic x{0};
    crowd(racing, [&](int i) {
      x.store(i);
      const int share = objects / racing;
      for (int n = 0; n < own_steps(steps_over_objects); ++n)
        all[static_cast<std::size_t>(i * share + n % share)]->store(n);
    });
  });
}

/// All threads go round all objects.
void loads_of_all(benchmark::State& state) {
  const auto objects = static_cast<int>(state.range(0));
  measure(state, [objects] {
    const auto all = several<Atomic>(objects);
    Atomic x{0};
    crowd(racing, [&](int i) {
      x.store(i);
      for (int n = 0; n < own_steps(steps_over_objects); ++n)
        (void)all[static_cast<std::size_t>(n % objects)]->load();
    });
  });
}

void up_to_10000(benchmark::internal::Benchmark* curve) {
  for (const std::int64_t objects : {3, 10, 30, 100, 300, 1'000, 3'000, 10'000}) curve->Arg(objects);
}

BENCHMARK(stores_to_own)->Name("cost_by_objects/stores_to_own")->Apply(up_to_10000);
BENCHMARK(loads_of_all)->Name("cost_by_objects/loads_of_all")->Apply(up_to_10000);

}  // namespace
