#include "framework/store/sweep_store.h"

#include <algorithm>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/store/files.h"

namespace xil {
namespace {

constexpr std::size_t kDigits = 16;

std::filesystem::path digest_file(const std::filesystem::path& out, std::string_view key) {
  return out / "journal" / "digests" / sha256(key).substr(0, kDigits);
}

}  // namespace

std::filesystem::path freeze_sweep(const std::filesystem::path& out, std::string_view text) {
  make_folder(out / "sweeps");
  const std::filesystem::path file = out / "sweeps" / (sha256(text).substr(0, kDigits) + ".yaml");
  if (!std::filesystem::exists(file)) write_file_atomically(file, text, IfExists::Keep);
  return file;
}

std::vector<std::filesystem::path> list_sweeps(const std::filesystem::path& out) {
  std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> found;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(out / "sweeps", code)) {
    if (entry.path().extension() == ".yaml") found.emplace_back(entry.last_write_time(), entry.path());
  }
  std::sort(found.begin(), found.end());
  std::vector<std::filesystem::path> files;
  for (auto& [time, file] : found) files.push_back(std::move(file));
  return files;
}

std::optional<std::string> fixed_digest(const std::filesystem::path& out, std::string_view key) {
  const std::filesystem::path file = digest_file(out, key);
  if (!std::filesystem::exists(file)) return std::nullopt;
  const std::string kept = read_file(file);
  return kept.substr(0, kept.find('\n'));
}

std::optional<std::string> conflicting_digest(const std::filesystem::path& out, std::string_view key,
                                              std::string_view digest) {
  const std::filesystem::path file = digest_file(out, key);
  make_folder(file.parent_path());
  if (!std::filesystem::exists(file)) {
    if (write_file_atomically(file, fmt::format("{}\n{}\n", digest, key), IfExists::Keep)) return std::nullopt;
  }
  const std::optional<std::string> first = fixed_digest(out, key);
  return first == digest ? std::nullopt : first;
}

}  // namespace xil
