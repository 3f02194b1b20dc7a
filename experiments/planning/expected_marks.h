#pragma once

#include "framework/core/base/component_spec.h"

namespace xil {

/// Whether a data set marks something on some of its items, as far as its parameters tell: the user's own files may
/// have it or not.
enum class Marked { No, Perhaps, Yes };
struct ExpectedMarks {
  Marked defects = Marked::No, confounders = Marked::No;
  /// The better of both.
  Marked regions() const { return defects > confounders ? defects : confounders; }
};
ExpectedMarks expected_marks(const ComponentSpec& dataset);

}  // namespace xil
