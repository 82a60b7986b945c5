#pragma once

#include <windows.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace gatehouse {

// Bytes that may hold a password: never copied by accident, zeroed before the memory is given back.
class WipedBytes {
 public:
  WipedBytes() noexcept = default;
  explicit WipedBytes(std::size_t size) : bytes_(std::make_unique<std::uint8_t[]>(size)), size_(size) {}
  WipedBytes(const std::uint8_t* data, std::size_t size) : WipedBytes(size) { std::copy_n(data, size, bytes_.get()); }
  WipedBytes(WipedBytes&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  WipedBytes& operator=(WipedBytes&& other) noexcept {
    if (this != &other) {
      Wipe();
      bytes_ = std::move(other.bytes_);
      size_ = std::exchange(other.size_, 0);
    }
    return *this;
  }
  WipedBytes(const WipedBytes&) = delete;
  WipedBytes& operator=(const WipedBytes&) = delete;
  ~WipedBytes() { Wipe(); }

  std::uint8_t* data() noexcept { return bytes_.get(); }
  const std::uint8_t* data() const noexcept { return bytes_.get(); }
  std::size_t size() const noexcept { return size_; }
  void Wipe() noexcept {
    if (size_ != 0) SecureZeroMemory(bytes_.get(), size_);
  }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
};

}  // namespace gatehouse
