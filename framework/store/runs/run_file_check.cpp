#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/runs/packed_regions.h"
#include "framework/store/runs/record_table.h"
#include "framework/store/runs/run_checks.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_tables.h"

namespace xil {
namespace {

/// A dataset as it lies in the file, whatever its type.
struct RawDataset {
  std::string type;  ///< HDF5's own encoding
  std::vector<hsize_t> shape;
  std::string values;
  bool operator==(const RawDataset&) const = default;
};

using Sentences = std::vector<std::string>;
using Shapes = std::map<std::string, std::vector<hsize_t>>;

RawDataset read_raw(const TableReader& table, const std::string& name) {
  const Handle dataset = table.dataset(name);
  const Handle type(H5Dget_type(dataset), H5Tclose, "read the type of " + name);
  RawDataset raw;
  std::size_t size = 0;
  check(H5Tencode(type, nullptr, &size), "read the type of " + name);
  raw.type.resize(size);
  check(H5Tencode(type, raw.type.data(), &size), "read the type of " + name);
  raw.shape = checked_shape(dataset, table.path_of(name));
  const hsize_t count = checked_product(raw.shape, table.path_of(name));
  raw.values.resize(count * H5Tget_size(type));
  if (count > 0) check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw.values.data()), "read " + name);
  return raw;
}

/// Calls use(path, dataset) for every dataset; what cannot be read becomes a sentence.
template <class Use>
void visit_datasets(hid_t file, Sentences& problems, Use&& use) {
  for (const TableReader& table : tables_of(file)) {
    for (const std::string& name : member_names(table.id())) {
      const std::string path = table.path_of(name);
      try {
        use(path, read_raw(table, name));
      } catch (const Error& error) {
        problems.push_back(fmt::format("{}: {}.", path, error.what()));
      }
    }
  }
}

using Columns = std::vector<std::string>;
/// A group's first scale, and the datasets that must be as long.
using Expected = std::vector<std::pair<std::string, Columns>>;

/// The columns of a table: the fields of its records, and what lies beside them.
template <class... Records>
Columns columns_of(int schema, Columns others = {}, const Columns& missing = {}) {
  (append_field_names<Records>(others, schema, missing), ...);
  return others;
}

/// The tables that files of schema 3 and 4 have instead of /corrections, and of looks as they had them.
Expected expected_before_corrections(int schema) {
  return {{"/shown/row", columns_of<ShownRecord>(schema, {"penalised"})},
          {"/refutations/row", columns_of<Correction, EditRecipe, Edit>(schema, {"region"})},
          {"/penalties/row", columns_of<Correction>(schema, {"region"}, {"label"})}};
}

Expected expected_of_session(int schema) {
  return {{"/session/events/row", columns_of<SessionEvent>(schema)},
          {"/session/answers/row",
           columns_of<SessionAnswer>(schema, {"drew_defect", "drew_wrong", "defect", "wrong", "note"})},
          {"/session/questionnaire/row", {"scale", "name", "value"}}};
}

/// The datasets of each group that run along its first dimension, and what that dimension's length is taken from.
Expected expected_datasets(hid_t file) {
  const int schema = schema_of(file);
  Expected all = {
      {"/rounds/round", {"shown", "expert_s", "train_size"}},
      {"/test/round", {"probability"}},
      {"/test/item", {"label"}},
      {"/test/class", {}},
      {"/saliency/y", {}},
      {"/saliency/x", {}},
      {"/saliency/row", {"map", "scale", "offset", "round", "item", "image", "region"}},
      {"/items/id", {"path", "split", "label", "initial", "type"}},
  };
  const Expected corrections = schema < kCorrectionsSchema
                                   ? expected_before_corrections(schema)
                                   : Expected{{"/shown/row", columns_of<ShownRecord>(schema)},
                                              {"/corrections/row", columns_of<Correction, EditRecipe, Edit, RegionLoss>(
                                                                       schema, {kCorrectedBy, "region"})}};
  all.insert(all.end(), corrections.begin(), corrections.end());
  const Expected session = has_group(file, kSessionGroup) ? expected_of_session(schema) : Expected();
  all.insert(all.end(), session.begin(), session.end());
  return all;
}

void check_shapes(const Shapes& shapes, const Expected& expected, Sentences& problems) {
  for (const auto& [scale, names] : expected) {
    const auto first = shapes.find(scale);
    if (first == shapes.end()) {
      problems.push_back(fmt::format("{} is missing.", scale));
      continue;
    }
    const std::string group = scale.substr(0, scale.rfind('/') + 1);
    for (const std::string& name : names) {
      const auto found = shapes.find(group + name);
      if (found == shapes.end()) {
        problems.push_back(fmt::format("{}{} is missing.", group, name));
      } else if (found->second.at(0) != first->second.at(0)) {
        problems.push_back(
            fmt::format("{}{} has {} rows where {} has {}.", group, name, found->second[0], scale, first->second[0]));
      }
    }
  }
}

/// Datasets that files of earlier versions, or of runs without maps, lack, and what their first dimension goes with.
void check_newer_shapes(const Shapes& shapes, Sentences& problems) {
  const std::vector<std::pair<std::string, std::string>> kNewer = {{"/corrections/edited", "/corrections/region"},
                                                                   {"/refutations/edited", "/refutations/region"},
                                                                   {"/saliency/baseline", "/saliency/offset"},
                                                                   {"/saliency/confounder", "/saliency/region"},
                                                                   {"/shown/explained", "/shown/round"}};
  std::vector<std::pair<std::string, std::string>> all = kNewer;
  for (const DiagnosticInfo& info : diagnostic_table())
    all.emplace_back(fmt::format("/shown/{}", info.name), "/shown/round");
  for (const auto& [name, like] : all) {
    const auto found = shapes.find(name);
    if (found == shapes.end() || found->second == shapes.at(like)) continue;
    problems.push_back(fmt::format("{} has the shape {}, and {} has {}.", name, fmt::join(found->second, " x "), like,
                                   fmt::join(shapes.at(like), " x ")));
  }
}

void check_probability(const Shapes& shapes, Sentences& problems) {
  const std::vector<hsize_t> due = {shapes.at("/rounds/round").at(0), shapes.at("/test/item").at(0),
                                    shapes.at("/test/class").at(0)};
  if (shapes.at("/test/probability") != due) {
    problems.push_back(fmt::format("/test/probability has the shape {}, not rounds x test items x classes = {}.",
                                   fmt::join(shapes.at("/test/probability"), " x "), fmt::join(due, " x ")));
  }
}

/// The datasets of packed regions in a file whose shapes are the expected ones.
std::vector<std::string> packed_datasets(hid_t file) {
  std::vector<std::string> names;
  for (const std::string& group : correction_groups(file)) names.push_back(fmt::format("/{}/region", group));
  if (has_group(file, kSessionGroup)) names.insert(names.end(), {"/session/answers/defect", "/session/answers/wrong"});
  return names;
}

void check_regions(const Shapes& shapes, const std::vector<std::string>& names, Sentences& problems) {
  const hsize_t bytes = packed_size(shapes.at("/saliency/y").at(0) * shapes.at("/saliency/x").at(0));
  for (const std::string& name : names) {
    const std::vector<hsize_t> due = {shapes.at(name.substr(0, name.rfind('/')) + "/row").at(0), bytes};
    const std::vector<hsize_t>& found = shapes.at(name);
    if (found != due) {
      problems.push_back(fmt::format("{} has the shape {}, not rows x packed pixels = {}.", name,
                                     fmt::join(found, " x "), fmt::join(due, " x ")));
    }
  }
}

void check_rounds(hid_t file, Sentences& problems) {
  const auto rounds = TableReader(file, "rounds").column<double>("round");
  if (TableReader(file, "test").column<double>("round") != rounds) {
    problems.push_back("/test/round and /rounds/round differ.");
  }
}

void check_item_numbers(hid_t file, Sentences& problems) {
  const hsize_t items = TableReader(file, "items").shape("id").at(0);
  const std::vector<std::string> corrections = correction_groups(file);
  std::vector<std::pair<std::string, std::vector<const char*>>> users = {
      {"test", {"item"}}, {"shown", {"item", "of"}}, {"saliency", {"item"}}, {corrections.front(), {"item", "donor"}}};
  if (corrections.size() > 1) users.push_back({corrections.back(), {"item"}});
  for (const auto& [group, names] : users) {
    for (const char* name : names) {
      const auto ids = TableReader(file, group).column<std::uint32_t>(name);
      if (std::any_of(ids.begin(), ids.end(), [&](std::uint32_t id) { return id >= items; })) {
        problems.push_back(fmt::format("/{}/{} names an item that /items does not have.", group, name));
      }
    }
  }
}

void check_pictures(const Shapes& shapes, Sentences& problems) {
  const auto& image = shapes.at("/saliency/image");
  picture_shape(image, "/saliency/image");
  const std::vector<hsize_t> axes = {shapes.at("/saliency/row").at(0), image[1], shapes.at("/saliency/y").at(0),
                                     shapes.at("/saliency/x").at(0)};
  const std::vector<hsize_t> plane = {axes[0], axes[2], axes[3]};
  for (const auto& [name, due] : {std::pair("image", axes), std::pair("map", plane), std::pair("region", plane)}) {
    const auto& found = shapes.at(fmt::format("/saliency/{}", name));
    if (found != due)
      problems.push_back(fmt::format("/saliency/{} has the shape {}, not that of its axes, {}.", name,
                                     fmt::join(found, " x "), fmt::join(due, " x ")));
  }
}

void check_all(hid_t file, Sentences& problems) {
  Shapes shapes;
  visit_datasets(file, problems, [&](const std::string& name, const RawDataset& raw) { shapes[name] = raw.shape; });
  check_shapes(shapes, expected_datasets(file), problems);
  if (!problems.empty()) return;  // what follows relies on the shapes
  check_newer_shapes(shapes, problems);
  check_probability(shapes, problems);
  check_pictures(shapes, problems);
  check_regions(shapes, packed_datasets(file), problems);
  check_rounds(file, problems);
  check_item_numbers(file, problems);
  if (!problems.empty()) return;
  check_values(file, problems);
  check_sessions(file, problems);
}

bool is_wall_clock(const std::string& name) {
  return (name.ends_with("_s") && name != "/rounds/expert_s") || name == "/session/events/time_unix";
}

/// Whether a dataset is the person's and not the run's: a run that repeats a session has none.
bool is_of_a_person(const std::string& name) { return name.starts_with("/session/") || name.starts_with("/replay/"); }

using Datasets = std::map<std::string, RawDataset>;

Datasets comparable_datasets(const std::filesystem::path& path) {
  return reading({path, 2}, [&](hid_t file) {
    Datasets datasets;
    Sentences problems;
    visit_datasets(file, problems, [&](const std::string& name, RawDataset raw) {
      if (!is_wall_clock(name)) datasets[name] = std::move(raw);
    });
    require(problems.empty(), "{}", fmt::join(problems, " "));
    return datasets;
  });
}

}  // namespace

std::vector<std::string> verify_run_file(const std::filesystem::path& file) {
  Sentences problems;
  try {
    read_summary(file);
    reading({file, 2}, [&](hid_t opened) { check_all(opened, problems); });
    if (problems.empty()) read_shown(file), list_corrections(file);
  } catch (const std::exception& error) {
    problems.emplace_back(error.what());
  }
  return problems;
}

void require_own_datasets(hid_t file, const std::set<std::string>& read_already) {
  for (const TableReader& table : tables_of(file)) {
    if (read_already.contains(table.name())) continue;
    for (const std::string& name : member_names(table.id())) table.shape(name);
  }
}

void require_own_datasets(const std::filesystem::path& path) {
  reading({path, 2}, [](hid_t file) { require_own_datasets(file); });
}

std::vector<std::string> run_file_differences(const std::filesystem::path& left, const std::filesystem::path& right) {
  Datasets ours = comparable_datasets(left), theirs = comparable_datasets(right);
  const auto is_persons = [](const Datasets::value_type& dataset) { return is_of_a_person(dataset.first); };
  if (std::ranges::none_of(ours, is_persons)) std::erase_if(theirs, is_persons);
  if (std::ranges::none_of(theirs, is_persons)) std::erase_if(ours, is_persons);
  std::set<std::string> names;
  for (const auto& [name, raw] : ours) names.insert(name);
  for (const auto& [name, raw] : theirs) names.insert(name);
  std::vector<std::string> different;
  for (const std::string& name : names) {
    const auto a = ours.find(name), b = theirs.find(name);
    if (a == ours.end() || b == theirs.end() || a->second != b->second) different.push_back(name);
  }
  return different;
}

}  // namespace xil
