#include "experiments/web/page_answer.h"

#include <fmt/format.h>

#include "framework/core/base/json.h"

namespace xil {

std::string error_body(std::string_view line) { return fmt::format("{{\"error\":{}}}", json_text(line)); }

std::string bare_answer(const Refusal& refusal) {
  const std::string body = error_body(refusal.reason);
  std::string answer = fmt::format("HTTP/1.1 {} Refused\r\n", refusal.status);
  for (const auto& [name, value] : kPageHeaders) answer += fmt::format("{}: {}\r\n", name, value);
  answer += fmt::format("Connection: close\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n", kJson, body.size());
  return answer + body;
}

}  // namespace xil
