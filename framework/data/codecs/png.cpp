#include "framework/data/codecs/png.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <string>
#include <vector>

#include "framework/data/codecs/exif.h"

namespace xil {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t kHeaderEnd = 33;  // end of the signature and of IHDR
constexpr std::string_view kBehindFile = "it ends without IEND";

/// Warnings of libpng that are tolerated, because they affect no pixel; every other warning makes the file refused.
struct ToleratedWarning {
  std::string_view warning;
  std::string_view note;  ///< empty: not worth a note
};
constexpr std::array kToleratedWarnings = {
    ToleratedWarning{"IDAT: Extra compressed data", "surplus bytes behind the compressed pixels"},
    ToleratedWarning{"IDAT: Too much image data", "surplus bytes behind the last row of pixels"},
    ToleratedWarning{"IEND: invalid", "surplus bytes in the chunk IEND"},
    ToleratedWarning{"PLTE: ignored in grayscale PNG", "a palette in a grey picture, which is not used"},
    ToleratedWarning{"Read palette index exceeding num_palette", "indices beyond the palette, which are black"},
    ToleratedWarning{"tRNS: invalid", ""},  // transparency that does not fit the colours is ignored
    ToleratedWarning{"tRNS: duplicate", ""},
    ToleratedWarning{"tRNS: out of place", ""},
    ToleratedWarning{"tRNS: invalid with alpha channel", ""},
};

/// Decodes one file with libpng. Errors leave it by longjmp: the steps that attempt() runs must not hold objects that
/// need destruction.
class Decompression {
 public:
  explicit Decompression(const PictureFile& file) : file_(file) {
    file_.check(file.size() >= kSignature.size() && std::ranges::equal(file.bytes.first(kSignature.size()), kSignature),
                "damaged PNG: the signature is not whole, as after a transfer as text");
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    require(info_ != nullptr, "{}: libpng cannot start", file_.name);
  }
  ~Decompression() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Decompression(const Decompression&) = delete;
  Decompression& operator=(const Decompression&) = delete;

  /// Reads the first chunk only.
  PictureHeader header() {
    run([this] {
      png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
      png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
      png_set_progressive_read_fn(png_, nullptr, nullptr, nullptr, nullptr);
      const std::size_t length = std::min(file_.size(), kHeaderEnd);
      // libpng only reads the bytes
      png_process_data(png_, info_, const_cast<std::uint8_t*>(file_.bytes.data()), length);
    });
    file_.check(png_get_image_width(png_, info_) > 0, "truncated PNG: it ends within IHDR");
    return {PictureHeader::Format::Png, static_cast<int>(png_get_image_height(png_, info_)),
            static_cast<int>(png_get_image_width(png_, info_))};
  }

  /// Reads up to the pixels. A file that is too short to hold them is refused before memory is allocated.
  void start(Alpha alpha) {
    run([this, alpha] {
      png_set_read_fn(png_, this, on_read);
      png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
      png_set_chunk_malloc_max(png_, file_.size());
      png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
      choose_chunks(alpha);
      png_read_info(png_, info_);
      choose_form(alpha);
      passes_ = png_set_interlace_handling(png_);
      stored_row_ = png_get_rowbytes(png_, info_);
      png_read_update_info(png_, info_);
    });
    // Deflate expands one byte to at most 1032 bytes (zlib's technical details); pixels of fewer bits become 8 bits.
    constexpr std::uint64_t kMostGrowth = 1032;
    const std::uint64_t needed = std::uint64_t{stored_row_} * png_get_image_height(png_, info_);
    file_.check(needed <= kMostGrowth * file_.size(), "damaged PNG: its pixels end too early");
  }

  cv::Mat read_pixels() {
    const int channels = png_get_channels(png_, info_), depth = png_get_bit_depth(png_, info_) == 16 ? CV_16U : CV_8U;
    cv::Mat pixels(static_cast<int>(png_get_image_height(png_, info_)),
                   static_cast<int>(png_get_image_width(png_, info_)), CV_MAKETYPE(depth, channels));
    const std::size_t row_bytes = pixels.elemSize() * static_cast<std::size_t>(pixels.cols);
    require(row_bytes == png_get_rowbytes(png_, info_), "{}: rows of another size than libpng's", file_.name);
    std::uint8_t* const first = pixels.data;
    const std::size_t step = pixels.step;
    const int rows = pixels.rows;
    run([this, first, step, rows] {
      for (int pass = 0; pass < passes_; ++pass) {
        for (int row = 0; row < rows; ++row) png_read_row(png_, first + step * static_cast<std::size_t>(row), nullptr);
      }
      png_read_end(png_, info_);
    });
    return pixels;
  }

  /// Refuses the file if libpng gave a warning that is not tolerated.
  /// Precondition: the whole file has been read.
  FileFacts facts() const {
    FileFacts facts;
    for (const std::string& warning : warnings_) {
      const auto tolerated = std::ranges::find(kToleratedWarnings, warning, &ToleratedWarning::warning);
      if (tolerated == kToleratedWarnings.end()) refuse_file(warning);
      if (!tolerated->note.empty() && std::ranges::count(facts.notes, tolerated->note) == 0) {
        facts.notes.emplace_back(tolerated->note);
      }
    }
    if (done_ < file_.size())
      facts.notes.push_back(fmt::format("{} bytes behind the end of the picture", file_.size() - done_));
    facts.bits = png_get_bit_depth(png_, info_);
    facts.alpha = (png_get_channels(png_, info_) & 1) == 0;
    png_unknown_chunkp chunks = nullptr;
    if (png_get_unknown_chunks(png_, info_, &chunks) > 0)
      facts.orientation = exif_orientation({chunks->data, chunks->size});
    return facts;
  }

 private:
  /// Chunks that do not concern the pixels are only checked for their checksums. EXIF data is kept.
  void choose_chunks(Alpha alpha) {
    static constexpr std::array<png_byte, 5> kExif = {'e', 'X', 'I', 'f', 0}, kTransparency = {'t', 'R', 'N', 'S', 0};
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_ALWAYS, kExif.data(), 1);
    if (alpha == Alpha::Drop) png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kTransparency.data(), 1);
  }

  void choose_form(Alpha alpha) {
    const auto colours = png_get_color_type(png_, info_);
    if (colours == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png_);
    if (colours == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png_, info_) < 8) png_set_expand_gray_1_2_4_to_8(png_);
    alpha == Alpha::Drop ? png_set_strip_alpha(png_) : png_set_tRNS_to_alpha(png_);
    if ((colours & PNG_COLOR_MASK_COLOR) != 0) png_set_bgr(png_);
    png_set_swap(png_);  // PNG stores the high byte of 16 bits first, x86 and ARM the low byte
  }

  void run(const auto& steps) {
    if (!attempt(steps)) refuse_file(failure_);
  }
  /// False if libpng left `steps` by an error, which failure_ then holds.
  bool attempt(const auto& steps) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    steps();
    return true;
  }

  [[noreturn]] void refuse_file(const std::string& reason) const {
    if (reason == kBehindFile) file_.refuse("truncated PNG: {}", reason);
    // If a file ends early or its header claims too many rows, the next chunk stands where pixels should.
    if (reason == "Not enough image data") file_.refuse("damaged PNG: its pixels end too early");
    const bool by_header = !warnings_.empty() && reason.ends_with("Invalid IHDR data");
    file_.refuse("damaged PNG ({})", by_header ? warnings_.front() : reason);
  }

  static void on_error(png_structp png, png_const_charp message) {
    static_cast<Decompression*>(png_get_error_ptr(png))->failure_ = message;
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp png, png_const_charp message) {
    constexpr std::size_t kMost = 100;
    auto& warnings = static_cast<Decompression*>(png_get_error_ptr(png))->warnings_;
    if (warnings.size() == kMost) png_error(png, message);
    if (std::ranges::find(warnings, message) == warnings.end()) warnings.emplace_back(message);
  }
  static void on_read(png_structp png, png_bytep out, std::size_t wanted) {
    auto& self = *static_cast<Decompression*>(png_get_io_ptr(png));
    if (self.file_.size() - self.done_ < wanted) png_error(png, kBehindFile.data());
    std::copy_n(self.file_.bytes.begin() + static_cast<std::ptrdiff_t>(self.done_), wanted, out);
    self.done_ += wanted;
  }

  PictureFile file_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::string failure_;
  std::vector<std::string> warnings_;
  std::size_t done_ = 0, stored_row_ = 0;
  int passes_ = 1;
};

}  // namespace

PictureHeader png_header(const PictureFile& file) { return Decompression(file).header(); }

DecodedFile decode_png(const PictureFile& file, Alpha alpha) {
  Decompression decompression(file);
  decompression.start(alpha);
  cv::Mat pixels = decompression.read_pixels();
  return {std::move(pixels), decompression.facts()};
}

}  // namespace xil
