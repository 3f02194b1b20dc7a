#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/packed_regions.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_tables.h"

// Reads /refutations and /penalties of a run file.
namespace xil {
namespace {

std::vector<Edit> read_edits(const TableReader& table, const Rows& rows) {
  const auto kinds = table.codes<EditKind>("kind", rows.first, rows.count);
  const auto seeds = table.cells<std::uint64_t>("seed", rows.first, rows.count);
  const auto rounds = table.cells<std::int64_t>("round", rows.first, rows.count);
  const auto copies = table.cells<std::uint32_t>("copy", rows.first, rows.count);
  const auto donors = table.cells<std::uint32_t>("donor", rows.first, rows.count);
  const auto flips = table.cells<std::uint8_t>("flips", rows.first, rows.count);
  const auto zooms = table.cells<double>("zoom", rows.first, rows.count);
  const auto radii = table.cells<double>("inpaint_px", rows.first, rows.count);
  std::vector<Edit> edits(rows.count);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    edits[i] = {kinds[i],  seeds[i],  static_cast<std::uint32_t>(rounds[i]),
                copies[i], donors[i], flips[i] != 0,
                zooms[i],  radii[i],  {}};
  }
  return edits;
}

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

}  // namespace

Rows all_rows(const TableReader& table) { return {0, table.shape("row").at(0)}; }

std::vector<RefutationRecord> read_refutation_rows(hid_t file, const Rows& rows, bool with_regions) {
  const TableReader table(file, "refutations");
  std::vector<Edit> edits = read_edits(table, rows);
  const auto rounds = table.cells<std::int64_t>("round", rows.first, rows.count);
  const auto items = table.cells<std::uint32_t>("item", rows.first, rows.count);
  const auto labels = table.cells<std::int32_t>("label", rows.first, rows.count);
  std::vector<Region> regions;
  if (with_regions) regions = read_regions(file, table, rows);
  std::vector<RefutationRecord> records;
  for (std::size_t i = 0; i < rows.count; ++i) {
    if (with_regions && edits[i].kind != EditKind::Augment) edits[i].region = std::move(regions[i]);
    records.push_back({rounds[i], items[i], labels[i], std::make_shared<const Edit>(std::move(edits[i]))});
  }
  return records;
}

std::vector<PenaltyRecord> read_penalty_rows(hid_t file) {
  const TableReader table(file, "penalties");
  const auto rounds = table.column<std::int64_t>("round");
  const auto items = table.column<std::uint32_t>("item");
  std::vector<Region> regions = read_regions(file, table, all_rows(table));
  std::vector<PenaltyRecord> records;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    records.push_back({rounds.at(i), items.at(i), std::make_shared<const Region>(std::move(regions[i]))});
  }
  return records;
}

std::vector<RefutationRecord> list_refutations(const std::filesystem::path& path) {
  return reading({path, 2}, [&](hid_t file) {
    return read_refutation_rows(file, all_rows(TableReader(file, "refutations")), false);
  });
}

std::vector<RefutationRecord> read_refutations(const std::filesystem::path& path, std::size_t first,
                                               std::size_t count) {
  return reading({path, 2}, [&](hid_t file) { return read_refutation_rows(file, {first, count}, true); });
}

std::vector<RefutationRecord> read_refutations(const std::filesystem::path& path) {
  return reading({path, 2}, [&](hid_t file) {
    return read_refutation_rows(file, all_rows(TableReader(file, "refutations")), true);
  });
}

std::vector<PenaltyRecord> read_penalties(const std::filesystem::path& path) {
  return reading({path, 2}, [&](hid_t file) { return read_penalty_rows(file); });
}

}  // namespace xil
