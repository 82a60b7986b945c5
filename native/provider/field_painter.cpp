#include "provider/field_painter.h"

#include "provider/com_ptr.h"
#include "provider/field_table.h"
#include "win/picture_bitmap.h"
#include "win/wide_text.h"

namespace gatehouse {
namespace {

struct TaskMemoryTraits {
  using Value = wchar_t*;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept {
    SecureZeroMemory(value, std::wstring_view(value).size() * sizeof(wchar_t));
    CoTaskMemFree(value);
  }
};

// One live tile and the host's ear for it.
class Canvas {
 public:
  Canvas(ICredentialProviderCredential* credential, ICredentialProviderCredentialEvents* events)
      : credential_(credential), events_(events) {}

  void Draw(const Painting::Stroke& stroke) const {
    const FieldChange& change = stroke.change;
    const Field& field = stroke.field;
    const DWORD id = static_cast<DWORD>(change.slot);
    if (change.options) DrawOptions(id, change, field);
    if (change.options || change.selected) {
      events_->SetFieldComboBoxSelectedItem(credential_, id, field.selected);
    }
    if (change.picture) DrawPicture(id, field);
    if (change.value) DrawValue(id, field);
    if (change.mode) {
      events_->SetFieldInteractiveState(credential_, id,
                                        static_cast<CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE>(field.mode));
    }
    if (change.state) {
      events_->SetFieldState(credential_, id, static_cast<CREDENTIAL_PROVIDER_FIELD_STATE>(field.state));
    }
  }

  void Focus(Slot slot) const {
    events_->SetFieldInteractiveState(credential_, static_cast<DWORD>(slot), CPFIS_FOCUSED);
  }

  void PlaceSubmit(Slot beside) const {
    events_->SetFieldSubmitButton(credential_, static_cast<DWORD>(Slot::kSubmit), static_cast<DWORD>(beside));
  }

 private:
  void DrawOptions(DWORD id, const FieldChange& change, const Field& field) const {
    for (std::size_t i = change.shown_options; i > 0; --i) {
      events_->DeleteFieldComboBoxItem(credential_, id, static_cast<DWORD>(i - 1));
    }
    for (const std::string& option : field.options) {
      events_->AppendFieldComboBoxItem(credential_, id, Widen(option).c_str());
    }
  }

  void DrawPicture(DWORD id, const Field& field) const {
    UniqueBitmap bitmap = field.picture ? CreatePictureBitmap(*field.picture) : UniqueBitmap();
    if (!bitmap) return;
    // LogonUI takes the bitmap over, as it does from GetBitmapValue.
    if (SUCCEEDED(events_->SetFieldBitmap(credential_, id, bitmap.get()))) static_cast<void>(bitmap.release());
  }

  void DrawValue(DWORD id, const Field& field) const {
    const Unique<TaskMemoryTraits> text(SecretToTaskMemory(field.value));
    if (text) events_->SetFieldString(credential_, id, text.get());
  }

  ICredentialProviderCredential* credential_;
  ICredentialProviderCredentialEvents* events_;
};

}  // namespace

Painting Painting::Of(FieldPool& pool) {
  Painting painting;
  const PoolChanges changes = pool.TakeChanges();
  for (const FieldChange& change : changes.fields) painting.strokes.push_back({change, pool.at(change.slot)});
  painting.focus = changes.focus;
  painting.submit_after = changes.submit_after;
  return painting;
}

void Paint(const Painting& painting, ICredentialProviderCredential* credential,
           ICredentialProviderCredentialEvents* events) {
  const ComPtr<ICredentialProviderCredentialEvents> host(events);
  const auto batch = host.As<ICredentialProviderCredentialEvents2>();
  const Canvas canvas(credential, events);
  if (batch) batch->BeginFieldUpdates();
  for (const Painting::Stroke& stroke : painting.strokes) canvas.Draw(stroke);
  if (painting.submit_after) canvas.PlaceSubmit(*painting.submit_after);
  if (painting.focus) canvas.Focus(*painting.focus);
  if (batch) batch->EndFieldUpdates();
}

}  // namespace gatehouse
