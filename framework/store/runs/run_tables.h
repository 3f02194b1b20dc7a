#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/interfaces/session.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/item_regions.h"
#include "framework/store/runs/run_content.h"
#include "framework/store/runs/run_file.h"

// The tables that run files and checkpoints share. Only for the .cpp files of this room.
namespace xil {

/// The column of /corrections that says what a row is, and its codes: those of Correction::what.
inline constexpr const char* kCorrectedBy = "by";
inline constexpr std::array<std::string_view, 2> kCorrectionNames = {"edit", "region_loss"};

inline constexpr const char *kSessionGroup = "session", *kReplayGroup = "replay";

void write_rounds(hid_t file, const RunContent& run);
void write_test(hid_t file, const RunContent& run);
void write_shown(hid_t file, const std::vector<ShownRecord>& shown);
void write_corrections(hid_t file, const RunContent& run);
/// Maps with their scales, rounds and items. `with_pictures`: the image and the region of each map are written too.
void write_saliency(hid_t file, const RunContent& run, bool with_pictures);

void write_session(hid_t file, const RunContent& run);
void write_replay(hid_t file, const ReplayShare& share);

bool has_group(hid_t file, const std::string& name);
/// Every group of datasets in a file: those of `/`, and those of /session in its place.
std::vector<TableReader> tables_of(hid_t file);

RunSummary read_summary(hid_t file);
/// Fails unless the file has the name of its run.
void require_own_name(const RunHeader& header, const std::filesystem::path& path);
std::string read_start_digest(hid_t file);
/// As of a file by its name; the tables `read_already` were looked at when they were read.
void require_own_datasets(hid_t file, const std::set<std::string>& read_already = {});
RoundColumns read_rounds(hid_t file);
/// Fails where the first correction, or the first map, cannot be read.
void try_first_rows(hid_t file);
std::map<ItemId, ItemRegions> read_item_regions(hid_t file);
/// Since this schema files have /corrections, and /shown/region_losses in place of /shown/penalised.
inline constexpr int kCorrectionsSchema = 5;
/// Since this schema there are /session and /replay, and looks whose verdict is unsure.
inline constexpr int kSessionSchema = 5;
/// The schema of a run file; a checkpoint has the present one.
int schema_of(hid_t file);
std::vector<ShownRecord> read_shown_table(const TableReader& table, int schema);
/// Rows of a table of corrections.
struct Rows {
  hsize_t first = 0, count = 0;
};
Rows all_rows(const TableReader& table);
/// `with_regions`: regions are read too. For older files see list_corrections().
std::vector<Correction> read_correction_rows(hid_t file, const Rows& rows, bool with_regions);
std::vector<Correction> read_all_corrections(hid_t file, bool with_regions);
/// Fails where the corrections, or the region of the first, cannot be read.
void try_corrections(hid_t file);
/// Rows of a dataset of packed regions, which have the size of the file's pictures. Rows whose flag is 0 are empty; no
/// flags: all rows are regions.
std::vector<Region> read_regions(hid_t file, const TableReader& table, const std::string& name, const Rows& rows,
                                 std::span<const std::uint8_t> flags = {});

/// /session as it lies in the file; nothing if it has none. Values of the wrong kind are a failure.
std::optional<Session> read_session(hid_t file, bool with_regions);
std::optional<ReplayShare> read_replay(hid_t file);
/// What is wrong with a session, or with a share, that was read from the file; one sentence each.
std::vector<std::string> problems_of(hid_t file, const Session& session);
std::vector<std::string> problems_of(const ReplayShare& share);
/// The same of the groups in a file; none if it has neither.
/// Precondition: verify_run_file() has accepted the lengths of the datasets.
void check_sessions(hid_t file, std::vector<std::string>& problems);

}  // namespace xil
