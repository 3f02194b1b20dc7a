#pragma once

#include <functional>
#include <memory>
#include <string>

#include "experiments/interact/expert_desk.h"
#include "experiments/runner/run_expert.h"

namespace xil {

/// The expert of a run that a person answers for. `at_desk` is called once with the desk, before the first question;
/// the desk lives as long as the returned object.
struct InteractiveParts {
  SessionJournal& journal;
  std::function<bool()> stop_requested;
  std::function<void(std::shared_ptr<ExpertDesk>)> at_desk;
};
std::unique_ptr<RunExpert> make_person(const RunParams& run, const std::string& run_id,
                                       const std::shared_ptr<const Dataset>& dataset, const InteractiveParts& parts);

}  // namespace xil
