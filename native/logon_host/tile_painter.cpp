#include "logon_host/tile_painter.h"

namespace gatehouse::host {
namespace {

constexpr COLORREF kLinkColor = RGB(190, 214, 245);
constexpr COLORREF kFrameColor = RGB(134, 148, 168);
constexpr COLORREF kAccent = RGB(96, 182, 255);
constexpr COLORREF kDeadColor = RGB(34, 49, 72);

constexpr int kPadding = 10;

constexpr wchar_t kLatinFace[] = L"Segoe UI";
constexpr wchar_t kHanFace[] = L"Microsoft YaHei UI";

int PixelsOf(Style style) { return style == Style::kTitle ? 30 : 16; }

UniqueFont CreateFontFor(Style style, const wchar_t* face) {
  return UniqueFont(CreateFontW(-PixelsOf(style), 0, 0, 0, FW_NORMAL, FALSE, FALSE, FALSE, DEFAULT_CHARSET,
                                OUT_DEFAULT_PRECIS, CLIP_DEFAULT_PRECIS, ANTIALIASED_QUALITY, DEFAULT_PITCH, face));
}

LONG MiddleOf(LONG low, LONG high) { return (low + high) / 2; }

}  // namespace

TilePainter::TilePainter() : measuring_(CreateCompatibleDC(nullptr)) {
  for (const Style style : {Style::kTitle, Style::kText, Style::kField}) {
    auto& fonts = fonts_[static_cast<int>(style)];
    fonts[0] = CreateFontFor(style, kLatinFace);
    fonts[1] = CreateFontFor(style, kHanFace);
  }
}

HFONT TilePainter::FontOf(Style style, std::wstring_view text) const {
  return fonts_[static_cast<int>(style)][HasHan(text) ? 1 : 0].get();
}

TileLayout TilePainter::LayOut(const TileView& view) const {
  const HDC dc = measuring_.get();
  const Ruler ruler = {
      [&](Style style, std::wstring_view text) {
        SIZE size{};
        SelectObject(dc, FontOf(style, text));
        GetTextExtentPoint32W(dc, text.data(), static_cast<int>(text.size()), &size);
        return static_cast<int>(size.cx);
      },
      // The same for both scripts: a line may hold either.
      [](Style style) { return PixelsOf(style) * 3 / 2; },
  };
  TileLayout layout = host::LayOut(view, ruler);
  SelectObject(dc, GetStockObject(SYSTEM_FONT));
  return layout;
}

void TilePainter::Draw(const TileCanvas& canvas, const TileView& view, const TileLayout& layout) const {
  canvas.Fill({0, 0, canvas.size().cx, canvas.size().cy}, kBackdrop);
  for (const LaidPart& part : layout.parts) DrawPart(canvas, view, part);
}

void TilePainter::DrawPart(const TileCanvas& canvas, const TileView& view, const LaidPart& part) const {
  const RECT& box = part.box;
  HBITMAP bitmap = nullptr;
  for (const ViewField& field : view.fields) {
    if (field.id == part.field) bitmap = field.shown.bitmap.get();
  }
  switch (part.part) {
    case Part::kPortrait:
      return canvas.RoundImage(bitmap, box);
    case Part::kImage:
      return canvas.Image(bitmap, box);
    case Part::kTitle:
      return DrawLines(canvas, Style::kTitle, part);
    case Part::kText:
      return DrawLines(canvas, Style::kText, part);
    case Part::kEdit:
    case Part::kChoice:
      return DrawField(canvas, part);
    case Part::kLink:
      return DrawLine(canvas, Style::kText, part.lines[0], box, kLinkColor, DT_CENTER);
    case Part::kSubmit: {
      canvas.Fill(box, kFieldColor);
      canvas.Frame(box, kFrameColor);
      const LONG x = MiddleOf(box.left, box.right);
      const LONG y = MiddleOf(box.top, box.bottom);
      canvas.Stroke({{x - 8, y}, {x + 8, y}}, kTextColor, 2);
      return canvas.Stroke({{x + 2, y - 6}, {x + 8, y}, {x + 2, y + 6}}, kTextColor, 2);
    }
    case Part::kWaiting: {
      const LONG y = MiddleOf(box.top, box.bottom);
      for (int i = 0; i < 5; ++i) {
        const LONG x = box.left + 6 + i * 17;
        canvas.Stroke({{x, y}, {x, y}}, kTextColor, 6);
      }
      return;
    }
    case Part::kConfirm:
      canvas.Fill(box, kFieldColor);
      canvas.Frame(box, kFrameColor);
      return DrawLine(canvas, Style::kField, part.lines[0], box, kTextColor, DT_CENTER);
  }
}

void TilePainter::DrawLines(const TileCanvas& canvas, Style style, const LaidPart& part) const {
  RECT box = part.box;
  const LONG height = (box.bottom - box.top) / static_cast<LONG>(part.lines.size());
  for (const std::wstring& line : part.lines) {
    box.bottom = box.top + height;
    DrawLine(canvas, style, line, box, kTextColor, DT_CENTER);
    box.top = box.bottom;
  }
}

void TilePainter::DrawField(const TileCanvas& canvas, const LaidPart& part) const {
  RECT box = part.box;
  canvas.Fill(box, part.is_live ? kFieldColor : kDeadColor);
  canvas.Frame(box, kFrameColor);
  if (part.has_focus) canvas.Fill({box.left, box.bottom - 2, box.right, box.bottom}, kAccent);
  if (part.part == Part::kChoice) {
    const LONG x = box.right - 18;
    const LONG y = MiddleOf(box.top, box.bottom);
    canvas.Stroke({{x - 5, y - 2}, {x, y + 3}, {x + 5, y - 2}}, kTextColor, 2);
    box.right -= 26;
  }
  InflateRect(&box, -kPadding, 0);
  DrawLine(canvas, Style::kField, part.lines[0], box, part.is_hint ? kHintColor : kTextColor,
           DT_LEFT | DT_END_ELLIPSIS);
}

void TilePainter::DrawLine(const TileCanvas& canvas, Style style, const std::wstring& line, RECT box, COLORREF color,
                           UINT how) const {
  const HGDIOBJ before = SelectObject(canvas.dc(), FontOf(style, line));
  SetTextColor(canvas.dc(), color);
  DrawTextW(canvas.dc(), line.c_str(), static_cast<int>(line.size()), &box,
            how | DT_SINGLELINE | DT_VCENTER | DT_NOPREFIX);
  SelectObject(canvas.dc(), before);
}

}  // namespace gatehouse::host
