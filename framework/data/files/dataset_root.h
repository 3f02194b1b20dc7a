#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/catalogue/source_params.h"

namespace xil {

/// The folder of an image set. Nothing that lies outside of it is ever read, unless links in it are to be followed
/// wherever they lead; a path with ".." never leads out.
class DatasetRoot {
 public:
  /// A path that is no folder is a failure that names it. The folder itself may be a link.
  explicit DatasetRoot(const std::filesystem::path& folder, Links links = Links::FollowInside);

  /// Without links.
  const std::filesystem::path& path() const { return path_; }

  /// Where a file or folder lies, without links; fails where it is not there or may not be read. Links are refused by
  /// Links::Refuse, those out of the root by Links::FollowInside.
  std::filesystem::path resolved(const std::string& relative) const;

  /// The content of a file, given by its path below the root. Fails, with the path in the message, where there is no
  /// such file, where it is not a regular file, leads out of the root, or is larger than kMostBytes.
  std::vector<std::uint8_t> read(const std::string& relative) const;
  /// At most `most` bytes from the beginning; fails like read().
  std::vector<std::uint8_t> read_head(const std::string& relative, std::size_t most) const;
  /// Size and time of the last change, for keys of caches; fails like read().
  std::string stamp(const std::string& relative) const;

  /// Names of the files or folders in a folder below the root, ascending; none where there is no such folder. Names
  /// that start with a dot are left out. Entries that may not be read are listed: reading them fails.
  std::vector<std::string> files(const std::string& relative) const;
  std::vector<std::string> folders(const std::string& relative) const;
  /// Whether files() lists it. Likewise has_folder() and folders(). A link that leads nowhere or out of the root counts
  /// as an existing file, so that reading it reports the fault; has_folder(), files() and folders() fail for a folder
  /// outside of the root.
  bool has_file(const std::string& relative) const;
  bool has_folder(const std::string& relative) const;

  static constexpr std::uint64_t kMostBytes = std::uint64_t{512} << 20;

 private:
  std::filesystem::path path_;
  Links links_;
};

}  // namespace xil
