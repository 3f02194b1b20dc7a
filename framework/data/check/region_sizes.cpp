#include "framework/data/check/region_sizes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <opencv2/imgproc.hpp>
#include <tuple>

#include "framework/core/numeric/quantile.h"
#include "framework/core/numeric/run_lengths.h"
#include "framework/data/check/listed_pictures.h"
#include "framework/data/check/size_advice.h"
#include "framework/data/codecs/scale.h"

namespace xil {
namespace {

cv::Mat1b mat_of_region(const Region& region) {
  return {region.height, region.width, const_cast<std::uint8_t*>(region.values.data())};
}

int pieces(const Region& region) {
  cv::Mat1i labels;
  return cv::connectedComponents(mat_of_region(region), labels, 8) - 1;
}

/// Whether some pixel of the scaled picture is covered by the region to at least a half.
bool visible(const Region& whole, const SourceParams& params) {
  if (whole.height <= params.height() && whole.width <= params.width()) return true;
  Image cover(1, whole.height, whole.width);
  std::ranges::transform(whole.values, cover.pixels.begin(),
                         [](std::uint8_t value) { return static_cast<std::uint8_t>(value != 0 ? 255 : 0); });
  SourceParams black = params;
  black.pad = Pad::Black;
  const Image scaled = scale_image(cover, black);
  return std::ranges::max(scaled.pixels) >= 128;
}

SourceParams enlarged(const SourceParams& params, double factor) {
  SourceParams larger = params;
  for (std::int64_t& side : larger.size) side = std::lround(static_cast<double>(side) * factor);
  return larger;
}

int longer_side(const SourceParams& params) { return std::max(params.height(), params.width()); }

/// The longer side of the first larger working size at which the region is visible.
int visible_side(const Region& whole, const SourceParams& params) {
  for (const double factor : {1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 8.0}) {
    const SourceParams larger = enlarged(params, factor);
    if (visible(whole, larger)) return longer_side(larger);
  }
  return std::max(whole.height, whole.width);
}

/// The share of the working picture that a picture fills.
double placed_share(const Region& whole, const SourceParams& params) {
  if (params.fit == Fit::Stretch) return 1;
  const double rows = static_cast<double>(params.height()) / whole.height;
  const double columns = static_cast<double>(params.width()) / whole.width;
  return std::min(rows, columns) / std::max(rows, columns);
}

/// Measures one region after the other.
class Ruler {
 public:
  Ruler(const SourceParams& params, int grid) : params_(params), ideal_(params.height(), params.width(), grid) {
    sizes_.height = params.height();
    sizes_.width = params.width();
    sizes_.grid = grid;
  }

  void measure(const Region& whole, const std::string& label, const std::string& type, bool confounder) {
    RegionSize size;
    size.label = label;
    size.type = type;
    size.confounder = confounder;
    const auto all = static_cast<double>(whole.values.size());
    size.pixels = static_cast<double>(area(whole));
    size.share = size.pixels / all;
    size.cells = size.share * sizes_.grid * sizes_.grid * placed_share(whole, params_);
    const cv::Rect box = cv::boundingRect(mat_of_region(whole));
    size.longest = std::max(box.width, box.height);
    size.picture = std::min(whole.height, whole.width);
    const Region working = scale_region(whole, params_);
    size.best = ideal_.score(working);
    size.vanishes = !visible(whole, params_);
    if (size.vanishes) size.visible_side = visible_side(whole, params_);
    size.merges = pieces(working) < pieces(whole);
    size.working = run_lengths(working);
    sizes_.regions.push_back(std::move(size));
  }

  RegionSizes finished() {
    summarise(sizes_);
    return std::move(sizes_);
  }

 private:
  const SourceParams params_;
  const IdealMap ideal_;
  RegionSizes sizes_;
};

Quartiles quartiles(const std::vector<const RegionSize*>& regions, double RegionSize::*figure) {
  std::vector<double> values;
  for (const RegionSize* region : regions) values.push_back(region->*figure);
  return {quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)};
}

RegionGroup kind_of(const std::vector<const RegionSize*>& regions) {
  const RegionSize& first = *regions.front();
  RegionGroup kind{first.label, first.type, first.confounder, regions.size(), {}, {}, {}, 0, 0, 0, 0};
  kind.share = quartiles(regions, &RegionSize::share);
  kind.cells = quartiles(regions, &RegionSize::cells);
  std::vector<double> masses, ious;
  for (const RegionSize* region : regions) {
    masses.push_back(region->best.mass);
    ious.push_back(region->best.iou);
    kind.small += region->cells < RegionSizes::kLeastCells ? 1 : 0;
    kind.vanishing += region->vanishes ? 1 : 0;
    kind.merging += region->merges ? 1 : 0;
  }
  kind.best = {quantile(std::move(masses), 0.5), quantile(std::move(ious), 0.5)};
  return kind;
}

}  // namespace

void summarise(RegionSizes& sizes) {
  std::map<std::tuple<bool, std::string, std::string>, std::vector<const RegionSize*>> kinds;
  for (const RegionSize& region : sizes.regions) {
    kinds[{region.confounder, region.label, region.type}].push_back(&region);
  }
  sizes.kinds.clear();
  sizes.small.reset();
  for (const auto& [key, regions] : kinds) {
    RegionGroup& kind = sizes.kinds.emplace_back(kind_of(regions));
    const double per_cell = kind.cells.median / (sizes.grid * sizes.grid);
    kind.grid_of_a_cell = static_cast<int>(std::ceil(std::sqrt(RegionSizes::kLeastCells / per_cell) - 1e-9));
    if (kind.confounder || kind.cells.median >= RegionSizes::kLeastCells) continue;
    if (!sizes.small || kind.cells.median < sizes.kinds[*sizes.small].cells.median)
      sizes.small = sizes.kinds.size() - 1;
  }
  sizes.advice = size_advice(sizes);
}

RegionSizes region_sizes(const DatasetRoot& root, const Listing& listing, const SourceSet& set,
                         const SourceParams& params, int grid) {
  std::map<std::string_view, const ListedItem*> listed;
  for (const ListedItem& item : listing.items) listed.emplace(item.path, &item);
  Ruler ruler(params, grid);
  for (const SourceItem& item : set.items) {
    if (!item.defect && !item.confounder) continue;
    const std::string& label = set.class_names.at(static_cast<std::size_t>(item.label));
    const ListedRegions regions = read_regions_of(root, *listed.at(item.picture()), item.path, params);
    if (item.defect && regions.marked) ruler.measure(*regions.marked, label, item.type, false);
    if (item.confounder && regions.confounder) ruler.measure(*regions.confounder, label, item.type, true);
  }
  return ruler.finished();
}

RegionSizes region_sizes(const Dataset& dataset, int grid) {
  SourceParams params;
  params.size = {dataset.info().height, dataset.info().width};
  Ruler ruler(params, grid);
  for (ItemId id = 0; id < dataset.size(); ++id) {
    const Item& item = dataset.item(id);
    const std::string& label = dataset.info().class_names.at(static_cast<std::size_t>(item.label));
    const auto measure = [&](const Region* region, bool confounder) {
      if (region != nullptr && area(*region) > 0) ruler.measure(*region, label, item.type, confounder);
    };
    measure(dataset.defect(id), false);
    measure(dataset.confounder(id), true);
  }
  return ruler.finished();
}

}  // namespace xil
