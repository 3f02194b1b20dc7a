#include "framework/data/codecs/tiff/tiff_memory.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace xil {
namespace {

constexpr std::uint64_t kMostAllocated = std::uint64_t{64} << 20;  // of libtiff at a time, besides the file's own size

}  // namespace

/// What libtiff calls: positions never leave the file, and reading ends with it.
struct TiffMemory::Calls {
  static std::string message_of(const char* format, std::va_list arguments) {
    std::array<char, 400> text{};
    std::vsnprintf(text.data(), text.size(), format, arguments);
    std::string message(text.data());
    if (message.starts_with(": ")) message.erase(0, 2);  // behind the name of the file, which has none
    std::ranges::replace_if(
        message, [](unsigned char sign) { return sign < ' ' || sign > '~'; }, '?');
    return message;
  }
  static int on_error(TIFF*, void* self, const char*, const char* format, std::va_list arguments) {
    auto& failure = static_cast<TiffMemory*>(self)->failure_;
    if (failure.empty()) failure = message_of(format, arguments);
    return 1;
  }
  static int on_warning(TIFF*, void* self, const char*, const char* format, std::va_list arguments) {
    constexpr std::size_t kMost = 100;
    auto& warnings = static_cast<TiffMemory*>(self)->warnings_;
    std::string message = message_of(format, arguments);
    if (warnings.size() < kMost && std::ranges::find(warnings, message) == warnings.end()) {
      warnings.push_back(std::move(message));
    }
    return 1;
  }

  static tmsize_t on_read(thandle_t handle, void* out, tmsize_t wanted) {
    auto& self = *static_cast<TiffMemory*>(handle);
    const std::uint64_t left = self.at_ < self.file_.size() ? self.file_.size() - self.at_ : 0;
    const std::uint64_t count = std::min(left, static_cast<std::uint64_t>(std::max<tmsize_t>(wanted, 0)));
    if (count > 0) std::memcpy(out, self.file_.bytes.data() + self.at_, count);
    self.at_ += count;
    return static_cast<tmsize_t>(count);
  }
  static tmsize_t on_write(thandle_t, void*, tmsize_t) { return 0; }
  static toff_t on_seek(thandle_t handle, toff_t offset, int whence) {
    auto& self = *static_cast<TiffMemory*>(handle);
    const std::uint64_t base = whence == SEEK_CUR ? self.at_ : whence == SEEK_END ? self.file_.size() : 0;
    self.at_ = base + offset;
    return self.at_;
  }
  static int on_close(thandle_t) { return 0; }
  static toff_t on_size(thandle_t handle) { return static_cast<TiffMemory*>(handle)->file_.size(); }
};

TiffMemory::TiffMemory(const PictureFile& file) : file_(file) {
  const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                             TIFFOpenOptionsFree);
  require(options != nullptr, "{}: libtiff cannot start", file_.name);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(kMostAllocated + file_.size()));
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), Calls::on_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), Calls::on_warning, this);
  open_.reset(TIFFClientOpenExt("", "rm", this, Calls::on_read, Calls::on_write, Calls::on_seek, Calls::on_close,
                                Calls::on_size, nullptr, nullptr, options.get()));
  if (open_ == nullptr) refuse_file("its tags cannot be read");
}

void TiffMemory::refuse_file(std::string_view otherwise) const {
  file_.refuse("truncated or damaged TIFF ({})", failure_.empty() ? otherwise : std::string_view(failure_));
}

}  // namespace xil
