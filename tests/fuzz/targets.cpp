#include <algorithm>
#include <array>

#include "framework/core/base/error.h"
#include "tests/fuzz/configuration_targets.h"
#include "tests/fuzz/data/annotation_targets.h"
#include "tests/fuzz/picture_targets.h"
#include "tests/fuzz/store_targets.h"
#include "tests/fuzz/table_targets.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/weight_targets.h"

namespace xil::fuzz {

std::span<const NamedTarget> targets() {
  static constexpr std::array kTargets = {
      NamedTarget{"sweep", "sweep files, expanded and frozen", sweep_target},
      NamedTarget{"override", "key=value on the command line", override_target},
      NamedTarget{"config", "configurations in run and model files", config_target},
      NamedTarget{"profile", "cluster profiles, and batch scripts from them", profile_target},
      NamedTarget{"table", "CSV tables of results, compared", table_target},
      NamedTarget{"manifest", "manifests of picture sets, checked", manifest_target},
      NamedTarget{"journal", "journals of a results folder", journal_target},
      NamedTarget{"lease", "leases of a results folder", lease_target},
      NamedTarget{"png", "PNG pictures and masks", png_target},
      NamedTarget{"jpeg", "JPEG pictures and masks", jpeg_target},
      NamedTarget{"bmp", "BMP pictures and masks", bmp_target},
      NamedTarget{"tiff", "TIFF pictures and masks", tiff_target},
      NamedTarget{"coco", "JSON files of COCO, checked as a set", coco_target},
      NamedTarget{"labelme", "JSON files of labelme, checked as a set", labelme_target},
      NamedTarget{"voc", "XML files of Pascal VOC, checked as a set", voc_target},
      NamedTarget{"yolo", "labels and data.yaml of YOLO, checked as a set", yolo_target},
      NamedTarget{"idx", "IDX arrays in gzip", idx_target},
      NamedTarget{"weights", "files of torch.save()", weights_target},
      NamedTarget{"script", "archives of torch.jit.save(), before LibTorch sees them", script_target},
      NamedTarget{"run", "run files, verified, compared and shown", run_target, true},
      NamedTarget{"model", "model files", model_target, true},
      NamedTarget{"checkpoint", "checkpoints", checkpoint_target, true},
      NamedTarget{"packed", "packed picture sets", packed_target, true},
      NamedTarget{"features", "kept features", features_target, true},
      NamedTarget{"pictures", "pictures between two processes", pictures_target, true},
  };
  return kTargets;
}

const NamedTarget& find_target(std::string_view name) {
  const auto all = targets();
  const auto found = std::ranges::find(all, name, &NamedTarget::name);
  refuse_unless(found != all.end(), "there is no target '{}': see xil-fuzz --list", name);
  return *found;
}

}  // namespace xil::fuzz
