#pragma once

#include <string>
#include <vector>

#include "framework/core/base/value.h"

namespace xil {

/// What was found of one of many pictures; a line of the index.
struct IndexLine {
  std::string file;     ///< as the user named it, or its path in the set
  std::string overlay;  ///< name of the drawing in the folder; empty: the picture could not be read
  std::string predicted;
  double probability = 0;  ///< of the predicted class
  std::string truth;       ///< true class; empty: unknown
  double verdict_score;    ///< of the map against the marked regions; NaN where none is marked
  std::string verdict;     ///< what a simulated expert says of the reasons; empty where none is marked
  std::string trouble;     ///< why the picture could not be read; empty: it could
};

/// The pages of a folder of drawings.
struct ExplainIndex {
  std::string model;    ///< in words
  std::string making;   ///< how the maps were made
  std::string subject;  ///< what was explained: "the pictures of 'x'"
  std::vector<IndexLine> lines;
  std::vector<std::string> notes;

  std::size_t damaged() const;
};

/// A line per picture: file,overlay,predicted,probability,true,verdict_score,verdict,trouble.
std::string index_csv(const ExplainIndex& index);
/// One page without scripts and without anything from the network; the drawings are those beside it.
std::string index_html(const ExplainIndex& index);
/// {model, making, subject, pictures: [...], damaged, notes, out}
Value index_json(const ExplainIndex& index, const std::string& out);

}  // namespace xil
