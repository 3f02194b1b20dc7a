#pragma once

#include <opencv2/core.hpp>

#include "framework/data/codecs/picture_facts.h"

namespace xil {

/// The pixels of a whole file as they are stored: 8 or 16 bits; grey, grey and alpha, BGR or BGRA.
struct DecodedFile {
  cv::Mat pixels;
  FileFacts facts;
};

}  // namespace xil
