#pragma once

#include <tiffio.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/data/codecs/picture_file.h"

namespace xil {

/// The bytes of a TIFF, open in libtiff, with what it reports. No exception passes through libtiff.
class TiffMemory {
 public:
  /// Fails for what libtiff does not open at all.
  explicit TiffMemory(const PictureFile& file);
  TiffMemory(const TiffMemory&) = delete;
  TiffMemory& operator=(const TiffMemory&) = delete;

  TIFF* tiff() const { return open_.get(); }
  const std::string& failure() const { return failure_; }  ///< the first error
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// Fails with the first error, or else with `otherwise`.
  [[noreturn]] void refuse_file(std::string_view otherwise) const;

 private:
  struct Calls;
  struct Close {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  };

  PictureFile file_;
  std::uint64_t at_ = 0;  ///< position in the file
  std::string failure_;
  std::vector<std::string> warnings_;
  std::unique_ptr<TIFF, Close> open_;  ///< last: closing it may report
};

}  // namespace xil
