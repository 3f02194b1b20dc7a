#include "framework/data/codecs/raw_decode.h"

#include <turbojpeg.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <type_traits>

#include "framework/core/base/error.h"

namespace xil {

struct RawDecoder::State {
  struct Destroy {
    void operator()(void* handle) const { tjDestroy(handle); }
  };
  std::unique_ptr<std::remove_pointer_t<tjhandle>, Destroy> jpeg;  ///< null if TurboJpeg is not used
  cv::Mat pixels;
};

RawDecoder::RawDecoder(Library library) : state_(std::make_unique<State>()) {
  if (library == Library::TurboJpeg) state_->jpeg.reset(tjInitDecompress());
}
RawDecoder::RawDecoder(RawDecoder&&) noexcept = default;
RawDecoder::~RawDecoder() = default;

std::size_t RawDecoder::decode(std::span<const std::uint8_t> file) {
  cv::Mat& pixels = state_->pixels;
  const bool jpeg = file.size() > 1 && file[0] == 0xFF && file[1] == 0xD8;
  if (state_->jpeg && jpeg) {
    int width = 0, height = 0, subsampling = 0, colours = 0;
    tjDecompressHeader3(state_->jpeg.get(), file.data(), file.size(), &width, &height, &subsampling, &colours);
    const bool grey = colours == TJCS_GRAY;
    pixels.create(height, width, grey ? CV_8UC1 : CV_8UC3);
    tjDecompress2(state_->jpeg.get(), file.data(), file.size(), pixels.data, width, 0, height,
                  grey ? TJPF_GRAY : TJPF_BGR, TJFLAG_ACCURATEDCT);
  } else {
    const cv::Mat encoded(1, static_cast<int>(file.size()), CV_8U, const_cast<std::uint8_t*>(file.data()));
    pixels = cv::imdecode(encoded, cv::IMREAD_UNCHANGED);
  }
  require(!pixels.empty(), "a picture that was read before cannot be decoded: has its file changed?");
  return pixels.total() * pixels.elemSize();
}

}  // namespace xil
