#pragma once

#include <cstdint>
#include <string>

#include "win/unique_handle.h"

namespace gatehouse::host {

struct DeviceContextTraits {
  using Value = HDC;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept { DeleteDC(value); }
};
using UniqueDeviceContext = Unique<DeviceContextTraits>;

// Memory that is drawn on, 32 bits a pixel, the upper row first.
class TileCanvas {
 public:
  explicit TileCanvas(SIZE size);
  TileCanvas(const TileCanvas&) = delete;
  TileCanvas& operator=(const TileCanvas&) = delete;
  ~TileCanvas();

  [[nodiscard]] HDC dc() const noexcept { return dc_.get(); }
  [[nodiscard]] SIZE size() const noexcept { return size_; }

  void Fill(const RECT& box, COLORREF color) const;
  // A frame of one pixel.
  void Frame(const RECT& box, COLORREF color) const;
  void Image(HBITMAP bitmap, const RECT& box) const;
  // As above, cut to a circle with a smooth edge.
  void RoundImage(HBITMAP bitmap, const RECT& box) const;
  void Stroke(std::initializer_list<POINT> points, COLORREF color, int width) const;

  // Throws std::runtime_error when the file cannot be written.
  void Save(const std::wstring& bmp) const;

 private:
  SIZE size_;
  UniqueDeviceContext dc_;
  UniqueBitmap bitmap_;
  std::uint32_t* pixels_ = nullptr;
  HGDIOBJ before_ = nullptr;
};

}  // namespace gatehouse::host
