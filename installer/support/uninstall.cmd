@echo off
rem Takes Gatehouse off a computer where Windows Installer does not run, as in Safe Mode. As an administrator:
rem
rem   "%ProgramFiles%\Gatehouse\uninstall.cmd"
rem
rem The filter and the credential provider go first, so that the next logon screen offers Windows' own again; then the service. Files, state,
rem the source of the event log and the entry under Apps stay: remove Gatehouse there, or install it again, when Windows runs as usual.
rem
rem What is still there afterwards is named, and the exit code is 1. Run again, it goes on where it stopped.
setlocal
set CLSID={bb9f93a5-0b25-4294-9f86-607358abf3f1}
set FILTER={4f3b7a52-6e0d-4b8e-9d0c-51c2f8a7e6b4}
set AUTHENTICATION=HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication
set SAFEBOOT=HKLM\SYSTEM\CurrentControlSet\Control\SafeBoot
set SERVICE=HKLM\SYSTEM\CurrentControlSet\Services\gatehouse-service
set FAILED=0

call :remove "%AUTHENTICATION%\Credential Provider Filters\%FILTER%"
call :remove "%AUTHENTICATION%\Credential Providers\%CLSID%"
call :remove "HKLM\SOFTWARE\Classes\CLSID\%FILTER%"
call :remove "HKLM\SOFTWARE\Classes\CLSID\%CLSID%"

sc stop gatehouse-service >nul 2>&1
sc delete gatehouse-service >nul 2>&1
if errorlevel 1 call :service
rem Before the mark of SAFEMODE=1, which says that it is ours.
call :fallbacks
if not errorlevel 1 call :remove "%SAFEBOOT%\Minimal\gatehouse-service"
call :remove "%SAFEBOOT%\Network\gatehouse-service"
call :shortcut "%ProgramData%\Microsoft\Windows\Start Menu\Programs\Gatehouse.url"

if %FAILED%==0 (
  echo Gatehouse is off. Sign out or restart: Windows' own sign-in is back.
) else (
  echo Something is left: run this as an administrator.
)
exit /b %FAILED%

:remove
reg delete %1 /f /reg:64 >nul 2>&1
reg query %1 /reg:64 >nul 2>&1
if not errorlevel 1 (
  echo %1 could not be removed
  set FAILED=1
)
exit /b 0

rem It was not deleted: there is none, or it goes with the restart because somebody holds it (DeleteFlag), or it stays.
:service
reg query "%SERVICE%" /reg:64 >nul 2>&1
if errorlevel 1 exit /b 0
reg query "%SERVICE%" /v DeleteFlag /reg:64 >nul 2>&1
if not errorlevel 1 exit /b 0
echo The service gatehouse-service could not be removed
set FAILED=1
exit /b 1

rem Somebody else may have set it, and needs it: it goes where SAFEMODE=1 set it, of which Origin is the mark.
:fallbacks
reg query "%SAFEBOOT%\Minimal\gatehouse-service" /v Origin /reg:64 >nul 2>&1
if errorlevel 1 exit /b 0
reg delete "%AUTHENTICATION%\Credential Providers" /v ProhibitFallbacks /f /reg:64 >nul 2>&1
reg query "%AUTHENTICATION%\Credential Providers" /v ProhibitFallbacks /reg:64 >nul 2>&1
if errorlevel 1 exit /b 0
echo ProhibitFallbacks could not be removed
set FAILED=1
exit /b 1

rem What the service made has two lines; a file of somebody else stays.
:shortcut
if not exist %1 exit /b 0
setlocal EnableDelayedExpansion
set LINES=0
for /f "usebackq delims=:" %%A in (%1) do (
  set /a LINES+=1
  if !LINES!==1 set "SECTION=%%A"
  if !LINES!==2 set "SCHEME=%%A"
)
find "account" %1 >nul
if errorlevel 1 exit /b 0
if !LINES!==2 if "!SECTION!"=="[InternetShortcut]" if "!SCHEME!"=="URL=https" del %1
exit /b 0
