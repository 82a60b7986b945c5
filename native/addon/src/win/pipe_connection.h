#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <utility>

#include "win/pipe_server.h"

namespace gatehouse {

// One instance of the pipe, from listening to closed.
class PipeServer::Connection {
 public:
  // One frame of the pipe protocol fits into one read.
  static constexpr std::size_t kReadBytes = 65'536;

  enum class State {
    kListening,
    kConnected,  // the client's first byte is awaited
    kOpen,
    kDraining,  // closed by us, what was written before is still being sent
    kAborted,   // waits for its operations to end, then for its removal
  };

  struct Operation : OVERLAPPED {
    bool pending = false;

    OVERLAPPED* Begin() noexcept {
      static_cast<OVERLAPPED&>(*this) = {};
      pending = true;
      return this;
    }
  };

  Connection(std::uint32_t connection_id, UniqueHandle handle)
      : id(connection_id), pipe(std::move(handle)), read_buffer(kReadBytes) {}

  bool IsBusy() const noexcept { return accept.pending || read.pending || write.pending; }

  const std::uint32_t id;
  UniqueHandle pipe;
  State state = State::kListening;
  bool announced = false;
  bool read_wanted = false;
  Operation accept;
  Operation read;
  Operation write;
  WipedBytes read_buffer;
  std::deque<WipedBytes> queue;
  std::size_t queued_bytes = 0;
  std::size_t written_of_front = 0;
  // When its client came.
  std::chrono::steady_clock::time_point accepted;
  std::optional<std::chrono::steady_clock::time_point> deadline;
};

}  // namespace gatehouse
