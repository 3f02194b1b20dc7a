#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/interfaces/records.h"

namespace xil {

/// Since 5: /corrections instead of /refutations and /penalties. Since 4: /shown/explained, and diagnostics by name.
inline constexpr int kSchemaVersion = 5, kOldestSchema = 3;

/// Root attributes of a run file.
struct RunHeader {
  std::string run_id;
  std::string config;                               ///< complete configuration, JSON
  std::string dataset, strategy, model, explainer;  ///< names only
  std::int64_t seed = 0;
  std::string dataset_digest;
  std::vector<std::pair<std::string, std::string>> provenance;
};

/// The entry of the provenance that says which sweeps were frozen when the run began: their digests, with spaces
/// between; see known_sweeps(). A run that is continued keeps the entry of its first round.
inline constexpr std::string_view kKnownSweepsKey = "frozen_sweeps";
/// That entry; empty where the file has none, as those of earlier versions.
std::string known_sweeps_of(const RunHeader& header);
void set_known_sweeps(RunHeader& header, const std::string& digests);

/// /rounds as columns: the record's four fields first, then metrics and timings as logged.
struct RoundColumns {
  std::vector<std::pair<std::string, std::vector<double>>> columns;
  const std::vector<double>* find(const std::string& name) const;
  std::size_t rounds() const { return columns.empty() ? 0 : columns.front().second.size(); }
};

/// One kept map with its picture and region (the defect where there is one, else the confounder, else empty).
struct SavedMap {
  std::int64_t round = 0;
  ItemId item = 0;
  Map map;
  Image image;
  Region region;
};

/// Header and rounds of a complete run file. A file that is damaged, of another schema, or of another run than its name
/// says, is a failure that says so; so is one that may not be read, or that another program has open for writing.
struct RunSummary {
  RunHeader header;
  RoundColumns rounds;
};
/// Fails if an HDF5 file may not be read, is a link or no regular file, or is open for writing in another program. Such
/// a file is not reported as damaged. `own_parts`: see OwnPath.
void require_not_being_written(const std::filesystem::path& file, int own_parts);
RunHeader read_header(const std::filesystem::path& file);
RunSummary read_summary(const std::filesystem::path& file);

/// SHA-256 of what strategies that are to be compared must share: the dataset's digest, the initial set, the test items
/// and their labels.
std::string read_start_digest(const std::filesystem::path& file);
std::vector<ShownRecord> read_shown(const std::filesystem::path& file);
/// Every row of /corrections in order, without the regions, which are nearly all of its size. Files of earlier versions
/// have the rows of /refutations first and then those of /penalties.
std::vector<Correction> list_corrections(const std::filesystem::path& file);
/// Rows [first, first + count) of list_corrections(), or all of them, with the regions; a correction by a kind that
/// edits no pixels has none.
std::vector<Correction> read_corrections(const std::filesystem::path& file, std::size_t first, std::size_t count);
std::vector<Correction> read_corrections(const std::filesystem::path& file);
/// Rows [first, first + count) of /saliency.
std::vector<SavedMap> read_maps(const std::filesystem::path& file, std::size_t first, std::size_t count);
/// Round and item of every row of /saliency, without the maps.
std::vector<std::pair<std::int64_t, ItemId>> list_maps(const std::filesystem::path& file);

/// Fails if a dataset has a form that xil never writes: external storage, or a claimed size beyond the stored one.
/// Opens every dataset and reads none.
void require_own_datasets(const std::filesystem::path& file);

/// Reads every dataset and attribute with its checksum and checks that they fit together (lengths, rounds, run_id).
/// Returns what is wrong, one sentence each; empty if all is well.
std::vector<std::string> verify_run_file(const std::filesystem::path& file);

/// Names of the datasets in which two run files differ, wall-clock ones (/rounds/*_s but expert_s) excepted. Those of
/// /session are compared only if both files have it: they are the person's, not the run's.
std::vector<std::string> run_file_differences(const std::filesystem::path& left, const std::filesystem::path& right);

}  // namespace xil
