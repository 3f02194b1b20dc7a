#pragma once

#include <string>

#include "framework/core/interfaces/session.h"
#include "framework/store/runs/run_content.h"

namespace xil {

/// A session as the run file shall have it.
struct SessionAccount {
  Session session;         ///< what belongs to the run
  std::size_t unused = 0;  ///< answers of looks that the run does not have: another machine calculated otherwise
};

/// Divides a session by the looks of its run. Fails if an item that the run asked about has no such answer: `where`
/// names the journal, and the message how to mend it.
SessionAccount account_of(Session session, const RunContent& run, const std::string& where);

}  // namespace xil
