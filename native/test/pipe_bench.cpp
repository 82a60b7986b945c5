// Times round trips over two pipes, in turn: a service that answers each frame with a frame, and an echo.
//
//   pipe-bench SERVICE-PIPE ECHO-PIPE ROUNDS HELLO OPEN CLOSE
//
// The last three are frames in hexadecimal digits. Prints {"service": […], "echo": […]}, in microseconds.
#include <windows.h>

#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<unsigned char>;

class Pipe {
 public:
  explicit Pipe(const std::wstring& name)
      : handle_(CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr)) {
    if (handle_ == INVALID_HANDLE_VALUE) throw std::runtime_error("the pipe cannot be opened");
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() { CloseHandle(handle_); }

  void Write(const Bytes& bytes) const {
    DWORD written = 0;
    if (WriteFile(handle_, bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr) == FALSE ||
        written != bytes.size()) {
      throw std::runtime_error("the pipe does not take bytes");
    }
  }

  // One frame: its length is in the first four bytes.
  void ReadFrame() { Read(4 + Length()); }

  void Read(std::size_t wanted) {
    while (buffered_ < wanted) ReadSome();
    buffered_ -= wanted;
    if (buffered_ > 0) throw std::runtime_error("more was answered than was asked for");
  }

 private:
  std::size_t Length() {
    while (buffered_ < 4) ReadSome();
    return static_cast<std::size_t>(buffer_[0]) | static_cast<std::size_t>(buffer_[1]) << 8U |
           static_cast<std::size_t>(buffer_[2]) << 16U | static_cast<std::size_t>(buffer_[3]) << 24U;
  }

  void ReadSome() {
    DWORD read = 0;
    const auto room = static_cast<DWORD>(buffer_.size() - buffered_);
    if (ReadFile(handle_, buffer_.data() + buffered_, room, &read, nullptr) == FALSE || read == 0) {
      throw std::runtime_error("the pipe was closed");
    }
    buffered_ += read;
  }

  HANDLE handle_;
  Bytes buffer_ = Bytes(1U << 17U);
  std::size_t buffered_ = 0;
};

Bytes FromHex(const std::wstring& digits) {
  Bytes bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    bytes.push_back(static_cast<unsigned char>(std::wcstoul(digits.substr(at, 2).c_str(), nullptr, 16)));
  }
  return bytes;
}

double Now() {
  LARGE_INTEGER count{};
  LARGE_INTEGER frequency{};
  QueryPerformanceCounter(&count);
  QueryPerformanceFrequency(&frequency);
  return static_cast<double>(count.QuadPart) * 1e6 / static_cast<double>(frequency.QuadPart);
}

void Print(const char* name, const std::vector<double>& samples) {
  std::printf("\"%s\":[", name);
  for (std::size_t at = 0; at < samples.size(); ++at) std::printf("%s%.1f", at == 0 ? "" : ",", samples[at]);
  std::printf("]");
}

void Run(wchar_t** arguments) {
  Pipe service(arguments[1]);
  Pipe echo(arguments[2]);
  const long rounds = std::wcstol(arguments[3], nullptr, 10);
  const Bytes open = FromHex(arguments[5]);
  const Bytes close = FromHex(arguments[6]);
  service.Write(FromHex(arguments[4]));
  service.ReadFrame();
  std::vector<double> of_service;
  std::vector<double> of_echo;
  for (long round = 0; round < rounds; ++round) {
    double begun = Now();
    service.Write(open);
    service.ReadFrame();
    of_service.push_back(Now() - begun);
    begun = Now();
    echo.Write(open);
    echo.Read(open.size());
    of_echo.push_back(Now() - begun);
    // Not before the echo, which would share the machine with it; and an echo that nobody times before the next frame,
    // which the service would otherwise read behind this one: of two frames for the service, one would be timed.
    service.Write(close);
    echo.Write(open);
    echo.Read(open.size());
  }
  std::printf("{");
  Print("service", of_service);
  std::printf(",");
  Print("echo", of_echo);
  std::printf("}\n");
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
  if (count != 7) return 2;
  try {
    Run(arguments);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
