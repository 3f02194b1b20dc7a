#include "experiments/runner/run_expert.h"

#include "experiments/sweep/catalog.h"
#include "framework/core/base/error.h"
#include "framework/core/base/pinned_file.h"
#include "framework/loop/session_expert.h"
#include "framework/loop/simulated_expert.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_session.h"

namespace xil {
namespace {

class Simulation final : public RunExpert {
 public:
  Simulation(const RunParams& run, const Dataset& dataset) : expert_(dataset, run.oracle, run.oracle_stream()) {}
  const Oracle& oracle() override { return expert_; }

 private:
  SimulatedExpert expert_;
};

/// The session's file, checked: the content that the run was configured with, made on the same dataset.
Session session_of(const PinnedFile& file, const Dataset& dataset) {
  read_pinned(file);  // checks the digest
  const RunHeader header = read_header(file.path);
  require(header.dataset_digest == dataset.info().digest,
          "'{}' is a session with other items than this run's dataset has: replay it with its own dataset and seed",
          file.path);
  auto session = read_session(file.path);
  require(session.has_value(), "'{}' is no session: the expert of that run was not a person", file.path);
  return std::move(*session);
}

class Replay final : public RunExpert {
 public:
  Replay(const RunParams& run, const Dataset& dataset)
      : file_(parse_pinned(pinned(run.oracle.session, "oracle.session"))),
        expert_(dataset, run.oracle, run.oracle_stream(), session_of(file_, dataset)),
        judges_(catalog().traits(run.strategy).judges_explanations) {}
  const Oracle& oracle() override { return expert_; }
  RunLog& log(RunFileWriter& own) override {
    log_ = &own;
    return own;
  }
  void finish(RunFileWriter& writer) override {
    const ReplayShare share = share_of(writer.content());
    log_->note(fmt::format(
        "replayed '{}': of {} looks {} were answered by the person, {} with the person's label and a verdict by rule, {} "
        "by the simulated expert",
        file_.path, share.asked, share.answered, share.label_only, share.simulated));
    writer.set_replay(share);
  }

 private:
  /// Over all looks of the run, those before an interruption too.
  ReplayShare share_of(const RunContent& content) const {
    ReplayShare share{read_header(file_.path).run_id, 0, 0, 0, 0};
    for (const ShownRecord* look : divided_looks(content).asked) {
      const AnswerSource source = expert_.source_of(*look, judges_);
      ++share.asked;
      if (source == AnswerSource::Person) ++share.answered;
      if (source == AnswerSource::LabelOfPerson) ++share.label_only;
      if (source == AnswerSource::Simulated) ++share.simulated;
    }
    return share;
  }

  PinnedFile file_;
  SessionExpert expert_;
  bool judges_;
  RunLog* log_ = nullptr;
};

}  // namespace

std::unique_ptr<RunExpert> make_machine_expert(const RunParams& run, const std::string& run_id,
                                               const std::shared_ptr<const Dataset>& dataset) {
  refuse_unless(run.oracle.expert != ExpertKind::Human,
                "run {} has a person as its expert ('oracle.expert': human): carry it out with xil interact", run_id);
  if (run.oracle.expert == ExpertKind::Replay) return std::make_unique<Replay>(run, *dataset);
  return std::make_unique<Simulation>(run, *dataset);
}

}  // namespace xil
