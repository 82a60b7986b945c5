#include "win/picture_bitmap.h"

#include <doctest/doctest.h>

namespace gatehouse::test {
namespace {

struct Pixels {
  LONG width = 0;
  LONG height = 0;
  const std::uint32_t* bits = nullptr;
  [[nodiscard]] bool IsBlack(LONG x, LONG y) const { return (bits[y * width + x] & 0xFFFFFF) == 0; }
};

Pixels PixelsOf(const UniqueBitmap& bitmap) {
  DIBSECTION section{};
  REQUIRE(GetObjectW(bitmap.get(), sizeof(section), &section) == sizeof(section));
  return {section.dsBm.bmWidth, section.dsBm.bmHeight, static_cast<const std::uint32_t*>(section.dsBm.bmBits)};
}

TEST_CASE("a picture is enlarged with a quiet zone, its first bit upper left") {
  const UniqueBitmap bitmap = CreatePictureBitmap({9, 2, {0x80, 0x80, 0x00, 0x00}});
  const Pixels pixels = PixelsOf(bitmap);
  const LONG scale = pixels.width / (9 + 8);
  CHECK(scale == 256 / 17);
  CHECK(pixels.height == (2 + 8) * scale);
  CHECK_FALSE(pixels.IsBlack(0, 0));
  CHECK(pixels.IsBlack(4 * scale, 4 * scale));
  CHECK_FALSE(pixels.IsBlack(5 * scale, 4 * scale));
  CHECK(pixels.IsBlack(12 * scale, 4 * scale));
  CHECK_FALSE(pixels.IsBlack(4 * scale, 5 * scale));
  CHECK_FALSE(pixels.IsBlack(pixels.width - 1, pixels.height - 1));
}

TEST_CASE("the largest picture still fits") {
  const UniqueBitmap bitmap = CreatePictureBitmap({256, 256, std::vector<std::uint8_t>(std::size_t{32} * 256, 0xFF)});
  CHECK(PixelsOf(bitmap).width == 264);
}

TEST_CASE("the product's tile image is drawn") { CHECK(PixelsOf(CreateTileImage()).width == 128); }

}  // namespace
}  // namespace gatehouse::test
