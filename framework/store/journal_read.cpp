#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "framework/core/error.h"
#include "framework/store/files.h"
#include "framework/store/journal.h"
#include "framework/store/signs_of_life.h"

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
  if (event == "stopped") return AttemptState::Stopped;
  if (event == "crashed") return AttemptState::Crashed;
  if (event == "hung") return AttemptState::Hung;
  return std::nullopt;
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
  /// Attempts without an end are running if their process is. `name`: of the journal, for those of version 1.
  void close(bool alive, const std::string& name) {
    for (const auto& [run, index] : open_) {
      if (alive) attempts_[index].state = AttemptState::Running;
    }
    for (std::size_t i = first_; i < attempts_.size(); ++i) {
      attempts_[i].host = owner_.host;
      attempts_[i].job = job_;
      attempts_[i].heart = heart_.empty() ? name : heart_;
    }
  }
  bool has_open() const { return !open_.empty(); }
  const JournalOwner& owner() const { return owner_; }
  const std::string& heart() const { return heart_; }

 private:
  void read_line(std::string_view line) {
    const auto fields = split(line);
    if (fields.size() >= 4 && fields[0] == "journal") {
      owner_ = {std::string(fields[2]), number<std::int64_t>(fields[3]).value_or(0)};
      if (fields.size() >= 6) heart_ = unescaped(fields[4]), job_ = unescaped(fields[5]);
    } else if (fields.size() == 6) {
      read_event(fields);
    }
  }
  void read_event(const std::vector<std::string_view>& fields) {
    const auto rank = number<int>(fields[2]);
    const auto time = number<double>(fields[3]), seconds = number<double>(fields[4]);
    if (!rank || !time || !seconds || !std::isfinite(*time) || !std::isfinite(*seconds)) return;
    Attempt event;
    event.run_id = unescaped(fields[1]);
    event.rank = *rank;
    event.started_unix = *time;
    event.seconds = *seconds;
    event.reason = unescaped(fields[5]);
    if (fields[0] == "told") {
      for (const auto& [run, index] : open_) attempts_[index].told_to_end = true;
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
      attempt.round = number<std::int64_t>(text.substr(0, space)).value_or(attempt.round);
      attempt.rounds = number<std::int64_t>(text.substr(space + 1)).value_or(attempt.rounds);
    } else if (const auto state = end_state(word)) {
      attempt.state = *state;
      attempt.seconds = event.seconds;
      attempt.reason = event.reason;
      open_.erase(event.run_id);
    }
  }

  std::vector<Attempt>& attempts_;
  std::size_t first_;
  std::map<std::string, std::size_t> open_;  ///< started, not ended
  JournalOwner owner_;
  std::string heart_, job_;
};

void read_journal(const std::filesystem::path& out, const std::filesystem::path& file, std::vector<Attempt>& attempts) {
  // Before the text is read: a process that ends in between has written its last line by then.
  const Life life = life_of(file);
  JournalReader reader(attempts);
  reader.read(read_file(file));
  const bool alive =
      life == Life::Alive || (life == Life::Unknown && reader.has_open() && beat_lately(out, reader.heart()));
  reader.close(alive, file.stem().string());
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
  for (const auto& file : files) read_journal(out, file, attempts);
  std::stable_sort(attempts.begin(), attempts.end(),
                   [](const Attempt& a, const Attempt& b) { return a.started_unix < b.started_unix; });
  return attempts;
}

}  // namespace xil
