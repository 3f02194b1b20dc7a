#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>  // fmt::join, from fmt 11 on

#include <stdexcept>
#include <string>
#include <utility>

#include "framework/core/base/printable.h"

namespace xil {

/// Who has to act: the user on the configuration (exit code 2), or anybody on anything else (exit code 1). Storage:
/// what is to be kept cannot be written (disk full, read-only folder), so that going on with other work is no use
/// either.
enum class ErrorKind { Failure, Configuration, Storage };

/// The only exception type of xil. Its message is one line, printable() whatever names it quotes: what is wrong, where,
/// and how to mend it.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(printable(message)), kind_(kind) {}
  ErrorKind kind() const { return kind_; }
  int exit_code() const { return kind_ == ErrorKind::Configuration ? 2 : 1; }

 private:
  ErrorKind kind_;
};

/// Throws a failure: something outside the configuration went wrong.
template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::Failure, fmt::format(format, std::forward<Args>(args)...));
}

/// Throws a storage error.
template <class... Args>
[[noreturn]] void fail_storage(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::Storage, fmt::format(format, std::forward<Args>(args)...));
}

/// Throws a configuration error: the user wrote something that xil refuses.
template <class... Args>
[[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::Configuration, fmt::format(format, std::forward<Args>(args)...));
}

template <class... Args>
void require(bool condition, fmt::format_string<Args...> format, Args&&... args) {
  if (!condition) fail(format, std::forward<Args>(args)...);
}

template <class... Args>
void refuse_unless(bool condition, fmt::format_string<Args...> format, Args&&... args) {
  if (!condition) refuse(format, std::forward<Args>(args)...);
}

}  // namespace xil
