#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/catalogue/run_params.h"

namespace xil {

/// A sweep file with its overrides, expanded.
///
/// Sections: `name`, `question` (a line for people), `fixed` (one value per key), `grid` (a list per key: all
/// combinations), `zip` (a map of equally long lists that vary together, or a list of such maps), `exclude` (a list of
/// maps: a run that matches every entry of one is left out; a name alone matches a choice whatever
/// its parameters, a list any of its values). `strategy.refutations` and the like set a parameter
/// wherever the chosen strategy has it, and else nothing. Order of the runs: datasets slowest, then
/// strategies, models, explainers, the other keys as `RunParams` lists them, seeds fastest; values
/// of a key as written. Equal runs (same run id) collapse to the first.
struct Sweep {
  std::string name;
  std::vector<RunParams> runs;
  std::vector<std::string> run_ids;  ///< goes with runs
  std::vector<std::string> swept;    ///< keys that vary, see varying_keys()
  std::vector<std::string> notes;    ///< entries without effect, one sentence each
  std::string frozen;                ///< YAML that expands to the same runs, overrides included
  std::string digest;                ///< 16 hexadecimal digits of the SHA-256 of `frozen`
  std::string question;              ///< what it is to find out; empty where nobody asked
};

/// Everything that is refused is a configuration error that starts with "file:line" or "override
/// '...'".
Sweep parse_sweep(std::string_view text, const std::string& file, std::span<const std::string> overrides,
                  const Catalog& catalog);
Sweep load_sweep(const std::filesystem::path& file, std::span<const std::string> overrides, const Catalog& catalog);

/// The keys whose value is not the same in all runs, as dotted names in canonical order. A
/// parameter of a choice counts if it differs between runs that chose the same name.
std::vector<std::string> varying_keys(std::span<const RunParams> runs);
/// The varying keys, datasets and seeds excepted, that are not the same in all runs of one dataset
/// (its parameters included): what tells the compared conditions apart. A key that only follows the
/// dataset is none of them.
std::vector<std::string> condition_keys(std::span<const RunParams> runs);
/// The value of a dotted key of to_config(); for a choice its name; nullptr where this run has no
/// such key.
const Value* config_value(const Value& config, std::string_view key);

}  // namespace xil
