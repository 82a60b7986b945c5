#include <napi.h>

#include "pipe_server_binding.h"
#include "service_control_binding.h"

namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  gatehouse::DefinePipeServer(env, exports);
  gatehouse::DefineServiceControl(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(gatehouse, Init)
