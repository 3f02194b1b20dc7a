#include "experiments/bench/bench_train.h"

#include <fmt/format.h>

#include <cstdio>

#include "experiments/command_line/console.h"
#include "experiments/runner/torch_run_environment.h"
#include "framework/config/overrides.h"
#include "framework/core/base/value.h"
#include "framework/nn/bench/train_bench.h"
#include "framework/nn/learner/torch_learner.h"

namespace xil {
namespace {

/// What an override says: one value, or a list of several.
Value one_value(const Value& values) {
  const auto* list = values.get<Value::List>();
  return list != nullptr && list->size() == 1 ? list->front() : values;
}

NetworkBench read_bench(const Arguments& arguments) {
  Value params(Value::Map{});
  for (const std::string_view flag : {"size", "channels", "batch", "updates", "masks", "repeat"}) {
    if (const auto number = arguments.integer(flag, 0)) params.set(std::string(flag), Value(*number));
  }
  for (const std::string_view flag : {"model", "precision"}) {
    if (const auto text = arguments.value(flag)) params.set(std::string(flag), Value(*text));
  }
  for (const std::string& word : arguments.positional) {
    const auto [key, right] = split_assignment(word, "bench train");
    params.set(key, one_value(parse_values(right, "bench train")));
  }
  return read_params<NetworkBench>(params, "bench train");
}

}  // namespace

int bench_train(const Arguments& arguments) {
  const NetworkBench bench = read_bench(arguments);
  prepare_torch_for(arguments.integer("threads", 1).value_or(1));
  const std::string device = choose_device(arguments.value("device").value_or("auto"), 0);
  write_lines(stdout, speed_report(bench, measure_network(bench, device), device, arguments.has("json")));
  return 0;
}

}  // namespace xil
