# Jobs that get into trouble, data sets that change, and run files that others check. Included by CMakeLists.txt.
foreach(case jobs.two_jobs jobs.takeover jobs.foreign_takeover jobs.leave_to_others jobs.signals jobs.second_signal
        jobs.time_limit jobs.other_processor hang.alone hang.several_ranks hang.orderly hang.quarantine hang.mute
        trouble.quarantine trouble.killed_by_memory trouble.failures trouble.disk)
  string(REPLACE "." ";" parts ${case})
  list(GET parts 0 program)
  list(GET parts 1 scenario)
  add_test(NAME ${case} COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/${program}_test.py
    $<TARGET_FILE:xil> $<TARGET_FILE:xil-fake> ${PROJECT_SOURCE_DIR}/experiments/mpirun.sh ${scenario})
  set_tests_properties(${case} PROPERTIES LABELS mpi TIMEOUT 120 SKIP_RETURN_CODE 77
    ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1;${XIL_MPI_ENVIRONMENT}")
endforeach()

# A data set that changes under a folder is noticed, and what a run file holds can be recomputed from it.
add_test(NAME changed_source COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/changed_source_test.py $<TARGET_FILE:xil>
  ${PROJECT_SOURCE_DIR}/experiments/mpirun.sh)
add_test(NAME recompute COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/recompute_test.py $<TARGET_FILE:xil>)
set_tests_properties(changed_source PROPERTIES LABELS mpi)
set_tests_properties(changed_source recompute PROPERTIES TIMEOUT 300
  ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1;OMP_NUM_THREADS=1;OPENBLAS_NUM_THREADS=1;${XIL_MPI_ENVIRONMENT}")
