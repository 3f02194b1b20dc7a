#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>

#include "framework/core/numeric/rng.h"
#include "tests/interact/page_service.h"

namespace xil {
namespace {

/// The most memory that this process ever had, in bytes.
long peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss * 1024;
}

/// Sends blocks of a body until the server takes no more, at most 100 MB; the answer that came meanwhile.
HttpAnswer pour(HttpClient& client, std::string_view head, std::string_view block) {
  client.send(head);
  for (std::size_t sent = 0; sent < 100'000'000 && client.send(block); sent += block.size()) continue;
  return client.answer();
}

void expect_untouched(const PageService& service) {
  EXPECT_EQ(service.desk.states, 0);
  EXPECT_TRUE(service.desk.posts().empty());
  EXPECT_TRUE(service.alive());
}

TEST(HostileRequests, FindNothingWithoutTheToken) {
  const PageService service;
  const std::string host = fmt::format("Host: {}\r\n", service.host());
  for (const std::string& path : std::vector<std::string>{
           "/", "/api/state?client=a", "/refused", "/" + make_token() + "/", "/" + service.token.substr(1) + "/"}) {
    const HttpAnswer answer = service.ask("GET " + path + " HTTP/1.1\r\n" + host + "\r\n");
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.body, R"({"error":"there is nothing here"})");
  }
  expect_untouched(service);
  EXPECT_EQ(service.lines().size(), 5U);
  for (const std::string& line : service.lines()) EXPECT_EQ(line.find(service.token.substr(1)), std::string::npos);
}

TEST(HostileRequests, OfOtherSitesAreRefused) {
  const PageService service;
  const auto post = [&](std::string_view headers) {
    return service.ask(
        fmt::format("POST /{}/api/event HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n{}\r\n{{}}",
                    service.token, headers));
  };
  const std::string host = fmt::format("Host: {}\r\n", service.host());
  EXPECT_EQ(post(host + "Origin: http://evil.example\r\n").status, 403);
  EXPECT_EQ(post(host + "Origin: null\r\n").status, 403);
  EXPECT_EQ(post(host).status, 403) << "no Origin";
  EXPECT_EQ(post("Host: evil.example\r\nOrigin: http://evil.example\r\n").status, 403) << "DNS rebinding";
  EXPECT_EQ(post(host + fmt::format("Origin: http://{}\r\nSec-Fetch-Site: cross-site\r\n", service.host())).status,
            403);
  EXPECT_EQ(service.ask(service.get("api/state?client=a", "Sec-Fetch-Site: cross-site\r\n")).status, 403);
  EXPECT_EQ(service.lines().size(), 6U);
  expect_untouched(service);
}

TEST(HostileRequests, OfManyMegabytesAreRefusedUnread) {
  const PageService service;
  const std::string block(1 << 20, 'x');
  const long before = peak_memory();
  HttpClient client(service.port());
  const std::string line = fmt::format("POST /{}/api/event HTTP/1.1\r\n{}", service.token, service.post_headers());
  const HttpAnswer answer = pour(client, line + "Content-Length: 100000000\r\n\r\n", block);
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, R"({"error":"the post is too large"})");
  HttpClient without(service.port());
  EXPECT_EQ(pour(without, line + "\r\n", block).status, 411);
  HttpClient endless(service.port());
  EXPECT_EQ(pour(endless, line + "Transfer-Encoding: chunked\r\n\r\n", "100000\r\n" + block + "\r\n").status, 411);
  EXPECT_LT(peak_memory() - before, 50'000'000);
  expect_untouched(service);
}

TEST(HostileRequests, MayBeAsLargeAsTheLimit) {
  const PageService service({.most_body_bytes = 1000});
  EXPECT_EQ(service.ask(service.post("api/event", std::string(1000, 'x'))).status, 200);
  EXPECT_EQ(service.ask(service.post("api/event", std::string(1001, 'x'))).status, 413);
}

TEST(HostileRequests, AreNotReadFromTheBodyOfARefusedOne) {
  const PageService service;
  const std::string hidden = service.get("api/state?client=hidden");
  for (const std::string headers : {"Origin: http://evil.example\r\n", "Transfer-Encoding: chunked\r\n"}) {
    HttpClient client(service.port());
    client.send(fmt::format("POST /{}/api/event HTTP/1.1\r\nHost: {}\r\n{}Content-Length: {}\r\n\r\n{}", service.token,
                            service.host(), headers, hidden.size(), hidden));
    EXPECT_EQ(client.answer().status, 403);
    EXPECT_TRUE(client.ended());
  }
  HttpClient client(service.port());
  client.send(service.get("page.css", fmt::format("Content-Length: {}\r\n", hidden.size())) + hidden);
  EXPECT_EQ(client.answer().status, 400);
  EXPECT_TRUE(client.ended());
  expect_untouched(service);
}

TEST(HostileRequests, ThatAreNoRequestsAreRefused) {
  const PageService service;
  for (const std::string text :
       {"\r\n\r\n", "rubbish\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "get / HTTP/1.1\r\n\r\n",
        "\x16\x03\x01\x02\x01\x01\r\n\r\n", "GET / HTTP/1.1 x\r\n\r\n", "GET /?a?b?c HTTP/1.1\r\n\r\n"}) {
    const HttpAnswer answer = service.ask(text);
    EXPECT_EQ(answer.status, 400) << text;
    EXPECT_NE(answer.body.find("error"), std::string::npos);
  }
  EXPECT_EQ(service.ask(std::string("GET /\0 HTTP/1.1\r\n\r\n", 19)).status, 400);
  EXPECT_EQ(service.ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status, 400);
  expect_untouched(service);
}

TEST(HostileRequests, NameNoFiles) {
  const PageService service;
  for (const std::string path : {"../", "../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd",
                                 "/etc/passwd", "//etc/passwd", "./page.css/", "page.css/", "page.css%00", "..", ".",
                                 "%2e", "api/", "api", "api/../page.css", "api/state/", "..\\..\\x", "C:\\x"})
    EXPECT_EQ(service.ask(service.get(path)).status, 404) << path;
  EXPECT_EQ(service.ask(service.post("../api/event", "{}")).status, 404);
  EXPECT_EQ(service.ask(service.get("api/event")).status, 404) << "only to post to";
  EXPECT_EQ(service.ask(service.post("api/state?client=a", "{}")).status, 404) << "only to get";
  expect_untouched(service);
}

TEST(HostileRequests, WithLongAddressesOrManyHeadersAreRefused) {
  const PageService service;
  EXPECT_EQ(service.ask(service.get(std::string(8'000, 'a'))).status, 404);
  EXPECT_EQ(service.ask(service.get(std::string(9'000, 'a'))).status, 414);
  EXPECT_EQ(service.ask(service.get("", "X: " + std::string(9'000, 'a') + "\r\n")).status, 400);
  std::string headers;
  for (int i = 0; i < 10'000; ++i) headers += fmt::format("X-{}: a\r\n", i);
  EXPECT_EQ(service.ask(service.get("", headers)).status, 431);
  for (const std::string_view block : {"x", "X: a\r\n", "\n"}) {
    HttpClient endless(service.port());
    std::string many;
    while (many.size() < (1 << 16)) many += block;
    EXPECT_EQ(pour(endless, "GET / HTTP/1.1\r\n", many).status, 431);
  }
  expect_untouched(service);
}

TEST(HostileRequests, MakeNoAnswerLarger) {
  const PageService service;
  std::string ranges = "Range: bytes=0-";
  for (int i = 0; i < 1000; ++i) ranges += ",0-";
  const HttpAnswer answer = service.ask(service.get("", ranges + "\r\nAccept-Encoding: br, gzip\r\n"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "<!doctype html>");
}

TEST(HostileRequests, BreakNothingWhateverTheyAre) {
  const PageService service({.head_timeout = std::chrono::milliseconds(100)});
  Rng rng(1, {Purpose::Test});
  const std::vector<std::string> seeds = {service.get("api/picture?question=1&slot=0"),
                                          service.post("api/event", "{\"seq\":1}"),
                                          service.get("page.css", "Range: bytes=0-1,2-3\r\nExpect: 100-continue\r\n")};
  constexpr std::string_view kBytes = "\r\n :/?%&=;,\0\xff%00(-0x9aA\t";
  for (std::uint64_t round = 0; round < 400; ++round) {
    std::string text = seeds[round % seeds.size()];
    for (std::uint64_t change = 0; change < 1 + round % 8; ++change)
      text[rng.below(text.size())] = kBytes[rng.below(kBytes.size())];
    HttpClient client(service.port());
    client.send(text);
    EXPECT_TRUE(round % 20 != 0 || service.alive()) << round;
  }
  EXPECT_TRUE(service.alive());
}

}  // namespace
}  // namespace xil
