#include "framework/store/journal_tail.h"

#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

namespace xil {

JournalTail::JournalTail(std::filesystem::path out) : folder_(std::move(out) / "journal") {
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, code)) {
    if (entry.path().extension() == ".tsv") positions_[entry.path().filename().string()] = entry.file_size(code);
  }
}

void JournalTail::poll() {
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, code)) {
    if (entry.path().extension() != ".tsv") continue;
    std::uintmax_t& position = positions_[entry.path().filename().string()];
    const std::uintmax_t size = entry.file_size(code);
    if (!code && size > position) read_on(entry.path(), position);
  }
}

void JournalTail::read_on(const std::filesystem::path& file, std::uintmax_t& position) {
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(position));
  const std::string news{std::istreambuf_iterator<char>(stream), {}};
  std::string_view rest = news;
  // A line without its end is read again when it is complete.
  for (std::size_t end; (end = rest.find('\n')) != std::string_view::npos; rest.remove_prefix(end + 1)) {
    take(rest.substr(0, end));
    position += end + 1;
  }
}

void JournalTail::take(std::string_view line) {
  const std::size_t tab = line.find('\t');
  const std::string_view event = line.substr(0, tab);
  if (tab == std::string_view::npos || (event != "failed" && event != "quarantined")) return;
  const std::string_view rest = line.substr(tab + 1);
  given_up_.emplace(rest.substr(0, rest.find('\t')));
}

}  // namespace xil
