# What an installation consists of, and the Debian package of it: ./scripts/package

set(docs share/doc/event-gateway)
set(debian ${PROJECT_SOURCE_DIR}/scripts/debian)
set(made ${PROJECT_BINARY_DIR}/package)
set(debian_version ${PROJECT_VERSION}-1)

# Debian wants manuals and changelogs compressed, and the same bytes each time they are.
function(install_gzipped source destination name)
    install(CODE "
        set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${destination}\")
        file(MAKE_DIRECTORY \${folder})
        execute_process(COMMAND gzip -9 -n -c ${source}
            OUTPUT_FILE \${folder}/${name}.gz COMMAND_ERROR_IS_FATAL ANY)
        file(CHMOD \${folder}/${name}.gz PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)")
endfunction()

string(TIMESTAMP date "%a, %d %b %Y 00:00:00 +0000" UTC)
set(version ${debian_version})
configure_file(${debian}/changelog.in ${made}/changelog @ONLY)
file(WRITE ${made}/conffiles "/etc/event-gateway/event-gateway.toml\n")

install(TARGETS event-gateway udp-sender DESTINATION bin)
foreach(program event-gateway udp-sender)
    install_gzipped(${PROJECT_SOURCE_DIR}/scripts/man/${program}.1 share/man/man1 ${program}.1)
endforeach()
install(FILES README.md DESTINATION ${docs})
install(FILES ${debian}/copyright.txt DESTINATION ${docs} RENAME copyright)
install_gzipped(${PROJECT_SOURCE_DIR}/CHANGELOG.md ${docs} changelog)
install_gzipped(${made}/changelog ${docs} changelog.Debian)
install(FILES scripts/systemd/event-gateway.toml DESTINATION /etc/event-gateway)
file(GLOB units CONFIGURE_DEPENDS scripts/systemd/*.service scripts/systemd/*.socket)
install(FILES ${units} DESTINATION /lib/systemd/system)

set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON) # not all of it lies below the prefix
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_OUTPUT_FILE_PREFIX ${made})
set(CPACK_PACKAGE_NAME event-gateway)
set(CPACK_PACKAGE_CONTACT "The event-gateway authors <event-gateway@example.org>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# It has a /usr/bin/udp-sender too.
set(CPACK_DEBIAN_PACKAGE_CONFLICTS udpcast)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "catches UDP datagrams and HTTP posts and shows them live
What devices send to a UDP port or post over HTTP is kept in one ring of
fixed size and shown live in a browser, as JSON, as exports and as
counters. Whatever is lost on the way is counted exactly.
.
It comes with udp-sender, a test tool that sends datagrams and checks what
arrived. The package udpcast has a program of the same name: that is why
the two conflict.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${debian}/postinst ${debian}/prerm ${debian}/postrm ${made}/conffiles)
include(CPack)
