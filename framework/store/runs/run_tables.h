#pragma once

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/run_content.h"

// The tables that run files and checkpoints share. Only for the .cpp files of this room.
namespace xil {

void write_rounds(hid_t file, const RunContent& run);
void write_test(hid_t file, const RunContent& run);
void write_shown(hid_t file, const std::vector<ShownRecord>& shown);
void write_refutations(hid_t file, const RunContent& run);
void write_penalties(hid_t file, const RunContent& run);
/// Maps with their scales, rounds and items; with_pictures: with the image and the region of each.
void write_saliency(hid_t file, const RunContent& run, bool with_pictures);

RoundColumns read_rounds(hid_t file);
std::vector<ShownRecord> read_shown_table(const TableReader& table);
/// Rows [first, first + count) of a table of corrections, and which regions go with them.
struct Rows {
  hsize_t first = 0, count = 0;
};
Rows all_rows(const TableReader& table);
std::vector<RefutationRecord> read_refutation_rows(hid_t file, const Rows& rows, bool with_regions);
std::vector<PenaltyRecord> read_penalty_rows(hid_t file);

}  // namespace xil
