#include <stdlib.h>

#include <cstddef>
#include <cstdint>

#include "framework/core/base/error.h"
#include "tests/fuzz/target.h"

// For clang's libFuzzer, which looks for inputs that reach new code: XIL_FUZZ_TARGET names the target, see
// tests/fuzz/README.md.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto target = [] {
    const char* const name = ::getenv("XIL_FUZZ_TARGET");
    return xil::fuzz::find_target(name == nullptr ? "" : name).make();
  }();
  try {
    target->read({reinterpret_cast<const char*>(bytes), size});
  } catch (const xil::Error&) {
    // refused
  }
  return 0;
}
