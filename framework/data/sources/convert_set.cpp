#include "framework/data/sources/convert_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "framework/core/base/error.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/records.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/layouts/file_account.h"
#include "framework/data/layouts/layouts.h"
#include "framework/data/sources/converted_names.h"
#include "framework/data/sources/mask_image.h"
#include "framework/data/sources/source_reader.h"

namespace xil {
namespace {

/// Parameters that hold for a converted set as for the given one.
constexpr std::array<std::string_view, 4> kKept = {"size", "fit", "pad", "channels"};
/// Those that hold where files are copied; tiles are written as they were decoded.
constexpr std::array<std::string_view, 2> kOfFiles = {"range16", "orientation"};

/// A cell of a table, quoted where it has to be.
std::string cell(const std::string& text) {
  if (text.find_first_of(",;\t\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char sign : text) quoted += sign == '"' ? std::string("\"\"") : std::string(1, sign);
  return quoted + '"';
}

/// One channel where all are equal, so that grey pictures are not written as coloured ones.
Image without_equal_channels(const Image& image) {
  Image grey(1, image.height, image.width);
  std::copy_n(image.pixels.begin(), grey.size(), grey.pixels.begin());
  for (int channel = 1; channel < image.channels; ++channel) {
    const auto first = image.pixels.begin() + static_cast<std::ptrdiff_t>(grey.size()) * channel;
    if (!std::equal(grey.pixels.begin(), grey.pixels.end(), first)) return image;
  }
  return grey;
}

class Converter {
 public:
  Converter(const ComponentSpec& spec, ConvertedLayout layout, const FileSink& write)
      : spec_(spec),
        layout_(layout),
        write_(write),
        params_(image_set_params(spec)),
        root_(find_root(spec)),
        listing_(list_items(root_, spec)),
        names_(layout == ConvertedLayout::ImageFolder) {
    if (layout == ConvertedLayout::ImageFolder) refuse_other_classes();
  }

  Conversion convert() {
    const SourceReading reading =
        read_parts(spec_, root_, listing_, [this](const ItemPart& part) { write_part(part); });
    require(reading.damages.empty() || params_->damaged == Damaged::Skip, "dataset '{}': {}{}", spec_.name,
            reading.damages.empty() ? "" : reading.damages.front().reason,
            reading.damages.size() > 1
                ? fmt::format(" ({} more are damaged: xil data check lists them)", reading.damages.size() - 1)
                : "");
    require(done_.pictures > 0, "dataset '{}': no picture is left to write", spec_.name);
    if (layout_ == ConvertedLayout::Manifest) write_text("manifest.csv", table_);
    note_what_is_lost(reading);
    describe();
    return std::move(done_);
  }

 private:
  bool has_tiles() const { return params_->tiles.size > 0; }

  void refuse_other_classes() const {
    refuse_unless(listing_.class_names.size() == 2 && listing_.ok_label != kNoClass,
                  "an image_folder has the classes ok and defect, and '{}' has {} classes{}: --to manifest takes them",
                  spec_.name, listing_.class_names.size(),
                  listing_.ok_label == kNoClass ? ", of which none is ok" : "");
  }

  void write_text(const std::string& path, const std::string& text) const {
    write_(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }

  void write_part(const ItemPart& part) {
    const ListedItem& listed = part.whole.listed;
    const bool ok = part.label == listing_.ok_label;
    const auto bytes = part.tile.empty() ? root_.read(listed.path) : encode_png(without_equal_channels(part.image));
    const ConvertedNames names = names_.of(listed.path, part.tile, ok, part.type, ending_of(part, bytes));
    write_(names.picture, bytes);
    ++done_.pictures;
    done_.copied += part.tile.empty() ? 1 : 0;
    const std::string mask = write_mask(names.mask, part.defect, done_.masks),
                      confounder = write_mask(names.confounder, part.confounder, done_.confounder_masks);
    note_part(part, ok);
    const std::string group = has_tiles() && listed.group.empty() ? listed.path : listed.group;
    table_ +=
        fmt::format("{},{},{},{},{},{},{}\n", cell(names.picture),
                    cell(listing_.class_names.at(static_cast<std::size_t>(part.label))), cell(mask), cell(confounder),
                    cell(part.type), cell(group), listed.split ? enum_name(*listed.split) : std::string_view());
  }

  /// That of its name, if readers of folders know it; else that of its content.
  std::string ending_of(const ItemPart& part, const std::vector<std::uint8_t>& bytes) const {
    const std::string& path = part.whole.listed.path;
    if (!part.tile.empty()) return ".png";
    if (is_picture_name(path)) return std::filesystem::path(path).extension().string();
    switch (read_header(bytes, path, params_->max_megapixels).format) {
      case PictureHeader::Format::Jpeg:
        return ".jpg";
      case PictureHeader::Format::Png:
        return ".png";
      case PictureHeader::Format::Bmp:
        return ".bmp";
      case PictureHeader::Format::Tiff:
        return ".tif";
    }
    return ".png";
  }

  /// Returns the path; empty if there is no region.
  std::string write_mask(const std::string& path, const std::optional<Region>& region, std::size_t& count) const {
    if (!region) return {};
    write_(path, encode_png(mask_image(*region)));
    ++count;
    return path;
  }

  void note_part(const ItemPart& part, bool ok) {
    const ListedItem& listed = part.whole.listed;
    groups_ = groups_ || !listed.group.empty();
    splits_ = splits_ || listed.split.has_value();
    ok_types_ = ok_types_ || (ok && !part.type.empty());
  }

  void note(std::size_t count, std::string_view what) {
    if (count > 0) done_.notes.push_back(fmt::format("{} {}", count, what));
  }

  void note_what_is_lost(const SourceReading& reading) {
    std::vector<std::string> damaged;
    for (const Damage& damage : reading.damages) damaged.push_back(damage.path);
    if (!damaged.empty()) note(damaged.size(), "damaged items are left out: " + some_of(damaged));
    note(listing_.left_out.size(), "pictures of other types are left out");
    note(reading.masks_on_ok.size(), "masks of ok pictures, which mark something, are not used and left out");
    note(reading.empty_masks.size(), "masks in which nothing is marked are left out");
    if (const std::string tiles = tiles_sentence(reading.tiles, params_->tiles); !tiles.empty())
      done_.notes.push_back(tiles);
    if (layout_ == ConvertedLayout::ImageFolder) note_what_folders_lose();
    done_.notes.push_back(account_sentence(account_for_files(spec_, root_, listing_)));
  }

  void note_what_folders_lose() {
    const auto lost = [this](bool there, std::string_view what) {
      if (there) done_.notes.push_back(fmt::format("an image_folder does not keep {}: --to manifest does", what));
    };
    lost(splits_, "the split that the set gives");
    lost(groups_, "the groups that the set lists");
    lost(has_tiles(), "which tiles are of one picture, so that a split may part them");
    lost(ok_types_, "types of ok pictures");
    if (listing_.class_names != std::vector<std::string>{"ok", "defect"})
      done_.notes.push_back(fmt::format("the classes {} and {} are now ok and defect",
                                        listing_.class_names.at(static_cast<std::size_t>(listing_.ok_label)),
                                        listing_.class_names.at(static_cast<std::size_t>(1 - listing_.ok_label))));
  }

  /// The parameters under which the written set is read as the given one is.
  void describe() {
    const std::string name(enum_name(layout_));
    Value map(Value::Map{{"name", Value(name)}});
    const Value defaults = find_entry(dataset_table(), name, "dataset").resolve(Value(Value::Map{}), "dataset");
    const auto keep = [&](std::string_view key) {
      const Value* value = spec_.params.find(key);
      if (value != nullptr && *value != *defaults.find(key)) map.set(key, *value);
    };
    for (const std::string_view key : kKept) keep(key);
    if (!has_tiles()) std::ranges::for_each(kOfFiles, keep);
    if (layout_ == ConvertedLayout::Manifest) describe_table(map);
    done_.dataset = std::move(map);
  }

  void describe_table(Value& map) const {
    if (listing_.class_names != ManifestParams().classes) {
      Value::List classes;
      for (const std::string& name : listing_.class_names) classes.emplace_back(name);
      map.set("classes", Value(std::move(classes)));
    }
    if (listing_.ok_label == kNoClass) map.set("ok_class", Value(std::string(kNoOkClass)));
    if (listing_.ok_label > 0)
      map.set("ok_class", Value(listing_.class_names.at(static_cast<std::size_t>(listing_.ok_label))));
    if (groups_ || has_tiles()) map.set("groups", Value(std::string("listed")));
    if (splits_) map.set("split", Value(std::string("given")));
  }

  const ComponentSpec& spec_;
  const ConvertedLayout layout_;
  const FileSink& write_;
  const std::shared_ptr<const ImageSetParams> params_;
  const DatasetRoot root_;
  const Listing listing_;
  NameGiver names_;
  std::string table_ = "path,label,mask,confounder_mask,type,group,split\n";
  bool groups_ = false, splits_ = false, ok_types_ = false;
  Conversion done_;
};

}  // namespace

Conversion convert_set(const ComponentSpec& spec, ConvertedLayout layout, const FileSink& write) {
  return Converter(spec, layout, write).convert();
}

}  // namespace xil
