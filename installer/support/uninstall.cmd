@echo off
rem Takes Gatehouse off a computer where Windows Installer does not run, as in Safe Mode. As an administrator:
rem
rem   "%ProgramFiles%\Gatehouse\uninstall.cmd"
rem
rem The filter and the credential provider go first, so that the next logon screen offers Windows' own again; then the service. Files, state,
rem the source of the event log and the entry under Apps stay: remove Gatehouse there, or install it again, when Windows runs as usual.
setlocal
set CLSID={bb9f93a5-0b25-4294-9f86-607358abf3f1}
set FILTER={4f3b7a52-6e0d-4b8e-9d0c-51c2f8a7e6b4}
set AUTHENTICATION=HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication
set SAFEBOOT=HKLM\SYSTEM\CurrentControlSet\Control\SafeBoot
set FAILED=0

call :remove "%AUTHENTICATION%\Credential Provider Filters\%FILTER%"
call :remove "%AUTHENTICATION%\Credential Providers\%CLSID%"
call :remove "HKLM\SOFTWARE\Classes\CLSID\%FILTER%"
call :remove "HKLM\SOFTWARE\Classes\CLSID\%CLSID%"

call :removeservice
rem ProhibitFallbacks is everybody's: it is ours to take back only where the service was put into Safe Mode.
reg query "%SAFEBOOT%\Minimal\gatehouse-service" /reg:64 >nul 2>&1
if not errorlevel 1 call :removefallbacks
call :remove "%SAFEBOOT%\Minimal\gatehouse-service"
call :remove "%SAFEBOOT%\Network\gatehouse-service"

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

rem A service that still stops is marked, and gone when it has.
:removeservice
sc stop gatehouse-service >nul 2>&1
sc delete gatehouse-service >nul 2>&1
sc query gatehouse-service >nul 2>&1
if errorlevel 1 exit /b 0
reg query "HKLM\SYSTEM\CurrentControlSet\Services\gatehouse-service" /v DeleteFlag >nul 2>&1
if not errorlevel 1 exit /b 0
echo The service gatehouse-service could not be removed
set FAILED=1
exit /b 0

:removefallbacks
reg delete "%AUTHENTICATION%\Credential Providers" /v ProhibitFallbacks /f /reg:64 >nul 2>&1
reg query "%AUTHENTICATION%\Credential Providers" /v ProhibitFallbacks /reg:64 >nul 2>&1
if errorlevel 1 exit /b 0
echo ProhibitFallbacks could not be removed
set FAILED=1
exit /b 0
