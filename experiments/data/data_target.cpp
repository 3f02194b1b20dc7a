#include "experiments/data/data_target.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>

#include "framework/config/overrides.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/explainers.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/catalogue/tables.h"
#include "framework/data/layouts/file_account.h"
#include "framework/data/layouts/layouts.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

std::vector<std::string_view> datasets_that(const std::function<bool(const DatasetParams&)>& are_meant) {
  std::vector<std::string_view> names;
  for (const RegistryEntry& entry : dataset_table()) {
    if (are_meant(*dataset_params({std::string(entry.name)}))) names.push_back(entry.name);
  }
  return names;
}

std::string image_sets() {
  const auto names = datasets_that([](const DatasetParams& params) { return params.image_set() != nullptr; });
  return fmt::format("{}", fmt::join(names, ", "));
}

bool is_dataset(std::string_view name) {
  return std::ranges::find(dataset_table(), name, &RegistryEntry::name) != dataset_table().end();
}

/// The first names in a folder.
std::string content_of(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code))
    names.push_back(at->path().filename().string());
  std::ranges::sort(names);
  return names.empty() ? "nothing" : some_of(names, 8);
}

[[noreturn]] void refuse_folder(const std::string& folder) {
  if (const auto below = siblings_below(folder)) {
    refuse("the folder '{}' holds the {} {} of {}: name one, as {}={}", folder, below->siblings.plural,
           fmt::join(below->values, ", "), below->layout, below->siblings.parameter, below->values.front());
  }
  refuse("the folder '{}' has no layout that is known, or several: it holds {}; name one of {} and give root={}",
         folder, content_of(folder), image_sets(), folder);
}

/// Name and root of the dataset that the user named; `given` holds the other parameters.
ComponentSpec pointed_at(const std::string& dataset, const Value& given) {
  if (is_dataset(dataset)) {
    refuse_unless(is_image_set(dataset), "'{}' is not read from image files. Those that are: {}; or name a folder",
                  dataset, image_sets());
    return {dataset};
  }
  const fs::path path(dataset);
  if (fs::is_directory(path)) {
    const auto layout = recognise(dataset, given);
    if (!layout) refuse_folder(dataset);
    return {*layout, Value(Value::Map{{"root", Value(dataset)}})};
  }
  refuse_unless(fs::is_regular_file(path), "'{}' is no dataset (image sets: {}), and no folder or CSV table", dataset,
                image_sets());
  refuse_unless(path.extension() == ".csv", "'{}' is no CSV table: name the folder of the pictures", dataset);
  return set_of_table(path);
}

/// "tiles.size" is the entry size of the map tiles.
void set_path(Value& map, std::string_view key, Value value, std::string_view where) {
  const std::size_t dot = key.find('.');
  const std::string_view head = key.substr(0, dot);
  if (dot == std::string_view::npos) {
    refuse_unless(map.find(key) == nullptr, "{}: '{}' is already given", where, key);
    return map.set(key, std::move(value));
  }
  if (map.find(head) == nullptr) map.set(head, Value(Value::Map{}));
  refuse_unless(map.find(head)->get<Value::Map>() != nullptr, "{}: '{}' is already given", where, head);
  set_path(*map.find(head), key.substr(dot + 1), std::move(value), where);
}

/// Adds "key=value" texts to a map of parameters.
void assign(Value& params, std::span<const std::string> assignments) {
  for (const std::string& text : assignments) {
    const std::string where = fmt::format("'{}'", text);
    const auto [key, right] = split_assignment(text, where);
    Value values = parse_values(right, where);
    auto& list = *values.get<Value::List>();
    set_path(params, key, list.size() == 1 ? std::move(list.front()) : std::move(values), where);
  }
}

/// Precondition: `params` has a split_seed.
std::uint64_t split_seed_of(const Value& params) {
  const Value& seed = *params.find("split_seed");
  const auto* number = seed.get<std::int64_t>();
  refuse_unless(number != nullptr && *number >= 0, "{}: 'split_seed' must be an integer of at least 0", seed.where);
  return static_cast<std::uint64_t>(*number);
}

constexpr std::string_view kExplainerPrefix = "explainer.";

/// Cells per side of an explainer's masks.
int grid_of(const std::string& explainer, std::span<const std::string> assignments) {
  Value params(Value::Map{});
  assign(params, assignments);
  const ComponentSpec spec = resolved(explainer_table(), "explainer", explainer, params);
  const auto params_of_masks = std::dynamic_pointer_cast<const RiseParams>(explainer_params(spec));
  refuse_unless(params_of_masks != nullptr,
                "explainer '{}' has no grid of masks to measure regions by: name rise or invrise", explainer);
  return static_cast<int>(params_of_masks->grid);
}

}  // namespace

ComponentSpec read_image_set(const std::string& dataset, std::span<const std::string> assignments) {
  Value given(Value::Map{});
  assign(given, assignments);
  const ComponentSpec found = pointed_at(dataset, given);
  Value params = found.params;
  assign(params, assignments);
  const ComponentSpec spec = resolved(dataset_table(), "dataset", found.name, params);
  refuse_unless(image_set_params(spec)->packed.empty(), "'packed' has no place here: the pictures' own files are read");
  return spec;
}

ComponentSpec read_dataset(const std::string& dataset, std::span<const std::string> assignments) {
  if (!is_dataset(dataset) || is_image_set(dataset)) return read_image_set(dataset, assignments);
  Value params(Value::Map{});
  assign(params, assignments);
  return resolved(dataset_table(), "dataset", dataset, params);
}

CheckTarget read_check_target(const std::string& dataset, std::span<const std::string> assignments) {
  std::vector<std::string> of_set, of_explainer;
  CheckTarget target;
  std::string explainer = RunParams().explainer.name;
  Value own(Value::Map{});
  for (const std::string& text : assignments) {
    if (text.starts_with(kExplainerPrefix)) {
      of_explainer.push_back(text.substr(kExplainerPrefix.size()));
    } else if (text.starts_with("explainer=")) {
      explainer = text.substr(std::string_view("explainer=").size());
    } else if (text.starts_with("split_seed=")) {
      assign(own, std::array{text});
    } else {
      of_set.push_back(text);
    }
  }
  if (own.find("split_seed") != nullptr) target.options.split_seed = split_seed_of(own);
  target.options.grid = grid_of(explainer, of_explainer);
  target.spec = read_image_set(dataset, of_set);
  return target;
}

MadeSet read_made_set(const std::string& dataset, std::span<const std::string> assignments) {
  const auto known = datasets_that([](const DatasetParams& params) { return params.is_procedural(); });
  refuse_unless(std::ranges::find(known, dataset) != known.end(), "'{}' cannot be made. Known: {}", dataset,
                fmt::join(known, ", "));
  MadeSet made{{dataset}, 0};
  Value params(Value::Map{});
  assign(params, assignments);
  if (params.find("split_seed") != nullptr) {
    made.split_seed = split_seed_of(params);
    params.erase("split_seed");
  }
  made.spec = resolved(dataset_table(), "dataset", dataset, params);
  return made;
}

}  // namespace xil
