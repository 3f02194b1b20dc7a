#include "analysis/results/session_summary.h"

#include <algorithm>

#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_session.h"

namespace xil {
namespace {

using TrueLabels = std::map<ItemId, int>;
using Answers = std::vector<const SessionAnswer*>;  // not copied: their regions are large

bool is_drawn(const Region& region) { return area(region) > 0; }

void add_regions(DrawnRegions& drawn, const Region& own, const Region* truth) {
  if (!is_drawn(own)) return;
  ++drawn.drawn;
  if (truth == nullptr || truth->height != own.height || truth->width != own.width || !is_drawn(*truth)) return;
  drawn.compared.push_back(compare_regions(own, *truth));
}

void add_answer(SessionMeasures& measures, const SessionAnswer& answer, const TrueLabels& labels,
                const std::map<ItemId, ItemRegions>& regions) {
  auto& looks = answer.given_label == answer.predicted ? measures.confirmed_look_s : measures.corrected_look_s;
  looks.push_back(answer.look_s + answer.reasons_s);
  if (answer.strokes > 0) measures.region_s.push_back(answer.region_s);
  const auto label = labels.find(answer.item);
  if (label != labels.end()) measures.labels.emplace_back(label->second, answer.given_label);
  const auto truth = regions.find(answer.item);
  const bool known = truth != regions.end();
  add_regions(measures.regions[0], answer.defect, known ? &truth->second.defect : nullptr);
  add_regions(measures.regions[1], answer.wrong, known ? &truth->second.confounder : nullptr);
}

double share_agreeing(std::span<const std::pair<int, int>> labels) {
  const auto agree = std::ranges::count_if(labels, [](const auto& pair) { return pair.first == pair.second; });
  return labels.empty() ? kUndefined : static_cast<double>(agree) / static_cast<double>(labels.size());
}

/// Answers and items that were set aside, in their order.
SessionPart part_of(std::span<const SessionAnswer* const> answers, const TrueLabels& labels) {
  SessionPart part;
  part.answers = answers.size();
  part.verdicts.fill(answers.empty() ? kUndefined : 0);
  SessionMeasures measures;
  for (const SessionAnswer* answer : answers) {
    part.verdicts[static_cast<std::size_t>(answer->verdict)] += 1 / static_cast<double>(answers.size());
    if (answer->verdict != Verdict::Unsure) add_answer(measures, *answer, labels, {});
  }
  part.agreement = share_agreeing(measures.labels);
  std::vector<double> looks = measures.confirmed_look_s;
  looks.insert(looks.end(), measures.corrected_look_s.begin(), measures.corrected_look_s.end());
  part.look_s = spread_of(looks).median;
  return part;
}

std::vector<SessionPart> rounds_of(const Answers& answers, const TrueLabels& labels) {
  std::map<std::int64_t, Answers> by_round;
  for (const SessionAnswer* answer : answers) by_round[answer->round].push_back(answer);
  std::vector<SessionPart> parts;
  for (const auto& [round, own] : by_round) {
    parts.push_back(part_of(own, labels));
    parts.back().round = round;
  }
  return parts;
}

/// Fills the counts and the seconds in; returns the answers that count, items that were set aside included.
Answers count_answers(const std::vector<SessionAnswer>& answers, SessionSummary& summary) {
  Answers counted;
  for (const SessionAnswer& answer : answers) {
    summary.practice += answer.practice ? 1 : 0;
    if (answer.practice) continue;
    summary.active_s += answer.active_s();
    summary.idle_s += answer.idle_s;
    summary.comparisons += answer.comparison ? 1 : 0;
    if (answer.comparison) continue;
    ++(answer.verdict == Verdict::Unsure ? summary.unsure : summary.answers);
    counted.push_back(&answer);
  }
  return counted;
}

}  // namespace

std::vector<double> DrawnRegions::ious() const {
  std::vector<double> values;
  for (const RegionAgreement& one : compared) values.push_back(one.iou);
  return values;
}

void SessionMeasures::add(const SessionMeasures& other) {
  const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(confirmed_look_s, other.confirmed_look_s);
  append(corrected_look_s, other.corrected_look_s);
  append(region_s, other.region_s);
  append(labels, other.labels);
  for (std::size_t kind = 0; kind < regions.size(); ++kind) {
    regions[kind].drawn += other.regions[kind].drawn;
    append(regions[kind].compared, other.regions[kind].compared);
  }
}

std::size_t SessionMeasures::wrong_labels() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(labels, [](const auto& pair) { return pair.first != pair.second; }));
}

Spread look_seconds(const SessionMeasures& measures) { return spread_of(measures.confirmed_look_s); }

Spread label_seconds(const SessionMeasures& measures) {
  const double usual = look_seconds(measures).median;
  Spread spread = spread_of(measures.corrected_look_s);
  for (double* value : {&spread.median, &spread.low, &spread.high}) {
    *value -= usual;
    if (*value < 0) *value = 0;  // NaN stays
  }
  return spread;
}

Spread region_seconds(const SessionMeasures& measures) { return spread_of(measures.region_s); }

SessionSummary summarise_session(const Session& session, std::span<const ShownRecord> shown,
                                 const std::map<ItemId, ItemRegions>& regions) {
  TrueLabels labels;
  for (const ShownRecord& look : shown) labels[look.item] = look.true_label;
  SessionSummary summary;
  summary.expert = session.expert;
  const Answers counted = count_answers(session.answers, summary);
  for (const SessionAnswer* answer : counted)
    if (answer->verdict != Verdict::Unsure) add_answer(summary.measures, *answer, labels, regions);
  summary.agreement = share_agreeing(summary.measures.labels);
  summary.kappa = cohens_kappa(summary.measures.labels);
  for (std::size_t kind = 0; kind < summary.iou.size(); ++kind)
    summary.iou[kind] = spread_of(summary.measures.regions[kind].ious());
  summary.look_s = look_seconds(summary.measures);
  summary.label_s = label_seconds(summary.measures);
  summary.region_s = region_seconds(summary.measures);
  summary.rounds = rounds_of(counted, labels);
  const std::span all(counted);
  summary.first_half = part_of(all.first(counted.size() / 2), labels);
  summary.second_half = part_of(all.subspan(counted.size() / 2), labels);
  summary.tlx = raw_tlx(session.questionnaire);
  summary.sus = sus_score(session.questionnaire);
  return summary;
}

std::optional<SessionSummary> read_session_summary(const std::filesystem::path& file) {
  const std::optional<Session> session = read_session(file);
  if (!session) return std::nullopt;
  return summarise_session(*session, read_shown(file), read_item_regions(file));
}

}  // namespace xil
