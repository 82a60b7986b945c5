#include "win/registry.h"

#include "win/unique_handle.h"

namespace gatehouse {
namespace {

constexpr DWORD kMaxValueSize = 65'536;

// RegGetValue checks the type and terminates strings. The 64-bit view is named: a 32-bit host would see another.
std::optional<std::wstring> ReadText(HKEY root, const wchar_t* key, const wchar_t* name, DWORD type) {
  const DWORD flags = type | RRF_SUBKEY_WOW6464KEY;
  DWORD size = 0;
  if (RegGetValueW(root, key, name, flags, nullptr, nullptr, &size) != ERROR_SUCCESS || size > kMaxValueSize) {
    return std::nullopt;
  }
  std::wstring text(size / sizeof(wchar_t) + 1, L'\0');
  size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (RegGetValueW(root, key, name, flags, nullptr, text.data(), &size) != ERROR_SUCCESS) {
    return std::nullopt;
  }
  text.resize(size / sizeof(wchar_t));
  return text;
}

}  // namespace

std::optional<DWORD> ReadRegistryDword(const wchar_t* key, const wchar_t* name, HKEY root) {
  DWORD value = 0;
  DWORD size = sizeof(value);
  const DWORD flags = RRF_RT_REG_DWORD | RRF_SUBKEY_WOW6464KEY;
  if (RegGetValueW(root, key, name, flags, nullptr, &value, &size) != ERROR_SUCCESS) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::wstring> ReadRegistryString(const wchar_t* key, const wchar_t* name, HKEY root) {
  auto text = ReadText(root, key, name, RRF_RT_REG_SZ);
  if (text) text->resize(std::wstring_view(text->c_str()).size());
  return text;
}

std::optional<std::vector<std::wstring>> ReadRegistryStrings(const wchar_t* key, const wchar_t* name, HKEY root) {
  const auto text = ReadText(root, key, name, RRF_RT_REG_MULTI_SZ);
  if (!text) return std::nullopt;
  return SplitMultiString(*text);
}

std::vector<std::wstring> SplitMultiString(std::wstring_view text) {
  std::vector<std::wstring> strings;
  std::wstring current;
  for (const wchar_t unit : text) {
    if (unit != L'\0') {
      current.push_back(unit);
    } else if (!current.empty()) {
      strings.push_back(std::move(current));
      current.clear();
    }
  }
  return strings;
}

}  // namespace gatehouse
