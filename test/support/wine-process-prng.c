/*
 * bcryptprimitives.dll for Wine 8, which has none: Rust programs (the Argon2id of @node-rs/argon2) ask it for randomness.
 * For tests alone; a real Windows has its own.
 */
#include <windows.h>

/* What Microsoft documents as RtlGenRandom. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
  return SystemFunction036(data, (ULONG)length);
}
