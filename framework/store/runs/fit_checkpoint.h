#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "framework/core/interfaces/fit_keeper.h"
#include "framework/store/runs/run_content.h"

namespace xil {

/// The state of an unfinished run's fit, OUT/checkpoints/<run_id>/training.fit: one file, which a newer state replaces,
/// unless that is of an earlier round, whose fit is only repeated on the way to the kept one. A line of JSON says to
/// which run, dataset, program and round it belongs; the learner's bytes follow, and the SHA-256 of all before it. A
/// file that is damaged, or of another dataset, program or type of processor, is deleted, and the fit begins anew.
class FitCheckpoint final : public FitKeeper {
 public:
  using Note = std::function<void(const std::string&)>;
  /// `folder`: checkpoint_folder(). A state is due every `interval_s` seconds. `note` receives what a user should know.
  FitCheckpoint(std::filesystem::path folder, const RunHeader& header, double interval_s, Note note);

  std::string kept(std::uint32_t round) override;
  void set_aside(const std::string& reason) override;
  bool is_due() override;
  void keep(std::uint32_t round, const std::string& state) override;

 private:
  std::string label(std::uint32_t round) const;
  std::filesystem::path file() const { return folder_ / "training.fit"; }

  std::filesystem::path folder_;
  std::string run_id_, belongs_to_;  ///< digests of what must be the same
  double interval_s_;
  Note note_;
  std::uint32_t later_round_ = 0;  ///< of the state that was found; 0: it was of no later round than asked for
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// The run id of such a file, after reading all of it; fails for a damaged one and says what to do.
std::string check_fit_checkpoint(const std::filesystem::path& file);

}  // namespace xil
