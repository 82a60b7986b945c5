#include "win/pipe_connection.h"

#include "win/win_error.h"

// The steps of one connection: accepting, reading, writing, its end.
namespace gatehouse {
namespace {

constexpr auto kDrainTime = std::chrono::seconds(1);

}  // namespace

void PipeServer::StartAccept(Connection& connection) {
  if (ConnectNamedPipe(connection.pipe.get(), connection.accept.Begin())) return;
  if (GetLastError() == ERROR_IO_PENDING) return;
  // A client came between creation and here (ERROR_PIPE_CONNECTED), or came and went
  // (ERROR_NO_DATA, which the first read will find out). The kernel posts no completion then, so we
  // do.
  if (!PostQueuedCompletionStatus(port_.get(), 0, reinterpret_cast<ULONG_PTR>(&connection),
                                  connection.accept.Begin())) {
    connection.accept.pending = false;
    ThrowLastError("PostQueuedCompletionStatus");
  }
}

void PipeServer::Accepted(Connection& connection, DWORD error) noexcept {
  if (connection.state != Connection::State::kListening) return;
  if (error != ERROR_SUCCESS) {
    Abort(connection);
    return;
  }
  connection.state = Connection::State::kConnected;
  connection.accepted = std::chrono::steady_clock::now();
  connection.deadline = connection.accepted + std::chrono::milliseconds(options_.first_byte_ms);
  StartRead(connection);
}

void PipeServer::StartRead(Connection& connection) noexcept {
  connection.read_wanted = false;
  if (connection.read.pending) return;
  // Completion is always taken from the port, also when the call succeeds at once.
  if (!ReadFile(connection.pipe.get(), connection.read_buffer.data(), static_cast<DWORD>(connection.read_buffer.size()),
                nullptr, connection.read.Begin()) &&
      GetLastError() != ERROR_IO_PENDING) {
    connection.read.pending = false;
    Abort(connection);
  }
}

void PipeServer::ReadDone(Connection& connection, DWORD error, DWORD count) noexcept {
  using State = Connection::State;
  if (connection.state != State::kConnected && connection.state != State::kOpen) return;
  if (error != ERROR_SUCCESS || count == 0) {
    Abort(connection);
    return;
  }
  try {
    if (connection.state == State::kConnected) {
      Caller caller = IdentifyCaller(connection.pipe.get());
      connection.state = State::kOpen;
      connection.deadline.reset();
      connection.announced = true;
      events_.OnClient(connection.id, std::move(caller));
    }
    WipedBytes bytes(connection.read_buffer.data(), count);
    SecureZeroMemory(connection.read_buffer.data(), count);
    connection.read_wanted = true;
    events_.OnData(connection.id, std::move(bytes));
  } catch (const WinError& failure) {
    events_.OnWarning("identify", failure.code());
    Abort(connection);
  } catch (const std::exception&) {
    events_.OnWarning("read", ERROR_NOT_ENOUGH_MEMORY);
    Abort(connection);
  }
}

void PipeServer::StartWrite(Connection& connection) noexcept {
  if (connection.write.pending || connection.queue.empty()) return;
  WipedBytes& front = connection.queue.front();
  if (!WriteFile(connection.pipe.get(), front.data() + connection.written_of_front,
                 static_cast<DWORD>(front.size() - connection.written_of_front), nullptr, connection.write.Begin()) &&
      GetLastError() != ERROR_IO_PENDING) {
    connection.write.pending = false;
    Abort(connection);
  }
}

void PipeServer::WriteDone(Connection& connection, DWORD error, DWORD count) noexcept {
  if (connection.state == Connection::State::kAborted) return;
  if (error != ERROR_SUCCESS || count == 0) {
    Abort(connection);
    return;
  }
  connection.written_of_front += count;
  if (connection.written_of_front >= connection.queue.front().size()) {
    connection.queued_bytes -= connection.queue.front().size();
    connection.queue.pop_front();
    connection.written_of_front = 0;
  }
  if (connection.queue.empty() && connection.state == Connection::State::kDraining) {
    Abort(connection);
  } else {
    StartWrite(connection);
  }
}

void PipeServer::Drain(Connection& connection) noexcept {
  if (connection.state == Connection::State::kOpen && !connection.queue.empty()) {
    connection.state = Connection::State::kDraining;
    connection.deadline = std::chrono::steady_clock::now() + kDrainTime;
  } else if (connection.state != Connection::State::kDraining) {
    Abort(connection);
  }
}

void PipeServer::Abort(Connection& connection) noexcept {
  if (connection.state == Connection::State::kAborted) return;
  connection.state = Connection::State::kAborted;
  connection.deadline.reset();
  if (connection.IsBusy()) CancelIoEx(connection.pipe.get(), nullptr);
}

// Removes a connection when nothing of it is under way any more. Its buffers belong to the kernel
// until then. The handle is closed without DisconnectNamedPipe, which would throw away what the
// client has not read yet.
void PipeServer::Settle(Connection& connection) noexcept {
  if (connection.state != Connection::State::kAborted || connection.IsBusy()) return;
  const std::uint32_t id = connection.id;
  const bool announced = connection.announced;
  // Before the handle goes: the name must never be without an instance, or somebody else could take
  // it.
  if (connections_.size() == 1) KeepListening();
  std::erase_if(connections_, [id](const auto& item) { return item->id == id; });
  if (announced) events_.OnClosed(id);
}

}  // namespace gatehouse
