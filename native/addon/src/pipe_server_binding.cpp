#include "pipe_server_binding.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "text.h"
#include "win/pipe_server.h"

namespace gatehouse {
namespace {

struct ClientEvent {
  Caller caller;
};
struct DataEvent {
  WipedBytes bytes;
};
struct ClosedEvent {};
struct WarningEvent {
  std::string what;
  DWORD code;
};
struct StoppedEvent {};

struct Event {
  std::uint32_t client = 0;
  std::variant<ClientEvent, DataEvent, ClosedEvent, WarningEvent, StoppedEvent> what;
};

std::uint32_t ToCount(const Napi::Object& options, const char* name, std::uint32_t largest) {
  const Napi::Value value = options.Get(name);
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : 0;
  if (!(number >= 1 && number <= largest) || number != static_cast<std::uint32_t>(number)) {
    throw Napi::RangeError::New(options.Env(),
                                std::string(name) + " must be an integer from 1 to " + std::to_string(largest));
  }
  return static_cast<std::uint32_t>(number);
}

class PipeServerBinding : public Napi::ObjectWrap<PipeServerBinding>, private PipeServerEvents {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(
        env, "PipeServer",
        {InstanceMethod<&PipeServerBinding::ResumeClient>("resume"), InstanceMethod<&PipeServerBinding::Write>("write"),
         InstanceMethod<&PipeServerBinding::CloseClient>("close"), InstanceMethod<&PipeServerBinding::Stop>("stop"),
         InstanceAccessor<&PipeServerBinding::Descriptor>("descriptor")});
  }

  explicit PipeServerBinding(const Napi::CallbackInfo& info) : Napi::ObjectWrap<PipeServerBinding>(info) {
    const Napi::Env env = info.Env();
    if (!info[0].IsObject() || !info[1].IsFunction()) {
      throw Napi::TypeError::New(env, "PipeServer needs options and a callback");
    }
    const auto options = info[0].As<Napi::Object>();
    PipeServerOptions wanted{ToWide(options.Get("name"), "name"), ToWide(options.Get("sddl"), "sddl"),
                             ToCount(options, "maxClients", 250), ToCount(options, "maxQueuedBytes", 1u << 30),
                             ToCount(options, "firstByteMs", 3'600'000)};
    events_ = Events::New(env, info[1].As<Napi::Function>(), "gatehouse pipe", 0, 1, this);
    try {
      server_ = std::make_unique<PipeServer>(std::move(wanted), static_cast<PipeServerEvents&>(*this));
    } catch (const PipeNameTaken& error) {
      events_.Release();
      throw ToJsError(env, error, "name-taken");
    } catch (const std::exception& error) {
      events_.Release();
      throw ToJsError(env, error, "cannot-listen");
    }
    // Keeps this object alive for the thread, and ends the thread when the environment goes first.
    Ref();
    napi_add_env_cleanup_hook(env, &EndWithEnvironment, this);
  }

 private:
  static void Deliver(Napi::Env env, Napi::Function callback, PipeServerBinding* self, Event* data);
  using Events = Napi::TypedThreadSafeFunction<PipeServerBinding, Event, &Deliver>;

  void ResumeClient(const Napi::CallbackInfo& info) {
    if (server_) server_->Resume(ClientOf(info));
  }

  void Write(const Napi::CallbackInfo& info) {
    if (!info[1].IsTypedArray() || info[1].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
      throw Napi::TypeError::New(info.Env(), "write takes a client and a Uint8Array");
    }
    const auto bytes = info[1].As<Napi::Uint8Array>();
    if (server_) server_->Write(ClientOf(info), WipedBytes(bytes.Data(), bytes.ByteLength()));
  }

  void CloseClient(const Napi::CallbackInfo& info) {
    if (server_) server_->Close(ClientOf(info));
  }

  Napi::Value Stop(const Napi::CallbackInfo& info) {
    if (!stopped_) stopped_ = Napi::Promise::Deferred::New(info.Env());
    if (server_) {
      server_->Stop();
    } else {
      stopped_->Resolve(info.Env().Undefined());
    }
    return stopped_->Promise();
  }

  Napi::Value Descriptor(const Napi::CallbackInfo& info) {
    if (!server_) return info.Env().Undefined();
    return FromWide(info.Env(), server_->descriptor());
  }

  static std::uint32_t ClientOf(const Napi::CallbackInfo& info) {
    if (!info[0].IsNumber()) throw Napi::TypeError::New(info.Env(), "a client is a number");
    return info[0].As<Napi::Number>().Uint32Value();
  }

  void OnClient(std::uint32_t client, Caller caller) noexcept override {
    Send({client, ClientEvent{std::move(caller)}});
  }
  void OnData(std::uint32_t client, WipedBytes bytes) noexcept override { Send({client, DataEvent{std::move(bytes)}}); }
  void OnClosed(std::uint32_t client) noexcept override { Send({client, ClosedEvent{}}); }
  void OnWarning(const char* what, DWORD code) noexcept override { Send({0, WarningEvent{what, code}}); }
  void OnStopped() noexcept override { Send({0, StoppedEvent{}}); }

  // Fails only while the environment is being torn down; nobody waits for the event then.
  void Send(Event event) noexcept {
    auto owned = std::make_unique<Event>(std::move(event));
    if (events_.NonBlockingCall(owned.get()) == napi_ok) owned.release();
  }

  static void EndWithEnvironment(void* self) { static_cast<PipeServerBinding*>(self)->server_.reset(); }

  void Ended(Napi::Env env) {
    server_.reset();  // joins the thread, whose last act was this event
    events_.Release();
    napi_remove_env_cleanup_hook(env, &EndWithEnvironment, this);
    if (stopped_) stopped_->Resolve(env.Undefined());
    Unref();
  }

  Events events_;
  std::unique_ptr<PipeServer> server_;
  std::optional<Napi::Promise::Deferred> stopped_;
};

Napi::Object ToJs(Napi::Env env, const Event& event) {
  Napi::Object js = Napi::Object::New(env);
  const auto type = [&](const char* name) { js.Set("type", Napi::String::New(env, name)); };
  js.Set("client", Napi::Number::New(env, event.client));
  if (const auto* client = std::get_if<ClientEvent>(&event.what)) {
    type("client");
    js.Set("pid", Napi::Number::New(env, client->caller.pid));
    js.Set("session", Napi::Number::New(env, client->caller.session));
    js.Set("sid", FromWide(env, client->caller.sid));
    js.Set("image", FromWide(env, client->caller.image));
  } else if (const auto* data = std::get_if<DataEvent>(&event.what)) {
    type("data");
    js.Set("bytes", Napi::Buffer<std::uint8_t>::Copy(env, data->bytes.data(), data->bytes.size()));
  } else if (const auto* warning = std::get_if<WarningEvent>(&event.what)) {
    type("warning");
    js.Set("what", Napi::String::New(env, warning->what));
    js.Set("win32", Napi::Number::New(env, warning->code));
  } else {
    type("closed");
  }
  return js;
}

void PipeServerBinding::Deliver(Napi::Env env, Napi::Function callback, PipeServerBinding* self, Event* data) {
  const std::unique_ptr<Event> event(data);
  if (env == nullptr) return;  // the environment is going; the event is only freed
  if (std::holds_alternative<StoppedEvent>(event->what)) {
    self->Ended(env);
    return;
  }
  callback.Call({ToJs(env, *event)});
}

}  // namespace

void DefinePipeServer(Napi::Env env, Napi::Object exports) {
  exports.Set("PipeServer", PipeServerBinding::Define(env));
}

}  // namespace gatehouse
