#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// What single files say of themselves besides their pixels.
namespace xil {

struct FileFacts {
  int orientation = 1;             ///< EXIF tag Orientation (CIPA DC-008, 0x0112), 1 to 8; 1: upright, or no tag
  int bits = 8;                    ///< per sample as decoded: 8 or 16
  bool alpha = false;              ///< is there an alpha channel?
  bool lossy = false;              ///< JPEG: values are near those that were meant
  std::vector<std::string> notes;  ///< what was borne because it touches no pixel, one sentence each
};

/// Of the samples of a 16-bit picture, alpha left out.
struct ValueRange {
  int low = 0, high = 0;  ///< smallest and largest value
  int values = 0;         ///< different values in the file
  int levels = 0;         ///< different grey levels that range16 leaves of them
  double outside = 0;     ///< share of the samples outside of range16
};

struct PictureFacts : FileFacts {
  std::optional<ValueRange> range;  ///< of 16-bit pictures
};

struct ValueCount {
  int value = 0;
  std::size_t pixels = 0;
};

struct MaskFacts : FileFacts {
  std::vector<ValueCount> values;   ///< of the pixels, as SourceParams defines them; ascending
  std::size_t marked = 0, all = 0;  ///< pixels
  double border = 0;                ///< share of the outermost pixels that is marked
  bool flat_colours = false;        ///< has an alpha channel that varies, under colours that do not
};

/// Height and width of the turned picture are swapped.
constexpr bool swaps_sides(int orientation) { return orientation >= 5; }

}  // namespace xil
