#include <heddle/engine/strategies/class_probe.hpp>

#include <heddle/engine/execution.hpp>

#include <algorithm>
#include <cmath>

namespace heddle::engine {
namespace {

constexpr std::uint64_t drawn_to_learn = 50;
constexpr std::uint32_t no_number = UINT32_MAX;

}  // namespace

bool ClassProbe::learning() const noexcept { return begun() <= drawn_to_learn; }

bool ClassProbe::begin() {
  places_.clear();
  return Probe::begin();
}

std::uint32_t ClassProbe::choose_agent(const ChoicePoint& point) {
  steps_.catch_up(point.execution, steps_.size());
  Place place;
  const std::uint32_t picked = pick(point, place);
  steps_.begin_step(point.execution, point.enabled[picked]);
  places_.push_back(place);
  return picked;
}

std::uint32_t ClassProbe::pick(const ChoicePoint& point, Place& place) {
  const auto count = static_cast<std::uint32_t>(point.enabled.size());
  if (!learning())
    for (std::uint32_t i = 0; i < count; ++i) {
      place.contact = contact(point.execution, point.enabled[i].thread);
      if (!races_.contains(place.contact)) return i;
    }
  place.drawn_from = count;
  const std::uint32_t picked = draw(count);
  place.contact = contact(point.execution, point.enabled[picked].thread);
  return picked;
}

std::uint32_t ClassProbe::choose_value(std::uint32_t count) {
  const std::uint32_t picked = draw(count);
  steps_.begin_value(picked, count);
  places_.push_back({{}, count, true});
  return picked;
}

ClassProbe::Contact ClassProbe::contact(const Execution& execution, ThreadIndex thread) const {
  const Step step = execution.pending({thread, false});
  if (step.object == no_object) return {step.kind, 0, no_number};
  const Birth birth = execution.birth_of_object(step.object);
  return {step.kind, steps_.process(birth.creator), birth.number};
}

void ClassProbe::finish(const Execution& execution) {
  steps_.catch_up(execution, steps_.size());
  steps_.close(execution);
  learn(execution);
  if (!learning()) weigh(execution);
  steps_.forget_end();
  steps_.truncate(0);
}

void ClassProbe::learn(const Execution& execution) {
  for (const Race& race : steps_.races()) {
    races_.insert(places_[race.first].contact);
    races_.insert(second_contact(execution, race));
  }
}

/// Where the thread stood still, the step may have been taken later.
ClassProbe::Contact ClassProbe::second_contact(const Execution& execution, const Race& race) const {
  if (race.second != Race::nothing) return places_[race.second].contact;
  const ThreadIndex thread = steps_.second_thread(race);
  for (std::uint32_t step = race.found_at; step < steps_.size(); ++step)
    if (!places_[step].is_value && execution.steps()[step].agent.thread == thread) return places_[step].contact;
  return contact(execution, thread);
}

// ---- the weight ---------------------------------------------------------------------------------------------

void ClassProbe::weigh(const Execution& execution) {
  count_free_steps();
  double weight = 0;
  for (std::uint32_t i = 0; i < steps_.size(); ++i) {
    if (places_[i].drawn_from < 2) continue;
    const double factor = places_[i].drawn_from / (places_[i].is_value ? 1.0 : static_cast<double>(free_[i]));
    weight += std::log(factor);
    if (factor > 1) credit(execution, i, std::log(factor));
  }
  add_weight(weight, execution);
}

/// At each place: how many steps could come next in an execution of this class.
void ClassProbe::count_free_steps() {
  free_.assign(std::size_t{steps_.size()} + 1, 0);
  for (std::uint32_t step = 0; step < steps_.size(); ++step) {
    if (steps_.is_value(step)) continue;
    ++free_[free_from(step)];
    --free_[step + 1];
  }
  for (std::uint32_t i = 1; i < free_.size(); ++i) free_[i] += free_[i - 1];
}

/// The first place at which all has been done that a step waits for.
std::uint32_t ClassProbe::free_from(std::uint32_t step) const {
  // What cuts off the daemons comes last: if it did not, another step would cut them off.
  if (steps_.ending() != nullptr && steps_.ending()->event == step) return step;
  std::uint32_t place = step;
  while (place > 0 && (steps_.is_value(place - 1) || !steps_.happens_before(place - 1, step))) --place;
  return place;
}

/// The logarithm of an estimate is a sum; this is what a choice adds to it.
void ClassProbe::credit(const Execution& execution, std::uint32_t event, double logarithm) {
  const Step& step = execution.steps()[event];
  SourceKey key{0, no_number, step.site.file, step.site.line};
  if (step.object != no_object) {
    const Birth birth = execution.birth_of_object(step.object);
    key = {steps_.process(birth.creator), birth.number, "", 0};
  }
  const auto [at, fresh] = sources_.try_emplace(key);
  Estimate::Source& source = at->second;
  source.share += logarithm;
  if (!fresh) return;
  source.label = step.kind->name;
  source.site = step.site;
  if (step.object == no_object) return;
  const Trace trace = execution.trace();
  source.label = trace.label(step.object);
  source.site = trace.objects[step.object].created;
}

std::vector<Estimate::Source> ClassProbe::sources() const {
  std::vector<Estimate::Source> sources;
  double sum = 0;
  for (const auto& [key, source] : sources_) {
    sources.push_back(source);
    sum += source.share;
  }
  for (Estimate::Source& source : sources) source.share /= sum;
  std::stable_sort(sources.begin(), sources.end(),
                   [](const Estimate::Source& a, const Estimate::Source& b) { return a.share > b.share; });
  return sources;
}

}  // namespace heddle::engine
