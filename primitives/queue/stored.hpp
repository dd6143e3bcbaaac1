#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace heddle::detail {

/// An item while it lies in a queue. To move it runs none of the item's own code, which may throw or perform
/// operations: so effects can. Made before the effect that puts it in, opened after the one that takes it out.
template <class T>
class Stored {
 public:
  explicit Stored(T&& item) : item_(closed(std::move(item))) {}

  [[nodiscard]] const T& operator*() const noexcept {
    if constexpr (plain) return item_;
    else return *item_;
  }

  /// The item itself.
  [[nodiscard]] T open() && {
    if constexpr (plain) return std::move(item_);
    else return std::move(*item_);
  }

 private:
  static constexpr bool plain = std::is_trivially_copyable_v<T> && std::is_move_assignable_v<T>;
  using Place = std::conditional_t<plain, T, std::unique_ptr<T>>;

  static Place closed(T&& item) {
    if constexpr (plain) return std::move(item);
    else return std::make_unique<T>(std::move(item));
  }

  Place item_;
};

}  // namespace heddle::detail
