#include <algorithm>
#include <memory>

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/packed_regions.h"
#include "framework/store/runs/record_table.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_tables.h"

// Reads /corrections of a run file, and /refutations and /penalties of files of schema 3 and 4.
namespace xil {
namespace {

/// How a table of a file is read.
struct Reading {
  hid_t file;
  const TableReader& table;
  Rows rows;
  int schema;
  std::vector<Region> regions;  ///< per row, or none if they are not asked for

  Reading(hid_t from, const TableReader& of, const Rows& some, bool with_regions)
      : file(from), table(of), rows(some), schema(schema_of(from)) {
    if (with_regions) regions = read_regions(from, of, "region", some);
  }
  template <class Record>
  std::vector<Record> fields(const std::vector<std::string>& missing = {}) const {
    return read_fields<Record>(table, rows.first, rows.count, schema, missing);
  }
};

/// The edits of all rows, whether they are such or not.
std::vector<Edit> read_edits(const Reading& reading, const std::vector<Correction>& corrections) {
  const auto recipes = reading.fields<EditRecipe>();
  auto edits = reading.fields<Edit>();
  for (std::size_t i = 0; i < edits.size(); ++i) {
    edits[i].recipe = recipes[i];
    edits[i].round = static_cast<std::uint32_t>(corrections[i].round);
  }
  return edits;
}

std::shared_ptr<const Edit> with_region(Edit edit, Reading& reading, std::size_t row) {
  if (!reading.regions.empty() && edit.info().edits_region) edit.region = std::move(reading.regions[row]);
  return std::make_shared<const Edit>(std::move(edit));
}

RegionLoss with_region(RegionLoss loss, Reading& reading, std::size_t row) {
  loss.region = std::make_shared<const Region>(reading.regions.empty() ? Region() : std::move(reading.regions[row]));
  return loss;
}

/// Rows of /corrections.
std::vector<Correction> read_present(Reading reading) {
  auto corrections = reading.fields<Correction>();
  auto edits = read_edits(reading, corrections);
  auto losses = reading.fields<RegionLoss>();
  const auto by = reading.table.cells<std::uint8_t>(kCorrectedBy, reading.rows.first, reading.rows.count);
  for (std::size_t i = 0; i < by.size(); ++i) {
    require(by[i] < kCorrectionNames.size(), "'{}' has the unknown code {}", kCorrectedBy, by[i]);
    if (by[i] == 0)
      corrections[i].what = with_region(std::move(edits[i]), reading, i);
    else
      corrections[i].what = with_region(std::move(losses[i]), reading, i);
  }
  return corrections;
}

/// Rows of /refutations.
std::vector<Correction> read_refutations(Reading reading) {
  auto corrections = reading.fields<Correction>();
  auto edits = read_edits(reading, corrections);
  for (std::size_t i = 0; i < corrections.size(); ++i)
    corrections[i].what = with_region(std::move(edits[i]), reading, i);
  return corrections;
}

/// Rows of /penalties.
std::vector<Correction> read_penalties(Reading reading) {
  auto corrections = reading.fields<Correction>({"label"});
  for (std::size_t i = 0; i < corrections.size(); ++i)
    corrections[i].what = with_region(RegionLoss{RegionLossKind::Rrr, kUndefined, {}}, reading, i);
  return corrections;
}

/// The part of `rows` that lies in a table of `length` rows which begins at row `start` of the list.
Rows part_in(const Rows& rows, hsize_t start, hsize_t length) {
  const hsize_t first = std::clamp(rows.first, start, start + length);
  const hsize_t last = std::clamp(rows.first + rows.count, start, start + length);
  return {first - start, last - first};
}

/// Rows of the list that the two tables of earlier versions make.
std::vector<Correction> read_earlier(hid_t file, const Rows& rows, bool with_regions) {
  const TableReader refutations(file, "refutations"), penalties(file, "penalties");
  const hsize_t copies = all_rows(refutations).count, losses = all_rows(penalties).count;
  require(rows.first + rows.count <= copies + losses, "it has only {} rows of corrections", copies + losses);
  auto all = read_refutations({file, refutations, part_in(rows, 0, copies), with_regions});
  for (Correction& correction : read_penalties({file, penalties, part_in(rows, copies, losses), with_regions}))
    all.push_back(std::move(correction));
  return all;
}

std::vector<Correction> read(const std::filesystem::path& path, bool with_regions) {
  return reading({path, 2}, [&](hid_t file) { return read_all_corrections(file, with_regions); });
}

}  // namespace

std::vector<Region> read_regions(hid_t file, const TableReader& table, const std::string& name, const Rows& rows,
                                 std::span<const std::uint8_t> flags) {
  const TableReader pictures(file, "saliency");  // its axes are there in every run
  const auto length = [&](const char* axis) {
    return picture_length(static_cast<std::int64_t>(pictures.shape(axis).at(0)), pictures.path_of(axis));
  };
  const int height = length("y"), width = length("x");
  const std::size_t size = packed_size(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
  const auto bytes = table.rows<std::uint8_t>(name, rows.first, rows.count);
  require(bytes.size() == rows.count * size, "a packed region has not the {} bytes of {} x {} pixels", size, height,
          width);
  std::vector<Region> regions;
  for (std::size_t i = 0; i < rows.count; ++i) {
    const bool is_region = flags.empty() || flags[i] != 0;
    regions.push_back(is_region ? unpack(std::span(bytes).subspan(i * size, size), height, width) : Region());
  }
  return regions;
}

Rows all_rows(const TableReader& table) { return {0, table.shape("row").at(0)}; }

std::vector<Correction> read_correction_rows(hid_t file, const Rows& rows, bool with_regions) {
  if (schema_of(file) < kCorrectionsSchema) return read_earlier(file, rows, with_regions);
  const TableReader table(file, "corrections");
  return read_present({file, table, rows, with_regions});
}

std::vector<Correction> read_all_corrections(hid_t file, bool with_regions) {
  Rows rows;
  for (const std::string& group : correction_groups(file)) rows.count += all_rows(TableReader(file, group)).count;
  return read_correction_rows(file, rows, with_regions);
}

void try_corrections(hid_t file) {
  hsize_t left = std::min<hsize_t>(1, read_all_corrections(file, false).size());
  for (const std::string& group : correction_groups(file)) {
    const TableReader table(file, group);
    const Rows first{0, std::min(left, all_rows(table).count)};
    read_regions(file, table, "region", first);
    left -= first.count;
  }
}

std::vector<Correction> list_corrections(const std::filesystem::path& path) { return read(path, false); }

std::vector<Correction> read_corrections(const std::filesystem::path& path, std::size_t first, std::size_t count) {
  return reading({path, 2}, [&](hid_t file) { return read_correction_rows(file, {first, count}, true); });
}

std::vector<Correction> read_corrections(const std::filesystem::path& path) { return read(path, true); }

}  // namespace xil
