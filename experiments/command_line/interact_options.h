#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "experiments/command_line/sweep_options.h"

namespace xil {

inline constexpr std::array kInteractFlags = {
    kOutFlag,
    Flag{"filter", "K=V", "only runs whose dotted key K has the value V, or one of V,W,...: one run must remain"},
    Flag{"expert", "NAME", "pseudonym of the person: letters, digits, - and _; the same as oracle.person=NAME"},
    Flag{"port", "N", "port of the page; default: any that is free"},
    Flag{"listen", "ADDRESS", "address of the page other than 127.0.0.1: everybody who can reach it may try"},
    kDeviceFlag,
};
inline constexpr Command kInteract = {"interact",
                                      "SWEEP [key=value ...]",
                                      "a person answers for one run, on a page of this machine",
                                      1,
                                      kAnyNumber,
                                      kInteractFlags,
                                      nullptr};

/// The one run of `xil interact`, whose oracle is a person.
struct InteractTarget {
  SweepTarget target;
  std::size_t index = 0;  ///< of the run in the sweep
  RunOptions options;
  std::int64_t port = 0;  ///< 0: any
  std::string listen = "127.0.0.1";

  RunParams run() const { return target.sweep.runs[index]; }
  const std::string& run_id() const { return target.sweep.run_ids[index]; }
};
/// Refuses a sweep of which more than one run remains, with the keys that tell them apart.
InteractTarget read_interact_target(const Arguments& arguments, const Catalog& catalog);

}  // namespace xil
