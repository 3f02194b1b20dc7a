#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "framework/core/interfaces/run_log.h"
#include "framework/store/runs/checkpoint.h"
#include "framework/store/runs/run_content.h"
#include "framework/store/runs/run_file.h"

namespace xil {

struct RunWriterOptions {
  std::optional<std::filesystem::path> models;  ///< folder of model states (OUT/models); nothing: none are kept
  std::string source_digest = {};               ///< of the set before its split; empty: the run reads no files
  std::string model_input = {};                 ///< SavedModel::input
  std::optional<std::filesystem::path>
      checkpoints;                               ///< folder for this run's (checkpoint_folder); nothing: none are kept
  std::function<void(std::int64_t round)> kept;  ///< called when a round's checkpoint is on the disk; may be empty
  std::function<void(const std::string&)> note;  ///< gets the sentences of a run's log; may be empty
};

/// Collects a run in memory and writes its file in one piece at the end. Model states are written at once, and so is
/// each complete round, as a checkpoint.
class RunFileWriter final : public RunLog {
 public:
  /// `header.dataset_digest` may be empty: it is taken from the dataset.
  explicit RunFileWriter(RunHeader header, RunWriterOptions options = {});

  /// Begins with the rounds of `past`; called before start().
  void restore(RunContent past);

  /// Precondition: the dataset outlives the last call of saliency(), which takes pictures and regions from it.
  void start(const Dataset& dataset, std::span<const ItemId> initial, std::span<const ItemId> test) override;
  void shown(const ShownRecord& record) override;
  void corrected(const Correction& correction) override;
  void saliency(const SaliencyRecord& record, double baseline) override;
  void round(const RoundRecord& record) override;
  void checkpoint(const std::string& learner) override;
  void note(const std::string& sentence) override;
  void model(std::int64_t round, const std::string& state) override;

  // Both are called after start() and before commit(), and belong to runs with a person and to runs that repeat one's
  // session. Fails if a region has not the size of the pictures.
  void set_session(Session session);
  void set_replay(ReplayShare share);

  /// Writes the run file (OUT/runs/<run_id>.h5): complete, or not at all and an error of one line. An existing file
  /// stays.
  void commit(const std::filesystem::path& file) const;

 private:
  bool fits(const Region& region) const;
  void add_pictures(RunContent::SavedRow& row) const;
  void add_edited_pixels(const Correction& correction);

  RunHeader header_;
  RunWriterOptions options_;
  RunContent content_;
  const Dataset* dataset_ = nullptr;
};

}  // namespace xil
