#pragma once

#include <map>
#include <string>
#include <string_view>

#include "framework/nn/weights/pickle_reader.h"

namespace xil {

/// The content of a file of torch.save(): a pickle, and the bytes of the storages that it names. All are views of the
/// file's bytes.
struct TorchFile {
  Pickle pickle;
  std::map<std::string, std::string_view, std::less<>> storages;  ///< by key
};

/// Reads a file of torch.save(): a zip archive since torch 1.6, before that a row of pickles followed by raw storages.
/// In an archive the CRC-32 of every record is checked; the old format has no checksums. Memory for a size is allocated
/// only after its bytes have been found. Fails, with the file's name and how to mend it, on any other file: damaged,
/// truncated, in the format before torch 0.2, from a big-endian machine, or a TorchScript module.
TorchFile read_torch_file(std::string_view bytes, const std::string& file);

/// Checks the CRC-32 of every record of a zip archive that torch.jit.save() wrote. LibTorch does not check them, and
/// would load damaged weights. Fails, with the file's name, if one differs or the file is not such an archive.
void check_script_archive(std::string_view bytes, const std::string& file);

}  // namespace xil
