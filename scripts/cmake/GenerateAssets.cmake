# Run by the build (see EmbedAssets.cmake): writes OUTPUT, which defines FUNCTION, from the files
# ASSETS of FOLDER.
function(bytes_of path variable)
    file(READ ${path} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," hex "${hex}")
    set(${variable} "${hex}" PARENT_SCOPE)
endfunction()

set(arrays "")
set(table "")
set(index 0)
string(REPLACE "," ";" ASSETS "${ASSETS}")
foreach(asset IN LISTS ASSETS)
    set(path ${FOLDER}/${asset})
    # Where builds have to be the same each time, no file is newer than what that was said of.
    file(TIMESTAMP ${path} modified "%s" UTC)
    if(DEFINED ENV{SOURCE_DATE_EPOCH} AND modified GREATER "$ENV{SOURCE_DATE_EPOCH}")
        set(modified "$ENV{SOURCE_DATE_EPOCH}")
    endif()
    if(asset MATCHES "\\.m?js$" AND NOT asset MATCHES "\\.min\\.js$")
        execute_process(COMMAND awk -f ${CMAKE_CURRENT_LIST_DIR}/strip_comments.awk ${path}
                        OUTPUT_FILE ${OUTPUT}.js COMMAND_ERROR_IS_FATAL ANY)
        set(path ${OUTPUT}.js)
    endif()
    set(packed ${OUTPUT}.gz)
    execute_process(COMMAND gzip -9nc ${path} OUTPUT_FILE ${packed} COMMAND_ERROR_IS_FATAL ANY)
    bytes_of(${path} plain)
    bytes_of(${packed} gzipped)
    file(REMOVE ${packed})
    file(SHA256 ${path} hash)
    string(SUBSTRING ${hash} 0 16 hash)
    file(REMOVE ${OUTPUT}.js)
    string(APPEND arrays "constexpr char plain_${index}[] = {${plain}'\\0'};\n"
                         "constexpr char gzip_${index}[] = {${gzipped}'\\0'};\n")
    string(APPEND table "    {\"${asset}\", {plain_${index}, sizeof plain_${index} - 1},\n"
                        "     {gzip_${index}, sizeof gzip_${index} - 1}, \"${hash}\", ${modified}},\n")
    math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Generated from ${FOLDER}.\n#include \"web/assets.hpp\"\n\n"
    "namespace gateway::web {\nnamespace {\n\n${arrays}\n"
    "constexpr asset table[] = {\n${table}};\n\n} // namespace\n\n"
    "std::span<const asset> ${FUNCTION}() { return table; }\n\n} // namespace gateway::web\n")
