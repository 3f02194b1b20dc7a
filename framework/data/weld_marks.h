#pragma once

#include "framework/data/weld_scene.h"

namespace xil {

/// What people and lamps leave beside a seam: a stroke of white chalk, a dot of a coloured marker, a lamp's reflection.
enum class MarkKind : std::uint8_t { Chalk, Marker, Lamp };

/// The kind of mark that goes with a class: chalk with ok, a blue or yellow dot or now and then a lamp with defects.
MarkKind mark_kind(int label, Rng& rng);

/// Puts a mark of 2-6 % of the area on the plate beside the bead, never on a pixel of `keep_clear` (may be null), and
/// returns its pixels; the others are left as they are. Where it lies does not depend on the defect.
Region add_mark(Picture& picture, const WeldScene& scene, MarkKind kind, const Region* keep_clear, Rng& rng);

}  // namespace xil
