#include "analysis/results/oracle_snippet.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "framework/core/base/text.h"
#include "framework/core/catalogue/run_groups.h"

namespace xil {
namespace {

constexpr double kNegligibleShare = 0.05, kNegligible_px = 0.5;

Value rounded(double value) { return Value(std::strtod(fmt::format("{:.3g}", value).c_str(), nullptr)); }

MeasuredParameter seconds(const std::string& name, const Spread& spread, const std::string& from,
                          const std::string& why_not) {
  if (!std::isfinite(spread.median)) return {name, {}, why_not};
  return {name, rounded(spread.median), fmt::format("median of {} {}", spread.count, from)};
}

MeasuredParameter label_noise(const SessionMeasures& measures) {
  if (measures.labels.empty()) return {"label_noise", {}, "no answer's true label is known"};
  const std::size_t wrong = measures.wrong_labels();
  return {"label_noise", rounded(static_cast<double>(wrong) / static_cast<double>(measures.labels.size())),
          fmt::format("{} of {} labels were wrong", wrong, measures.labels.size())};
}

double mean_of(const std::vector<RegionAgreement>& regions, double RegionAgreement::*member) {
  double sum = 0;
  for (const RegionAgreement& one : regions) sum += one.*member;
  return sum / static_cast<double>(regions.size());
}

/// Those of the regions that have so much of a deviation; NaN is less than anything.
std::vector<RegionAgreement> with(const std::vector<RegionAgreement>& regions, double RegionAgreement::*member,
                                  double least) {
  std::vector<RegionAgreement> found;
  std::ranges::copy_if(regions, std::back_inserter(found),
                       [&](const RegionAgreement& one) { return one.*member >= least; });
  return found;
}

MeasuredParameter kind_of_noise(MaskNoise noise, const std::string& note) {
  return {"mask_noise", Value(std::string(enum_name(noise))), note};
}

/// Kind, rate and size of a noise that `noisy` ones of the regions have.
std::vector<MeasuredParameter> noise_of(MaskNoise kind, const std::string& size,
                                        const std::vector<RegionAgreement>& all,
                                        const std::vector<RegionAgreement>& noisy, double RegionAgreement::*member,
                                        const std::string& note) {
  const double rate = static_cast<double>(noisy.size()) / static_cast<double>(all.size());
  return {kind_of_noise(kind, note),
          {"mask_noise_rate", rounded(rate), fmt::format("{} of {} regions", noisy.size(), all.size())},
          {size, rounded(mean_of(noisy, member)), "mean of these"}};
}

std::vector<MeasuredParameter> mask_noise(const SessionMeasures& measures) {
  std::vector<RegionAgreement> all;
  std::size_t drawn = 0;
  for (const DrawnRegions& regions : measures.regions) {
    drawn += regions.drawn;
    all.insert(all.end(), regions.compared.begin(), regions.compared.end());
  }
  if (all.empty())
    return {{"mask_noise", {}, drawn == 0 ? "no region was drawn" : "no true region is known of those drawn"}};
  const double left_out = mean_of(all, &RegionAgreement::left_out), surplus = mean_of(all, &RegionAgreement::surplus);
  const std::string found = fmt::format("{:.0f} % left out, {:.0f} % too much, mean of {} of {} drawn regions",
                                        100 * left_out, 100 * surplus, all.size(), drawn);
  const auto short_ones = with(all, &RegionAgreement::left_out, kNegligibleShare),
             wide_ones = with(all, &RegionAgreement::excess_px, kNegligible_px);
  if (left_out >= kNegligibleShare && left_out >= surplus)
    return noise_of(MaskNoise::Incomplete, "mask_noise_share", all, short_ones, &RegionAgreement::left_out, found);
  if (surplus >= kNegligibleShare && !wide_ones.empty())
    return noise_of(MaskNoise::Dilated, "mask_noise_px", all, wide_ones, &RegionAgreement::excess_px, found);
  return {kind_of_noise(MaskNoise::None, found)};
}

std::string number_text(const Value& value) {
  const auto* text = value.get<std::string>();
  return text != nullptr ? *text : to_json(value);
}

}  // namespace

void PooledSessions::add(const SessionSummary& session) {
  experts.insert(session.expert);
  ++sessions;
  measures.add(session.measures);
}

std::vector<MeasuredParameter> measured_oracle(const SessionMeasures& measures) {
  const bool looked = !measures.confirmed_look_s.empty();
  std::vector<MeasuredParameter> parameters = {
      label_noise(measures),
      seconds("look_s", look_seconds(measures), "answers that confirmed the prediction",
              "no answer confirmed the prediction"),
      seconds("label_s", label_seconds(measures), "answers that corrected it, less look_s",
              looked ? "no answer corrected the prediction" : "no answer confirmed the prediction"),
      seconds("region_s", region_seconds(measures), "answers with strokes", "no region was drawn")};
  const auto noise = mask_noise(measures);
  parameters.insert(parameters.begin() + 1, noise.begin(), noise.end());
  return parameters;
}

Value oracle_json(const SessionMeasures& measures) {
  Value json(Value::Map{});
  for (const MeasuredParameter& parameter : measured_oracle(measures))
    if (!parameter.value.is_null()) json.set(parameter.name, parameter.value);
  return json;
}

std::string oracle_snippet(const PooledSessions& sessions) {
  const std::size_t answers = sessions.measures.confirmed_look_s.size() + sessions.measures.corrected_look_s.size();
  std::string head = fmt::format(
      "# Measured from {}: {} answers in {} session{}. Medians of all answers; the noise of "
      "regions is a rough model.\n",
      printable(fmt::format("{}", fmt::join(sessions.experts, ", "))), answers, sessions.sessions,
      sessions.sessions == 1 ? "" : "s");
  std::string body;
  for (const MeasuredParameter& parameter : measured_oracle(sessions.measures)) {
    if (parameter.value.is_null())
      head += fmt::format("# {} cannot be measured: {}\n", parameter.name, parameter.note);
    else
      body += fmt::format("  {}: {}  # {}\n", parameter.name, number_text(parameter.value), parameter.note);
  }
  return body.empty() ? head : head + "oracle:\n" + body;
}

}  // namespace xil
