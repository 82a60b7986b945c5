<#
.SYNOPSIS
Gives the service account of Gatehouse the rights in Active Directory that it needs, and no others.

.DESCRIPTION
For each organisational unit given, for the users in it and below:

  read   the attributes that a logon looks at
  reset  the password (the extended right User-Force-Change-Password)
  write  lockoutTime, to let go of a lock

and, once for the domain, read on the container of password settings objects, which Active Directory keeps from others: with
it, the rules and the lockout threshold of fine-grained policies are known.

Nothing else is granted: no creation, no deletion, no membership, no other attribute. Protected accounts (AdminSDHolder) are
out of its reach by design, as are those outside of the units. Membership in groups like Account Operators is not needed:
remove it.

Run it as an administrator of the domain, on a machine with the AD tools (dsacls). It can be run again: dsacls merges equal
entries. Undo with: dsacls UNIT /R ACCOUNT

.PARAMETER Account
The service account, DOMAIN\name.

.PARAMETER Unit
Distinguished names of the organisational units whose people use Gatehouse.

.PARAMETER ReadOnly
Reads only: people can log on, and neither reset their password nor unlock their account.

.EXAMPLE
.\delegate-directory-rights.ps1 -Account CORP\gatehouse -Unit 'OU=Staff,DC=corp,DC=test','OU=Partners,DC=corp,DC=test'
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
  [Parameter(Mandatory = $true)] [ValidatePattern('^[^\\]+\\[^\\]+$')] [string] $Account,
  [Parameter(Mandatory = $true)] [ValidatePattern('(?i)DC=')] [string[]] $Unit,
  [switch] $ReadOnly
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# What server/src/directory/ldap reads of a person. Most domains let authenticated users read it anyway; hardened ones do not.
$Attributes = @(
  'objectGUID', 'objectSid', 'sAMAccountName', 'sAMAccountType', 'userPrincipalName', 'displayName', 'mail',
  'userAccountControl', 'accountExpires', 'pwdLastSet', 'lastLogonTimestamp', 'whenCreated', 'lockoutTime', 'badPwdCount',
  'badPasswordTime', 'tokenGroups', 'msDS-ResultantPSO', 'msDS-User-Account-Control-Computed'
)

function Grant([string] $Target, [string[]] $Entries) {
  foreach ($Entry in $Entries) {
    if (-not $PSCmdlet.ShouldProcess($Target, "grant $Entry")) { continue }
    # /I:S: the objects below, not the unit itself; the class after the last semicolon says which ones.
    $Output = & dsacls.exe $Target /I:S /G $Entry
    if ($LASTEXITCODE -ne 0) { throw "dsacls refused $Entry on ${Target}: $($Output | Select-Object -Last 2)" }
  }
}

foreach ($Each in $Unit) {
  Grant $Each @($Attributes | ForEach-Object { "${Account}:RP;$_;user" })
  if (-not $ReadOnly) {
    Grant $Each @("${Account}:CA;Reset Password;user", "${Account}:WP;lockoutTime;user")
  }
}

# dsacls takes no inheritance flag for the container's own entry and its children at once: /I:T is both.
$Domain = ($Unit[0] -split '(?i)(?=DC=)', 2)[1]
$Settings = "CN=Password Settings Container,CN=System,$Domain"
if ($PSCmdlet.ShouldProcess($Settings, 'grant read')) {
  $Output = & dsacls.exe $Settings /I:T /G "${Account}:GR"
  if ($LASTEXITCODE -ne 0) { throw "dsacls refused on ${Settings}: $($Output | Select-Object -Last 2)" }
}

Write-Output "Done. Try it: gatehouse directory test"
