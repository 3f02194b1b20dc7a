#pragma once

#include <array>
#include <string_view>

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/run_content.h"

// The tables that run files and checkpoints share. Only for the .cpp files of this room.
namespace xil {

/// The column of /corrections that says what a row is, and its codes: those of Correction::what.
inline constexpr const char* kCorrectedBy = "by";
inline constexpr std::array<std::string_view, 2> kCorrectionNames = {"edit", "region_loss"};

void write_rounds(hid_t file, const RunContent& run);
void write_test(hid_t file, const RunContent& run);
void write_shown(hid_t file, const std::vector<ShownRecord>& shown);
void write_corrections(hid_t file, const RunContent& run);
/// Maps with their scales, rounds and items. `with_pictures`: the image and the region of each map are written too.
void write_saliency(hid_t file, const RunContent& run, bool with_pictures);

RoundColumns read_rounds(hid_t file);
/// Since this schema files have /corrections, and /shown/region_losses in place of /shown/penalised.
inline constexpr int kCorrectionsSchema = 5;
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

}  // namespace xil
