#pragma once

#include <napi.h>

#include <string>

namespace gatehouse {

// Windows strings are UTF-16, as are JavaScript's: no conversion, only another type.
std::wstring ToWide(const Napi::Value& value, const char* what);
Napi::String FromWide(Napi::Env env, const std::wstring& text);

// A WinError as a JavaScript error: `code` is a stable name, `win32` the number.
Napi::Error ToJsError(Napi::Env env, const std::exception& error, const char* code);

}  // namespace gatehouse
