#include "framework/store/runs/run_session.h"

#include <algorithm>

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/hdf5/hdf5_write.h"
#include "framework/store/runs/packed_regions.h"
#include "framework/store/runs/record_table.h"
#include "framework/store/runs/run_tables.h"

namespace xil {
namespace {

void write_events(hid_t session, const std::vector<SessionEvent>& events) {
  TableWriter table(session, "events");
  table.index("row", events.size());
  write_fields(table, events);
}

void write_drawn(TableWriter& table, const std::string& name, const std::vector<SessionAnswer>& answers,
                 Region SessionAnswer::*region, std::size_t pixels) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(answers.size() * packed_size(pixels));
  for (const SessionAnswer& answer : answers) pack(answer.*region, pixels, bytes);
  write_values<std::uint8_t>(table, "drew_" + name, answers,
                             [&](const SessionAnswer& answer) { return !(answer.*region).values.empty(); });
  table.column<std::uint8_t>(name, bytes, {"row", "byte"});
}

void write_answers(hid_t session, const RunContent& run) {
  const std::vector<SessionAnswer>& answers = run.session->answers;
  const std::size_t pixels = Region(run.dataset.height, run.dataset.width).values.size();
  TableWriter table(session, "answers");
  table.index("row", answers.size());
  table.index("byte", packed_size(pixels));
  write_fields(table, answers);
  write_drawn(table, "defect", answers, &SessionAnswer::defect, pixels);
  write_drawn(table, "wrong", answers, &SessionAnswer::wrong, pixels);
  table.column("note", values_of<std::string>(answers, &SessionAnswer::note), {"row"});
}

void write_questionnaire(hid_t session, const std::vector<QuestionnaireLine>& lines) {
  TableWriter table(session, "questionnaire");
  table.index("row", lines.size());
  table.column("scale", values_of<std::string>(lines, &QuestionnaireLine::scale), {"row"});
  table.column("name", values_of<std::string>(lines, &QuestionnaireLine::name), {"row"});
  write_values<double>(table, "value", lines, &QuestionnaireLine::value);
}

void read_drawn(hid_t file, const TableReader& table, const std::string& name, std::vector<SessionAnswer>& answers,
                Region SessionAnswer::*region) {
  const auto drew = table.cells<std::uint8_t>("drew_" + name, 0, answers.size());
  if (answers.empty()) return;
  auto regions = read_regions(file, table, name, {0, answers.size()}, drew);
  for (std::size_t i = 0; i < answers.size(); ++i) answers[i].*region = std::move(regions[i]);
}

std::vector<SessionAnswer> read_answers(hid_t file, const TableReader& session, bool with_regions) {
  const TableReader table(session, "answers");
  auto answers = read_fields<SessionAnswer>(table, 0, all_rows(table).count, kSchemaVersion);
  auto notes = table.texts("note");
  require(notes.size() == answers.size(), "{} holds {} values for {} answers", table.path_of("note"), notes.size(),
          answers.size());
  for (std::size_t i = 0; i < answers.size(); ++i) answers[i].note = std::move(notes[i]);
  if (!with_regions) return answers;
  read_drawn(file, table, "defect", answers, &SessionAnswer::defect);
  read_drawn(file, table, "wrong", answers, &SessionAnswer::wrong);
  return answers;
}

std::vector<QuestionnaireLine> read_questionnaire(const TableReader& session) {
  const TableReader table(session, "questionnaire");
  auto scales = table.texts("scale"), names = table.texts("name");
  const auto values = table.cells<double>("value", 0, scales.size());
  require(names.size() == scales.size(), "{} holds {} values for {} lines", table.path_of("name"), names.size(),
          scales.size());
  std::vector<QuestionnaireLine> lines;
  for (std::size_t i = 0; i < scales.size(); ++i)
    lines.push_back({std::move(scales[i]), std::move(names[i]), values[i]});
  return lines;
}

void require_schema(hid_t file, const std::string& group) {
  require(schema_of(file) >= kSessionSchema, "it has /{}, which files of schema {} do not have", group,
          schema_of(file));
}

void require_sound(const std::vector<std::string>& problems) {
  if (!problems.empty()) fail("{}", problems.front());
}

std::optional<Session> read_sound_session(const std::filesystem::path& path, bool with_regions) {
  return reading({path, 2}, [&](hid_t file) {
    auto session = read_session(file, with_regions);
    if (session) require_sound(problems_of(file, *session));
    return session;
  });
}

}  // namespace

bool has_group(hid_t file, const std::string& name) { return std::ranges::count(member_names(file), name) > 0; }

std::vector<TableReader> tables_of(hid_t file) {
  std::vector<TableReader> tables;
  for (const std::string& group : member_names(file)) {
    TableReader table(file, group);
    if (group != kSessionGroup) {
      tables.push_back(std::move(table));
      continue;
    }
    for (const std::string& name : member_names(table.id())) tables.emplace_back(table, name);
  }
  return tables;
}

void write_session(hid_t file, const RunContent& run) {
  const TableWriter group(file, kSessionGroup);
  write_attribute(group.id(), "expert", run.session->expert);
  write_events(group.id(), run.session->events);
  write_answers(group.id(), run);
  write_questionnaire(group.id(), run.session->questionnaire);
}

void write_replay(hid_t file, const ReplayShare& share) {
  const TableWriter group(file, kReplayGroup);
  write_attribute(group.id(), "session", share.session);
  write_attribute(group.id(), "asked", share.asked);
  write_attribute(group.id(), "answered", share.answered);
  write_attribute(group.id(), "label_only", share.label_only);
  write_attribute(group.id(), "simulated", share.simulated);
}

std::optional<Session> read_session(hid_t file, bool with_regions) {
  if (!has_group(file, kSessionGroup)) return std::nullopt;
  require_schema(file, kSessionGroup);
  const TableReader group(file, kSessionGroup);
  const TableReader events(group, "events");
  Session session;
  session.expert = read_text_attribute(group.id(), "expert");
  session.events = read_fields<SessionEvent>(events, 0, all_rows(events).count, kSchemaVersion);
  session.answers = read_answers(file, group, with_regions);
  session.questionnaire = read_questionnaire(group);
  return session;
}

std::optional<ReplayShare> read_replay(hid_t file) {
  if (!has_group(file, kReplayGroup)) return std::nullopt;
  require_schema(file, kReplayGroup);
  const TableReader group(file, kReplayGroup);
  return ReplayShare{read_text_attribute(group.id(), "session"), read_number_attribute(group.id(), "asked"),
                     read_number_attribute(group.id(), "answered"), read_number_attribute(group.id(), "label_only"),
                     read_number_attribute(group.id(), "simulated")};
}

std::optional<Session> read_session(const std::filesystem::path& path) { return read_sound_session(path, true); }

std::optional<Session> list_session(const std::filesystem::path& path) { return read_sound_session(path, false); }

std::optional<ReplayShare> read_replay_share(const std::filesystem::path& path) {
  return reading({path, 2}, [&](hid_t file) {
    const auto share = read_replay(file);
    if (share) require_sound(problems_of(*share));
    return share;
  });
}

}  // namespace xil
