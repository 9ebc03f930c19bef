# embed_assets(TARGET FOLDER): every file of FOLDER goes into TARGET's binary, plain and gzipped, as
# one generated file that defines web/assets.hpp's table. Adding a file to FOLDER is enough.
function(embed_assets target folder)
    file(GLOB assets CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/${folder}
         ${CMAKE_SOURCE_DIR}/${folder}/*)
    set(generated ${CMAKE_BINARY_DIR}/generated/assets.cpp)
    list(TRANSFORM assets PREPEND ${CMAKE_SOURCE_DIR}/${folder}/ OUTPUT_VARIABLE paths)
    add_custom_command(
        OUTPUT ${generated}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${generated} "-DASSETS=${assets}"
                -DFOLDER=${CMAKE_SOURCE_DIR}/${folder}
                -P ${CMAKE_SOURCE_DIR}/scripts/cmake/GenerateAssets.cmake
        DEPENDS ${paths} ${CMAKE_SOURCE_DIR}/scripts/cmake/GenerateAssets.cmake
        VERBATIM)
    target_sources(${target} PRIVATE ${generated})
endfunction()
