#include "experiments/web/page_server.h"

#include <gtest/gtest.h>

#include <thread>

#include "experiments/web/page_answer.h"
#include "tests/interact/page_service.h"
#include "tests/support/refusals.h"

namespace xil {
namespace {

TEST(PageServer, ServesTheFilesOfThePage) {
  const PageService service;
  HttpClient browser(service.port());
  const HttpAnswer page = browser.ask(service.get(""));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "<!doctype html>");
  EXPECT_NE(page.headers.find("Content-Type: text/html; charset=utf-8\r\n"), std::string::npos);
  EXPECT_EQ(browser.ask(service.get("index.html")).body, "<!doctype html>");
  EXPECT_EQ(browser.ask(service.get("page.css")).body, "body{}");
  EXPECT_EQ(browser.ask(service.get("draw.js?v=1")).body, "draw();");
  EXPECT_EQ(browser.ask(service.get("draw.jsx")).status, 404);
  EXPECT_TRUE(service.lines().empty());
}

TEST(PageServer, LeadsToThePageIfTheLastSlashIsMissing) {
  const PageService service;
  const HttpAnswer answer =
      service.ask(fmt::format("GET /{} HTTP/1.1\r\nHost: {}\r\n\r\n", service.token, service.host()));
  EXPECT_EQ(answer.status, 302);
  EXPECT_NE(answer.headers.find(fmt::format("Location: /{}/\r\n", service.token)), std::string::npos);
}

TEST(PageServer, PassesTheRequestsOfThePageOnToTheDesk) {
  const PageService service;
  HttpClient browser(service.port());
  EXPECT_EQ(browser.ask(service.post("api/open", R"({"client":"a"})")).body, R"(open {"client":"a"})");
  EXPECT_EQ(browser.ask(service.post("api/event", R"({"seq":1})")).body, "event 9 bytes");
  EXPECT_EQ(browser.ask(service.get("api/state?client=3f-A_b.c")).body, "state 3f-A_b.c");
  const HttpAnswer picture = browser.ask(service.get("api/picture?question=17&slot=2"));
  EXPECT_EQ(picture.body, "picture 17 2");
  EXPECT_NE(picture.headers.find("Content-Type: image/png\r\n"), std::string::npos);
  const HttpAnswer pending = browser.ask(service.get("api/map?slot=0&question=17"));
  EXPECT_EQ(pending.status, 202);
  EXPECT_NE(pending.headers.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_EQ(browser.ask(service.get("api/map?question=17&slot=1")).status, 404);
  EXPECT_EQ(service.desk.posts(), (std::vector<std::string>{R"({"seq":1})"}));
}

TEST(PageServer, TakesABodyThatComesInPieces) {
  const PageService service;
  HttpClient browser(service.port());
  const std::string body(100'000, 'x');
  const std::string request = service.post("api/event", body);
  for (std::size_t at = 0; at < request.size(); at += 7'001) EXPECT_TRUE(browser.send(request.substr(at, 7'001)));
  EXPECT_EQ(browser.answer().body, "event 100000 bytes");
}

TEST(PageServer, LetsWhoAsksForItSendABody) {
  const PageService service;
  HttpClient client(service.port());
  const std::string request = service.post("api/event", "body");
  const std::size_t end = request.find("\r\n\r\n") + 2;
  EXPECT_EQ(client.ask(request.substr(0, end) + "Expect: 100-continue\r\n\r\n").status, 100);
  EXPECT_EQ(client.ask("body").body, "event 4 bytes");
  EXPECT_EQ(service.ask(service.get("missing", "Expect: 100-continue\r\nOrigin: http://evil.example\r\n")).status, 403);
}

TEST(PageServer, AnswersRequestsThatWereSentTogetherInOrder) {
  const PageService service;
  HttpClient browser(service.port());
  browser.send(service.post("api/event", "first") + service.get("api/state?client=second") + service.get("page.css"));
  EXPECT_EQ(browser.answer().body, "event 5 bytes");
  EXPECT_EQ(browser.answer().body, "state second");
  EXPECT_EQ(browser.answer().body, "body{}");
}

TEST(PageServer, SendsItsPolicyWithEveryAnswer) {
  const PageService service;
  for (const std::string& request :
       {service.get(""), service.get("api/state?client=a"), service.get("missing"), service.post("api/event", "fail"),
        std::string("GET / HTTP/1.1\r\n\r\n"), std::string("rubbish\r\n\r\n"), std::string("GET /\r\n\r\n"),
        "X: " + std::string(100'000, 'x')}) {
    const HttpAnswer answer = service.ask(request);
    EXPECT_NE(answer.status, 0);
    for (const auto& [name, value] : kPageHeaders)
      EXPECT_NE(answer.headers.find(fmt::format("{}: {}\r\n", name, value)), std::string::npos)
          << name << " of " << request.substr(0, 40);
  }
}

TEST(PageServer, ReadsNumbersAndNamesStrictly) {
  const PageService service;
  HttpClient browser(service.port());
  for (const std::string query :
       {"", "?question=1", "?question=1&slot=", "?question=-1&slot=0", "?question=1&slot=0x1", "?question=1&slot=1.0",
        "?question=1&slot=%2b1", "?question=99999999999999999999&slot=0", "?question=1&slot=0&slot=1",
        "?question=../../etc/passwd&slot=0"}) {
    EXPECT_EQ(browser.ask(service.get("api/picture" + query)).status, 400) << query;
    EXPECT_EQ(browser.ask(service.get("api/map" + query)).status, 400) << query;
  }
  for (const std::string query : {"", "?client=", "?client=a&client=b", "?client=a/b", "?client=%00", "?client=a+b"})
    EXPECT_EQ(browser.ask(service.get("api/state" + query)).status, 400) << query;
  EXPECT_EQ(browser.ask(service.get("api/state?client=" + std::string(65, 'a'))).status, 400);
  EXPECT_EQ(service.desk.states, 0);
}

TEST(PageServer, TellsThePageWhenTheDeskFails) {
  const PageService service;
  HttpClient browser(service.port());
  const HttpAnswer answer = browser.ask(service.post("api/event", "fail"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, R"({"error":"the journal\\ncannot be written"})");
  EXPECT_EQ(service.lines(),
            (std::vector<std::string>{"a request of the page failed: the journal\\ncannot be written"}));
  EXPECT_EQ(browser.ask(service.get("api/state?client=a")).status, 200) << "on the same connection";
}

TEST(PageServer, RefusesAPortThatIsInUse) {
  const PageService service;
  FakeDesk desk;
  PageServer second({.port = service.port(), .token = make_token()}, {}, desk, nullptr);
  EXPECT_EQ(
      refusal([&] { second.start(); }),
      fmt::format("1: cannot listen on port {} of 127.0.0.1: it is in use, or not of this machine; choose another with "
                  "--port",
                  service.port()));
  EXPECT_EQ(second.port(), 0);
  EXPECT_TRUE(service.alive());
}

TEST(PageServer, StartsAndStopsAgainAndAgain) {
  PageService service;
  const int port = service.port();
  EXPECT_EQ(service.server().url(), fmt::format("http://127.0.0.1:{}/{}/", port, service.token));
  service.server().start();
  EXPECT_EQ(service.port(), port);
  service.server().stop();
  service.server().stop();
  EXPECT_EQ(service.server().url(), "");
  EXPECT_FALSE(HttpClient(port).connected());
  for (int i = 0; i < 20; ++i) {
    service.server().start();
    EXPECT_TRUE(i % 2 != 0 || service.alive());
    service.server().stop();
  }
}

TEST(PageServer, StopsWhileConnectionsAreOpen) {
  PageService service;
  HttpClient idle(service.port()), half(service.port()), posting(service.port());
  half.send("GET /");
  posting.send(service.post("api/event", "half of it").substr(0, service.post("api/event", "half of it").size() - 5));
  EXPECT_TRUE(service.alive());
  service.server().stop();
  EXPECT_TRUE(idle.ended());
  EXPECT_TRUE(half.ended());
  EXPECT_TRUE(service.desk.posts().empty());
}

TEST(PageServer, AnswersManyThreadsAtOnce) {
  const PageService service;
  std::vector<std::thread> pages;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 16; ++i)
    pages.emplace_back([&, i] {
      HttpClient browser(service.port());
      for (int j = 0; j < 50; ++j)
        answered +=
            browser.ask(service.post("api/event", std::string(static_cast<std::size_t>(100 * i + j), 'x'))).body ==
            fmt::format("event {} bytes", 100 * i + j);
    });
  for (std::thread& page : pages) page.join();
  EXPECT_EQ(answered, 16 * 50);
}

}  // namespace
}  // namespace xil
