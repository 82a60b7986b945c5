#include "setup/installation.h"

#include "win/unique_handle.h"

namespace gatehouse {
namespace {

struct MsiTraits {
  using Value = MSIHANDLE;
  static Value Empty() noexcept { return 0; }
  static void Close(Value value) noexcept { MsiCloseHandle(value); }
};

// Of installer/gatehouse.wxs; the same for all versions.
constexpr wchar_t kUpgradeCode[] = L"{9D6AC6B5-5D4D-4EC3-9A0E-0E6BD3B2F6C1}";

}  // namespace

// A deferred action is told CustomActionData and ProductCode, and nothing else.
std::wstring Installation::Property(const wchar_t* name) const {
  DWORD length = 0;
  wchar_t nothing[1] = {};
  const UINT asked = MsiGetPropertyW(handle_, name, nothing, &length);
  if (asked != ERROR_MORE_DATA && asked != ERROR_SUCCESS) throw SetupError(L"An action was given nothing", asked);
  std::wstring text(++length, L'\0');
  const UINT got = MsiGetPropertyW(handle_, name, text.data(), &length);
  if (got != ERROR_SUCCESS) throw SetupError(L"An action was given nothing", got);
  text.resize(length);
  return text;
}

bool Installation::IsReplaced() const {
  const std::wstring own = Property(L"ProductCode");
  wchar_t product[39] = {};
  for (DWORD index = 0; MsiEnumRelatedProductsW(kUpgradeCode, 0, index, product) == ERROR_SUCCESS; ++index) {
    if (CompareStringOrdinal(product, -1, own.c_str(), -1, TRUE) != CSTR_EQUAL) return true;
  }
  return false;
}

std::vector<std::wstring> Installation::Data() const {
  std::wstring text = Property(L"CustomActionData");
  std::vector<std::wstring> parts(1);
  for (const wchar_t unit : text) {
    if (unit == L'|') {
      parts.emplace_back();
    } else {
      parts.back().push_back(unit);
    }
  }
  SecureZeroMemory(text.data(), text.size() * sizeof(wchar_t));
  return parts;
}

void Installation::Log(const std::wstring& text) const noexcept { Send(INSTALLMESSAGE_INFO, text); }

void Installation::Complain(const SetupError& error) const noexcept {
  try {
    const std::wstring code = error.code() == 0 ? L"" : L" (error " + std::to_wstring(error.code()) + L")";
    Send(INSTALLMESSAGE_ERROR, L"Gatehouse: " + error.text() + code + L".");
  } catch (...) {
    Send(INSTALLMESSAGE_ERROR, {});
  }
}

void Installation::Send(INSTALLMESSAGE kind, const std::wstring& text) const noexcept {
  const Unique<MsiTraits> record(MsiCreateRecord(1));
  if (!record) return;
  MsiRecordSetStringW(record.get(), 0, L"[1]");
  MsiRecordSetStringW(record.get(), 1, text.c_str());
  MsiProcessMessage(handle_, kind, record.get());
}

}  // namespace gatehouse
