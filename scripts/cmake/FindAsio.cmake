# Standalone Asio; Debian's libasio-dev ships neither a CMake config nor a .pc file.
# Compiled once, in src/loop/asio.cpp (ASIO_SEPARATE_COMPILATION).
find_path(Asio_INCLUDE_DIR asio.hpp)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Asio REQUIRED_VARS Asio_INCLUDE_DIR)
if(Asio_FOUND AND NOT TARGET Asio::Asio)
    add_library(Asio::Asio INTERFACE IMPORTED)
    target_include_directories(Asio::Asio SYSTEM INTERFACE ${Asio_INCLUDE_DIR})
    # Aligned allocation is decided by whether a standard header comes before Asio's: where some
    # files allocate with it and others free without it, the address sanitizer ends the program.
    target_compile_definitions(Asio::Asio INTERFACE
        ASIO_STANDALONE ASIO_NO_DEPRECATED ASIO_SEPARATE_COMPILATION ASIO_DISABLE_STD_ALIGNED_ALLOC)
    target_link_libraries(Asio::Asio INTERFACE Threads::Threads)
endif()
