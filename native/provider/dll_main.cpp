#include <array>

#include "provider/class_factory.h"
#include "provider/com_ptr.h"
#include "provider/guids.h"
#include "provider/hresult_border.h"
#include "provider/registration.h"

namespace {

HINSTANCE g_module = nullptr;

}  // namespace

// Only remembers the module: everything else is forbidden under the loader lock
// (learn.microsoft.com/windows/win32/dlls/dynamic-link-library-best-practices).
BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID /*reserved*/) {
  if (reason == DLL_PROCESS_ATTACH) g_module = module;
  return TRUE;
}

STDAPI DllGetClassObject(REFCLSID clsid, REFIID riid, void** object) {
  if (object == nullptr) return E_POINTER;
  *object = nullptr;
  using gatehouse::ClassFactory;
  const bool is_filter = clsid == gatehouse::kFilterClsid;
  if (!is_filter && clsid != gatehouse::kProviderClsid) return CLASS_E_CLASSNOTAVAILABLE;
  return gatehouse::AtBorder([&] {
    gatehouse::ComPtr<ClassFactory> factory;
    *factory.put() = new ClassFactory(is_filter ? ClassFactory::Product::kFilter : ClassFactory::Product::kProvider);
    return factory->QueryInterface(riid, object);
  });
}

STDAPI DllCanUnloadNow() { return gatehouse::g_module_objects == 0 ? S_OK : S_FALSE; }

STDAPI DllRegisterServer() {
  std::array<wchar_t, MAX_PATH> path{};
  const DWORD length = GetModuleFileNameW(g_module, path.data(), static_cast<DWORD>(path.size()));
  if (length == 0 || length == path.size()) return E_FAIL;
  return gatehouse::RegisterProvider(path.data());
}

STDAPI DllUnregisterServer() { return gatehouse::UnregisterProvider(); }
