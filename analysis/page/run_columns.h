#pragma once

#include "framework/core/base/value.h"

namespace xil {

/// The table of runs in columns, which is far smaller than rows. `rows`: a list of maps with the same keys. Gives
/// {texts: every text once, columns: [{key, title, text: is it of texts?, values}]}; values are places in `texts`,
/// numbers, or null.
Value run_columns_json(const Value& rows);

}  // namespace xil
