#include "framework/data/layouts/layout_manifest.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "framework/core/base/csv.h"
#include "framework/core/catalogue/image_sets.h"

namespace xil {
namespace {

constexpr std::array<std::string_view, 7> kColumns = {"path", "label", "mask", "confounder_mask",
                                                      "type", "group", "split"};
constexpr std::array<std::string_view, 2> kRequired = {"path", "label"};

namespace fs = std::filesystem;

bool leads_out(const fs::path& normal) { return normal.is_absolute() || *normal.begin() == ".."; }

/// Turns rows into items; `name` is that of the table in messages.
class ManifestReader {
 public:
  ManifestReader(const CsvTable& table, const ManifestParams& params, const DatasetRoot& root, const std::string& name)
      : classes_(params.classes),
        root_(root),
        given_root_(fs::absolute(params.pictures_root.empty() ? params.root : params.pictures_root).lexically_normal()),
        root_key_(params.pictures_root.empty() ? "the root" : "pictures_root"),
        name_(name) {
    for (const std::string& column : table.header) {
      refuse_unless(std::ranges::find(kColumns, column) != kColumns.end(), "{}: unknown column '{}'. Known: {}", name_,
                    column, fmt::join(kColumns, ", "));
      refuse_unless(position_.emplace(column, position_.size()).second, "{}: two columns are named '{}'", name_,
                    column);
    }
    for (const std::string_view column : kRequired) {
      refuse_unless(position_.contains(column), "{}: the column '{}' is missing. Known: {}", name_, column,
                    fmt::join(kColumns, ", "));
    }
  }

  ListedItem item(const CsvRow& row) {
    for (const std::string_view column : kRequired) {
      refuse_unless(!cell(row, column).empty(), "{}:{}: the column '{}' is empty", name_, row.line, column);
    }
    ListedItem item{.path = path(row, "path"),
                    .label = label(row),
                    .mask = path(row, "mask"),
                    .confounder_mask = path(row, "confounder_mask"),
                    .type = cell(row, "type"),
                    .group = cell(row, "group"),
                    .split = split(row)};
    const auto [earlier, is_new] = line_of_.emplace(item.path, row.line);
    refuse_unless(is_new, "{}:{}: '{}' is already in line {}: take one of them out", name_, row.line, item.path,
                  earlier->second);
    return item;
  }

 private:
  std::string cell(const CsvRow& row, std::string_view column) const {
    const auto found = position_.find(column);
    return found == position_.end() ? std::string() : row.cells[found->second];
  }

  std::string path(const CsvRow& row, std::string_view column) const {
    const std::string given = cell(row, column);
    if (given.empty()) return given;
    fs::path normal = fs::path(with_slashes(given)).lexically_normal();
    if (normal.is_absolute()) normal = below_root(normal);
    refuse_unless(!leads_out(normal), "{}:{}: the {} '{}' leads out of {}: write it relative to {}", name_, row.line,
                  column, given, root_key_ == "the root" ? "the set's root" : root_key_, root_key_);
    return normal.generic_string();
  }

  /// As Windows writes paths, unless there is a file whose very name holds the backslash.
  std::string with_slashes(std::string path) const {
    if (path.find('\\') != std::string::npos && !root_.has_file(path)) std::ranges::replace(path, '\\', '/');
    return path;
  }

  /// Relative to the root, by its name as it was given, without links, or with those in the path itself resolved; the
  /// path itself where it is not below.
  fs::path below_root(const fs::path& path) const {
    std::error_code unknown;
    const fs::path resolved = fs::weakly_canonical(path.parent_path(), unknown) / path.filename();
    for (const fs::path& candidate : {path, resolved}) {
      for (const fs::path& root : {root_.path(), given_root_}) {
        const fs::path relative = candidate.lexically_relative(root);
        if (!relative.empty() && !leads_out(relative)) return relative;
      }
    }
    return path;
  }

  int label(const CsvRow& row) const {
    const std::string given = cell(row, "label");
    const auto found = std::ranges::find(classes_, given);
    refuse_unless(found != classes_.end(), "{}:{}: the label '{}' is none of the parameter classes: {}", name_,
                  row.line, given, fmt::join(classes_, ", "));
    return static_cast<int>(found - classes_.begin());
  }

  std::optional<Split> split(const CsvRow& row) const {
    const std::string given = cell(row, "split");
    if (given.empty()) return std::nullopt;
    if (given == "pool" || given == "train") return Split::Pool;
    if (given == "validation" || given == "val") return Split::Validation;
    if (given == "test") return Split::Test;
    refuse("{}:{}: unknown split '{}'. Known: pool (or train), validation (or val), test", name_, row.line, given);
  }

  const std::vector<std::string>& classes_;
  const DatasetRoot& root_;
  const fs::path given_root_;        // before links are resolved
  const std::string_view root_key_;  // in messages
  const std::string& name_;
  std::map<std::string, std::size_t, std::less<>> position_;  // of the columns
  std::map<std::string, std::size_t> line_of_;                // of the paths
};

std::vector<std::string> places(const ComponentSpec&) { return {""}; }

bool recognises(const DatasetRoot& root, const ComponentSpec& spec) {
  return root.has_file(params_of<ManifestParams>(spec, image_set_table(), "dataset")->file);
}

/// The table as a walk through the folder of the pictures meets it; its whole path where it lies elsewhere.
std::string table_below(const DatasetRoot& pictures, const DatasetRoot& root, const std::string& file) {
  const fs::path table = (root.path() / file).lexically_normal();
  const fs::path relative = table.lexically_relative(pictures.path());
  return leads_out(relative) ? table.string() : relative.generic_string();
}

/// `pictures`: the root, or the folder that pictures_root names.
Listing list(const DatasetRoot& pictures, const ComponentSpec& spec) {
  const auto params = params_of<ManifestParams>(spec, image_set_table(), "dataset");
  const DatasetRoot root = params->pictures_root.empty() ? pictures : DatasetRoot(params->root, params->links);
  const auto bytes = root.read(params->file);
  const std::string name = (root.path() / params->file).string();
  const CsvTable table = parse_csv(std::string(bytes.begin(), bytes.end()), name);
  Listing listing{.class_names = params->classes,
                  .items = {},
                  .table = params->pictures_root.empty() ? params->file : table_below(pictures, root, params->file),
                  .ok_label = params->ok_label()};
  ManifestReader reader(table, *params, pictures, name);
  for (const CsvRow& row : table.rows) listing.items.push_back(reader.item(row));
  return listing;
}

ComponentSpec of_table(const fs::path& file) {
  const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
  return {std::string(kManifestLayout.name),
          Value(Value::Map{{"root", Value(folder)}, {"file", Value(file.filename().string())}})};
}

}  // namespace

constexpr Layout kManifestLayout = {
    .name = "manifest",
    .marks = "the table that the parameter file names",
    .places = places,
    .recognises = recognises,
    .list = list,
    .of_table = of_table,
};

}  // namespace xil
