#pragma once

#include <stdexcept>

namespace heddle::cli {

/// Bad usage. `what()` is one line that names the thing, the place and the remedy.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace heddle::cli
