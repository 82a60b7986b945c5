#include <cstdlib>

#include "core/codec.h"

// Any bytes either are refused by class or have exactly one encoding: decoding and encoding gives them back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const gatehouse::Bytes bytes(data, size);
  try {
    const gatehouse::SecretBytes again = gatehouse::EncodeFrame(gatehouse::DecodeFrame(bytes));
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) std::abort();
  } catch (const gatehouse::FrameError&) {
    return 0;
  }
  return 0;
}
