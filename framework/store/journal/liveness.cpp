#include "framework/store/journal/liveness.h"

#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <sstream>

#include "framework/core/base/error.h"
#include "framework/store/files/files.h"

namespace xil {
namespace {

std::filesystem::path beats_file(const std::filesystem::path& out, const std::string& name) {
  return out / "journal" / (name + ".beats");
}

/// The state of the journal's lock: held, free, or locks do not work here.
enum class Lock { Held, Free, None };

Lock try_lock(const OpenFile& journal) {
  if (::flock(journal.descriptor(), LOCK_SH | LOCK_NB) == 0) {
    ::flock(journal.descriptor(), LOCK_UN);
    return Lock::Free;
  }
  return errno == EWOULDBLOCK ? Lock::Held : Lock::None;
}

bool process_exists(std::int64_t pid) { return pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM); }

}  // namespace

JournalOwner owner_of(const OpenFile& journal) {
  std::string start(1024, '\0');  // longer than the first line
  const ssize_t length = ::pread(journal.descriptor(), start.data(), start.size(), 0);
  start.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  std::string word, version, host, pid;
  std::istringstream fields(start.substr(0, start.find('\n')));
  for (std::string* field : {&word, &version, &host, &pid}) std::getline(fields, *field, '\t');
  JournalOwner owner;
  if (word != "journal") return owner;
  owner.host = host;
  std::from_chars(pid.data(), pid.data() + pid.size(), owner.pid);
  return owner;
}

Liveness liveness_of(const std::filesystem::path& journal) {
  const auto opened = find_own_file({journal, 2});
  return opened ? liveness_of(*opened) : Liveness::Unknown;
}

Liveness liveness_of(const OpenFile& journal) {
  const JournalOwner owner = owner_of(journal);
  const Lock lock = try_lock(journal);
  if (lock == Lock::Held) return Liveness::Alive;
  if (owner.host != host_name()) return Liveness::Unknown;
  if (lock == Lock::Free) return Liveness::Dead;
  return process_exists(owner.pid) ? Liveness::Alive : Liveness::Dead;
}

bool is_heartbeat_name(std::string_view word) {
  constexpr std::size_t kLongest = 200;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !word.empty() && word.size() <= kLongest && word.front() != '.' && std::ranges::all_of(word, plain);
}

Heartbeat::Heartbeat(const std::filesystem::path& out, const std::string& name) {
  try {
    file_ = append_to_own_file({beats_file(out, name), 2});
  } catch (const Error&) {
    if (is_planted({beats_file(out, name), 2})) throw;
  }
  beat();
}

void Heartbeat::beat() {
  if (file_.descriptor() < 0 || ::write(file_.descriptor(), ".", 1) != 1) return;
  ::fdatasync(file_.descriptor());  // without it, network file systems may keep the beat on this machine
}

std::uintmax_t beats_of(const std::filesystem::path& out, const std::string& name) {
  // The file is opened, since network file systems promise a fresh file size only to processes that open it.
  const auto beats = find_own_file({beats_file(out, name), 2});
  if (!beats) return 0;
  const off_t size = ::lseek(beats->descriptor(), 0, SEEK_END);
  return size < 0 ? 0 : static_cast<std::uintmax_t>(size);
}

bool beat_lately(const std::filesystem::path& out, const std::string& name) {
  if (!is_heartbeat_name(name)) return false;
  std::error_code code;
  const auto last = std::filesystem::last_write_time(beats_file(out, name), code);
  if (code) return false;
  const std::chrono::duration<double> age = std::filesystem::file_time_type::clock::now() - last;
  return age.count() <= 4 * kBeatPeriod_s;
}

}  // namespace xil
