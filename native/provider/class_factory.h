#pragma once

#include <atomic>

#include "provider/credential_provider_abi.h"
#include "provider/module_count.h"

namespace gatehouse {

// Makes providers, unless the crash sentinel says that they have been the end of their host too often. Created with
// one reference.
class ClassFactory final : public IClassFactory {
 public:
  ClassFactory() = default;
  ClassFactory(const ClassFactory&) = delete;
  ClassFactory& operator=(const ClassFactory&) = delete;

  // IUnknown
  IFACEMETHODIMP
  QueryInterface(REFIID riid, void** object) noexcept override;
  IFACEMETHODIMP_(ULONG) AddRef() noexcept override;
  IFACEMETHODIMP_(ULONG) Release() noexcept override;

  // IClassFactory
  IFACEMETHODIMP
  CreateInstance(IUnknown* outer, REFIID riid, void** object) noexcept override;
  IFACEMETHODIMP
  LockServer(BOOL lock) noexcept override;

 private:
  ~ClassFactory() = default;

  std::atomic<ULONG> references_ = 1;
  const ModuleReference module_;
};

}  // namespace gatehouse
