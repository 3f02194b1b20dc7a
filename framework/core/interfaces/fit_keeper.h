#pragma once

#include <cstdint>
#include <string>

namespace xil {

/// Keeps states of a fit that is under way, so that a process that is killed loses little of a long one. States do not
/// change what is computed: a fit that goes on from one ends as if it had never been interrupted.
class FitKeeper {
 public:
  virtual ~FitKeeper() = default;
  /// What was kept last of that round's fit; empty: nothing that can be used.
  virtual std::string kept(std::uint32_t round) = 0;
  /// The learner cannot go on from what was kept, and says why.
  virtual void set_aside(const std::string& reason) = 0;
  /// Whether it is time to keep a state; asked after every update.
  virtual bool is_due() = 0;
  virtual void keep(std::uint32_t round, const std::string& state) = 0;
};

}  // namespace xil
