#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace xil {

/// Leases decide which of several jobs on one output folder carries out which run. A lease is a file
/// `OUT/leases/<run_id>.<n>` that names the heartbeat of its job (see Heartbeat); the one with the largest n counts.
/// The only step that two jobs cannot both take is to make a file that does not exist yet. A lease is superseded by one
/// with the next n if its heartbeat has been silent for `expiry_s` by this process's own clock, or if its job is known
/// to be dead. The same holds for a lease that has stayed without a name for some seconds: its job died between making
/// and writing it. If a job is wrongly taken for dead (it hung for long), a run is executed twice, with equal results
/// of which the first stays.
class Leases {
 public:
  /// A clock that only goes forward; returns seconds.
  using Clock = std::function<double()>;
  Leases(std::filesystem::path out, std::string heartbeat, double expiry_s, Clock clock);

  /// Whether this process now holds the lease of the run; if not, another job holds it.
  bool acquire(const std::string& run_id);
  /// Gives the lease back, whether or not the run is done. A lease that another job has taken over meanwhile stays.
  void release(const std::string& run_id);

  /// Checks the heartbeats of the jobs that acquire() has met; to be called now and then, so that their silence is
  /// noticed.
  void listen();
  /// Whether one of the jobs that acquire() has met may be dead: it has given no sign of life since `time`, but has not
  /// been silent long enough to count as dead.
  bool anyone_silent_since(double time) const;

 private:
  struct Other {
    std::uintmax_t beats = 0;
    double heard = 0;        ///< time of the last sign of life, or of the first look
    bool beaten = false;     ///< `heard` is the time of a sign of life
    bool held_lock = false;  ///< its job was seen to hold its journal's lock, so locks work between the two machines
    bool dead = false;
    double expiry_s = 0;  ///< it counts as dead after this time of silence
  };
  void look_at(const std::string& heartbeat, Other& other);
  bool is_dead(const std::string& heartbeat, double expiry_s);
  std::filesystem::path file(const std::string& run_id, int number) const;
  /// The lease with the largest number of every run, found by listing the folder once, since dead jobs may have left
  /// very many.
  std::map<std::string, int> newest() const;
  /// Makes the lease; returns false if the file exists already.
  bool make(const std::filesystem::path& lease) const;
  /// The heartbeat's name in a lease; empty if nothing has been written to it yet, std::nullopt if the lease is gone.
  static std::optional<std::string> holder(const std::filesystem::path& lease);

  std::filesystem::path out_;
  std::string heartbeat_;
  double expiry_s_;
  Clock clock_;
  std::map<std::string, Other> others_;
  std::map<std::string, int> ours_;    ///< run -> n
  std::map<std::string, int> newest_;  ///< run -> the largest n seen so far
};

/// Deletes the leases of runs whose run files exist: a job that died between writing the file and releasing the lease
/// left them.
void tidy_leases(const std::filesystem::path& out);

}  // namespace xil
