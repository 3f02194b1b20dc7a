xil_test(text USES xil::core)
# What others wrote stays words wherever it is shown.
foreach(scenario terminal report long_titles export submit profiles lost_output)
  add_test(NAME foreign_text.${scenario} COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/foreign_text_test.py $<TARGET_FILE:xil>
    $<TARGET_FILE:xil-fake> ${scenario})
  set_tests_properties(foreign_text.${scenario} PROPERTIES TIMEOUT 300
    ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1;OMP_NUM_THREADS=1;OPENBLAS_NUM_THREADS=1")
endforeach()
foreach(part messages growth)
  add_test(NAME config.${part} COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/config_messages_test.py $<TARGET_FILE:xil> ${part})
  set_tests_properties(config.${part} PROPERTIES TIMEOUT 120 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endforeach()
