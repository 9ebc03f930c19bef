# embed_assets(TARGET FOLDER FUNCTION): every file below FOLDER goes into TARGET's binary, plain and
# gzipped, as one generated file that defines FUNCTION of web/assets.hpp. A new file in FOLDER is
# picked up by itself.
function(embed_assets target folder function)
    file(GLOB_RECURSE assets CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/${folder}
         ${CMAKE_SOURCE_DIR}/${folder}/*)
    set(generated ${CMAKE_BINARY_DIR}/generated/${function}.cpp)
    set(generator ${CMAKE_SOURCE_DIR}/scripts/cmake/GenerateAssets.cmake)
    list(TRANSFORM assets PREPEND ${CMAKE_SOURCE_DIR}/${folder}/ OUTPUT_VARIABLE paths)
    # The list travels as one argument: with commas, since CMake splits at semicolons.
    list(JOIN assets "," names)
    add_custom_command(
        OUTPUT ${generated}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${generated} -DASSETS=${names} -DFUNCTION=${function}
                -DFOLDER=${CMAKE_SOURCE_DIR}/${folder} -P ${generator}
        DEPENDS ${paths} ${generator} ${CMAKE_SOURCE_DIR}/scripts/cmake/strip_comments.awk
        VERBATIM)
    target_sources(${target} PRIVATE ${generated})
endfunction()
