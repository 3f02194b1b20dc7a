# Run by each build: writes OUTPUT, the definition of xil::build_info(), and touches it only where it changed.
# -DSOURCE=... -DOUTPUT=... -DBUILD_TYPE=... -DGIT=...
set(commit unknown)
set(diff unknown)
if(GIT)
  execute_process(COMMAND ${GIT} -C ${SOURCE} rev-parse HEAD OUTPUT_VARIABLE head RESULT_VARIABLE failed
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT failed)
    set(commit ${head})
    execute_process(COMMAND ${GIT} -C ${SOURCE} diff HEAD OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes STREQUAL "")
      set(diff clean)
    else()
      string(SHA256 diff "${changes}")
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
#include "framework/store/files/provenance.h"

const xil::BuildInfo& xil::build_info() {
  static const BuildInfo kInfo = {"@commit@", "@diff@", "@BUILD_TYPE@"};
  return kInfo;
}
]] @ONLY)
