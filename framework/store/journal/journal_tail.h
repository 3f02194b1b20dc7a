#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace xil {

/// Follows the lines that other processes append to their journals from now on. It reads only the new lines.
class JournalTail {
 public:
  explicit JournalTail(const std::filesystem::path& out);

  /// Reads the new lines. The caller should call it regularly.
  void poll();
  /// Runs that have failed or were put into quarantine since this object was made.
  const std::set<std::string>& given_up() const { return given_up_; }

 private:
  void read_on(const std::filesystem::path& file, std::uintmax_t& position);
  void take(std::string_view line);
  static std::uintmax_t size_of(const std::filesystem::path& file);

  std::filesystem::path folder_;
  std::map<std::string, std::uintmax_t> positions_;
  std::set<std::string> given_up_;
};

}  // namespace xil
