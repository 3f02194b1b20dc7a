#include "framework/store/hdf5_read.h"
#include "framework/store/packed_regions.h"
#include "framework/store/run_checks.h"
#include "framework/store/run_file.h"
#include "framework/store/run_tables.h"

// Reads /refutations and /penalties of a run file.
namespace xil {
namespace {

/// One value a row: a forged table may claim more dimensions, or rows of nothing.
template <class T>
std::vector<T> cells(const TableReader& table, const char* name, const Rows& rows) {
  std::vector<T> values = table.rows<T>(name, rows.first, rows.count);
  require(values.size() == rows.count, "{} holds {} values in {} rows", table.path_of(name), values.size(), rows.count);
  return values;
}

std::vector<Edit> read_edits(const TableReader& table, const Rows& rows) {
  const auto kinds = table.codes<EditKind>("kind", rows.first, rows.count);
  require(kinds.size() == rows.count, "{} holds {} values in {} rows", table.path_of("kind"), kinds.size(), rows.count);
  const auto seeds = cells<std::uint64_t>(table, "seed", rows);
  const auto rounds = cells<std::int64_t>(table, "round", rows);
  const auto copies = cells<std::uint32_t>(table, "copy", rows);
  const auto donors = cells<std::uint32_t>(table, "donor", rows);
  const auto flips = cells<std::uint8_t>(table, "flips", rows);
  const auto zooms = cells<double>(table, "zoom", rows);
  const auto radii = cells<double>(table, "inpaint_px", rows);
  std::vector<Edit> edits(rows.count);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    edits[i] = {kinds[i], seeds[i], static_cast<std::uint32_t>(rounds[i]), copies[i], donors[i], flips[i] != 0,
                zooms[i], radii[i], {}};
  }
  return edits;
}

std::vector<Region> read_regions(hid_t file, const TableReader& table, const Rows& rows) {
  const TableReader pictures(file, "saliency");  // its axes are there in every run
  const auto length = [&](const char* axis) { return picture_length(static_cast<std::int64_t>(pictures.shape(axis).at(0)), pictures.path_of(axis)); };
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
  const auto rounds = cells<std::int64_t>(table, "round", rows);
  const auto items = cells<std::uint32_t>(table, "item", rows);
  const auto labels = cells<std::int32_t>(table, "label", rows);
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
