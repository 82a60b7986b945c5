#include "core/secret_bytes.h"

#include <doctest/doctest.h>

#include <array>

namespace gatehouse::test {
namespace {

TEST_CASE("wiping leaves nothing of a secret (R8)") {
  std::array<std::uint8_t, 5> memory = {1, 2, 3, 4, 5};
  SecureWipe(memory.data(), memory.size());
  CHECK(memory == std::array<std::uint8_t, 5>{});
}

TEST_CASE("a wiped buffer is empty and what lay in it is zero (R8)") {
  SecretBytes secret = ToSecret("correct horse");
  const std::uint8_t* memory = secret.data();
  const std::size_t size = secret.size();
  Wipe(secret);
  CHECK(secret.empty());
  REQUIRE(secret.capacity() >= size);  // the allocation still belongs to the vector
  for (std::size_t i = 0; i < size; ++i) CHECK(memory[i] == 0);
}

}  // namespace
}  // namespace gatehouse::test
