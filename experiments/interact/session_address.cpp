#include "experiments/interact/session_address.h"

#include <algorithm>
#include <charconv>

#include "experiments/web/request_guard.h"
#include "framework/core/base/error.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

constexpr int kOwnParts = 2;  // sessions/<run_id>.address
constexpr std::size_t kLongest = 200;
constexpr int kLastPort = 65535;

}  // namespace

SessionAddress::SessionAddress(const std::filesystem::path& out, const std::string& run_id)
    : file_(out / "sessions" / (run_id + ".address")) {
  std::string text;
  if (const auto kept = find_own_file({file_, kOwnParts})) text = read_own_file(*kept, file_, kLongest);
  const std::size_t space = std::min(text.find(' '), text.size());
  const auto read = std::from_chars(text.data(), text.data() + space, port_);
  token_ = text.substr(std::min(space + 1, text.size()));
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + space && port_ > 0 && port_ <= kLastPort;
  if (whole && is_token(token_)) return;
  token_ = make_token();
  port_ = 0;
}

void SessionAddress::keep(int port) {
  port_ = port;
  const std::filesystem::path folder = file_.parent_path();
  make_own_folder({folder, 1});
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  write_file_atomically({file_, kOwnParts}, fmt::format("{} {}", port, token_));
}

}  // namespace xil
