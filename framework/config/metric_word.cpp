#include "framework/config/metric_word.h"

#include <fmt/ranges.h>

#include <vector>

#include "framework/core/base/error.h"
#include "framework/core/base/near_name.h"

namespace xil {

const MetricInfo& known_metric(const Value& given, const std::string& name, std::string_view owner) {
  if (const MetricInfo* metric = find_metric(name)) return *metric;
  std::vector<std::string> known;
  for (const MetricInfo& info : metric_table()) known.emplace_back(info.name);
  refuse("{}: {} has the unknown metric '{}'. Known: {}{}", given.where, owner, name, fmt::join(known, ", "),
         near_name(name, known));
}

}  // namespace xil
