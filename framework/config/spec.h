#pragma once

#include <string>
#include <vector>

#include "framework/config/keys.h"

namespace xil {

/// Keys that vary together: rows[i][j] is the i-th value of keys[j]. An entry of `grid` has one key, a `zip` has
/// several.
struct Axis {
  std::vector<std::string> keys;
  std::vector<std::vector<Value>> rows;
};

/// A sweep as the file describes it, before the expansion into runs. The axes are in the order of Keys::rank, whatever
/// their order in the file.
struct SweepSpec {
  std::string name;
  std::string file;
  Value::Map fixed;
  std::vector<Axis> axes;
  Value::List exclude;
  std::string question;
  Value::List published = {};           ///< rows, see read_published()
  Value::List hypotheses = {};          ///< rows, see read_hypotheses()
  std::vector<std::size_t> looks = {};  ///< numbers of seeds, see read_looks()
};

/// Sweeps of more runs are refused: such a grid is a mistake, or should be several sweeps.
inline constexpr std::size_t kMaxRuns = 100000;

/// Reads all sections; refuses an entry that is malformed, unknown or given twice.
SweepSpec read_spec(const Value& root, const std::string& file, const Keys& keys);

/// The values of a grid entry: a list as it is, or the text "range(a,b)" as a, ..., b - 1.
std::vector<Value> axis_values(const std::string& key, const Value& value);

/// Completes every dataset that is a packed file with the description that the file holds (Catalog::unpacked), so that
/// neither dotted keys nor a frozen sweep need the file. Refuses a parameter that is then given twice.
/// Precondition: catalog.unpacked is set.
void unpack_datasets(SweepSpec& spec, const Keys& keys, const Catalog& catalog);

/// Pins every file that a parameter names (kPinnedKeys) to its content, wherever the parameter is set, so that a frozen
/// sweep does not need the file and always means the same weights or answers. Refuses a file that cannot be read.
void pin_files(SweepSpec& spec);

/// Sorts axes and fixed entries by rank, keeping the written order among equals.
void order_spec(SweepSpec& spec, const Keys& keys);

/// YAML that reads back as the same spec. Different ways of writing one spec give the same text.
std::string freeze(const SweepSpec& spec);

}  // namespace xil
