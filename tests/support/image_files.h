#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "tests/support/scratch_folder.h"

namespace xil {

/// A temporary folder for image files.
class ImageFiles {
 public:
  const std::filesystem::path& root() const { return folder_.path(); }
  void write(const std::string& path, const std::vector<std::uint8_t>& bytes) const {
    std::filesystem::create_directories((root() / path).parent_path());
    std::ofstream stream(root() / path, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }

 private:
  ScratchFolder folder_;
};

/// An image set with grey pictures of 16 x 16 pixels; `damaged`: value of that parameter, the default where it is
/// empty.
inline ComponentSpec image_set(const std::string& name, const std::filesystem::path& root,
                               const std::string& damaged = "") {
  Value params(Value::Map{
      {"root", Value(root.string())}, {"size", Value(std::int64_t{16})}, {"channels", Value(std::string("grey"))}});
  if (!damaged.empty()) params.set("damaged", Value(damaged));
  return resolved(dataset_table(), "dataset", name, params);
}

}  // namespace xil
