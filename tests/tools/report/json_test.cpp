#include <heddle/tools/report/json.hpp>

#include <heddle/tools/report/digest.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"

using namespace heddle;
using namespace heddle::report;

namespace {

std::vector<std::string> keys_of(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

const std::vector<Filed> filed{{"out/x.schedule", "./heddle replay out/x.schedule", ""}};

}  // namespace

TEST_CASE("the keys of a verdict are what programs rely on") {
  CHECK(keys_of(to_json(hand_made::violated(), holds(), filed)) ==
        std::vector<std::string>{"scenario",     "verdict",     "words",     "assessment",     "expectation",
                                 "holds_within", "complete",    "exhausted", "fair_only",      "budget",
                                 "cut",          "executions",  "abandoned", "drawn",          "steps",
                                 "max_depth",    "max_threads", "seconds",   "rungs",          "estimate",
                                 "options",      "findings",    "warnings",  "nondeterminism", "unseen_sharing"});
}

TEST_CASE("warnings are null if nobody asked for them, and else say what is known of each") {
  Verdict verdict = hand_made::violated();
  CHECK(to_json(verdict, holds(), {})["warnings"].is_null());
  verdict.options.lint = true;
  CHECK(to_json(verdict, holds(), {})["warnings"] == Json::array());

  const Finding finding = hand_made::lost_wakeup();
  Warning warning;
  warning.lint = Lint::unheard_notify;
  warning.message = "nobody heard it";
  warning.marks = finding.marks;
  warning.trace = finding.trace;
  warning.executions = 2;
  warning.standing = Standing::confirmed;
  warning.found_by_search = 0;
  verdict.warnings = {warning};
  warning.found_by_search.reset();
  warning.found_by_direction = finding;
  verdict.warnings.push_back(warning);
  const Json json = to_json(verdict, holds(), {}, filed)["warnings"];
  REQUIRE(json.size() == 2);
  CHECK(keys_of(json[0]) == std::vector<std::string>{"lint", "message", "marks", "standing", "executions",
                                                     "found_by_search", "finding", "schedule_file",
                                                     "replay_command", "trace"});
  CHECK(json[0]["lint"] == "unheard_notify");
  CHECK(json[0]["standing"] == "confirmed");
  CHECK(json[0]["executions"] == 2);
  CHECK(json[0]["marks"][0]["site"]["line"] == 18);
  CHECK(json[0]["found_by_search"] == 1);
  CHECK(json[0]["finding"].is_null());
  CHECK(json[0]["schedule_file"] == "out/x.schedule");
  CHECK(json[1]["found_by_search"].is_null());
  CHECK(json[1]["finding"]["hazard"] == "lost_wakeup");
  CHECK(json[1]["schedule_file"].is_null());
}

TEST_CASE("a finding names its hazard, its schedule file and the command that replays it") {
  const Json json = to_json(hand_made::violated(), expects(Hazard::lost_wakeup), filed);
  CHECK(json["verdict"] == "violated");
  CHECK(json["assessment"] == "as_expected");
  const Json& finding = json["findings"][0];
  CHECK(keys_of(finding) ==
        std::vector<std::string>{"hazard", "message", "marks", "schedule_file", "replay_command", "trace"});
  CHECK(finding["hazard"] == "lost_wakeup");
  CHECK(finding["schedule_file"] == "out/x.schedule");
  CHECK(finding["replay_command"] == "./heddle replay out/x.schedule");
  CHECK(finding["marks"][0]["step"] == 4);
  CHECK(finding["marks"][0]["site"]["line"] == 18);
  CHECK(finding["marks"][1]["step"].is_null());
  CHECK(finding["marks"][1]["site"]["line"] == 13);
}

TEST_CASE("a schedule that was not written is null") {
  const Json json = to_json(hand_made::violated(), holds(), {});
  CHECK(json["findings"][0]["schedule_file"].is_null());
  CHECK(json["findings"][0]["replay_command"].is_null());
}

TEST_CASE("a trace has every step with its site, and every thread with what it waits for") {
  const Trace trace = hand_made::lost_wakeup().trace;
  const Json json = to_json(trace);
  CHECK(json["outcome"] == "deadlocked");
  CHECK(json["digest"] == digest(trace));
  REQUIRE(json["steps"].size() == 8);
  CHECK(json["steps"][3] == Json{{"step", 4},
                                 {"thread", 2},
                                 {"timer", false},
                                 {"operation", "notify"},
                                 {"object", "Condition ready"},
                                 {"second", nullptr},
                                 {"value", 0},
                                 {"ending", "done"},
                                 {"words", "notify Condition ready, wakes nobody"},
                                 {"site", {{"file", hand_made::file}, {"line", 18}}}});
  CHECK(json["threads"][1]["pending"]["operation"] == "wake");
  CHECK(json["threads"][1]["pending"]["since"] == 8);
  CHECK(json["threads"][2]["pending"].is_null());
  CHECK(json["threads"][2]["ended"] == true);
}

TEST_CASE("only what holds for all schedules is called holds") {
  CHECK(to_json(hand_made::held(), holds(), {})["verdict"] == "holds");
  CHECK(to_json(hand_made::held(), holds(), {})["holds_within"].is_null());

  const Json bounded = to_json(hand_made::held_within_two_preemptions(), holds(), {});
  CHECK(bounded["verdict"] == "inconclusive");
  CHECK(bounded["assessment"] == "inconclusive");
  CHECK(bounded["holds_within"] == Json{{"preemptions", 2}, {"rounds", nullptr}, {"steps", nullptr}});
  CHECK(to_json(hand_made::held_within_two_preemptions(), holds().within_preemptions(2), {})["assessment"] ==
        "as_expected");

  const Json open = to_json(hand_made::out_of_executions(), holds(), {});
  CHECK(open["verdict"] == "inconclusive");
  CHECK(open["holds_within"].is_null());
  CHECK(open["budget"] == "executions");

  Verdict refused = hand_made::held();
  refused.nondeterminism = Divergence{2, "a", "b", {"b"}};
  CHECK(to_json(refused, holds(), {})["verdict"] == "nondeterministic");
  CHECK(to_json(refused, holds(), {})["nondeterminism"]["step"] == 3);

  Verdict unseen = hand_made::held();
  const Finding finding = hand_made::lost_wakeup();
  unseen.unseen_sharing =
      UnseenSharing{finding.schedule, finding.trace, finding.schedule, finding.trace, {2, "a", "b", {}}, {finding}};
  const Json told = to_json(unseen, holds(), filed);
  CHECK(told["verdict"] == "unseen_sharing");
  CHECK(told["assessment"] == "unseen_sharing");
  CHECK(told["unseen_sharing"]["parting"]["step"] == 3);
  CHECK(told["unseen_sharing"]["found"][0]["hazard"] == "lost_wakeup");
  CHECK(told["unseen_sharing"]["schedule_file"] == filed[0].file);
  CHECK(told["unseen_sharing"]["drawn"] == to_json(finding.trace));
  CHECK(told["unseen_sharing"]["seen"] == to_json(finding.trace));
}

TEST_CASE("a replay says whether the schedule fits, and where not") {
  const Finding finding = hand_made::lost_wakeup();
  const Json fits = to_json(Replay{finding.trace, std::nullopt, {finding}}, finding.schedule, filed[0]);
  CHECK(fits["fits"] == true);
  CHECK(fits["digest"] == digest(finding.trace));
  CHECK(fits["findings"].size() == 1);
  CHECK(fits["settings"]["clock"] == "explored");

  const Json diverged =
      to_json(Replay{finding.trace, Divergence{6, "x", "y", {"y"}}, {}}, finding.schedule, filed[0]);
  CHECK(diverged["fits"] == false);
  CHECK(diverged["divergence"] == Json{{"step", 7}, {"expected", "x"}, {"got", "y"}, {"enabled", {"y"}}});
}

TEST_CASE("names that are not UTF-8 do not break the document") {
  Verdict verdict = hand_made::held();
  verdict.scenario = "bad \xff name";
  const std::string text = json_text(to_json(verdict, holds(), {}));
  CHECK(text.ends_with("}\n"));
  CHECK_NOTHROW(Json::parse(text));
}
