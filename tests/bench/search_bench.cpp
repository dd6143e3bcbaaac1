// What a class costs: whole searches by `dpor` of programs whose number of classes is known.

#include "measured_search.hpp"
#include "tests/support/known_programs.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace heddle::testing;

template <void program(int)>
void classes(benchmark::State& state) {
  const auto size = static_cast<int>(state.range(0));
  heddle::bench::measure_classes_and_rerun(
      state, [size] { program(size); }, heddle::bench::by_classes());
}

void philosophers_in_order(int count) { philosophers(count, true); }

BENCHMARK(classes<stores>)->Name("classes/stores")->Arg(4)->Arg(6)->Arg(8);
BENCHMARK(classes<lock_counter>)->Name("classes/lock_counter")->Arg(4)->Arg(7);
BENCHMARK(classes<readers>)->Name("classes/readers")->Arg(4)->Arg(8)->Arg(14);
BENCHMARK(classes<philosophers_in_order>)->Name("classes/philosophers")->Arg(4)->Arg(8)->Arg(11);
BENCHMARK(classes<lastzero>)->Name("classes/lastzero")->Arg(5)->Arg(8)->Arg(11);
BENCHMARK(classes<indexer>)->Name("classes/indexer")->Arg(12)->Arg(15);
BENCHMARK(classes<bounded_buffer>)->Name("classes/bounded_buffer")->Arg(2)->Arg(5)->Arg(7);
BENCHMARK(classes<file_system>)->Name("classes/file_system")->Arg(16)->Arg(20);

}  // namespace
