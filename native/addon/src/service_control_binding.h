#pragma once

#include <napi.h>

namespace gatehouse {

// Adds the class ServiceControl to the module.
void DefineServiceControl(Napi::Env env, Napi::Object exports);

}  // namespace gatehouse
