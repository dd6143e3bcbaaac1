#include "seeds_bench.hpp"

#include <benchmark/benchmark.h>

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  heddle::bench::register_seeds();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
