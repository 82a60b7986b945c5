#pragma once

#include <utility>

#include "win/win32.h"

namespace gatehouse {

// Owns what `Traits` knows how to close.
template <typename Traits>
class Unique {
 public:
  using Value = typename Traits::Value;
  Unique() noexcept = default;
  explicit Unique(Value value) noexcept : value_(value) {}
  Unique(Unique&& other) noexcept : value_(std::exchange(other.value_, Traits::Empty())) {}
  Unique& operator=(Unique&& other) noexcept {
    if (this != &other) {
      reset();
      value_ = std::exchange(other.value_, Traits::Empty());
    }
    return *this;
  }
  Unique(const Unique&) = delete;
  Unique& operator=(const Unique&) = delete;
  ~Unique() { reset(); }

  [[nodiscard]] Value get() const noexcept { return value_; }
  [[nodiscard]] Value release() noexcept { return std::exchange(value_, Traits::Empty()); }
  // For calls that give the value back through a pointer.
  [[nodiscard]] Value* put() noexcept {
    reset();
    return &value_;
  }
  explicit operator bool() const noexcept { return value_ != Traits::Empty(); }
  void reset() noexcept {
    if (value_ != Traits::Empty()) Traits::Close(std::exchange(value_, Traits::Empty()));
  }

 private:
  Value value_ = Traits::Empty();
};

struct HandleTraits {
  using Value = HANDLE;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept { CloseHandle(value); }
};
using UniqueHandle = Unique<HandleTraits>;

struct FileTraits {
  using Value = HANDLE;
  static Value Empty() noexcept { return INVALID_HANDLE_VALUE; }
  static void Close(Value value) noexcept { CloseHandle(value); }
};
using UniqueFile = Unique<FileTraits>;

struct ServiceHandleTraits {
  using Value = SC_HANDLE;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept { CloseServiceHandle(value); }
};
using UniqueServiceHandle = Unique<ServiceHandleTraits>;

struct RegistryKeyTraits {
  using Value = HKEY;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept { RegCloseKey(value); }
};
using UniqueRegistryKey = Unique<RegistryKeyTraits>;

// Memory that the system gave with LocalAlloc.
struct LocalMemoryTraits {
  using Value = void*;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept { LocalFree(value); }
};
using UniqueLocalMemory = Unique<LocalMemoryTraits>;

struct BitmapTraits {
  using Value = HBITMAP;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept { DeleteObject(value); }
};
using UniqueBitmap = Unique<BitmapTraits>;

}  // namespace gatehouse
