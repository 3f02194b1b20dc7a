#pragma once

#include "analysis/drawing/gallery.h"

namespace xil {

/// Pictures that are made again by xil-run as a child process, which alone can make datasets and edit pictures: one
/// process for all of them, which is started at once and ends with the last copy of these functions. They fail with
/// that program's own message, for instance where the dataset is not there any more.
/// Precondition: calls come one after the other.
Redraw redraw_by_child_process();

}  // namespace xil
