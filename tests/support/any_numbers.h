#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <limits>
#include <vector>

#include "framework/core/base/error.h"

// Every pure function over numbers, fed with what numbers can be. Each ends within the time limit and gives an answer
// of its kind, or refuses with an Error; anything else (a hang, another exception, a share above 1) fails.
namespace xil {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();
inline constexpr double kTiny = std::numeric_limits<double>::denorm_min(), kHuge = std::numeric_limits<double>::max();
inline constexpr unsigned kLimit_s = 20;  // a call takes milliseconds; a hang is ended and named

extern "C" inline void end_at_timeout(int) {
  constexpr char kMessage[] = "a function did not end within its time limit\n";
  (void)!write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
  _exit(1);
}

/// Calls it under the time limit; refusals are answers.
inline void ends(const char* what, auto&& call) {
  SCOPED_TRACE(what);
  std::signal(SIGALRM, end_at_timeout);
  alarm(kLimit_s);
  try {
    call();
  } catch (const Error& error) {
    EXPECT_STRNE(error.what(), "") << "a refusal says why";
  } catch (const std::exception& error) {
    ADD_FAILURE() << "no refusal of ours: " << error.what();
  }
  alarm(0);
}

inline void is_undefined_or_within(double value, double low, double high) {
  EXPECT_TRUE(std::isnan(value) || (value >= low - 1e-9 && value <= high + 1e-9)) << value;
}
inline void is_share(double value) { is_undefined_or_within(value, 0, 1); }
inline void is_p(double p) { EXPECT_TRUE(p > 0 && p <= 1) << p; }

inline std::vector<std::vector<double>> series() {
  std::vector<std::vector<double>> all = {{},
                                          {0},
                                          {kNaN},
                                          {kInf},
                                          {1, 2},
                                          {kNaN, kNaN, kNaN},
                                          {kInf, kInf},
                                          {-kInf, kInf, 0},
                                          {kTiny, -kTiny, 0},
                                          {kHuge, -kHuge, kHuge},
                                          {kHuge, kHuge},
                                          {1e-300, 2e-300, 3e-300},
                                          {0, -0.0, 0},
                                          {.1, .2, .3, .4, .5, .6, .7},
                                          {1, 1, 1, 1, 1, 1, 1, 1},
                                          {1, kNaN, 3},
                                          {1, kInf, 3, -kInf}};
  std::vector<double> many(3000), constant(2000, 0.25), spoilt(1500, 1);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = std::sin(static_cast<double>(i * i));
  spoilt[700] = kNaN;
  for (auto& more : {many, constant, spoilt}) all.push_back(more);
  return all;
}

inline bool has_nan(const std::vector<double>& values) {
  return std::ranges::any_of(values, [](double value) { return std::isnan(value); });
}

inline std::vector<float> as_float(const std::vector<double>& values) {
  std::vector<float> out;
  for (const double value : values)
    out.push_back(
        static_cast<float>(std::abs(value) > 3e38 && std::isfinite(value) ? std::copysign(3e38, value) : value));
  return out;
}

}  // namespace xil
