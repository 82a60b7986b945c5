#include "provider/provider_filter.h"

#include <algorithm>

#include "provider/guids.h"
#include "provider/hresult_border.h"
#include "provider/incoming_credential.h"
#include "provider/known_providers.h"
#include "win/crash_sentinel.h"
#include "win/event_log.h"
#include "win/pipe_presence.h"

namespace gatehouse {
namespace {

// LogonUI knows a few dozen; what it says beyond is not ours to judge.
constexpr DWORD kMaxProviders = 4096;

bool IsAllowed(const GUID& provider, const std::vector<std::wstring>& allowed) noexcept {
  return std::any_of(allowed.begin(), allowed.end(), [&](const std::wstring& name) {
    const auto known = ProviderOfName(name);
    return known && *known == provider;
  });
}

// Whether our tile is one of those that LogonUI would show.
bool IsOursThere(const GUID* providers, const BOOL* allowed, DWORD count) noexcept {
  for (DWORD i = 0; i < count; ++i) {
    if (providers[i] == kProviderClsid) return allowed[i] != FALSE;
  }
  return false;
}

// As it came, for our provider.
HRESULT HandOver(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& incoming,
                 CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& ours) noexcept {
  ours = incoming;
  ours.clsidCredentialProvider = kProviderClsid;
  ours.rgbSerialization = nullptr;
  if (incoming.rgbSerialization == nullptr) {
    ours.cbSerialization = 0;
    return S_OK;
  }
  ours.rgbSerialization = static_cast<BYTE*>(CoTaskMemAlloc(incoming.cbSerialization));
  if (ours.rgbSerialization == nullptr) return E_OUTOFMEMORY;
  std::copy_n(incoming.rgbSerialization, incoming.cbSerialization, ours.rgbSerialization);
  return S_OK;
}

}  // namespace

bool IsFilterInForce(const Settings& settings, bool is_refused) {
  if (!settings.filter) return false;
  // Without us there would be nobody: whoever wants the others back then has said so.
  if (is_refused && settings.when_provider_crashes == WhenProviderCrashes::kSystemProviders) return false;
  return settings.when_service_down != WhenServiceDown::kSystemProviders || WaitForPipe(settings.service_wait_ms);
}

IFACEMETHODIMP
ProviderFilter::QueryInterface(REFIID riid, void** object) noexcept {
  if (object == nullptr) return E_POINTER;
  if (riid != __uuidof(IUnknown) && riid != __uuidof(ICredentialProviderFilter)) {
    *object = nullptr;
    return E_NOINTERFACE;
  }
  *object = static_cast<ICredentialProviderFilter*>(this);
  AddRef();
  return S_OK;
}

IFACEMETHODIMP_(ULONG) ProviderFilter::AddRef() noexcept { return ++references_; }

IFACEMETHODIMP_(ULONG) ProviderFilter::Release() noexcept {
  const ULONG left = --references_;
  if (left == 0) delete this;
  return left;
}

IFACEMETHODIMP
ProviderFilter::Filter(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, DWORD /*flags*/, GUID* providers, BOOL* allowed,
                       DWORD count) noexcept {
  if ((providers == nullptr || allowed == nullptr) && count > 0) return E_INVALIDARG;
  if (count > kMaxProviders) return E_INVALIDARG;
  const bool is_ours = scenario == CPUS_LOGON || scenario == CPUS_UNLOCK_WORKSTATION ||
                       (scenario == CPUS_CREDUI && is_elevation_prompt_);
  if (!is_ours) return S_OK;
  // Whoever hid the others then would leave nobody a way in.
  if (!IsOursThere(providers, allowed, count)) return S_OK;
  return AtBorder([&] {
    const Settings settings = ReadSettings();
    if (!IsFilterInForce(settings, !CrashSentinel::Allows())) return S_OK;
    for (DWORD i = 0; i < count; ++i) {
      // What another filter hides stays hidden.
      if (providers[i] != kProviderClsid && !IsAllowed(providers[i], settings.allowed_providers)) allowed[i] = FALSE;
    }
    return S_OK;
  });
}

IFACEMETHODIMP
ProviderFilter::UpdateRemoteCredential(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* incoming,
                                       CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* ours) noexcept {
  if (incoming == nullptr || ours == nullptr) return E_INVALIDARG;
  *ours = {};
  return AtBorder([&] {
    const Settings settings = ReadSettings();
    if (!IsFilterInForce(settings, !CrashSentinel::Allows())) return E_NOTIMPL;
    // A provider that may be used keeps what is its own.
    if (IsAllowed(incoming->clsidCredentialProvider, settings.allowed_providers)) return E_NOTIMPL;
    if (!ReadIncoming(*incoming)) {
      const bool reports = settings.remote_without_password == RemoteWithoutPassword::kReport;
      ReportEventToLog(reports ? kEventRemoteLeftToWindows : kEventRemoteWithoutPassword);
      if (reports) return E_NOTIMPL;
    }
    return HandOver(*incoming, *ours);
  });
}

}  // namespace gatehouse
