# Compiler settings shared by every target of the project, as one interface library.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
if(GATEWAY_SANITIZE)
    # With asserts, and with line numbers in the stacks.
    set(CMAKE_BUILD_TYPE Debug)
    set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1 -D_GLIBCXX_ASSERTIONS")
    set(CMAKE_C_FLAGS_DEBUG "-O1 -g1")
elseif(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
add_link_options(-Wl,-z,relro,-z,now) # no table of functions that could be written to

add_library(gateway_settings INTERFACE)
# -Wrestrict: g++ 12 sees overlaps in std::string where there are none (its bug 105651).
target_compile_options(gateway_settings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
    $<$<BOOL:${GATEWAY_WERROR}>:-Werror>)
if(GATEWAY_SANITIZE)
    # Also the third-party C sources, so that a bad read inside llhttp is seen.
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
                        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
    if(GATEWAY_FUZZ)
        add_compile_options(-fsanitize=fuzzer-no-link)
    endif()
endif()
