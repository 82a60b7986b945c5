#pragma once

#include "logon_host/line_breaks.h"
#include "logon_host/tile_view.h"

namespace gatehouse::host {

// What a part of a drawn tile is.
enum class Part {
  kPortrait,  // the tile's image, round
  kImage,     // another image, as it is
  kTitle,
  kText,
  kEdit,
  kChoice,
  kLink,
  kSubmit,
  kWaiting,
  kConfirm,
};

struct LaidPart {
  Part part = Part::kText;
  // LogonUI's id of the field; kSlotCount for what is of no field.
  DWORD field = kSlotCount;
  RECT box{};
  std::vector<std::wstring> lines;
  // The label stands where nothing was typed.
  bool is_hint = false;
  bool has_focus = false;
  // Can be typed in, chosen or clicked.
  bool is_live = true;
  // There is no room for all of its text.
  bool is_cut = false;
};

struct TileLayout {
  SIZE size{};
  std::vector<LaidPart> parts;
};

// Texts as they are set.
enum class Style { kTitle, kText, kField };

struct Ruler {
  std::function<int(Style, std::wstring_view)> width;
  std::function<int(Style)> line_height;
};

// Where everything of a tile stands, one below the other as LogonUI puts it. Of a long text every line has its room.
[[nodiscard]] TileLayout LayOut(const TileView& view, const Ruler& ruler);

}  // namespace gatehouse::host
