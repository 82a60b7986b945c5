#include "win/pipe_server.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "win/pipe_connection.h"
#include "win/win_error.h"

namespace gatehouse {
namespace {

// What the kernel buffers for one pipe and direction.
constexpr DWORD kPipeBufferBytes = 65'536;
// Instances that wait for clients: a client that comes while another is being accepted finds a free
// one. The second also proves at the start that the descriptor lets us, and nobody else, add
// instances to the pipe.
constexpr std::size_t kListeners = 2;
// How long a client that says nothing is left alone where others may be waiting for its instance.
constexpr auto kCrowdedFirstByte = std::chrono::milliseconds(500);
// How soon a missing instance is tried again.
constexpr DWORD kRetryMs = 250;

}  // namespace

PipeServer::PipeServer(PipeServerOptions options, PipeServerEvents& events)
    : options_(std::move(options)),
      events_(events),
      security_(options_.sddl),
      port_(CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1)) {
  if (!port_) ThrowLastError("CreateIoCompletionPort");
  AddListener(true);
  descriptor_ = ReadSecurityDescriptor(connections_.front()->pipe.get());
  while (connections_.size() < std::min<std::size_t>(kListeners, options_.max_clients)) {
    AddListener(false);
  }
  thread_ = std::thread([this] { Run(); });
}

PipeServer::~PipeServer() {
  Stop();
  Join();
}

UniqueHandle PipeServer::CreateInstance(bool first) const {
  // WaitNamedPipe does not connect; it fails with ERROR_FILE_NOT_FOUND where nobody serves the
  // name. Asked beforehand it tells a taken name from a name that we may not create, for which
  // CreateNamedPipe has only one error code.
  if (first && (WaitNamedPipeW(options_.name.c_str(), 1) || GetLastError() == ERROR_SEM_TIMEOUT)) {
    throw PipeNameTaken();
  }
  SECURITY_ATTRIBUTES attributes = security_.Attributes();
  const DWORD open_mode =
      PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0) | READ_CONTROL;
  const DWORD pipe_mode = PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS;
  UniqueHandle pipe(CreateNamedPipeW(options_.name.c_str(), open_mode, pipe_mode, PIPE_UNLIMITED_INSTANCES,
                                     kPipeBufferBytes, kPipeBufferBytes, 0, &attributes));
  if (!pipe) ThrowLastError("CreateNamedPipeW");
  return pipe;
}

void PipeServer::AddListener(bool first) {
  auto connection = std::make_unique<Connection>(next_id_++, CreateInstance(first));
  if (CreateIoCompletionPort(connection->pipe.get(), port_.get(), reinterpret_cast<ULONG_PTR>(connection.get()), 0) ==
      nullptr) {
    ThrowLastError("CreateIoCompletionPort");
  }
  connections_.push_back(std::move(connection));
  StartAccept(*connections_.back());
}

void PipeServer::KeepListening() noexcept {
  std::size_t listening = 0;
  std::size_t clients = 0;
  for (const auto& connection : connections_) {
    if (connection->state == Connection::State::kListening) {
      ++listening;
    } else if (connection->state != Connection::State::kAborted) {
      ++clients;
    }
  }
  const std::size_t free = options_.max_clients - std::min<std::size_t>(clients, options_.max_clients);
  const std::size_t wanted = stopping_ ? 0 : std::min(kListeners, free);
  if (free == 0) HurrySilent();
  short_of_instances_ = false;
  try {
    for (std::size_t count = listening; count < wanted; ++count) AddListener(false);
  } catch (const WinError& error) {
    short_of_instances_ = true;
    events_.OnWarning("listen", error.code());
  } catch (const std::exception&) {
    short_of_instances_ = true;
    events_.OnWarning("listen", ERROR_NOT_ENOUGH_MEMORY);
  }
}

// Nobody is seen who waits for an instance, so there is always one on its way: that of whoever came first and is
// silent.
void PipeServer::HurrySilent() noexcept {
  for (const auto& connection : connections_) {
    if (connection->state != Connection::State::kConnected) continue;
    const auto end = connection->accepted + std::min<std::chrono::milliseconds>(
                                                kCrowdedFirstByte, std::chrono::milliseconds(options_.first_byte_ms));
    connection->deadline = std::min(connection->deadline.value_or(end), end);
    return;
  }
}

void PipeServer::Resume(std::uint32_t client) noexcept {
  try {
    Post({CommandKind::kResume, client, {}});
  } catch (const std::exception&) {
    // Out of memory: the client stays paused, which is the safe side.
  }
}

void PipeServer::Write(std::uint32_t client, WipedBytes bytes) {
  Post({CommandKind::kWrite, client, std::move(bytes)});
}

void PipeServer::Close(std::uint32_t client) noexcept {
  try {
    Post({CommandKind::kClose, client, {}});
  } catch (const std::exception&) {
    // Out of memory: the client goes when the server stops.
  }
}

void PipeServer::Stop() noexcept {
  try {
    Post({CommandKind::kStop, 0, {}});
  } catch (const std::exception&) {
    std::abort();  // Without this command Join would wait for ever.
  }
}

void PipeServer::Join() noexcept {
  if (thread_.joinable()) thread_.join();
}

void PipeServer::Post(Command command) {
  {
    const std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
  }
  PostQueuedCompletionStatus(port_.get(), 0, 0, nullptr);
}

void PipeServer::Run() noexcept {
  while (!stopping_ || !connections_.empty()) {
    DWORD count = 0;
    ULONG_PTR key = 0;
    OVERLAPPED* overlapped = nullptr;
    const BOOL succeeded = GetQueuedCompletionStatus(port_.get(), &count, &key, &overlapped, NextWaitMs());
    const DWORD error = succeeded ? ERROR_SUCCESS : GetLastError();
    if (overlapped != nullptr) {
      auto& connection = *reinterpret_cast<Connection*>(key);
      static_cast<Connection::Operation*>(overlapped)->pending = false;
      if (overlapped == &connection.accept) {
        Accepted(connection, error);
      } else if (overlapped == &connection.read) {
        ReadDone(connection, error, count);
      } else {
        WriteDone(connection, error, count);
      }
      Settle(connection);
    } else if (succeeded) {
      RunCommands();
    }
    SweepDeadlines();
    KeepListening();
  }
  events_.OnStopped();
}

void PipeServer::RunCommands() noexcept {
  std::vector<Command> commands;
  {
    const std::lock_guard lock(mutex_);
    commands.swap(commands_);
  }
  for (Command& command : commands) {
    try {
      Execute(command);
    } catch (const std::exception&) {
      if (Connection* connection = Find(command.client)) {
        Abort(*connection);
        Settle(*connection);
      }
    }
  }
}

void PipeServer::Execute(Command& command) {
  if (command.kind == CommandKind::kStop) {
    stopping_ = true;
    // Settle removes from the list, so the ids are taken first.
    std::vector<std::uint32_t> ids;
    for (const auto& connection : connections_) ids.push_back(connection->id);
    for (const std::uint32_t id : ids) {
      Connection& connection = *Find(id);
      Drain(connection);
      Settle(connection);
    }
    return;
  }
  Connection* connection = Find(command.client);
  if (connection == nullptr) return;
  switch (command.kind) {
    case CommandKind::kResume:
      if (connection->state == Connection::State::kOpen && connection->read_wanted) {
        StartRead(*connection);
      }
      break;
    case CommandKind::kWrite:
      if (connection->state != Connection::State::kOpen || command.bytes.size() == 0) break;
      connection->queued_bytes += command.bytes.size();
      if (connection->queued_bytes > options_.max_queued_bytes) {
        Abort(*connection);
        break;
      }
      connection->queue.push_back(std::move(command.bytes));
      StartWrite(*connection);
      break;
    case CommandKind::kClose:
      Drain(*connection);
      break;
    case CommandKind::kStop:
      break;
  }
  Settle(*connection);
}

DWORD PipeServer::NextWaitMs() const noexcept {
  std::optional<std::chrono::steady_clock::time_point> next;
  for (const auto& connection : connections_) {
    if (connection->deadline && (!next || *connection->deadline < *next)) next = connection->deadline;
  }
  const DWORD retry = short_of_instances_ ? kRetryMs : INFINITE;
  if (!next) return retry;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - std::chrono::steady_clock::now()).count();
  return std::min(static_cast<DWORD>(std::clamp<long long>(left, 0, 60'000)), retry);
}

void PipeServer::SweepDeadlines() noexcept {
  const auto now = std::chrono::steady_clock::now();
  for (std::size_t index = connections_.size(); index-- > 0;) {
    Connection& connection = *connections_[index];
    if (!connection.deadline || *connection.deadline > now) continue;
    connection.deadline.reset();
    if (connection.state == Connection::State::kConnected) events_.OnWarning("silent", WAIT_TIMEOUT);
    Abort(connection);
    Settle(connection);
  }
}

PipeServer::Connection* PipeServer::Find(std::uint32_t client) const noexcept {
  const auto found =
      std::find_if(connections_.begin(), connections_.end(), [client](const auto& item) { return item->id == client; });
  return found == connections_.end() ? nullptr : found->get();
}

}  // namespace gatehouse
