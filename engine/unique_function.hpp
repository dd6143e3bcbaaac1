#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace heddle::engine {

/// A `void()` callable that is moved, not copied, and allocates only when it is large: what a thread runs.
/// (C++23's std::move_only_function, with room for a lambda that refers to eight things.)
class UniqueFunction {
 public:
  UniqueFunction() noexcept = default;

  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, UniqueFunction> && std::is_invocable_v<std::decay_t<F>&>)
  UniqueFunction(F&& function) {  // NOLINT(google-explicit-constructor): a callable is a function
    using Function = std::decay_t<F>;
    if constexpr (fits<Function>) {
      ::new (static_cast<void*>(storage_)) Function(std::forward<F>(function));
      table_ = &inline_table<Function>;
    } else {
      ::new (static_cast<void*>(storage_)) Function*(new Function(std::forward<F>(function)));
      table_ = &heap_table<Function>;
    }
  }

  UniqueFunction(UniqueFunction&& other) noexcept : table_(std::exchange(other.table_, nullptr)) {
    if (table_ != nullptr) table_->relocate(other.storage_, storage_);
  }
  UniqueFunction& operator=(UniqueFunction&& other) noexcept {
    if (this != &other) {
      reset();
      table_ = std::exchange(other.table_, nullptr);
      if (table_ != nullptr) table_->relocate(other.storage_, storage_);
    }
    return *this;
  }
  UniqueFunction(const UniqueFunction&) = delete;
  UniqueFunction& operator=(const UniqueFunction&) = delete;
  ~UniqueFunction() { reset(); }

  /// Calls it. There must be one.
  void operator()() { table_->call(storage_); }

  /// Destroys the callable, if there is one.
  void reset() {
    if (table_ != nullptr) std::exchange(table_, nullptr)->destroy(storage_);
  }

  explicit operator bool() const noexcept { return table_ != nullptr; }

 private:
  static constexpr std::size_t capacity = 64;

  struct Table {
    void (*call)(void*);
    void (*relocate)(void* from, void* to);
    void (*destroy)(void*);
  };

  template <class F>
  static constexpr bool fits = sizeof(F) <= capacity && alignof(F) <= alignof(std::max_align_t) &&
                               std::is_nothrow_move_constructible_v<F>;

  template <class F>
  static constexpr Table inline_table{
      [](void* at) { (*static_cast<F*>(at))(); },
      [](void* from, void* to) {
        ::new (to) F(std::move(*static_cast<F*>(from)));
        std::destroy_at(static_cast<F*>(from));
      },
      [](void* at) { std::destroy_at(static_cast<F*>(at)); },
  };

  template <class F>
  static constexpr Table heap_table{
      [](void* at) { (**static_cast<F**>(at))(); },
      [](void* from, void* to) { ::new (to) F*(*static_cast<F**>(from)); },
      [](void* at) { delete *static_cast<F**>(at); },
  };

  const Table* table_ = nullptr;
  alignas(std::max_align_t) std::byte storage_[capacity];
};

}  // namespace heddle::engine
