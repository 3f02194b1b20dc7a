#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/results/run_data.h"
#include "framework/store/recorded/final_predictions.h"

namespace xil {

/// The classes of a set as a quality engineer sees them.
struct ClassRoles {
  std::vector<std::string> names;
  std::optional<std::size_t> ok;  ///< the class of items without a defect; nothing: every class is a kind of its own

  /// The one class that counts as defect; nothing where there are several, or no ok class.
  std::optional<std::size_t> only_defect() const;
};
/// Where the run's configuration does not name the class (dataset.ok_class), it is the first of two classes; of several
/// it is the first if it is called ok or good, or if its items have no defect type and those of all others have one.
ClassRoles class_roles(const TestPredictions& test, const std::string& config);

/// The last predictions of the runs of a dataset.
struct TestResults {
  const Blocks* blocks = nullptr;  ///< borrowed from the caller
  ClassRoles roles;
  std::vector<std::vector<std::optional<TestPredictions>>> runs;  ///< [strategy][unit]; nothing: left out
};
/// Nothing where no run can be used. `notes`: what was left out and why, one sentence each: runs with probabilities
/// that are no numbers or whose classes differ from those of the others, run files that lack the tables, and runs
/// whose recorded average precision is not that of their probabilities.
std::optional<TestResults> read_test_results(const Blocks& blocks, std::vector<std::string>& notes);

/// The predicted class of each test item: the most probable one, the first among equals.
std::vector<std::size_t> predicted_classes(const TestPredictions& test);

/// A yes-no question about the test items, whose answers are scores: has the item a defect?
struct DetectionQuestion {
  std::vector<double> scores;
  std::vector<std::uint8_t> is_positive;
};
/// Whether the item is of the class, by the class's probability.
DetectionQuestion is_of_class(const TestPredictions& test, std::size_t k);
/// Whether the item has a defect, by the probability of the defect, or of all classes but the ok class together.
/// Precondition: roles.ok.
DetectionQuestion has_defect(const TestPredictions& test, const ClassRoles& roles);

/// An item that was taken for another class than its own.
struct WrongItem {
  std::size_t row = 0;  ///< of the predictions
  std::size_t truth = 0, predicted = 0;
  double probability = 0;  ///< of the predicted class
};
/// The wrong items with the greatest probabilities first; equal ones in their order.
std::vector<WrongItem> most_wrong(const TestPredictions& test, std::size_t count);

}  // namespace xil
