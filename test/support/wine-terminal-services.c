/*
 * wtsapi32.dll for Wine, whose own answers little more than the protocol: the service asks it what kind of session somebody
 * logs on in. Every answer comes from C:\terminal-services, which the test writes: protocol, station, whether it is remote,
 * the client's name and its IPv4 address, a line each, in ASCII. Nobody is logged on anywhere. For tests alone.
 *
 * The layout of each answer is that of wtsapi32.h:
 * https://learn.microsoft.com/windows/win32/api/wtsapi32/ne-wtsapi32-wts_info_class
 */
#include <windows.h>

enum { PROTOCOL, STATION, IS_REMOTE, CLIENT_NAME, CLIENT_ADDRESS, LINES };
enum { WIN_STATION_NAME = 6, NAME_OF_CLIENT = 10, ADDRESS_OF_CLIENT = 14, PROTOCOL_TYPE = 16, IS_REMOTE_SESSION = 29 };
enum { MAX_BYTES = 512 };

/* The text of a line, or NULL. `buffer` is the whole file, cut into lines. */
static const char *line_of(char *buffer, int wanted) {
  const HANDLE file = CreateFileW(L"C:\\terminal-services", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                  NULL, OPEN_EXISTING, 0, NULL);
  DWORD length = 0;
  DWORD i;
  int line = 0;
  const char *start = buffer;
  if (file == INVALID_HANDLE_VALUE) return NULL;
  if (!ReadFile(file, buffer, MAX_BYTES - 1, &length, NULL)) length = 0;
  CloseHandle(file);
  for (i = 0; i < length; ++i) {
    if (buffer[i] != '\n') continue;
    buffer[i] = '\0';
    if (line == wanted) return start;
    start = buffer + i + 1;
    ++line;
  }
  return NULL;
}

static DWORD number_of(const char **text) {
  DWORD number = 0;
  while (**text >= '0' && **text <= '9') number = number * 10 + (DWORD)(*(*text)++ - '0');
  return number;
}

static BOOL give(const void *answer, DWORD size, LPWSTR *out, DWORD *bytes) {
  BYTE *copy = LocalAlloc(LPTR, size);
  DWORD i;
  if (copy == NULL) return FALSE;
  for (i = 0; i < size; ++i) copy[i] = ((const BYTE *)answer)[i];
  *out = (LPWSTR)copy;
  *bytes = size;
  return TRUE;
}

static BOOL give_text(const char *text, LPWSTR *out, DWORD *bytes) {
  WCHAR wide[MAX_BYTES];
  DWORD length = 0;
  while (text[length] != '\0') {
    wide[length] = (WCHAR)(BYTE)text[length];
    ++length;
  }
  wide[length++] = L'\0';
  return give(wide, length * sizeof(WCHAR), out, bytes);
}

/* WTS_CLIENT_ADDRESS: the family, then the address in bytes 2 to 5 of 20. */
static BOOL give_address(const char *text, LPWSTR *out, DWORD *bytes) {
  BYTE answer[24] = {AF_INET};
  int part;
  for (part = 0; part < 4; ++part) {
    answer[4 + 2 + part] = (BYTE)number_of(&text);
    if (*text == '.') ++text;
  }
  return give(answer, sizeof(answer), out, bytes);
}

__declspec(dllexport) BOOL WINAPI WTSQuerySessionInformationW(HANDLE server, DWORD session, int what, LPWSTR *out,
                                                             DWORD *bytes) {
  char buffer[MAX_BYTES];
  const char *text;
  const int line = what == PROTOCOL_TYPE       ? PROTOCOL
                   : what == WIN_STATION_NAME  ? STATION
                   : what == IS_REMOTE_SESSION ? IS_REMOTE
                   : what == NAME_OF_CLIENT    ? CLIENT_NAME
                   : what == ADDRESS_OF_CLIENT ? CLIENT_ADDRESS
                                               : LINES;
  (void)server;
  (void)session;
  text = line == LINES ? NULL : line_of(buffer, line);
  if (text == NULL) {
    SetLastError(ERROR_NOT_SUPPORTED);
    return FALSE;
  }
  if (line == PROTOCOL) {
    const USHORT protocol = (USHORT)number_of(&text);
    return give(&protocol, sizeof(protocol), out, bytes);
  }
  if (line == IS_REMOTE) {
    const BYTE is_remote = (BYTE)number_of(&text);
    return give(&is_remote, sizeof(is_remote), out, bytes);
  }
  return line == CLIENT_ADDRESS ? give_address(text, out, bytes) : give_text(text, out, bytes);
}

__declspec(dllexport) void WINAPI WTSFreeMemory(void *memory) { LocalFree(memory); }

__declspec(dllexport) BOOL WINAPI WTSQueryUserToken(ULONG session, HANDLE *token) {
  (void)session;
  (void)token;
  SetLastError(ERROR_NO_TOKEN);
  return FALSE;
}
