#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xil {

// Which requests the page server answers at all. A session is open to whoever knows its token. The other checks hold
// off pages of other sites, which the expert's browser may have open at the same time: they can send requests to this
// machine, and reach it under a name of their own (DNS rebinding), but not choose the headers that are checked here.

/// Why a request is refused.
struct Refusal {
  int status = 400;         ///< of HTTP
  std::string_view reason;  ///< one line for whoever sent it; a literal, so that refusals of a kind can be counted
  std::string detail;       ///< what was found instead, for the log; not checked, may be empty
};

/// The first line and the headers of a request.
struct RequestHead {
  std::string method;
  std::string target;  ///< path and query as sent, with its escapes
  std::vector<std::pair<std::string, std::string>> headers;

  /// All values of a header, whose name is compared without regard to case.
  std::vector<std::string_view> values(std::string_view name) const;
};

struct GuardRules {
  std::string token;
  std::vector<std::string> hosts;   ///< the names under which the page may be opened, in lower case
  bool any_number = false;          ///< numeric addresses are accepted as well: rebinding needs a name
  std::size_t most_body_bytes = 0;  ///< of a post
};

/// The rules of a server that listens on `address`: the names of the loopback are always accepted, and those of
/// `address`; any numeric address if it stands for all addresses of the machine (0.0.0.0, ::).
GuardRules guard_rules(std::string token, std::string_view address, std::size_t most_body_bytes);

/// The first reason against a request, found before its body is read; nothing if it may be answered. The token is
/// checked first: who does not know it learns nothing but 404.
std::optional<Refusal> refusal_of(const RequestHead& head, const GuardRules& rules);

/// A token of 128 bits from the random source of the system, as 32 hexadecimal digits.
std::string make_token();
/// Whether a text has the form of a token.
bool is_token(std::string_view text);

}  // namespace xil
