#pragma once

#include <fmt/core.h>  // a third of the cost of fmt/format.h; who prints more than numbers and texts includes more

#include <stdexcept>
#include <string>

namespace xil {

/// Who has to act on an error. Configuration: the user, on the configuration (exit code 2). Failure and Storage:
/// anybody, on anything else (exit code 1). Storage means that results cannot be written (disk full, read-only folder),
/// so that going on with other work is useless as well.
enum class ErrorKind { Failure, Configuration, Storage };

/// The only exception type of xil. Its message is one line, printable() whatever names it quotes, and says what is
/// wrong, where, and how to mend it.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message);
  ErrorKind kind() const { return kind_; }
  int exit_code() const { return kind_ == ErrorKind::Configuration ? 2 : 1; }

 private:
  ErrorKind kind_;
};

/// Throws an error with this message; the functions below are the usual ways to call it.
[[noreturn]] void throw_error(ErrorKind kind, fmt::string_view format, fmt::format_args args);

/// Throws a failure: something outside the configuration went wrong.
template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw_error(ErrorKind::Failure, format, fmt::make_format_args(args...));
}

/// Throws a storage error.
template <class... Args>
[[noreturn]] void fail_storage(fmt::format_string<Args...> format, Args&&... args) {
  throw_error(ErrorKind::Storage, format, fmt::make_format_args(args...));
}

/// Throws a configuration error: the user wrote something that xil refuses.
template <class... Args>
[[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) {
  throw_error(ErrorKind::Configuration, format, fmt::make_format_args(args...));
}

template <class... Args>
void require(bool condition, fmt::format_string<Args...> format, Args&&... args) {
  if (!condition) throw_error(ErrorKind::Failure, format, fmt::make_format_args(args...));
}

template <class... Args>
void refuse_unless(bool condition, fmt::format_string<Args...> format, Args&&... args) {
  if (!condition) throw_error(ErrorKind::Configuration, format, fmt::make_format_args(args...));
}

}  // namespace xil
