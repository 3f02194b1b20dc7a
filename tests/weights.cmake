# Tests of what reads the files of torch.save() and torch.jit.save().
if(ZIP_LIBRARY AND ZIP_INCLUDE_DIR)  # a node may lack libzip
  # State dicts as torch writes them, whole and damaged.
  xil_test(nn_weights USES xil_untrusted_weights)
  xil_test(nn_loaded_weights USES xil::nn)
  add_executable(stored_tensors stored_tensors.cpp)
  target_link_libraries(stored_tensors PRIVATE xil_untrusted_weights)
  add_test(NAME nn_weights.torch COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/nn_weights_test.py
    $<TARGET_FILE:stored_tensors>)
  set_tests_properties(nn_weights.torch PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77
    ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1;OMP_NUM_THREADS=1;OPENBLAS_NUM_THREADS=1")

  # TorchScript modules.
  add_executable(scripted_outputs scripted_outputs.cpp)
  target_link_libraries(scripted_outputs PRIVATE xil::nn)
  add_test(NAME nn_script.torch COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/nn_script_test.py
    $<TARGET_FILE:scripted_outputs>)
  set_tests_properties(nn_script.torch PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77
    ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1;OMP_NUM_THREADS=1;OPENBLAS_NUM_THREADS=1")
endif()
