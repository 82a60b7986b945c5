#pragma once

#include <atomic>

#include "provider/credential_provider_abi.h"
#include "provider/module_count.h"

namespace gatehouse {

// Makes providers or filters. When the crash sentinel says that providers have been the end of their host too often, it
// makes reduced ones, or none where the administrator wants the system's own then. Created with one reference.
class ClassFactory final : public IClassFactory {
 public:
  enum class Product { kProvider, kFilter };

  explicit ClassFactory(Product product) noexcept : product_(product) {}
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
  const Product product_;
};

}  // namespace gatehouse
