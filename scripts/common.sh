# Sourced by the scripts here, from the project's folder: configuring and building with CMake.

export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}

# configure FOLDER [-DNAME=VALUE...]: runs CMake where FOLDER is new or has other values. Values it
# has from before and that are not named stay, so that ./scripts/build after ./scripts/test has
# nothing to do. Where CI is set, warnings are errors.
configure() {
    local folder=$1 cache=$1/CMakeCache.txt option same=yes
    shift
    [ -z "${CI:-}" ] || set -- "$@" -DGATEWAY_WERROR=ON
    if [ -e "$folder" ] && ! [ -w "$folder" ]; then
        echo "$folder belongs to somebody else (made through sudo?): run this through sudo, or remove it" >&2
        exit 1
    fi
    # A folder that was copied or moved along with the project still speaks of the old place.
    if [ -e "$cache" ] && ! [ "$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache")" -ef . ]; then
        rm -rf "$cache" "$folder/CMakeFiles" "$folder/build.ninja"
    fi
    [ -e "$folder/build.ninja" ] || same=
    for option in "$@"; do
        option=${option#-D}
        grep -q -x -e "${option%%=*}:[A-Z]*=${option#*=}" "$cache" 2>/dev/null || same=
    done
    [ -z "$same" ] || return 0
    echo "configuring $folder"
    mkdir -p "$folder"
    cmake -S . -B "$folder" -G Ninja "$@" >"$folder/configure.log" 2>&1 && return
    cat "$folder/configure.log" >&2
    return 1
}

# compile FOLDER [TARGET...]: builds; says nothing where there is nothing to do.
compile() {
    local folder=$1
    shift
    cmake --build "$folder" ${1:+--target "$@"} 2>&1 |
        sed -u -e '/^ninja: no work to do/d' -e '/Re-checking globbed directories/d'
}
