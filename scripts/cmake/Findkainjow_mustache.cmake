# kainjow::mustache, one header without a CMake config.
find_path(kainjow_mustache_INCLUDE_DIR kainjow/mustache.hpp)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(kainjow_mustache REQUIRED_VARS kainjow_mustache_INCLUDE_DIR)
if(kainjow_mustache_FOUND AND NOT TARGET kainjow_mustache::kainjow_mustache)
    add_library(kainjow_mustache::kainjow_mustache INTERFACE IMPORTED)
    target_include_directories(kainjow_mustache::kainjow_mustache
        SYSTEM INTERFACE ${kainjow_mustache_INCLUDE_DIR})
endif()
