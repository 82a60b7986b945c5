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

  // What of the change the host did not take; nothing when it took all.
  [[nodiscard]] std::optional<FieldChange> Draw(const Painting::Stroke& stroke) const {
    const FieldChange& change = stroke.change;
    const Field& field = stroke.field;
    const DWORD id = FieldIdOf(change.slot);
    FieldChange left = change;
    left.shown_options = field.options.size();
    if (change.options) left.options = !DrawOptions(id, field, change.shown_options, left.shown_options);
    if (change.options || change.selected) {
      left.selected = FAILED(events_->SetFieldComboBoxSelectedItem(credential_, id, field.selected));
    }
    if (change.picture) left.picture = !DrawPicture(id, field);
    if (change.value) left.value = !DrawValue(id, field);
    if (change.mode) {
      left.mode = FAILED(events_->SetFieldInteractiveState(
          credential_, id, static_cast<CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE>(field.mode)));
    }
    if (change.state) {
      left.state =
          FAILED(events_->SetFieldState(credential_, id, static_cast<CREDENTIAL_PROVIDER_FIELD_STATE>(field.state)));
    }
    if (left.options || left.selected || left.picture || left.value || left.mode || left.state) return left;
    return std::nullopt;
  }

  [[nodiscard]] bool Focus(Slot slot) const {
    return SUCCEEDED(events_->SetFieldInteractiveState(credential_, FieldIdOf(slot), CPFIS_FOCUSED));
  }

  [[nodiscard]] bool PlaceSubmit(Slot beside) const {
    return SUCCEEDED(events_->SetFieldSubmitButton(credential_, FieldIdOf(Slot::kSubmit), FieldIdOf(beside)));
  }

 private:
  // `held` becomes what the host holds at the end.
  [[nodiscard]] bool DrawOptions(DWORD id, const Field& field, std::size_t before, std::size_t& held) const {
    for (held = before; held > 0; --held) {
      if (FAILED(events_->DeleteFieldComboBoxItem(credential_, id, static_cast<DWORD>(held - 1)))) return false;
    }
    for (const std::string& option : field.options) {
      if (FAILED(events_->AppendFieldComboBoxItem(credential_, id, Widen(option).c_str()))) return false;
      ++held;
    }
    return true;
  }

  // A picture that cannot be made is not tried again.
  [[nodiscard]] bool DrawPicture(DWORD id, const Field& field) const {
    UniqueBitmap bitmap = field.picture ? CreatePictureBitmap(*field.picture) : UniqueBitmap();
    if (!bitmap) return true;
    if (FAILED(events_->SetFieldBitmap(credential_, id, bitmap.get()))) return false;
    // LogonUI takes the bitmap over, as it does from GetBitmapValue.
    static_cast<void>(bitmap.release());
    return true;
  }

  [[nodiscard]] bool DrawValue(DWORD id, const Field& field) const {
    const Unique<TaskMemoryTraits> text(SecretToTaskMemory(field.value));
    return text && SUCCEEDED(events_->SetFieldString(credential_, id, text.get()));
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

PoolChanges Paint(const Painting& painting, ICredentialProviderCredential* credential,
                  ICredentialProviderCredentialEvents* events) {
  const ComPtr<ICredentialProviderCredentialEvents> host(events);
  const auto batch = host.As<ICredentialProviderCredentialEvents2>();
  const Canvas canvas(credential, events);
  PoolChanges left;
  if (batch) batch->BeginFieldUpdates();
  for (const Painting::Stroke& stroke : painting.strokes) {
    if (const auto change = canvas.Draw(stroke)) left.fields.push_back(*change);
  }
  if (painting.submit_after && !canvas.PlaceSubmit(*painting.submit_after)) left.submit_after = painting.submit_after;
  if (painting.focus && !canvas.Focus(*painting.focus)) left.focus = painting.focus;
  if (batch) batch->EndFieldUpdates();
  return left;
}

}  // namespace gatehouse
