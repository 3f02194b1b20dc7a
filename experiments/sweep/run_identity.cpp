#include "experiments/sweep/run_identity.h"

#include <fmt/ranges.h>

#include "framework/config/sweep.h"
#include "framework/config/yaml.h"
#include "framework/core/base/error.h"
#include "framework/core/catalogue/foreign_run.h"

namespace xil {
namespace {

bool has_names_of(const RunHeader& header, const RunParams& run) {
  return header.dataset == run.dataset.name && header.strategy == run.strategy.name && header.model == run.model.name &&
         header.explainer == run.explainer.name && header.seed == static_cast<std::int64_t>(run.seed);
}

/// Takes what this program does not know as it stands. JSON is a subset of YAML.
RunParams read_config(const RunHeader& header, const Catalog& catalog) {
  return read_run(parse_yaml(header.config, "config"), tolerant(catalog));
}

}  // namespace

IdentityCheck check_identity(const RunHeader& header, const Catalog& catalog) try {
  IdentityCheck check;
  const RunParams run = read_config(header, catalog);
  const auto known = known_part(run, catalog);
  const std::string id = known ? run_id(*known, catalog) : "";
  if (id != header.run_id && run.unknown.empty()) {
    check.problems.push_back(fmt::format(
        "its configuration belongs to run {}, not {}: another version of xil, or edited", id, header.run_id));
  } else if (id != header.run_id) {
    check.unchecked = unknown_text(run);
  }
  if (!has_names_of(header, run)) {
    check.problems.push_back(
        fmt::format("its attributes dataset={} strategy={} model={} explainer={} seed={} are not those of its "
                    "configuration: edited",
                    header.dataset, header.strategy, header.model, header.explainer, header.seed));
  }
  return check;
} catch (const Error& error) {
  return {{fmt::format("its configuration is not one of this version of xil: {}", error.what())}, ""};
}

std::vector<std::string> run_problems(const RunHeader& header, const RunParams& run, const Catalog& catalog) {
  // The same version wrote it with files in the same places: there is no need to parse it.
  if (header.config == to_json(to_config(run)) && has_names_of(header, run)) return {};
  IdentityCheck check = check_identity(header, catalog);
  if (check.problems.empty() && !check.unchecked.empty() && !(read_config(header, catalog) == run)) {
    check.problems.push_back(
        fmt::format("its configuration names what this xil does not know ({}), and the run does not", check.unchecked));
  }
  return std::move(check.problems);
}

void require_run(const std::filesystem::path& file, const RunHeader& header, const RunParams& run,
                 const Catalog& catalog) {
  const auto problems = run_problems(header, run, catalog);
  require(problems.empty(), "'{}' is not the file of its run: {}; move it away and run the sweep again", file.string(),
          fmt::join(problems, "; "));
}

}  // namespace xil
