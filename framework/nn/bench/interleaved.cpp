#include "framework/nn/bench/interleaved.h"

#include <chrono>

#include "framework/core/numeric/quantile.h"

namespace xil {
namespace {

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

std::vector<double> interleaved_seconds(std::span<const std::function<void()>> ways, std::int64_t repeat) {
  for (const auto& way : ways) way();
  std::vector<std::vector<double>> seconds(ways.size());
  for (std::int64_t i = 0; i < repeat; ++i) {
    for (std::size_t w = 0; w < ways.size(); ++w) seconds[w].push_back(seconds_of(ways[w]));
  }
  std::vector<double> medians;
  for (const auto& of_way : seconds) medians.push_back(quantile(of_way, 0.5));
  return medians;
}

}  // namespace xil
