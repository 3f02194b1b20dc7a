#include "framework/data/sources/write_image_folder.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/records.h"
#include "framework/data/codecs/encode.h"
#include "framework/data/sources/mask_image.h"

namespace xil {
namespace {

/// "TYPE/NAME.png", or "NAME.png" for an item without a type.
std::string name_below_class(const Item& item) {
  const std::string name = std::filesystem::path(item.path).filename().string() + ".png";
  return item.type.empty() ? name : item.type + "/" + name;
}

}  // namespace

void write_image_folder(const Dataset& dataset, const FileSink& write) {
  std::string table = "path,label,mask,confounder_mask,type,group,split\n";
  std::set<std::string> paths;
  for (ItemId id = 0; id < dataset.size(); ++id) {
    const Item& item = dataset.item(id);
    const std::string below = name_below_class(item);
    const std::string label = item.label == dataset.info().positive_class ? "defect" : "ok";
    const std::string path = label + "/" + below;
    require(paths.insert(path).second, "two items of {} would be {}", dataset.info().name, path);
    write(path, encode_png(dataset.image(id)));
    std::string mask, confounder;
    if (const Region* region = dataset.defect(id)) write(mask = "masks/" + below, encode_png(mask_image(*region)));
    if (const Region* region = dataset.confounder(id)) {
      write(confounder = "confounders/" + path, encode_png(mask_image(*region)));
    }
    table += fmt::format("{},{},{},{},{},,{}\n", path, label, mask, confounder, item.type, enum_name(item.split));
  }
  write("manifest.csv", std::span(reinterpret_cast<const std::uint8_t*>(table.data()), table.size()));
}

}  // namespace xil
