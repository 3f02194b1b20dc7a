#include "framework/core/base/error.h"

#include <fmt/format.h>

#include "framework/core/base/printable.h"

namespace xil {

Error::Error(ErrorKind kind, const std::string& message) : std::runtime_error(printable(message)), kind_(kind) {}

void throw_error(ErrorKind kind, fmt::string_view format, fmt::format_args args) {
  throw Error(kind, fmt::vformat(format, args));
}

}  // namespace xil
