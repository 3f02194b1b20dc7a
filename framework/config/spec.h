#pragma once

#include <string>
#include <vector>

#include "framework/config/keys.h"

namespace xil {

/// Keys that vary together: rows[i][j] is the i-th value of keys[j]. A grid entry has one key, a
/// zip has several.
struct Axis {
  std::vector<std::string> keys;
  std::vector<std::vector<Value>> rows;
};

/// A sweep as it is written, not expanded yet. Axes are in Keys::rank order whatever the order in
/// the file.
struct SweepSpec {
  std::string name;
  std::string file;
  Value::Map fixed;
  std::vector<Axis> axes;
  Value::List exclude;
  std::string question;
};

/// More runs than this are refused: such a grid is a mistake, or several sweeps.
inline constexpr std::size_t kMaxRuns = 100000;

/// Reads name, question, fixed, grid, zip and exclude; refuses what is malformed, unknown or given twice.
SweepSpec read_spec(const Value& root, const std::string& file, const Keys& keys);

/// The values of a grid entry: a list as it is, or the text "range(a,b)" as a, ..., b - 1.
std::vector<Value> axis_values(const std::string& key, const Value& value);

/// Completes every dataset that is a packed file with what the file says of it (Catalog::unpacked), so that neither
/// dotted keys nor a frozen sweep need the file. Refuses what is given twice then. Precondition: catalog.unpacked is
/// set.
void unpack_datasets(SweepSpec& spec, const Keys& keys, const Catalog& catalog);

/// Pins every file that a model's parameter names (kModelFileKeys) to its content, wherever the parameter stands, so
/// that a frozen sweep needs no file and means the same weights. Refuses a file that cannot be read.
void pin_model_files(SweepSpec& spec);

/// Sorts axes and fixed entries by rank, keeping the written order among equals.
void order_spec(SweepSpec& spec, const Keys& keys);

/// YAML that reads back as the same spec; the same text for every way of writing it.
std::string freeze(const SweepSpec& spec);

}  // namespace xil
