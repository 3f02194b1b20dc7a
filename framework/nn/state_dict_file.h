#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// A tensor of a state dict, as floats, row by row.
struct StoredTensor {
  std::string name;
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::vector<float> values;
};

/// The tensors of a state dict that torch.save() of torch >= 1.6 wrote (a zip archive of a pickle and raw storages), in its
/// order. `bytes`: the whole file; `file` is its name for messages. Read without Python or LibTorch: nothing in the file is
/// executed, only what a state dict needs is understood, every record's CRC-32 is checked, and no size is believed before
/// the bytes for it are there. A dict that wraps the state dict under "state_dict" or "model" is looked into; names lose the
/// "module." of DataParallel. Fails, with the file's name and how to mend it, where the file is anything else: damaged,
/// truncated, in the format before torch 1.6, or a pickled module.
std::vector<StoredTensor> read_state_dict(std::string_view bytes, const std::string& file);

/// Checks every record of a zip archive that torch.jit.save() wrote against its CRC-32. LibTorch does not, and takes damaged
/// weights for weights. Fails, with the file's name, where one differs or the archive is none.
void check_script_archive(std::string_view bytes, const std::string& file);

}  // namespace xil
