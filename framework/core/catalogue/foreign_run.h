#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "framework/core/catalogue/run_params.h"

// Configurations of other versions of xil, or of one with strategies of its own: what this program does not know is
// kept as plain values, what it knows is read and checked as always.
namespace xil {

/// The name and the parameters of a component "casting" or {name: casting, size: 64}.
std::pair<std::string, Value> named_spec(const Value& given, std::string_view key);

/// read_run() for a catalog that is tolerant(). An unknown name or key must be a word of at most 100 letters, digits,
/// '_', '-' and '.', keys without '.'; anything else is refused, as is a known key with a value of a wrong type or out
/// of range.
RunParams read_foreign_run(const Value& config, const Catalog& catalog);

/// Sets in a configuration what no member of RunParams holds.
void set_unknown(Value& config, const Value::Map& unknown);

/// The run without its unknown parts, whose defaults are taken to be what they had; nothing if a component itself is
/// unknown. If its run_id() is the id of the file, the unknown parameters did have their defaults.
std::optional<RunParams> known_part(const RunParams& run, const Catalog& catalog);

/// Whether this program knows the dataset, strategy, ... of a run with all its parameters.
bool is_known_component(const RunParams& run, std::string_view key);

/// "strategy 'margin', 'oracle.patience'": what a run has that this program does not know.
std::string unknown_text(const RunParams& run);

}  // namespace xil
