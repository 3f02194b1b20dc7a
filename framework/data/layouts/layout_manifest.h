#pragma once

#include "framework/data/layouts/layout.h"

namespace xil {

/// The table that params.file names, see ManifestParams. Its paths are relative to the root (or to
/// pictures_root), or absolute and below it,
/// with slashes or with the backslashes of Windows; they are told apart after taking out "." and "..".
extern const Layout kManifestLayout;

}  // namespace xil
