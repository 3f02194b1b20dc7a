#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "framework/core/error.h"
#include "framework/store/files.h"
#include "framework/store/journal.h"

namespace xil {
namespace {

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t end; (end = line.find('\t')) != std::string_view::npos; line.remove_prefix(end + 1)) {
    fields.push_back(line.substr(0, end));
  }
  fields.push_back(line);
  return fields;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return out;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<AttemptState> end_state(std::string_view event) {
  if (event == "finished") return AttemptState::Finished;
  if (event == "failed") return AttemptState::Failed;
  if (event == "stopped") return AttemptState::Interrupted;
  return std::nullopt;
}

struct Process {
  std::string host;
  std::int64_t pid = 0;
};

/// Does the process that writes this journal live? The lock tells; where there are none, its number does on this host.
bool is_alive(const std::filesystem::path& file, const Process& process) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const int locked = ::flock(descriptor, LOCK_SH | LOCK_NB);
  const int code = errno;
  ::close(descriptor);
  if (locked == 0) return false;
  if (code == EWOULDBLOCK) return true;
  return process.pid > 0 && process.host == host_name() &&
         (::kill(static_cast<pid_t>(process.pid), 0) == 0 || errno == EPERM);
}

/// The attempts of one journal, line by line.
class JournalReader {
 public:
  explicit JournalReader(std::vector<Attempt>& attempts) : attempts_(attempts), first_(attempts.size()) {}

  void read(std::string_view text) {
    // A line without its end was not written completely, or is being written right now.
    for (std::size_t end; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
      read_line(text.substr(0, end));
    }
  }
  /// Attempts without an end are running if their process is.
  void close(bool alive) {
    for (const auto& [run, index] : open_) {
      if (alive) attempts_[index].state = AttemptState::Running;
    }
    for (std::size_t i = first_; i < attempts_.size(); ++i) attempts_[i].host = process_.host;
  }
  bool has_open() const { return !open_.empty(); }
  const Process& process() const { return process_; }

 private:
  void read_line(std::string_view line) {
    const auto fields = split(line);
    if (fields.size() == 4 && fields[0] == "journal") {
      process_ = {std::string(fields[2]), number<std::int64_t>(fields[3]).value_or(0)};
    } else if (fields.size() == 6) {
      read_event(fields);
    }
  }
  void read_event(const std::vector<std::string_view>& fields) {
    const auto rank = number<int>(fields[2]);
    const auto time = number<double>(fields[3]), seconds = number<double>(fields[4]);
    if (!rank || !time || !seconds || !std::isfinite(*time) || !std::isfinite(*seconds)) return;
    std::string run_id = unescaped(fields[1]);
    if (fields[0] == "started") {
      attempts_.push_back({run_id, {}, *rank, AttemptState::Interrupted, *time, 0, {}});
      open_[std::move(run_id)] = attempts_.size() - 1;
      return;
    }
    const auto state = end_state(fields[0]);
    const auto found = open_.find(run_id);
    if (!state || found == open_.end()) return;
    Attempt& attempt = attempts_[found->second];
    attempt.state = *state;
    attempt.seconds = *seconds;
    attempt.reason = unescaped(fields[5]);
    open_.erase(found);
  }

  std::vector<Attempt>& attempts_;
  std::size_t first_;
  std::map<std::string, std::size_t> open_;  ///< started, not ended
  Process process_;
};

void read_journal(const std::filesystem::path& file, std::vector<Attempt>& attempts) {
  // Before the text is read: a process that ends in between has written its last line by then.
  const bool alive = is_alive(file, {});
  JournalReader reader(attempts);
  reader.read(read_file(file));
  reader.close(alive || (reader.has_open() && is_alive(file, reader.process())));
}

}  // namespace

std::vector<Attempt> read_journals(const std::filesystem::path& out) {
  std::vector<std::filesystem::path> files;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(out / "journal", code)) {
    if (entry.path().extension() == ".tsv") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Attempt> attempts;
  for (const auto& file : files) read_journal(file, attempts);
  std::stable_sort(attempts.begin(), attempts.end(),
                   [](const Attempt& a, const Attempt& b) { return a.started_unix < b.started_unix; });
  return attempts;
}

}  // namespace xil
