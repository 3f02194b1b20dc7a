#include <charconv>
#include <cstdio>
#include <string_view>

#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/core/base/value.h"
#include "framework/nn/bench/train_bench.h"
#include "framework/nn/learner/torch_learner.h"

// xil-nn-bench: `xil bench train` for machines that have PyTorch and little else. It needs neither Boost nor yaml-cpp.
namespace {

constexpr std::string_view kUsage =
    "usage: xil-nn-bench [key=value ...] [device=auto|cpu|cuda] [threads=N] [json=true|false]: "
    "pictures per second of training and of scoring masked copies, beside the bare passes of the same network.";

/// A number, a text, or a list of those with commas between.
xil::Value typed(std::string_view text) {
  if (text.find(',') != std::string_view::npos) {
    xil::Value::List list;
    for (std::size_t at = 0; at <= text.size(); at = text.find(',', at) + 1) {
      list.push_back(typed(text.substr(at, text.find(',', at) - at)));
      if (text.find(',', at) == std::string_view::npos) break;
    }
    return xil::Value(std::move(list));
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return xil::Value(number);
  return xil::Value(std::string(text));
}

struct Arguments {
  xil::Value::Map bench;
  std::string device = "auto";
  int threads = 1;
  bool json = false;
};

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const std::size_t equals = word.find('=');
    xil::refuse_unless(equals != std::string_view::npos, "'{}' is no key=value; {}", word, kUsage);
    const std::string_view key = word.substr(0, equals), value = word.substr(equals + 1);
    if (key == "device") {
      arguments.device = value;
    } else if (key == "json") {
      arguments.json = value == "true";
    } else if (key == "threads") {
      const xil::Value number = typed(value);
      const auto* threads = number.get<std::int64_t>();
      xil::refuse_unless(threads != nullptr && *threads >= 1, "'threads' must be a number of at least 1, got '{}'",
                         value);
      arguments.threads = static_cast<int>(*threads);
    } else {
      arguments.bench.emplace_back(std::string(key), typed(value));
    }
  }
  return arguments;
}

}  // namespace

int main(int argc, char** argv) try {
  const Arguments arguments = parse(argc, argv);
  const auto bench = xil::read_params<xil::NetworkBench>(xil::Value(arguments.bench), "bench");
  xil::prepare_torch(arguments.threads);
  const std::string device = xil::choose_device(arguments.device, 0);
  fmt::print("{}", xil::speed_report(bench, xil::measure_network(bench, device), device, arguments.json));
} catch (const xil::Error& error) {
  fmt::print(stderr, "xil-nn-bench: error: {}\n", error.what());
  return error.exit_code();
} catch (const std::exception& error) {
  fmt::print(stderr, "xil-nn-bench: error: {}\n", xil::printable(error.what()));
  return 1;
}
