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
/// `<first>-<last>.h5` that never change. The file written after round r holds the rounds up to r that a binary counter
/// at r + 1 turned over, and takes the place of the files with those: at most log2(rounds) + 1 files, and every round
/// is written as often at most. Each ends with the SHA-256 of its bytes, looked at before HDF5 sees them. Format:
/// framework/store/README.md.
class Checkpoints {
 public:
  explicit Checkpoints(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// After the last round of `content`; on the disk when the call returns. Pictures are not kept, the dataset has them.
  void write(const RunHeader& header, const RunContent& content, const std::string& learner) const;

  struct Past {
    RunContent content;   ///< rounds, shown, corrections and maps without pictures
    std::string learner;  ///< Learner::checkpoint() after the last round
  };
  /// The longest unbroken row of rounds that this program can go on from; nothing where there is none. What is damaged,
  /// or was written for another dataset or by a program that may calculate otherwise, is deleted; `note` is told why.
  /// Items, classes and regions that `dataset` does not have are none to go on from either.
  std::optional<Past> read(const RunHeader& header, const Dataset& dataset,
                           const std::function<void(const std::string&)>& note) const;

  /// Deletes all of them; a run file has taken their place, or they cannot be used.
  void remove() const;

 private:
  std::filesystem::path folder_;
};

/// What run_loop() needs of it.
RunHistory history_of(const Checkpoints::Past& past);

/// `OUT/checkpoints/<run_id>`
std::filesystem::path checkpoint_folder(const std::filesystem::path& out, std::string_view run_id);

/// Run id of a checkpoint file after reading all of it; a damaged one is a failure that says what to do.
std::string check_checkpoint(const std::filesystem::path& file);

}  // namespace xil
