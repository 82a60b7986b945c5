#pragma once

#include <utility>

#include "win/win32.h"

#include <unknwn.h>

namespace gatehouse {

// Owns one reference of a COM object.
template <typename T>
class ComPtr {
 public:
  ComPtr() noexcept = default;
  explicit ComPtr(T* object) noexcept : object_(object) {
    if (object_ != nullptr) object_->AddRef();
  }
  ComPtr(const ComPtr& other) noexcept : ComPtr(other.object_) {}
  ComPtr(ComPtr&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  ComPtr& operator=(ComPtr other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~ComPtr() {
    if (object_ != nullptr) object_->Release();
  }

  [[nodiscard]] T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  [[nodiscard]] T* Detach() noexcept { return std::exchange(object_, nullptr); }
  // For calls that give an object back through a pointer, with its reference.
  [[nodiscard]] T** put() noexcept {
    *this = ComPtr();
    return &object_;
  }
  [[nodiscard]] void** put_void() noexcept { return reinterpret_cast<void**>(put()); }

  template <typename U>
  [[nodiscard]] ComPtr<U> As() const noexcept {
    ComPtr<U> other;
    if (object_ != nullptr) object_->QueryInterface(__uuidof(U), other.put_void());
    return other;
  }

 private:
  T* object_ = nullptr;
};

}  // namespace gatehouse
