#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <malloc.h>
#include <torch/cuda.h>
#include <torch/version.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "framework/core/base/error.h"
#include "framework/core/base/threads.h"
#include "framework/nn/learner/torch_learner.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

int cuda_devices() { return static_cast<int>(torch::cuda::device_count()); }

/// N of "cuda:N"; -1 where it is none.
int device_number(std::string_view request) {
  constexpr std::string_view kPrefix = "cuda:";
  if (!request.starts_with(kPrefix)) return -1;
  const std::string_view digits = request.substr(kPrefix.size());
  int number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : -1;
}

/// glibc gives large blocks back to the system at once and fetches them anew, page fault by page
/// fault. Keeping them makes a forward pass 1.5 to 2 times as fast. Other arenas than the first
/// ignore the settings, hence one for all threads.
void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 2'000'000'000);
  mallopt(M_ARENA_MAX, 1);
}

/// LibTorch makes a pool with a thread for every core of the machine as soon as somebody sets the number of its
/// threads, and waits for ever for those that the system refuses.
void require_threads_of_torch(int threads) {
  const long cores = std::max(1L, sysconf(_SC_NPROCESSORS_CONF));
  require_threads("LibTorch", static_cast<std::size_t>(std::max<long>(cores, threads)));
}

}  // namespace

std::string choose_device(const std::string& request, int local_rank) {
  if (request == "cpu") return request;
  const int devices = cuda_devices();
  if (request == "auto" && devices == 0) return "cpu";
  const int number = device_number(request);
  refuse_unless(request == "auto" || request == "cuda" || number >= 0,
                "unknown device '{}'. Known: auto, cpu, cuda, cuda:N", request);
  refuse_unless(devices > 0, "device '{}': {} sees no CUDA device here; use cpu or auto", request, torch_version());
  refuse_unless(number < devices, "device '{}': there are only {} CUDA devices here", request, devices);
  return fmt::format("cuda:{}", number >= 0 ? number : local_rank % devices);
}

void prepare_torch(int threads) {
  guarded("preparing LibTorch", [&] {
    require_threads_of_torch(threads);
    keep_freed_memory();
    setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8",
           0);  // without it deterministic matrix products are refused
    at::set_num_threads(threads);
    if (at::get_num_interop_threads() != 1) at::set_num_interop_threads(1);
    at::Context& context = at::globalContext();
    context.setDeterministicAlgorithms(true, false);
    context.setDeterministicCuDNN(true);
    context.setBenchmarkCuDNN(false);
    context.setAllowTF32CuDNN(false);
    context.setAllowTF32CuBLAS(false);
  });
}

std::string torch_version() { return fmt::format("LibTorch {}", TORCH_VERSION); }

}  // namespace xil
