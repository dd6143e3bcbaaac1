#include <heddle/tools/report/digest.hpp>

#include <fmt/format.h>

#include <string_view>

namespace heddle::report {
namespace {

class Fnv1a {
 public:
  void add(std::string_view text) noexcept {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0);
  }

  void add(std::uint64_t number) noexcept {
    for (unsigned shift = 0; shift < 64; shift += 8) add_byte(static_cast<unsigned char>(number >> shift));
  }

  [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }

 private:
  void add_byte(unsigned char byte) noexcept { hash_ = (hash_ ^ byte) * 0x100000001b3U; }

  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace

std::string digest(const Trace& trace) {
  Fnv1a fnv;
  for (const engine::Step& step : trace.steps) {
    fnv.add(trace.label(step));
    fnv.add(std::uint64_t{step.site.line});
    fnv.add(static_cast<std::uint64_t>(step.value));
    fnv.add(static_cast<std::uint64_t>(step.ending));
  }
  fnv.add(engine::name_of(trace.outcome));
  return fmt::format("{:016x}", fnv.hash());
}

}  // namespace heddle::report
