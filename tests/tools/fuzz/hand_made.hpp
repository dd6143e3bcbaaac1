#pragma once

#include <heddle/tools/fuzz/program.hpp>

#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

/// Programs written by hand, for the tests of what judges programs.
namespace heddle::fuzz {

/// Main makes the objects and the threads, starts them, and leaves joining them to their destructors.
inline Program program_of(std::initializer_list<ObjectPlan> objects, std::vector<Block> bodies) {
  Program program;
  program.objects = objects;
  program.threads.resize(1 + bodies.size());
  Block& main = program.threads[0].body;
  for (std::size_t object = 0; object < objects.size(); ++object)
    main.push_back(on(Op::make_object, static_cast<int>(object)));
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    program.threads[i + 1].body = std::move(bodies[i]);
    main.push_back(on(Op::make_thread, static_cast<int>(i + 1)));
  }
  for (std::size_t i = 0; i < bodies.size(); ++i) main.push_back(on(Op::start, static_cast<int>(i + 1)));
  renumber(program);
  return program;
}

}  // namespace heddle::fuzz
