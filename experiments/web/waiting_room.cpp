#include "experiments/web/waiting_room.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "experiments/web/page_answer.h"
#include "framework/core/base/error.h"
#include "framework/core/base/threads.h"

namespace xil {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::chrono::milliseconds kTick{100};
constexpr std::size_t kMostArrivals = 64;

const Refusal kTooLong{431, "the headers of the request are too long", {}};
const Refusal kTooSlow{408, "the request did not arrive in time", {}};
const Refusal kTooMany{503, "too many connections wait for their requests: try again", {}};

}  // namespace

WaitingRoom::Bell::Bell() : descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  require(descriptor >= 0, "the system has no file descriptor left for the page server: raise ulimit -n");
}

WaitingRoom::Bell::~Bell() { ::close(descriptor); }

void WaitingRoom::Bell::ring() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(descriptor, &one, sizeof(one));  // fails only if it rings already
}

void WaitingRoom::Bell::silence() const {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(descriptor, &count, sizeof(count));
}

WaitingRoom::WaitingRoom(Limits limits, Actions actions) : limits_(limits), actions_(std::move(actions)) {
  thread_ = start_thread("the connections of the page", [this] { watch(); });
}

void WaitingRoom::close() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(closing_, true)) return;
  }
  taken_.notify_all();
  bell_.ring();
  thread_.join();
  places_.clear();
  arrivals_.clear();
}

void WaitingRoom::enter(Caller caller) {
  const bool begins = !caller.known || !caller.received.empty();
  const auto deadline = Clock::now() + (begins ? limits_.head : limits_.idle);
  add({std::move(caller), deadline});
}

void WaitingRoom::see_out(ClientSocket socket) {
  Place place{Caller{std::move(socket), {}}, {}};
  lead_out(place);
  add(std::move(place));
}

void WaitingRoom::lead_out(Place& place) const {
  place.caller.socket.end_output();
  place.caller.received.clear();
  place.deadline = Clock::now() + limits_.linger;
  place.leaving = true;
}

void WaitingRoom::add(Place place) {
  {
    std::unique_lock lock(mutex_);
    taken_.wait(lock, [&] { return arrivals_.size() < kMostArrivals || closing_; });
    if (closing_) return;
    arrivals_.push_back(std::move(place));
  }
  bell_.ring();
}

void WaitingRoom::watch() {
  while (true) {
    take_arrivals();
    {
      const std::lock_guard lock(mutex_);
      if (closing_) return;
    }
    wait_for_bytes();
    std::erase_if(places_, [](const Place& place) { return place.empty; });
  }
}

void WaitingRoom::take_arrivals() {
  std::vector<Place> arrivals;
  {
    const std::lock_guard lock(mutex_);
    arrivals.swap(arrivals_);
  }
  taken_.notify_all();
  for (Place& arrival : arrivals) {
    free_a_place();
    places_.push_back(std::move(arrival));
    if (!places_.back().leaving) go_on(places_.back());
  }
  std::erase_if(places_, [](const Place& place) { return place.empty; });
}

/// Turns somebody away if all places are taken: who is leaving; else a stranger, if strangers have more than half of
/// the places; else somebody known. Of these the one who has waited longest.
void WaitingRoom::free_a_place() {
  std::erase_if(places_, [](const Place& place) { return place.empty; });
  if (places_.size() < limits_.callers) return;
  const auto known = std::ranges::count_if(places_, [](const Place& place) { return place.caller.known; });
  const bool spare_known = static_cast<std::size_t>(known) * 2 < places_.size();
  const auto rank = [&](const Place& place) { return place.leaving ? 0 : place.caller.known == spare_known ? 2 : 1; };
  const auto longest = std::ranges::min_element(places_, {}, rank);
  if (!longest->leaving) turn_away(*longest, kTooMany);
  places_.erase(longest);
}

void WaitingRoom::wait_for_bytes() {
  std::vector<pollfd> watched = {{bell_.descriptor, POLLIN, 0}};
  for (const Place& place : places_) watched.push_back({place.caller.socket.descriptor(), POLLIN, 0});
  poll(watched.data(), watched.size(), static_cast<int>(kTick.count()));
  bell_.silence();
  const auto now = Clock::now();
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (watched[i + 1].revents != 0) read(places_[i]);
    if (!places_[i].empty && places_[i].deadline <= now) expire(places_[i]);
  }
}

void WaitingRoom::read(Place& place) {
  std::string& received = place.caller.received;
  const bool begins = received.empty();
  const auto arrival = place.caller.socket.receive(received, limits_.head_bytes);
  if (arrival == ClientSocket::Arrival::End) place.empty = true;
  if (arrival != ClientSocket::Arrival::Bytes) return;
  if (place.leaving) return received.clear();
  if (begins && place.caller.known) place.deadline = Clock::now() + limits_.head;
  go_on(place);
}

/// Has the request served if its head is complete.
void WaitingRoom::go_on(Place& place) {
  const std::string& received = place.caller.received;
  const std::size_t end = received.find(kHeadEnd, place.searched);
  place.searched = received.size() - std::min(received.size(), kHeadEnd.size() - 1);
  if (std::min(end, received.size()) > limits_.head_bytes) return turn_away(place, kTooLong);
  if (end == std::string::npos) return;
  place.empty = actions_.serve(place.caller);
  if (!place.empty) turn_away(place, kTooMany);
}

/// Who has not begun a request leaves without a word: browsers open connections ahead of their requests.
void WaitingRoom::expire(Place& place) {
  if (place.leaving || place.caller.received.empty())
    place.empty = true;
  else
    turn_away(place, kTooSlow);
}

void WaitingRoom::turn_away(Place& place, const Refusal& refusal) {
  actions_.refused(refusal, place.caller.socket.peer());
  place.caller.socket.send_now(bare_answer(refusal));
  lead_out(place);
}

}  // namespace xil
