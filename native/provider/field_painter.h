#pragma once

#include <vector>

#include "core/field_pool.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse {

// Copies of the fields that changed, taken under the tile's lock, so that LogonUI is told without it: LogonUI may call
// back while it is told.
struct Painting {
  struct Stroke {
    FieldChange change;
    Field field;
  };
  std::vector<Stroke> strokes;
  std::optional<Slot> focus;
  std::optional<Slot> submit_after;

  [[nodiscard]] static Painting Of(FieldPool& pool);
};

// Tells LogonUI what changed on a live tile, in one update where the host has ICredentialProviderCredentialEvents2.
// Gives back what LogonUI did not take; on a tile that it is tearing down that is everything, and all right.
[[nodiscard]] PoolChanges Paint(const Painting& painting, ICredentialProviderCredential* credential,
                                ICredentialProviderCredentialEvents* events);

}  // namespace gatehouse
