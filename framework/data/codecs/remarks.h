#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/catalogue/source_params.h"
#include "framework/data/codecs/picture_facts.h"

namespace xil {

enum class RemarkKind { Orientation, FewLevels, MaskUnread, MaskPartly, MaskInverted, MaskAlpha, Tolerated };

/// Something that a user should know of a file that can be read.
struct Remark {
  RemarkKind kind = RemarkKind::Tolerated;
  std::string path;  ///< of the file
  std::string text;  ///< what is odd and the parameter that mends it, without the path
};

/// Collects what is odd about the files of a set. Parameters hold for a whole set, so that what is advised is found in
/// all of its files.
class Remarks {
 public:
  explicit Remarks(const SourceParams& params) : params_(params) {}

  /// `has_mask`: is there a mask beside the picture, which may lie otherwise?
  void add_picture(const std::string& path, const PictureFacts& facts, bool has_mask);
  void add_mask(const std::string& path, const MaskFacts& facts);
  /// Of all kinds; those of a kind in the order of the files.
  std::vector<Remark> all() const;

 private:
  void add_file(const std::string& path, const FileFacts& facts, bool has_mask);

  SourceParams params_;
  std::vector<Remark> plain_;  ///< what is known of a file alone
  std::vector<std::pair<std::string, ValueRange>> deep_;
  std::vector<std::pair<std::string, MaskFacts>> masks_;
};

/// " (EXIF orientation 6, of the mask 1)"; empty where both are upright.
std::string shown_orientations(const FileFacts& picture, const FileFacts& mask);

/// What lets doubt whether an item is ok or defective because of its mask alone: something is drawn and nothing marked,
/// or everything is. One sentence with the parameter that mends it, without the path; nothing where there is no doubt.
std::optional<std::string> doubt_of_label(const MaskFacts& facts, const SourceParams& params);

}  // namespace xil
