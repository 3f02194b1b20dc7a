#pragma once

#include <fmt/format.h>

#include <string>

#include "framework/core/base/error.h"

namespace xil {

/// "2: message" for the exit code and message with which an action is refused; "accepted" otherwise.
inline std::string refusal(auto&& action) {
  try {
    action();
  } catch (const Error& error) {
    return fmt::format("{}: {}", error.exit_code(), error.what());
  }
  return "accepted";
}

}  // namespace xil
