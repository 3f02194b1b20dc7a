#include <algorithm>

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/packed_regions.h"
#include "framework/store/runs/record_table.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_tables.h"

// Reads /corrections of a run file, and /refutations and /penalties of files of schema 3 and 4.
namespace xil {
namespace {

std::vector<Region> read_regions(hid_t file, const TableReader& table, const Rows& rows) {
  const TableReader pictures(file, "saliency");  // its axes are there in every run
  const auto length = [&](const char* axis) {
    return picture_length(static_cast<std::int64_t>(pictures.shape(axis).at(0)), pictures.path_of(axis));
  };
  const int height = length("y"), width = length("x");
  const std::size_t size = packed_size(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
  const auto bytes = table.rows<std::uint8_t>("region", rows.first, rows.count);
  require(bytes.size() == rows.count * size, "a packed region has not the {} bytes of {} x {} pixels", size, height,
          width);
  std::vector<Region> regions;
  for (std::size_t i = 0; i < rows.count; ++i) {
    regions.push_back(unpack(std::span(bytes).subspan(i * size, size), height, width));
  }
  return regions;
}

/// The columns of the rows that are edits, into all rows.
void read_edits(const TableReader& table, const Rows& rows, int schema, std::vector<Correction>& corrections) {
  const auto recipes = read_fields<EditRecipe>(table, rows.first, rows.count, schema);
  auto edits = read_fields<Edit>(table, rows.first, rows.count, schema);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    edits[i].recipe = recipes[i];
    edits[i].round = static_cast<std::uint32_t>(corrections[i].round);
    corrections[i].what = std::make_shared<const Edit>(std::move(edits[i]));
  }
}

/// Gives the corrections their regions.
void add_regions(std::vector<Region> regions, std::vector<Correction>& corrections) {
  for (std::size_t i = 0; i < corrections.size(); ++i) {
    if (auto* loss = std::get_if<RegionLoss>(&corrections[i].what)) {
      loss->region = std::make_shared<const Region>(std::move(regions[i]));
    } else if (corrections[i].edit()->info().edits_region) {
      Edit edit = *corrections[i].edit();
      edit.region = std::move(regions[i]);
      corrections[i].what = std::make_shared<const Edit>(std::move(edit));
    }
  }
}

const auto kNoRegion = std::make_shared<const Region>();

/// Makes the rows that /corrections calls region losses such.
void read_losses(const TableReader& table, const Rows& rows, int schema, std::vector<Correction>& corrections) {
  const auto by = table.cells<std::uint8_t>(kCorrectedBy, rows.first, rows.count);
  auto losses = read_fields<RegionLoss>(table, rows.first, rows.count, schema);
  for (std::size_t i = 0; i < by.size(); ++i) {
    require(by[i] < kCorrectionNames.size(), "'{}' has the unknown code {}", kCorrectedBy, by[i]);
    if (by[i] == 0) continue;
    losses[i].region = kNoRegion;
    corrections[i].what = std::move(losses[i]);
  }
}

std::vector<Correction> read_old_refutations(hid_t file, const Rows& rows, int schema, bool with_regions) {
  const TableReader table(file, "refutations");
  auto corrections = read_fields<Correction>(table, rows.first, rows.count, schema);
  read_edits(table, rows, schema, corrections);
  if (with_regions) add_regions(read_regions(file, table, rows), corrections);
  return corrections;
}

std::vector<Correction> read_old_penalties(hid_t file, const Rows& rows, int schema, bool with_regions) {
  const TableReader table(file, "penalties");
  auto corrections = read_fields<Correction>(table, rows.first, rows.count, schema, {"label"});
  for (Correction& correction : corrections) correction.what = RegionLoss{RegionLossKind::Rrr, kUndefined, kNoRegion};
  if (with_regions) add_regions(read_regions(file, table, rows), corrections);
  return corrections;
}

bool is_old(hid_t file) { return std::ranges::count(member_names(file), "corrections") == 0; }

/// The part of `rows` that lies in a table of `length` rows which begins at row `start` of the list.
Rows part_in(const Rows& rows, hsize_t start, hsize_t length) {
  const hsize_t first = std::clamp(rows.first, start, start + length);
  const hsize_t last = std::clamp(rows.first + rows.count, start, start + length);
  return {first - start, last - first};
}

std::vector<Correction> read_old(hid_t file, const Rows& rows, bool with_regions) {
  const hsize_t copies = all_rows(TableReader(file, "refutations")).count,
                penalties = all_rows(TableReader(file, "penalties")).count;
  require(rows.first + rows.count <= copies + penalties, "it has only {} rows of corrections", copies + penalties);
  const int schema = schema_of(file);
  auto all = read_old_refutations(file, part_in(rows, 0, copies), schema, with_regions);
  for (Correction& correction : read_old_penalties(file, part_in(rows, copies, penalties), schema, with_regions))
    all.push_back(std::move(correction));
  return all;
}

std::vector<Correction> read(const std::filesystem::path& path, bool with_regions) {
  return reading({path, 2}, [&](hid_t file) { return read_all_corrections(file, with_regions); });
}

}  // namespace

Rows all_rows(const TableReader& table) { return {0, table.shape("row").at(0)}; }

std::vector<Correction> read_correction_rows(hid_t file, const Rows& rows, bool with_regions) {
  if (is_old(file)) return read_old(file, rows, with_regions);
  const TableReader table(file, "corrections");
  const int schema = schema_of(file);
  auto corrections = read_fields<Correction>(table, rows.first, rows.count, schema);
  read_edits(table, rows, schema, corrections);
  read_losses(table, rows, schema, corrections);
  if (with_regions) add_regions(read_regions(file, table, rows), corrections);
  return corrections;
}

std::vector<Correction> read_all_corrections(hid_t file, bool with_regions) {
  if (!is_old(file)) return read_correction_rows(file, all_rows(TableReader(file, "corrections")), with_regions);
  const hsize_t copies = all_rows(TableReader(file, "refutations")).count;
  return read_old(file, {0, copies + all_rows(TableReader(file, "penalties")).count}, with_regions);
}

std::vector<Correction> list_corrections(const std::filesystem::path& path) { return read(path, false); }

std::vector<Correction> read_corrections(const std::filesystem::path& path, std::size_t first, std::size_t count) {
  return reading({path, 2}, [&](hid_t file) { return read_correction_rows(file, {first, count}, true); });
}

std::vector<Correction> read_corrections(const std::filesystem::path& path) { return read(path, true); }

}  // namespace xil
