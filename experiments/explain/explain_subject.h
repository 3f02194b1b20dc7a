#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "framework/core/base/choice.h"
#include "framework/core/catalogue/source_params.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The set that a model was trained on.
struct HomeSet {
  Choice dataset;
  std::uint64_t split_seed = 0;
  std::string digest;
};

/// A model as `xil explain` finds it, with everything that an explanation depends on besides the picture.
struct ExplainSubject {
  std::string title;  ///< of the model, for people
  Choice model;
  NetworkShape shape;
  std::string state;  ///< empty where the model is its file
  std::vector<std::string> class_names;
  SourceParams source;  ///< how pictures are decoded and scaled
  Choice explainer;
  std::uint64_t seed = 0;
  std::optional<HomeSet> home;
};

/// What `xil explain` was told of the model.
struct SubjectWish {
  std::string file;
  std::span<const std::string> assignments;  ///< key=value
  std::string device;
  bool allow_torchscript = false;  ///< a file of OUT/models may name a program, which is somebody else's choice
};

/// Reads a file of OUT/models or a TorchScript module; which of them is told by the content. Refuses a model file that
/// names a TorchScript module unless that is allowed: TorchScript is a program that can read and write files.
ExplainSubject read_subject(const SubjectWish& wish);

}  // namespace xil
