#pragma once

#include <nlohmann/json.hpp>

#include "core/messages.h"

namespace gatehouse::test {

// A message as test/vectors/pipe-frames.json writes it, so that both codecs are held to the same meaning.
[[nodiscard]] nlohmann::json ToJson(const Message& message);

}  // namespace gatehouse::test
