#include "experiments/regions/region_files.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/core/base/text.h"
#include "framework/data/codecs/encode.h"
#include "framework/store/files/files.h"
#include "framework/store/recorded/recorded_source.h"
#include "framework/store/runs/run_file.h"
#include "framework/store/runs/run_session.h"

namespace xil {
namespace {

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// Gives the files of one session their names.
class MaskNames {
 public:
  std::string next(RegionKind kind, const std::string& path) {
    const std::string stem = file_stem(path);
    std::string name = fmt::format("{}/{}.png", enum_name(kind), stem);
    // On some file systems letters of either case are the same.
    for (int i = 2; !taken_.insert(lower(name)).second; ++i)
      name = fmt::format("{}/{}.{}.png", enum_name(kind), stem, i);
    return name;
  }

 private:
  std::set<std::string> taken_;
};

/// Adds the regions of one answer to those of its session.
class Collector {
 public:
  Collector(ChosenRegions& chosen, const std::vector<std::string>& paths, const std::vector<std::string>& class_names)
      : chosen_(chosen), paths_(paths), class_names_(class_names) {}

  void add(const SessionAnswer& answer) {
    const std::int64_t image = image_of(answer.item);
    add(answer, image, RegionKind::Defect, answer.defect);
    add(answer, image, RegionKind::Wrong, answer.wrong);
  }

 private:
  std::int64_t image_of(ItemId item) {
    auto& images = chosen_.drawn.images;
    const auto [found, is_new] = images_.emplace(item, static_cast<std::int64_t>(images.size()));
    if (is_new) images.push_back(paths_.at(item));
    return found->second;
  }
  void add(const SessionAnswer& answer, std::int64_t image, RegionKind kind, const Region& region) {
    if (region.values.empty()) return;
    if (area(region) == 0) {
      ++chosen_.erased;
      return;
    }
    const bool labelled = answer.given_label != kNoLabel;
    chosen_.drawn.regions.push_back({image, kind, region, answer.round,
                                     labelled ? class_names_.at(static_cast<std::size_t>(answer.given_label)) : "",
                                     answer.verdict, names_.next(kind, paths_.at(answer.item))});
  }

  ChosenRegions& chosen_;
  const std::vector<std::string>& paths_;
  const std::vector<std::string>& class_names_;
  std::map<ItemId, std::int64_t> images_;
  MaskNames names_;
};

std::string png_of(const Region& region) {
  Image picture(1, region.height, region.width);
  std::ranges::transform(region.values, picture.pixels.begin(),
                         [](std::uint8_t inside) { return static_cast<std::uint8_t>(inside != 0 ? 255 : 0); });
  const std::vector<std::uint8_t> bytes = encode_png(picture);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

ChosenRegions choose_regions(const std::string& run_id, const Session& session, const std::vector<std::string>& paths,
                             const std::vector<std::string>& class_names) {
  ChosenRegions chosen;
  chosen.drawn.run_id = run_id;
  chosen.drawn.expert = session.expert;
  Collector collector(chosen, paths, class_names);
  for (const SessionAnswer& answer : session.answers) {
    if (answer.practice)
      chosen.practice.push_back(paths.at(answer.item));
    else if (answer.comparison)
      ++chosen.comparisons;
    else
      collector.add(answer);
  }
  return chosen;
}

ChosenRegions read_drawn_regions(const std::filesystem::path& run_file) {
  const std::string run_id = read_header(run_file).run_id;
  require(file_stem(run_id) == run_id, "'{}': its run id is no name of a folder", run_file.string());
  const std::optional<Session> session = read_session(run_file);
  require(session.has_value(), "'{}' has no session: nobody drew a region", run_file.string());
  const RecordedPictures pictures = read_recorded_pictures(run_file);
  std::vector<std::string> paths;
  for (const Item& item : read_recorded_items(run_file)) paths.push_back(item.path);
  ChosenRegions chosen = choose_regions(run_id, *session, paths, pictures.class_names);
  chosen.drawn.height = pictures.height;
  chosen.drawn.width = pictures.width;
  return chosen;
}

void write_regions(const SessionRegions& drawn, const std::filesystem::path& folder) {
  const OwnPath own = {folder / drawn.run_id, 1};
  make_folder(folder);
  for (const std::string_view kind : EnumNames<RegionKind>::names) make_own_folder(own.below(std::string(kind)));
  for (const DrawnRegion& region : drawn.regions) {
    const std::filesystem::path mask = own.path / region.mask;
    write_file_atomically({mask, 3}, png_of(region.region));
  }
  write_file_atomically(own.below("coco.json"), json_text(coco_document(drawn)) + '\n');
}

}  // namespace xil
