#pragma once

#include <map>
#include <memory>
#include <optional>

#include "logon_host/tile_painter.h"

namespace gatehouse::host {

// The tile in a window: texts and pictures are drawn, and what a person types in, chooses or clicks is a control of
// Windows in its place. Used on the thread that made it.
class TileWindow {
 public:
  // What the person does.
  class Person {
   public:
    virtual void Typed(DWORD field, const std::wstring& text) = 0;
    virtual void Chose(DWORD field, DWORD option) = 0;
    virtual void Followed(DWORD field) = 0;
    virtual void Submitted() = 0;
    virtual void Confirmed() = 0;
    virtual void Cancelled() = 0;
    // Fields have changed meanwhile, on whatever thread.
    virtual void Changed() = 0;

   protected:
    ~Person() = default;
  };

  struct Control {
    DWORD field = 0;
    std::wstring window_class;
    RECT box{};
    bool has_focus = false;
    bool is_enabled = false;
  };

  // Throws std::runtime_error where there is no desktop.
  explicit TileWindow(Person& person);
  TileWindow(const TileWindow&) = delete;
  TileWindow& operator=(const TileWindow&) = delete;
  ~TileWindow();

  [[nodiscard]] HWND handle() const noexcept { return window_; }
  // False when the person closed it.
  [[nodiscard]] bool is_open() const noexcept { return window_ != nullptr; }
  void Show(TileView view);
  [[nodiscard]] const TileLayout& layout() const noexcept { return layout_; }
  // The controls that can be seen, in the order of the tab key.
  [[nodiscard]] std::vector<Control> Controls() const;

  // Takes the messages that are there. A dialog's keys work: tab goes on, Enter submits, Escape cancels.
  void Pump();

  // What a mouse and a keyboard would send: a click into the middle of what stands at a field, characters and a key for
  // the control with the focus.
  void Click(DWORD field);
  void Type(const std::wstring& text);
  void Press(WPARAM key);

 private:
  struct Child {
    HWND window = nullptr;
    Part part = Part::kEdit;
    std::vector<std::wstring> options;
  };

  static LRESULT CALLBACK Route(HWND window, UINT message, WPARAM word, LPARAM value) noexcept;
  LRESULT Handle(HWND window, UINT message, WPARAM word, LPARAM value);
  void Command(DWORD id, UINT what);
  void Submit();
  void Paint();
  void PaintButton(const DRAWITEMSTRUCT& item) const;
  void Place(const LaidPart& part);
  HWND Make(const LaidPart& part) const;
  void Fill(Child& child, const LaidPart& part);
  [[nodiscard]] const ViewField* FieldOf(DWORD id) const;
  [[nodiscard]] const LaidPart* PartOf(DWORD id) const;

  Person& person_;
  TilePainter painter_;
  TileView view_;
  TileLayout layout_;
  HBRUSH field_brush_ = nullptr;
  HWND window_ = nullptr;
  std::map<DWORD, Child> children_;
  // The focus that the tile wanted last: only a change moves it away from where the person is.
  std::optional<DWORD> focus_;
  // We fill a control, and nobody types.
  bool is_filling_ = false;
};

// Posted to the window when a field of its tile changed.
inline constexpr UINT kTileChanged = WM_APP + 1;

}  // namespace gatehouse::host
