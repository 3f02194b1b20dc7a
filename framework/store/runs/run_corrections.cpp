#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/packed_regions.h"
#include "framework/store/runs/record_table.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_tables.h"

// Reads /refutations and /penalties of a run file.
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

}  // namespace

Rows all_rows(const TableReader& table) { return {0, table.shape("row").at(0)}; }

std::vector<RefutationRecord> read_refutation_rows(hid_t file, const Rows& rows, bool with_regions) {
  const TableReader table(file, "refutations");
  auto records = read_fields<RefutationRecord>(table, rows.first, rows.count);
  auto edits = read_fields<Edit>(table, rows.first, rows.count);
  std::vector<Region> regions;
  if (with_regions) regions = read_regions(file, table, rows);
  for (std::size_t i = 0; i < records.size(); ++i) {
    edits[i].round = static_cast<std::uint32_t>(records[i].round);
    if (with_regions && edits[i].kind != EditKind::Augment) edits[i].region = std::move(regions[i]);
    records[i].edit = std::make_shared<const Edit>(std::move(edits[i]));
  }
  return records;
}

std::vector<PenaltyRecord> read_penalty_rows(hid_t file) {
  const TableReader table(file, "penalties");
  const Rows rows = all_rows(table);
  auto records = read_fields<PenaltyRecord>(table, rows.first, rows.count);
  std::vector<Region> regions = read_regions(file, table, rows);
  for (std::size_t i = 0; i < records.size(); ++i)
    records[i].region = std::make_shared<const Region>(std::move(regions[i]));
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
