#include "framework/store/signs_of_life.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <fstream>
#include <sstream>

#include "framework/store/files.h"

namespace xil {
namespace {

std::filesystem::path beats_file(const std::filesystem::path& out, const std::string& name) {
  return out / "journal" / (name + ".beats");
}

/// What trying the journal's lock says: held, free, or that there are no locks here.
enum class Lock { Held, Free, None };

Lock try_lock(const std::filesystem::path& journal) {
  const int descriptor = ::open(journal.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Lock::None;
  const int locked = ::flock(descriptor, LOCK_SH | LOCK_NB);
  const int code = errno;
  ::close(descriptor);
  if (locked == 0) return Lock::Free;
  return code == EWOULDBLOCK ? Lock::Held : Lock::None;
}

bool process_exists(std::int64_t pid) {
  return pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

}  // namespace

JournalOwner owner_of(const std::filesystem::path& journal) {
  std::ifstream stream(journal);
  std::string line, word, version, host, pid;
  std::getline(stream, line);
  std::istringstream fields(line);
  for (std::string* field : {&word, &version, &host, &pid}) std::getline(fields, *field, '\t');
  JournalOwner owner;
  if (word != "journal") return owner;
  owner.host = host;
  std::from_chars(pid.data(), pid.data() + pid.size(), owner.pid);
  return owner;
}

Life life_of(const std::filesystem::path& journal) { return life_of(journal, owner_of(journal)); }

Life life_of(const std::filesystem::path& journal, const JournalOwner& owner) {
  const Lock lock = try_lock(journal);
  if (lock == Lock::Held) return Life::Alive;
  if (owner.host != host_name()) return Life::Unknown;
  if (lock == Lock::Free) return Life::Dead;
  return process_exists(owner.pid) ? Life::Alive : Life::Dead;
}

Heart::Heart(const std::filesystem::path& out, const std::string& name)
    : descriptor_(::open(beats_file(out, name).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
  beat();
}

Heart::~Heart() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Heart::beat() {
  if (descriptor_ < 0 || ::write(descriptor_, ".", 1) != 1) return;
  ::fdatasync(descriptor_);  // network file systems may else keep it to themselves
}

std::uintmax_t beats_of(const std::filesystem::path& out, const std::string& name) {
  // Opened, since network file systems promise news of a file's size to those who do.
  const int descriptor = ::open(beats_file(out, name).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  const off_t size = ::lseek(descriptor, 0, SEEK_END);
  ::close(descriptor);
  return size < 0 ? 0 : static_cast<std::uintmax_t>(size);
}

bool beat_lately(const std::filesystem::path& out, const std::string& name) {
  std::error_code code;
  const auto last = std::filesystem::last_write_time(beats_file(out, name), code);
  if (code) return false;
  const std::chrono::duration<double> age = std::filesystem::file_time_type::clock::now() - last;
  return age.count() <= 4 * kBeatPeriod_s;
}

}  // namespace xil
