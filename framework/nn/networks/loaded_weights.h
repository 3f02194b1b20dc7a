#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "framework/nn/networks/parameters.h"
#include "framework/nn/weights/state_dict_file.h"

namespace xil {

/// A state dict matched to the tensors of a network.
class LoadedWeights {
 public:
  /// Reads the file (see PinnedFile) and looks in its state dicts for the names of `specs`, which may all have a prefix
  /// there. Refuses it where one of `specs` but the last `head` is missing, of another shape or no floating-point
  /// numbers, or where two prefixes fit equally well. Batch counters, which older files lack, may be missing.
  LoadedWeights(const std::string& pinned_file, std::span<const ParameterSpec> specs, std::size_t head);

  /// Copies the tensor of that name; false where the file has none, or it is not to be used. Refuses NaN, infinite
  /// values and negative variances.
  bool copy(const std::string& name, std::span<float> values) const;
  /// The digest of the whole file.
  const std::string& sha256() const { return sha256_; }
  /// Sentences about tensors that were not used, and about the like, for the log.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  void choose(std::span<const ParameterSpec> specs);
  void compare(std::span<const ParameterSpec> specs);
  void note_head(std::span<const ParameterSpec> head);
  std::string found_instead() const;
  void note_unknown(std::span<const ParameterSpec> specs);

  std::string file_, sha256_;
  std::unique_ptr<StateDictFile> stored_;
  std::map<std::string, StoredTensor, std::less<>> tensors_;  ///< without the prefix, where they have it
  std::vector<std::string> beside_;                           ///< names without the prefix that the others have
  std::vector<std::string> notes_;
};

}  // namespace xil
