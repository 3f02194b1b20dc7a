#include "framework/store/runs/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "framework/store/files/files.h"
#include "framework/store/files/sealed_file.h"
#include "framework/store/hdf5/hdf5_write.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_tables.h"

namespace xil {

std::string calculating_parts(const RunHeader& header) {
  std::string text;
  for (const auto& [key, value] : header.provenance) {
    for (const std::string_view part : {"commit", "diff", "build_type", "compiler", "torch", "threads"}) {
      if (key == part) text += fmt::format("{}={}; ", key, value);
    }
    if (key == "device") text += fmt::format("device={}; ", value.substr(0, value.find(':')));
  }
  return text;
}

namespace {

constexpr std::int64_t kCheckpointVersion = 2;  // since 2: /corrections
constexpr std::string_view kMend = "delete it: the rounds after the ones before it are done again";

struct Range {
  std::int64_t first = 0, last = 0;
};

/// The rounds up to `last` that a file written after it holds.
Range range_after(std::int64_t last) {
  const std::int64_t count = last + 1;
  return {count - (count & -count), last};
}

std::filesystem::path file_of(const std::filesystem::path& folder, const Range& range) {
  return folder / fmt::format("{}-{}.h5", range.first, range.last);
}

std::optional<Range> range_of(const std::filesystem::path& file) {
  const std::string name = file.stem().string();
  const char* const end = name.data() + name.size();
  Range range;
  const auto first = std::from_chars(name.data(), end, range.first);
  if (file.extension() != ".h5" || first.ec != std::errc() || first.ptr == end || *first.ptr != '-')
    return std::nullopt;
  const auto last = std::from_chars(first.ptr + 1, end, range.last);
  if (last.ec != std::errc() || last.ptr != end || range.first > range.last) return std::nullopt;
  return range;
}

/// The files of a folder in the order of their first rounds, longer ones first.
std::vector<std::pair<Range, std::filesystem::path>> list(const std::filesystem::path& folder) {
  std::vector<std::pair<Range, std::filesystem::path>> files;
  for (const std::filesystem::path& file : list_own_folder({folder, 2})) {
    if (const auto range = range_of(file)) files.emplace_back(*range, file);
  }
  std::ranges::sort(files, [](const auto& a, const auto& b) {
    return std::pair(a.first.first, -a.first.last) < std::pair(b.first.first, -b.first.last);
  });
  return files;
}

template <class Record>
std::vector<Record> within(const std::vector<Record>& all, const Range& range) {
  std::vector<Record> some;
  for (const Record& record : all) {
    if (record.round >= range.first && record.round <= range.last) some.push_back(record);
  }
  return some;
}

RunContent part_of(const RunContent& all, const Range& range) {
  RunContent part;
  part.dataset = all.dataset;
  part.items = all.items;
  part.test = all.test;
  part.rounds = within(all.rounds, range);
  part.shown = within(all.shown, range);
  part.corrections = within(all.corrections, range);
  for (const RunContent::SavedRow& row : all.maps) {
    if (row.round >= range.first && row.round <= range.last)
      part.maps.push_back({row.round, row.item, row.map, row.baseline});
  }
  return part;
}

std::string bytes_of(const RunHeader& header, const RunContent& part, const std::string& learner) {
  MemoryFile file;
  write_attribute(file.id(), "checkpoint_version", kCheckpointVersion);
  write_attribute(file.id(), "run_id", header.run_id);
  write_attribute(file.id(), "config", header.config);
  write_attribute(file.id(), "dataset_digest", header.dataset_digest);
  write_attribute(file.id(), "written_by", calculating_parts(header));
  if (const std::string known = known_sweeps_of(header); !known.empty())
    write_attribute(file.id(), std::string(kKnownSweepsKey), known);
  write_rounds(file.id(), part);
  write_test(file.id(), part);
  write_shown(file.id(), part.shown);
  write_corrections(file.id(), part);
  write_saliency(file.id(), part, false);
  {
    const auto* state = reinterpret_cast<const std::uint8_t*>(learner.data());
    TableWriter table(file.id(), "learner");
    table.incompressible_scale("state", std::span(state, learner.size()));  // weights are noise to a compressor
  }
  return sealed(std::string(file.close()));
}

void read_rounds_into(hid_t file, RunContent& content) {
  const RoundColumns table = read_rounds(file);
  const TableReader test(file, "test");
  const auto shape = test.shape("probability");
  require(shape.size() == 3 && shape[0] == table.rounds(), "/test/probability does not go with its rounds");
  for (std::size_t r = 0; r < table.rounds(); ++r) {
    RoundRecord record;
    for (const auto& [name, values] : table.columns) {
      if (name == "round")
        record.round = static_cast<std::int64_t>(values[r]);
      else if (name == "shown")
        record.shown = static_cast<std::int64_t>(values[r]);
      else if (name == "expert_s")
        record.expert_s = values[r];
      else if (name == "train_size")
        record.train_size = static_cast<std::int64_t>(values[r]);
      else if (name.ends_with("_s"))
        record.timings.emplace_back(name, values[r]);
      else
        record.metrics.emplace_back(name, values[r]);
    }
    record.test_probability = Matrix(shape[1], shape[2]);
    record.test_probability.values = test.rows<float>("probability", r, 1);
    content.rounds.push_back(std::move(record));
  }
}

void read_maps_into(hid_t file, RunContent& content) {
  const TableReader table(file, "saliency");
  const auto rounds = table.column<std::int64_t>("round");
  const auto items = table.column<std::uint32_t>("item");
  const auto scales = table.column<double>("scale"), offsets = table.column<double>("offset"),
             baselines = table.column<double>("baseline");
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    QuantisedMap map{offsets.at(i), scales.at(i), table.rows<std::uint8_t>("map", i, 1)};
    content.maps.push_back({rounds[i], items.at(i), std::move(map), baselines.at(i)});
  }
}

template <class Record>
void append(std::vector<Record>& all, std::vector<Record> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// What a file says about itself.
struct Label {
  std::string run_id, dataset_digest, written_by;
};

Label read_into(const std::filesystem::path& path, Checkpoints::Past& past) {
  read_sealed_file({path, 3}, kMend);  // before HDF5 reads a thing
  const bool is_first = past.content.rounds.empty();
  return reading(
      {path, 3},
      [&](hid_t file) {
        const std::int64_t version = read_number_attribute(file, "checkpoint_version");
        require(version == kCheckpointVersion, "its checkpoint_version is {}, and this xil reads {}", version,
                kCheckpointVersion);
        RunContent& content = past.content;
        read_rounds_into(file, content);
        append(content.shown, read_shown_table(TableReader(file, "shown"), kSchemaVersion));
        append(content.corrections, read_all_corrections(file, true));
        read_maps_into(file, content);
        const auto state = TableReader(file, "learner").column<std::uint8_t>("state");
        past.learner.assign(state.begin(), state.end());
        const auto names = attribute_names(file);
        if (is_first && std::ranges::find(names, kKnownSweepsKey) != names.end())
          past.known_sweeps = read_text_attribute(file, std::string(kKnownSweepsKey));
        return Label{read_text_attribute(file, "run_id"), read_text_attribute(file, "dataset_digest"),
                     read_text_attribute(file, "written_by")};
      },
      kMend);
}

/// Why a program with that header cannot go on from it; empty where it can.
std::string hindrance(const Label& label, const RunHeader& header) {
  if (label.run_id != header.run_id) return fmt::format("it belongs to run {}", label.run_id);
  if (label.dataset_digest != header.dataset_digest) return "the dataset was another one";
  if (label.written_by != calculating_parts(header))
    return fmt::format("another program wrote it ({})", label.written_by);
  return {};
}

}  // namespace

void Checkpoints::write(const RunHeader& header, const RunContent& content, const std::string& learner) const {
  require(!content.rounds.empty(), "run {} has no round to keep", header.run_id);
  const Range range = range_after(content.rounds.back().round);
  const std::string bytes = bytes_of(header, part_of(content, range), learner);
  make_own_folder({folder_, 2});
  write_file_atomically({file_of(folder_, range), 3}, bytes, IfExists::Keep);
  for (const auto& [older, file] : list(folder_)) {
    const bool covered = older.first >= range.first && older.last < range.last;
    if (covered) remove_own_file({file, 3});  // what stays is skipped when reading
  }
}

std::optional<Checkpoints::Past> Checkpoints::read(const RunHeader& header, const Dataset& dataset,
                                                   const std::function<void(const std::string&)>& note) const {
  Past past;
  std::int64_t next = 0;
  for (const auto& [range, file] : list(folder_)) {
    if (range.first != next) continue;
    std::string reason;
    Past longer = past;
    try {
      reason = hindrance(read_into(file, longer), header);
      if (reason.empty()) reason = misfit(longer.content, dataset);
    } catch (const Error& error) {
      reason = error.what();
    }
    if (reason.empty()) {
      past = std::move(longer);
      next = range.last + 1;
      continue;
    }
    note(fmt::format("rounds {} to {} are done again: {}", range.first, range.last, reason));
  }
  for (const auto& [range, file] : list(folder_)) {
    if (range.last >= next) remove_own_file({file, 3});  // its name will be needed
  }
  if (next == 0) return std::nullopt;
  return past;
}

void Checkpoints::remove() const {
  if (!has_own_folder({folder_, 2})) return;
  std::error_code ignored;  // what stays is harmless: a run with a file is complete
  std::filesystem::remove_all(folder_, ignored);
}

RunHistory history_of(const Checkpoints::Past& past) {
  const RunContent& content = past.content;
  return {content.rounds, content.shown, content.corrections, past.learner};
}

std::filesystem::path checkpoint_folder(const std::filesystem::path& out, std::string_view run_id) {
  return out / "checkpoints" / run_id;
}

std::string check_checkpoint(const std::filesystem::path& file) {
  Checkpoints::Past past;
  return read_into(file, past).run_id;
}

}  // namespace xil
