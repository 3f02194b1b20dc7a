#include "experiments/web/page_server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "experiments/web/caller_stream.h"
#include "experiments/web/client_socket.h"
#include "experiments/web/page_answer.h"
#include "experiments/web/refusal_log.h"
#include "experiments/web/request_guard.h"
#include "experiments/web/serving_threads.h"
#include "experiments/web/waiting_room.h"
#include "framework/core/base/error.h"
#include "framework/core/base/printable.h"
#include "framework/core/base/threads.h"

namespace xil {
namespace {

using httplib::Request;
using httplib::Response;

constexpr int kBacklog = 1024;  // connections that the system keeps until they are accepted; the library asks for 5
constexpr std::chrono::milliseconds kPause{100};
constexpr const char* kRefusedPath = "/refused";

/// Puts an accepted connection where it belongs at once, in the accepting thread.
struct NoQueue final : httplib::TaskQueue {
  explicit NoQueue(RefusalLog& log) : log_(log) {}
  void enqueue(std::function<void()> connection) override { connection(); }
  void shutdown() override {}
  void on_idle() override { log_.summarise(); }

 private:
  RefusalLog& log_;
};

RequestHead head_of(const Request& request) {
  return {request.method, request.target, {request.headers.begin(), request.headers.end()}};
}

/// Replaces a request by one that is answered with the refusal, without looking at anything else of it.
void replace(Request& request, const Refusal& refusal) {
  request = {};
  request.method = "GET";
  request.version = "HTTP/1.1";
  request.path = kRefusedPath;
  request.body = error_body(refusal.reason);
  request.params.emplace("status", std::to_string(refusal.status));
  request.headers.emplace("Connection", "close");
}

void answer(Response& response, int status, const std::string& body, std::string_view content_type = kJson) {
  response.status = status;
  response.set_content(body, std::string(content_type));
}

/// The only value of a query's parameter; empty if there are none or several.
std::string only_param(const Request& request, const std::string& name) {
  return request.get_param_value_count(name) == 1 ? request.get_param_value(name) : std::string();
}

std::optional<std::int64_t> number_param(const Request& request, const std::string& name) {
  const std::string text = only_param(request, name);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

bool is_client(std::string_view text) {
  const auto may_be = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; };
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, may_be);
}

std::string message_of(const std::exception_ptr& exception) try {
  std::rethrow_exception(exception);
} catch (const std::exception& error) {
  return printable(error.what());
} catch (...) {
  return "an unknown error";
}

}  // namespace

/// A server from start() to stop().
class PageServer::Listener final : private httplib::Server {
 public:
  Listener(const PageServerSettings& settings, const std::vector<PageFile>& files, PageDesk& desk, Report report);
  ~Listener() override;
  int port() const { return port_; }

 private:
  using Handler = httplib::Server::Handler;
  using Look = std::function<PageReply(std::int64_t question, std::int64_t slot)>;
  void set_up();
  void route_files();
  void route_desk();
  static Handler picture_handler(Look look);
  int bind_socket(int port);
  void listen_until_stopped();
  bool process_and_close_socket(socket_t socket) override;
  void serve(Caller caller, const std::stop_token& stop) noexcept;
  bool admit(Request& request, const ClientSocket& socket);

  const PageServerSettings& settings_;
  const std::vector<PageFile>& files_;
  PageDesk& desk_;
  const GuardRules rules_;
  RefusalLog log_;
  WaitingRoom room_;
  ServingThreads threads_;
  int port_ = 0;
  std::atomic<bool> stopping_ = false, ended_ = false;
  std::thread thread_;
};

PageServer::Listener::Listener(const PageServerSettings& settings, const std::vector<PageFile>& files, PageDesk& desk,
                               Report report)
    : settings_(settings),
      files_(files),
      desk_(desk),
      rules_(guard_rules(settings.token, settings.address, settings.most_body_bytes)),
      log_(std::move(report)),
      room_({.callers = affordable_connections(settings.most_waiting),
             .head = settings.head_timeout,
             .idle = settings.idle_timeout},
            {.serve = [this](Caller& caller) { return threads_.offer(caller); },
             .refused = [this](const Refusal& refusal, const std::string& peer) { log_.add(refusal, peer); }}),
      threads_(settings.most_threads, affordable_connections(settings.most_waiting),
               [this](Caller caller, const std::stop_token& stop) { serve(std::move(caller), stop); }) {
  set_up();
  route_files();
  route_desk();
  port_ = bind_socket(settings.port);
  require(port_ > 0, "cannot listen on port {} of {}: it is in use, or not of this machine; choose another with --port",
          settings.port, settings.address);
  thread_ = start_thread("the page server", [this] { listen_until_stopped(); });
}

PageServer::Listener::~Listener() {
  stopping_ = true;
  // The library forgets a stop() before it listens, and does not bear a second one.
  while (thread_.joinable() && !is_running() && !ended_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  if (is_running()) httplib::Server::stop();
  if (thread_.joinable()) thread_.join();
  if (svr_sock_ != INVALID_SOCKET) ::close(svr_sock_);  // it was never listened to
  room_.close();
  log_.finish();
}

void PageServer::Listener::set_up() {
  new_task_queue = [this] { return new NoQueue(log_); };  // the library takes it over
  httplib::Headers headers;
  for (const auto& [name, value] : kPageHeaders) headers.emplace(name, value);
  set_default_headers(headers);
  set_payload_max_length(settings_.most_body_bytes);
  set_idle_interval(1);
  // Not SO_REUSEPORT, as the library has it: two servers could share a port.
  set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  set_error_handler([](const Request&, Response& response) {
    if (response.body.empty()) answer(response, response.status, error_body("the server cannot answer this request"));
  });
  set_exception_handler([this](const Request&, Response& response, const std::exception_ptr& exception) {
    const std::string message = message_of(exception);
    log_.say(fmt::format("a request of the page failed: {}", message));
    answer(response, 500, error_body(message));
  });
  set_post_routing_handler([](const Request&, Response& response) { response.headers.erase("Keep-Alive"); });
  Get(kRefusedPath, [](const Request& request, Response& response) {
    answer(response, std::stoi(only_param(request, "status")), request.body);
  });
}

void PageServer::Listener::route_files() {
  const std::string base = "/" + settings_.token;
  Get(base, [base](const Request&, Response& response) { response.set_redirect(base + "/"); });
  // Bounded, since the library's regular expressions call themselves for each character.
  Get(base + "/([A-Za-z0-9_.-]{0,64})", [this](const Request& request, Response& response) {
    const std::string asked = request.matches[1].str();
    const auto file = std::ranges::find(files_, asked.empty() ? "index.html" : asked, &PageFile::name);
    if (file == files_.end()) return answer(response, 404, error_body("the page has no such file"));
    answer(response, 200, std::string(file->text), file->content_type);
  });
}

void PageServer::Listener::route_desk() {
  const std::string api = "/" + settings_.token + "/api/";
  const auto reply = [](Response& response, const PageReply& said) { answer(response, said.status, said.body); };
  Post(api + "open",
       [=, this](const Request& request, Response& response) { reply(response, desk_.open(request.body)); });
  Post(api + "event",
       [=, this](const Request& request, Response& response) { reply(response, desk_.event(request.body)); });
  Get(api + "state", [=, this](const Request& request, Response& response) {
    const std::string client = only_param(request, "client");
    if (!is_client(client)) return answer(response, 400, error_body("state needs client=ID, of letters and digits"));
    reply(response, desk_.state(client));
  });
  Get(api + "picture", picture_handler([this](auto question, auto slot) { return desk_.picture(question, slot); }));
  Get(api + "map", picture_handler([this](auto question, auto slot) { return desk_.map(question, slot); }));
}

httplib::Server::Handler PageServer::Listener::picture_handler(Look look) {
  return [look = std::move(look)](const Request& request, Response& response) {
    const auto question = number_param(request, "question"), slot = number_param(request, "slot");
    if (!question || !slot) return answer(response, 400, error_body("a picture needs question=N and slot=N"));
    const PageReply said = look(*question, *slot);
    answer(response, said.status, said.body, said.status == 200 ? "image/png" : kJson);
  };
}

/// The port that was bound; 0 if none could be.
int PageServer::Listener::bind_socket(int port) {
  const int bound = port == 0 ? bind_to_any_port(settings_.address) : bind_to_port(settings_.address, port) ? port : -1;
  return bound > 0 && ::listen(svr_sock_, kBacklog) == 0 ? bound : 0;
}

/// The library ends at any error that accept() reports, such as one of the network; the session goes on.
void PageServer::Listener::listen_until_stopped() {
  while (!stopping_) {
    listen_after_bind();
    svr_sock_ = INVALID_SOCKET;  // the library has closed it
    if (!stopping_) log_.say("the page server could not accept a connection and begins to listen again");
    while (!stopping_ && bind_socket(port_) == 0) std::this_thread::sleep_for(kPause);
  }
  ended_ = true;
}

bool PageServer::Listener::process_and_close_socket(socket_t socket) {
  room_.enter(Caller{ClientSocket(socket), {}});
  return true;
}

void PageServer::Listener::serve(Caller caller, const std::stop_token& stop) noexcept try {
  CallerStream stream(caller, settings_.transfer_timeout, stop);
  bool admitted = false, close = false, parsed = false;
  const bool answered = process_request(stream, false, close, [&](Request& request) {
    parsed = true;
    admitted = admit(request, caller.socket);
  });
  if (!parsed) log_.add({400, "this is no request that the server understands", {}}, caller.socket.peer());
  if (!stream.finish() || !answered || !admitted || close) return room_.see_out(std::move(caller.socket));
  caller.known = true;
  room_.enter(std::move(caller));
} catch (const std::exception&) {  // no memory is left: the connection is closed
}

/// Whether the request may be answered; if not, replaces it by one that is answered with the reason.
bool PageServer::Listener::admit(Request& request, const ClientSocket& socket) {
  const auto refusal = refusal_of(head_of(request), rules_);
  if (refusal) {
    if (request.target != "/favicon.ico") log_.add(*refusal, socket.peer());  // browsers ask for it on their own
    replace(request, *refusal);
    return false;
  }
  // The library would copy a body for each range, and its compression takes longer than the way to this machine.
  request.ranges.clear();
  for (const char* name : {"Range", "Accept-Encoding"}) request.headers.erase(name);
  return true;
}

PageServer::PageServer(PageServerSettings settings, std::vector<PageFile> files, PageDesk& desk, Report report)
    : settings_(std::move(settings)), files_(std::move(files)), desk_(desk), report_(std::move(report)) {
  require(settings_.token.size() >= 16 &&
              std::ranges::all_of(settings_.token, [](unsigned char c) { return std::isalnum(c); }),
          "the token of a page server has at least 16 letters and digits");
}

PageServer::~PageServer() = default;

void PageServer::start() {
  if (!listener_) listener_ = std::make_unique<Listener>(settings_, files_, desk_, report_);
}

void PageServer::stop() { listener_.reset(); }

int PageServer::port() const { return listener_ ? listener_->port() : 0; }

std::string PageServer::url() const {
  if (!listener_) return {};
  const bool version_6 = settings_.address.find(':') != std::string::npos;
  const std::string host = version_6 ? fmt::format("[{}]", settings_.address) : settings_.address;
  return fmt::format("http://{}:{}/{}/", host, port(), settings_.token);
}

}  // namespace xil
