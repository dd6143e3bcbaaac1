#include <heddle/tools/report/columns.hpp>

#include <heddle/tools/report/relevance.hpp>
#include <heddle/tools/report/text.hpp>

#include "../../support/catch.hpp"
#include "hand_made.hpp"

#include <algorithm>
#include <sstream>

using namespace heddle;
using namespace heddle::report;

namespace {

std::string picture(const Finding& finding, std::size_t width) {
  return columns(finding.trace, every_step(finding.trace), finding.marks, {width, false});
}

}  // namespace

TEST_CASE("each thread has its column, time goes downwards, marks stand below their steps") {
  CHECK("\n" + picture(hand_made::lost_wakeup(), 130) == R"(
  step  main                                  worker0                                     worker1
     1  start worker0 :20
     2  start worker1 :21
     3                                                                                    acquire Lock 1 :17
>    4                                                                                    notify Condition ready, wakes nobody :18
                                                                                          ^ nobody waits yet: this wakes no one
     5                                                                                    release Lock 1 :19
     6                                                                                    end :17
     7                                        acquire Lock 1 :12
     8                                        wait Condition ready :13
>  end  waits for the end of worker0 :22,     waits on Condition ready :13, since step 8
        since step 2
)");
}

TEST_CASE("with too little room for columns, each line names its thread") {
  CHECK("\n" + picture(hand_made::lost_wakeup(), 56) == R"(
  step  thread   operation                          site
     1  main     start worker0                      :20
     2  main     start worker1                      :21
     3  worker1  acquire Lock 1                     :17
>    4  worker1  notify Condition ready, wakes      :18
                 nobody
                 ^ nobody waits yet: this wakes no one
     5  worker1  release Lock 1                     :19
     6  worker1  end                                :17
     7  worker0  acquire Lock 1                     :12
     8  worker0  wait Condition ready               :13
>  end  main     waits for the end of worker0,      :22
                 since step 2
>  end  worker0  waits on Condition ready, since    :13
                 step 8
)");
}

TEST_CASE("no line is longer than the terminal is wide, nor ends in spaces") {
  for (std::size_t width = 40; width < 160; ++width) {
    std::istringstream lines(picture(hand_made::lost_wakeup(), width));
    for (std::string line; std::getline(lines, line);) {
      INFO(width << ": " << line);
      CHECK(display_width(line) <= width);
      CHECK_FALSE(line.ends_with(' '));
    }
  }
}

TEST_CASE("many threads are told one below the other, at any width") {
  std::vector<std::string> names{"main"};
  for (int i = 0; i < 30; ++i) names.push_back("worker" + std::to_string(i));
  hand_made::TraceOf trace(names);
  const std::uint32_t lock = trace.add_object(hand_made::lock_kind);
  for (std::uint16_t i = 1; i <= 30; ++i) trace.step(i, hand_made::acquire, lock, i);
  const Trace finished = trace.ending(engine::Outcome::completed);
  const std::string text = columns(finished, every_step(finished), {}, {100, false});
  CHECK(text.find("thread    operation       site") != std::string::npos);
  CHECK(text.find("worker29  acquire Lock 1  handover.cpp:30") != std::string::npos);
  CHECK(text.find("(1 other thread without a part in these steps)") != std::string::npos);
}

TEST_CASE("of very many stuck threads some are shown and the others counted") {
  std::vector<std::string> names{"main"};
  for (int i = 0; i < 1000; ++i) names.push_back("worker" + std::to_string(i));
  hand_made::TraceOf trace(names);
  const std::uint32_t lock = trace.add_object(hand_made::lock_kind);
  trace.step(0, hand_made::acquire, lock, 1).step(0, hand_made::join, 1, 2);
  for (std::uint16_t i = 1; i <= 1000; ++i) trace.pending(i, hand_made::acquire, lock, 3, 1);
  const Trace finished = trace.ending(engine::Outcome::deadlocked);
  const std::vector<std::size_t> steps{0};
  const std::string text = columns(finished, steps, {}, {100, false});
  CHECK(text.find("... 984 threads not shown that did not get on either") != std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') < 25);
}

TEST_CASE("steps that are left out are counted where they were") {
  const Finding finding = hand_made::lost_wakeup();
  const std::vector<std::size_t> steps{3, 7};
  const std::string text = columns(finding.trace, steps, {}, {130, false});
  CHECK(text.find("... 3 steps not shown\n     4") != std::string::npos);
  CHECK(text.find("... 3 steps not shown\n     8") != std::string::npos);
}

TEST_CASE("sites name their file as soon as there are two") {
  Finding finding = hand_made::lost_wakeup();
  finding.trace.steps[0].site.file = "other/place.cpp";
  const std::string text = picture(finding, 160);
  CHECK(text.find("start worker0 place.cpp:20") != std::string::npos);
  CHECK(text.find("start worker1 handover.cpp:21") != std::string::npos);
}

TEST_CASE("an exception that a thread let out stands where it happened") {
  hand_made::TraceOf trace({"main", "worker"});
  trace.step(0, hand_made::start, 1, 1).step(1, hand_made::end, 1, 2).step(0, hand_made::join, 1, 3);
  Trace finished = trace.ending(engine::Outcome::completed);
  finished.threads[1].uncaught = Trace::Uncaught{"RuntimeError", "no luck", 1};
  CHECK("\n" + columns(finished, every_step(finished), {}, {100, false}) == R"(
  step  main             worker
     1  start worker :1
>                        lets out RuntimeError: no luck
     2                   end :2
     3  join worker :3
)");
}

TEST_CASE("a failed requirement and a stack that ran out end the column of their thread") {
  hand_made::TraceOf trace({"main", "worker"});
  trace.step(0, hand_made::start, 1, 1);
  Trace finished = trace.ending(engine::Outcome::requirement_failed);
  finished.requirement = "both are done";
  finished.culprit = 1;
  CHECK(columns(finished, every_step(finished), {}, {100, false}).find("requires: both are done") !=
        std::string::npos);
  finished.outcome = engine::Outcome::stack_overflow;
  CHECK(columns(finished, every_step(finished), {}, {100, false}).find("runs out of stack") != std::string::npos);
}

TEST_CASE("daemons are called so") {
  Finding finding = hand_made::lost_wakeup();
  finding.trace.threads[2].daemon = true;
  CHECK(picture(finding, 130).find("worker1 (daemon)") != std::string::npos);
}

TEST_CASE("colour changes nothing but colour") {
  const Finding finding = hand_made::lost_wakeup();
  std::string coloured = columns(finding.trace, every_step(finding.trace), finding.marks, {100, true});
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
    coloured.erase(at, coloured.find('m', at) - at + 1);
  CHECK(coloured == picture(finding, 100));
}

TEST_CASE("a trace without steps is no picture") { CHECK(columns(Trace{}, {}, {}, {100, false}).empty()); }
