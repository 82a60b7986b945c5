#include "core/secret_bytes.h"

namespace gatehouse {

void SecureWipe(void* memory, std::size_t size) noexcept {
  volatile auto* byte = static_cast<volatile std::uint8_t*>(memory);
  for (std::size_t i = 0; i < size; ++i) byte[i] = 0;
}

SecretBytes ToSecret(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

SecretBytes ToSecret(std::string_view text) { return {text.begin(), text.end()}; }

void Wipe(SecretBytes& secret) noexcept {
  SecureWipe(secret.data(), secret.size());
  secret.clear();
}

}  // namespace gatehouse
