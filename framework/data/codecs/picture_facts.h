#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// Facts about single files besides their pixels.
namespace xil {

struct FileFacts {
  int orientation = 1;             ///< EXIF tag Orientation (CIPA DC-008, 0x0112), 1 to 8; 1: upright, or no tag
  int bits = 8;                    ///< bits per sample as decoded: 8 or 16
  bool alpha = false;              ///< whether there is an alpha channel
  bool lossy = false;              ///< JPEG: the values are only near the intended ones
  std::vector<std::string> notes;  ///< faults that were tolerated because they affect no pixel, one sentence each
};

/// The range of the samples of a 16-bit picture, without alpha.
struct ValueRange {
  int low = 0, high = 0;  ///< smallest and largest value
  int values = 0;         ///< number of different values in the file
  int levels = 0;         ///< number of different grey levels that they become under range16
  double outside = 0;     ///< share of the samples outside of range16
};

struct PictureFacts : FileFacts {
  std::optional<ValueRange> range;  ///< 16-bit pictures only
};

struct ValueCount {
  int value = 0;
  std::size_t pixels = 0;
};

struct MaskFacts : FileFacts {
  std::vector<ValueCount> values;   ///< values of the pixels, as SourceParams defines them; ascending
  std::size_t marked = 0, all = 0;  ///< numbers of pixels
  double border = 0;                ///< share of the outermost pixels that is marked
  std::vector<int> colours;         ///< the first kMostColours colours that are not grey, as 0xRRGGBB; none in JPEG
  static constexpr std::size_t kMostColours = 8;
  bool flat_colours = false;  ///< the alpha channel varies, but the colours do not
};

/// Whether the turned picture has height and width swapped.
constexpr bool swaps_sides(int orientation) { return orientation >= 5; }

}  // namespace xil
