#pragma once

#include <stdexcept>

namespace heddle {

/// Heddle itself was used wrongly: options out of range, a check inside a check, a primitive used outside the
/// execution it belongs to, or destroyed while a thread was about to use it. `what()` is a sentence for a person.
class UsageError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace heddle
