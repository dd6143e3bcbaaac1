#include <heddle/tools/cli/select.hpp>

#include <heddle/tools/cli/input_error.hpp>

#include "../../support/catch.hpp"

using namespace heddle;
using namespace heddle::cli;
using Catch::Matchers::Contains;

namespace {

class Some {
 public:
  explicit Some(const std::vector<std::string>& names) {
    for (const std::string& name : names) scenarios_.push_back({name, [] {}, holds(), {}});
    for (const Scenario& scenario : scenarios_) all_.push_back(&scenario);
  }
  [[nodiscard]] Scenarios all() const { return all_; }

  [[nodiscard]] std::vector<std::string> selected(const std::vector<std::string>& patterns) const {
    std::vector<std::string> names;
    for (const Scenario* scenario : select(all_, patterns)) names.push_back(scenario->name);
    return names;
  }

 private:
  std::vector<Scenario> scenarios_;
  std::vector<const Scenario*> all_;
};

const Some some({"classics/ab-ba", "seeds/event", "seeds/queue", "seeds/queue-of-two", "seedling"});

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a pattern is a name, a folder or has stars") {
  CHECK(matches("seeds/queue", "seeds/queue"));
  CHECK_FALSE(matches("seeds/queue", "seeds/queue-of-two"));
  CHECK_FALSE(matches("queue", "seeds/queue"));
  CHECK(matches("seeds/", "seeds/queue"));
  CHECK_FALSE(matches("seeds/", "seedling"));
  CHECK_FALSE(matches("eeds/", "seeds/queue"));
  CHECK(matches("*", ""));
  CHECK(matches("*queue*", "seeds/queue"));
  CHECK(matches("s*/q*e", "seeds/queue"));
  CHECK(matches("*a*b*", "xxaxxbxx"));
  CHECK_FALSE(matches("*a*b", "xxbxxaxx"));
  CHECK(matches("seed?/event", "seeds/event"));
  CHECK_FALSE(matches("seed?event", "seedevent"));
  CHECK(matches("s*/", "seeds/queue"));
}

TEST_CASE("a pattern of many stars costs no more than it must") {
  CHECK_FALSE(matches("*a*a*a*a*a*a*a*a*a*a*a*a*b", std::string(200, 'a')));
}

TEST_CASE("scenarios are selected once, in their own order") {
  CHECK(some.selected({"seeds/queue", "seeds/"}) == Names{"seeds/event", "seeds/queue", "seeds/queue-of-two"});
  CHECK(some.selected({"*"}).size() == 5);
}

TEST_CASE("a pattern that means nothing is refused with what it may have meant") {
  CHECK_THROWS_WITH(some.selected({"seeds/quee"}),
                    "there is no scenario \"seeds/quee\"; did you mean seeds/queue or seeds/queue-of-two?");
  CHECK_THROWS_WITH(some.selected({"queue"}), Contains("seeds/queue or seeds/queue-of-two"));
  CHECK_THROWS_WITH(some.selected({"seeds"}), Contains("did you mean seeds/"));
  CHECK_THROWS_WITH(some.selected({"seeds/", "zzzzzzzzz"}),
                    "there is no scenario \"zzzzzzzzz\"; \"list\" shows what there is");
  CHECK_THROWS_WITH(some.selected({"*zzz*"}), Contains("no scenario matches \"*zzz*\""));
  CHECK_THROWS_WITH(Some({}).selected({"x"}), Contains("HEDDLE_SCENARIO"));
}

TEST_CASE("edits are changed, missing, additional and swapped characters") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "abc") == 0);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("abc", "axc") == 1);
  CHECK(edit_distance("abc", "ac") == 1);
  CHECK(edit_distance("abc", "acb") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest names come first, case does not matter, and what is far off is not suggested") {
  const Names names{"list", "check", "replay", "explain"};
  CHECK(nearest("chekc", names) == Names{"check"});
  CHECK(nearest("LIST", names) == Names{"list"});
  CHECK(nearest("plain", names) == Names{"explain"});
  CHECK(nearest("frobnicate", names).empty());
}

TEST_CASE("a scenario is found by its very name only") {
  REQUIRE(find(some.all(), "seeds/queue") != nullptr);
  CHECK(find(some.all(), "seeds/queue")->name == "seeds/queue");
  CHECK(find(some.all(), "seeds/") == nullptr);
}
