#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "experiments/web/request_guard.h"

namespace xil {

/// The headers that every answer of the page server has: the page may use its own files only, no other site may embed
/// or read it, and nothing is kept in a cache.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kPageHeaders = {{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-store"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

inline constexpr std::string_view kJson = "application/json";

/// {"error": the line}
std::string error_body(std::string_view line);

/// A whole answer to somebody whose request was never read: the refusal, and the end of the connection.
std::string bare_answer(const Refusal& refusal);

}  // namespace xil
