#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "win/win32.h"

namespace gatehouse::host {

// One JSON object on one line of standard output. Written at once, so that a test that reads along sees it.
class JsonLine {
 public:
  JsonLine& Text(std::string_view key, std::string_view value);
  JsonLine& Text(std::string_view key, const wchar_t* value);
  JsonLine& Number(std::string_view key, std::int64_t value);
  JsonLine& Flag(std::string_view key, bool value);
  JsonLine& Result(HRESULT result);
  // A value that is JSON already.
  JsonLine& Raw(std::string_view key, std::string_view json);
  [[nodiscard]] std::string json() const { return "{" + body_ + "}"; }
  void Print() const;

 private:
  void Key(std::string_view key);

  std::string body_;
};

[[nodiscard]] std::string HexOf(std::uint32_t value);

}  // namespace gatehouse::host
