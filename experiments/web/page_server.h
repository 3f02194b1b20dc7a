#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/web/page_desk.h"
#include "framework/core/interfaces/page_file.h"

namespace xil {

struct PageServerSettings {
  std::string address = "127.0.0.1";  ///< of this machine; others than the loopback are reachable from outside
  int port = 0;                       ///< 0: any that is free
  std::string token = {};             ///< of make_token()
  std::size_t most_body_bytes = 4 * 1024 * 1024;  ///< of a post
  std::size_t most_threads = 64;                  ///< that answer requests; started when they are needed
  std::size_t most_waiting = 512;  ///< connections that have not sent a whole request yet, and as many that have; each
                                   ///< at most a quarter of the file descriptors that the process may have
  std::chrono::milliseconds head_timeout{5'000};       ///< for the headers of a request
  std::chrono::milliseconds transfer_timeout{30'000};  ///< for the body of a post, and for taking an answer
  std::chrono::milliseconds idle_timeout{30'000};      ///< of a connection between two requests
};

/// Serves the page of a session and passes its requests on to a desk, below http://ADDRESS:PORT/TOKEN/. Requests that
/// do not come from the page are refused with one line of JSON ({"error": ...}); see request_guard.h. Whatever arrives,
/// and however many connections are open: a request of the page is answered as soon as a thread is free, and only
/// requests with the token ever get one.
class PageServer {
 public:
  using Report = std::function<void(std::string_view line)>;

  /// `report` gets printable lines about refused requests, at most a few of a kind in a minute, from any thread.
  /// Precondition: the texts of `files` and the desk outlive the server.
  PageServer(PageServerSettings settings, std::vector<PageFile> files, PageDesk& desk, Report report);
  /// Stops.
  ~PageServer();

  /// Begins to listen, in threads of its own. Does nothing if it listens already. Fails if the address or the port
  /// cannot be had.
  void start();
  /// Closes all connections, once the desk has answered what it was asked. Does nothing if it does not listen.
  /// Precondition: it is not called by the desk.
  void stop();

  /// The port on which it listens; 0 if it does not.
  int port() const;
  /// The address of the page; empty if it does not listen.
  std::string url() const;

 private:
  class Listener;
  const PageServerSettings settings_;
  const std::vector<PageFile> files_;
  PageDesk& desk_;
  const Report report_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace xil
