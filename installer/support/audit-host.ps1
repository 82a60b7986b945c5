<#
.SYNOPSIS
  Says which ways into this computer do not pass Gatehouse: everything in docs/attack-surface.md that a credential provider
  does not cover.
.DESCRIPTION
  Run it as an administrator on a workstation where Gatehouse is installed. It changes nothing. Each line is

    OK       closed, as the list of what is not covered recommends
    OPEN     somebody with the password alone may come in this way, or can be made to; the line says what closes it
    UNKNOWN  could not be found out, for the reason in brackets; look at it yourself
    INFO     not a setting that closes anything, but what you should know

  The exit code is 0 when nothing is OPEN or UNKNOWN, 1 when something is OPEN, and 2 when nothing is OPEN but something UNKNOWN,
  or when it could not look at all: not run by an administrator, or in a 32-bit PowerShell. Accept what you must: a network
  logon that a help desk needs is a decision, not a mistake.
.PARAMETER Json
  One JSON object a line instead, for collectors: result, check, detail.
#>
[CmdletBinding()]
param([switch] $Json)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Clsid = '{bb9f93a5-0b25-4294-9f86-607358abf3f1}'
$FilterClsid = '{4f3b7a52-6e0d-4b8e-9d0c-51c2f8a7e6b4}'
$Authentication = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication'
$PoliciesSystem = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
$Winlogon = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
$Lsa = 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa'
$Delegation = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\CredentialsDelegation'
$TerminalPolicy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
$TerminalServer = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
$SafeBoot = 'HKLM:\SYSTEM\CurrentControlSet\Control\SafeBoot'
# Everyone, Authenticated Users, Users: one of them closes a way for ordinary people.
$Everybody = @('S-1-1-0', 'S-1-5-11', 'S-1-5-32-545')
$script:Open = 0
$script:Unknown = 0

function Write-Result([string] $Result, [string] $Check, [string] $Detail) {
  if ($Result -eq 'OPEN') { $script:Open++ }
  if ($Result -eq 'UNKNOWN') { $script:Unknown++ }
  if ($Json) { [pscustomobject]@{ result = $Result; check = $Check; detail = $Detail } | ConvertTo-Json -Compress; return }
  $brackets = ''
  if ($Detail -ne '') { $brackets = " ($Detail)" }
  Write-Output ('{0,-8} {1}{2}' -f $Result, $Check, $brackets)
}

# $Test answers $true for closed, $false for open, or a text for unknown.
function Test-Closed([string] $Check, [string] $WhatCloses, [scriptblock] $Test) {
  try { $answer = & $Test } catch { $answer = $_.Exception.Message }
  if ($answer -is [bool] -and $answer) { Write-Result 'OK' $Check '' }
  elseif ($answer -is [bool]) { Write-Result 'OPEN' $Check $WhatCloses }
  else { Write-Result 'UNKNOWN' $Check "$answer" }
}

function Write-Info([string] $Check, [scriptblock] $Look) {
  try { Write-Result 'INFO' $Check "$(& $Look)" } catch { Write-Result 'UNKNOWN' $Check $_.Exception.Message }
}

# A registry value, or the default where there is none.
function Get-Value([string] $Key, [string] $Name, $Default) {
  if (-not (Test-Path -LiteralPath $Key)) { return $Default }
  $value = (Get-Item -LiteralPath $Key).GetValue($Name)
  if ($null -eq $value) { return $Default }
  $value
}

# A setting of Gatehouse as the logon screen reads it (native/win/registry.cpp): group policy wins over what was installed where
# its value has the type that is taken; one of another type counts as none. An expandable text is a text.
function Get-Setting([string] $Name, $Default, [string] $Kind) {
  foreach ($key in 'HKLM:\SOFTWARE\Policies\Gatehouse', 'HKLM:\SOFTWARE\Gatehouse') {
    if (-not (Test-Path -LiteralPath $key)) { continue }
    $item = Get-Item -LiteralPath $key
    if (@($item.GetValueNames()) -notcontains $Name) { continue }
    $found = "$($item.GetValueKind($Name))" -replace '^ExpandString$', 'String'
    if ($found -eq $Kind) { return $item.GetValue($Name) }
  }
  $Default
}

# Runs a program and leaves what it ended with in $LASTEXITCODE. Under Stop, Windows PowerShell 5.1 would end at the first line
# that it writes to its error stream, where that is redirected or the host is no console.
function Invoke-Program([string] $Program, [string[]] $Arguments) {
  $ErrorActionPreference = 'Continue'
  & $Program @Arguments 2>$null
}

function Get-UserRight {
  $file = [IO.Path]::GetTempFileName()
  try {
    Invoke-Program "$env:SystemRoot\System32\secedit.exe" @('/export', '/areas', 'USER_RIGHTS', '/cfg', $file, '/quiet') | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "the export ended with $LASTEXITCODE" }
    $rights = @{}
    foreach ($line in Get-Content -LiteralPath $file) {
      if ($line -match '^(Se\w+)\s*=\s*(.*)$') { $rights[$Matches[1]] = @($Matches[2] -split ',' | ForEach-Object { $_.Trim().TrimStart('*') }) }
    }
    # It ends with 0 at times though it wrote nothing; and Windows comes with some.
    if ($rights.Count -eq 0) { throw 'the export has no user rights' }
    $rights
  } finally { Remove-Item -LiteralPath $file -Force }
}

# No account of a domain or of Entra may log on here. In "Local account" there are only those of the computer.
function Test-LocalAccountsOnly {
  $entra = 'HKLM:\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo'
  if ((Test-Path -LiteralPath $entra) -and @(Get-ChildItem -LiteralPath $entra).Count -gt 0) { return $false }
  -not (Get-CimInstance Win32_ComputerSystem).PartOfDomain
}

function Test-Denied([string] $Right) {
  if ($script:Rights -is [string]) { return $script:Rights }
  $holders = @($script:Rights[$Right])
  if ($holders | Where-Object { $Everybody -contains $_ }) { return $true }
  ($holders -contains 'S-1-5-113') -and (Test-LocalAccountsOnly)
}

function Test-Stopped([string] $Service) {
  $found = Get-Service -Name $Service -ErrorAction SilentlyContinue
  $null -eq $found -or $found.Status -eq 'Stopped'
}

if (-not [Environment]::Is64BitProcess) {
  Write-Error 'Run this in 64-bit Windows PowerShell: a 32-bit one is shown other keys of the registry.' -ErrorAction Continue
  exit 2
}
$identity = [Security.Principal.WindowsPrincipal]::new([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
  Write-Error 'Run this as an administrator.' -ErrorAction Continue
  exit 2
}
try { $script:Rights = Get-UserRight } catch { $script:Rights = "secedit: $($_.Exception.Message)" }

# Network logons
Test-Closed 'network logons (SMB, RPC, WMI, remote tasks) are denied to ordinary people' 'user right "Deny access to this computer from the network"' { Test-Denied 'SeDenyNetworkLogonRight' }
Test-Closed 'WinRM does not run' 'stop and disable the service WinRM, or keep it behind a firewall' { Test-Stopped 'WinRM' }
Test-Closed 'OpenSSH does not run' 'stop and disable the service sshd: it takes passwords without Gatehouse' { Test-Stopped 'sshd' }
Test-Closed 'the firewall is on for all profiles' 'turn on Windows Firewall' {
  $off = @(Get-NetFirewallProfile -PolicyStore ActiveStore | Where-Object { "$($_.Enabled)" -ne 'True' })
  $off.Count -eq 0
}

# Batch and service logons
Test-Closed 'batch logons (scheduled tasks) are denied to ordinary people' 'user right "Deny log on as a batch job"' { Test-Denied 'SeDenyBatchLogonRight' }
Test-Closed 'service logons are denied to ordinary people' 'user right "Deny log on as a service"' { Test-Denied 'SeDenyServiceLogonRight' }
Test-Closed 'secondary logon (runas) does not run' 'disable the service seclogon' {
  $found = Get-CimInstance Win32_Service -Filter "Name='seclogon'"
  $null -eq $found -or $found.StartMode -eq 'Disabled'
}

# Credential providers
Test-Closed 'our credential provider is registered, and its DLL is there' 'repair Gatehouse' {
  $dll = Get-Value "HKLM:\SOFTWARE\Classes\CLSID\$Clsid\InprocServer32" '' ''
  (Test-Path -LiteralPath "$Authentication\Credential Providers\$Clsid") -and $dll -ne '' -and (Test-Path -LiteralPath $dll)
}
Test-Closed 'our filter is registered, so that other providers are hidden' 'install a version with the filter, or repair Gatehouse' {
  Test-Path -LiteralPath "$Authentication\Credential Provider Filters\$FilterClsid"
}
Write-Info 'other credential providers that are not switched off' {
  $others = @(Get-ChildItem -LiteralPath "$Authentication\Credential Providers" | Where-Object { $_.PSChildName -ne $Clsid -and $_.GetValue('Disabled', 0) -ne 1 })
  @($others | ForEach-Object { "$($_.GetValue('')) $($_.PSChildName)" }) -join '; '
}
Write-Info 'Windows has its own tile for changing a password beside ours' {
  'the filter leaves that screen alone: who is signed in, or knows the old password, needs no second factor to set a new one there; it lets nobody in'
}
Write-Info 'providers of a VPN before the logon (PLAP); never filtered' {
  $key = "$Authentication\PLAP Providers"
  if (-not (Test-Path -LiteralPath $key)) { return 'none' }
  @(Get-ChildItem -LiteralPath $key | ForEach-Object { "$($_.GetValue('')) $($_.PSChildName)" }) -join '; '
}

# Remote Desktop
Test-Closed 'Remote Desktop takes no Restricted Admin logon' "DisableRestrictedAdmin = 1 below $Lsa" { (Get-Value $Lsa 'DisableRestrictedAdmin' 1) -ne 0 }
Test-Closed 'Remote Desktop takes no Remote Credential Guard logon' "AllowProtectedCreds = 0 below $Delegation" { (Get-Value $Delegation 'AllowProtectedCreds' 0) -ne 1 }
Test-Closed 'a broken Remote Desktop session does not come back by itself' "policy ""Automatic reconnection"" disabled (fDisableAutoReconnect = 1)" { (Get-Value $TerminalPolicy 'fDisableAutoReconnect' 0) -eq 1 }
Test-Closed 'a remote session without a password is asked for it' 'RemoteWithoutPassword is "deny"' {
  (Get-Setting 'RemoteWithoutPassword' 'deny' 'String') -cne 'report'
}
# Each by itself: group policy, else what is set on the computer.
Test-Closed 'Remote Desktop asks for Network Level Authentication, or is off' 'policy "Require user authentication ... by using Network Level Authentication", or UserAuthentication = 1 for RDP-Tcp' {
  $denied = Get-Value $TerminalPolicy 'fDenyTSConnections' (Get-Value $TerminalServer 'fDenyTSConnections' 1)
  $asked = Get-Value $TerminalPolicy 'UserAuthentication' (Get-Value "$TerminalServer\WinStations\RDP-Tcp" 'UserAuthentication' 0)
  $denied -eq 1 -or $asked -eq 1
}

# Logons that nobody types
Test-Closed 'automatic restart sign-on (ARSO) is off' "DisableAutomaticRestartSignOn = 1 below $PoliciesSystem" { (Get-Value $PoliciesSystem 'DisableAutomaticRestartSignOn' 0) -eq 1 }
Test-Closed 'AutoAdminLogon is off' "AutoAdminLogon = 0 below $Winlogon" { "$(Get-Value $Winlogon 'AutoAdminLogon' '0')" -ne '1' }

# User Account Control
Test-Closed 'User Account Control is on' "EnableLUA = 1 below $PoliciesSystem" { (Get-Value $PoliciesSystem 'EnableLUA' 1) -eq 1 }
Test-Closed 'administrators are asked for credentials, not for consent' "ConsentPromptBehaviorAdmin = 1 below $PoliciesSystem" { @(1, 3) -contains (Get-Value $PoliciesSystem 'ConsentPromptBehaviorAdmin' 5) }
Test-Closed 'ordinary people are asked for credentials on the secure desktop, or refused' "ConsentPromptBehaviorUser = 1 or 0 below $PoliciesSystem" { @(0, 1) -contains (Get-Value $PoliciesSystem 'ConsentPromptBehaviorUser' 3) }

# Safe Mode, and the disk
Test-Closed 'Safe Mode loads third-party credential providers' 'install with SAFEMODE=1 (ProhibitFallbacks)' { (Get-Value "$Authentication\Credential Providers" 'ProhibitFallbacks' 0) -eq 1 }
Test-Closed 'the service starts in Safe Mode' 'install with SAFEMODE=1' {
  (Test-Path -LiteralPath "$SafeBoot\Minimal\gatehouse-service") -and (Test-Path -LiteralPath "$SafeBoot\Network\gatehouse-service")
}
Test-Closed 'the system disk is encrypted, and asks for a PIN' 'BitLocker with TPM and PIN' {
  if ($null -eq (Get-Command Get-BitLockerVolume -ErrorAction SilentlyContinue)) { return 'BitLocker is not there: is the disk encrypted by other means?' }
  $volume = Get-BitLockerVolume -MountPoint $env:SystemDrive
  $kinds = @($volume.KeyProtector | ForEach-Object { "$($_.KeyProtectorType)" })
  "$($volume.ProtectionStatus)" -eq 'On' -and [bool] ($kinds | Where-Object { @('TpmPin', 'TpmPinStartupKey') -contains $_ })
}
Write-Info 'members of Administrators: nothing in Gatehouse protects from them' {
  @(Get-LocalGroupMember -SID 'S-1-5-32-544' | ForEach-Object { $_.Name }) -join '; '
}

# Gatehouse itself
Test-Closed 'the service runs and starts by itself' 'start gatehouse-service, and set it to start automatically' {
  $service = Get-CimInstance Win32_Service -Filter "Name='gatehouse-service'"
  $null -ne $service -and $service.State -eq 'Running' -and $service.StartMode -eq 'Auto'
}
Test-Closed 'a service that is down lets nobody in but break-glass accounts' 'WhenServiceDown is "break-glass" or "deny"' {
  (Get-Setting 'WhenServiceDown' 'break-glass' 'String') -cne 'system-providers'
}
Test-Closed 'a tile that crashed too often lets nobody in but break-glass accounts' 'WhenProviderCrashes is "enforce"' {
  (Get-Setting 'WhenProviderCrashes' 'enforce' 'String') -cne 'system-providers'
}
# The service writes what the policy says; group policy cannot.
Test-Closed 'the workstation enforces' 'desktop.mode of the policy is "enforce": people without a factor get in with the password alone' {
  @('observe', 'optional') -cnotcontains (Get-Value 'HKLM:\SOFTWARE\Gatehouse' 'Stage' 'enforce')
}
Test-Closed 'the filter hides other providers' 'Filter is 1, or is not set and the policy does not observe' {
  $observing = (Get-Value 'HKLM:\SOFTWARE\Gatehouse' 'Stage' 'enforce') -ceq 'observe'
  $fallback = 1
  if ($observing) { $fallback = 0 }
  "$(Get-Setting 'Filter' $fallback 'DWord')" -ne '0'
}
Test-Closed 'no other provider is allowed beside ours' 'take out of AllowedProviders what takes a password alone' {
  @(Get-Setting 'AllowedProviders' @() 'MultiString' | Where-Object { "$_".Trim() -ne '' }).Count -eq 0
}
Write-Info 'providers that are allowed beside ours' { @(Get-Setting 'AllowedProviders' @() 'MultiString') -join '; ' }
Write-Info 'break-glass accounts (SIDs)' {
  @(Get-Setting 'BreakGlassSids' @() 'MultiString') -join '; '
}

if ($script:Open -gt 0) { exit 1 }
if ($script:Unknown -gt 0) { exit 2 }
exit 0
