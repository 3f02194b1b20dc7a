#include "experiments/pilot/pilot_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "experiments/command_line/console.h"
#include "experiments/data/dataset_source.h"
#include "experiments/pilot/pilot_options.h"
#include "experiments/pilot/section_pilot.h"
#include "experiments/runner/torch_run_environment.h"
#include "experiments/sweep/catalog.h"
#include "framework/core/base/json_value.h"
#include "framework/loop/class_regions.h"
#include "framework/nn/learner/torch_learner.h"

namespace xil {
namespace {

std::string seconds_text(double seconds) {
  return seconds < 99.5 ? fmt::format("{:.0f} s", seconds) : fmt::format("{:.0f} min", seconds / 60);
}

void announce(const PilotRequest& request) {
  double seconds = 0;
  const Catalog all = catalog();
  for (const PilotSection& section : request.plan.sections) seconds += expected_seconds(section, all, request.options);
  say_to(stderr, "pilot of {}: {} section{}, about {} of one core (rough; a GPU takes less); it writes nothing\n",
         request.target.sweep.name, request.plan.sections.size(), request.plan.sections.size() == 1 ? "" : "s",
         seconds_text(seconds));
}

/// What holds for the whole pilot.
std::vector<std::string> pilot_notes(const PilotRequest& request) {
  const PilotPlan& plan = request.plan;
  std::vector<std::string> notes = {
      fmt::format("seed {} belongs to the pilot: no run of the sweep has it, and none should get it", plan.seed),
      "no test item was predicted or explained. Thresholds are chosen by how often verdicts differ, never by accuracy; "
      "where splits follow the seed, the pilot's pool holds items that are test items under other seeds",
      "fix the settings before the sweep's first run, the same for every strategy"};
  std::error_code code;
  if (std::filesystem::exists(request.target.out / "runs", code))
    notes.push_back(
        fmt::format("{} holds runs already: settings that are changed now give other runs beside them, and the "
                    "choice comes after a look at results",
                    request.target.out.string()));
  for (const std::string& name : plan.left_out)
    notes.push_back(
        fmt::format("left out: {} (--sections {} takes all)", name, plan.sections.size() + plan.left_out.size()));
  return notes;
}

std::vector<std::string> section_notes(const PilotSection& section) {
  std::vector<std::string> notes;
  for (const StrategyFamily& family : section.families) {
    if (section.judges) notes.push_back(fmt::format("{} stands for {} runs", family.name, family.runs));
  }
  for (const std::string& name : section.left_out) notes.push_back(fmt::format("left out: {} (--families)", name));
  if (!section.others.empty())
    notes.push_back(
        fmt::format("strategies that judge no explanation were not piloted: {}", fmt::join(section.others, ", ")));
  if (!section.varied.empty())
    notes.push_back(fmt::format("these differ between the section's runs, and the pilot has one value: {}",
                                fmt::join(section.varied, ", ")));
  return notes;
}

SectionReport pilot_one(const PilotSection& section, DatasetSource& source, const PilotOptions& options) {
  const auto tell = [](std::string_view what) { say_to(stderr, "  {}\n", what); };
  say_to(stderr, "{}\n", section.name);
  const auto dataset = with_class_regions(source.get(section.first.dataset, section.first.split_stream()),
                                          section.first.oracle.class_regions);
  SectionReport report = pilot_section(section, *dataset, options, tell);
  for (std::string& note : section_notes(section)) report.notes.push_back(std::move(note));
  return report;
}

}  // namespace

int pilot_command(const Arguments& arguments) {
  PilotRequest request = read_pilot(arguments);
  const bool json = arguments.has("json");
  prepare_torch_for(request.threads);
  request.options.device = choose_device(request.options.device, 0);
  announce(request);
  DatasetSource source(node_cache());
  Value::List sections;
  for (const PilotSection& section : request.plan.sections) {
    const SectionReport report = pilot_one(section, source, request.options);
    if (json)
      sections.push_back(to_json_value(report));
    else
      write_lines(stdout, to_text(report) + "\n");
  }
  const std::vector<std::string> notes = pilot_notes(request);
  if (json) {
    say_json(Value(Value::Map{{"name", Value(request.target.sweep.name)},
                              {"seed", Value(request.plan.seed)},
                              {"sections", Value(std::move(sections))},
                              {"notes", json_value(notes)}}));
    return 0;
  }
  for (const std::string& note : notes) say("note: {}\n", note);
  return 0;
}

}  // namespace xil
