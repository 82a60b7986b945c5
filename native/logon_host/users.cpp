#include "logon_host/users.h"

#include <utility>

#include "logon_host/com_base.h"
#include "provider/guids.h"
#include "win/wide_text.h"

namespace gatehouse::host {
namespace {

HRESULT Give(const std::wstring& value, LPWSTR* text) {
  *text = CopyToTaskMemory(value);
  return *text == nullptr ? E_OUTOFMEMORY : S_OK;
}

class User final : public ComBase<User, ICredentialProviderUser> {
 public:
  explicit User(EnumeratedUser user) : user_(std::move(user)) {}

  IFACEMETHODIMP
  GetSid(LPWSTR* sid) noexcept override { return Give(user_.sid, sid); }
  IFACEMETHODIMP
  GetProviderID(GUID* provider) noexcept override {
    *provider = GUID{};
    return S_OK;
  }
  IFACEMETHODIMP
  GetStringValue(REFPROPERTYKEY key, LPWSTR* text) noexcept override {
    *text = nullptr;
    if (key.fmtid == kQualifiedUserName.fmtid && key.pid == kQualifiedUserName.pid) {
      return Give(user_.qualified_name, text);
    }
    return E_INVALIDARG;
  }
  IFACEMETHODIMP
  GetValue(REFPROPERTYKEY /*key*/, PROPVARIANT* /*value*/) noexcept override { return E_NOTIMPL; }

 private:
  const EnumeratedUser user_;
};

class UserArray final : public ComBase<UserArray, ICredentialProviderUserArray> {
 public:
  explicit UserArray(std::vector<EnumeratedUser> users) : users_(std::move(users)) {}

  IFACEMETHODIMP
  SetProviderFilter(REFGUID /*provider*/) noexcept override { return S_OK; }
  IFACEMETHODIMP
  GetAccountOptions(CREDENTIAL_PROVIDER_ACCOUNT_OPTIONS* options) noexcept override {
    *options = CPAO_EMPTY_LOCAL;
    return S_OK;
  }
  IFACEMETHODIMP
  GetCount(DWORD* count) noexcept override {
    *count = static_cast<DWORD>(users_.size());
    return S_OK;
  }
  IFACEMETHODIMP
  GetAt(DWORD index, ICredentialProviderUser** user) noexcept override {
    *user = nullptr;
    if (index >= users_.size()) return E_INVALIDARG;
    *user = new User(users_[index]);
    return S_OK;
  }

 private:
  const std::vector<EnumeratedUser> users_;
};

}  // namespace

ComPtr<ICredentialProviderUserArray> CreateUserArray(std::vector<EnumeratedUser> users) {
  ComPtr<ICredentialProviderUserArray> array;
  *array.put() = new UserArray(std::move(users));
  return array;
}

}  // namespace gatehouse::host
