#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/catalogue/run_groups.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// Which examples form the next batch: epochs without replacement, strung together. A batch may
/// reach over the end of an epoch (or several, where there are fewer examples than a batch has), so
/// all batches have the same size and a fit with `updates` of them sees updates * batch_size
/// examples, whatever their number. The published protocols instead end every epoch with a short
/// batch.
class Batches {
 public:
  /// `labels`: one per example. `order`: every epoch shuffled anew, or as given. `balance`: the classes (or whatever
  /// the labels are) that occur are drawn in turn, each going through epochs of its own, so that all are drawn equally
  /// often. `repeats`: how often an epoch has each example; empty: once. Precondition: there are labels, and batch_size
  /// and all repeats are positive.
  Batches(std::span<const int> labels, std::size_t batch_size, BatchOrder order, bool balance, Rng rng,
          std::span<const std::int64_t> repeats = {});
  /// Positions of the next batch's examples; valid until the next call.
  const std::vector<std::int64_t>& next();

 private:
  /// Examples that go through epochs of their own.
  struct Group {
    std::vector<std::int64_t> epoch;
    std::size_t used = 0;
  };

  Rng rng_;
  BatchOrder order_;
  std::vector<Group> groups_;
  std::size_t turn_ = 0;
  std::vector<std::int64_t> batch_;
};

/// Whether the positions follow each other without a gap.
bool consecutive(std::span<const std::int64_t> positions);

}  // namespace xil
