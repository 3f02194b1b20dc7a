#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace xil {

/// For as long as it lives, a fault that ends the process (segmentation fault, abort, illegal instruction, ...) first
/// writes a line to a file. One at a time, since signals belong to the whole process.
class CrashNote {
 public:
  /// `line` gives the line for the reason of the crash; it is called now, not in the crash. The descriptor stays the
  /// caller's.
  CrashNote(int descriptor, const std::function<std::string(std::string_view reason)>& line);
  ~CrashNote();
  CrashNote(const CrashNote&) = delete;
  CrashNote& operator=(const CrashNote&) = delete;
};

}  // namespace xil
