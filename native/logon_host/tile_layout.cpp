#include "logon_host/tile_layout.h"

#include <algorithm>

#include "provider/field_table.h"

namespace gatehouse::host {
namespace {

// Pixels at 96 per inch.
constexpr int kWidth = 560;
constexpr int kLeastHeight = 520;
constexpr int kMargin = 40;
constexpr int kColumn = 460;
constexpr int kFieldWidth = 320;
constexpr int kFieldHeight = 38;
constexpr int kPadding = 10;
constexpr int kPortrait = 128;
constexpr int kGap = 14;
constexpr int kButtonWidth = 120;
constexpr int kChevron = 26;

constexpr wchar_t kDot = L'\u2022';

class Column {
 public:
  Column(const TileView& view, const Ruler& ruler) : view_(view), ruler_(ruler) {}

  TileLayout Lay() {
    for (const ViewField& field : view_.fields) {
      if (view_.page == TilePage::kFields || IsHeading(field)) Place(field);
    }
    if (view_.page == TilePage::kProgress) {
      Add({Part::kWaiting, kSlotCount, Centred(80, 12), {}});
      Text(Part::kText, kSlotCount, view_.text);
    } else if (view_.page == TilePage::kStatus) {
      Text(Part::kText, kSlotCount, view_.text);
      Add({Part::kConfirm, kSlotCount, Centred(kButtonWidth, kFieldHeight), {L"OK"}});
    }
    layout_.size = {kWidth, std::max<LONG>(kLeastHeight, y_ + kMargin - kGap)};
    return std::move(layout_);
  }

 private:
  static bool IsHeading(const ViewField& field) {
    return field.id == FieldIdOf(Slot::kTileImage) || field.id == FieldIdOf(Slot::kTitle);
  }

  void Place(const ViewField& field) {
    switch (field.type) {
      case CPFT_TILE_IMAGE:
        return Image(field);
      case CPFT_LARGE_TEXT:
        return Text(Part::kTitle, field.id, field.shown.text);
      case CPFT_SMALL_TEXT:
        return Text(Part::kText, field.id, field.shown.text);
      case CPFT_EDIT_TEXT:
      case CPFT_PASSWORD_TEXT:
        return Edit(field);
      case CPFT_COMBOBOX:
        return Choice(field);
      case CPFT_COMMAND_LINK:
        return Link(field);
      case CPFT_SUBMIT_BUTTON:
        return Submit(field);
      default:
        return;
    }
  }

  void Image(const ViewField& field) {
    BITMAP facts{};
    GetObjectW(field.shown.bitmap.get(), sizeof(facts), &facts);
    const bool is_portrait = field.id == FieldIdOf(Slot::kTileImage);
    const int width = is_portrait ? kPortrait : static_cast<int>(facts.bmWidth);
    const int height = is_portrait ? kPortrait : static_cast<int>(facts.bmHeight);
    Add({is_portrait ? Part::kPortrait : Part::kImage, field.id, Centred(width, height), {}});
  }

  void Text(Part part, DWORD id, const std::wstring& text) {
    if (text.empty()) return;
    const Style style = part == Part::kTitle ? Style::kTitle : Style::kText;
    auto lines = BreakLines(text, kColumn, [&](std::wstring_view line) { return ruler_.width(style, line); });
    const int height = ruler_.line_height(style) * static_cast<int>(lines.size());
    Add({part, id, Centred(kColumn, height), std::move(lines)});
  }

  void Edit(const ViewField& field) {
    const bool is_empty = field.shown.text.empty();
    std::wstring text = field.shown.text;
    if (field.type == CPFT_PASSWORD_TEXT) std::fill(text.begin(), text.end(), kDot);
    LaidPart part{Part::kEdit, field.id, Centred(kFieldWidth, kFieldHeight), {is_empty ? field.label : text}};
    part.is_hint = is_empty;
    Live(part, field, kFieldWidth - 2 * kPadding);
  }

  void Choice(const ViewField& field) {
    const auto& options = field.shown.options;
    const bool is_chosen = field.shown.selected < options.size();
    // Questions are long: as wide as a text, and not cut where they have room.
    LaidPart part{Part::kChoice,
                  field.id,
                  Centred(kColumn, kFieldHeight),
                  {is_chosen ? options[field.shown.selected] : field.label}};
    part.is_hint = !is_chosen;
    Live(part, field, kColumn - kChevron - 2 * kPadding);
  }

  void Link(const ViewField& field) {
    const int height = ruler_.line_height(Style::kText) + 6;
    const int width = std::min(kColumn, ruler_.width(Style::kText, field.shown.text) + 2 * kPadding);
    LaidPart part{Part::kLink, field.id, Centred(width, height), {field.shown.text}};
    Live(part, field, kColumn);
  }

  // Beside its field, at the right.
  void Submit(const ViewField& field) {
    const auto beside = std::find_if(layout_.parts.begin(), layout_.parts.end(),
                                     [&](const LaidPart& part) { return part.field == view_.submit_after; });
    if (beside == layout_.parts.end() || beside->part != Part::kEdit) return;
    const RECT& box = beside->box;
    layout_.parts.push_back(
        {Part::kSubmit, field.id, {box.right + 2, box.top, box.right + 2 + kFieldHeight, box.bottom}, {}});
  }

  // `room`: pixels for its one line.
  void Live(LaidPart& part, const ViewField& field, int room) {
    const Style style = part.part == Part::kLink ? Style::kText : Style::kField;
    part.is_cut = ruler_.width(style, part.lines[0]) > room;
    part.has_focus = field.shown.interactive == CPFIS_FOCUSED;
    part.is_live = field.shown.interactive == CPFIS_NONE || part.has_focus;
    Add(std::move(part));
  }

  [[nodiscard]] RECT Centred(int width, int height) const {
    const LONG left = (kWidth - width) / 2;
    return {left, y_, left + width, y_ + height};
  }

  void Add(LaidPart part) {
    y_ = part.box.bottom + kGap;
    layout_.parts.push_back(std::move(part));
  }

  const TileView& view_;
  const Ruler& ruler_;
  TileLayout layout_;
  LONG y_ = kMargin;
};

}  // namespace

TileLayout LayOut(const TileView& view, const Ruler& ruler) { return Column(view, ruler).Lay(); }

}  // namespace gatehouse::host
