#include "core/raw_frame.h"

#include <doctest/doctest.h>

#include "core/codec.h"
#include "core/limits.h"
#include "test/hex.h"

namespace gatehouse::test {
namespace {

TEST_CASE("a length over the ceiling is refused before the frame has arrived (R18)") {
  FrameReader reader;
  reader.Push(FromHex("ffffffff"));
  CHECK_THROWS_AS(static_cast<void>(reader.Next()), FrameError);
}

TEST_CASE("frames are cut out of a stream whatever pieces it arrives in") {
  const SecretBytes one = EncodeFrame({kPipeVersion, 1, Progress{"checking"}});
  const SecretBytes two = EncodeFrame({kPipeVersion, 2, Close{}});
  SecretBytes stream = one;
  stream.insert(stream.end(), two.begin(), two.end());
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    FrameReader reader;
    std::vector<SecretBytes> frames;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      reader.Push(Bytes(stream).subspan(at, std::min(size, stream.size() - at)));
      while (auto frame = reader.Next()) frames.push_back(std::move(*frame));
    }
    REQUIRE(frames.size() == 2);
    CHECK(frames[0] == one);
    CHECK(frames[1] == two);
  }
}

TEST_CASE("a value over its ceiling is not written") {
  FieldWriter writer;
  const SecretBytes long_value(kMaxValueBytes + 1);
  CHECK_THROWS_AS(writer.Add(1, long_value), FrameError);
}

TEST_CASE("a frame over its ceiling is not written") {
  Submit submit;
  for (int i = 0; i < 9; ++i) submit.inputs.push_back({Slot::kAnswer, SecretBytes(8000)});
  CHECK_THROWS_AS(static_cast<void>(EncodeFrame({kPipeVersion, 1, submit})), FrameError);
}

}  // namespace
}  // namespace gatehouse::test
