#pragma once

#include <string>
#include <string_view>

#include "framework/core/base/value.h"
#include "framework/core/catalogue/metrics.h"

namespace xil {

/// The metric of this name, or a refusal with the known ones. `given`: where it stands; `owner`: "a hypothesis".
const MetricInfo& known_metric(const Value& given, const std::string& name, std::string_view owner);

}  // namespace xil
