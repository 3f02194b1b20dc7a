#include "experiments/data/region_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "framework/core/base/json_value.h"
#include "framework/core/base/printable.h"
#include "framework/core/catalogue/run_groups.h"
#include "framework/data/check/example_sheet.h"

namespace xil {
namespace {

using Out = std::back_insert_iterator<std::string>;

std::string name_of(const RegionGroup& kind) {
  std::string name = printable(kind.type.empty() ? kind.label : kind.label + "/" + kind.type);
  return kind.confounder ? "confounder of " + name : name;
}

/// "0.08", "1.3", "11"
std::string few_digits(double value) {
  if (value >= 10) return fmt::format("{:.0f}", value);
  return value >= 1 ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

constexpr std::string_view kRow = "{:<24}{:>7}{:>9}{:>9}{:>9}{:>8}{:>7}{:>7}{:>9}{:>7}{:>6}{:>8}{:>8}{:>7}\n";

void print_kinds(const RegionSizes& sizes, Out out) {
  fmt::format_to(out, fmt::runtime(kRow), "", "", "share", "of the", "picture", "cells", "of the", "grid", "below 1",
                 "best", "best", "a cell", "vanish", "merge");
  fmt::format_to(out, fmt::runtime(kRow), "regions of", "count", "lower", "median", "upper", "lower", "median", "upper",
                 "cell", "mass", "IoU", "at grid", "", "");
  for (const RegionGroup& kind : sizes.kinds) {
    fmt::format_to(out, fmt::runtime(kRow), name_of(kind), kind.count, percent(kind.share.low),
                   percent(kind.share.median), percent(kind.share.high), few_digits(kind.cells.low),
                   few_digits(kind.cells.median), few_digits(kind.cells.high), kind.small,
                   fmt::format("{:.2f}", kind.best.mass), fmt::format("{:.2f}", kind.best.iou), kind.grid_of_a_cell,
                   kind.vanishing, kind.merging);
  }
}

std::string setting_of(const SizeAdvice& advice) {
  switch (advice.change) {
    case SizeAdvice::Change::Grid:
      return fmt::format("explainer.grid={}", advice.grid);
    case SizeAdvice::Change::Tiles:
      return fmt::format("tiles={{size: {}, overlap: {}}}", advice.tile, advice.overlap);
    case SizeAdvice::Change::Size:
      return advice.height == advice.width ? fmt::format("size={}", advice.height)
                                           : fmt::format("size=[{}, {}]", advice.height, advice.width);
  }
  return "";
}

std::string effect_of(const SizeAdvice& advice, const RegionSizes& sizes) {
  switch (advice.change) {
    case SizeAdvice::Change::Grid:
      return fmt::format("{} cells, mass {:.2f} and IoU {:.2f} at best{}", few_digits(advice.cells), advice.best->mass,
                         advice.best->iou,
                         advice.cells < RegionSizes::kLeastCells
                             ? ", still less than a cell: finer grids need thousands of masks"
                             : "");
    case SizeAdvice::Change::Tiles:
      return fmt::format("{} cells of a {}x{} grid, on pictures that are cut into tiles", few_digits(advice.cells),
                         advice.grid, advice.grid);
    case SizeAdvice::Change::Size:
      return fmt::format("pixels for the cells of a {}x{} grid; {} regions vanish at it", advice.grid, advice.grid,
                         advice.vanishing);
  }
  return fmt::format("{}", sizes.grid);
}

constexpr std::array<std::string_view, 3> kChanges = {"grid", "tiles", "size"};

Value quartiles_json(const Quartiles& quartiles) {
  return Value(Value::Map{{"low", json_value(quartiles.low)},
                          {"median", json_value(quartiles.median)},
                          {"high", json_value(quartiles.high)}});
}

Value kind_json(const RegionGroup& kind) {
  return Value(Value::Map{{"label", Value(kind.label)},
                          {"type", text_or_null(kind.type)},
                          {"confounder", Value(kind.confounder)},
                          {"count", json_value(kind.count)},
                          {"share", quartiles_json(kind.share)},
                          {"cells", quartiles_json(kind.cells)},
                          {"best_mass", json_value(kind.best.mass)},
                          {"best_iou", json_value(kind.best.iou)},
                          {"small", json_value(kind.small)},
                          {"vanishing", json_value(kind.vanishing)},
                          {"merging", json_value(kind.merging)},
                          {"grid_of_a_cell", json_value(kind.grid_of_a_cell)}});
}

Value advice_json(const SizeAdvice& advice) {
  return Value(Value::Map{{"change", json_value(kChanges[static_cast<std::size_t>(advice.change)])},
                          {"setting", Value(setting_of(advice))},
                          {"grid", json_value(advice.grid)},
                          {"cells", json_value(advice.cells)},
                          {"best_mass", advice.best ? json_value(advice.best->mass) : Value()},
                          {"best_iou", advice.best ? json_value(advice.best->iou) : Value()},
                          {"vanishing", json_value(advice.vanishing)}});
}

}  // namespace

std::vector<std::string> warnings_of(const RegionSizes& sizes) {
  std::vector<std::string> warnings;
  for (const RegionGroup& kind : sizes.kinds) {
    if (static_cast<double>(kind.vanishing) > RegionSizes::kMostVanishing * static_cast<double>(kind.count)) {
      warnings.push_back(fmt::format("{}: {} of {} regions vanish at {} x {} pixels: no network can see them",
                                     name_of(kind), kind.vanishing, kind.count, sizes.height, sizes.width));
    }
  }
  for (const RegionGroup& kind : sizes.kinds) {
    if (kind.confounder || kind.cells.median >= RegionSizes::kLeastCells) continue;
    const bool hopeless = kind.best.mass < OracleParams().verdict_threshold;
    warnings.push_back(fmt::format(
        "{}: the median region is {} of its picture = {} cells of a {}x{} grid: {}; even a network that looks at nothing "
        "else gets a map with {:.2f} of its relevance inside, and an IoU of {:.2f}",
        name_of(kind), percent(kind.share.median), few_digits(kind.cells.median), sizes.grid, sizes.grid,
        hopeless ? "no map can show it" : "maps show it much larger than it is", kind.best.mass, kind.best.iou));
  }
  return warnings;
}

std::vector<std::string> advice_of(const RegionSizes& sizes) {
  std::vector<std::string> lines;
  for (const SizeAdvice& advice : sizes.advice) {
    lines.push_back(fmt::format("{}: {}", setting_of(advice), effect_of(advice, sizes)));
  }
  return lines;
}

std::string as_text(const RegionSizes& sizes) {
  std::string text;
  const Out out(text);
  if (sizes.regions.empty()) {
    return "regions: none is marked, so that no explanation can be judged and label feedback is all that there is\n";
  }
  fmt::format_to(out, "regions: {} are marked, beside pictures of {} x {} pixels and masks of {} x {} cells\n",
                 sizes.regions.size(), sizes.height, sizes.width, sizes.grid, sizes.grid);
  print_kinds(sizes, out);
  for (const std::string& warning : warnings_of(sizes)) fmt::format_to(out, "warning: {}\n", warning);
  if (sizes.small) {
    fmt::format_to(out, "what helps, with what the median region of {} then has:\n",
                   name_of(sizes.kinds[*sizes.small]));
  } else if (!sizes.advice.empty()) {
    fmt::format_to(out, "what helps:\n");
  } else {
    fmt::format_to(out, "the median region of every class and type covers a cell, so that maps can show them\n");
  }
  for (const std::string& line : advice_of(sizes)) fmt::format_to(out, "  {}\n", line);
  fmt::format_to(out,
                 "(best: the map of a network that looks at the region alone, without noise; a compact region of one "
                 "cell has a mass of 0.2, and verdict_threshold is {} by default)\n",
                 OracleParams().verdict_threshold);
  return text;
}

Value as_json(const RegionSizes& sizes) {
  return Value(Value::Map{{"size", json_value(std::vector<int>{sizes.height, sizes.width})},
                          {"grid", json_value(sizes.grid)},
                          {"kinds", json_list(sizes.kinds, kind_json)},
                          {"smallest", json_value(sizes.small)},
                          {"advice", json_list(sizes.advice, advice_json)},
                          {"warnings", json_value(warnings_of(sizes))}});
}

}  // namespace xil
