#include "provider/class_factory.h"

#include "provider/hresult_border.h"
#include "provider/provider.h"
#include "provider/provider_filter.h"
#include "win/crash_sentinel.h"
#include "win/host_process.h"
#include "win/settings.h"

namespace gatehouse {

IFACEMETHODIMP
ClassFactory::QueryInterface(REFIID riid, void** object) noexcept {
  if (object == nullptr) return E_POINTER;
  if (riid != __uuidof(IUnknown) && riid != __uuidof(IClassFactory)) {
    *object = nullptr;
    return E_NOINTERFACE;
  }
  *object = static_cast<IClassFactory*>(this);
  AddRef();
  return S_OK;
}

IFACEMETHODIMP_(ULONG) ClassFactory::AddRef() noexcept { return ++references_; }

IFACEMETHODIMP_(ULONG) ClassFactory::Release() noexcept {
  const ULONG left = --references_;
  if (left == 0) delete this;
  return left;
}

IFACEMETHODIMP
ClassFactory::CreateInstance(IUnknown* outer, REFIID riid, void** object) noexcept {
  if (object == nullptr) return E_POINTER;
  *object = nullptr;
  if (outer != nullptr) return CLASS_E_NOAGGREGATION;
  return AtBorder([&]() -> HRESULT {
    const bool is_elevation_prompt = IsElevationPrompt();
    if (product_ == Product::kFilter) {
      ComPtr<ProviderFilter> filter;
      *filter.put() = new ProviderFilter(is_elevation_prompt);
      return filter->QueryInterface(riid, object);
    }
    const bool is_reduced = !CrashSentinel::Allows();
    if (is_reduced && ReadSettings().when_provider_crashes == WhenProviderCrashes::kSystemProviders) {
      return E_ACCESSDENIED;
    }
    ComPtr<Provider> provider;
    *provider.put() = new Provider({is_elevation_prompt, is_reduced});
    return provider->QueryInterface(riid, object);
  });
}

IFACEMETHODIMP
ClassFactory::LockServer(BOOL lock) noexcept {
  g_module_objects += lock != FALSE ? 1 : -1;
  return S_OK;
}

}  // namespace gatehouse
