# Every folder of the layout is one library, a "room"; the line that declares it is its dependency diagram.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(xil_options INTERFACE)
target_include_directories(xil_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(xil_options INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wnon-virtual-dtor
                                             $<$<BOOL:${XIL_WERROR}>:-Werror>)
# g++ 12 warns of overlapping or endless copies inside std::string that cannot happen (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(xil_options INTERFACE -Wno-restrict -Wno-stringop-overflow)
endif()
if(XIL_SANITIZE)
  target_compile_options(xil_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
                                               -fno-omit-frame-pointer)
  target_link_options(xil_options INTERFACE -fsanitize=address,undefined)
endif()
if(XIL_LIBFUZZER)
  target_compile_options(xil_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# What nearly every file includes is compiled once. Files name what they use all the same: XIL_PCH=OFF builds without.
option(XIL_PCH "Precompile the headers of the standard library, fmt, GoogleTest and ATen" ON)
set(XIL_COMMON_HEADERS <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set> <span>
  <string> <string_view> <utility> <vector> <fmt/format.h> <fmt/ranges.h>)

# xil_common_headers(name headers ...): an object library that others reuse the compiled headers of.
function(xil_common_headers name)
  if(NOT XIL_PCH)
    return()
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp CONTENT "// Only to compile the headers.\n")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE xil_options fmt::fmt)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()
function(xil_reuse_headers target name)
  if(XIL_PCH)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

# With -DCMAKE_UNITY_BUILD=ON several files are compiled as one, which takes half the time if everything is to be compiled.
# xil_compile_apart(files ...): two files of one room may use a name in their unnamed namespaces for two things; these are compiled alone.
function(xil_compile_apart)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# xil_library(name SOURCES ... [USES rooms] [PRIVATELY third-party targets] [OWN_HEADERS])
# OWN_HEADERS: it has compiled headers of its own.
function(xil_library name)
  cmake_parse_arguments(ROOM "OWN_HEADERS" "" "SOURCES;USES;PRIVATELY" ${ARGN})
  add_library(xil_${name} STATIC ${ROOM_SOURCES})
  add_library(xil::${name} ALIAS xil_${name})
  target_link_libraries(xil_${name} PUBLIC xil_options ${ROOM_USES} PRIVATE ${ROOM_PRIVATELY})
  if(NOT ROOM_OWN_HEADERS)
    xil_reuse_headers(xil_${name} xil_common)
  endif()
endfunction()

# xil_untrusted_library(name SOURCES ... [CORE files of framework/core] [PRIVATELY third-party targets])
# What reads files of strangers once more, with sanitizers in every build: tests throw damaged files at it.
function(xil_untrusted_library name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;CORE;PRIVATELY" ${ARGN})
  list(TRANSFORM ROOM_CORE PREPEND ${PROJECT_SOURCE_DIR}/framework/core/)
  # A program that links a room as well takes each of these files from one of the two libraries.
  set_source_files_properties(${ROOM_SOURCES} ${ROOM_CORE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set_source_files_properties(${ROOM_CORE} TARGET_DIRECTORY xil_core PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${ROOM_SOURCES} ${ROOM_CORE})
  target_link_libraries(${name} PUBLIC xil_options fmt::fmt PRIVATE ${ROOM_PRIVATELY})
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  target_compile_options(${name} PUBLIC -O1 ${sanitizers} -fno-omit-frame-pointer)
  target_link_options(${name} PUBLIC ${sanitizers})
endfunction()

# xil_embed_page(target function folder header): makes the files of a folder `std::vector<xil::PageFile> xil::function()` of a library,
# where `header` declares PageFile{name, content type, text}. No text may hold the sign `)embedded"`.
function(xil_embed_page target function folder header)
  set(types html "text/html" css "text/css" js "text/javascript" svg "image/svg+xml")
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded/${function}.cpp)
  set(entries "")
  foreach(file ${files})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME)
    string(REGEX REPLACE ".*\\." "" ending ${name})
    list(FIND types ${ending} place)
    if(place EQUAL -1)
      message(FATAL_ERROR "${file}: a page has no files of this kind")
    endif()
    math(EXPR place "${place} + 1")
    list(GET types ${place} type)
    file(READ ${file} text)
    string(APPEND entries "      {\"${name}\", \"${type}; charset=utf-8\", R\"embedded(${text})embedded\"},\n")
  endforeach()
  set(XIL_ENTRIES "${entries}")
  set(XIL_FUNCTION ${function})
  set(XIL_HEADER ${header})
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
"#include \"@XIL_HEADER@\"
namespace xil {
std::vector<PageFile> @XIL_FUNCTION@();
std::vector<PageFile> @XIL_FUNCTION@() {
  return {
@XIL_ENTRIES@  };
}
}  // namespace xil
")
  target_sources(xil_${target} PRIVATE ${source})
endfunction()

# xil_embed(target symbol file): makes the text of a file `extern const std::string_view xil::symbol` of a library, so that it can be
# kept as a file of its kind.
function(xil_embed target symbol file)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.cpp)
  file(READ ${file} XIL_TEXT)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  set(XIL_SYMBOL ${symbol})
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
"#include <string_view>
namespace xil {
extern const std::string_view @XIL_SYMBOL@;
const std::string_view @XIL_SYMBOL@ = R\"embedded(@XIL_TEXT@)embedded\";
}
")
  target_sources(xil_${target} PRIVATE ${source})
endfunction()
