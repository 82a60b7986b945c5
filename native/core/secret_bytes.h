#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace gatehouse {

using Bytes = std::span<const std::uint8_t>;

// Overwrites memory with zeros in a way that the optimiser may not remove.
void SecureWipe(void* memory, std::size_t size) noexcept;

// An allocator that wipes what it frees, so that a vector that grows or moves leaves no copy behind.
template <typename T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() noexcept = default;
  template <typename U>
  explicit WipingAllocator(const WipingAllocator<U>& /*other*/) noexcept {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) noexcept {
    SecureWipe(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  friend bool operator==(const WipingAllocator& /*a*/, const WipingAllocator& /*b*/) noexcept { return true; }
};

// Bytes that are wiped wherever they are freed: passwords, codes and every frame that may hold one.
using SecretBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

// UTF-16 code units of a secret, for the Windows calls that want them.
using SecretUtf16 = std::vector<char16_t, WipingAllocator<char16_t>>;

[[nodiscard]] SecretBytes ToSecret(Bytes bytes);
[[nodiscard]] SecretBytes ToSecret(std::string_view text);

// Empties the buffer and wipes what it held at once, not when it is next freed.
void Wipe(SecretBytes& secret) noexcept;

}  // namespace gatehouse
