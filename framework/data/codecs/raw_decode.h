#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace xil {

/// Decodes picture files by a library alone, into memory that is used again: the best speed that loading can reach.
/// Nothing is checked.
/// Precondition: decode_picture() has accepted the file.
class RawDecoder {
 public:
  enum class Library { OpenCv, TurboJpeg };  ///< TurboJpeg decodes JPEG files; OpenCV decodes all others
  explicit RawDecoder(Library library);
  RawDecoder(RawDecoder&&) noexcept;
  ~RawDecoder();

  /// Decodes a file; returns the size of the picture in bytes, in the file's own channels.
  std::size_t decode(std::span<const std::uint8_t> file);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace xil
