#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace xil {

/// Decodes picture files with nothing but a library, into memory that is used again: what loading can reach at best.
/// For files that decode_picture() has accepted; nothing is checked here.
class RawDecoder {
 public:
  enum class Library { OpenCv, TurboJpeg };  ///< TurboJpeg: JPEG by it, everything else by OpenCV
  explicit RawDecoder(Library library);
  RawDecoder(RawDecoder&&) noexcept;
  ~RawDecoder();

  /// Bytes of the decoded picture, in the file's own channels.
  std::size_t decode(std::span<const std::uint8_t> file);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace xil
