#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/codec.h"
#include "test/hex.h"
#include "test/message_json.h"

namespace gatehouse::test {
namespace {

nlohmann::json ReadVectors() {
  std::ifstream file(GATEHOUSE_VECTORS);
  REQUIRE(file.good());
  return nlohmann::json::parse(file);
}

std::string ErrorClassOf(const SecretBytes& bytes) {
  try {
    static_cast<void>(DecodeFrame(bytes));
    return "none";
  } catch (const FrameError& error) {
    return std::string(NameOf(error.code()));
  }
}

TEST_CASE("every valid golden frame decodes to its message and encodes back to its bytes") {
  const nlohmann::json vectors = ReadVectors();
  CHECK(vectors.at("valid").size() > 20);
  for (const auto& vector : vectors.at("valid")) {
    CAPTURE(vector.at("name").get<std::string>());
    const Frame frame = DecodeFrame(FromHex(vector.at("hex")));
    CHECK(frame.version == vector.value("version", 1));
    CHECK(frame.conversation == vector.at("conversation").get<std::uint32_t>());
    CHECK(ToJson(frame.message) == vector.at("message"));
    CHECK(ToHex(EncodeFrame(frame)) == vector.at("hex").get<std::string>());
  }
}

TEST_CASE("every invalid golden frame is refused with its class (R18)") {
  const nlohmann::json vectors = ReadVectors();
  CHECK(vectors.at("invalid").size() > 20);
  for (const auto& vector : vectors.at("invalid")) {
    CAPTURE(vector.at("name").get<std::string>());
    CHECK(ErrorClassOf(FromHex(vector.at("hex"))) == vector.at("error").get<std::string>());
  }
}

TEST_CASE("no golden frame cut short or with one bit flipped does worse than a refusal (R18)") {
  const nlohmann::json vectors = ReadVectors();
  for (const auto& vector : vectors.at("valid")) {
    const SecretBytes whole = FromHex(vector.at("hex"));
    for (std::size_t length = 0; length < whole.size(); ++length) {
      CHECK(ErrorClassOf(ToSecret(Bytes(whole).first(length))) != "none");
    }
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
      SecretBytes flipped = whole;
      flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
      if (ErrorClassOf(flipped) == "none") CHECK(EncodeFrame(DecodeFrame(flipped)) == flipped);
    }
  }
}

}  // namespace
}  // namespace gatehouse::test
