#pragma once

#include "core/screen.h"
#include "win/unique_handle.h"

namespace gatehouse {

// A black and white picture, enlarged by a whole number to about 256 pixels with a white quiet zone of four modules
// (ISO/IEC 18004), so that a telephone reads a QR code off the screen. Empty when memory is short.
[[nodiscard]] UniqueBitmap CreatePictureBitmap(const Picture& picture);

// The product's own tile image: a gate, drawn here so that the DLL carries no resource.
[[nodiscard]] UniqueBitmap CreateTileImage();

}  // namespace gatehouse
