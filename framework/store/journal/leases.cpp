#include "framework/store/journal/leases.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <vector>

#include "framework/core/base/error.h"
#include "framework/store/files/own_files.h"
#include "framework/store/journal/liveness.h"
#include "framework/store/journal/run_state.h"

namespace xil {
namespace {

/// A job writes to its lease immediately after making it; network file systems may show the text some seconds later.
constexpr double kNameless_s = 5;
/// Limits for the number of leases of one run and the bytes of one lease. No job writes larger ones.
constexpr int kMostLeases = 100'000;
constexpr std::uintmax_t kMostLeaseBytes = 4096;

}  // namespace

Leases::Leases(std::filesystem::path out, std::string heartbeat, double expiry_s, Clock clock)
    : out_(std::move(out)), heartbeat_(std::move(heartbeat)), expiry_s_(expiry_s), clock_(std::move(clock)) {
  make_own_folder(out_ / "leases");
  newest_ = newest();
}

std::filesystem::path Leases::file(const std::string& run_id, int number) const {
  return out_ / "leases" / fmt::format("{}.{}", run_id, number);
}

std::map<std::string, int> Leases::newest() const {
  std::map<std::string, int> newest;
  for (const std::filesystem::path& lease : list_own_folder(out_ / "leases")) {
    const std::string name = lease.filename().string();
    const std::size_t dot = name.rfind('.');
    int number = 0;
    const auto read =
        std::from_chars(name.data() + std::min(dot, name.size() - 1) + 1, name.data() + name.size(), number);
    const bool is_lease = dot != std::string::npos && read.ec == std::errc() && read.ptr == name.data() + name.size() &&
                          number >= 0 && number < kMostLeases;
    if (!is_lease) continue;
    int& known = newest[name.substr(0, dot)];
    known = std::max(known, number);
  }
  return newest;
}

bool Leases::acquire(const std::string& run_id) {
  const auto known = newest_.find(run_id);
  int number = known == newest_.end() ? 0 : known->second;
  if (number > 0 && !holder(file(run_id, number))) number = 0;  // given back meanwhile, with the earlier ones
  for (;; ++number) {
    const std::filesystem::path lease = file(run_id, number);
    if (const auto heartbeat = holder(lease)) {
      newest_[run_id] = number;
      // A lease without a name is watched under its own file name, for which there are no beats.
      const bool dead = is_heartbeat_name(*heartbeat)
                            ? is_dead(*heartbeat, expiry_s_)
                            : is_dead(lease.filename().string(), std::min(expiry_s_, kNameless_s));
      if (!dead) return false;
    } else if (make(lease)) {
      ours_[run_id] = number;
      return true;
    } else {
      return false;  // another job made it a moment earlier
    }
  }
}

bool Leases::make(const std::filesystem::path& lease) const {
  auto made = make_own_file({lease, 2});
  if (!made) return false;
  const ssize_t written = ::write(made->descriptor(), heartbeat_.data(), heartbeat_.size());
  const int code = written < 0 ? errno : ENOSPC;
  if (written == static_cast<ssize_t>(heartbeat_.size())) return true;
  remove_own_file({lease, 2});
  fail_to_write(lease, code);
}

std::optional<std::string> Leases::holder(const std::filesystem::path& lease) {
  std::error_code code;
  const auto type = std::filesystem::symlink_status(lease, code).type();
  if (type == std::filesystem::file_type::not_found) return std::nullopt;
  if (type != std::filesystem::file_type::regular) return "";  // not written by xil: it belongs to nobody
  const auto opened = find_own_file({lease, 2});
  if (!opened) return std::nullopt;
  const std::string text = read_own_file(*opened, lease, kMostLeaseBytes);
  return text.substr(0, text.find('\n'));
}

void Leases::release(const std::string& run_id) {
  const auto found = ours_.find(run_id);
  if (found == ours_.end()) return;
  // The own lease is removed first: a job that looks in between finds at most the lease of a dead job.
  std::vector<std::string> names;
  for (int number = found->second; number >= 0; --number) names.push_back(file(run_id, number).filename().string());
  remove_own_files(out_ / "leases", names);
  newest_.erase(run_id);
  ours_.erase(found);
}

void Leases::look_at(const std::string& heartbeat, Other& other) {
  const double now = clock_();
  const Liveness liveness = liveness_of(out_ / "journal" / (heartbeat + ".tsv"));
  const std::uintmax_t beats = beats_of(out_, heartbeat);
  const bool has_let_go = other.held_lock && liveness != Liveness::Alive;
  other.held_lock = other.held_lock || liveness == Liveness::Alive;
  if (liveness == Liveness::Alive || beats != other.beats) {
    other.beats = beats;
    other.heard = now;
    other.beaten = true;
  }
  other.dead = liveness == Liveness::Dead || has_let_go || now - other.heard >= other.expiry_s;
}

bool Leases::is_dead(const std::string& heartbeat, double expiry_s) {
  const auto [found, is_new] = others_.try_emplace(heartbeat);
  if (is_new) {
    found->second.beats = beats_of(out_, heartbeat);
    found->second.heard = clock_();
    found->second.expiry_s = expiry_s;
  }
  look_at(heartbeat, found->second);
  return found->second.dead;
}

void Leases::listen() {
  for (auto& [heartbeat, other] : others_) look_at(heartbeat, other);
}

void tidy_leases(const std::filesystem::path& out) {
  std::map<std::string, bool> complete;
  std::vector<std::string> needless;
  for (const std::filesystem::path& lease : list_own_folder(out / "leases")) {
    const auto [run, is_new] = complete.try_emplace(lease.stem().string());
    if (is_new) run->second = has_run_file(out, run->first);
    if (run->second) needless.push_back(lease.filename().string());
  }
  remove_own_files(out / "leases", needless);
}

bool Leases::anyone_silent_since(double time) const {
  for (const auto& [heartbeat, other] : others_) {
    if (!other.dead && !(other.beaten && other.heard >= time)) return true;
  }
  return false;
}

}  // namespace xil
