#pragma once

#include <string>

#include "framework/core/base/value.h"
#include "framework/data/check/set_check.h"

namespace xil {

/// The text of `xil data check`: a table of the classes, one of the findings by kind, then the findings with their
/// files, at most 20 of a kind, the sizes of the regions, and the near copies.
std::string as_text(const SetCheck& check);

/// The whole result: dataset, root, items, readable, with_mask, near_similarity; classes (label, type, pool,
/// validation, test, ungiven, all); counts (oddity, findings, pictures) of every kind; findings (oddity, severity,
/// similarity, reason, items with path, mask, label, type, split); files (pictures, masks, confounder_masks, table,
/// unused by reason, remedy and paths); notes. A class's pool, validation, test and ungiven are those that the set
/// gives; its `dealt` (pool, validation, test, left_out) are those of a run with split.split_seed, null where the split
/// is refused. split (rule, groups, split_seed); regions and near_copies as in region_report.h and copies_report.h.
/// Missing values are null.
Value as_json(const SetCheck& check);

}  // namespace xil
