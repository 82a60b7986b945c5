#pragma once

#include "core/messages.h"
#include "core/raw_frame.h"

// Agrees byte for byte with protocol/src/pipe/codec.ts; test/vectors/pipe-frames.json holds both to it.
namespace gatehouse {

// Encodes a message as one frame. Throws FrameError when it exceeds a ceiling.
[[nodiscard]] SecretBytes EncodeFrame(const Frame& frame);
// The same, of another version than the frame says.
[[nodiscard]] SecretBytes EncodeFrame(const Frame& frame, std::uint8_t version);

// Decodes one frame with its length; the result holds copies. Throws FrameError.
[[nodiscard]] Frame DecodeFrame(Bytes bytes);

}  // namespace gatehouse
