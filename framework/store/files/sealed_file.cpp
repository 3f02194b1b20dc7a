#include "framework/store/files/sealed_file.h"

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kSealDigits = 64;
constexpr std::uintmax_t kMostSealedBytes = std::uintmax_t{1} << 36;

}  // namespace

std::string sealed(std::string content) {
  content += sha256(content);
  return content;
}

std::string read_sealed_file(const OwnPath& file, std::string_view mend) {
  std::string bytes = read_own_file(file, kMostSealedBytes);
  const bool whole = bytes.size() > kSealDigits;
  const std::string_view content = std::string_view(bytes).substr(0, whole ? bytes.size() - kSealDigits : 0);
  require(whole && sha256(content) == std::string_view(bytes).substr(content.size()),
          "'{}' is damaged or was not written by xil: {}; {}", file.path.string(),
          whole ? "its checksum is wrong" : "it is cut off", mend);
  bytes.resize(content.size());
  return bytes;
}

}  // namespace xil
