#include <heddle/engine/fiber.hpp>

#include "tests/support/catch.hpp"

#include <cstddef>
#include <exception>
#include <memory>
#include <stdexcept>
#include <vector>

namespace {

using heddle::engine::Fiber;

constexpr std::size_t stack_size = std::size_t{64} * 1024;

struct PingPong {
  Fiber root;
  std::unique_ptr<Fiber> other;
  std::vector<int> order;
};

void ping(void* argument) {
  auto& game = *static_cast<PingPong*>(argument);
  for (int i = 0;; ++i) {
    game.order.push_back(100 + i);
    game.other->switch_to(game.root);
  }
}

void hold_an_exception(void* argument) {
  auto& game = *static_cast<PingPong*>(argument);
  try {
    throw std::runtime_error("the fiber's");
  } catch (const std::runtime_error&) {
    game.other->switch_to(game.root);
    game.order.push_back(std::current_exception() ? 1 : 0);
  }
  for (;;) game.other->switch_to(game.root);
}

void give_up(void* argument) {
  auto& game = *static_cast<PingPong*>(argument);
  game.order.push_back(7);
  game.other->abandon_for(game.root);
}

}  // namespace

TEST_CASE("fibers take turns and remember where they were") {
  PingPong game;
  game.other = std::make_unique<Fiber>(stack_size, &ping, &game);
  for (int i = 0; i < 3; ++i) {
    game.order.push_back(i);
    game.root.switch_to(*game.other);
  }
  CHECK(game.order == std::vector<int>{0, 100, 1, 101, 2, 102});
}

TEST_CASE("an exception being handled on a fiber is not seen on another") {
  PingPong game;
  game.other = std::make_unique<Fiber>(stack_size, &hold_an_exception, &game);
  game.root.switch_to(*game.other);
  CHECK(std::current_exception() == nullptr);
  game.root.switch_to(*game.other);
  CHECK(game.order == std::vector<int>{1});
}

TEST_CASE("an abandoned fiber can be restarted") {
  PingPong game;
  game.other = std::make_unique<Fiber>(stack_size, &give_up, &game);
  for (int i = 0; i < 3; ++i) {
    game.root.switch_to(*game.other);
    game.other->restart();
  }
  CHECK(game.order == std::vector<int>{7, 7, 7});
}
