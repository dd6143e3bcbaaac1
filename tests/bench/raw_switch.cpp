#include "raw_switch.hpp"

#include <boost/context/detail/fcontext.hpp>

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace heddle::bench {
namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

void come_straight_back(transfer_t from) {
  for (;;) from = jump_fcontext(from.fctx, nullptr);
}

double measure() {
  constexpr int rounds = 20;
  constexpr int switches = 200'000;
  std::vector<char> stack(std::size_t{64} * 1024);
  auto context = make_fcontext(stack.data() + stack.size(), stack.size(), &come_straight_back);
  double best = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const double start = processor_ns();
    for (int i = 0; i < switches; ++i) context = jump_fcontext(context, nullptr).fctx;
    best = std::min(best, (processor_ns() - start) / switches);
  }
  return best;
}

}  // namespace

double processor_ns() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double raw_switch_ns() {
  static const double ns = measure();
  return ns;
}

}  // namespace heddle::bench
