#pragma once

#include <memory>
#include <optional>

#include "core/secret_bytes.h"
#include "win/unique_handle.h"

namespace gatehouse {

// The client end of a byte pipe with one read in flight at a time. Used by one thread.
class PipeClient {
 public:
  // Opens the pipe at identification level, so that its server learns who we are but cannot act as us (R17). Null
  // when nobody serves it or all its instances are taken.
  [[nodiscard]] static std::unique_ptr<PipeClient> Open(const wchar_t* name);

  explicit PipeClient(UniqueFile pipe);
  PipeClient(const PipeClient&) = delete;
  PipeClient& operator=(const PipeClient&) = delete;
  ~PipeClient();

  [[nodiscard]] HANDLE handle() const noexcept { return pipe_.get(); }

  // Starts a read; `readable` is signalled when it is done. False when the pipe is broken.
  [[nodiscard]] bool BeginRead() noexcept;
  [[nodiscard]] HANDLE readable() const noexcept { return read_done_.get(); }
  // The bytes that came, valid until the next BeginRead. Nothing when the pipe is broken.
  [[nodiscard]] std::optional<Bytes> EndRead() noexcept;

  // Writes all bytes. False when the server does not take them in time or the pipe is broken.
  [[nodiscard]] bool Write(Bytes bytes, DWORD timeout_ms) noexcept;

 private:
  UniqueFile pipe_;
  UniqueHandle read_done_;
  UniqueHandle write_done_;
  OVERLAPPED read_{};
  bool reading_ = false;
  SecretBytes buffer_;
};

}  // namespace gatehouse
