#include "experiments/explain/explain_report.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "framework/core/base/json_value.h"
#include "framework/loop/metrics/localisation.h"

namespace xil {
namespace {

std::string file_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

const std::string& class_name(const ExplainSubject& subject, int label) {
  return subject.class_names[static_cast<std::size_t>(label)];
}

/// The value with three digits, but never 1 for a smaller value.
std::string as_probability(double value) {
  const std::string text = fmt::format("{:.3f}", value);
  return value < 1 && text == "1.000" ? ">0.999" : text;
}

std::string as_share(double mass) {
  return std::isnan(mass) ? "no pixel speaks for this class"
                          : fmt::format("{:.1f} % of the positive relevance inside", 100 * mass);
}

/// How the map was made.
std::string making(const ExplainSubject& subject, const Explanation& explanation) {
  const double masks = diagnostic(explanation.diagnostics, "masks"), p = diagnostic(explanation.diagnostics, "mask_p");
  const std::string drawn = std::isnan(masks) ? "" : fmt::format(", {:.0f} masks", masks);
  const std::string visible = std::isnan(p) ? "" : fmt::format(", p {:.2g}", p);
  return fmt::format("{}{}{}, seed {}", subject.explainer.name, drawn, visible, subject.seed);
}

/// The scores after `sign`, if the explainer masks pictures; else empty.
std::string scores(std::string_view sign, const Explanation& explanation) {
  const double mean = diagnostic(explanation.diagnostics, "score_mean");
  if (std::isnan(mean)) return {};
  return fmt::format("{}score under masks {:.3f}, deviation {:.3f}", sign, mean,
                     diagnostic(explanation.diagnostics, "score_sd"));
}

/// Adds the diagnostics that the explainer gives of its map.
void add_diagnostics(Value& report, const Diagnostics& diagnostics) {
  for (const auto& [name, value] : diagnostics) {
    const std::string key = name == "mask_p" ? "p" : name;
    report.set(key, diagnostic_info(name).is_count ? Value(static_cast<std::int64_t>(value)) : Value(value));
  }
}

Value neighbour_json(const ExplainSubject& subject, const NearItem& item) {
  return Value(Value::Map{{"reason", json_value(item.reason)},
                          {"item", Value(item.path)},
                          {"label", Value(class_name(subject, item.label))},
                          {"predicted", Value(class_name(subject, item.predicted))},
                          {"probability", Value(item.probability)},
                          {"similarity", Value(item.similarity)}});
}

OverlayColumn column_of(const ExplainSubject& subject, const ExplainedPicture& picture, Reason reason,
                        const std::string& title) {
  OverlayColumn column{title, {}};
  for (const NearItem& item : picture.neighbours) {
    if (item.reason != reason) continue;
    column.tiles.push_back(
        {item.image,
         {item.path, fmt::format("{}, p {}", class_name(subject, item.predicted), as_probability(item.probability)),
          fmt::format("labelled {}", class_name(subject, item.label)),
          fmt::format("similarity {:.3f}", item.similarity)}});
  }
  if (column.tiles.empty()) column.title += ": none";
  return column;
}

}  // namespace

std::string making_of(const ExplainSubject& subject, const Explanation& explanation) {
  return making(subject, explanation);
}

double ExplainedPicture::relevance_mass() const {
  return region ? mass_inside(positive_relevance(explanation), *region) : kUndefined;
}

Value explain_json(const ExplainSubject& subject, const ExplainedPicture& picture) {
  Value probabilities(Value::Map{});
  for (std::size_t i = 0; i < picture.probabilities.size(); ++i) {
    probabilities.set(subject.class_names[i], Value(double{picture.probabilities[i]}));
  }
  const auto neighbour = [&](const NearItem& item) { return neighbour_json(subject, item); };
  const Explanation& explanation = picture.explanation;
  Value report(Value::Map{{"image", Value(picture.file)},
                          {"model", Value(subject.title)},
                          {"predicted", Value(class_name(subject, picture.predicted))},
                          {"probability", Value(picture.probability())},
                          {"probabilities", std::move(probabilities)},
                          {"explainer", Value(subject.explainer.name)},
                          {"explainer_params", subject.explainer.params},
                          {"seed", json_value(subject.seed)},
                          {"baseline", Value(explanation.baseline)},
                          {"relevance_mass", Value(picture.relevance_mass())},
                          {"neighbours", json_list(picture.neighbours, neighbour)},
                          {"notes", json_value(picture.notes)},
                          {"out", Value(picture.out)}});
  add_diagnostics(report, explanation.diagnostics);
  return report;
}

std::string explain_text(const ExplainSubject& subject, const ExplainedPicture& picture) {
  std::string text = fmt::format("{}: {}, probability {}\n", picture.file, class_name(subject, picture.predicted),
                                 as_probability(picture.probability()));
  text += fmt::format("{}{}\n", making(subject, picture.explanation), scores(": ", picture.explanation));
  if (picture.region) text += fmt::format("mask {}: {}\n", picture.mask_file, as_share(picture.relevance_mass()));
  for (const NearItem& item : picture.neighbours) {
    text += fmt::format("{}: {}, probability {}, labelled {}, similarity {:.3f}: {}\n",
                        item.reason == Reason::NearHit ? "near hit" : "near miss", class_name(subject, item.predicted),
                        as_probability(item.probability), class_name(subject, item.label), item.similarity, item.path);
  }
  for (const std::string& note : picture.notes) text += fmt::format("note: {}\n", note);
  return text + picture.out + "\n";
}

Overlay explain_overlay(const ExplainSubject& subject, const ExplainedPicture& picture) {
  const std::string& predicted = class_name(subject, picture.predicted);
  Overlay overlay;
  overlay.image = picture.image;
  overlay.map = picture.explanation.map;
  overlay.baseline = picture.explanation.baseline;
  overlay.region = picture.region;
  overlay.title = fmt::format("predicted: {}, probability {}", predicted, as_probability(picture.probability()));
  if (!picture.truth.empty()) overlay.title += fmt::format("; true: {}", picture.truth);
  overlay.details = {subject.title, making(subject, picture.explanation) + scores("; ", picture.explanation)};
  if (picture.region) {
    overlay.region_title = picture.mask_file.empty() ? "marked region" : "mask " + file_name(picture.mask_file);
    overlay.details.push_back(fmt::format("{}: {}", overlay.region_title, as_share(picture.relevance_mass())));
  }
  overlay.image_title = file_name(picture.file);
  overlay.map_title = fmt::format("what speaks for {}", predicted);
  if (!picture.neighbours.empty()) {
    overlay.columns = {column_of(subject, picture, Reason::NearHit, "near hits"),
                       column_of(subject, picture, Reason::NearMiss, "near misses")};
  }
  return overlay;
}

}  // namespace xil
