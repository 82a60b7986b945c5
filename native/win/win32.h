#pragma once

// <ntstatus.h> has all NTSTATUS values; without this, windows.h defines a few of them first.
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
