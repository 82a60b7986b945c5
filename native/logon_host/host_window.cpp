#include <stdexcept>

#include "logon_host/host.h"
#include "logon_host/json_line.h"
#include "win/wide_text.h"

// The part of Host that draws: LogonUI's face, in a picture or a window.
namespace gatehouse::host {
namespace {

constexpr const char* kPartNames[] = {"portrait", "image", "title",  "text",    "edit",
                                      "choice",   "link",  "submit", "waiting", "confirm"};

JsonLine JsonOfBox(const RECT& box) {
  JsonLine json;
  json.Number("x", box.left).Number("y", box.top);
  json.Number("width", box.right - box.left).Number("height", box.bottom - box.top);
  return json;
}

// What is typed is not printed: a label or a text of the tile is.
std::string JsonOfPart(const LaidPart& part) {
  JsonLine json = JsonOfBox(part.box);
  json.Text("part", kPartNames[static_cast<int>(part.part)]);
  if (part.field < kSlotCount) json.Text("field", NameOfField(part.field));
  if (part.part != Part::kEdit || part.is_hint) {
    std::wstring text;
    for (const std::wstring& line : part.lines) text += (text.empty() ? L"" : L"\n") + line;
    json.Text("text", text.c_str());
  }
  json.Flag("focused", part.has_focus).Flag("live", part.is_live).Flag("cut", part.is_cut);
  return json.json();
}

}  // namespace

TileView Host::View(TilePage page) {
  Tile& tile = Selected();
  TileView view;
  view.page = page;
  view.submit_after = tile.shown->submit_after();
  view.text = page == TilePage::kProgress ? progress_ : status_;
  for (DWORD id = 0; id < kSlotCount; ++id) {
    ViewField field{id, descriptors_[id].type, descriptors_[id].label, {}};
    field.shown = tile.shown->With(id, [](ShownField& shown) { return shown; });
    const auto state = field.shown.state;
    if (state != CPFS_DISPLAY_IN_SELECTED_TILE && state != CPFS_DISPLAY_IN_BOTH) continue;
    if (field.type == CPFT_TILE_IMAGE && !field.shown.bitmap) {
      HBITMAP bitmap = nullptr;
      if (SUCCEEDED(tile.credential->GetBitmapValue(id, &bitmap))) {
        field.shown.bitmap = Share(bitmap);
        tile.shown->With(id, [&](ShownField& shown) { shown.bitmap = field.shown.bitmap; });
      }
    }
    view.fields.push_back(std::move(field));
  }
  return view;
}

void Host::SavePicture(const std::wstring& file, TilePage page) {
  const TilePainter painter;
  const TileView view = View(page);
  const TileLayout layout = painter.LayOut(view);
  const TileCanvas canvas(layout.size);
  painter.Draw(canvas, view, layout);
  canvas.Save(file);
  std::string parts;
  for (const LaidPart& part : layout.parts) parts += (parts.empty() ? "" : ",") + JsonOfPart(part);
  JsonLine()
      .Text("result", "picture")
      .Text("file", file.c_str())
      .Number("width", layout.size.cx)
      .Number("height", layout.size.cy)
      .Raw("parts", "[" + parts + "]")
      .Print();
}

void Host::OpenWindow() {
  // Not make_unique: that this host is the window's person is its own affair.
  window_.reset(new TileWindow(*this));
  Changed();
  Pump();
}

void Host::RunWindow() {
  while (Window().is_open()) {
    Pump();
    MsgWaitForMultipleObjects(0, nullptr, FALSE, 100, QS_ALLINPUT);
  }
}

TileWindow& Host::Window() {
  if (!window_) throw std::runtime_error("window comes first");
  return *window_;
}

void Host::PrintControls() {
  Pump();
  std::string controls;
  for (const TileWindow::Control& control : Window().Controls()) {
    JsonLine json = JsonOfBox(control.box);
    json.Text("class", control.window_class.c_str());
    json.Text("field", control.field < kSlotCount ? NameOfField(control.field) : "confirm");
    json.Flag("focused", control.has_focus).Flag("enabled", control.is_enabled);
    controls += (controls.empty() ? "" : ",") + json.json();
  }
  JsonLine().Text("result", "controls").Flag("open", Window().is_open()).Raw("controls", "[" + controls + "]").Print();
}

void Host::Pump() {
  if (window_) return window_->Pump();
  MSG message;
  while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
}

void Host::OnStatus(const std::wstring& text, const SubmitOptions& options) {
  progress_ = text;
  if (!options.picture.empty()) SavePicture(options.picture, TilePage::kProgress);
  if (!window_) return;
  window_->Show(View(TilePage::kProgress));
  Pump();
}

void Host::Typed(DWORD field, const std::wstring& text) { SetText(field, text); }

void Host::Chose(DWORD field, DWORD option) { SelectOption(field, option); }

void Host::Followed(DWORD field) {
  if (is_waiting_) return;
  FollowLink(field);
  Changed();
}

void Host::Submitted() {
  if (is_waiting_) return;
  Submit({});
  Changed();
}

void Host::Confirmed() {
  status_.clear();
  Changed();
}

void Host::Changed() {
  if (!window_ || is_waiting_ || !selected_) return;
  // A tile that was made meanwhile has nobody to tell yet.
  Selected().shown->Tell(window_->handle(), kTileChanged);
  window_->Show(View(status_.empty() ? TilePage::kFields : TilePage::kStatus));
}

}  // namespace gatehouse::host
