#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>
#include <optional>
#include <system_error>

#include "framework/core/base/csv.h"
#include "framework/core/base/error.h"
#include "framework/store/journal/journal.h"
#include "framework/store/journal/liveness.h"

namespace xil {
namespace {

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

// A line with larger values makes no sense.
constexpr double kLatest_unix = 1e11, kLongest_s = 1e9;
constexpr std::int64_t kMostRounds = 1'000'000'000;
constexpr std::size_t kLongestReason = 4096, kMostAttempts = 1'000'000;

/// Whether 0 <= value <= most; false for NaN.
bool is_within(double value, double most) { return value >= 0 && value <= most; }

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<AttemptState> end_state(std::string_view event) {
  if (event == "finished") return AttemptState::Complete;
  if (event == "failed") return AttemptState::Failed;
  if (event == "stopped") return AttemptState::Stopped;
  if (event == "crashed") return AttemptState::Crashed;
  if (event == "hung") return AttemptState::Hung;
  return std::nullopt;
}

/// Collects the attempts of one journal, line by line.
class JournalReader {
 public:
  explicit JournalReader(std::vector<Attempt>& attempts) : attempts_(attempts), first_(attempts.size()) {}

  void read(std::string_view text) {
    // A line without its end was written incompletely, or is being written at this moment.
    for (std::size_t end; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
      read_line(text.substr(0, end));
    }
  }
  /// Attempts without an end count as running if their process lives. `name` is the journal's, for journals of version
  /// 1.
  void close(bool alive, const std::string& name) {
    for (const auto& [run, index] : open_) {
      if (alive) attempts_[index].state = AttemptState::Running;
    }
    for (std::size_t i = first_; i < attempts_.size(); ++i) {
      attempts_[i].host = owner_.host;
      attempts_[i].job = job_;
      attempts_[i].heartbeat = heartbeat_.empty() ? name : heartbeat_;
    }
  }
  bool has_open() const { return !open_.empty(); }
  const JournalOwner& owner() const { return owner_; }
  const std::string& heartbeat() const { return heartbeat_; }

 private:
  void read_line(std::string_view line) {
    const auto fields = parts_between(line, '\t');
    if (fields.size() >= 4 && fields[0] == "journal") {
      owner_ = {std::string(fields[2]), number<std::int64_t>(fields[3]).value_or(0)};
      if (fields.size() >= 6) heartbeat_ = unescaped(fields[4]), job_ = unescaped(fields[5]);
    } else if (fields.size() == 6) {
      read_event(fields);
    }
  }
  void read_event(const std::vector<std::string_view>& fields) {
    const auto rank = number<int>(fields[2]);
    const auto time = number<double>(fields[3]), seconds = number<double>(fields[4]);
    if (!rank || !time || !seconds || *rank < 0 || !is_within(*time, kLatest_unix) || !is_within(*seconds, kLongest_s))
      return;
    Attempt event;
    event.run_id = unescaped(fields[1]);
    event.rank = *rank;
    event.started_unix = *time;
    event.seconds = *seconds;
    event.reason = unescaped(fields[5].substr(0, kLongestReason));
    if (fields[0] == "told") {
      for (const auto& [run, index] : open_) attempts_[index].stop_requested = true;
    } else if (fields[0] == "started") {
      start(std::move(event));
    } else if (fields[0] == "quarantined") {
      event.state = AttemptState::Quarantined;
      attempts_.push_back(std::move(event));
    } else if (const auto found = open_.find(event.run_id); found != open_.end()) {
      go_on(attempts_[found->second], fields[0], event);
    }
  }
  void start(Attempt event) {
    event.seconds = 0;
    event.reason.clear();
    open_[event.run_id] = attempts_.size();
    attempts_.push_back(std::move(event));
  }
  void go_on(Attempt& attempt, std::string_view word, const Attempt& event) {
    if (word == "round") {
      const std::size_t space = event.reason.find(' ');
      if (space == std::string::npos) return;
      const std::string_view text = event.reason;
      const auto done = number<std::int64_t>(text.substr(0, space)),
                 total = number<std::int64_t>(text.substr(space + 1));
      if (!done || !total || *done < 0 || *total < *done || *total > kMostRounds) return;
      attempt.round = *done;
      attempt.rounds = *total;
    } else if (const auto state = end_state(word)) {
      attempt.state = *state;
      attempt.seconds = event.seconds;
      attempt.reason = event.reason;
      open_.erase(event.run_id);
    }
  }

  std::vector<Attempt>& attempts_;
  std::size_t first_;
  std::map<std::string, std::size_t> open_;  ///< run -> index of its attempt, started and not ended
  JournalOwner owner_;
  std::string heartbeat_, job_;
};

/// Calls read(piece) for the text of a file in pieces that end with a line. Longer lines than kLongestLine are skipped:
/// xil writes none.
void read_in_parts(const OpenFile& opened, const std::filesystem::path& file, auto&& read) {
  constexpr std::size_t kPart = std::size_t{1} << 20, kLongestLine = std::size_t{1} << 16;
  std::string text;
  off_t at = 0;
  bool skipping = false;  // until the end of a line that is too long is reached
  while (true) {
    const std::size_t rest = text.size();
    text.resize(rest + kPart);
    const ssize_t got = ::pread(opened.descriptor(), text.data() + rest, kPart, at);
    require(got >= 0, "cannot read '{}': {}", file.string(), std::generic_category().message(errno));
    text.resize(rest + static_cast<std::size_t>(got));
    if (got == 0) return;
    at += got;
    require(static_cast<std::uintmax_t>(at) <= kMostBytes,
            "'{}' is larger than any journal of a job: look at what it is", file.string());
    if (skipping) text.erase(0, std::min(text.find('\n'), text.size()));
    skipping = skipping && text.empty();
    const std::size_t end = text.rfind('\n');
    if (end != std::string::npos) read(std::string_view(text).substr(0, end + 1));
    text.erase(0, end == std::string::npos ? 0 : end + 1);
    if (text.size() <= kLongestLine) continue;
    text.clear();
    skipping = true;
  }
}

void read_journal(const std::filesystem::path& out, const std::filesystem::path& file, std::vector<Attempt>& attempts) {
  const OpenFile opened = open_own_file({file, 2});
  // Asked before the text is read: a process that ends in between has then already written its last line.
  const Liveness liveness = liveness_of(opened);
  JournalReader reader(attempts);
  read_in_parts(opened, file, [&](std::string_view text) { reader.read(text); });
  const bool alive = liveness == Liveness::Alive ||
                     (liveness == Liveness::Unknown && reader.has_open() && beat_lately(out, reader.heartbeat()));
  reader.close(alive, file.stem().string());
}

}  // namespace

std::vector<Attempt> read_journals(const std::filesystem::path& out) {
  std::vector<Attempt> attempts;
  for (const auto& file : list_own_folder(out / "journal", ".tsv")) {
    read_journal(out, file, attempts);
    require(attempts.size() <= kMostAttempts,
            "the journals in '{}' tell of more than {} attempts, which no sweep makes: look at '{}'",
            (out / "journal").string(), kMostAttempts, file.string());
  }
  std::stable_sort(attempts.begin(), attempts.end(),
                   [](const Attempt& a, const Attempt& b) { return a.started_unix < b.started_unix; });
  return attempts;
}

}  // namespace xil
