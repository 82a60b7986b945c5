#include "service_control_binding.h"

#include <memory>
#include <string>

#include "text.h"
#include "win/service_dispatcher.h"

namespace gatehouse {
namespace {

struct Event {
  enum class Kind { kStarted, kControl, kEnded } kind;
  DWORD control = 0;
  DWORD type = 0;
  DWORD session = 0;
  DWORD error = 0;
};

DWORD StateOf(const Napi::Value& value) {
  const std::string name = value.IsString() ? value.As<Napi::String>().Utf8Value() : "";
  if (name == "start-pending") return SERVICE_START_PENDING;
  if (name == "running") return SERVICE_RUNNING;
  if (name == "stop-pending") return SERVICE_STOP_PENDING;
  if (name == "stopped") return SERVICE_STOPPED;
  throw Napi::TypeError::New(value.Env(), "no such service state");
}

const char* ControlName(DWORD control) {
  switch (control) {
    case SERVICE_CONTROL_STOP:
      return "stop";
    case SERVICE_CONTROL_SHUTDOWN:
      return "shutdown";
    case SERVICE_CONTROL_SESSIONCHANGE:
      return "session-change";
    default:
      return "power";
  }
}

DWORD Number(const Napi::Value& value) { return value.IsNumber() ? value.As<Napi::Number>().Uint32Value() : 0; }

class ServiceControlBinding : public Napi::ObjectWrap<ServiceControlBinding>, private ServiceEvents {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "ServiceControl", {InstanceMethod<&ServiceControlBinding::Report>("report")});
  }

  explicit ServiceControlBinding(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ServiceControlBinding>(info) {
    const Napi::Env env = info.Env();
    if (!info[1].IsFunction()) {
      throw Napi::TypeError::New(env, "ServiceControl needs a name and a callback");
    }
    std::wstring name = ToWide(info[0], "name");
    events_ = Events::New(env, info[1].As<Napi::Function>(), "gatehouse service", 0, 1, this);
    try {
      dispatcher_ = std::make_unique<ServiceDispatcher>(std::move(name), static_cast<ServiceEvents&>(*this));
    } catch (const std::exception& error) {
      events_.Release();
      throw ToJsError(env, error, "already-running");
    }
    Ref();
    napi_add_env_cleanup_hook(env, &EndWithEnvironment, this);
  }

 private:
  static void Deliver(Napi::Env env, Napi::Function callback, ServiceControlBinding* self, Event* data);
  using Events = Napi::TypedThreadSafeFunction<ServiceControlBinding, Event, &Deliver>;

  void Report(const Napi::CallbackInfo& info) {
    const DWORD state = StateOf(info[0]);
    if (dispatcher_) dispatcher_->Report(state, Number(info[1]), Number(info[2]));
  }

  void OnStarted() noexcept override { Send({Event::Kind::kStarted}); }
  void OnControl(DWORD control, DWORD type, DWORD session) noexcept override {
    Send({Event::Kind::kControl, control, type, session});
  }
  void OnEnded(DWORD error) noexcept override { Send({Event::Kind::kEnded, 0, 0, 0, error}); }

  // Fails only while the environment is being torn down; nobody waits for the event then.
  void Send(const Event& event) noexcept {
    auto owned = std::make_unique<Event>(event);
    if (events_.NonBlockingCall(owned.get()) == napi_ok) owned.release();
  }

  static void EndWithEnvironment(void* self) { static_cast<ServiceControlBinding*>(self)->dispatcher_.reset(); }

  void Ended(Napi::Env env) {
    dispatcher_->Join();
    dispatcher_.reset();
    events_.Release();
    napi_remove_env_cleanup_hook(env, &EndWithEnvironment, this);
    Unref();
  }

  Events events_;
  std::unique_ptr<ServiceDispatcher> dispatcher_;
};

Napi::Object ToJs(Napi::Env env, const Event& event) {
  Napi::Object js = Napi::Object::New(env);
  switch (event.kind) {
    case Event::Kind::kStarted:
      js.Set("type", "started");
      break;
    case Event::Kind::kControl:
      js.Set("type", "control");
      js.Set("control", ControlName(event.control));
      js.Set("detail", Napi::Number::New(env, event.type));
      js.Set("session", Napi::Number::New(env, event.session));
      break;
    case Event::Kind::kEnded:
      js.Set("type", "ended");
      js.Set("win32", Napi::Number::New(env, event.error));
      break;
  }
  return js;
}

void ServiceControlBinding::Deliver(Napi::Env env, Napi::Function callback, ServiceControlBinding* self, Event* data) {
  const std::unique_ptr<Event> event(data);
  if (env == nullptr) return;  // the environment is going; the event is only freed
  if (event->kind == Event::Kind::kEnded) self->Ended(env);
  callback.Call({ToJs(env, *event)});
}

}  // namespace

void DefineServiceControl(Napi::Env env, Napi::Object exports) {
  exports.Set("ServiceControl", ServiceControlBinding::Define(env));
}

}  // namespace gatehouse
