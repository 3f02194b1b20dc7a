#pragma once

#include "framework/data/weld/weld_surface.h"

namespace xil {

/// Renders one scene at size x size pixels, each the average of several samples. The result depends on the arguments
/// only.
class WeldRenderer {
 public:
  /// Precondition: the scene outlives the renderer.
  WeldRenderer(const WeldScene& scene, int size);
  /// The sound seam, before the camera.
  Picture sound() const;
  /// The same seam with a defect of this scene.
  Picture with(const WeldDefect& defect) const;

 private:
  Picture develop(const Plane<Surface>& samples) const;

  const WeldScene& scene_;
  int size_;
  Plane<Surface> samples_;
};

/// The picture that a camera takes: 8-bit RGB with the item's own sensor noise.
Image photograph(const Picture& picture, std::uint64_t render_seed, ItemId item);

/// The pixels at which the two pictures differ visibly, with single gaps inside closed; at least the pixel that differs
/// most.
Region visible_change(const Picture& before, const Picture& after);

}  // namespace xil
