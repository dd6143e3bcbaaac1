#pragma once

#include <heddle/tools/fuzz/interpreter.hpp>

namespace heddle::fuzz {

struct Interpreter::Run {
  int thread = 0;
  int last = 0;
  bool in_loop = false;
  Frame* frame = nullptr;
};

}  // namespace heddle::fuzz
