#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/explain/explain_subject.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/records.h"
#include "framework/data/drawing/overlay.h"

namespace xil {

/// An item near the explained picture in feature space.
struct NearItem {
  Reason reason = Reason::NearHit;
  std::string path;
  int label = 0, predicted = 0;
  double probability = 0;  ///< of the predicted class
  double similarity = 0;
  Image image;
};

/// One decision with its explanation.
struct ExplainedPicture {
  std::string file, mask_file, out;  ///< as the user named them; mask_file is empty without a mask
  std::string truth;                 ///< name of the true class; empty: unknown
  Image image;                       ///< in the form that the network sees
  std::optional<Region> region;
  std::vector<float> probabilities;  ///< one per class
  int predicted = 0;
  Explanation explanation;
  std::vector<NearItem> neighbours;
  std::vector<std::string> notes;

  double probability() const { return probabilities[static_cast<std::size_t>(predicted)]; }
  /// Share of the positive relevance inside the region; NaN without a region.
  double relevance_mass() const;
};

/// How the maps of the subject are made, in words: "invrise, 400 masks, p 0.5, seed 0".
std::string making_of(const ExplainSubject& subject, const Explanation& explanation);

Value explain_json(const ExplainSubject& subject, const ExplainedPicture& picture);
std::string explain_text(const ExplainSubject& subject, const ExplainedPicture& picture);
Overlay explain_overlay(const ExplainSubject& subject, const ExplainedPicture& picture);

}  // namespace xil
