# Results folders that somebody else, or an earlier version, made: they do no harm, and stay readable.
xil_test(own_files USES xil::store)
foreach(module foreign_files foreign_hdf5 old_results)
  add_test(NAME ${module} COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/${module}_test.py $<TARGET_FILE:xil>
    $<TARGET_FILE:xil-fake>)
  set_tests_properties(${module} PROPERTIES TIMEOUT 200 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endforeach()
