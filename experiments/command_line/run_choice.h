#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/command_line/command_line.h"
#include "framework/core/base/value.h"

namespace xil {

/// A run as a choice sees it: to_config(), and the names of its condition and of its dataset in comparisons, empty
/// where nothing is compared.
struct ChoosableRun {
  Value config;
  std::string condition = {};
  std::string dataset = {};
};

/// One `key=value` of --only, --exclude, --filter or --drop. Keys are those of a sweep, dots included, and `condition`:
/// the name of a strategy as `xil compare` prints it. `key=a,b` means any of the values, `key=range(0,8)` a range of
/// integers, end exclusive. `dataset` takes the name in the sweep and the one in comparisons, which may be a title.
class RunCriterion {
 public:
  /// Refuses a text that is not key=value. `flag`: without dashes, for messages.
  RunCriterion(std::string_view flag, const std::string& text);

  bool matches(const ChoosableRun& run) const;
  /// Refuses a key that no run has, and values that match none, with those that there are.
  void refuse_unmatched(std::span<const ChoosableRun> runs) const;
  /// "--only seed=0"
  std::string text() const;

 private:
  struct Wanted {
    Value value;
    std::string text;
  };
  bool matches(const ChoosableRun& run, const Wanted& wanted) const;
  bool is_condition() const;
  [[noreturn]] void refuse_key(std::span<const ChoosableRun> runs) const;
  void read_values(const std::string& where);

  std::string flag_, key_, right_;
  std::vector<Wanted> values_;
  bool is_range_ = false;  ///< not every value needs a run
};

inline constexpr Flag kOnlyFlag = {
    "only", "K=V", "only runs whose key K has the value V, or one of V,W,...; given again, all must hold", true};
inline constexpr Flag kExcludeFlag = {"exclude", "K=V",
                                      "without runs whose key K has the value V, or one of V,W,...; given again, any "
                                      "leaves a run out. K also: condition, the name in comparisons",
                                      true};

/// The runs that the flags --only and --exclude leave.
class RunChoice {
 public:
  explicit RunChoice(const Arguments& arguments);
  bool is_empty() const { return only_.empty() && exclude_.empty(); }
  /// Whether each run is kept. Refuses what RunCriterion::refuse_unmatched() does, and a choice that leaves nothing.
  std::vector<bool> kept(std::span<const ChoosableRun> runs) const;
  /// "--only seed=0 --exclude strategy=caipi"
  std::string text() const;

 private:
  std::vector<RunCriterion> only_, exclude_;
};

/// The criteria of a repeatable flag.
std::vector<RunCriterion> criteria_of(const Arguments& arguments, std::string_view flag);

}  // namespace xil
