#include "win/wide_text.h"

#include <objbase.h>

#include <algorithm>

#include "core/utf.h"

namespace gatehouse {
namespace {

Bytes BytesOf(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

}  // namespace

std::u16string WidenToUtf16(std::string_view text) {
  return Utf8ToUtf16<std::u16string>(BytesOf(text)).value_or(std::u16string());
}

std::wstring Widen(std::string_view text) {
  const std::u16string wide = WidenToUtf16(text);
  return {wide.begin(), wide.end()};
}

std::string Narrow(std::wstring_view text) {
  const auto utf8 = Utf16ToUtf8(std::u16string(text.begin(), text.end()));
  return utf8 ? std::string(utf8->begin(), utf8->end()) : std::string();
}

wchar_t* CopyToTaskMemory(std::wstring_view text) noexcept {
  auto* copy = static_cast<wchar_t*>(CoTaskMemAlloc((text.size() + 1) * sizeof(wchar_t)));
  if (copy == nullptr) return nullptr;
  *std::copy(text.begin(), text.end(), copy) = L'\0';
  return copy;
}

wchar_t* SecretToTaskMemory(const SecretBytes& utf8) {
  const auto wide = Utf8ToUtf16<SecretUtf16>(utf8);
  if (!wide) return nullptr;
  auto* copy = static_cast<wchar_t*>(CoTaskMemAlloc((wide->size() + 1) * sizeof(wchar_t)));
  if (copy == nullptr) return nullptr;
  *std::copy(wide->begin(), wide->end(), copy) = L'\0';
  return copy;
}

}  // namespace gatehouse
