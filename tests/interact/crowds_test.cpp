#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "tests/interact/page_service.h"

namespace xil {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kCrowd = 1000;
/// Who had to wait until somebody of the crowd is turned away for being slow would lose patience.
constexpr std::chrono::milliseconds kLong = 3 * HttpClient::kPatience;

/// How many connections this process can hold at both of their ends, at most kCrowd.
int possible_crowd() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::max(files.rlim_cur, std::min<rlim_t>(files.rlim_max, 4096));
  setrlimit(RLIMIT_NOFILE, &files);
  return static_cast<int>(std::min<rlim_t>(kCrowd, (files.rlim_cur - 100) / 3));
}

std::vector<HttpClient> crowd(const PageService& service) {
  std::vector<HttpClient> clients;
  const int count = possible_crowd();
  clients.reserve(static_cast<std::size_t>(count));
  while (static_cast<int>(clients.size()) < count) clients.emplace_back(service.port());
  return clients;
}

/// Asks as the page does, over a connection that it has and over new ones, and records the slowest answer in ms.
void expect_session_goes_on(const PageService& service, HttpClient& page, const char* name) {
  std::chrono::duration<double, std::milli> slowest{0};
  for (int i = 0; i < 50; ++i) {
    const auto begin = Clock::now();
    EXPECT_EQ(page.ask(service.get("api/state?client=page")).body, "state page");
    EXPECT_EQ(service.ask(service.post("api/event", "{}")).body, "event 2 bytes");
    slowest = std::max(slowest, std::chrono::duration<double, std::milli>(Clock::now() - begin));
  }
  testing::Test::RecordProperty(name, fmt::format("{:.1f} ms", slowest.count()));
}

TEST(Crowds, OfIdleConnectionsDoNotKeepThePageWaiting) {
  const PageService service({.head_timeout = kLong});
  HttpClient page(service.port());
  page.ask(service.get(""));
  const std::vector<HttpClient> idle = crowd(service);
  EXPECT_TRUE(std::ranges::all_of(idle, &HttpClient::connected));
  expect_session_goes_on(service, page, "slowest_beside_idle");
}

TEST(Crowds, OfSlowConnectionsDoNotKeepThePageWaiting) {
  const PageService service({.head_timeout = kLong});
  HttpClient page(service.port());
  page.ask(service.get(""));
  std::vector<HttpClient> slow = crowd(service);
  std::jthread dribble([&](const std::stop_token& stop) {
    for (std::size_t at = 0; !stop.stop_requested(); ++at)
      for (HttpClient& client : slow)
        client.send(std::string(1, "GET / HTTP/1.1\r\nX: aaaaaaaa"[std::min<std::size_t>(at, 26)]));
  });
  expect_session_goes_on(service, page, "slowest_beside_slow");
}

TEST(Crowds, OfRefusedRequestsAreAnsweredWithALineEach) {
  const PageService service({.head_timeout = kLong});
  HttpClient page(service.port());
  page.ask(service.get(""));
  std::vector<HttpClient> strangers = crowd(service);
  for (HttpClient& stranger : strangers) stranger.send("GET / HTTP/1.1\r\n\r\n");
  expect_session_goes_on(service, page, "slowest_beside_refused");
  for (HttpClient& stranger : strangers) {
    const int status = stranger.answer().status;
    EXPECT_TRUE(status == 404 || status == 503) << status;  // 503 if it was among those that waited too long
  }
  EXPECT_LE(service.lines().size(), 10U) << "two kinds of refusals";
}

TEST(Crowds, OfRequestsWithTheTokenAreServed) {
  const PageService service;
  std::vector<HttpClient> tabs;
  const int count = possible_crowd();
  int answered = 0;
  for (int i = 0; i < count; ++i) {
    tabs.emplace_back(service.port());
    tabs.back().send(service.get("api/state?client=tab"));
  }
  for (HttpClient& tab : tabs) answered += tab.answer().status == 200;
  EXPECT_EQ(answered, count);
}

TEST(Crowds, LoseTheirLongestWaitingFirst) {
  const PageService service({.most_waiting = 3});
  HttpClient page(service.port());
  page.ask(service.get(""));
  HttpClient first(service.port()), second(service.port()), third(service.port());
  const HttpAnswer answer = first.answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.body.find("too many connections"), std::string::npos);
  EXPECT_TRUE(first.ended());
  EXPECT_EQ(page.ask(service.get("api/state?client=page")).status, 200) << "who was answered before stays";
  EXPECT_EQ(third.ask(service.get("api/state?client=third")).status, 200);
}

TEST(Crowds, MayNotTakeAllDayForARequest) {
  const PageService service({.head_timeout = std::chrono::milliseconds(500)});
  HttpClient half(service.port()), silent(service.port());
  EXPECT_EQ(half.ask("GET / HTTP/1.1\r\nX: ").status, 408);
  EXPECT_TRUE(half.ended());
  EXPECT_TRUE(silent.ended());
}

TEST(Crowds, MayNotTakeAllDayForAPost) {
  const PageService service({.transfer_timeout = std::chrono::milliseconds(50)});
  const std::string post = service.post("api/event", "half of it");
  HttpClient client(service.port());
  client.ask(post.substr(0, post.size() - 1));
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(service.desk.posts().empty());
}

TEST(Crowds, MayNotStayForNothing) {
  const PageService service({.idle_timeout = std::chrono::milliseconds(50)});
  HttpClient once(service.port());
  EXPECT_EQ(once.ask(service.get("api/state?client=a")).status, 200);
  EXPECT_TRUE(once.ended());
}

}  // namespace
}  // namespace xil
