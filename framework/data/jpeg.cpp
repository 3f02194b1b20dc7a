#include "framework/data/jpeg.h"

#include <turbojpeg.h>

#include <memory>
#include <string>
#include <type_traits>

namespace xil {
namespace {

struct Destroy {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Decompressor = std::unique_ptr<std::remove_pointer_t<tjhandle>, Destroy>;

/// Of the last call on the handle.
void check_result(const PictureFile& file, const Decompressor& decompressor, int result) {
  if (result == 0) return;
  const std::string reason = tjGetErrorStr2(decompressor.get());
  file.check_kind(!reason.starts_with("Unsupported"), "a JPEG of this kind ({})", reason);
  file.check(false, "truncated or damaged JPEG ({})", reason);
}

struct Layout {
  int height = 0, width = 0, subsampling = 0, colours = 0;
};

Layout read_layout(const PictureFile& file, const Decompressor& decompressor) {
  Layout layout;
  check_result(file, decompressor,
               tjDecompressHeader3(decompressor.get(), file.bytes.data(), file.size(), &layout.width, &layout.height,
                                   &layout.subsampling, &layout.colours));
  // A file that ends before its frame passes for one that brings tables only.
  file.check(layout.height > 0 && layout.width > 0, "truncated or damaged JPEG (it holds no picture)");
  file.check_kind(layout.colours != TJCS_CMYK && layout.colours != TJCS_YCCK, "a JPEG in CMYK");
  return layout;
}

}  // namespace

PictureHeader jpeg_header(const PictureFile& file) {
  const Decompressor decompressor(tjInitDecompress());
  const Layout layout = read_layout(file, decompressor);
  return {PictureHeader::Format::Jpeg, layout.height, layout.width};
}

cv::Mat decode_jpeg(const PictureFile& file) {
  // libjpeg fills what is missing with grey and goes on; every warning is an error here.
  constexpr int kFlags = TJFLAG_STOPONWARNING | TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS;
  const Decompressor decompressor(tjInitDecompress());
  const Layout layout = read_layout(file, decompressor);
  const bool grey = layout.colours == TJCS_GRAY;
  cv::Mat pixels(layout.height, layout.width, grey ? CV_8UC1 : CV_8UC3);
  check_result(file, decompressor,
               tjDecompress2(decompressor.get(), file.bytes.data(), file.size(), pixels.data, layout.width, 0,
                             layout.height, grey ? TJPF_GRAY : TJPF_BGR, kFlags));
  return pixels;
}

}  // namespace xil
