#include "win/pipe_client.h"

#include <utility>

namespace gatehouse {
namespace {

constexpr std::size_t kReadBytes = 16'384;

// What a client of the pipe may have, and no more: GENERIC_WRITE would ask for FILE_CREATE_PIPE_INSTANCE too, which the
// pipe's descriptor gives to the service alone. READ_CONTROL is for looking at the owner.
constexpr DWORD kClientAccess = FILE_READ_DATA | FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;

}  // namespace

std::unique_ptr<PipeClient> PipeClient::Open(const wchar_t* name) {
  constexpr DWORD kFlags = FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION;
  UniqueFile pipe(CreateFileW(name, kClientAccess, 0, nullptr, OPEN_EXISTING, kFlags, nullptr));
  if (!pipe) return nullptr;
  auto client = std::make_unique<PipeClient>(std::move(pipe));
  if (!client->read_done_ || !client->write_done_) return nullptr;
  return client;
}

PipeClient::PipeClient(UniqueFile pipe)
    : pipe_(std::move(pipe)),
      read_done_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      write_done_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      buffer_(kReadBytes) {}

PipeClient::~PipeClient() {
  if (!reading_) return;
  CancelIoEx(pipe_.get(), &read_);
  DWORD read = 0;
  // The kernel may write to `read_` and `buffer_` until the cancelled read has ended.
  GetOverlappedResult(pipe_.get(), &read_, &read, TRUE);
}

bool PipeClient::BeginRead() noexcept {
  read_ = OVERLAPPED{};
  read_.hEvent = read_done_.get();
  const BOOL done = ReadFile(pipe_.get(), buffer_.data(), static_cast<DWORD>(buffer_.size()), nullptr, &read_);
  reading_ = done || GetLastError() == ERROR_IO_PENDING;
  return reading_;
}

std::optional<Bytes> PipeClient::EndRead() noexcept {
  DWORD read = 0;
  const BOOL done = GetOverlappedResult(pipe_.get(), &read_, &read, TRUE);
  reading_ = false;
  if (!done || read == 0) return std::nullopt;
  return Bytes(buffer_).first(read);
}

bool PipeClient::Write(Bytes bytes, DWORD timeout_ms) noexcept {
  while (!bytes.empty()) {
    OVERLAPPED write{};
    write.hEvent = write_done_.get();
    const BOOL done = WriteFile(pipe_.get(), bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, &write);
    if (!done && GetLastError() != ERROR_IO_PENDING) return false;
    if (!done && WaitForSingleObject(write_done_.get(), timeout_ms) != WAIT_OBJECT_0) {
      CancelIoEx(pipe_.get(), &write);
    }
    DWORD written = 0;
    if (!GetOverlappedResult(pipe_.get(), &write, &written, TRUE) || written == 0) return false;
    bytes = bytes.subspan(written);
  }
  return true;
}

}  // namespace gatehouse
