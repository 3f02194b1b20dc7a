#pragma once

#include "framework/data/weld/weld_scene.h"

namespace xil {

/// Marks that inspectors leave beside a seam: a stroke of white chalk, or a dot of blue marker.
enum class MarkKind : std::uint8_t { Chalk, Marker };

/// Puts a mark of 2-6 % of the area on the plate beside the bead, never on a pixel of `keep_clear` (which may be null),
/// and returns its pixels; all other pixels stay as they are. Its place does not depend on the defect.
Region add_mark(Picture& picture, const WeldScene& scene, MarkKind kind, const Region* keep_clear, Rng& rng);

}  // namespace xil
