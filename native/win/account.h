#pragma once

#include <optional>
#include <string>

namespace gatehouse {

// An account as Windows names it.
struct Account {
  std::string sid;
  std::string domain;
  std::string user_name;
};

// Asks LSA. May go to the network for a domain account; nothing when the name or SID is not known or not a user.
[[nodiscard]] std::optional<Account> FindAccountByName(const std::string& name);
[[nodiscard]] std::optional<Account> FindAccountBySid(const std::string& sid);

}  // namespace gatehouse
