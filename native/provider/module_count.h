#pragma once

#include <atomic>

namespace gatehouse {

// How many of our objects the host holds: the DLL may be unloaded at zero (DllCanUnloadNow).
inline std::atomic<long> g_module_objects = 0;

// A member of every COM object.
class ModuleReference {
 public:
  ModuleReference() noexcept { ++g_module_objects; }
  ModuleReference(const ModuleReference&) = delete;
  ModuleReference& operator=(const ModuleReference&) = delete;
  ~ModuleReference() { --g_module_objects; }
};

}  // namespace gatehouse
