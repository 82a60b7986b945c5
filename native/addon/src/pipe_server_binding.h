#pragma once

#include <napi.h>

namespace gatehouse {

// Adds the class PipeServer to the module.
void DefinePipeServer(Napi::Env env, Napi::Object exports);

}  // namespace gatehouse
