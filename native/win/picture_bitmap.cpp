#include "win/picture_bitmap.h"

#include <algorithm>
#include <cstdint>

namespace gatehouse {
namespace {

constexpr int kQuietModules = 4;
constexpr int kWantedPixels = 256;
constexpr int kTileImagePixels = 128;
constexpr std::uint32_t kBlack = 0xFF000000;
constexpr std::uint32_t kWhite = 0xFFFFFFFF;
constexpr std::uint32_t kBackground = 0xFF1F3A5F;

// Calls `color(x, y)` for every pixel of a new 32-bit bitmap whose first row is the upper one.
template <typename Color>
UniqueBitmap Draw(int width, int height, Color color) {
  BITMAPINFO info{};
  info.bmiHeader.biSize = sizeof(info.bmiHeader);
  info.bmiHeader.biWidth = width;
  info.bmiHeader.biHeight = -height;
  info.bmiHeader.biPlanes = 1;
  info.bmiHeader.biBitCount = 32;
  info.bmiHeader.biCompression = BI_RGB;
  void* memory = nullptr;
  UniqueBitmap bitmap(CreateDIBSection(nullptr, &info, DIB_RGB_COLORS, &memory, nullptr, 0));
  if (!bitmap || memory == nullptr) return {};
  auto* pixel = static_cast<std::uint32_t*>(memory);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) *pixel++ = color(x, y);
  }
  return bitmap;
}

// Two posts and an arch in a field of 16 by 16.
bool IsGate(int x, int y) {
  const bool post = (x == 3 || x == 4 || x == 11 || x == 12) && y >= 5 && y <= 13;
  const bool arch = x >= 3 && x <= 12 && (y == 3 || y == 4);
  const bool bars = (x == 6 || x == 9) && y >= 6 && y <= 13;
  const bool rail = x >= 5 && x <= 10 && y == 8;
  return post || arch || bars || rail;
}

}  // namespace

UniqueBitmap CreatePictureBitmap(const Picture& picture) {
  const int width = static_cast<int>(picture.width);
  const int height = static_cast<int>(picture.height);
  const int row_bytes = (width + 7) / 8;
  const int modules = std::max(width, height) + 2 * kQuietModules;
  const int scale = std::max(1, kWantedPixels / modules);
  return Draw((width + 2 * kQuietModules) * scale, (height + 2 * kQuietModules) * scale, [&](int x, int y) {
    const int column = x / scale - kQuietModules;
    const int row = y / scale - kQuietModules;
    if (x / scale < kQuietModules || y / scale < kQuietModules || column >= width || row >= height) return kWhite;
    const std::uint8_t byte = picture.bits[static_cast<std::size_t>(row * row_bytes + column / 8)];
    return (byte >> (7 - column % 8) & 1) != 0 ? kBlack : kWhite;
  });
}

UniqueBitmap CreateTileImage() {
  constexpr int kScale = kTileImagePixels / 16;
  return Draw(kTileImagePixels, kTileImagePixels,
              [](int x, int y) { return IsGate(x / kScale, y / kScale) ? kWhite : kBackground; });
}

}  // namespace gatehouse
