#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace xil {

/// Which of several jobs on one output folder carries out which run. A lease is a file `OUT/leases/<run_id>.<n>` that
/// names the heart of its job (see Heart); the one with the largest n counts. Making a file that must not be there yet
/// is the one step that two jobs cannot both take. A lease whose heart has not beaten for `expiry_s`, by this process's
/// own clock, or whose job is known to be dead, is followed by one with the next n; so is one that has stayed without a
/// name for some seconds, whose job died in the moment between making and writing it. If that was an error (a job that
/// hung for long), a run is executed twice, with equal results of which the first stays.
class Leases {
 public:
  /// Seconds of a clock that only goes forward.
  using Clock = std::function<double()>;
  Leases(std::filesystem::path out, std::string heart, double expiry_s, Clock clock);

  /// Whether the run is ours now; else another job has it.
  bool acquire(const std::string& run_id);
  /// Gives it back, done or not. A lease that another job has taken over meanwhile stays.
  void release(const std::string& run_id);

  /// Looks at the hearts that acquire() has met; to be called now and then, so that their silence is noticed.
  void listen();
  /// Whether some heart that acquire() has met may be dead: it has given no sign of life since then, but has not been
  /// silent for long enough either.
  bool anyone_silent_since(double time) const;

 private:
  struct Other {
    std::uintmax_t beats = 0;
    double heard = 0;        ///< when its job last gave a sign of life, or was first looked at
    bool beaten = false;     ///< that was a sign of life
    bool held_lock = false;  ///< its job was seen to hold the lock of its journal, so that locks reach as far as here
    bool dead = false;
    double expiry_s = 0;  ///< silence after which it counts as dead
  };
  void look_at(const std::string& heart, Other& other);
  bool is_dead(const std::string& heart, double expiry_s);
  std::filesystem::path file(const std::string& run_id, int number) const;
  /// The lease with the largest number of every run, by one look at the folder: dead jobs may have left very many.
  std::map<std::string, int> newest() const;
  /// Whether it is ours now; false where it is there already.
  bool make(const std::filesystem::path& lease) const;
  /// Name of the heart in a lease; empty where nothing was written to it. Nothing where the lease is gone.
  static std::optional<std::string> holder(const std::filesystem::path& lease);

  std::filesystem::path out_;
  std::string heart_;
  double expiry_s_;
  Clock clock_;
  std::map<std::string, Other> others_;
  std::map<std::string, int> ours_;    ///< run -> n
  std::map<std::string, int> newest_;  ///< run -> the largest n that was seen
};

/// Deletes the leases of runs whose files are there: a job that ended between the two left them.
void tidy_leases(const std::filesystem::path& out);

}  // namespace xil
