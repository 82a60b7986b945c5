#pragma once

#include <string>

namespace gatehouse {

// Removes a folder and everything in it; links and junctions themselves, never what they lead to. What is in use is
// removed at the next boot. Returns whether everything is gone now; no error when there is nothing.
bool RemoveTree(const std::wstring& path);

}  // namespace gatehouse
