<#
.SYNOPSIS
  Proves on a real Windows what Wine cannot: who may use the pipe, the folder and the registry of an installed Gatehouse.
.DESCRIPTION
  Run it as administrator on a machine where Gatehouse is installed and its service runs; then once more as an ordinary
  user with -StandardUser. It changes nothing. Every line is PASS, FAIL or SKIP; the exit code is the number of FAILs.
  docs/testing.md says which adapter each line is about.
#>
[CmdletBinding()]
param([switch] $StandardUser)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$ServiceName = 'gatehouse-service'
$PipeName = 'ProtectedPrefix\Administrators\Gatehouse\credential'
$ProviderKey = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Providers'
$Trusted = @('S-1-5-18', 'S-1-5-32-544')   # SYSTEM, Administrators
$TrustedInstaller = 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464'
$script:Failures = 0

function Test-Fact([string] $Fact, [scriptblock] $Check) {
  try {
    $answer = & $Check
    if ($answer -is [string]) { Write-Output "SKIP  $Fact ($answer)"; return }
    if ($answer) { Write-Output "PASS  $Fact"; return }
    Write-Output "FAIL  $Fact"
  } catch {
    Write-Output "FAIL  $Fact ($($_.Exception.Message))"
  }
  $script:Failures++
}

# Runs a program and leaves what it ended with in $LASTEXITCODE. Under Stop, Windows PowerShell 5.1 would end at the first line
# that it writes to its error stream, where that is redirected or the host is no console.
function Invoke-Program([string] $Program, [string[]] $Arguments) {
  $ErrorActionPreference = 'Continue'
  & $Program @Arguments 2>$null
}

function Test-Refused([scriptblock] $Action, [type[]] $Errors) {
  try { & $Action | Out-Null; return $false } catch {
    for ($cause = $_.Exception; $null -ne $cause; $cause = $cause.InnerException) {
      foreach ($type in $Errors) { if ($cause -is $type) { return $true } }
    }
    throw
  }
}

function Connect-Pipe([string] $Server) {
  $pipe = [IO.Pipes.NamedPipeClientStream]::new($Server, $PipeName, [IO.Pipes.PipeDirection]::InOut)
  try { $pipe.Connect(1000) } finally { $pipe.Dispose() }
}

# SIDs outside of $Allowed that are granted one of $Rights.
function Get-Stranger($Acl, [int] $Rights, [string[]] $Allowed) {
  $Acl.GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier]) |
    Where-Object { $_.AccessControlType -eq 'Allow' } |
    Where-Object { $property = $_.PSObject.Properties | Where-Object Name -like '*Rights'; ([int] $property.Value -band $Rights) -ne 0 } |
    ForEach-Object { $_.IdentityReference.Value } |
    Where-Object { $Allowed -notcontains $_ }
}

function Get-OwnerSid($Acl) { $Acl.GetOwner([Security.Principal.SecurityIdentifier]).Value }

function Get-StateFolder {
  foreach ($key in 'HKLM:\SOFTWARE\Policies\Gatehouse', 'HKLM:\SOFTWARE\Gatehouse') {
    $value = (Get-Item $key -ErrorAction SilentlyContinue)
    if ($null -ne $value -and $value.GetValue('StateFolder')) { return $value.GetValue('StateFolder') }
  }
  Join-Path $env:ProgramData 'Gatehouse'
}

if ($StandardUser) {
  Test-Fact 'this shell is not elevated' {
    -not [Security.Principal.WindowsPrincipal]::new([Security.Principal.WindowsIdentity]::GetCurrent()).IsInRole('Administrators')
  }
  Test-Fact 'R17: a standard user cannot create a pipe below ProtectedPrefix\Administrators' {
    $name = "ProtectedPrefix\Administrators\Gatehouse\probe-$PID"
    Test-Refused { [IO.Pipes.NamedPipeServerStream]::new($name).Dispose() } @([UnauthorizedAccessException], [IO.IOException])
  }
  Test-Fact 'R16: a standard user cannot open the credential pipe' {
    Test-Refused { Connect-Pipe '.' } @([UnauthorizedAccessException])
  }
  Test-Fact 'R9: a standard user cannot list the state folder' {
    Test-Refused { Get-ChildItem (Get-StateFolder) } @([UnauthorizedAccessException])
  }
  exit $script:Failures
}

Test-Fact 'this shell is elevated' {
  [Security.Principal.WindowsPrincipal]::new([Security.Principal.WindowsIdentity]::GetCurrent()).IsInRole('Administrators')
}

$service = Get-CimInstance Win32_Service -Filter "Name='$ServiceName'"
Test-Fact 'the service is installed and runs as LocalSystem' { $service.State -eq 'Running' -and $service.StartName -eq 'LocalSystem' }
Test-Fact 'the service starts by itself' { $service.StartMode -eq 'Auto' }
Test-Fact "the path of the service's program is quoted" { $service.PathName -like '"*' }
Test-Fact 'the service has its service SID (sc sidtype unrestricted)' { @(Invoke-Program 'sc.exe' @('qsidtype', $ServiceName)) -match 'UNRESTRICTED' | ForEach-Object { $true } }
Test-Fact 'Windows restarts the service when it fails' { @(Invoke-Program 'sc.exe' @('qfailure', $ServiceName)) -match 'RESTART' | ForEach-Object { $true } | Select-Object -First 1 }

Test-Fact 'the credential pipe is there' { [IO.Directory]::GetFiles('\\.\pipe\') -contains "\\.\pipe\$PipeName" }
Test-Fact 'R16: not even an administrator may open the credential pipe' {
  Test-Refused { Connect-Pipe '.' } @([UnauthorizedAccessException])
}
Test-Fact 'R16: the credential pipe is not reachable over the network' {
  Test-Refused { Connect-Pipe $env:COMPUTERNAME } @([UnauthorizedAccessException], [IO.IOException], [TimeoutException])
}
Test-Fact 'R17: nobody else may add an instance to the credential pipe' {
  Test-Refused { [IO.Pipes.NamedPipeServerStream]::new($PipeName, 'InOut', -1).Dispose() } @([UnauthorizedAccessException], [IO.IOException])
}

$stateFolder = Get-StateFolder
Test-Fact 'R9: SYSTEM or Administrators own the state folder' { $Trusted -contains (Get-OwnerSid (Get-Acl $stateFolder)) }
Test-Fact 'R9: only SYSTEM and Administrators may do anything in the state folder' { -not (Get-Stranger (Get-Acl $stateFolder) -1 $Trusted) }
Test-Fact 'R9: the same holds for everything in it' {
  foreach ($item in Get-ChildItem $stateFolder -Recurse -Force) {
    if (Get-Stranger (Get-Acl $item.FullName) -1 $Trusted) { return $false }
  }
  $true
}
foreach ($key in 'HKLM:\SOFTWARE\Gatehouse', 'HKLM:\SOFTWARE\Policies\Gatehouse') {
  Test-Fact "R9: only SYSTEM and Administrators may write $key" {
    if (-not (Test-Path $key)) { return 'no such key' }
    # SetValue, CreateSubKey, Delete, ChangePermissions, TakeOwnership
    -not (Get-Stranger (Get-Acl $key) 0xD0006 ($Trusted + 'S-1-3-0'))
  }
}
# What each object is to have, and why: test/vectors/descriptors.json, of which Wine keeps next to nothing.
$vectors = Join-Path $PSScriptRoot '..\test\vectors\descriptors.json'
$rows = @()
if (Test-Path $vectors) { $rows = @((Get-Content $vectors -Raw -Encoding UTF8 | ConvertFrom-Json).windows | Where-Object object -ne 'pipe') }
function Get-Entry([string] $Sddl) {
  # Type, rights and SID of each entry, in order: how an entry was inherited is Windows' business.
  [regex]::Matches($Sddl, '\((\w+);[^;]*;([^;]*);[^;]*;[^;]*;([^)]*)\)') |
    ForEach-Object { "$($_.Groups[1].Value) $($_.Groups[2].Value) $($_.Groups[3].Value)" } | Sort-Object -Unique
}
foreach ($row in $rows) {
  $path = $row.path.Replace('{state}', $stateFolder).Replace('{program}', (Split-Path (Split-Path ($service.PathName -replace '^"([^"]+)".*$', '$1'))))
  $path = $path -replace '^MACHINE\\', 'HKLM:\'
  Test-Fact "the descriptor of $($row.path) is the one that is written down" {
    if (-not (Test-Path $path)) { return 'not there' }
    foreach ($item in Get-Item $path -Force) {
      $sddl = (Get-Acl $item.PSPath).Sddl
      if ($row.PSObject.Properties['asked']) {
        # What we ask for is all there is.
        if ($sddl -notmatch '^O:SYG:SYD:P' -or (Compare-Object (Get-Entry $row.expected) (Get-Entry $sddl))) { throw $sddl }
        continue
      }
      # What is inherited may have more readers; nobody more may write. FILE_WRITE_DATA and KEY_SET_VALUE are both 0x2.
      $writers = [Security.AccessControl.RawSecurityDescriptor]::new($row.expected).DiscretionaryAcl | Where-Object { ($_.AccessMask -band 0x500D0006) -ne 0 } | ForEach-Object { $_.SecurityIdentifier.Value }
      if (Get-Stranger (Get-Acl $item.PSPath) 0xD0006 (@($writers) + $TrustedInstaller)) { throw $sddl }
      if (($Trusted + $TrustedInstaller) -notcontains (Get-OwnerSid (Get-Acl $item.PSPath))) { throw $sddl }
    }
    $true
  }
}
Test-Fact 'R13: no user may write into the folder of the program' {
  $folder = Split-Path ($service.PathName -replace '^"([^"]+)".*$', '$1')
  # WriteData, AppendData, Delete, ChangePermissions, TakeOwnership
  -not (Get-Stranger (Get-Acl $folder) 0xD0006 ($Trusted + $TrustedInstaller + 'S-1-3-0'))
}

Test-Fact 'the shortcut to the portal leads to an https page, and no user may change it' {
  $shortcut = Join-Path ([Environment]::GetFolderPath('CommonPrograms')) 'Gatehouse.url'
  if (-not (Test-Path -LiteralPath $shortcut)) { return 'there is none' }
  $text = [IO.File]::ReadAllText($shortcut)
  ($text -cmatch '\A\[InternetShortcut\]\r\nURL=https://[\x21-\x7e]+/account\r\n\z') -and -not (Get-Stranger (Get-Acl -LiteralPath $shortcut) 0xD0006 ($Trusted + $TrustedInstaller))
}

Test-Fact 'DPAPI: bytes of machine scope open with their own entropy only' {
  Add-Type -AssemblyName System.Security
  $scope = [Security.Cryptography.DataProtectionScope]::LocalMachine
  $sealed = [Security.Cryptography.ProtectedData]::Protect([byte[]](1, 2, 3), [byte[]](7), $scope)
  Test-Refused { [Security.Cryptography.ProtectedData]::Unprotect($sealed, [byte[]](8), $scope) } @([Security.Cryptography.CryptographicException])
}
Test-Fact 'Windows keeps logons of the domain, without which nothing can be recovered offline' {
  if (-not (Get-CimInstance Win32_ComputerSystem).PartOfDomain) { return 'not in a domain' }
  $count = (Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon').PSObject.Properties['CachedLogonsCount']
  $null -eq $count -or [int] $count.Value -gt 0
}
Test-Fact 'a domain controller is found, and takes Kerberos connections' {
  if (-not (Get-CimInstance Win32_ComputerSystem).PartOfDomain) { return 'not in a domain' }
  Add-Type -Namespace Gatehouse -Name Locator -MemberDefinition '[System.Runtime.InteropServices.DllImport("netapi32.dll", CharSet = System.Runtime.InteropServices.CharSet.Unicode)] public static extern int DsGetDcNameW(string computer, string domain, System.IntPtr guid, string site, uint flags, out System.IntPtr info);'
  $info = [IntPtr]::Zero
  # DS_IP_REQUIRED and DS_KDC_REQUIRED, as in service/src/windows/domain-controllers.ts
  $failure = [Gatehouse.Locator]::DsGetDcNameW($null, $null, [IntPtr]::Zero, $null, 0x600, [ref] $info)
  if ($failure -ne 0) { return "no controller (error $failure): run it on the network" }
  $second = [Runtime.InteropServices.Marshal]::ReadIntPtr($info, [IntPtr]::Size)
  $address = [Runtime.InteropServices.Marshal]::PtrToStringUni($second).TrimStart('\')
  Test-NetConnection -ComputerName $address -Port 88 -InformationLevel Quiet -WarningAction SilentlyContinue
}
Test-Fact 'Terminal Services describes this session' {
  Add-Type -Namespace Gatehouse -Name Wts -MemberDefinition '[System.Runtime.InteropServices.DllImport("wtsapi32.dll")] public static extern bool WTSQuerySessionInformationW(System.IntPtr server, int session, int what, out System.IntPtr buffer, out int length); [System.Runtime.InteropServices.DllImport("wtsapi32.dll")] public static extern void WTSFreeMemory(System.IntPtr buffer);'
  $session = [Diagnostics.Process]::GetCurrentProcess().SessionId
  # WTSClientProtocolType and WTSClientAddress, as in service/src/windows/terminal-sessions.ts
  $buffer = [IntPtr]::Zero; $length = 0
  if (-not [Gatehouse.Wts]::WTSQuerySessionInformationW([IntPtr]::Zero, $session, 16, [ref] $buffer, [ref] $length)) { return $false }
  $protocol = [Runtime.InteropServices.Marshal]::ReadInt16($buffer)
  [Gatehouse.Wts]::WTSFreeMemory($buffer)
  if ($protocol -ne 2) { return "protocol $protocol, at the console: run it over Remote Desktop too" }
  if (-not [Gatehouse.Wts]::WTSQuerySessionInformationW([IntPtr]::Zero, $session, 14, [ref] $buffer, [ref] $length)) { return $false }
  $family = [Runtime.InteropServices.Marshal]::ReadInt32($buffer)
  $address = (6..9 | ForEach-Object { [Runtime.InteropServices.Marshal]::ReadByte($buffer, $_) }) -join '.'
  [Gatehouse.Wts]::WTSFreeMemory($buffer)
  if ($family -eq 2) { "compare with the client's address: $address" } else { "address family $family is not read" }
}
Test-Fact 'a wrong password of a cached logon is refused with error 1326' {
  if (-not (Get-CimInstance Win32_ComputerSystem).PartOfDomain) { return 'not in a domain' }
  if (Test-NetConnection -ComputerName $env:USERDNSDOMAIN -Port 88 -InformationLevel Quiet -WarningAction SilentlyContinue) {
    return 'a domain controller answers: run it off the network'
  }
  Add-Type -Namespace Gatehouse -Name Logon -MemberDefinition '[System.Runtime.InteropServices.DllImport("advapi32.dll", CharSet = System.Runtime.InteropServices.CharSet.Unicode, SetLastError = true)] public static extern bool LogonUserW(string user, string domain, string password, int type, int provider, out System.IntPtr token);'
  $token = [IntPtr]::Zero
  $granted = [Gatehouse.Logon]::LogonUserW($env:USERNAME, $env:USERDOMAIN, "not it $PID", 2, 0, [ref] $token)
  $failure = [Runtime.InteropServices.Marshal]::GetLastWin32Error()
  -not $granted -and $failure -eq 1326
}
Test-Fact 'LSA has both packages that change passwords, and an untrusted connection reaches them' {
  # Looks them up and sends nothing, as service/src/windows/lsa-thread.ts begins.
  Add-Type -Namespace Gatehouse -Name Lsa -MemberDefinition @'
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
public struct LsaString { public ushort Length; public ushort MaximumLength; [System.Runtime.InteropServices.MarshalAs(System.Runtime.InteropServices.UnmanagedType.LPStr)] public string Buffer; }
[System.Runtime.InteropServices.DllImport("secur32.dll")] public static extern int LsaConnectUntrusted(out System.IntPtr lsa);
[System.Runtime.InteropServices.DllImport("secur32.dll")] public static extern int LsaLookupAuthenticationPackage(System.IntPtr lsa, ref LsaString name, out uint package);
[System.Runtime.InteropServices.DllImport("secur32.dll")] public static extern int LsaDeregisterLogonProcess(System.IntPtr lsa);
'@
  $lsa = [IntPtr]::Zero
  if ([Gatehouse.Lsa]::LsaConnectUntrusted([ref] $lsa) -ne 0) { return $false }
  try {
    foreach ($name in 'Kerberos', 'MICROSOFT_AUTHENTICATION_PACKAGE_V1_0') {
      $text = [Gatehouse.Lsa+LsaString]::new()
      $text.Length = $name.Length; $text.MaximumLength = $name.Length + 1; $text.Buffer = $name
      $package = [uint32] 0
      if ([Gatehouse.Lsa]::LsaLookupAuthenticationPackage($lsa, [ref] $text, [ref] $package) -ne 0) { return $false }
    }
    $true
  } finally { [void] [Gatehouse.Lsa]::LsaDeregisterLogonProcess($lsa) }
}
Test-Fact 'a credential provider of ours is registered' {
  [bool] (Get-ChildItem $ProviderKey | Where-Object { $_.GetValue('') -like '*Gatehouse*' })
}
Test-Fact 'a filter of ours is registered, and its DLL is there (R3)' {
  $filter = Get-ChildItem 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Provider Filters' |
    Where-Object { $_.GetValue('') -like '*Gatehouse*' }
  if (-not $filter) { return $false }
  Test-Path (Get-Item "HKLM:\SOFTWARE\Classes\CLSID\$($filter.PSChildName)\InprocServer32").GetValue('')
}
Test-Fact 'Windows counts its boots' {
  $key = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters'
  (Get-Item $key).GetValue('BootId') -is [int]
}
Test-Fact "the computer's name gives the SID of its accounts" {
  $accounts = ([Security.Principal.NTAccount] $env:COMPUTERNAME).Translate([Security.Principal.SecurityIdentifier]).Value
  $one = Get-CimInstance Win32_UserAccount -Filter 'LocalAccount=True' | Select-Object -First 1
  $one.SID -like "$accounts-*"
}
Test-Fact 'a local administrator is in S-1-5-32-544' {
  @(Get-LocalGroupMember -SID 'S-1-5-32-544').Count -gt 0
}
Test-Fact 'a local group tells its members as SIDs' {
  # Level 0, as in service/src/windows/sam-accounts.ts
  Add-Type -Namespace Gatehouse -Name LocalGroup -MemberDefinition @'
[DllImport("netapi32.dll", CharSet = CharSet.Unicode)]
public static extern int NetLocalGroupGetMembers(string server, string group, int level, out IntPtr buffer, int length, out int read, out int total, IntPtr resume);
[DllImport("netapi32.dll")] public static extern int NetApiBufferFree(IntPtr buffer);
'@
  $group = (Get-LocalGroup -SID 'S-1-5-32-544').Name
  $buffer = [IntPtr]::Zero; $read = 0; $total = 0
  $failure = [Gatehouse.LocalGroup]::NetLocalGroupGetMembers($null, $group, 0, [ref] $buffer, -1, [ref] $read, [ref] $total, [IntPtr]::Zero)
  if ($failure -ne 0) { return $false }
  try {
    $told = for ($at = 0; $at -lt $read; $at++) {
      $sid = [Runtime.InteropServices.Marshal]::ReadIntPtr($buffer, $at * [IntPtr]::Size)
      (New-Object Security.Principal.SecurityIdentifier $sid).Value
    }
    $known = (Get-LocalGroupMember -SID 'S-1-5-32-544').SID.Value
    $told.Count -gt 0 -and -not (Compare-Object @($told) @($known))
  } finally { [void] [Gatehouse.LocalGroup]::NetApiBufferFree($buffer) }
}
Test-Fact 'Windows tells a wrong password of a local account from a right one' {
  Add-Type -Namespace Gatehouse -Name LogonUser -MemberDefinition @'
[DllImport("advapi32.dll", CharSet = CharSet.Unicode, SetLastError = true)]
public static extern bool LogonUserW(string name, string domain, string password, int type, int provider, out IntPtr token);
[DllImport("kernel32.dll")] public static extern bool CloseHandle(IntPtr handle);
'@
  $name = 'gh-' + [guid]::NewGuid().ToString('N').Substring(0, 12)
  $password = 'Aa1!' + [guid]::NewGuid().ToString('N')
  [void] (New-LocalUser $name -Password (ConvertTo-SecureString $password -AsPlainText -Force))
  try {
    # Interactive, as the service asks (LOGON32_LOGON_INTERACTIVE): who is in no group may not, which is another error.
    Add-LocalGroupMember -SID 'S-1-5-32-545' -Member $name
    $token = [IntPtr]::Zero
    $right = [Gatehouse.LogonUser]::LogonUserW($name, $env:COMPUTERNAME, $password, 2, 0, [ref] $token)
    if ($right) { [void] [Gatehouse.LogonUser]::CloseHandle($token) }
    $wrong = [Gatehouse.LogonUser]::LogonUserW($name, $env:COMPUTERNAME, "$password.", 2, 0, [ref] $token)
    $right -and -not $wrong -and [Runtime.InteropServices.Marshal]::GetLastWin32Error() -eq 1326
  } finally { Remove-LocalUser $name }
}
Test-Fact 'the policy of this workstation is kept, where users cannot write it' {
  $file = Join-Path (Join-Path (Get-StateFolder) 'policy') 'machine-policy'
  (Test-Path $file) -and -not (Get-Stranger (Get-Acl $file) 0x2 @('S-1-5-18', 'S-1-5-32-544'))
}
Test-Fact 'Remote Desktop does not reconnect by itself (R4)' {
  (Get-ItemProperty 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services' -ErrorAction SilentlyContinue).fDisableAutoReconnect -eq 1
}
Test-Fact 'the installed provider is the DLL of the folder that the service runs from' {
  $key = 'HKLM:\SOFTWARE\Classes\CLSID\{bb9f93a5-0b25-4294-9f86-607358abf3f1}\InprocServer32'
  $program = $service.PathName -replace '^"([^"]+)".*$', '$1'
  (Split-Path (Get-Item $key).GetValue('')) -eq (Split-Path $program)
}
Test-Fact 'one version is installed, and what an upgrade could not remove waits for the next boot' {
  $root = Split-Path (Split-Path ($service.PathName -replace '^"([^"]+)".*$', '$1'))
  $current = Split-Path (Split-Path ($service.PathName -replace '^"([^"]+)".*$', '$1')) -Leaf
  $left = @(Get-ChildItem $root -Directory | Where-Object Name -ne $current)
  if ($left.Count -eq 0) { return $true }
  $pending = (Get-Item 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager').GetValue('PendingFileRenameOperations')
  foreach ($folder in $left) { if (-not (@($pending) -like "*$($folder.FullName)*")) { return $false } }
  $true
}
Test-Fact 'R9: no join token is left beside an identity' {
  if (-not (Test-Path (Join-Path $stateFolder 'identity.json'))) { return 'not joined' }
  -not (Test-Path (Join-Path $stateFolder 'join-token'))
}
Test-Fact 'no log of an installation in this folder holds a join token' {
  $logs = @(Get-ChildItem $env:TEMP, . -Filter *.log -ErrorAction SilentlyContinue)
  if ($logs.Count -eq 0) { return 'run it where the log of msiexec is' }
  -not ($logs | Select-String -Pattern 'GATEHOUSE_TOKEN\s*=\s*[^*\s]' -List)
}
Test-Fact 'the source Gatehouse is registered with the event log, with texts of our own' {
  if (-not [Diagnostics.EventLog]::SourceExists('Gatehouse')) { return 'no source' }
  $source = Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Services\EventLog\Application\Gatehouse'
  $source.CategoryCount -eq 5 -and (Test-Path $source.EventMessageFile) -and (Test-Path $source.CategoryMessageFile)
}
Test-Fact 'Event Viewer shows the text, the category and the reference of our entries' {
  $newest = Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = 'Gatehouse'; Id = 202 } -MaxEvents 1 -ErrorAction SilentlyContinue
  if (-not $newest) { return 'start the service first' }
  $newest.Message -match '[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}' -and $newest.TaskDisplayName -and $newest.Properties[1].Value -match '^[0-9a-f]{32}$'
}
Test-Fact 'gatehouse-service collect makes a bundle that tar reads' {
  $bundle = Join-Path $env:TEMP "gatehouse-prove-$PID.tar.gz"
  try {
    Invoke-Program (Join-Path $env:ProgramFiles 'Gatehouse\gatehouse-service.cmd') @('collect', '--out', $bundle) | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "collect ended with $LASTEXITCODE" }
    # Windows' own: another one in the path may take C: for a host.
    $names = @(Invoke-Program "$env:SystemRoot\System32\tar.exe" @('-tzf', $bundle))
    if ($LASTEXITCODE -ne 0) { throw "tar ended with $LASTEXITCODE" }
    @('registry.json', 'pipe.txt', 'credential-providers.txt', 'events.txt' | Where-Object { $_ -notin $names }).Count -eq 0
  } finally { Remove-Item $bundle -ErrorAction SilentlyContinue }
}
Test-Fact 'the program of the service is signed' {
  $program = $service.PathName -replace '^"([^"]+)".*$', '$1'
  (Get-AuthenticodeSignature $program).Status -eq 'Valid'
}
Test-Fact 'the idle service is no larger than a bare node.exe and 15 MiB' {
  $program = $service.PathName -replace '^"([^"]+)".*$', '$1'
  $bare = Start-Process $program -ArgumentList '-e', '"setTimeout(() => {}, 8000)"' -PassThru -WindowStyle Hidden
  Start-Sleep 4
  $limit = (Get-Process -Id $bare.Id).PrivateMemorySize64 + 15MB
  (Get-Process -Id $service.ProcessId).PrivateMemorySize64 -le $limit
}
exit $script:Failures
