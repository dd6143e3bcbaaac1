#include <heddle/engine/class_set.hpp>

#include <utility>

namespace heddle::engine {

void ClassSet::add(std::uint64_t hash) {
  if (!tells_of(hash)) return;
  std::uint64_t& slot = slots_[slot_of(key_of(hash))];
  if (slot != 0) return;
  slot = key_of(hash);
  if (++size_ * 2 > slots_.size()) make_room();
}

bool ClassSet::contains(std::uint64_t hash) const noexcept { return slots_[slot_of(key_of(hash))] != 0; }

/// Where a key is, or is to be. The upper bits: the lower ones may all be zero.
std::size_t ClassSet::slot_of(std::uint64_t key) const noexcept {
  std::size_t slot = (key >> 32U) & (slots_.size() - 1);
  while (slots_[slot] != 0 && slots_[slot] != key) slot = (slot + 1) & (slots_.size() - 1);
  return slot;
}

void ClassSet::make_room() {
  const bool full = size_ >= most_;
  const std::vector<std::uint64_t> old =
      std::exchange(slots_, std::vector<std::uint64_t>(full ? slots_.size() : 2 * slots_.size()));
  if (full) mask_ = 2 * mask_ + 1;
  size_ = 0;
  for (const std::uint64_t key : old)
    if (key != 0 && tells_of(key == ~std::uint64_t{0} ? 0 : key)) {
      slots_[slot_of(key)] = key;
      ++size_;
    }
}

}  // namespace heddle::engine
