#include <heddle/engine/move.hpp>

#include <memory>

namespace heddle::engine {
namespace {

/// Which of the threads ends last, and with that cuts off the daemons, is a matter of order too.
bool cuts_off(const Move& ending, const Move& other) noexcept {
  if (ending.cuts_off == CutsOff::everybody) return true;
  return ending.cuts_off == CutsOff::daemons && (other.daemon || other.ends_thread);
}

bool decide_who_is_last(const Move& a, const Move& b, Living living) noexcept {
  return a.ends_thread && b.ends_thread && living.after(a).after(b) == Living{.threads = 0, .daemons = true};
}

}  // namespace

Touches::Touches(std::span<const VariableTouch> all) noexcept : all_(all) {
  for (const VariableTouch& touch : all)
    (touch.write ? writes_ : reads_) |= std::uint64_t{1} << touch.variable % 64;
}

bool Touches::do_conflict(const Touches& other) const noexcept {
  for (const VariableTouch& a : all_)
    for (const VariableTouch& b : other.all_)
      if (a.variable == b.variable && (a.write || b.write)) return true;
  return false;
}

bool operator==(const Move& a, const Move& b) noexcept {
  return a.process == b.process && a.starts == b.starts && a.starts_daemon == b.starts_daemon &&
         a.ends_thread == b.ends_thread && a.daemon == b.daemon && a.cuts_off == b.cuts_off &&
         a.touches == b.touches && std::ranges::equal(a.values, b.values);
}

bool conflict(const Move& a, const Move& b, Living living) noexcept {
  return a.process == b.process || a.touches.conflict(b.touches) || cuts_off(a, b) || cuts_off(b, a) ||
         decide_who_is_last(a, b, living);
}

bool is_weak_initial(const Move& first, std::span<const Move* const> sequence, Living living) noexcept {
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const Move& move = *sequence[i];
    if (move.process != first.process) {
      if (conflict(move, first, living)) return false;
      living = living.after(move);
      continue;
    }
    const bool same = first.values.empty() || std::ranges::equal(first.values, move.values);
    // Where it ends the execution in the sequence, it cannot come before those that it would cut off.
    return same &&
           std::ranges::none_of(sequence.first(i), [&](const Move* earlier) { return cuts_off(move, *earlier); });
  }
  // It has nothing to do with the sequence, which will go on with other values as well.
  return first.values.empty();
}

const Move& Moves::kept(const Move& move) {
  if (const auto known = all_.find(&move); known != all_.end()) return **known;
  Move copy = move;
  copy.touches = Touches(copied(move.touches.all()));
  copy.values = copied(move.values);
  return **all_.insert(copied(std::span<const Move>(&copy, 1)).data()).first;
}

template <class T>
std::span<const T> Moves::copied(std::span<const T> values) {
  auto* const place = static_cast<T*>(memory_.allocate(values.size_bytes(), alignof(T)));
  std::uninitialized_copy(values.begin(), values.end(), place);
  return {place, values.size()};
}

std::size_t Moves::Hash::operator()(const Move* move) const noexcept {
  std::uint64_t hash = move->process;
  const auto add = [&](std::uint64_t value) { hash = (hash ^ value) * 0x9e3779b97f4a7c15U, hash ^= hash >> 32U; };
  add(std::uint64_t{move->starts} << 8U | static_cast<std::uint64_t>(move->cuts_off) << 3U |
      (move->starts_daemon ? 4U : 0U) | (move->ends_thread ? 2U : 0U) | (move->daemon ? 1U : 0U));
  for (const VariableTouch& touch : move->touches.all())
    add(std::uint64_t{touch.variable} << 1U | (touch.write ? 1U : 0U));
  for (const std::uint32_t value : move->values) add(value);
  return hash;
}

}  // namespace heddle::engine
