#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "experiments/command_line/command_line.h"
#include "experiments/explain/explain_subject.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/learner/saved_network.h"

namespace xil {

/// One of many pictures to explain.
struct PictureToExplain {
  std::string file;        ///< for the reader
  Image image;             ///< as the network sees it
  Image whole = {};        ///< at its own resolution; empty: it is not at hand, or the same
  bool reduced = false;    ///< the picture has a resolution of its own, which is not at hand
  std::string truth = {};  ///< name of its true class; empty: unknown
  std::optional<Region> defect = {}, confounder = {};  ///< of the size of `image`
};

/// Many pictures, each made when it is asked for.
struct PicturesToExplain {
  std::string subject;  ///< in words, for the index
  std::size_t count = 0;
  std::function<std::string(std::size_t)> file;          ///< for messages, whether or not it can be read
  std::function<PictureToExplain(std::size_t)> picture;  ///< an Error: it cannot be read, and the others can
  std::vector<std::string> notes;
};

/// The pictures of a folder and its subfolders, by their names, or those that a list names, one path a line. Refuses a
/// folder or list without any.
PicturesToExplain listed_pictures(const std::string& folder_or_list, const SourceParams& source);

/// The items whose predicted class is not theirs, the most confident first: of a data set that the user names, all of
/// its items; else the test items of the model's own set. Fails where the set is not there, is not the run's, or has
/// classes that the model does not know.
struct WrongRequest {
  std::optional<std::string> dataset;        ///< a name, a folder or a CSV table
  std::span<const std::string> assignments;  ///< parameters of that set, "key=value"
  std::size_t most = 0;                      ///< 0: all
};
PicturesToExplain wrong_pictures(const WrongRequest& request, const ExplainSubject& subject,
                                 const SavedNetwork& network);

}  // namespace xil
