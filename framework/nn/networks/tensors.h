#pragma once

#include <span>
#include <string_view>

#include "framework/core/numeric/image.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The only ways into and out of LibTorch. Networks that read `pixels: unit` see pixel / 127.5 - 1,
/// so black is -1, white 1; `raw`: the pixel; `zero_to_one`: pixel / 255; `imagenet`: that less torchvision's mean,
/// over its deviation, per channel, grey pictures as three equal channels.

/// The number of channels that a network reads for pictures with `channels` channels.
int channels_read(PixelScale pixels, int channels);

/// Images -> bytes [n, channels, height, width] on the host.
/// Precondition: there is an image, and all have one size.
at::Tensor stack(std::span<const Image> images);
/// Bytes (or floats in 0 ... 255) [n, channels, height, width] -> what `network` reads, on its
/// device.
at::Tensor normalised(const at::Tensor& pixels, const Network& network);
/// [n, m] floats on any device -> host.
Matrix to_matrix(const at::Tensor& table);
/// Class probabilities [n, classes] of normalised images, without gradients.
at::Tensor probabilities(const Network& network, const at::Tensor& images);

/// Inside a catch block: throws a failure that says `what` and the first line of the exception in
/// flight, without LibTorch's stack trace. Errors of our own and RunPaused pass unchanged.
[[noreturn]] void fail_in_one_line(std::string_view what);

/// Calls `work`; what LibTorch throws leaves as fail_in_one_line(what).
template <class Work>
auto guarded(std::string_view what, Work&& work) {
  try {
    return work();
  } catch (...) {
    fail_in_one_line(what);
  }
}

}  // namespace xil
