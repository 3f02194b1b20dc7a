#include "framework/store/journal/session_journal.h"

#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "framework/core/base/error.h"
#include "framework/core/base/json.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

constexpr std::size_t kMostLineBytes = std::size_t{1} << 24;
constexpr std::int64_t kMostJournalBytes = std::int64_t{1} << 29;

bool is_run_id(std::string_view run_id) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !run_id.empty() && run_id.size() <= 64 && std::ranges::all_of(run_id, is_plain);
}

}  // namespace

SessionJournal::SessionJournal(const std::filesystem::path& out, const std::string& run_id) {
  require(is_run_id(run_id), "'{}' is no run id", run_id);
  file_ = out / "sessions" / (run_id + ".jsonl");
  make_own_folder({file_.parent_path(), 1});
  opened_ = append_to_own_file({file_, 2});
  lock();
  sync_folder(own_place({file_, 2}).folder);  // else the name of a new file may be lost in a power failure
  read_past(read_own_file({file_, 2}, kMostJournalBytes));
}

void SessionJournal::lock() const {
  if (::flock(opened_.descriptor(), LOCK_EX | LOCK_NB) == 0) return;
  require(errno != EWOULDBLOCK, "another process has the session in '{}' open: end it, or go on there", file_.string());
  // Some network file systems have no locks: there it is up to the user that a session is open once only.
}

void SessionJournal::read_past(const std::string& text) {
  std::string_view rest = text;
  for (std::size_t number = 1, end; (end = rest.find('\n')) != std::string_view::npos; ++number) {
    const std::string where = fmt::format("'{}', line {}", file_.string(), number);
    try {
      require(end <= kMostLineBytes, "{}: it has {} bytes, more than any that xil writes", where, end);
      past_.push_back(parse_json(rest.substr(0, end), where));
    } catch (const Error& error) {
      fail(
          "{}; the file was damaged after it was written: bring a copy back, or delete this line and all after it, and "
          "the checkpoints of the run, so that the expert answers again what is missing",
          error.what());
    }
    rest.remove_prefix(end + 1);
    size_ += static_cast<std::int64_t>(end) + 1;
  }
  if (rest.empty()) return;
  cut_to_size();
  note_ = fmt::format(
      "the last line of '{}' was incomplete and is removed ({} bytes): its process was killed while it wrote it",
      file_.string(), rest.size());
}

void SessionJournal::cut_to_size() {
  is_longer_ = true;
  if (::ftruncate(opened_.descriptor(), size_) != 0) fail_to_write(file_, errno);
  if (::fsync(opened_.descriptor()) != 0) fail_to_write(file_, errno);
  is_longer_ = false;
}

void SessionJournal::append(const Value& line) {
  const std::string text = json_text(line) + '\n';
  const auto bytes = static_cast<std::int64_t>(text.size());
  require(text.size() <= kMostLineBytes, "a line of {} bytes is too long for '{}'", text.size(), file_.string());
  const std::lock_guard guard(mutex_);
  if (size_ + bytes > kMostJournalBytes)
    fail_storage("'{}' has reached its greatest size, {} bytes: end the session", file_.string(), kMostJournalBytes);
  if (is_longer_) cut_to_size();
  write(text);
  size_ += bytes;
}

void SessionJournal::write(std::string_view text) {
  is_longer_ = true;
  int code = write_all(opened_, text);
  if (code == 0 && ::fdatasync(opened_.descriptor()) != 0 && errno != EINVAL) code = errno;
  if (code == 0) {
    is_longer_ = false;
    return;
  }
  if (::ftruncate(opened_.descriptor(), size_) == 0) is_longer_ = false;
  fail_to_write(file_, code);
}

}  // namespace xil
