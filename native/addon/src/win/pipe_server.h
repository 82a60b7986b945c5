#pragma once

#include <windows.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "win/caller.h"
#include "win/security_descriptor.h"
#include "win/unique_handle.h"
#include "wiped_bytes.h"

namespace gatehouse {

struct PipeServerOptions {
  std::wstring name;
  std::wstring sddl;
  // Clients served at the same time; others wait as they do for any busy pipe.
  std::uint32_t max_clients = 0;
  // Bytes that wait for one client. A client that lets more pile up is cut off.
  std::size_t max_queued_bytes = 0;
  // A client that says nothing for so long after connecting is cut off.
  std::uint32_t first_byte_ms = 0;
};

// What happens to clients. Called on the server's own thread, one call at a time; must not throw.
class PipeServerEvents {
 public:
  virtual ~PipeServerEvents() = default;
  // The first byte of a client has arrived and its process is known.
  virtual void OnClient(std::uint32_t client, Caller caller) noexcept = 0;
  // No more of this client is read until Resume(client).
  virtual void OnData(std::uint32_t client, WipedBytes bytes) noexcept = 0;
  virtual void OnClosed(std::uint32_t client) noexcept = 0;
  // A client was refused or the pipe is short of instances. The server goes on.
  virtual void OnWarning(const char* what, DWORD code) noexcept = 0;
  // The last call: every handle is closed.
  virtual void OnStopped() noexcept = 0;
};

// The name is served by somebody else.
class PipeNameTaken : public std::runtime_error {
 public:
  PipeNameTaken() : std::runtime_error("another process serves the pipe's name") {}
};

// Serves a named pipe: one thread, an I/O completion port, overlapped operations only, so that no
// client can hold up another. All public methods may be called from any thread and return at once,
// except Join.
class PipeServer {
 public:
  // Listens when it returns. Throws PipeNameTaken or WinError. `events` must outlive this object.
  PipeServer(PipeServerOptions options, PipeServerEvents& events);
  PipeServer(const PipeServer&) = delete;
  PipeServer& operator=(const PipeServer&) = delete;
  // Stops and joins.
  ~PipeServer();

  void Resume(std::uint32_t client) noexcept;
  void Write(std::uint32_t client, WipedBytes bytes);
  // Closes after what was written before has been sent, or after a second.
  void Close(std::uint32_t client) noexcept;
  // Closes every client like Close, then ends with OnStopped.
  void Stop() noexcept;
  void Join() noexcept;

  // The descriptor that the pipe really has, in SDDL.
  const std::wstring& descriptor() const noexcept { return descriptor_; }

 private:
  class Connection;
  enum class CommandKind { kResume, kWrite, kClose, kStop };
  struct Command {
    CommandKind kind;
    std::uint32_t client = 0;
    WipedBytes bytes;
  };

  UniqueHandle CreateInstance(bool first) const;
  void AddListener(bool first);
  void KeepListening() noexcept;
  void HurrySilent() noexcept;
  void Post(Command command);
  void Run() noexcept;
  void RunCommands() noexcept;
  void Execute(Command& command);
  void SweepDeadlines() noexcept;
  DWORD NextWaitMs() const noexcept;
  Connection* Find(std::uint32_t client) const noexcept;

  // Steps of one connection, in pipe_connection.cpp; each is followed by Settle.
  void StartAccept(Connection& connection);
  void Accepted(Connection& connection, DWORD error) noexcept;
  void StartRead(Connection& connection) noexcept;
  void ReadDone(Connection& connection, DWORD error, DWORD count) noexcept;
  void StartWrite(Connection& connection) noexcept;
  void WriteDone(Connection& connection, DWORD error, DWORD count) noexcept;
  void Drain(Connection& connection) noexcept;
  void Abort(Connection& connection) noexcept;
  void Settle(Connection& connection) noexcept;

  const PipeServerOptions options_;
  PipeServerEvents& events_;
  const SecurityDescriptor security_;
  UniqueHandle port_;
  std::wstring descriptor_;

  // Belong to the thread once it runs.
  std::vector<std::unique_ptr<Connection>> connections_;
  std::uint32_t next_id_ = 1;
  bool stopping_ = false;
  bool short_of_instances_ = false;

  std::mutex mutex_;
  std::vector<Command> commands_;
  std::thread thread_;
};

}  // namespace gatehouse
