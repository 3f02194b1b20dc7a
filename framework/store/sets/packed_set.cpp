#include "framework/store/sets/packed_set.h"

#include <fmt/ranges.h>

#include "framework/core/base/json.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/interfaces/records.h"
#include "framework/store/files/files.h"
#include "framework/store/hdf5/hdf5_read.h"
#include "framework/store/hdf5/hdf5_write.h"
#include "framework/store/runs/packed_regions.h"
#include "framework/store/runs/run_checks.h"

namespace xil {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Dimensions = TableWriter::Dimensions;

constexpr std::int64_t kPackedVersion = 1;
constexpr std::size_t kThumbnailBytes = std::size_t{kThumbnailSide} * kThumbnailSide;
constexpr std::size_t kBlockBytes = std::size_t{8} << 20;  // bytes of pictures that are read at a time
constexpr std::string_view kMend = "pack the set again";

// Codes of the dataset `split`: those of Split, and one for items without a given split.
constexpr std::size_t kSplits = EnumNames<Split>::names.size();
constexpr std::uint8_t kNoSplit = kSplits;

std::size_t pixels_of(const SourceSet& set) {
  return static_cast<std::size_t>(set.height) * static_cast<std::size_t>(set.width);
}

void check_item(const SourceSet& set, const SourceItem& item) {
  const auto fits = [&](const std::optional<Region>& region) {
    return !region || (region->height == set.height && region->width == set.width);
  };
  const Image& image = item.image;
  require(image.channels == set.channels && image.height == set.height && image.width == set.width &&
              item.thumbnail.size() == kThumbnailBytes && fits(item.defect) && fits(item.confounder),
          "item '{}' has not the size of its set: it cannot be packed", item.path);
}

void write_header(hid_t file, const SourceSet& set, const ComponentSpec& source) {
  write_attribute(file, "packed_version", kPackedVersion);
  write_attribute(file, "dataset", set.name);
  write_attribute(file, "params", to_json(source.params));
  write_attribute(file, "digest", set.digest);
  write_attribute(file, "items", static_cast<std::int64_t>(set.items.size()));
}

/// The values of a dataset with one text or number per item.
template <class Get>
auto column_of(const SourceSet& set, Get&& get) {
  std::vector<std::remove_cvref_t<decltype(get(set.items.front()))>> values;
  for (const SourceItem& item : set.items) values.push_back(get(item));
  return values;
}

/// Writes a dataset of bytes; `append` adds the row of an item.
template <class Append>
void write_rows(TableWriter& table, const std::string& name, const Dimensions& dimensions, const SourceSet& set,
                Append&& append) {
  table.column_by_rows<std::uint8_t>(name, dimensions, [&](std::size_t first, std::size_t count) {
    Bytes rows;
    for (std::size_t i = first; i < first + count; ++i) append(set.items[i], rows);
    return rows;
  });
}

void write_regions(TableWriter& table, const std::string& name, const SourceSet& set,
                   std::optional<Region> SourceItem::*which) {
  const auto is_there = [&](const SourceItem& item) { return std::uint8_t{(item.*which).has_value()}; };
  table.column<std::uint8_t>("has_" + name, column_of(set, is_there), {"item"});
  write_rows(table, name, {"item", "byte"}, set, [&](const SourceItem& item, Bytes& rows) {
    pack((item.*which).value_or(Region()), pixels_of(set), rows);
  });
}

void write_texts(TableWriter& table, const SourceSet& set) {
  table.column("path", column_of(set, [](const SourceItem& item) { return item.path; }), {"item"});
  table.column("type", column_of(set, [](const SourceItem& item) { return item.type; }), {"item"});
  table.column("group", column_of(set, [](const SourceItem& item) { return item.group; }), {"item"});
  table.column("bytes_digest", column_of(set, [](const SourceItem& item) { return item.bytes_digest; }), {"item"});
}

void write_codes(TableWriter& table, const SourceSet& set) {
  const auto split = [](const SourceItem& item) {
    return item.split ? static_cast<std::uint8_t>(*item.split) : kNoSplit;
  };
  table.column<std::int32_t>("label", column_of(set, [](const SourceItem& item) { return std::int32_t{item.label}; }),
                             {"item"});
  table.column<std::uint8_t>("split", column_of(set, split), {"item"});
  std::vector<std::string_view> meanings(EnumNames<Split>::names.begin(), EnumNames<Split>::names.end());
  meanings.emplace_back("none");
  table.meanings("split", meanings);
}

void write_items(hid_t file, const SourceSet& set) {
  TableWriter table(file, "items");
  table.index("item", set.items.size());
  table.index("channel", static_cast<std::size_t>(set.channels));
  table.index("y", static_cast<std::size_t>(set.height));
  table.index("x", static_cast<std::size_t>(set.width));
  table.index("byte", packed_size(pixels_of(set)));
  table.index("thumbnail_y", kThumbnailSide);
  table.index("thumbnail_x", kThumbnailSide);
  write_texts(table, set);
  write_codes(table, set);
  write_rows(table, "thumbnail", {"item", "thumbnail_y", "thumbnail_x"}, set, [](const SourceItem& item, Bytes& rows) {
    rows.insert(rows.end(), item.thumbnail.begin(), item.thumbnail.end());
  });
  write_rows(table, "image", {"item", "channel", "y", "x"}, set, [](const SourceItem& item, Bytes& rows) {
    rows.insert(rows.end(), item.image.pixels.begin(), item.image.pixels.end());
  });
  write_regions(table, "defect", set, &SourceItem::defect);
  write_regions(table, "confounder", set, &SourceItem::confounder);
}

PackedHeader read_header(hid_t file) {
  const std::int64_t version = read_number_attribute(file, "packed_version");
  require(version == kPackedVersion, "its packed_version is {}, and this xil reads {}", version, kPackedVersion);
  const std::int64_t items = read_number_attribute(file, "items");
  require(items > 0, "it has {} items", items);
  return {read_text_attribute(file, "dataset"), read_text_attribute(file, "params"),
          read_text_attribute(file, "digest"), static_cast<std::size_t>(items)};
}

/// Reads a dataset of bytes and calls use(i, row) for the row of every item. Fails unless each row has the shape
/// `row_shape`.
template <class Use>
void read_rows(const TableReader& table, const std::string& name, std::size_t items,
               const std::vector<hsize_t>& row_shape, Use&& use) {
  std::vector<hsize_t> due = {items};
  due.insert(due.end(), row_shape.begin(), row_shape.end());
  require(table.shape(name) == due, "/items/{} has the shape {}, not {}", name, fmt::join(table.shape(name), " x "),
          fmt::join(due, " x "));
  const std::size_t row = std::accumulate(row_shape.begin(), row_shape.end(), std::size_t{1}, std::multiplies<>());
  const std::size_t step = std::max<std::size_t>(kBlockBytes / row, 1);
  for (std::size_t first = 0; first < items; first += step) {
    const std::size_t count = std::min(step, items - first);
    const Bytes block = table.rows<std::uint8_t>(name, first, count);
    for (std::size_t i = 0; i < count; ++i) use(first + i, std::span(block).subspan(i * row, row));
  }
}

void read_regions(const TableReader& table, const std::string& name, SourceSet& set,
                  std::optional<Region> SourceItem::*which) {
  const auto is_there = table.column<std::uint8_t>("has_" + name);
  require(is_there.size() == set.items.size(), "/items/has_{} has {} rows", name, is_there.size());
  read_rows(table, name, set.items.size(), {packed_size(pixels_of(set))},
            [&](std::size_t i, std::span<const std::uint8_t> row) {
              if (is_there[i] != 0) set.items[i].*which = unpack(row, set.height, set.width);
            });
}

/// Sets a member of every item from a dataset's values.
template <class T, class Assign>
void assign(SourceSet& set, const std::string& name, const std::vector<T>& values, Assign&& to) {
  require(values.size() == set.items.size(), "/items/{} has {} rows", name, values.size());
  for (std::size_t i = 0; i < values.size(); ++i) to(set.items[i], values[i]);
}

void read_columns(const TableReader& table, SourceSet& set) {
  const auto texts = [&](const std::string& name, std::string SourceItem::*member) {
    assign(set, name, table.texts(name), [&](SourceItem& item, const std::string& text) { item.*member = text; });
  };
  texts("path", &SourceItem::path);
  texts("type", &SourceItem::type);
  texts("group", &SourceItem::group);
  texts("bytes_digest", &SourceItem::bytes_digest);
  assign(set, "label", table.column<std::int32_t>("label"), [&](SourceItem& item, std::int32_t label) {
    require(label >= 0 && static_cast<std::size_t>(label) < set.class_names.size(),
            "'label' holds {}, there are {} classes", label, set.class_names.size());
    item.label = label;
  });
  assign(set, "split", table.column<std::uint8_t>("split"), [](SourceItem& item, std::uint8_t code) {
    require(code <= kNoSplit, "'split' has the unknown code {}", code);
    if (code != kNoSplit) item.split = static_cast<Split>(code);
  });
}

void read_items(const TableReader& table, SourceSet& set) {
  const auto shape = table.shape("image");
  const auto [channels, height, width] = picture_shape(shape, "/items/image");
  set.channels = channels;
  set.height = height;
  set.width = width;
  read_columns(table, set);
  read_rows(table, "thumbnail", set.items.size(), {kThumbnailSide, kThumbnailSide},
            [&](std::size_t i, auto row) { set.items[i].thumbnail.assign(row.begin(), row.end()); });
  read_rows(table, "image", set.items.size(), {shape[1], shape[2], shape[3]}, [&](std::size_t i, auto row) {
    Image& image = set.items[i].image;
    image.channels = set.channels;
    image.height = set.height;
    image.width = set.width;
    image.pixels.assign(row.begin(), row.end());
  });
  read_regions(table, "defect", set, &SourceItem::defect);
  read_regions(table, "confounder", set, &SourceItem::confounder);
}

/// What follows from the parameters: the class without defects, and which part of an item's path names its tile.
void read_params(SourceSet& set, const PackedHeader& header) {
  if (!is_image_set(header.dataset)) return;
  const auto params = image_set_params({header.dataset, parse_json(header.params, "params")});
  set.ok_label = params->ok_label();
  if (params->tiles.size == 0) return;
  for (SourceItem& item : set.items) item.tile = item.path.substr(item.path.rfind('#') + 1);
}

SourceSet read_set(hid_t file) {
  const PackedHeader header = read_header(file);
  const TableReader table(file, "items");
  require(table.shape("label") == std::vector<hsize_t>{header.items}, "/items/label has not {} rows", header.items);
  SourceSet set;
  set.name = header.dataset;
  set.class_names = TableReader(file, "classes").texts("class");
  set.items.resize(header.items);
  read_items(table, set);
  read_params(set, header);
  set.notes = TableReader(file, "notes").texts("note");
  set.digest = header.digest;
  require(digest_of(set) == set.digest, "its content has not the digest that it was packed with");
  return set;
}

}  // namespace

void write_packed_set(const std::filesystem::path& path, const SourceSet& set, const ComponentSpec& source) {
  require(set.name == source.name && !set.items.empty(), "a set '{}' of {} items cannot be packed as '{}'", set.name,
          set.items.size(), source.name);
  for (const SourceItem& item : set.items) check_item(set, item);
  MemoryFile file;
  write_header(file.id(), set, source);
  TableWriter(file.id(), "classes").scale("class", set.class_names);
  TableWriter(file.id(), "notes").scale("note", set.notes);
  write_items(file.id(), set);
  write_file_atomically(path, file.close());
}

PackedHeader read_packed_header(const std::filesystem::path& path) {
  return reading(
      {path, 0}, [&](hid_t file) { return read_header(file); }, kMend);
}

std::shared_ptr<const SourceSet> read_packed_set(const std::filesystem::path& path) {
  return reading(
      {path, 0}, [&](hid_t file) { return std::make_shared<const SourceSet>(read_set(file)); }, kMend);
}

}  // namespace xil
