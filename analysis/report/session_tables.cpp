#include "analysis/report/session_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "framework/core/base/json_value.h"

namespace xil {
namespace {

std::string number(double value, int digits = 2) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : std::string();
}

/// "3.10 [2.20, 4.50] (45)": median, quartiles and number.
std::string spread_text(const Spread& spread) {
  if (!std::isfinite(spread.median)) return {};
  return fmt::format("{:.2f} [{:.2f}, {:.2f}] ({})", spread.median, spread.low, spread.high, spread.count);
}

std::string percent(double share) {
  return std::isfinite(share) ? fmt::format("{:.0f} %", 100 * share) : std::string();
}

std::string verdict_text(const VerdictShares& shares) {
  if (std::isnan(shares[0])) return {};
  std::string text;
  for (const double share : shares) text += fmt::format("{}{:.0f}", text.empty() ? "" : " / ", 100 * share);
  return text;
}

std::string run_text(const LabelledRun& run) {
  return fmt::format("{}, {}, seed {}", run.dataset, run.strategy, run.seed);
}

std::string count_text(std::size_t count) { return fmt::format("{}", count); }

/// "0.61 [0.50, 0.72] (12 of 15)": of the regions that were drawn, so many have a known true one.
std::string iou_text(const Spread& iou, const DrawnRegions& regions) {
  if (regions.drawn == 0) return {};
  if (iou.count == 0) return fmt::format("none of {} can be compared", regions.drawn);
  return fmt::format("{:.2f} [{:.2f}, {:.2f}] ({} of {})", iou.median, iou.low, iou.high, iou.count, regions.drawn);
}

TextTable agreement_table(std::span<const NamedSession> sessions) {
  TextTable table{{"expert", "run", "answers", "set aside", "for comparison", "practice", "labels right", "kappa",
                   "IoU of defects", "IoU of wrong regions"},
                  {},
                  2};
  for (const auto& [run, session] : sessions) {
    table.lines.push_back({session.expert, run_text(run), count_text(session.answers), count_text(session.unsure),
                           count_text(session.comparisons), count_text(session.practice), percent(session.agreement),
                           number(session.kappa), iou_text(session.iou[0], session.measures.regions[0]),
                           iou_text(session.iou[1], session.measures.regions[1])});
  }
  return table;
}

TextTable time_table(std::span<const NamedSession> sessions) {
  TextTable table{
      {"expert", "run", "look, s", "label, s", "region, s", "active, min", "idle, min", "NASA-TLX", "SUS"}, {}, 2};
  for (const auto& [run, session] : sessions) {
    table.lines.push_back({session.expert, run_text(run), spread_text(session.look_s), spread_text(session.label_s),
                           spread_text(session.region_s), number(session.active_s / 60, 1),
                           number(session.idle_s / 60, 1), number(session.tlx, 1), number(session.sus, 1)});
  }
  return table;
}

TextTable halves_table(std::span<const NamedSession> sessions) {
  TextTable table{
      {"expert", "run", "half", "answers", "labels right", "look, s", "W / RWR / RRR / not judged / set aside, %"},
      {},
      3};
  for (const auto& [run, session] : sessions) {
    for (const bool first : {true, false}) {
      const SessionPart& half = first ? session.first_half : session.second_half;
      table.lines.push_back({session.expert, run_text(run), first ? "first" : "second", count_text(half.answers),
                             percent(half.agreement), number(half.look_s), verdict_text(half.verdicts)});
    }
  }
  return table;
}

std::map<std::string, PooledSessions> by_expert(std::span<const NamedSession> sessions) {
  std::map<std::string, PooledSessions> experts;
  for (const NamedSession& session : sessions) experts[session.summary.expert].add(session.summary);
  return experts;
}

/// All sessions of an expert together.
TextTable expert_table(std::span<const NamedSession> sessions) {
  TextTable table{
      {"expert", "sessions", "answers", "labels right", "kappa", "look, s", "label, s", "region, s"}, {}, 1};
  for (const auto& [expert, pooled] : by_expert(sessions)) {
    const SessionMeasures& all = pooled.measures;
    const double known = static_cast<double>(all.labels.size());
    table.lines.push_back({expert, count_text(pooled.sessions),
                           count_text(all.confirmed_look_s.size() + all.corrected_look_s.size()),
                           known > 0 ? percent(1 - static_cast<double>(all.wrong_labels()) / known) : std::string(),
                           number(cohens_kappa(all.labels)), spread_text(look_seconds(all)),
                           spread_text(label_seconds(all)), spread_text(region_seconds(all))});
  }
  return table;
}

Value spread_json(const Spread& spread) {
  return Value(Value::Map{{"median", json_value(spread.median)},
                          {"quartiles", Value(Value::List{json_value(spread.low), json_value(spread.high)})},
                          {"count", json_value(spread.count)}});
}

Value regions_json(const Spread& iou, const DrawnRegions& regions) {
  Value json = spread_json(iou);
  json.set("drawn", json_value(regions.drawn));
  return json;
}

Value part_json(const SessionPart& part) {
  Value verdicts(Value::Map{});
  for (std::size_t k = 0; k < part.verdicts.size(); ++k)
    verdicts.set(std::string(EnumNames<Verdict>::names[k]), json_value(part.verdicts[k]));
  return Value(Value::Map{{"answers", json_value(part.answers)},
                          {"agreement", json_value(part.agreement)},
                          {"look_s", json_value(part.look_s)},
                          {"verdicts", verdicts}});
}

Value round_json(const SessionPart& part) {
  Value json = part_json(part);
  json.set("round", Value(part.round));
  return json;
}

}  // namespace

void sort_by_expert(std::vector<NamedSession>& sessions) {
  std::ranges::stable_sort(sessions, {}, [](const NamedSession& session) { return session.summary.expert; });
}

std::vector<NamedSession> sessions_of(std::span<const RunData> runs) {
  std::vector<NamedSession> sessions;
  for (const RunData& data : runs)
    if (data.session) sessions.push_back({data.run, *data.session});
  sort_by_expert(sessions);
  return sessions;
}

std::vector<TextTable> session_tables(std::span<const NamedSession> sessions) {
  return {expert_table(sessions), agreement_table(sessions), time_table(sessions), halves_table(sessions)};
}

std::vector<std::string> session_notes() {
  return {
      "Seconds and IoU: median [quartiles] (number). Seconds are active ones: pauses of more than 20 s are idle and not "
      "counted. Look: label and reasons of answers that confirmed the prediction. Label: how much longer answers that "
      "corrected it took than that median. Region: the last step of answers with strokes.",
      "Labels right and kappa (Cohen): against the true labels, of the items that the strategy chose to show, which are "
      "harder than most. IoU: of regions that were drawn and whose true region the run file knows, since a map of the "
      "item was kept; in brackets how many of all that were drawn.",
      "NASA-TLX: raw mean of its six scales, more is more work. SUS: Brooke's score, 0 to 100, more is better. Both are "
      "empty where a question was skipped. First against second half: a change may be fatigue, learning, or other items; "
      "conditions in balanced order tell these apart, one session does not."};
}

std::vector<std::string> session_snippets(std::span<const NamedSession> sessions) {
  PooledSessions all;
  for (const NamedSession& session : sessions) all.add(session.summary);
  std::vector<std::string> snippets = {oracle_snippet(all)};
  const auto experts = by_expert(sessions);
  if (experts.size() < 2) return snippets;
  for (const auto& [expert, pooled] : experts) snippets.push_back(oracle_snippet(pooled));
  return snippets;
}

std::vector<std::string> session_lines(const NamedSession& named) {
  const SessionSummary& session = named.summary;
  const auto or_none = [](const std::string& text) { return text.empty() ? std::string("undefined") : text; };
  std::vector<std::string> lines = {
      fmt::format("{}: {}: {}, {} set aside, {} for comparison, {} for practice", session.expert, run_text(named.run),
                  counted(session.answers, "answer"), session.unsure, session.comparisons, session.practice),
      fmt::format("  labels right {} (kappa {})", or_none(percent(session.agreement)), or_none(number(session.kappa))),
      fmt::format("  seconds: look {}, label {}, region {}; {:.1f} min active, {:.1f} min idle",
                  or_none(spread_text(session.look_s)), or_none(spread_text(session.label_s)),
                  or_none(spread_text(session.region_s)), session.active_s / 60, session.idle_s / 60)};
  for (const RegionKind kind : {RegionKind::Defect, RegionKind::Wrong}) {
    const auto k = static_cast<std::size_t>(kind);
    const std::string iou = iou_text(session.iou[k], session.measures.regions[k]);
    if (!iou.empty()) lines.push_back(fmt::format("  IoU of drawn and true {} regions {}", enum_name(kind), iou));
  }
  if (std::isfinite(session.tlx) || std::isfinite(session.sus))
    lines.push_back(
        fmt::format("  NASA-TLX {}, SUS {}", or_none(number(session.tlx, 1)), or_none(number(session.sus, 1))));
  return lines;
}

Value session_json(const NamedSession& named) {
  const SessionSummary& session = named.summary;
  return Value(Value::Map{{"run_id", Value(named.run.file.stem().string())},
                          {"expert", Value(session.expert)},
                          {"dataset", Value(named.run.dataset)},
                          {"strategy", Value(named.run.strategy)},
                          {"seed", Value(named.run.seed)},
                          {"answers", json_value(session.answers)},
                          {"unsure", json_value(session.unsure)},
                          {"comparisons", json_value(session.comparisons)},
                          {"practice", json_value(session.practice)},
                          {"agreement", json_value(session.agreement)},
                          {"kappa", json_value(session.kappa)},
                          {"iou_defect", regions_json(session.iou[0], session.measures.regions[0])},
                          {"iou_wrong", regions_json(session.iou[1], session.measures.regions[1])},
                          {"look_s", spread_json(session.look_s)},
                          {"label_s", spread_json(session.label_s)},
                          {"region_s", spread_json(session.region_s)},
                          {"active_s", Value(session.active_s)},
                          {"idle_s", Value(session.idle_s)},
                          {"first_half", part_json(session.first_half)},
                          {"second_half", part_json(session.second_half)},
                          {"rounds", json_list(session.rounds, round_json)},
                          {"tlx", json_value(session.tlx)},
                          {"sus", json_value(session.sus)},
                          {"oracle", oracle_json(session.measures)}});
}

}  // namespace xil
