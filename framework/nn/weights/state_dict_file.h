#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/nn/weights/torch_file.h"

namespace xil {

/// A tensor of a state dict; its values have not been read yet.
struct StoredTensor {
  std::string name;
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::string type;                 ///< type of its storage: FloatStorage ...
  std::size_t count = 0;            ///< number of values
  std::size_t index = 0;            ///< position in the file

  /// Whether the values are floating-point numbers.
  bool is_floating() const;
};

/// A dict, in a file written by torch.save(), that holds tensors by name.
struct StateDict {
  std::string place;  ///< the keys that lead to it, "state_dict" or "a/b"; empty for the file's own object
  std::vector<StoredTensor> tensors;
};

/// The state dicts of a file that torch.save() wrote (see read_torch_file). It is read without Python or LibTorch:
/// nothing in the file is executed, and only the objects that a checkpoint needs are understood. Fails, with the file's
/// name and how to mend it, on any other file: damaged, truncated, a pickled module, without tensors.
class StateDictFile {
 public:
  StateDictFile(std::string bytes, std::string file);
  ~StateDictFile();
  StateDictFile(const StateDictFile&) = delete;
  StateDictFile& operator=(const StateDictFile&) = delete;

  /// The dicts that hold tensors, at least one: first the file's own object, then the dicts that it wraps under the
  /// usual names, then the others.
  const std::vector<StateDict>& dicts() const { return dicts_; }
  /// Reads the values of a tensor as floats, row by row.
  /// Precondition: `values` has as many elements as the tensor.
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
