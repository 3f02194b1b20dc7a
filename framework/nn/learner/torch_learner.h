#pragma once

#include <memory>
#include <string>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/feature_cache.h"
#include "framework/core/interfaces/learner.h"

namespace xil {

/// The network of `run.model` on `dataset` with the explainer of `run.explainer`. `device`: "cpu", "cuda" or "cuda:N".
/// `cache`: where a backbone that never learns finds the features of whole sets (features: cached); null: nowhere.
/// Precondition: dataset and cache outlive the learner.
std::unique_ptr<Learner> make_torch_learner(const RunParams& run, const Dataset& dataset, const std::string& device,
                                            FeatureCache* cache = nullptr);

/// Resolves "auto" to a device of this process: cuda:(local_rank modulo devices) where there is one, else cpu.
std::string choose_device(const std::string& request, int local_rank);

/// Deterministic algorithms, memory settings and threads of this process; once, before the first learner.
void prepare_torch(int threads);

/// "LibTorch 1.13.1" and the like, for provenance.
std::string torch_version();

}  // namespace xil
