#pragma once

#include <map>
#include <string>
#include <string_view>

#include "framework/nn/weights/pickle_reader.h"

namespace xil {

/// What torch.save() wrote: a pickle, and the bytes of the storages that it names. All are views of the file's bytes.
struct TorchFile {
  Pickle pickle;
  std::map<std::string, std::string_view, std::less<>> storages;  ///< by key
};

/// Reads a file of torch.save(), which is a zip archive since torch 1.6 and a row of pickles with raw storages behind
/// them before. Of an archive every record's CRC-32 is checked; the old format has no sums. No size is believed before
/// the bytes for it are there. Fails, with the file's name and how to mend it, where the file is anything else:
/// damaged, truncated, in the format before torch 0.2, of a big-endian machine, or a TorchScript module.
TorchFile read_torch_file(std::string_view bytes, const std::string& file);

/// Checks every record of a zip archive that torch.jit.save() wrote against its CRC-32. LibTorch does not, and takes
/// damaged weights for weights. Fails, with the file's name, where one differs or the archive is none.
void check_script_archive(std::string_view bytes, const std::string& file);

}  // namespace xil
