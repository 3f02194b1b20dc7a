#pragma once

#include "framework/core/interfaces/edit.h"
#include "framework/core/numeric/rng.h"

// Shared by the kinds of edits. Only for the files of this folder.
namespace xil {

/// The inputs of an edit, checked by apply_edit().
struct EditTask {
  ItemId item = 0;
  const Image& original;
  const EditRecipe& recipe;
  const Region& pixels;          ///< which are replaced, as edited_pixels() says; none where a kind edits no region
  const Image* donor = nullptr;  ///< null unless the kind takes one
};

/// Makes the edited picture; random choices come from `rng`.
using EditFunction = Image (*)(const EditTask& task, Rng& rng);

/// Calls `replace(channel, row, column)` for each pixel that is replaced.
void for_each_edited(const EditTask& task, auto&& replace) {
  const Image& image = task.original;
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; column < image.width; ++column) {
      if (task.pixels.at(row, column) == 0) continue;
      for (int channel = 0; channel < image.channels; ++channel) replace(channel, row, column);
    }
  }
}

}  // namespace xil
