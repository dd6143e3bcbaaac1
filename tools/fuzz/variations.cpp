#include <heddle/tools/fuzz/variations.hpp>

#include <heddle/tools/fuzz/dice.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace heddle::fuzz {
namespace {

constexpr int most_tries = 20;

std::vector<Place> all_places(Program& program) {
  std::vector<Place> places;
  for (ThreadPlan& thread : program.threads) {
    const std::vector<Place> some = places_in(thread.body);
    places.insert(places.end(), some.begin(), some.end());
  }
  return places;
}

/// There is no fetch_add for values that are no numbers.
void make_lookalike(Program& program, int object) {
  program.objects[static_cast<std::size_t>(object)].lookalike = true;
  for (const Place& place : all_places(program)) {
    Statement& statement = place.statement();
    if (statement.op == Op::fetch_add && statement.object == object) statement.op = Op::exchange;
  }
}

/// A call that is refused before there is any operation, as for its timeout, is no use of an object.
void use_in_earnest(Program& program, int object) {
  for (const Place& place : all_places(program)) {
    Statement& statement = place.statement();
    if (statement.object != object) continue;
    const bool timed =
        statement.op == Op::acquire_timed || statement.op == Op::put_timed || statement.op == Op::get_timed;
    const bool refused =
        (timed && statement.number < 0) || (statement.op == Op::release_many && statement.number < 1);
    if (refused) statement.number = 1;
  }
}

void destroy_something(Program& program, Dice& dice) {
  for (int i = 0; i < most_tries; ++i) {
    const std::vector<Place> places = all_places(program);
    if (places.empty()) return;
    const Statement destroy = on(Op::destroy, dice.below(static_cast<int>(program.objects.size())));
    const Place& place = places[static_cast<std::size_t>(dice.below(static_cast<int>(places.size())))];
    const auto at = place.block->begin() + static_cast<std::ptrdiff_t>(place.index) + 1;
    const auto added = place.block->insert(at, destroy);
    if (well_formed(program)) return use_in_earnest(program, destroy.object);
    place.block->erase(added);
  }
}

}  // namespace

void vary(Program& program, std::uint64_t seed, const GeneratorOptions& options) {
  if (options.destroyed == 0 && options.lookalikes == 0) return;
  Dice dice(seed * 0x2545f4914f6cdd1dU + 2);
  for (int object = 0; object < static_cast<int>(program.objects.size()); ++object)
    if (program.objects[static_cast<std::size_t>(object)].type == ObjectType::atomic &&
        dice.chance(options.lookalikes))
      make_lookalike(program, object);
  // What loops come to is compared with searches that let them go round more often, or less: not where they are cut
  // short by a refusal.
  if (dice.chance(options.destroyed) && !has_loops(program)) destroy_something(program, dice);
  renumber(program);
}

}  // namespace heddle::fuzz
