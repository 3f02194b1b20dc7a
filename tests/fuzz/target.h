#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/numeric/rng.h"

namespace xil::fuzz {

/// A reader of files of strangers, whole examples of what it reads, and ways to spoil them.
class Target {
 public:
  Target() = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  virtual ~Target() = default;

  /// Inputs that must be accepted.
  virtual std::vector<std::string> seeds() const = 0;
  /// An input made from them; the same for the same stream.
  virtual std::string mutated(Rng& rng) const = 0;
  /// Reads it as the program does. An Error refuses it; anything else that is thrown is a fault.
  virtual void read(const std::string& input) const = 0;
};

struct NamedTarget {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Target> (*make)();
  /// HDF5 loses memory over damaged files, and may damage that of its process: leaks are not looked for, and inputs are
  /// made in a process that reads none.
  bool is_hdf5 = false;
};

/// In the order in which they are listed.
std::span<const NamedTarget> targets();
/// Refuses an unknown name.
const NamedTarget& find_target(std::string_view name);

}  // namespace xil::fuzz
