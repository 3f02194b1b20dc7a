#include "framework/core/base/pinned_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::string_view kMark = "#sha256=";
constexpr std::size_t kDigits = 64;

std::string found(const std::string& path) {
  const char* data = std::getenv("XIL_DATA");
  std::error_code code;
  if (data == nullptr || std::filesystem::exists(path, code)) return path;
  const std::filesystem::path below = std::filesystem::path(data) / path;  // an absolute path stays as it is
  return std::filesystem::exists(below, code) ? below.string() : path;
}

/// Feeds a file to `take` in pieces; false if it cannot be read to its end.
bool read_pieces(const std::string& given, auto&& take) {
  const std::string path = found(given);
  std::error_code code;
  if (std::filesystem::exists(path, code) && !std::filesystem::is_regular_file(path, code)) {
    errno = EINVAL;  // reading a pipe would wait for its writer
    return false;
  }
  std::ifstream stream(path, std::ios::binary);
  std::vector<char> piece(1 << 20);
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    take(std::string_view(piece.data(), static_cast<std::size_t>(stream.gcount())));
  }
  return stream.eof();
}

}  // namespace

PinnedFile parse_pinned(std::string_view text) {
  const std::size_t mark = text.rfind(kMark);
  if (mark == std::string_view::npos || text.size() != mark + kMark.size() + kDigits) return {std::string(text), ""};
  return {std::string(text.substr(0, mark)), std::string(text.substr(mark + kMark.size()))};
}

std::string pinned(const std::string& text, std::string_view where) {
  const PinnedFile file = parse_pinned(text);
  if (file.path.empty() || !file.sha256.empty()) return text;
  Digest digest;
  refuse_unless(read_pieces(file.path, [&](std::string_view piece) { digest.add(piece); }),
                "{}: cannot read '{}', nor below XIL_DATA: {}", where, file.path, std::strerror(errno));
  return fmt::format("{}{}{}", file.path, kMark, digest.hex());
}

std::string read_pinned(const PinnedFile& file) {
  std::string content;
  require(read_pieces(file.path, [&](std::string_view piece) { content += piece; }),
          "cannot read '{}', nor below the folder that XIL_DATA names: {}", file.path, std::strerror(errno));
  if (file.sha256.empty()) return content;
  const std::string found = sha256(content);
  require(
      found == file.sha256,
      "'{}' has the SHA-256 {}, but the sweep was planned with {}: bring that file back, or plan anew with the new one",
      file.path, found, file.sha256);
  return content;
}

}  // namespace xil
