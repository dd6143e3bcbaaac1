#include <heddle/tools/cli/list_command.hpp>

#include "../../support/catch.hpp"
#include "bench_of_scenarios.hpp"

#include <nlohmann/json.hpp>

using Catch::Matchers::Contains;
using Json = nlohmann::json;

TEST_CASE("the list shows each scenario and what is expected of it") {
  const auto answer = CommandLine()({"list"});
  CHECK(answer.code == 0);
  CHECK(answer.out ==
        "absent        expects deadlock\n"
        "bounded       holds within 1 preemption\n"
        "good/lost     expects lost_wakeup\n"
        "good/ordered  holds\n"
        "moody         holds\n"
        "surprise      holds\n");
}

TEST_CASE("the list can be narrowed by patterns") {
  CHECK(CommandLine()({"list", "good/"}).out == "good/lost     expects lost_wakeup\ngood/ordered  holds\n");
  CHECK(CommandLine()({"list", "moody", "*rise"}).out == "moody     holds\nsurprise  holds\n");
  const auto answer = CommandLine()({"list", "nothing-like-it"});
  CHECK(answer.code == 2);
  CHECK(answer.out.empty());
}

TEST_CASE("the list for machines has expectations and places") {
  const Json json = Json::parse(CommandLine()({"list", "bounded", "--json"}).out);
  CHECK(json["scenarios"] == Json::parse(R"([{"scenario": "bounded",
                         "expectation": {"words": "holds within 1 preemption", "hazards": [], "clock": "explored",
                                         "within": {"preemptions": 1, "rounds": null, "steps": null}},
                         "site": {"file": "x.cpp", "line": 2}}])"));
}

TEST_CASE("a program without scenarios lists nothing, and says why") {
  CommandLine line;
  line.without_scenarios();
  const auto answer = line({"list"});
  CHECK(answer.code == 0);
  CHECK(answer.out.empty());
  CHECK_THAT(answer.err, Contains("HEDDLE_SCENARIO"));
}
