#include "experiments/sweep/run_identity.h"

#include <fmt/ranges.h>

#include "framework/config/sweep.h"
#include "framework/config/yaml.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

bool has_names_of(const RunHeader& header, const RunParams& run) {
  return header.dataset == run.dataset.name && header.strategy == run.strategy.name && header.model == run.model.name &&
         header.explainer == run.explainer.name && header.seed == static_cast<std::int64_t>(run.seed);
}

}  // namespace

std::vector<std::string> identity_problems(const RunHeader& header, const Catalog& catalog) try {
  std::vector<std::string> problems;
  const RunParams run = read_run(parse_yaml(header.config, "config"), catalog);  // JSON is a subset of YAML
  const std::string id = run_id(run, catalog);
  if (id != header.run_id) {
    problems.push_back(fmt::format("its configuration belongs to run {}, not {}: another version of xil, or edited", id,
                                   header.run_id));
  }
  if (!has_names_of(header, run)) {
    problems.push_back(
        fmt::format("its attributes dataset={} strategy={} model={} explainer={} seed={} are not those of its "
                    "configuration: edited",
                    header.dataset, header.strategy, header.model, header.explainer, header.seed));
  }
  return problems;
} catch (const Error& error) {
  return {fmt::format("its configuration is not one of this version of xil: {}", error.what())};
}

void require_run(const std::filesystem::path& file, const RunHeader& header, const RunParams& run,
                 const Catalog& catalog) {
  // The same version wrote it with files in the same places: there is no need to parse it.
  if (header.config == to_json(to_config(run)) && has_names_of(header, run)) return;
  const auto problems = identity_problems(header, catalog);
  require(problems.empty(), "'{}' is not the file of its run: {}; move it away and run the sweep again", file.string(),
          fmt::join(problems, "; "));
}

}  // namespace xil
