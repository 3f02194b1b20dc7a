#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/comparison/family.h"
#include "analysis/results/run_data.h"
#include "analysis/results/run_scalars.h"

namespace xil {

/// A comparison with its title.
struct NamedComparison {
  std::string what;  ///< see describe(const ScalarRequest&)
  Comparison comparison;
  std::vector<std::string> notes;  ///< what it leaves out besides dropped pairs
  std::string name;                ///< in the names of its figures: "accuracy", ...
};

/// A question that every report asks of its runs: which strategy has the better area under this curve?
struct ReportQuestion {
  std::string name;  ///< in the names of figures
  ScalarRequest request;
};
/// All of them; a report leaves those out that its runs do not measure.
std::vector<ReportQuestion> report_questions();

/// The default comparisons of a report: accuracy over the items shown and over the expert's time, whether the maps hit
/// the defect and whether they lie on a confounder; those of them that were measured. Judged as one family
/// (judge_together()). What cannot be compared is left out, and `notes` receives the reason.
std::vector<NamedComparison> answer_questions(std::span<const RunData> runs, Missing missing,
                                              std::vector<std::string>& notes);

/// The tests of a report, which answer_questions() judges together.
TestFamily family_of(std::span<const NamedComparison> answers);

/// The claims about runs, or the reason for having none.
struct Claims {
  std::vector<NamedComparison> comparisons;
  std::string none;  ///< a sentence; empty: the comparisons hold
};
/// As answer_questions(), unless runs are `incomplete` and may not be left out.
Claims claims_of(std::span<const RunData> runs, const std::vector<LabelledRun>& incomplete, Missing missing,
                 std::vector<std::string>& notes);

/// The comparisons of final values, each alone and for their intervals only: nothing is claimed about them. Of the
/// metrics that report_questions() asks of, and of `others`; those of them that were measured.
std::vector<NamedComparison> final_values(std::span<const RunData> runs, std::span<const std::string> others = {});

}  // namespace xil
