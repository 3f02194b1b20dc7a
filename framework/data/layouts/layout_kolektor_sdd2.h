#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// Pictures are the files whose name is a number: the public archive also holds "10301 (copy).png" and its mask. A
/// missing mask is listed all the same, since without it the label is unknown: reading it fails.
extern const Layout kKolektorSdd2Layout;

}  // namespace xil
