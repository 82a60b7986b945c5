#pragma once

#include "provider/credential_provider_abi.h"

namespace gatehouse {

// Our credential provider. The installer and the administrator's documents name it too; it never changes.
// {bb9f93a5-0b25-4294-9f86-607358abf3f1}
inline constexpr GUID kProviderClsid = {0xbb9f93a5, 0x0b25, 0x4294, {0x9f, 0x86, 0x60, 0x73, 0x58, 0xab, 0xf3, 0xf1}};
inline constexpr wchar_t kProviderClsidText[] = L"{bb9f93a5-0b25-4294-9f86-607358abf3f1}";
inline constexpr wchar_t kProviderName[] = L"Gatehouse Credential Provider";

// The filter that hides other providers. {4f3b7a52-6e0d-4b8e-9d0c-51c2f8a7e6b4}
inline constexpr GUID kFilterClsid = {0x4f3b7a52, 0x6e0d, 0x4b8e, {0x9d, 0x0c, 0x51, 0xc2, 0xf8, 0xa7, 0xe6, 0xb4}};
inline constexpr wchar_t kFilterClsidText[] = L"{4f3b7a52-6e0d-4b8e-9d0c-51c2f8a7e6b4}";
inline constexpr wchar_t kFilterName[] = L"Gatehouse Credential Provider Filter";

// Field types of <shlguid.h>: LogonUI finds the name, the password and the provider's logo and label by them.
inline constexpr GUID kLogonUserNameField = {
    0xda15bbe8, 0x954d, 0x4fd3, {0xb0, 0xf4, 0x1f, 0xb5, 0xb9, 0x0b, 0x17, 0x4b}};
inline constexpr GUID kLogonPasswordField = {
    0x60624cfa, 0xa477, 0x47b1, {0x8a, 0x8e, 0x3a, 0x4a, 0x19, 0x98, 0x18, 0x27}};
inline constexpr GUID kProviderLogoField = {
    0x2d837775, 0xf6cd, 0x464e, {0xa7, 0x45, 0x48, 0x2f, 0xd0, 0xb4, 0x74, 0x93}};
inline constexpr GUID kNoFieldType = {0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 0}};

// PKEY_Identity_QualifiedUserName of <propkey.h>: DOMAIN\name of an enumerated user.
inline constexpr PROPERTYKEY kQualifiedUserName = {
    {0xda520e51, 0xf4e9, 0x4739, {0xac, 0x82, 0x02, 0xe0, 0xa9, 0x5c, 0x90, 0x30}}, 100};

}  // namespace gatehouse
