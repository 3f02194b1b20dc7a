#pragma once

#include <opencv2/core.hpp>

#include "framework/data/codecs/picture_facts.h"

namespace xil {

/// A whole file: 8 or 16 bits, grey, grey and alpha, BGR or BGRA, as it is stored.
struct DecodedFile {
  cv::Mat pixels;
  FileFacts facts;
};

}  // namespace xil
