#include "logon_host/json_line.h"

#include <cstdio>
#include <mutex>

#include "win/srw_lock.h"
#include "win/wide_text.h"

namespace gatehouse::host {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", static_cast<unsigned>(byte));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

std::string HexOf(std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof(text), "0x%08X", static_cast<unsigned>(value));
  return text;
}

void JsonLine::Key(std::string_view key) {
  if (!body_.empty()) body_ += ",";
  body_ += Quoted(key) + ":";
}

JsonLine& JsonLine::Text(std::string_view key, std::string_view value) {
  Key(key);
  body_ += Quoted(value);
  return *this;
}

JsonLine& JsonLine::Text(std::string_view key, const wchar_t* value) {
  if (value != nullptr) return Text(key, Narrow(value));
  return Raw(key, "null");
}

JsonLine& JsonLine::Number(std::string_view key, std::int64_t value) { return Raw(key, std::to_string(value)); }

JsonLine& JsonLine::Flag(std::string_view key, bool value) { return Raw(key, value ? "true" : "false"); }

JsonLine& JsonLine::Result(HRESULT result) { return Text("hr", HexOf(static_cast<std::uint32_t>(result))); }

JsonLine& JsonLine::Raw(std::string_view key, std::string_view json) {
  Key(key);
  body_ += json;
  return *this;
}

void JsonLine::Print() const {
  static SrwLock lock;
  const std::lock_guard guard(lock);
  const std::string line = json() + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

}  // namespace gatehouse::host
