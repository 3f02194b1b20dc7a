#include "experiments/web/request_guard.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kTokenBytes = 16;

using Verdict = std::optional<Refusal>;

constexpr std::array<std::string_view, 3> kLoopback = {"127.0.0.1", "localhost", "[::1]"};

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

std::string in_lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

/// The only value of a header; empty if it is missing or there are several.
std::string_view only(const RequestHead& head, std::string_view name) {
  const auto values = head.values(name);
  return values.size() == 1 ? values.front() : std::string_view();
}

/// Takes the same time wherever the texts differ.
bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

/// The path below the token: "/api/state" of "/<token>/api/state?client=a"; nothing if the token is another.
std::optional<std::string_view> below_token(std::string_view target, std::string_view token) {
  const std::string_view path = target.substr(0, target.find('?'));
  if (!path.starts_with('/')) return std::nullopt;
  const std::size_t end = std::min(path.find('/', 1), path.size());
  if (!same_secret(path.substr(1, end - 1), token)) return std::nullopt;
  return path.substr(end);
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char digit) { return digit >= '0' && digit <= '9'; });
}

/// The name of "name:port", "[address]:port" or "name", in lower case; empty if it is none of them.
std::string host_name(std::string_view host) {
  const std::size_t name_end = host.starts_with('[') ? host.find(']') : 0;
  if (name_end == std::string_view::npos) return {};
  const std::size_t colon = host.find(':', name_end);
  if (colon != std::string_view::npos && !is_number(host.substr(colon + 1))) return {};
  return in_lower_case(host.substr(0, colon));
}

bool is_numeric_address(std::string name) {
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  std::array<unsigned char, sizeof(in6_addr)> address;
  return inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

Verdict check_host(const RequestHead& head, const GuardRules& rules) {
  const std::string_view host = only(head, "Host");
  const std::string name = host_name(host);
  if (std::ranges::find(rules.hosts, name) != rules.hosts.end()) return {};
  if (rules.any_number && is_numeric_address(name)) return {};
  return Refusal{403, "the page is not served under this name: open it as 127.0.0.1, as localhost, or by its number",
                 fmt::format("Host: {}", host)};
}

Verdict check_method(const RequestHead& head) {
  if (head.method == "GET" || head.method == "POST") return {};
  return Refusal{405, "only GET and POST are answered", head.method};
}

/// Other sites may link to the page, which does nothing, but may neither embed nor fetch anything of it. Browsers that
/// do not send these headers are held off by Host, Origin and token.
Verdict check_fetch_site(const RequestHead& head, std::string_view path) {
  const auto sites = head.values("Sec-Fetch-Site");
  if (std::ranges::all_of(sites, [](std::string_view site) { return site == "same-origin" || site == "none"; }))
    return {};
  const bool page = head.method == "GET" && (path == "/" || path.empty());
  if (page && only(head, "Sec-Fetch-Mode") == "navigate" && only(head, "Sec-Fetch-Dest") == "document") return {};
  return Refusal{403, "another site may not use this session",
                 fmt::format("Sec-Fetch-Site: {}", fmt::join(sites, ", "))};
}

Verdict check_origin(const RequestHead& head) {
  const auto origins = head.values("Origin");
  if (origins.empty() && head.method != "POST") return {};
  const std::string own = "http://" + in_lower_case(only(head, "Host"));
  if (origins.size() == 1 && in_lower_case(origins.front()) == own) return {};
  return Refusal{403, "only the page itself may send this: its address is the Origin",
                 fmt::format("Origin: {}", fmt::join(origins, ", "))};
}

/// The length of a body; std::nullopt if it is no number, or above the largest one.
std::optional<std::uint64_t> body_length(std::string_view text) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (!is_number(text) || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return length;
}

/// A GET has no body. It would be read as the next request.
Verdict check_no_body(const RequestHead& head) {
  const auto lengths = head.values("Content-Length");
  const bool none = std::ranges::all_of(lengths, [](std::string_view length) { return length == "0"; });
  if (none && head.values("Transfer-Encoding").empty()) return {};
  return Refusal{400, "a GET has no body", ""};
}

Verdict check_body(const RequestHead& head, const GuardRules& rules) {
  const std::string type = in_lower_case(only(head, "Content-Type"));
  if (type.substr(0, type.find_first_of("; \t")) != "application/json")
    return Refusal{415, "a post is application/json", fmt::format("Content-Type: {}", type)};
  if (!head.values("Content-Encoding").empty()) return Refusal{415, "a post is not compressed", ""};
  const std::string_view length = only(head, "Content-Length");
  if (!head.values("Transfer-Encoding").empty() || length.empty())
    return Refusal{411, "a post says its length: Content-Length, and no Transfer-Encoding", ""};
  const auto bytes = body_length(length);
  if (!bytes && !is_number(length)) return Refusal{400, "Content-Length is a number", std::string(length)};
  if (bytes && *bytes <= rules.most_body_bytes) return {};
  return Refusal{413, "the post is too large", fmt::format("{} bytes, at most {}", length, rules.most_body_bytes)};
}

}  // namespace

std::vector<std::string_view> RequestHead::values(std::string_view name) const {
  std::vector<std::string_view> found;
  const std::string wanted = in_lower_case(name);
  for (const auto& [key, value] : headers)
    if (in_lower_case(key) == wanted) found.push_back(value);
  return found;
}

GuardRules guard_rules(std::string token, std::string_view address, std::size_t most_body_bytes) {
  GuardRules rules{std::move(token), {kLoopback.begin(), kLoopback.end()}, false, most_body_bytes};
  rules.any_number = address == "0.0.0.0" || address == "::";
  const bool version_6 = address.find(':') != std::string_view::npos;
  rules.hosts.push_back(in_lower_case(version_6 ? fmt::format("[{}]", address) : std::string(address)));
  return rules;
}

std::optional<Refusal> refusal_of(const RequestHead& head, const GuardRules& rules) {
  const auto path = below_token(head.target, rules.token);
  if (!path) return Refusal{404, "there is nothing here", "not an address of the session"};
  if (Verdict refusal = check_host(head, rules)) return refusal;
  if (Verdict refusal = check_method(head)) return refusal;
  if (Verdict refusal = check_fetch_site(head, *path)) return refusal;
  if (Verdict refusal = check_origin(head)) return refusal;
  return head.method == "POST" ? check_body(head, rules) : check_no_body(head);
}

std::string make_token() {
  std::array<unsigned char, kTokenBytes> bytes;
  const auto got = getrandom(bytes.data(), bytes.size(), 0);
  require(got == static_cast<ssize_t>(bytes.size()), "the system gives no random numbers for the session's token");
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

bool is_token(std::string_view text) {
  return text.size() == 2 * kTokenBytes && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace xil
