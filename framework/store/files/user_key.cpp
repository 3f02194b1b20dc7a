#include "framework/store/files/user_key.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/store/files/own_files.h"

namespace xil {
namespace {

constexpr std::size_t kSecretBytes = 32, kBlockBytes = 64;

/// The folder of xil's state; empty if the environment names none.
std::filesystem::path state_folder() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') return std::filesystem::path(state) / "xil";
  const char* home = std::getenv("HOME");
  return home != nullptr && home[0] == '/' ? std::filesystem::path(home) / ".local/state/xil" : std::filesystem::path();
}

/// The secret in a file that nobody else may read or have made; empty if it is not one.
std::string read_secret(const std::filesystem::path& file) {
  const OpenFile opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (opened.descriptor() < 0 || ::fstat(opened.descriptor(), &status) != 0) return {};
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 077) != 0) return {};
  std::string secret(kSecretBytes + 1, '\0');
  const ssize_t got = ::read(opened.descriptor(), secret.data(), secret.size());
  if (got != static_cast<ssize_t>(kSecretBytes)) return {};
  secret.resize(kSecretBytes);
  return secret;
}

/// Makes the file under another name first, so that it is never seen half written; the first of two processes wins.
void make_secret(const std::filesystem::path& file) {
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  std::array<char, kSecretBytes> secret{};
  if (::getrandom(secret.data(), secret.size(), 0) != static_cast<ssize_t>(secret.size())) return;
  const std::string temporary = fmt::format("{}.{}", file.string(), ::getpid());
  OpenFile opened(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (opened.descriptor() < 0) return;
  const bool whole =
      ::write(opened.descriptor(), secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
      ::fsync(opened.descriptor()) == 0 && opened.close();
  if (whole) std::filesystem::create_hard_link(temporary, file, ignored);
  ::unlink(temporary.c_str());
}

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return bytes;
}

}  // namespace

std::string UserKey::name() const { return sha256("name of a key: " + secret).substr(0, 16); }

std::optional<UserKey> user_key() {
  const std::filesystem::path folder = state_folder();
  if (folder.empty()) return std::nullopt;
  const std::filesystem::path file = folder / "key";
  std::string secret = read_secret(file);
  if (secret.empty()) {
    make_secret(file);
    secret = read_secret(file);
  }
  if (secret.empty()) return std::nullopt;
  return UserKey{std::move(secret)};
}

std::string keyed_digest(std::string_view secret, std::string_view content) {
  std::string block(secret.size() > kBlockBytes ? bytes_of(sha256(secret)) : secret);
  block.resize(kBlockBytes, '\0');
  const auto padded = [&](char pad) {
    std::string bytes = block;
    for (char& byte : bytes) byte = static_cast<char>(byte ^ pad);
    return bytes;
  };
  Digest inner, outer;
  inner.add(padded(0x36)).add(content);
  return outer.add(padded(0x5c)).add(bytes_of(inner.hex())).hex();
}

std::string sealed_with(const UserKey& key, std::string content) {
  content += keyed_digest(key.secret, content);
  return content;
}

std::optional<std::string_view> content_sealed_with(const UserKey& key, std::string_view bytes) {
  constexpr std::size_t kDigits = 64;
  if (bytes.size() < kDigits) return std::nullopt;
  const std::string_view content = bytes.substr(0, bytes.size() - kDigits);
  if (keyed_digest(key.secret, content) != bytes.substr(content.size())) return std::nullopt;
  return content;
}

}  // namespace xil
