#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace xil {

/// During its lifetime, a fault that ends the process (segmentation fault, abort, illegal instruction, ...) first
/// writes a line to a file.
/// Precondition: there is one at a time, since signals belong to the whole process.
class CrashReporter {
 public:
  /// `line` returns the line for a reason of the crash; it is called now, not during the crash. The caller keeps the
  /// ownership of the descriptor.
  CrashReporter(int descriptor, const std::function<std::string(std::string_view reason)>& line);
  ~CrashReporter();
  CrashReporter(const CrashReporter&) = delete;
  CrashReporter& operator=(const CrashReporter&) = delete;
};

}  // namespace xil
