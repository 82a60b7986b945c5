#include <napi.h>

#include "pipe_server_binding.h"
#include "service_control_binding.h"
#include "text.h"
#include "win/caller.h"

namespace {

Napi::Value CurrentUserSid(const Napi::CallbackInfo& info) {
  try {
    return gatehouse::FromWide(info.Env(), gatehouse::CurrentUserSid());
  } catch (const std::exception& error) {
    throw gatehouse::ToJsError(info.Env(), error, "no-identity");
  }
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  gatehouse::DefinePipeServer(env, exports);
  gatehouse::DefineServiceControl(env, exports);
  exports.Set("currentUserSid", Napi::Function::New<CurrentUserSid>(env, "currentUserSid"));
  return exports;
}

}  // namespace

NODE_API_MODULE(gatehouse, Init)
