#pragma once

#include <string_view>

#include "framework/store/files/own_files.h"

namespace xil {

/// A text that only grows, such as the log of a run. Where it cannot be written (a full disk, a folder without
/// permission) it is lost without a word; a link, a pipe or a file with a second name in its place is a storage error.
class LogText {
 public:
  LogText(const std::filesystem::path& file, int own_parts);
  void append(std::string_view line);

 private:
  OpenFile file_;
};

}  // namespace xil
