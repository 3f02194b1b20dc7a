#include "framework/store/leases.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "framework/core/error.h"
#include "framework/store/files.h"
#include "framework/store/run_state.h"
#include "framework/store/signs_of_life.h"

namespace xil {
namespace {

/// A lease is written at once after it was made; network file systems may show that some seconds later.
constexpr double kNameless_s = 5;

}  // namespace

Leases::Leases(std::filesystem::path out, std::string heart, double expiry_s, Clock clock)
    : out_(std::move(out)), heart_(std::move(heart)), expiry_s_(expiry_s), clock_(std::move(clock)) {
  make_folder(out_ / "leases");
}

std::filesystem::path Leases::file(const std::string& run_id, int number) const {
  return out_ / "leases" / fmt::format("{}.{}", run_id, number);
}

bool Leases::acquire(const std::string& run_id) {
  for (int number = 0;; ++number) {
    const std::filesystem::path lease = file(run_id, number);
    const int descriptor = ::open(lease.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor >= 0) {
      const ssize_t written = ::write(descriptor, heart_.data(), heart_.size());
      const int code = errno;
      ::close(descriptor);
      if (written != static_cast<ssize_t>(heart_.size())) {
        ::unlink(lease.c_str());
        fail_storage("cannot write '{}': {}; free some space, then run it again", lease.string(),
                     std::generic_category().message(written < 0 ? code : ENOSPC));
      }
      ours_[run_id] = number;
      return true;
    }
    if (errno != EEXIST) {
      fail_storage("cannot write '{}': {}; choose a folder that can be written", lease.string(),
                   std::generic_category().message(errno));
    }
    const auto heart = holder(lease);
    // Gone in this moment: its job has given it back, with those before it.
    if (!heart) return false;
    // One without a name is watched under its own, which never beats.
    const bool dead = heart->empty() ? is_dead(lease.filename().string(), std::min(expiry_s_, kNameless_s)) : is_dead(*heart, expiry_s_);
    if (!dead) return false;
  }
}

std::optional<std::string> Leases::holder(const std::filesystem::path& lease) {
  std::ifstream stream(lease);
  if (!stream) return std::nullopt;
  std::string heart;
  std::getline(stream, heart);
  return heart;
}

void Leases::release(const std::string& run_id) {
  const auto found = ours_.find(run_id);
  if (found == ours_.end()) return;
  // Ours first: whoever comes in between finds one of a dead job at most.
  for (int number = found->second; number >= 0; --number) ::unlink(file(run_id, number).c_str());
  ours_.erase(found);
}

void Leases::look_at(const std::string& heart, Other& other) {
  const double now = clock_();
  const Life life = life_of(out_ / "journal" / (heart + ".tsv"));
  const std::uintmax_t beats = beats_of(out_, heart);
  const bool has_let_go = other.held_lock && life != Life::Alive;
  other.held_lock = other.held_lock || life == Life::Alive;
  if (life == Life::Alive || beats != other.beats) {
    other.beats = beats;
    other.heard = now;
    other.beaten = true;
  }
  other.dead = life == Life::Dead || has_let_go || now - other.heard >= other.expiry_s;
}

bool Leases::is_dead(const std::string& heart, double expiry_s) {
  const auto [found, is_new] = others_.try_emplace(heart);
  if (is_new) {
    found->second.beats = beats_of(out_, heart);
    found->second.heard = clock_();
    found->second.expiry_s = expiry_s;
  }
  look_at(heart, found->second);
  return found->second.dead;
}

void Leases::listen() {
  for (auto& [heart, other] : others_) look_at(heart, other);
}

void tidy_leases(const std::filesystem::path& out) {
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(out / "leases", code)) {
    std::error_code ignored;
    if (std::filesystem::exists(run_file_path(out, entry.path().stem().string()), ignored))
      std::filesystem::remove(entry.path(), ignored);
  }
}

bool Leases::anyone_silent_since(double time) const {
  for (const auto& [heart, other] : others_) {
    if (!other.dead && !(other.beaten && other.heard >= time)) return true;
  }
  return false;
}

}  // namespace xil
