#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "framework/core/catalogue/run_params.h"

namespace xil {

/// The runs of a sweep. Runs that differ in nothing but their seeds are a group, whose parameters are kept once: a
/// sweep of 100,000 runs has a few hundred groups. A run is put together when it is asked for, and shares the
/// parameters of its components.
class RunList {
 public:
  RunList() = default;
  RunList(std::initializer_list<RunParams> runs);

  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  void push_back(const RunParams& run);
  /// A further run of the group of the run that was added last.
  /// Precondition: not empty.
  void push_back(const Seeds& seeds) { entries_.push_back({entries_.back().group, seeds}); }

  RunParams operator[](std::size_t index) const;
  RunParams front() const { return (*this)[0]; }
  const Seeds& seeds(std::size_t index) const { return entries_[index].seeds; }
  /// The group of a run; groups are numbered in the order in which they come first.
  std::size_t group(std::size_t index) const { return entries_[index].group; }
  /// One run of every group.
  const std::vector<RunParams>& groups() const { return groups_; }

  /// Adds the runs of another list at these positions, in this order.
  void append(const RunList& other, std::span<const std::size_t> positions);

  class Iterator {
   public:
    using value_type = RunParams;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    Iterator(const RunList* runs, std::size_t index) : runs_(runs), index_(index) {}
    RunParams operator*() const { return (*runs_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++index_;
      return before;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const RunList* runs_ = nullptr;
    std::size_t index_ = 0;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  struct Entry {
    std::size_t group = 0;
    Seeds seeds;
  };

  std::vector<RunParams> groups_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> numbers_;  ///< of the groups, by their parameters without seeds as text
};

/// Whether a run has this seed.
bool has_seed(const RunList& runs, std::int64_t seed);

/// The whole configurations (to_config()) of the runs of a list. Those of one group in a row cost little.
class RunConfigs {
 public:
  /// The list is borrowed.
  explicit RunConfigs(const RunList& runs) : runs_(runs) {}
  /// Valid until the next call.
  const Value& of(std::size_t index);

 private:
  const RunList& runs_;
  Value config_;
  std::size_t group_ = 0;
};

}  // namespace xil
