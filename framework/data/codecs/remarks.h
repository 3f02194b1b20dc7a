#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/catalogue/source_params.h"
#include "framework/data/codecs/picture_facts.h"

namespace xil {

enum class RemarkKind { Orientation, FewLevels, MaskUnread, MaskPartly, MaskInverted, MaskAlpha, Shapes, Tolerated };

/// Something that a user should know about a file that can be read.
struct Remark {
  RemarkKind kind = RemarkKind::Tolerated;
  std::string path;  ///< of the file
  std::string text;  ///< what is odd, and the parameter that mends it; without the path
};

/// Collects oddities of the files of a set. Parameters hold for the whole set, so that the advice takes all of its
/// files into account.
class Remarks {
 public:
  explicit Remarks(const SourceParams& params) : params_(params) {}

  /// `has_mask`: the picture has a mask, which may have another orientation.
  void add_picture(const std::string& path, const PictureFacts& facts, bool has_mask);
  void add_mask(const std::string& path, const MaskFacts& facts);
  /// Shapes of the picture that were cut at its edges, or that enclose nothing.
  void add_shapes(const std::string& path, std::size_t cut, std::size_t nothing);
  /// The remarks by kind; within a kind in the order of the files.
  std::vector<Remark> all() const;

 private:
  void add_file(const std::string& path, const FileFacts& facts, bool has_mask);

  SourceParams params_;
  std::vector<Remark> plain_;  ///< remarks that follow from one file alone
  std::vector<std::pair<std::string, ValueRange>> deep_;
  std::vector<std::pair<std::string, MaskFacts>> masks_;
};

/// " (EXIF orientation 6, of the mask 1)"; empty where both are upright.
std::string shown_orientations(const FileFacts& picture, const FileFacts& mask);

/// The reason to doubt whether the mask tells an ok item from a defective one: the mask holds something but marks
/// nothing, or it marks every pixel. One sentence with the parameter that mends it, without the path; std::nullopt if
/// there is no doubt.
std::optional<std::string> doubt_of_label(const MaskFacts& facts, const SourceParams& params);

}  // namespace xil
