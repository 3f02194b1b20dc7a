#pragma once

#include <array>
#include <functional>
#include <string>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/catalogue/tables.h"

// A small catalog of its own, so that the configuration is tested without the real strategies.
namespace xil::fake {

struct PlainParams : ComponentParams {
  void fields(auto&&) {}
  void validate() const {}
};
struct CopyParams : ComponentParams {
  std::int64_t copies = 0;
  void fields(auto&& f) { f("copies", copies, "copies"); }
  void validate() const { refuse_unless(copies >= 0 && copies <= 9, "'copies' must lie in [0, 9], got {}", copies); }
};
struct TeachParams : CopyParams {
  std::int64_t k = 1;
  std::vector<std::int64_t> sizes;
  void fields(auto&& f) {
    CopyParams::fields(f);
    f("k", k, "neighbours");
    f("sizes", sizes, "a list");
  }
};

inline constexpr std::array kStrategies = {
    registry_entry<CopyParams>("copier", "has copies"),
    registry_entry<PlainParams>("random", "has no parameters"),
    registry_entry<TeachParams>("teacher", "has copies, k and sizes"),
};

inline Catalog catalog() {
  Catalog catalog{dataset_table(), kStrategies, model_table(), explainer_table(), {}, {}, {}, {}};
  catalog.traits = [](const ComponentSpec& spec) {
    StrategyTraits traits;
    traits.has_neighbours = traits.judges_explanations = spec.name == "teacher";
    return traits;
  };
  catalog.check = [](const RunParams& run) {
    refuse_unless(run.strategy.name != "teacher" || run.query_batch >= 3,
                  "'query_batch' must be at least 3 for teacher, got {}", run.query_batch);
  };
  return catalog;
}

/// Message of the configuration error that a call throws; "" if it throws none.
inline std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.exit_code() == 2 ? error.what() : "not a configuration error: " + std::string(error.what());
  }
  return "";
}

}  // namespace xil::fake
