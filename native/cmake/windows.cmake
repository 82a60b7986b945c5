# What runs on Windows: the provider DLL, logon-host.exe, and the test programs.
add_compile_definitions(UNICODE _UNICODE NOMINMAX _WIN32_WINNT=0x0A00 WINVER=0x0A00 NTDDI_VERSION=0x0A000007
  GATEHOUSE_VERSION="${PROJECT_VERSION}")
if(MINGW)
  # Only system DLLs are imported (R19). Section garbage collection keeps what LogonUI maps small.
  add_compile_options(-ffunction-sections -fdata-sections)
  add_link_options(-static -s -Wl,--gc-sections -Wl,--nxcompat -Wl,--dynamicbase -Wl,--high-entropy-va)
endif()

# One thin class per service of the operating system.
add_library(win STATIC
  win/account.cpp
  win/crash_sentinel.cpp
  win/credential_protection.cpp
  win/event_log.cpp
  win/host_process.cpp
  win/logon_package.cpp
  win/picture_bitmap.cpp
  win/pipe_client.cpp
  win/pipe_presence.cpp
  win/registry.cpp
  win/server_check.cpp
  win/service_link.cpp
  win/session_facts.cpp
  win/settings.cpp
  win/ui_languages.cpp
  win/wide_text.cpp)
target_link_libraries(win PUBLIC core ole32 secur32 advapi32 gdi32 uuid)

# A library and dll_main, so that tests link what the DLL is made of.
add_library(provider STATIC
  provider/break_glass.cpp
  provider/class_factory.cpp
  provider/credential.cpp
  provider/field_painter.cpp
  provider/incoming_credential.cpp
  provider/known_providers.cpp
  provider/provider.cpp
  provider/provider_filter.cpp
  provider/registration.cpp
  provider/serialization_block.cpp
  provider/shared_events.cpp
  provider/sign_in_screen.cpp
  provider/texts.cpp
  provider/tile_exchange.cpp
  provider/tile_session.cpp)
target_link_libraries(provider PUBLIC win)

add_library(gatehouse-provider SHARED provider/dll_main.cpp provider/provider.def)
target_link_libraries(gatehouse-provider PRIVATE provider)
set_target_properties(gatehouse-provider PROPERTIES PREFIX "")

# The texts of the event log: a resource and no code. Binutils' message compiler reads UTF-8; Microsoft's does not.
if(MINGW)
  enable_language(RC)
  find_program(GATEHOUSE_WINDMC x86_64-w64-mingw32-windmc REQUIRED)
  set(GATEHOUSE_MESSAGES ${CMAKE_CURRENT_SOURCE_DIR}/events/gatehouse-events.mc)
  set(GATEHOUSE_MESSAGES_OUT ${CMAKE_BINARY_DIR}/events)
  file(MAKE_DIRECTORY ${GATEHOUSE_MESSAGES_OUT})
  add_custom_command(
    OUTPUT ${GATEHOUSE_MESSAGES_OUT}/gatehouse-events.rc
    COMMAND ${GATEHOUSE_WINDMC} --codepage_in=65001 --unicode_out --headerdir=${GATEHOUSE_MESSAGES_OUT}
      --rcdir=${GATEHOUSE_MESSAGES_OUT} ${GATEHOUSE_MESSAGES}
    DEPENDS ${GATEHOUSE_MESSAGES}
    VERBATIM)
  add_library(gatehouse-events SHARED ${GATEHOUSE_MESSAGES_OUT}/gatehouse-events.rc)
  target_include_directories(gatehouse-events PRIVATE ${GATEHOUSE_MESSAGES_OUT})
  target_link_options(gatehouse-events PRIVATE -nostdlib -Wl,--entry=0)
  set_target_properties(gatehouse-events PROPERTIES PREFIX "" LINKER_LANGUAGE CXX)
endif()

# What the MSI does beyond files and registry; it is in the package and never installed.
add_library(gatehouse-setup SHARED
  provider/registration.cpp
  setup/actions.cpp
  setup/installation.cpp
  setup/join_token.cpp
  setup/portal_shortcut.cpp
  setup/private_files.cpp
  setup/service_registration.cpp
  setup/tree_removal.cpp
  setup/setup.def)
target_link_libraries(gatehouse-setup PRIVATE win msi)
set_target_properties(gatehouse-setup PROPERTIES PREFIX "")

set(LOGON_HOST
  logon_host/commands.cpp
  logon_host/host.cpp
  logon_host/host_remote.cpp
  logon_host/host_window.cpp
  logon_host/json_line.cpp
  logon_host/line_breaks.cpp
  logon_host/main.cpp
  logon_host/memory_use.cpp
  logon_host/serialization_json.cpp
  logon_host/tile_canvas.cpp
  logon_host/tile_events.cpp
  logon_host/tile_layout.cpp
  logon_host/tile_painter.cpp
  logon_host/tile_window.cpp
  logon_host/users.cpp)
add_executable(logon-host ${LOGON_HOST} logon_host/provider_source.cpp provider/known_providers.cpp)
target_link_libraries(logon-host PRIVATE win)
# The same with the provider's code in it, made for the prompt of User Account Control.
add_executable(consent-host ${LOGON_HOST} logon_host/consent_source.cpp)
target_link_libraries(consent-host PRIVATE provider)
if(MINGW)
  target_link_options(logon-host PRIVATE -municode)
  target_link_options(consent-host PRIVATE -municode)
endif()

add_executable(scripted-service test/scripted_service.cpp)
target_link_libraries(scripted-service PRIVATE core advapi32)
if(MINGW)
  target_link_options(scripted-service PRIVATE -municode)
endif()

add_executable(pipe-bench test/pipe_bench.cpp)
if(MINGW)
  target_link_options(pipe-bench PRIVATE -municode)
endif()

# Copied alone: the whole of /usr/include does not belong to this target.
find_file(GATEHOUSE_DOCTEST doctest/doctest.h PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
configure_file(${GATEHOUSE_DOCTEST} ${CMAKE_BINARY_DIR}/include/doctest/doctest.h COPYONLY)
add_executable(windows-tests
  logon_host/json_line.cpp
  logon_host/tile_events.cpp
  test/main.cpp
  test/win/credential_marshalling_test.cpp
  test/win/credential_protection_test.cpp
  test/win/event_log_test.cpp
  test/win/host_process_test.cpp
  test/win/known_providers_test.cpp
  test/win/remote_credential_test.cpp
  test/win/logon_layout_test.cpp
  test/win/picture_bitmap_test.cpp
  test/win/registration_test.cpp
  test/win/settings_test.cpp
  test/win/wide_text_test.cpp)
target_include_directories(windows-tests SYSTEM PRIVATE ${CMAKE_BINARY_DIR}/include)
target_link_libraries(windows-tests PRIVATE provider)
