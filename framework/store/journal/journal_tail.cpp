#include "framework/store/journal/journal_tail.h"

#include <unistd.h>

#include <string_view>
#include <system_error>

#include "framework/core/base/error.h"
#include "framework/store/files/own_files.h"

namespace xil {
namespace {

/// The most that is read at a time; the rest is read by the next call.
constexpr std::size_t kMostNews = std::size_t{1} << 20;

}  // namespace

JournalTail::JournalTail(const std::filesystem::path& out) : folder_(out / "journal") {
  for (const auto& file : list_own_folder(folder_, ".tsv")) positions_[file.filename().string()] = size_of(file);
}

std::uintmax_t JournalTail::size_of(const std::filesystem::path& file) {
  std::error_code code;
  const std::uintmax_t size = std::filesystem::file_size(file, code);
  return code ? 0 : size;
}

void JournalTail::poll() try {
  for (const auto& file : list_own_folder(folder_, ".tsv")) {
    std::uintmax_t& position = positions_[file.filename().string()];
    if (size_of(file) > position) read_on(file, position);
  }
} catch (const Error&) {
  // An error is ignored, since this is only news of other jobs: without it a run may be done twice, with equal results.
}

void JournalTail::read_on(const std::filesystem::path& file, std::uintmax_t& position) {
  const auto opened = find_own_file({file, 2});
  if (!opened) return;
  std::string news(kMostNews, '\0');
  const ssize_t got = ::pread(opened->descriptor(), news.data(), news.size(), static_cast<off_t>(position));
  news.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  if (news.find('\n') == std::string::npos && news.size() == kMostNews)
    position += kMostNews;  // xil writes no line of this length
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
