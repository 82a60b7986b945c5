#include "logon_host/memory_use.h"

#include "win/unique_handle.h"

namespace gatehouse::host {
namespace {

DWORD WINAPI WaitInThread(void* event) { return WaitForSingleObject(event, INFINITE); }

}  // namespace

MemoryUse MeasureMemory() {
  const HMODULE provider = GetModuleHandleW(L"gatehouse-provider.dll");
  MemoryUse use;
  MEMORY_BASIC_INFORMATION region{};
  for (const char* at = nullptr; VirtualQuery(at, &region, sizeof(region)) != 0;
       at = static_cast<const char*>(region.BaseAddress) + region.RegionSize) {
    if (region.State != MEM_COMMIT) continue;
    const auto size = static_cast<std::int64_t>(region.RegionSize);
    if (region.Type == MEM_PRIVATE) use.private_bytes += size;
    if (provider != nullptr && region.AllocationBase == provider) use.provider_bytes += size;
  }
  return use;
}

std::int64_t MeasureBareThread() {
  const UniqueHandle event(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  const std::int64_t before = MeasureMemory().private_bytes;
  const UniqueHandle thread(
      CreateThread(nullptr, 128 * 1024, WaitInThread, event.get(), STACK_SIZE_PARAM_IS_A_RESERVATION, nullptr));
  Sleep(50);
  const std::int64_t bytes = MeasureMemory().private_bytes - before;
  SetEvent(event.get());
  if (thread) WaitForSingleObject(thread.get(), INFINITE);
  return bytes;
}

}  // namespace gatehouse::host
