#pragma once

#include <string>
#include <vector>

#include "logon_host/tile_events.h"

namespace gatehouse::host {

// What LogonUI shows of a tile at a time.
enum class TilePage {
  kFields,
  // While Connect runs: the provider's status text instead of the fields.
  kProgress,
  // The text that GetSerialization gave, until the person presses OK.
  kStatus,
};

struct ViewField {
  DWORD id = 0;
  CREDENTIAL_PROVIDER_FIELD_TYPE type = CPFT_INVALID;
  // Of the descriptor.
  std::wstring label;
  ShownField shown;
};

// The selected tile, as it is drawn: what can be seen of it, in LogonUI's order.
struct TileView {
  TilePage page = TilePage::kFields;
  std::vector<ViewField> fields;
  // The field that the submit button stands beside.
  DWORD submit_after = 0;
  // Of the pages that are not fields.
  std::wstring text;
};

}  // namespace gatehouse::host
