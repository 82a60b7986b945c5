/*
 * Reads messages of a module as Event Viewer does. Arguments: the module, a file with lines "ID LANGUAGE" in decimal, and the
 * file for the answers, a line of UTF-16 in hexadecimal for each, or the number of the error behind an exclamation mark. The
 * inserted strings are "<1>" to "<9>".
 */
#include <stdio.h>
#include <windows.h>

int wmain(int count, wchar_t **arguments) {
  if (count != 4) return 2;
  HMODULE module = LoadLibraryExW(arguments[1], NULL, LOAD_LIBRARY_AS_DATAFILE);
  FILE *wanted = _wfopen(arguments[2], L"r");
  FILE *told = _wfopen(arguments[3], L"w");
  if (module == NULL || wanted == NULL || told == NULL) return 3;
  const wchar_t *strings[] = {L"<1>", L"<2>", L"<3>", L"<4>", L"<5>", L"<6>", L"<7>", L"<8>", L"<9>"};
  unsigned long id = 0;
  unsigned long language = 0;
  while (fscanf(wanted, "%lu %lu", &id, &language) == 2) {
    wchar_t text[8192];
    DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY, module, id, language, text,
                                  8192, (va_list *)strings);
    if (length == 0) fprintf(told, "!%lu", GetLastError());
    for (DWORD at = 0; at < length; at++) fprintf(told, "%04x", text[at]);
    fprintf(told, "\n");
  }
  fclose(wanted);
  fclose(told);
  return 0;
}
