#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/oracle.h"
#include "framework/core/interfaces/run_log.h"
#include "framework/store/runs/run_file_writer.h"

namespace xil {

/// The expert of a run, and what it needs of the run besides questions.
class RunExpert {
 public:
  virtual ~RunExpert() = default;
  /// Called in this order before the loop, which may begin again: the learner and the log that it shall use in place of
  /// its own, and the oracle.
  /// Precondition: `own` outlives this object, or the next call.
  virtual Learner& learner(Learner& own) { return own; }
  virtual RunLog& log(RunFileWriter& own) { return own; }
  virtual const Oracle& oracle() = 0;
  /// Called before each step of the run: see LoopParts::step. This and the oracle may throw RunPaused.
  virtual void step(std::string_view) {}
  /// Called after the last round, before the run file is written: adds what the file shall have of the expert.
  virtual void finish(RunFileWriter&) {}
};

using MakeRunExpert = std::function<std::unique_ptr<RunExpert>(const RunParams& run, const std::string& run_id,
                                                               const std::shared_ptr<const Dataset>& dataset)>;

/// The simulated expert, or a replay of a person's session. Refuses a person: `xil interact` has one.
std::unique_ptr<RunExpert> make_machine_expert(const RunParams& run, const std::string& run_id,
                                               const std::shared_ptr<const Dataset>& dataset);

}  // namespace xil
