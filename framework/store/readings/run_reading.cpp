#include "framework/store/readings/run_reading.h"

#include <algorithm>
#include <set>

#include "framework/core/base/error.h"
#include "framework/store/files/provenance.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/readings/byte_codec.h"
#include "framework/store/recorded/read_opened.h"
#include "framework/store/runs/run_tables.h"

namespace xil {
namespace {

/// Raised whenever encoded() or what it holds changes; builds of one commit agree anyway.
constexpr int kLayout = 1;
/// More predictions are read from their run file when they are needed.
constexpr std::size_t kMostPredictionBytes = std::size_t{1} << 16;

std::size_t bytes_of(const TestPredictions& test) {
  std::size_t bytes = test.probabilities.values.size() * sizeof(float);
  for (std::size_t i = 0; i < test.items.size(); ++i) bytes += 32 + test.paths[i].size() + test.types[i].size();
  return bytes;
}

std::shared_ptr<const TestPredictions> final_of(hid_t file, const RecordedTest& recorded) try {
  auto test = std::make_shared<const TestPredictions>(read_final_predictions(file, recorded));
  return bytes_of(*test) <= kMostPredictionBytes ? test : nullptr;
} catch (const Error&) {
  return nullptr;  // whoever needs them reads them again, and says what is wrong
}

/// What only figures need. The first rows of the tables that they read later are tried here.
void read_tables(hid_t file, RunReading& reading) {
  if (const auto session = read_session(file, true)) read_item_regions(file);
  reading.shown = read_shown_table(TableReader(file, "shown"), schema_of(file));
  const RecordedTest recorded = read_recorded_test(file);
  reading.classes = recorded.classes;
  reading.facts = read_run_facts(file, reading.shown, recorded);
  reading.predictions = final_of(file, recorded);
  try_first_rows(file);
}

RunReading own_reading(RunReading reading, const std::filesystem::path& path) {
  require_own_name(reading.summary.header, path);
  return reading;
}

RunReading read_opened(hid_t file, const std::filesystem::path& path, ReadingDepth depth) {
  RunReading reading;
  reading.summary = read_summary(file);
  reading.source = read_source_digest(file);
  reading.start = read_start_digest(file);
  std::set<std::string> read_already = {"rounds"};
  if (depth == ReadingDepth::Everything) {
    try {
      read_tables(file, reading);
      read_already.insert({"shown", "corrections"});
    } catch (const std::exception& error) {
      reading = {std::move(reading.summary), std::move(reading.source), std::move(reading.start), {}, {}, {}, {}, {}};
      reading.unread = damaged_text(path, error.what());
    }
  }
  require_own_datasets(file, read_already);
  return reading;
}

template <class Codec, class Record>
void code_header(Codec&& code, Record& summary) {
  auto& header = summary.header;
  for (auto* text : {&header.run_id, &header.config, &header.dataset, &header.strategy, &header.model,
                     &header.explainer, &header.dataset_digest})
    code(*text);
  code(header.seed);
}

template <class Code>
void code_facts(Code&& code, auto& facts) {
  for (auto* count : {&facts.judged, &facts.wrong_reasons, &facts.shown, &facts.explained, &facts.empty_maps,
                      &facts.corrections, &facts.pool, &facts.left, &facts.classes, &facts.predicted_classes})
    code(*count);
}

template <class Code>
void code_predictions(Code&& code, auto& test) {
  code(test.round);
  code(test.class_names);
  code(test.items);
  code(test.labels);
  code(test.paths);
  code(test.types);
  code(test.probabilities.rows);
  code(test.probabilities.cols);
  code(test.probabilities.values);
}

void put(ByteWriter& writer, const ShownRecord& look) {
  ShownRecord::fields([&](const char*, auto member, std::string_view, Since = {}) { writer.put(look.*member); });
  writer.put(look.explained);
  writer.put(static_cast<std::uint64_t>(look.diagnostics.size()));
  for (const auto& [name, value] : look.diagnostics) {
    writer.put(name);
    writer.put(value);
  }
}

ShownRecord get_look(ByteReader& reader) {
  ShownRecord look;
  ShownRecord::fields([&](const char* name, auto member, std::string_view, Since = {}) {
    reader.get(look.*member);
    using T = std::remove_reference_t<decltype(look.*member)>;
    if constexpr (std::is_enum_v<T>)
      require(static_cast<std::size_t>(look.*member) < EnumNames<T>::names.size(), "'{}' has an unknown code", name);
  });
  std::uint8_t explained = 0;
  reader.get(explained);
  look.explained = explained != 0;
  for (std::uint64_t i = reader.number(); i > 0; --i) {
    auto& [name, value] = look.diagnostics.emplace_back();
    reader.get(name);
    reader.get(value);
  }
  return look;
}

void put_columns(ByteWriter& writer, const RunSummary& summary) {
  writer.put(static_cast<std::uint64_t>(summary.header.provenance.size()));
  for (const auto& [key, text] : summary.header.provenance) {
    writer.put(key);
    writer.put(text);
  }
  writer.put(static_cast<std::uint64_t>(summary.rounds.columns.size()));
  for (const auto& [name, values] : summary.rounds.columns) {
    writer.put(name);
    writer.put(values);
  }
}

void get_columns(ByteReader& reader, RunSummary& summary) {
  for (std::uint64_t i = reader.number(); i > 0; --i) {
    auto& [key, text] = summary.header.provenance.emplace_back();
    reader.get(key);
    reader.get(text);
  }
  for (std::uint64_t i = reader.number(); i > 0; --i) {
    auto& [name, values] = summary.rounds.columns.emplace_back();
    reader.get(name);
    reader.get(values);
  }
}

}  // namespace

RunReading read_run(std::string_view bytes, const std::filesystem::path& path, ReadingDepth depth) {
  return own_reading(reading_bytes(bytes, path, [&](hid_t file) { return read_opened(file, path, depth); }), path);
}

RunReading read_run(const std::filesystem::path& path, ReadingDepth depth) {
  return own_reading(reading({path, 2}, [&](hid_t file) { return read_opened(file, path, depth); }), path);
}

std::string encoded(const RunReading& reading) {
  ByteWriter writer;
  const auto code = [&](const auto& value) { writer.put(value); };
  code_header(code, reading.summary);
  put_columns(writer, reading.summary);
  writer.put(reading.source);
  writer.put(reading.start);
  writer.put(reading.unread);
  writer.put(reading.classes);
  code_facts(code, reading.facts);
  writer.put(static_cast<std::uint64_t>(reading.shown.size()));
  for (const ShownRecord& look : reading.shown) put(writer, look);
  writer.put(static_cast<std::uint8_t>(reading.predictions != nullptr));
  if (reading.predictions) code_predictions(code, *reading.predictions);
  return writer.take();
}

RunReading decode_reading(std::string_view bytes) {
  ByteReader reader(bytes);
  RunReading reading;
  const auto code = [&](auto& value) { reader.get(value); };
  code_header(code, reading.summary);
  get_columns(reader, reading.summary);
  reader.get(reading.source);
  reader.get(reading.start);
  reader.get(reading.unread);
  reader.get(reading.classes);
  code_facts(code, reading.facts);
  for (std::uint64_t i = reader.number(); i > 0; --i) reading.shown.push_back(get_look(reader));
  std::uint8_t has_final = 0;
  reader.get(has_final);
  if (has_final != 0) {
    auto test = std::make_shared<TestPredictions>();
    code_predictions(code, *test);
    const std::size_t items = test->items.size();
    require(test->labels.size() == items && test->paths.size() == items && test->types.size() == items &&
                test->probabilities.rows == items &&
                test->probabilities.values.size() == items * test->probabilities.cols &&
                test->probabilities.cols == test->class_names.size(),
            "the last predictions do not fit together");
    reading.predictions = std::move(test);
  }
  require(reader.at_end(), "there are bytes behind the reading");
  return reading;
}

std::string reading_layout() {
  std::string text = fmt::format("{} {} {} {}", kLayout, kSchemaVersion, build_info().commit, build_info().diff);
  ShownRecord::fields([&](const char* name, auto, std::string_view, Since = {}) { text += fmt::format(" {}", name); });
  return text;
}

}  // namespace xil
