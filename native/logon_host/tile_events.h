#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/screen.h"
#include "logon_host/com_base.h"
#include "provider/credential_provider_abi.h"
#include "win/srw_lock.h"

namespace gatehouse::host {

using SharedBitmap = std::shared_ptr<std::remove_pointer_t<HBITMAP>>;

[[nodiscard]] inline SharedBitmap Share(HBITMAP bitmap) {
  return {bitmap, [](HBITMAP it) { DeleteObject(it); }};
}

// One field as the host shows it.
struct ShownField {
  CREDENTIAL_PROVIDER_FIELD_STATE state = CPFS_HIDDEN;
  CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE interactive = CPFIS_NONE;
  std::wstring text;
  std::vector<std::wstring> options;
  DWORD selected = 0;
  SharedBitmap bitmap;
};

// What the host shows of one tile; the provider's threads change it too.
class ShownTile {
 public:
  template <typename Use>
  auto With(DWORD field, Use use) {
    const std::lock_guard guard(lock_);
    return use(fields_.at(field));
  }

  [[nodiscard]] DWORD submit_after() const noexcept { return submit_after_; }
  void PlaceSubmit(DWORD beside) noexcept { submit_after_ = beside; }

  // A window that is told of every change: a message of that number is posted to it.
  void Tell(HWND window, UINT message) noexcept {
    message_ = message;
    window_ = window;
  }
  void Changed() const noexcept {
    if (const HWND window = window_) PostMessageW(window, message_, 0, 0);
  }

 private:
  SrwLock lock_;
  std::array<ShownField, kSlotCount> fields_;
  std::atomic<DWORD> submit_after_ = 0;
  std::atomic<UINT> message_ = 0;
  std::atomic<HWND> window_ = nullptr;
};

[[nodiscard]] const char* NameOfState(CREDENTIAL_PROVIDER_FIELD_STATE state) noexcept;
[[nodiscard]] const char* NameOfInteractive(CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE interactive) noexcept;
[[nodiscard]] const char* NameOfField(DWORD field) noexcept;

// Hears what the provider tells of one tile, shows and prints it. Aggregates the free-threaded marshaller: Wine has no
// proxy for the interface, and so the provider's thread may call it as LogonUI's proxy would let it. As LogonUI does,
// it knows the tile by its pointer: an event for another is an error of the run.
class TileEvents final : public ComBase<TileEvents, ICredentialProviderCredentialEvents2> {
 public:
  // The pointer is compared, never followed.
  TileEvents(int tile, const ICredentialProviderCredential* credential, std::shared_ptr<ShownTile> shown);

  // While it is deaf every event fails, as those for a host that is busy or gone.
  void SetDeaf(bool deaf) noexcept { deaf_ = deaf; }

  static bool IsBase(REFIID riid) noexcept { return riid == __uuidof(ICredentialProviderCredentialEvents); }
  HRESULT QueryMore(REFIID riid, void** object) noexcept;

  IFACEMETHODIMP
  SetFieldState(ICredentialProviderCredential* credential, DWORD field,
                CREDENTIAL_PROVIDER_FIELD_STATE state) noexcept override;
  IFACEMETHODIMP
  SetFieldInteractiveState(ICredentialProviderCredential* credential, DWORD field,
                           CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE interactive) noexcept override;
  IFACEMETHODIMP
  SetFieldString(ICredentialProviderCredential* credential, DWORD field, LPCWSTR text) noexcept override;
  IFACEMETHODIMP
  SetFieldCheckbox(ICredentialProviderCredential* credential, DWORD field, BOOL checked,
                   LPCWSTR label) noexcept override;
  IFACEMETHODIMP
  SetFieldBitmap(ICredentialProviderCredential* credential, DWORD field, HBITMAP bitmap) noexcept override;
  IFACEMETHODIMP
  SetFieldComboBoxSelectedItem(ICredentialProviderCredential* credential, DWORD field,
                               DWORD selected) noexcept override;
  IFACEMETHODIMP
  DeleteFieldComboBoxItem(ICredentialProviderCredential* credential, DWORD field, DWORD item) noexcept override;
  IFACEMETHODIMP
  AppendFieldComboBoxItem(ICredentialProviderCredential* credential, DWORD field, LPCWSTR text) noexcept override;
  IFACEMETHODIMP
  SetFieldSubmitButton(ICredentialProviderCredential* credential, DWORD field, DWORD adjacent) noexcept override;
  IFACEMETHODIMP
  OnCreatingWindow(HWND* owner) noexcept override;
  IFACEMETHODIMP
  BeginFieldUpdates() noexcept override;
  IFACEMETHODIMP
  EndFieldUpdates() noexcept override;
  IFACEMETHODIMP
  SetFieldOptions(ICredentialProviderCredential* credential, DWORD field,
                  CREDENTIAL_PROVIDER_CREDENTIAL_FIELD_OPTIONS options) noexcept override;

 private:
  [[nodiscard]] HRESULT Hear(const ICredentialProviderCredential* credential) const noexcept;

  const int tile_;
  const ICredentialProviderCredential* const credential_;
  const std::shared_ptr<ShownTile> shown_;
  std::atomic<bool> deaf_ = false;
  ComPtr<IUnknown> marshaller_;
};

}  // namespace gatehouse::host
