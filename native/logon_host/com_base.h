#pragma once

#include <atomic>

#include "provider/com_ptr.h"

namespace gatehouse::host {

// IUnknown of a host object with one interface, or one chain of them. Created with one reference.
template <typename Self, typename Interface>
class ComBase : public Interface {
 public:
  ComBase() = default;
  ComBase(const ComBase&) = delete;
  ComBase& operator=(const ComBase&) = delete;

  IFACEMETHODIMP
  QueryInterface(REFIID riid, void** object) noexcept override {
    if (object == nullptr) return E_POINTER;
    *object = nullptr;
    if (riid == __uuidof(IUnknown) || riid == __uuidof(Interface) || Self::IsBase(riid)) {
      *object = static_cast<Interface*>(this);
      AddRef();
      return S_OK;
    }
    return static_cast<Self*>(this)->QueryMore(riid, object);
  }
  IFACEMETHODIMP_(ULONG) AddRef() noexcept override { return ++references_; }
  IFACEMETHODIMP_(ULONG) Release() noexcept override {
    const ULONG left = --references_;
    if (left == 0) delete static_cast<Self*>(this);
    return left;
  }

  static bool IsBase(REFIID /*riid*/) noexcept { return false; }
  HRESULT QueryMore(REFIID /*riid*/, void** /*object*/) noexcept { return E_NOINTERFACE; }

 protected:
  ~ComBase() = default;

 private:
  std::atomic<ULONG> references_ = 1;
};

template <typename Object, typename... Arguments>
ComPtr<Object> Create(Arguments&&... arguments) {
  ComPtr<Object> object;
  *object.put() = new Object(std::forward<Arguments>(arguments)...);
  return object;
}

}  // namespace gatehouse::host
