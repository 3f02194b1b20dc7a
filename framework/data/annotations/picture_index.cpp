#include "framework/data/annotations/picture_index.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/data/codecs/decode.h"
#include "framework/data/files/file_finder.h"

namespace xil {
namespace {

/// The path that an annotation means, with slashes: Label Studio hides it behind "?d=".
std::string plain_path(const std::string& given) {
  const std::size_t query = given.find("?d=");
  std::string named = query == std::string::npos ? given : std::string("/").append(given, query + 3);
  std::ranges::replace(named, '\\', '/');
  return named;
}

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char sign : path) {
    if (sign != '/') {
      parts.back() += sign;
    } else if (!parts.back().empty()) {
      parts.emplace_back();
    }
  }
  std::erase_if(parts, [](const std::string& part) { return part.empty() || part == "." || part == ".."; });
  return parts;
}

std::size_t common_end(const std::string& path, const std::vector<std::string>& parts) {
  const std::vector<std::string> own = parts_of(path);
  return static_cast<std::size_t>(std::ranges::mismatch(own.rbegin(), own.rend(), parts.rbegin(), parts.rend()).in1 -
                                  own.rbegin());
}

std::size_t common_begin(const std::string& path, const std::string& other) {
  const auto own = parts_of(folder_of(path)), others = parts_of(folder_of(other));
  return static_cast<std::size_t>(std::ranges::mismatch(own, others).in1 - own.begin());
}

/// Leaves those for which `worth` is largest.
void keep_best(std::vector<std::string>& paths, auto&& worth) {
  std::size_t best = 0;
  for (const std::string& path : paths) best = std::max<std::size_t>(best, worth(path));
  std::erase_if(paths, [&](const std::string& path) { return worth(path) != best; });
}

/// Folders of another machine say nothing, but those of a relative path do: valid/1.png is not train/1.png.
bool is_elsewhere(const std::string& path) { return path.starts_with('/') || path.find(':') != std::string::npos; }

/// Where a picture that is not there would be.
std::string wanted(const std::string& annotation, const std::string& path) {
  std::vector<std::string> parts = parts_of(path);
  if (parts.empty()) parts.push_back(stem_of(name_of(annotation)));
  if (is_elsewhere(path)) parts.erase(parts.begin(), parts.end() - 1);
  std::string whole = folder_of(annotation);
  for (const std::string& part : parts) whole = joined(whole, part);
  return whole;
}

}  // namespace

PictureIndex::PictureIndex(const DatasetRoot& root, const std::string& folder) : files_(files_below(root, "")) {
  const std::string front = folder.empty() ? "" : folder + "/";
  for (const std::string& file : files_) {
    if (!is_picture_name(file) || !file.starts_with(front)) continue;
    pictures_.push_back(file);
    by_name_[name_of(file)].push_back(file);
    by_stem_[stem_of(name_of(file))].push_back(file);
  }
}

bool PictureIndex::has(const std::string& picture) const { return std::ranges::binary_search(pictures_, picture); }

std::vector<std::string> PictureIndex::candidates(const std::string& named) const {
  const std::string path = plain_path(named);
  const std::vector<std::string> parts = parts_of(path);
  if (parts.empty()) return {};
  const auto same = by_name_.find(parts.back());
  std::vector<std::string> paths = same == by_name_.end() ? std::vector<std::string>() : same->second;
  if (const auto alike = by_stem_.find(parts.back()); paths.empty() && alike != by_stem_.end()) paths = alike->second;
  const auto worth = [&](const std::string& candidate) { return common_end(candidate, parts); };
  keep_best(paths, worth);
  if (!is_elsewhere(path)) {
    std::erase_if(paths, [&](const std::string& candidate) {
      const std::size_t common = std::max<std::size_t>(worth(candidate), 1);  // the name without its ending
      return common < parts.size() && common < parts_of(candidate).size();
    });
  }
  return paths;
}

FoundPicture PictureIndex::find(const std::string& annotation, const std::string& named) const {
  std::vector<std::string> paths = candidates(named);
  if (paths.empty()) return {wanted(annotation, plain_path(named)), {}};
  keep_best(paths, [&](const std::string& path) { return folder_of(path) == folder_of(annotation) ? 1U : 0U; });
  keep_best(paths, [&](const std::string& path) { return common_begin(path, annotation); });
  if (paths.size() == 1) return {paths.front(), {}};
  return {paths.front(),
          fmt::format("{}: it names the picture '{}', which may be {} or {}: write its path from the root's folder",
                      annotation, named, paths[0], paths[1])};
}

std::string PictureIndex::beside(const std::string& annotation) const {
  const auto alike = by_stem_.find(stem_of(name_of(annotation)));
  if (alike == by_stem_.end()) return {};
  const auto found = std::ranges::find(alike->second, folder_of(annotation), folder_of);
  return found == alike->second.end() ? std::string() : *found;
}

}  // namespace xil
