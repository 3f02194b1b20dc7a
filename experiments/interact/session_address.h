#pragma once

#include <filesystem>
#include <string>

namespace xil {

/// Where a session's page is: a random token and a port, kept in OUT/sessions/<run_id>.address, a folder for its owner
/// alone, so that after a restart of the program a reload of the page goes on.
class SessionAddress {
 public:
  /// Takes the kept token; makes one if there is none, or the file is damaged.
  SessionAddress(const std::filesystem::path& out, const std::string& run_id);

  const std::string& token() const { return token_; }
  /// The port of the last process; 0 if there was none.
  int port() const { return port_; }
  /// Keeps the address with this port.
  void keep(int port);

 private:
  std::filesystem::path file_;
  std::string token_;
  int port_ = 0;
};

}  // namespace xil
