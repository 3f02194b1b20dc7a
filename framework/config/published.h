#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "framework/config/expand.h"
#include "framework/config/spec.h"

namespace xil {

/// Reads the section `published` of a sweep file into `rows`: a list of rows, each a map of `metric`, `value`, `sd`
/// (may be left out), `source` and the condition, in the words of `grid` (a strategy by its label too). An entry that
/// has `rows` is a table: what else it says holds for all of them. Refuses what is malformed, and metrics and keys that
/// do not exist.
void read_published(const Value& section, const Keys& keys, Value::List& rows);

/// The published values with the runs that fit their conditions. A row that fits no run is refused, and the message
/// says what there is; where the sweep was `overridden`, it is left out of `rows`, with a sentence in the notes of
/// `expansion`.
std::vector<PublishedValue> published_values(Value::List& rows, Expansion& expansion, const Keys& keys,
                                             const Catalog& catalog, bool overridden);

}  // namespace xil
