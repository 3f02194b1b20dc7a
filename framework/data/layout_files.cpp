#include "framework/data/layout_files.h"

#include <algorithm>
#include <cctype>

#include "framework/data/decode.h"

namespace xil {

std::vector<std::string> pictures_in(const DatasetRoot& root, const std::string& folder) {
  std::vector<std::string> names = root.files(folder);
  std::erase_if(names, [](const std::string& name) { return !is_picture_name(name); });
  return names;
}

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char sign) { return static_cast<char>(std::tolower(sign)); });
  return text;
}

std::string stem_of(const std::string& name) { return name.substr(0, name.rfind('.')); }

bool is_png_name(const std::string& name) { return lower_case(name).ends_with(".png"); }

std::map<std::string, std::string> masks_in(const DatasetRoot& root, const std::string& folder) {
  std::map<std::string, std::string> masks;
  for (const std::string& name : root.files(folder)) {
    if (is_png_name(name)) masks.emplace(stem_of(name), folder + "/" + name);
  }
  return masks;
}

std::string find_mask(const std::map<std::string, std::string>& masks, const std::string& stem) {
  const auto found = masks.find(stem);
  return found == masks.end() ? std::string() : found->second;
}

}  // namespace xil
