#pragma once

#include <fmt/format.h>

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/web/page_server.h"
#include "experiments/web/request_guard.h"
#include "framework/core/base/error.h"
#include "tests/interact/http_client.h"

namespace xil {

/// A session that answers with what it was asked, and keeps what was posted.
class FakeDesk : public PageDesk {
 public:
  PageReply open(std::string_view body) override { return {200, fmt::format("open {}", body)}; }
  PageReply state(std::string_view client) override {
    ++states;
    return {200, fmt::format("state {}", client)};
  }
  PageReply event(std::string_view body) override {
    if (body == "fail") fail("the journal\ncannot be written");
    const std::lock_guard lock(mutex_);
    posts_.emplace_back(body);
    return {200, fmt::format("event {} bytes", body.size())};
  }
  PageReply picture(std::int64_t question, std::int64_t slot) override {
    return {200, fmt::format("picture {} {}", question, slot)};
  }
  PageReply map(std::int64_t question, std::int64_t slot) override {
    return {slot == 0 ? 202 : 404, fmt::format("map {} {}", question, slot)};
  }
  std::vector<std::string> posts() const {
    const std::lock_guard lock(mutex_);
    return posts_;
  }
  std::atomic<int> states = 0;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> posts_;
};

/// A page server with a fake session behind it, and requests to it as a browser would write them.
class PageService {
 public:
  explicit PageService(PageServerSettings settings = {})
      : server_(with_token(std::move(settings)), kFiles, desk, report()) {
    server_.start();
  }
  ~PageService() { server_.stop(); }

  FakeDesk desk;
  const std::string token = make_token();

  int port() const { return server_.port(); }
  PageServer& server() { return server_; }
  std::string host() const { return fmt::format("127.0.0.1:{}", port()); }

  /// A GET of a path below the token.
  std::string get(std::string_view path, std::string_view headers = "") const {
    return fmt::format("GET /{}/{} HTTP/1.1\r\nHost: {}\r\n{}\r\n", token, path, host(), headers);
  }
  /// The headers that a post of the page has, besides its length.
  std::string post_headers() const {
    return fmt::format("Host: {}\r\nOrigin: http://{}\r\nContent-Type: application/json\r\n", host(), host());
  }
  std::string post(std::string_view path, std::string_view body) const {
    return fmt::format("POST /{}/{} HTTP/1.1\r\n{}Content-Length: {}\r\n\r\n{}", token, path, post_headers(),
                       body.size(), body);
  }

  /// The answer on a connection of its own.
  HttpAnswer ask(std::string_view request) const { return HttpClient(port()).ask(request); }
  /// Whether the session goes on: a request of the page is answered.
  bool alive() const { return ask(get("api/state?client=alive")).body == "state alive"; }

  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  static inline const std::vector<PageFile> kFiles = {{"index.html", "text/html; charset=utf-8", "<!doctype html>"},
                                                      {"page.css", "text/css; charset=utf-8", "body{}"},
                                                      {"draw.js", "text/javascript; charset=utf-8", "draw();"}};

  PageServerSettings with_token(PageServerSettings settings) const {
    settings.token = token;
    return settings;
  }
  PageServer::Report report() {
    return [this](std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
    };
  }

  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
  PageServer server_;
};

}  // namespace xil
