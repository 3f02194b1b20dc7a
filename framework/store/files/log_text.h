#pragma once

#include <string_view>

#include "framework/store/files/own_files.h"

namespace xil {

/// A text that only grows, such as the log of a run. Lines that cannot be written (a full disk, a folder without
/// permission) are lost without an error. It is a storage error if the file is a link, a pipe or a file with a second
/// name.
class LogText {
 public:
  LogText(const std::filesystem::path& file, int own_parts);
  void append(std::string_view line);

 private:
  OpenFile file_;
};

}  // namespace xil
