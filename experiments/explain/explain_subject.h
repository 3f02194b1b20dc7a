#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/core/catalogue/source_params.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The set on which a model was trained.
struct TrainingDataset {
  ComponentSpec dataset;
  std::uint64_t split_seed = 0;
  std::string digest;
};

/// A model for `xil explain`, with everything that an explanation depends on besides the picture.
struct ExplainSubject {
  std::string title;  ///< title of the model for the reader
  ComponentSpec model;
  NetworkShape shape;
  std::string state;  ///< empty if the model's file holds the network itself
  std::vector<std::string> class_names;
  SourceParams source;  ///< how pictures are decoded and scaled
  ComponentSpec explainer;
  std::uint64_t seed = 0;
  std::optional<TrainingDataset> trained_on;
  OracleParams oracle = {};  ///< by which maps are judged: the run's
};

/// The user's description of the model.
struct SubjectRequest {
  std::string file;
  std::span<const std::string> assignments;  ///< key=value
  std::string device;
  bool allow_torchscript = false;  ///< a file of OUT/models may name a program, chosen by somebody else
};

/// The models that a results folder keeps, each with the strategy, seed and round of its run, in words for a message;
/// none where there are none.
std::vector<std::string> kept_models(const std::string& folder);

/// Reads a file of OUT/models or a TorchScript module; the content tells which of them it is. Refuses a model file that
/// names a TorchScript module unless that is allowed: TorchScript is a program that can read and write files.
ExplainSubject read_subject(const SubjectRequest& request);

}  // namespace xil
