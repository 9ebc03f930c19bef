find_program(ESBUILD esbuild)
if(NOT ESBUILD)
    message(FATAL_ERROR "esbuild, which links the pages' modules, is missing: ./scripts/bootstrap installs it")
endif()
set(GENERATED ${CMAKE_BINARY_DIR}/generated)

# link_modules(FOLDER ENTRY...): the modules below FOLDER become few small files in generated/modules:
# one for each ENTRY, which keeps its name, and chunk-HASH.js for what several share or what comes
# later. modules.json says which imports which.
function(link_modules folder)
    file(GLOB_RECURSE modules CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.js)
    list(TRANSFORM ARGN PREPEND ${CMAKE_SOURCE_DIR}/${folder}/ OUTPUT_VARIABLE entries)
    add_custom_command(
        OUTPUT ${GENERATED}/modules.json
        COMMAND ${CMAKE_COMMAND} -E rm -rf modules
        COMMAND ${ESBUILD} ${entries} --bundle --splitting --format=esm --minify --charset=utf8
                --legal-comments=none --log-level=warning --outdir=modules
                --entry-names=[name] --chunk-names=chunk-[hash] --metafile=modules.json
        WORKING_DIRECTORY ${GENERATED}
        DEPENDS ${modules}
        VERBATIM)
endfunction()

# embed_assets(TARGET FOLDER FUNCTION [MODULES]): every file below FOLDER goes into TARGET's binary,
# plain and gzipped, as one generated file that defines FUNCTION of web/assets.hpp; with MODULES,
# the linked ones in the place of FOLDER's own. A new file in FOLDER is picked up by itself.
function(embed_assets target folder function)
    file(GLOB_RECURSE assets CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/${folder}
         ${CMAKE_SOURCE_DIR}/${folder}/*)
    list(FILTER assets EXCLUDE REGEX "\\.js$")
    set(generated ${GENERATED}/${function}.cpp)
    set(generator ${CMAKE_SOURCE_DIR}/scripts/cmake/GenerateAssets.cmake)
    list(TRANSFORM assets PREPEND ${CMAKE_SOURCE_DIR}/${folder}/ OUTPUT_VARIABLE paths)
    # The list travels as one argument: with commas, since CMake splits at semicolons.
    list(JOIN assets "," names)
    add_custom_command(
        OUTPUT ${generated}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${generated} -DASSETS=${names} -DFUNCTION=${function}
                -DFOLDER=${CMAKE_SOURCE_DIR}/${folder} -DGENERATED=${GENERATED} -DMODULES=${ARGN}
                -DESBUILD=${ESBUILD} -P ${generator}
        DEPENDS ${paths} ${generator} ${GENERATED}/modules.json
        VERBATIM)
    target_sources(${target} PRIVATE ${generated})
endfunction()
