#pragma once

#include <array>
#include <string_view>

#include "core/screen.h"

namespace gatehouse {

// The few texts that the DLL itself says; every other text comes from the service. UTF-8.
struct Texts {
  // What LogonUI shows in an empty field, and Narrator reads for each. They cannot change on a live tile.
  std::array<std::string_view, kSlotCount> labels;
  std::string_view sign_in;
  std::string_view change_password;
  std::string_view waiting_for_service;
  std::string_view waiting_for_answer;
  std::string_view service_down;
  std::string_view service_down_other_options;
  std::string_view service_down_no_change;
  std::string_view service_not_trusted;
  std::string_view connection_lost;
  std::string_view no_answer;
  std::string_view change_in_doubt;
  std::string_view wrong_account;
  std::string_view unusable_answer;
  std::string_view internal_failure;
  std::string_view remote_without_password;
  std::string_view reduced;
};

// For a BCP 47 tag; English where there are no texts for it (core/ui_language.h).
[[nodiscard]] const Texts& TextsFor(std::string_view language) noexcept;

}  // namespace gatehouse
