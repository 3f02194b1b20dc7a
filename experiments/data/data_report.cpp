#include "experiments/data/data_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>

#include "experiments/data/copies_report.h"
#include "experiments/data/region_report.h"
#include "framework/core/base/json_value.h"
#include "framework/core/base/printable.h"
#include "framework/core/interfaces/records.h"

namespace xil {
namespace {

constexpr std::size_t kMostOfAKind = 20;

struct Wording {
  Oddity oddity;
  std::string_view what, advice;
};
constexpr std::array kWordings = {
    Wording{Oddity::Damaged, "pictures that cannot be read", "restore them, or leave them out with damaged: skip"},
    Wording{Oddity::MaskSize, "masks of another size than their picture",
            "make them the same size, or leave the items out with damaged: skip"},
    Wording{Oddity::Split, "the split is refused", "see the sentence below"},
    Wording{Oddity::Contradiction, "copies with contradicting labels",
            "a label is wrong, or the defect too small for a thumbnail: look at them"},
    Wording{Oddity::IdenticalAcross, "byte-identical files in different splits",
            "a score on test counts what was trained on: groups: near_duplicates"},
    Wording{Oddity::NearAcross, "near copies in different splits",
            "a score on test counts what was trained on: groups: near_duplicates"},
    Wording{Oddity::Orientation, "files with an EXIF orientation", "orientation=exif turns them"},
    Wording{Oddity::FewLevels, "16-bit pictures that lose grey levels", "range16 says which values become 0 and 255"},
    Wording{Oddity::MaskUnread, "masks that mark nothing of what they hold",
            "mask_threshold or mask_values says what marks"},
    Wording{Oddity::MaskPartly, "masks that mark a part of what they hold",
            "mask_threshold or mask_values says what marks"},
    Wording{Oddity::MaskInverted, "masks that mark most of their picture", "mask_values=[0] takes inverted ones"},
    Wording{Oddity::MaskAlpha, "masks that may lie in their alpha channel", "mask_channel=alpha takes them from there"},
    Wording{Oddity::Shapes, "pictures with shapes that mark less than was drawn", "correct the annotations"},
    Wording{Oddity::EmptyMask, "empty masks of defective items", "they count as items without a region"},
    Wording{Oddity::MaskOnOk, "masks of ok items that mark something", "they are not used: mend the label or the mask"},
    Wording{Oddity::MissingMask, "defective items without a mask", "they count as items without a region"},
    Wording{Oddity::SharedMask, "masks of several pictures each",
            "by names alone a mask fits one picture: rename the others"},
    Wording{Oddity::UnusedMask, "masks that belong to no picture",
            "they are not used, and their pictures have no region"},
    Wording{Oddity::MaskAsPicture, "masks that are read as pictures", "they are trained on and tested as pictures"},
    Wording{Oddity::UnusedPicture, "pictures that are not used", "nobody sees them"},
    Wording{Oddity::Identical, "byte-identical files", "a drawn split may part them: groups: near_duplicates"},
    Wording{Oddity::Near, "near copies", "a drawn split may part them: groups: near_duplicates"},
    Wording{Oddity::Tolerated, "files with bytes that no pixel needs", "they are read all the same"},
};

using Out = std::back_insert_iterator<std::string>;

std::size_t pictures(const SetCheck& check, Oddity oddity) {
  std::set<std::string_view> paths;
  for (const Finding& finding : check.findings) {
    if (finding.oddity != oddity) continue;
    for (const CheckedItem& item : finding.items) paths.insert(item.path);
  }
  return paths.size();
}

/// A column of the table of classes; where a split is drawn, the items that it gives are counted.
struct SplitColumn {
  std::string_view title;
  std::size_t (*count)(const ClassCount& count);
};
constexpr std::array kGivenColumns = {
    SplitColumn{"pool", [](const ClassCount& count) { return count.pool; }},
    SplitColumn{"validation", [](const ClassCount& count) { return count.validation; }},
    SplitColumn{"test", [](const ClassCount& count) { return count.test; }},
    SplitColumn{"no split", [](const ClassCount& count) { return count.ungiven; }}};
constexpr std::array kDealtColumns = {
    SplitColumn{"pool", [](const ClassCount& count) { return count.dealt->pool; }},
    SplitColumn{"validation", [](const ClassCount& count) { return count.dealt->validation; }},
    SplitColumn{"test", [](const ClassCount& count) { return count.dealt->test; }},
    SplitColumn{"left out", [](const ClassCount& count) { return count.dealt->left_out; }}};

bool is_dealt(const SetCheck& check) {
  return !check.classes.empty() &&
         std::ranges::all_of(check.classes, [](const ClassCount& c) { return c.dealt.has_value(); });
}

/// Prints the readable items by class and type: as a run deals them, or as the set gives them where that is refused.
/// A column without items is left out.
void print_classes(const SetCheck& check, Out out) {
  std::vector<SplitColumn> columns;
  for (const SplitColumn& column : is_dealt(check) ? kDealtColumns : kGivenColumns) {
    const auto used = [&](const ClassCount& count) { return column.count(count) > 0; };
    if (std::ranges::any_of(check.classes, used)) columns.push_back(column);
  }
  fmt::format_to(out, "{:<24}", "class");
  for (const SplitColumn& column : columns) fmt::format_to(out, "{:>12}", column.title);
  fmt::format_to(out, "{:>12}{:>12}\n", "all", "share");
  for (const ClassCount& count : check.classes) {
    fmt::format_to(out, "{:<24}", printable(count.type.empty() ? count.label : count.label + "/" + count.type));
    for (const SplitColumn& column : columns) fmt::format_to(out, "{:>12}", column.count(count));
    const double readable = static_cast<double>(std::max<std::size_t>(check.used, 1));
    fmt::format_to(out, "{:>12}{:>12.3f}\n", count.all(), static_cast<double>(count.all()) / readable);
  }
  if (is_dealt(check)) {
    fmt::format_to(out, "as a run with split_seed={} deals them (split: {}, groups: {})\n", check.split_seed,
                   enum_name(check.split.split), enum_name(check.split.groups));
  }
}

/// Prints the table of kinds. Kinds without findings are listed by name, so that the reader knows that they were
/// checked.
void print_counts(const SetCheck& check, Out out) {
  fmt::format_to(out, "\n{:<10}{:>9}{:>10}  {}\n", "severity", "findings", "pictures", "what");
  for (const Wording& wording : kWordings) {
    const auto found = std::ranges::find(check.findings, wording.oddity, &Finding::oddity);
    const std::string_view severity = found == check.findings.end() ? "-" : enum_name(found->severity);
    fmt::format_to(out, "{:<10}{:>9}{:>10}  {}\n", severity, count(check, wording.oddity),
                   pictures(check, wording.oddity), wording.what);
  }
}

std::string described(const Finding& finding) {
  if (!finding.reason.empty()) return finding.reason;
  std::string text;
  if (finding.similarity) text = fmt::format("{:.4f}", *finding.similarity);
  for (const CheckedItem& item : finding.items) {
    const bool mask = finding.oddity == Oddity::EmptyMask || finding.oddity == Oddity::MaskOnOk;
    fmt::format_to(std::back_inserter(text), "{}{}", text.empty() ? "" : "  ", mask ? item.mask : item.path);
    if (finding.oddity == Oddity::Contradiction) fmt::format_to(std::back_inserter(text), " ({})", item.label);
  }
  return text;
}

void print_findings(const SetCheck& check, const Wording& wording, Out out) {
  const std::size_t all = count(check, wording.oddity);
  if (all == 0) return;
  // the findings are sorted by kind
  const auto first = std::ranges::find(check.findings, wording.oddity, &Finding::oddity);
  fmt::format_to(out, "\n{}: {} ({})\n", enum_name(first->severity), wording.what, wording.advice);
  const std::size_t shown = std::min(all, kMostOfAKind);
  for (std::size_t i = 0; i < shown; ++i)
    fmt::format_to(out, "  {}\n", printable(described(first[static_cast<std::ptrdiff_t>(i)])));
  if (all > shown) fmt::format_to(out, "  ... and {} more; --json lists all\n", all - shown);
}

Value item_json(const CheckedItem& item) {
  return Value(Value::Map{{"path", Value(item.path)},
                          {"mask", text_or_null(item.mask)},
                          {"label", text_or_null(item.label)},
                          {"type", text_or_null(item.type)},
                          {"split", json_value(item.split)}});
}

Value finding_json(const Finding& finding) {
  return Value(Value::Map{{"oddity", json_value(finding.oddity)},
                          {"severity", json_value(finding.severity)},
                          {"similarity", json_value(finding.similarity)},
                          {"reason", text_or_null(finding.reason)},
                          {"items", json_list(finding.items, item_json)}});
}

Value dealt_json(const std::optional<DealtCount>& dealt) {
  if (!dealt) return Value();
  return Value(Value::Map{{"pool", json_value(dealt->pool)},
                          {"validation", json_value(dealt->validation)},
                          {"test", json_value(dealt->test)},
                          {"left_out", json_value(dealt->left_out)}});
}

Value split_json(const SetCheck& check) {
  return Value(Value::Map{{"rule", json_value(check.split.split)},
                          {"groups", json_value(check.split.groups)},
                          {"split_seed", json_value(check.split_seed)}});
}

Value class_json(const ClassCount& count) {
  return Value(Value::Map{{"label", Value(count.label)},
                          {"type", text_or_null(count.type)},
                          {"pool", json_value(count.pool)},
                          {"validation", json_value(count.validation)},
                          {"test", json_value(count.test)},
                          {"ungiven", json_value(count.ungiven)},
                          {"all", json_value(count.all())},
                          {"dealt", dealt_json(count.dealt)}});
}

Value unused_json(const UnusedFiles& group) {
  return Value(Value::Map{{"reason", json_value(group.reason)},
                          {"what", json_value(meaning(group.reason))},
                          {"remedy", text_or_null(group.remedy)},
                          {"files", json_value(group.paths.size())},
                          {"paths", json_value(group.paths)}});
}

Value files_json(const FileAccount& files) {
  return Value(Value::Map{{"pictures", json_value(files.pictures)},
                          {"masks", json_value(files.masks)},
                          {"confounder_masks", json_value(files.confounder_masks)},
                          {"annotations", json_value(files.annotations)},
                          {"table", text_or_null(files.table)},
                          {"unused", json_list(files.unused, unused_json)},
                          {"complete", Value(files.complete)}});
}

Value counts_json(const SetCheck& check) {
  return json_list(kWordings, [&](const Wording& wording) {
    return Value(Value::Map{{"oddity", json_value(wording.oddity)},
                            {"findings", json_value(count(check, wording.oddity))},
                            {"pictures", json_value(pictures(check, wording.oddity))}});
  });
}

}  // namespace

std::string as_text(const SetCheck& check) {
  std::string text;
  const Out out(text);
  const std::string tiles = check.used == check.readable ? "" : fmt::format("{} tiles of them used, ", check.used);
  fmt::format_to(out, "{}: {} pictures in {}, {} of them readable, {}{} with a defect mask\n\n", check.dataset,
                 check.items, check.root, check.readable, tiles, check.with_mask);
  print_classes(check, out);
  print_counts(check, out);
  for (const Wording& wording : kWordings) print_findings(check, wording, out);
  fmt::format_to(out, "\n{}\n{}\n{}\n", as_text(check.regions), as_text(check.copies), account_sentence(check.files));
  for (const std::string& note : check.notes) fmt::format_to(out, "note: {}\n", note);
  return text;
}

Value as_json(const SetCheck& check) {
  return Value(Value::Map{{"dataset", Value(check.dataset)},
                          {"root", Value(check.root)},
                          {"items", json_value(check.items)},
                          {"readable", json_value(check.readable)},
                          {"used", json_value(check.used)},
                          {"with_mask", json_value(check.with_mask)},
                          {"near_similarity", Value(check.near_similarity)},
                          {"classes", json_list(check.classes, class_json)},
                          {"counts", counts_json(check)},
                          {"findings", json_list(check.findings, finding_json)},
                          {"files", files_json(check.files)},
                          {"notes", json_value(check.notes)},
                          {"split", split_json(check)},
                          {"regions", as_json(check.regions)},
                          {"near_copies", as_json(check.copies)}});
}

}  // namespace xil
