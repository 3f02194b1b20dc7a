#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/run_history.h"
#include "framework/store/runs/run_content.h"

namespace xil {

/// The complete rounds of one unfinished run, in a folder of its own (OUT/checkpoints/<run_id>) as files
/// `<first>-<last>.h5` that never change. The file after round r holds the last 2^k rounds, where 2^k is the greatest
/// power of two that divides r + 1 (as in a binary counter), and replaces the files with these rounds: there are at
/// most log2(rounds) + 1 files, and every round is written at most that often. Each file ends with the SHA-256 of its
/// bytes, which is checked before HDF5 reads them. Format: framework/store/README.md.
class Checkpoints {
 public:
  explicit Checkpoints(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Called after the last round of `content`; the file is on the disk when the call returns. Pictures are not kept:
  /// the dataset has them.
  void write(const RunHeader& header, const RunContent& content, const std::string& learner) const;

  struct Past {
    RunContent content;   ///< rounds, shown, corrections and maps without pictures
    std::string learner;  ///< Learner::checkpoint() after the last round
    std::string known_sweeps;  ///< known_sweeps_of() the header with which the run began
  };
  /// The longest gapless sequence of rounds that this program can continue; nothing if there is none. Damaged files,
  /// and files of another dataset or of a program that may calculate otherwise, are deleted, and `note` receives the
  /// reason. Rounds with items, classes or regions that `dataset` lacks are not used.
  std::optional<Past> read(const RunHeader& header, const Dataset& dataset,
                           const std::function<void(const std::string&)>& note) const;

  /// Deletes all checkpoints: a run file has replaced them, or they cannot be used.
  void remove() const;

 private:
  std::filesystem::path folder_;
};

/// The past for run_loop().
RunHistory history_of(const Checkpoints::Past& past);

/// What decides how a program calculates; where the same program runs is not part of it, replaying tells (run_loop).
std::string calculating_parts(const RunHeader& header);

/// `OUT/checkpoints/<run_id>`
std::filesystem::path checkpoint_folder(const std::filesystem::path& out, std::string_view run_id);

/// The run id of a checkpoint file, after reading all of it; fails for a damaged one and says what to do.
std::string check_checkpoint(const std::filesystem::path& file);

}  // namespace xil
