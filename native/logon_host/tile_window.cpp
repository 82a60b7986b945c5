#include "logon_host/tile_window.h"

#include <stdexcept>

#include "logon_host/json_line.h"

namespace gatehouse::host {
namespace {

constexpr wchar_t kClass[] = L"GatehouseTile";
// The id of the button that confirms a status; fields have theirs from 100 on, beyond those of dialogs.
constexpr DWORD kConfirmId = 99;
constexpr DWORD kFirstId = 100;

DWORD IdOf(const LaidPart& part) { return part.part == Part::kConfirm ? kConfirmId : kFirstId + part.field; }

bool IsControl(Part part) {
  return part == Part::kEdit || part == Part::kChoice || part == Part::kLink || part == Part::kSubmit ||
         part == Part::kConfirm;
}

bool IsButton(Part part) { return part == Part::kLink || part == Part::kSubmit || part == Part::kConfirm; }

HMENU MenuOf(DWORD id) { return reinterpret_cast<HMENU>(static_cast<UINT_PTR>(id)); }

std::wstring TextOf(HWND window) {
  std::wstring text(static_cast<std::size_t>(GetWindowTextLengthW(window)) + 1, L'\0');
  text.resize(static_cast<std::size_t>(GetWindowTextW(window, text.data(), static_cast<int>(text.size()))));
  return text;
}

}  // namespace

TileWindow::TileWindow(Person& person) : person_(person), field_brush_(CreateSolidBrush(kFieldColor)) {
  WNDCLASSW definition{};
  definition.lpfnWndProc = Route;
  definition.hInstance = GetModuleHandleW(nullptr);
  definition.hCursor = LoadCursorW(nullptr, IDC_ARROW);
  definition.lpszClassName = kClass;
  RegisterClassW(&definition);
  constexpr DWORD kStyle = WS_OVERLAPPED | WS_CAPTION | WS_SYSMENU | WS_MINIMIZEBOX | WS_CLIPCHILDREN;
  CreateWindowExW(WS_EX_CONTROLPARENT, kClass, L"Gatehouse", kStyle, CW_USEDEFAULT, CW_USEDEFAULT, 600, 560, nullptr,
                  nullptr, definition.hInstance, this);
  if (window_ == nullptr) throw std::runtime_error("a window needs a desktop");
}

TileWindow::~TileWindow() {
  if (window_ != nullptr) DestroyWindow(window_);
  DeleteObject(field_brush_);
}

void TileWindow::Show(TileView view) {
  view_ = std::move(view);
  layout_ = painter_.LayOut(view_);
  if (window_ == nullptr) return;
  RECT frame{0, 0, layout_.size.cx, layout_.size.cy};
  AdjustWindowRectEx(&frame, static_cast<DWORD>(GetWindowLongW(window_, GWL_STYLE)), FALSE, WS_EX_CONTROLPARENT);
  SetWindowPos(window_, nullptr, 0, 0, frame.right - frame.left, frame.bottom - frame.top,
               SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
  for (auto& [id, child] : children_) {
    if (PartOf(id) == nullptr) ShowWindow(child.window, SW_HIDE);
  }
  for (const LaidPart& part : layout_.parts) {
    if (IsControl(part.part)) Place(part);
  }
  ShowWindow(window_, SW_SHOW);
  InvalidateRect(window_, nullptr, TRUE);
  for (const LaidPart& part : layout_.parts) {
    const bool wants = part.has_focus || part.part == Part::kConfirm;
    if (!wants || focus_ == IdOf(part)) continue;
    focus_ = IdOf(part);
    SetFocus(children_.at(*focus_).window);
  }
}

void TileWindow::Place(const LaidPart& part) {
  Child& child = children_[IdOf(part)];
  if (child.window == nullptr) {
    child.part = part.part;
    child.window = Make(part);
  }
  RECT box = part.box;
  // The frame is drawn around it.
  if (part.part == Part::kEdit) InflateRect(&box, -10, -8);
  if (part.part == Part::kChoice) box.bottom += 200;
  const bool was_shown = IsWindowVisible(child.window) != FALSE;
  // Behind all that were placed before: that is the order of the tab key.
  SetWindowPos(child.window, HWND_BOTTOM, box.left, box.top, box.right - box.left, box.bottom - box.top,
               SWP_NOACTIVATE | SWP_SHOWWINDOW);
  if (!was_shown && focus_ == IdOf(part)) focus_.reset();
  EnableWindow(child.window, part.is_live || part.part == Part::kEdit);
  Fill(child, part);
}

HWND TileWindow::Make(const LaidPart& part) const {
  const ViewField* field = FieldOf(part.field);
  const wchar_t* window_class = IsButton(part.part) ? L"Button" : part.part == Part::kChoice ? L"ComboBox" : L"Edit";
  DWORD style = WS_CHILD | WS_TABSTOP;
  if (IsButton(part.part)) style |= BS_OWNERDRAW;
  if (part.part == Part::kChoice) style |= CBS_DROPDOWNLIST | WS_VSCROLL;
  if (part.part == Part::kEdit) style |= ES_AUTOHSCROLL;
  if (field != nullptr && field->type == CPFT_PASSWORD_TEXT) style |= ES_PASSWORD;
  const HWND child = CreateWindowExW(0, window_class, L"", style, 0, 0, 10, 10, window_, MenuOf(IdOf(part)),
                                     GetModuleHandleW(nullptr), nullptr);
  if (child == nullptr) throw std::runtime_error("a control cannot be made");
  if (part.part == Part::kEdit) SendMessageW(child, EM_SETPASSWORDCHAR, (style & ES_PASSWORD) != 0 ? 0x2022 : 0, 0);
  return child;
}

void TileWindow::Fill(Child& child, const LaidPart& part) {
  const ViewField* field = FieldOf(part.field);
  is_filling_ = true;
  const std::wstring& text = field == nullptr ? part.lines.at(0) : field->shown.text;
  const std::wstring& label = field == nullptr || field->label.empty() ? text : field->label;
  SendMessageW(child.window, WM_SETFONT, reinterpret_cast<WPARAM>(painter_.FontOf(Style::kField, label + text)), FALSE);
  if (part.part == Part::kEdit) {
    SendMessageW(child.window, EM_SETREADONLY, part.is_live ? FALSE : TRUE, 0);
    if (TextOf(child.window) != text) SetWindowTextW(child.window, text.c_str());
  } else if (part.part == Part::kChoice && field != nullptr) {
    if (child.options != field->shown.options) {
      child.options = field->shown.options;
      SendMessageW(child.window, CB_RESETCONTENT, 0, 0);
      for (const std::wstring& option : child.options) {
        SendMessageW(child.window, CB_ADDSTRING, 0, reinterpret_cast<LPARAM>(option.c_str()));
      }
    }
    SendMessageW(child.window, CB_SETCURSEL, field->shown.selected, 0);
  } else {
    // What a screen reader says of a button.
    SetWindowTextW(child.window, (part.part == Part::kSubmit ? label : text).c_str());
  }
  is_filling_ = false;
}

std::vector<TileWindow::Control> TileWindow::Controls() const {
  std::vector<Control> controls;
  for (HWND child = GetWindow(window_, GW_CHILD); child != nullptr; child = GetWindow(child, GW_HWNDNEXT)) {
    if (IsWindowVisible(child) == FALSE) continue;
    const auto id = static_cast<DWORD>(GetDlgCtrlID(child));
    wchar_t name[32] = {};
    GetClassNameW(child, name, 32);
    RECT box{};
    GetWindowRect(child, &box);
    MapWindowPoints(nullptr, window_, reinterpret_cast<POINT*>(&box), 2);
    const HWND focus = GetFocus();
    controls.push_back({id == kConfirmId ? static_cast<DWORD>(kSlotCount) : id - kFirstId, name, box,
                        focus == child || IsChild(child, focus) != FALSE, IsWindowEnabled(child) != FALSE});
  }
  return controls;
}

LRESULT CALLBACK TileWindow::Route(HWND window, UINT message, WPARAM word, LPARAM value) noexcept {
  if (message == WM_NCCREATE) {
    auto* self = static_cast<TileWindow*>(reinterpret_cast<CREATESTRUCTW*>(value)->lpCreateParams);
    self->window_ = window;
    SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(self));
  }
  auto* self = reinterpret_cast<TileWindow*>(GetWindowLongPtrW(window, GWLP_USERDATA));
  if (self == nullptr) return DefWindowProcW(window, message, word, value);
  try {
    return self->Handle(window, message, word, value);
  } catch (const std::exception& error) {
    // Through user32 no exception may go; the run fails by this line.
    JsonLine().Text("error", error.what()).Print();
    return 0;
  }
}

LRESULT TileWindow::Handle(HWND window, UINT message, WPARAM word, LPARAM value) {
  switch (message) {
    case kTileChanged:
      person_.Changed();
      return 0;
    case WM_PAINT:
      Paint();
      return 0;
    case WM_ERASEBKGND:
      return 1;
    case WM_DRAWITEM:
      PaintButton(*reinterpret_cast<const DRAWITEMSTRUCT*>(value));
      return TRUE;
    case WM_CTLCOLOREDIT:
    case WM_CTLCOLORSTATIC:
    case WM_CTLCOLORLISTBOX:
      SetTextColor(reinterpret_cast<HDC>(word), kTextColor);
      SetBkColor(reinterpret_cast<HDC>(word), kFieldColor);
      return reinterpret_cast<LRESULT>(field_brush_);
    case DM_GETDEFID:
      return MAKELRESULT(IDOK, DC_HASDEFID);
    case WM_COMMAND:
      Command(LOWORD(word), HIWORD(word));
      return 0;
    case WM_CLOSE:
      DestroyWindow(window);
      return 0;
    case WM_NCDESTROY:
      window_ = nullptr;
      children_.clear();
      break;
    default:
      break;
  }
  return DefWindowProcW(window, message, word, value);
}

void TileWindow::Command(DWORD id, UINT what) {
  if (is_filling_) return;
  if (id == IDCANCEL) return person_.Cancelled();
  if (id == IDOK) return Submit();
  if (id == kConfirmId) return person_.Confirmed();
  const auto child = children_.find(id);
  if (child == children_.end()) return;
  const DWORD field = id - kFirstId;
  const HWND control = child->second.window;
  if (child->second.part == Part::kEdit && what == EN_CHANGE) person_.Typed(field, TextOf(control));
  if (child->second.part == Part::kChoice && what == CBN_SELCHANGE) {
    person_.Chose(field, static_cast<DWORD>(SendMessageW(control, CB_GETCURSEL, 0, 0)));
  }
  if (child->second.part == Part::kLink && what == BN_CLICKED) person_.Followed(field);
  if (child->second.part == Part::kSubmit && what == BN_CLICKED) person_.Submitted();
}

// Enter: what has the focus is meant, where it can be clicked.
void TileWindow::Submit() {
  const auto id = static_cast<DWORD>(GetDlgCtrlID(GetFocus()));
  const auto child = children_.find(id);
  if (view_.page == TilePage::kStatus) return person_.Confirmed();
  if (child != children_.end() && child->second.part == Part::kLink) return person_.Followed(id - kFirstId);
  person_.Submitted();
}

void TileWindow::Paint() {
  PAINTSTRUCT paint{};
  const HDC dc = BeginPaint(window_, &paint);
  const TileCanvas canvas(layout_.size);
  painter_.Draw(canvas, view_, layout_);
  BitBlt(dc, 0, 0, layout_.size.cx, layout_.size.cy, canvas.dc(), 0, 0, SRCCOPY);
  EndPaint(window_, &paint);
}

// A button looks like its part of the tile, and as a dialog's when it has the focus.
void TileWindow::PaintButton(const DRAWITEMSTRUCT& item) const {
  const LaidPart* part = PartOf(item.CtlID);
  if (part == nullptr) return;
  const TileCanvas canvas(layout_.size);
  painter_.Draw(canvas, view_, layout_);
  BitBlt(item.hDC, 0, 0, item.rcItem.right, item.rcItem.bottom, canvas.dc(), part->box.left, part->box.top, SRCCOPY);
  if ((item.itemState & ODS_FOCUS) != 0) DrawFocusRect(item.hDC, &item.rcItem);
}

void TileWindow::Pump() {
  MSG message;
  while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) {
    if (window_ != nullptr && IsDialogMessageW(window_, &message)) continue;
    TranslateMessage(&message);
    DispatchMessageW(&message);
  }
}

void TileWindow::Click(DWORD field) {
  const DWORD id = field == kSlotCount ? kConfirmId : kFirstId + field;
  const LaidPart* part = PartOf(id);
  if (window_ == nullptr || part == nullptr) throw std::runtime_error("there is nothing to click at");
  POINT at{(part->box.left + part->box.right) / 2, (part->box.top + part->box.bottom) / 2};
  const HWND hit = ChildWindowFromPointEx(window_, at, CWP_SKIPINVISIBLE | CWP_SKIPDISABLED);
  if (hit == nullptr) throw std::runtime_error("the click hits nothing");
  MapWindowPoints(window_, hit, &at, 1);
  PostMessageW(hit, WM_LBUTTONDOWN, MK_LBUTTON, MAKELPARAM(at.x, at.y));
  PostMessageW(hit, WM_LBUTTONUP, 0, MAKELPARAM(at.x, at.y));
  Pump();
}

void TileWindow::Type(const std::wstring& text) {
  for (const wchar_t unit : text) PostMessageW(GetFocus(), WM_CHAR, unit, 1);
  Pump();
}

void TileWindow::Press(WPARAM key) {
  PostMessageW(GetFocus(), WM_KEYDOWN, key, 1);
  PostMessageW(GetFocus(), WM_KEYUP, key, static_cast<LPARAM>(0xC0000001));
  Pump();
}

const ViewField* TileWindow::FieldOf(DWORD id) const {
  for (const ViewField& field : view_.fields) {
    if (field.id == id) return &field;
  }
  return nullptr;
}

const LaidPart* TileWindow::PartOf(DWORD id) const {
  for (const LaidPart& part : layout_.parts) {
    if (IsControl(part.part) && IdOf(part) == id) return &part;
  }
  return nullptr;
}

}  // namespace gatehouse::host
