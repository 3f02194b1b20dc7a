#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "experiments/explain/explain_pictures.h"
#include "framework/core/base/error.h"
#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/scale.h"
#include "framework/data/layouts/file_account.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

namespace fs = std::filesystem;

/// Files of a folder, ascending: pictures, and how many others there are.
struct Listed {
  std::vector<std::string> pictures, others;
};

Listed files_below(const fs::path& folder) {
  Listed listed;
  std::error_code code;
  fs::recursive_directory_iterator at(folder, code), end;
  for (; !code && at != end; at.increment(code)) {
    std::error_code ignored;
    if (!at->is_regular_file(ignored)) continue;
    (is_picture_name(at->path().string()) ? listed.pictures : listed.others).push_back(at->path().string());
  }
  require(!code, "--images: the folder '{}' cannot be listed: {}", folder.string(), code.message());
  std::ranges::sort(listed.pictures);
  std::ranges::sort(listed.others);
  return listed;
}

std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> lines;
  std::istringstream text(read_file(file));
  for (std::string line; std::getline(text, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty() && !line.starts_with('#')) lines.push_back(line);
  }
  return lines;
}

PictureToExplain read_picture(const std::string& file, const SourceParams& source) {
  std::error_code code;
  require(fs::is_regular_file(file, code), "'{}' is not a file", file);
  const std::string content = read_file(file);
  PictureToExplain picture;
  picture.file = file;
  picture.whole = decode_picture({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()}, file, source,
                                 Place::Alone);
  picture.image = scale_image(picture.whole, source);
  return picture;
}

}  // namespace

PicturesToExplain listed_pictures(const std::string& folder_or_list, const SourceParams& source) {
  PicturesToExplain pictures;
  std::error_code code;
  std::vector<std::string> files;
  if (fs::is_directory(folder_or_list, code)) {
    Listed listed = files_below(folder_or_list);
    refuse_unless(!listed.pictures.empty(), "--images: the folder '{}' holds no pictures", folder_or_list);
    files = std::move(listed.pictures);
    if (!listed.others.empty())
      pictures.notes.push_back(fmt::format("{} files of the folder are no pictures by their names and are left out: {}",
                                           listed.others.size(), some_of(listed.others, 5)));
  } else {
    require(fs::is_regular_file(folder_or_list, code), "--images: '{}' is neither a folder nor a file", folder_or_list);
    refuse_unless(!is_picture_name(folder_or_list),
                  "--images takes a folder or a text file with a path a line; '{}' is one picture: --image explains it",
                  folder_or_list);
    files = lines_of(folder_or_list);
    refuse_unless(!files.empty(), "--images: the list '{}' names no picture", folder_or_list);
  }
  pictures.subject = fmt::format("Pictures of {}", folder_or_list);
  pictures.count = files.size();
  pictures.file = [files](std::size_t i) { return files[i]; };
  pictures.picture = [files, source](std::size_t i) { return read_picture(files[i], source); };
  return pictures;
}

}  // namespace xil
