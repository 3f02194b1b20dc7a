#include "framework/data/codecs/jpeg.h"

#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>  // jpeglib.h needs it first
#include <string>
#include <string_view>

#include "framework/data/codecs/exif.h"

namespace xil {
namespace {

constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr std::string_view kExifStart("Exif\0\0", 6);
constexpr int kMostScans = 500;  // the limit of TurboJPEG's TJFLAG_LIMITSCANS: a small file could take hours

/// Decodes one file with libjpeg. Errors leave it by longjmp: neither the functions that attempt() runs nor libjpeg's
/// callbacks may hold objects that need destruction.
class Decompression {
 public:
  explicit Decompression(const PictureFile& file) : file_(file) {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr info) { of(info).leave(); };
    errors_.emit_message = [](j_common_ptr info, int level) { of(info).hear(level); };
    errors_.output_message = [](j_common_ptr) {};
    info_.client_data = this;
    progress_.progress_monitor = [](j_common_ptr info) { of(info).count_scans(); };
  }
  ~Decompression() { jpeg_destroy_decompress(&info_); }
  Decompression(const Decompression&) = delete;
  Decompression& operator=(const Decompression&) = delete;

  void read_header() {
    const bool well = attempt([this] {
      jpeg_create_decompress(&info_);
      info_.progress = &progress_;
      jpeg_mem_src(&info_, file_.bytes.data(), static_cast<unsigned long>(file_.size()));
      jpeg_save_markers(&info_, kExifMarker, 0xFFFF);
      // A file that ends before its frame would pass for one that holds tables only.
      has_picture_ = jpeg_read_header(&info_, FALSE) == JPEG_HEADER_OK;
    });
    if (!well) refuse_file();
    find_orientation();
    file_.check(has_picture_ && info_.image_height > 0 && info_.image_width > 0,
                "truncated or damaged JPEG (it holds no picture)");
    file_.check_kind(info_.jpeg_color_space != JCS_CMYK && info_.jpeg_color_space != JCS_YCCK, "a JPEG in CMYK");
    file_.check_kind(info_.num_components == 1 || info_.num_components == 3, "a JPEG of {} components",
                     info_.num_components);
  }

  int height() const { return static_cast<int>(info_.image_height); }
  int width() const { return static_cast<int>(info_.image_width); }

  cv::Mat read_pixels() {
    if (warned_) refuse_file();
    strict_ = true;
    const bool grey = info_.jpeg_color_space == JCS_GRAYSCALE || info_.num_components == 1;
    cv::Mat pixels(height(), width(), grey ? CV_8UC1 : CV_8UC3);
    std::uint8_t* row = pixels.data;
    const std::size_t step = pixels.step;
    const bool well = attempt([this, grey, row, step] {
      info_.out_color_space = grey ? JCS_GRAYSCALE : JCS_EXT_BGR;
      info_.dct_method = JDCT_ISLOW;
      jpeg_start_decompress(&info_);
      while (info_.output_scanline < info_.output_height) {
        JSAMPROW line = row + step * info_.output_scanline;
        jpeg_read_scanlines(&info_, &line, 1);
      }
      jpeg_finish_decompress(&info_);
    });
    if (!well) refuse_file();
    return pixels;
  }

  FileFacts facts() const {
    FileFacts facts;
    facts.lossy = true;
    if (extraneous_) facts.notes.emplace_back("extraneous bytes before a marker, which belong to no pixel");
    if (info_.src->bytes_in_buffer > 0) {
      facts.notes.push_back(fmt::format("{} bytes behind the end of the picture", info_.src->bytes_in_buffer));
    }
    facts.orientation = orientation_;
    return facts;
  }

 private:
  static Decompression& of(j_common_ptr info) { return *static_cast<Decompression*>(info->client_data); }

  /// False if libjpeg left `steps` by an error, whose message is then kept.
  bool attempt(const auto& steps) {
    if (setjmp(escape_) != 0) return false;
    steps();
    return true;
  }

  /// Called before the end, at which libjpeg forgets the markers.
  void find_orientation() {
    for (const jpeg_marker_struct* marker = info_.marker_list; marker != nullptr; marker = marker->next) {
      const std::span<const std::uint8_t> data(marker->data, marker->data_length);
      const auto same = [](char sign, std::uint8_t byte) { return static_cast<std::uint8_t>(sign) == byte; };
      if (data.size() <= kExifStart.size() || !std::equal(kExifStart.begin(), kExifStart.end(), data.begin(), same))
        continue;
      orientation_ = exif_orientation(data.subspan(kExifStart.size()));
      return;  // the first one counts, as in other readers
    }
  }

  [[noreturn]] void leave() {
    if (!warned_) keep_message();
    std::longjmp(escape_, 1);
  }

  void keep_message() {
    code_ = errors_.msg_code;
    errors_.format_message(reinterpret_cast<j_common_ptr>(&info_), message_.data());
  }

  void hear(int level) {
    if (level >= 0) return;  // a trace message
    if (errors_.msg_code == JWRN_EXTRANEOUS_DATA) {
      extraneous_ = true;  // libjpeg does not know their exact number, since it reads ahead
      return;
    }
    if (!warned_) keep_message();
    warned_ = true;
    if (strict_) std::longjmp(escape_, 1);  // libjpeg would fill missing pixels with grey and continue
  }

  void count_scans() {
    if (info_.input_scan_number <= kMostScans) return;
    code_ = JERR_BAD_PROGRESSION;
    fmt::format_to_n(message_.data(), message_.size() - 1, "more than {} scans", kMostScans);
    warned_ = true;
    std::longjmp(escape_, 1);
  }

  [[noreturn]] void refuse_file() const {
    const std::string_view reason(message_.data());
    const bool kind = reason.starts_with("Unsupported") || code_ == JERR_ARITH_NOTIMPL ||
                      code_ == JERR_CCIR601_NOTIMPL || code_ == JERR_FRACT_SAMPLE_NOTIMPL ||
                      code_ == JERR_NOT_COMPILED || code_ == JERR_CONVERSION_NOTIMPL || code_ == JERR_COMPONENT_COUNT;
    file_.check_kind(!kind, "a JPEG of this kind ({})", reason);
    file_.refuse("truncated or damaged JPEG ({})", reason);
  }

  PictureFile file_;
  jpeg_decompress_struct info_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf escape_{};
  std::array<char, JMSG_LENGTH_MAX> message_{};
  int code_ = 0, orientation_ = 1;
  bool extraneous_ = false, has_picture_ = false, warned_ = false, strict_ = false;
};

}  // namespace

PictureHeader jpeg_header(const PictureFile& file) {
  Decompression decompression(file);
  decompression.read_header();
  return {PictureHeader::Format::Jpeg, decompression.height(), decompression.width()};
}

DecodedFile decode_jpeg(const PictureFile& file) {
  Decompression decompression(file);
  decompression.read_header();
  cv::Mat pixels = decompression.read_pixels();
  return {std::move(pixels), decompression.facts()};
}

}  // namespace xil
