#include "provider/known_providers.h"

#include <objbase.h>

#include <array>
#include <string>

namespace gatehouse {
namespace {

struct KnownProvider {
  std::wstring_view name;
  const wchar_t* clsid;
};

// As Windows 10 and later register them under Authentication\Credential Providers. A short name may stand for several.
constexpr std::array kKnownProviders = {
    KnownProvider{L"password", L"{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}"},
    KnownProvider{L"picture-password", L"{2135f72a-90b5-4ed3-a7f1-8bb705ac276a}"},
    KnownProvider{L"smart-card", L"{8fd7e19c-3bf7-489b-a72c-846ab3678c96}"},
    KnownProvider{L"smart-card-reader", L"{1b283861-754f-4022-ad47-a5eaaa618894}"},
    KnownProvider{L"smart-card-pin", L"{94596c7e-3744-41ce-893e-bbf09122f76a}"},
    KnownProvider{L"smart-card-winrt", L"{1ee7337f-85ac-45e2-a23c-37c753209769}"},
    KnownProvider{L"windows-hello-pin", L"{d6886603-9d2f-4eb2-b667-1971041fa96b}"},
    KnownProvider{L"windows-hello-face", L"{8af662bf-65a0-4d0a-a540-a338a999d36f}"},
    KnownProvider{L"windows-hello-fingerprint", L"{bec09223-b018-416d-a0ac-523971b639f5}"},
    KnownProvider{L"windows-hello-iris", L"{c885aa15-1764-4293-b82a-0586add46b35}"},
    KnownProvider{L"security-key", L"{f8a1793b-7873-4046-b2a7-1f318747f427}"},
    KnownProvider{L"web-sign-in", L"{c5d7540a-cd51-453b-b22b-05305ba03f07}"},
};

}  // namespace

std::optional<GUID> ProviderOfName(std::wstring_view name) noexcept {
  std::array<wchar_t, 40> text{};
  for (const KnownProvider& known : kKnownProviders) {
    if (known.name == name) name = known.clsid;
  }
  if (name.size() >= text.size()) return std::nullopt;
  name.copy(text.data(), name.size());
  GUID clsid{};
  // Without braces it would look for a program's name.
  if (name.empty() || name[0] != L'{' || CLSIDFromString(text.data(), &clsid) != S_OK) return std::nullopt;
  return clsid;
}

}  // namespace gatehouse
