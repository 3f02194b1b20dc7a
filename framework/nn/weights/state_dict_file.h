#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/nn/weights/torch_file.h"

namespace xil {

/// A tensor of a state dict, not read yet.
struct StoredTensor {
  std::string name;
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::string type;                 ///< of its storage: FloatStorage ...
  std::size_t count = 0;            ///< of its values
  std::size_t index = 0;            ///< in the file

  /// Is it made of floating-point numbers?
  bool is_floating() const;
};

/// A dict in a file of torch.save() that holds tensors by name.
struct StateDict {
  std::string place;  ///< the keys that lead to it, "state_dict" or "a/b"; empty: it is the file's object
  std::vector<StoredTensor> tensors;
};

/// The state dicts of a file that torch.save() wrote (see read_torch_file). Read without Python or LibTorch: nothing in
/// the file is executed, only what a checkpoint needs is understood. Fails, with the file's name and how to mend it,
/// where the file is anything else: damaged, truncated, a pickled module, without tensors.
class StateDictFile {
 public:
  StateDictFile(std::string bytes, std::string file);
  ~StateDictFile();
  StateDictFile(const StateDictFile&) = delete;
  StateDictFile& operator=(const StateDictFile&) = delete;

  /// Those with tensors; the file's object first, then what it wraps under the usual names, then the rest. At least
  /// one.
  const std::vector<StateDict>& dicts() const { return dicts_; }
  /// The values of a tensor as floats, row by row. Precondition: as many as it has.
  void read(const StoredTensor& tensor, std::span<float> values) const;

 private:
  struct Stored;
  void find_dicts();

  const std::string bytes_, file_;
  TorchFile torch_;
  std::vector<StateDict> dicts_;
  std::vector<Stored> stored_;
};

}  // namespace xil
