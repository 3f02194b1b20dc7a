#include "experiments/web/request_guard.h"

#include <gtest/gtest.h>

#include <set>

namespace xil {
namespace {

const std::string kToken = "0123456789abcdef0123456789abcdef";
constexpr std::size_t kMost = 1000;

RequestHead get(std::string target = "/" + kToken + "/", std::string host = "127.0.0.1:8080") {
  return {"GET", std::move(target), {{"Host", std::move(host)}}};
}

RequestHead post(std::vector<std::pair<std::string, std::string>> more = {}) {
  RequestHead head{"POST",
                   "/" + kToken + "/api/event",
                   {{"Host", "127.0.0.1:8080"},
                    {"Origin", "http://127.0.0.1:8080"},
                    {"Content-Type", "application/json"},
                    {"Content-Length", "10"}}};
  for (auto& [name, value] : more) {
    std::erase_if(head.headers, [&](const auto& header) { return header.first == name; });
    if (value != "none") head.headers.emplace_back(name, value);
  }
  return head;
}

RequestHead with(RequestHead head, std::string name, std::string value) {
  head.headers.emplace_back(std::move(name), std::move(value));
  return head;
}

/// The status with which the request is refused; 0 if it is not.
int status(const RequestHead& head, std::string_view address = "127.0.0.1") {
  const auto refusal = refusal_of(head, guard_rules(kToken, address, kMost));
  return refusal ? refusal->status : 0;
}

TEST(RequestGuard, AnswersThePage) {
  EXPECT_EQ(status(get()), 0);
  EXPECT_EQ(status(get("/" + kToken)), 0);
  EXPECT_EQ(status(get("/" + kToken + "/api/state?client=a/b")), 0);
  EXPECT_EQ(status(post()), 0);
}

TEST(RequestGuard, AnswersNobodyWithoutTheToken) {
  for (const std::string target :
       {"/", "", "*", "/favicon.ico", "/api/state", "/0123456789abcdef0123456789abcdee/", "/0123456789abcdef/",
        "/0123456789ABCDEF0123456789ABCDEF/", "/0123456789abcdef0123456789abcdef0/",
        "//0123456789abcdef0123456789abcdef/", "/%30123456789abcdef0123456789abcdef/",
        "/?0123456789abcdef0123456789abcdef", "http://127.0.0.1/0123456789abcdef0123456789abcdef/",
        "/x/../0123456789abcdef0123456789abcdef/"})
    EXPECT_EQ(status(get(target)), 404) << target;
}

TEST(RequestGuard, TellsNothingButNotFoundToWhoDoesNotKnowTheToken) {
  EXPECT_EQ(status(get("/x/", "evil.example")), 404);
  EXPECT_EQ(status({"DELETE", "/x/", {}}), 404);
}

TEST(RequestGuard, KnowsTheLoopbackUnderAnyPort) {
  for (const std::string host : {"127.0.0.1", "127.0.0.1:1", "localhost:9999", "LOCALHOST:80", "[::1]:8080", "[::1]"})
    EXPECT_EQ(status(get("/" + kToken + "/", host)), 0) << host;
}

TEST(RequestGuard, RefusesOtherNamesOfThisMachine) {
  for (const std::string host :
       {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1:80:80", "",
        "127.0.0.1@evil.example", "127.0.0.1:x", "127.0.0.1:", "[::1", "[::1]x:80", "0.0.0.0", "192.168.0.7",
        "127.0.0.1, b"})
    EXPECT_EQ(status(get("/" + kToken + "/", host)), 403) << host;
}

TEST(RequestGuard, RefusesNoHostAndSeveral) {
  EXPECT_EQ(status({"GET", "/" + kToken + "/", {}}), 403);
  EXPECT_EQ(status(with(get(), "host", "127.0.0.1:8080")), 403);
}

TEST(RequestGuard, KnowsTheAddressThatItListensOn) {
  const std::string page = "/" + kToken + "/";
  EXPECT_EQ(status(get(page, "node042:8080"), "node042"), 0);
  EXPECT_EQ(status(get(page, "10.0.0.7:8080"), "10.0.0.7"), 0);
  EXPECT_EQ(status(get(page, "10.0.0.8:8080"), "10.0.0.7"), 403);
  EXPECT_EQ(status(get(page, "[fe80::1]:8080"), "fe80::1"), 0);
}

TEST(RequestGuard, TakesAnyNumberButNoNameIfItListensEverywhere) {
  const std::string page = "/" + kToken + "/";
  for (const std::string_view address : {"0.0.0.0", "::"}) {
    EXPECT_EQ(status(get(page, "192.168.0.7:8080"), address), 0);
    EXPECT_EQ(status(get(page, "[fe80::1]:8080"), address), 0);
    EXPECT_EQ(status(get(page, "evil.example:8080"), address), 403);
  }
}

TEST(RequestGuard, RefusesOtherMethods) {
  for (const std::string method : {"HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PRI"}) {
    RequestHead head = get();
    head.method = method;
    EXPECT_EQ(status(head), 405) << method;
  }
}

TEST(RequestGuard, RefusesPostsOfOtherOrigins) {
  for (const std::string origin :
       {"none", "null", "http://evil.example", "https://127.0.0.1:8080", "http://127.0.0.1:8081",
        "http://localhost:8080", "http://127.0.0.1:8080.evil.example", "127.0.0.1:8080"})
    EXPECT_EQ(status(post({{"Origin", origin}})), 403) << origin;
  EXPECT_EQ(status(with(post(), "Origin", "http://127.0.0.1:8080")), 403) << "twice";
}

TEST(RequestGuard, RefusesReadingByOtherOrigins) {
  EXPECT_EQ(status(with(get(), "Origin", "http://127.0.0.1:8080")), 0);
  EXPECT_EQ(status(with(get(), "Origin", "http://evil.example")), 403);
}

TEST(RequestGuard, RefusesWhatTheBrowserSaysComesFromAnotherSite) {
  for (const std::string site : {"cross-site", "same-site", "x"}) {
    EXPECT_EQ(status(with(get("/" + kToken + "/page.css"), "Sec-Fetch-Site", site)), 403) << site;
    EXPECT_EQ(status(with(post(), "Sec-Fetch-Site", site)), 403) << site;
    EXPECT_EQ(status(with(get(), "Sec-Fetch-Site", site)), 403) << site;
  }
  for (const std::string site : {"same-origin", "none"})
    EXPECT_EQ(status(with(get("/" + kToken + "/page.css"), "Sec-Fetch-Site", site)), 0) << site;
}

TEST(RequestGuard, LetsOtherSitesLinkToThePageOnly) {
  const auto linked = [](RequestHead head, std::string destination) {
    head = with(with(std::move(head), "Sec-Fetch-Site", "cross-site"), "Sec-Fetch-Mode", "navigate");
    return status(with(std::move(head), "Sec-Fetch-Dest", std::move(destination)));
  };
  EXPECT_EQ(linked(get(), "document"), 0);
  EXPECT_EQ(linked(get(), "iframe"), 403);
  EXPECT_EQ(linked(get("/" + kToken + "/api/state"), "document"), 403);
  EXPECT_EQ(linked(post(), "document"), 403);
}

TEST(RequestGuard, TakesJsonOnly) {
  EXPECT_EQ(status(post({{"Content-Type", "Application/JSON; charset=utf-8"}})), 0);
  for (const std::string type :
       {"none", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/jsonp", "text/plain; application/json"})
    EXPECT_EQ(status(post({{"Content-Type", type}})), 415) << type;
  EXPECT_EQ(status(post({{"Content-Encoding", "gzip"}})), 415);
}

TEST(RequestGuard, TakesPostsOfAKnownAndBoundedLengthOnly) {
  EXPECT_EQ(status(post({{"Content-Length", "0"}})), 0);
  EXPECT_EQ(status(post({{"Content-Length", "1000"}})), 0);
  for (const std::string length : {"1001", "100000000", "18446744073709551616", "99999999999999999999999"})
    EXPECT_EQ(status(post({{"Content-Length", length}})), 413) << length;
  for (const std::string length : {"-1", "+1", "0x10", "1e3", " 1", "1 ", "ten"})
    EXPECT_EQ(status(post({{"Content-Length", length}})), 400) << length;
  EXPECT_EQ(status(post({{"Content-Length", "none"}})), 411);
  EXPECT_EQ(status(with(post(), "Content-Length", "10")), 411) << "twice";
  EXPECT_EQ(status(post({{"Transfer-Encoding", "chunked"}})), 411);
}

TEST(RequestGuard, RefusesAGetWithABody) {
  EXPECT_EQ(status(with(get(), "Content-Length", "0")), 0);
  EXPECT_EQ(status(with(get(), "Content-Length", "10")), 400);
  EXPECT_EQ(status(with(get(), "Transfer-Encoding", "chunked")), 400);
}

TEST(RequestGuard, MakesTokensThatDiffer) {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) {
    const std::string token = make_token();
    EXPECT_EQ(token.size(), 32U);
    EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), std::string::npos);
    tokens.insert(token);
  }
  EXPECT_EQ(tokens.size(), 100U);
}

}  // namespace
}  // namespace xil
