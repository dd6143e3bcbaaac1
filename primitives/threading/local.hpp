#pragma once

#include <heddle/engine/scheduling_point.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace heddle {

/// threading.local: a value that each thread has for itself, default-made when a thread first asks for it. Nobody
/// else can see it, so that access is local code and no step. Unlike Python's, the values live as long as this
/// does, and not only as long as their threads.
template <class T>
class local {
 public:
  explicit local(std::string_view name = "", Site site = Site::current()) : object_(object_kind, name, site) {}
  local(const local&) = delete;
  local& operator=(const local&) = delete;

  /// The running thread's own. Throws UsageError for one that was made outside of this execution.
  [[nodiscard]] T& get(Site site = Site::current()) {
    if (!engine::belongs_here(object_)) refuse(site);
    const std::size_t thread = engine::this_thread();
    if (thread >= values_.size()) values_.resize(thread + 1);
    auto& value = values_[thread];
    if (value == nullptr) value = std::make_unique<T>();
    return *value;
  }
  T& operator*() { return get(); }
  T* operator->() { return &get(); }

 private:
  static constexpr engine::ObjectKind object_kind{"local"};
  static constexpr engine::OperationKind use_kind{"use"};

  void refuse(Site site) {
    engine::perform({.kind = &use_kind, .object = &object_, .site = site}, [](engine::Step&) {});
  }

  engine::Object object_;
  std::vector<std::unique_ptr<T>> values_;  // by thread
};

}  // namespace heddle
