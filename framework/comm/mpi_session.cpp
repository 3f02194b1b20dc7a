// This is the only file that includes MPI.
#include "framework/comm/mpi_session.h"

#include <mpi.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <limits>
#include <list>
#include <string>

#include "framework/comm/backoff.h"
#include "framework/comm/launcher.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

void check(int code, const char* call) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = {};
  int length = 0;
  MPI_Error_string(code, text, &length);
  fail("{} failed: {}; the log of the launcher may say more", call, text);
}

class MpiCommunicator final : public Communicator {
 public:
  MpiCommunicator() {
    check(MPI_Comm_dup(MPI_COMM_WORLD, &comm_), "MPI_Comm_dup");
    check(MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    check(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank");
    check(MPI_Comm_size(comm_, &size_), "MPI_Comm_size");
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  void send(int destination, std::span<const std::uint8_t> bytes) override {
    require(bytes.size() <= std::numeric_limits<int>::max(), "a message of {} bytes is too long for MPI", bytes.size());
    forget_sent();
    Outgoing& out = outgoing_.emplace_back();
    out.bytes.assign(bytes.begin(), bytes.end());
    check(MPI_Isend(out.bytes.data(), static_cast<int>(out.bytes.size()), MPI_BYTE, destination, kTag, comm_,
                    &out.request),
          "MPI_Isend");
  }

  std::optional<Message> try_receive() override {
    forget_sent();
    int arrived = 0;
    MPI_Status status{};
    check(MPI_Iprobe(MPI_ANY_SOURCE, kTag, comm_, &arrived, &status), "MPI_Iprobe");
    if (arrived == 0) return std::nullopt;
    int length = 0;
    check(MPI_Get_count(&status, MPI_BYTE, &length), "MPI_Get_count");
    Message message{status.MPI_SOURCE, Bytes(static_cast<std::size_t>(length))};
    check(MPI_Recv(message.bytes.data(), length, MPI_BYTE, message.source, kTag, comm_, MPI_STATUS_IGNORE), "MPI_Recv");
    return message;
  }

  void barrier() override {
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Ibarrier(comm_, &request), "MPI_Ibarrier");
    Backoff backoff;
    while (!completed(request) || !outgoing_.empty()) {
      backoff.sleep();
      forget_sent();
    }
  }

  void release() { check(MPI_Comm_free(&comm_), "MPI_Comm_free"); }

 private:
  struct Outgoing {
    MPI_Request request = MPI_REQUEST_NULL;
    Bytes bytes;
  };

  static bool completed(MPI_Request& request) {
    int done = 0;
    check(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
    return done != 0;
  }

  void forget_sent() {
    outgoing_.remove_if([](Outgoing& out) { return completed(out.request); });
  }

  static constexpr int kTag = 0;
  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
  std::list<Outgoing> outgoing_;  ///< MPI reads these until their requests complete; a list keeps them in place
};

/// The main thread initialises MPI and the coordinator's thread may send, but never both at once: hence the level
/// "serialized".
void initialise() {
  int provided = MPI_THREAD_SINGLE;
  check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided), "MPI_Init_thread");
  require(provided >= MPI_THREAD_SERIALIZED,
          "this MPI library does not support MPI_THREAD_SERIALIZED; build xil with one that does");
}

}  // namespace

MpiSession::MpiSession() {
  const auto launch = detect_launch([](const char* name) { return std::getenv(name); });
  if (!launch) {
    world_ = make_local_communicator();
    return;
  }
  initialise();
  world_ = std::make_unique<MpiCommunicator>();
  require(world_->size() > 1 || launch->processes.value_or(1) == 1,
          "the launcher started {} processes ({}), but MPI sees one: use the launcher of the MPI library that xil "
          "was built with",
          launch->processes.value_or(1), launch->launcher);
  MPI_Comm node = MPI_COMM_NULL;
  check(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node), "MPI_Comm_split_type");
  check(MPI_Comm_rank(node, &local_rank_), "MPI_Comm_rank");
  check(MPI_Comm_size(node, &local_size_), "MPI_Comm_size");
  check(MPI_Comm_free(&node), "MPI_Comm_free");
}

MpiSession::~MpiSession() {
  auto* world = dynamic_cast<MpiCommunicator*>(world_.get());
  if (world == nullptr || std::uncaught_exceptions() > 0) return;
  try {
    std::fflush(nullptr);  // mpirun ends all ranks as soon as one has returned a non-zero code
    world->barrier();      // sleeps, whereas MPI_Finalize would use a core until the last rank arrives
    world->release();
    MPI_Finalize();
  } catch (const std::exception&) {
    // The other ranks will not arrive. Without MPI_Finalize, the launcher notices that this one failed and ends the
    // job.
  }
}

bool MpiSession::mpi_is_initialised() {
  int initialised = 0;
  check(MPI_Initialized(&initialised), "MPI_Initialized");
  return initialised != 0;
}

}  // namespace xil
