#include "text.h"

#include "win/win_error.h"

namespace gatehouse {

std::wstring ToWide(const Napi::Value& value, const char* what) {
  if (!value.IsString()) throw Napi::TypeError::New(value.Env(), std::string(what) + " must be a string");
  const std::u16string text = value.As<Napi::String>().Utf16Value();
  if (text.find(u'\0') != std::u16string::npos) {
    throw Napi::TypeError::New(value.Env(), std::string(what) + " must not hold a null character");
  }
  return std::wstring(text.begin(), text.end());
}

Napi::String FromWide(Napi::Env env, const std::wstring& text) {
  static_assert(sizeof(wchar_t) == sizeof(char16_t));
  return Napi::String::New(env, reinterpret_cast<const char16_t*>(text.data()), text.size());
}

Napi::Error ToJsError(Napi::Env env, const std::exception& error, const char* code) {
  Napi::Error js = Napi::Error::New(env, error.what());
  js.Set("code", Napi::String::New(env, code));
  if (const auto* win = dynamic_cast<const WinError*>(&error)) {
    js.Set("win32", Napi::Number::New(env, win->code()));
  }
  return js;
}

}  // namespace gatehouse
