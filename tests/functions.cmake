# What the folders below declare their tests with.

set(XIL_ONE_THREAD OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1)
# Where xil keeps a key of the user, so that no test touches the user's own.
set(XIL_STATE XDG_STATE_HOME=${PROJECT_BINARY_DIR}/state)
set(XIL_PYTHON_ENVIRONMENT ${XIL_STATE} PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=${CMAKE_CURRENT_SOURCE_DIR}/support)
set(XIL_MPIRUN ${PROJECT_SOURCE_DIR}/experiments/mpirun.sh)

# xil_tests(name FILES ... USES rooms... [PRIVATELY targets] [SANITIZED]): builds <file>_test.cpp of each file into one program and registers
# each of its cases. SANITIZED: with what is built by xil_untrusted_library().
function(xil_tests name)
  cmake_parse_arguments(TEST "SANITIZED" "" "FILES;USES;PRIVATELY" ${ARGN})
  list(TRANSFORM TEST_FILES APPEND _test.cpp)
  add_executable(${name}_test ${TEST_FILES})
  target_link_libraries(${name}_test PRIVATE ${TEST_USES} ${TEST_PRIVATELY} GTest::gtest_main)
  if(NOT TEST_SANITIZED)
    xil_reuse_headers(${name}_test xil_test_common)
  endif()
  gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300 ENVIRONMENT "${XIL_ONE_THREAD};${XIL_STATE}")
endfunction()

# xil_python_test(name SCRIPT [ARGUMENTS ...] [TIMEOUT s] [LABELS ...] [PROCESSORS n] [LOCK resource] [ENVIRONMENT ...] [QUIET]):
# runs a script of this folder, which may skip itself with code 77; with the label mpi in an environment that lets Open MPI run
# anywhere; QUIET hides Python's own warnings.
function(xil_python_test name script)
  cmake_parse_arguments(TEST "QUIET" "TIMEOUT;PROCESSORS;LOCK" "ARGUMENTS;LABELS;ENVIRONMENT" ${ARGN})
  set(interpreter Python3::Interpreter)
  if(TEST_QUIET)
    list(APPEND interpreter -W ignore)
  endif()
  add_test(NAME ${name} COMMAND ${interpreter} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${TEST_ARGUMENTS})
  if("mpi" IN_LIST TEST_LABELS)
    list(APPEND TEST_ENVIRONMENT ${XIL_MPI_ENVIRONMENT})
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} SKIP_RETURN_CODE 77
    ENVIRONMENT "${XIL_PYTHON_ENVIRONMENT};${TEST_ENVIRONMENT}")
  if(TEST_LABELS)
    set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}")
  endif()
  if(TEST_PROCESSORS)
    set_tests_properties(${name} PROPERTIES PROCESSORS ${TEST_PROCESSORS})
  endif()
  if(TEST_LOCK)
    set_tests_properties(${name} PROPERTIES RESOURCE_LOCK ${TEST_LOCK})
  endif()
endfunction()

# More ranks than cores are fine, nothing but this machine is asked for, and containers run as root.
if(NOT XIL_NN_ONLY)
  find_package(MPI REQUIRED COMPONENTS C)
  execute_process(COMMAND ${MPIEXEC_EXECUTABLE} --version OUTPUT_VARIABLE MPIEXEC_VERSION ERROR_QUIET)
  if(MPIEXEC_VERSION MATCHES "Open MPI|OpenRTE|PRTE|prte")
    set(XIL_MPIEXEC_FLAGS --oversubscribe --bind-to none)
    set(XIL_MPI_ENVIRONMENT OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl=self,vader
        OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_plm=isolated OMPI_MCA_oob_tcp_if_include=lo)
  endif()
endif()

# xil_mpi_test(name USES rooms...): builds <name>_mpi_test.cpp, a program with its own main, and registers it on 1, 2 and 4 ranks
# (label mpi), and once without a launcher.
function(xil_mpi_test name)
  cmake_parse_arguments(TEST "" "" "USES;PRIVATELY" ${ARGN})
  set(program ${name}_mpi_test)
  add_executable(${program} ${program}.cpp)
  target_link_libraries(${program} PRIVATE ${TEST_USES} ${TEST_PRIVATELY} GTest::gtest)
  add_test(NAME ${name}.mpi.plain COMMAND ${program})
  set_tests_properties(${name}.mpi.plain PROPERTIES TIMEOUT 60 ENVIRONMENT "${XIL_ONE_THREAD};XIL_TEST_RANKS=1")
  foreach(ranks 1 2 4)
    add_test(NAME ${name}.mpi.${ranks} COMMAND
      ${MPIEXEC_EXECUTABLE} ${XIL_MPIEXEC_FLAGS} ${MPIEXEC_NUMPROC_FLAG} ${ranks} $<TARGET_FILE:${program}>)
    set_tests_properties(${name}.mpi.${ranks} PROPERTIES LABELS mpi PROCESSORS ${ranks} TIMEOUT 60
      ENVIRONMENT "${XIL_ONE_THREAD};${XIL_MPI_ENVIRONMENT};XIL_TEST_RANKS=${ranks}")
  endforeach()
endfunction()
