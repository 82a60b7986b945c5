#include "logon_host/tile_canvas.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace gatehouse::host {
namespace {

struct BrushTraits {
  using Value = HBRUSH;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept { DeleteObject(value); }
};

struct PenTraits {
  using Value = HPEN;
  static Value Empty() noexcept { return nullptr; }
  static void Close(Value value) noexcept { DeleteObject(value); }
};

BITMAPINFO InfoOf(SIZE size) {
  BITMAPINFO info{};
  info.bmiHeader.biSize = sizeof(info.bmiHeader);
  info.bmiHeader.biWidth = size.cx;
  info.bmiHeader.biHeight = -size.cy;
  info.bmiHeader.biPlanes = 1;
  info.bmiHeader.biBitCount = 32;
  info.bmiHeader.biCompression = BI_RGB;
  return info;
}

std::uint32_t Blend(std::uint32_t under, std::uint32_t over, double share) {
  std::uint32_t mixed = 0;
  for (int shift = 0; shift < 24; shift += 8) {
    const double below = under >> shift & 0xff;
    const double above = over >> shift & 0xff;
    mixed |= static_cast<std::uint32_t>(std::lround(below + (above - below) * share)) << shift;
  }
  return mixed;
}

}  // namespace

TileCanvas::TileCanvas(SIZE size) : size_(size), dc_(CreateCompatibleDC(nullptr)) {
  const BITMAPINFO info = InfoOf(size);
  void* memory = nullptr;
  bitmap_ = UniqueBitmap(CreateDIBSection(nullptr, &info, DIB_RGB_COLORS, &memory, nullptr, 0));
  if (!dc_ || !bitmap_) throw std::runtime_error("there is no memory to draw on");
  pixels_ = static_cast<std::uint32_t*>(memory);
  before_ = SelectObject(dc_.get(), bitmap_.get());
  SetBkMode(dc_.get(), TRANSPARENT);
}

TileCanvas::~TileCanvas() { SelectObject(dc_.get(), before_); }

void TileCanvas::Fill(const RECT& box, COLORREF color) const {
  const Unique<BrushTraits> brush(CreateSolidBrush(color));
  FillRect(dc_.get(), &box, brush.get());
}

void TileCanvas::Frame(const RECT& box, COLORREF color) const {
  const Unique<BrushTraits> brush(CreateSolidBrush(color));
  FrameRect(dc_.get(), &box, brush.get());
}

void TileCanvas::Image(HBITMAP bitmap, const RECT& box) const {
  BITMAP facts{};
  if (bitmap == nullptr || GetObjectW(bitmap, sizeof(facts), &facts) == 0) return;
  const UniqueDeviceContext source(CreateCompatibleDC(dc_.get()));
  const HGDIOBJ before = SelectObject(source.get(), bitmap);
  SetStretchBltMode(dc_.get(), HALFTONE);
  StretchBlt(dc_.get(), box.left, box.top, box.right - box.left, box.bottom - box.top, source.get(), 0, 0,
             facts.bmWidth, facts.bmHeight, SRCCOPY);
  SelectObject(source.get(), before);
  GdiFlush();
}

void TileCanvas::RoundImage(HBITMAP bitmap, const RECT& box) const {
  GdiFlush();
  const LONG width = box.right - box.left;
  std::vector<std::uint32_t> under;
  for (LONG y = box.top; y < box.bottom; ++y) {
    const std::uint32_t* row = pixels_ + static_cast<std::ptrdiff_t>(y) * size_.cx + box.left;
    under.insert(under.end(), row, row + width);
  }
  Image(bitmap, box);
  const double radius = width / 2.0;
  for (LONG y = box.top; y < box.bottom; ++y) {
    for (LONG x = box.left; x < box.right; ++x) {
      const double distance = std::hypot(x - box.left + 0.5 - radius, y - box.top + 0.5 - radius);
      const double share = std::clamp(radius - distance + 0.5, 0.0, 1.0);
      std::uint32_t& pixel = pixels_[static_cast<std::ptrdiff_t>(y) * size_.cx + x];
      pixel = Blend(under[static_cast<std::size_t>((y - box.top) * width + x - box.left)], pixel, share);
    }
  }
}

void TileCanvas::Stroke(std::initializer_list<POINT> points, COLORREF color, int width) const {
  const Unique<PenTraits> pen(CreatePen(PS_SOLID, width, color));
  const HGDIOBJ before = SelectObject(dc_.get(), pen.get());
  Polyline(dc_.get(), points.begin(), static_cast<int>(points.size()));
  SelectObject(dc_.get(), before);
}

void TileCanvas::Save(const std::wstring& bmp) const {
  GdiFlush();
  const BITMAPINFO info = InfoOf(size_);
  const auto bytes = static_cast<DWORD>(size_.cx * size_.cy * 4);
  BITMAPFILEHEADER header{};
  header.bfType = 0x4d42;
  header.bfOffBits = sizeof(header) + sizeof(BITMAPINFOHEADER);
  header.bfSize = header.bfOffBits + bytes;
  const UniqueFile file(
      CreateFileW(bmp.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  DWORD written = 0;
  const bool is_written = file && WriteFile(file.get(), &header, sizeof(header), &written, nullptr) &&
                          WriteFile(file.get(), &info.bmiHeader, sizeof(BITMAPINFOHEADER), &written, nullptr) &&
                          WriteFile(file.get(), pixels_, bytes, &written, nullptr) && written == bytes;
  if (!is_written) throw std::runtime_error("the picture cannot be written");
}

}  // namespace gatehouse::host
