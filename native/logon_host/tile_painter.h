#pragma once

#include "logon_host/tile_canvas.h"
#include "logon_host/tile_layout.h"

namespace gatehouse::host {

struct FontTraits {
  using Value = HFONT;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept { DeleteObject(value); }
};
using UniqueFont = Unique<FontTraits>;

// The colours of the logon screen, as far as a program without Windows' own controls can have them.
inline constexpr COLORREF kBackdrop = RGB(24, 39, 62);
inline constexpr COLORREF kFieldColor = RGB(43, 58, 82);
inline constexpr COLORREF kTextColor = RGB(255, 255, 255);
inline constexpr COLORREF kHintColor = RGB(168, 178, 192);

// Draws tiles, with fonts of its own. Windows' own fonts of the logon screen: Segoe UI, and Microsoft YaHei UI for
// Chinese.
class TilePainter {
 public:
  TilePainter();

  [[nodiscard]] TileLayout LayOut(const TileView& view) const;
  // Everything, what is typed included.
  void Draw(const TileCanvas& canvas, const TileView& view, const TileLayout& layout) const;
  [[nodiscard]] HFONT FontOf(Style style, std::wstring_view text) const;

 private:
  void DrawPart(const TileCanvas& canvas, const TileView& view, const LaidPart& part) const;
  void DrawLines(const TileCanvas& canvas, Style style, const LaidPart& part) const;
  void DrawField(const TileCanvas& canvas, const LaidPart& part) const;
  void DrawLine(const TileCanvas& canvas, Style style, const std::wstring& line, RECT box, COLORREF color,
                UINT how) const;

  UniqueFont fonts_[3][2];
  UniqueDeviceContext measuring_;
};

}  // namespace gatehouse::host
