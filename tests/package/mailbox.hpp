#pragma once

#include <heddle/heddle.hpp>

#include <optional>

/// Hands one letter from one thread to another.
class Mailbox {
 public:
  void put(int letter) {
    heddle::With hold(arrived_);
    letter_ = letter;
    arrived_.notify();
  }

  int take() {
    heddle::With hold(arrived_);
    while (!letter_) arrived_.wait();
    return *letter_;
  }

  /// The mistake that the loop in take() avoids: a letter that came before us has rung already.
  int take_without_looking() {
    heddle::With hold(arrived_);
    arrived_.wait();
    return *letter_;
  }

 private:
  heddle::Condition arrived_;
  std::optional<int> letter_;
};
