import type { EventTexts } from './event-texts.js';

export const ENGLISH_EVENTS: EventTexts = {
  languageId: 0x409,
  language: 'English',
  reference:
    'Reference: %1 (correlation id %2). The same is in the service log and in the audit of the server.',
  categories: {
    service: 'Service',
    server: 'Server',
    logon: 'Logon',
    offline: 'Without the server',
    'logon-screen': 'Logon screen',
  },
  events: {
    breakGlassUsed: {
      what: 'The service is down. An account of BreakGlassSids was handed to Windows with the password alone, which Windows judges: %1.',
      next: 'Ask whether that was intended, and find out why the service is down: gatehouse-service status, and entries 200 and 204.',
    },
    serviceNotTrusted: {
      what: 'A process that is not gatehouse-service serves its pipe. The logon screen gave it nothing.',
      next: 'Find out which process that is before anybody signs in here: only an administrator can have made the pipe.',
    },
    disabledAfterCrashes: {
      what: 'The host of the credential provider ended unexpectedly %1 times in %2 minutes. Until the next start of Windows it serves break-glass accounts only. Where WhenProviderCrashes is system-providers, it serves nobody, and the sign-in options of Windows are back: people sign in without a second factor.',
      next: 'Look for entries of Application Error (1000) with LogonUI.exe, run gatehouse-service collect, and restart the computer.',
    },
    remoteWithoutPassword: {
      what: 'A remote session brought no password (Restricted Admin or Remote Credential Guard). It was not let in by that; our tile asks for the password.',
      next: 'Nothing, if your people type their password. The setting is RemoteWithoutPassword.',
    },
    remoteLeftToWindows: {
      what: 'A remote session brought no password (Restricted Admin or Remote Credential Guard). It was left to Windows, without a second factor, because RemoteWithoutPassword is report.',
      next: 'Set RemoteWithoutPassword to deny where that must not be.',
    },
    notStarted: {
      what: 'The service does not start (%3): %4',
      next: 'Mend what is named, then start it: net start gatehouse-service. Until then WhenServiceDown decides who can sign in.',
    },
    foreignIdentity: {
      what: 'The identity of this workstation is that of another computer, or of this one under another name. Nobody can sign in with a second factor here until it has joined again.',
      next: 'Join it: gatehouse-service join --token-file FILE',
    },
    started: {
      what: 'The service has started: version %3, process %4.',
      next: 'Nothing.',
    },
    stopping: {
      what: 'The service stops (%3).',
      next: 'Nothing, if somebody wanted it. While it is down WhenServiceDown decides who can sign in.',
    },
    crashed: {
      what: 'The service ended by a defect of its own (%3): %4',
      next: 'Windows starts it again. Run gatehouse-service collect and report it.',
    },
    leftOut: {
      what: 'Entries with the id %3 come too often: %4 were left out here. They are in the service log.',
      next: 'Look into the service log for what repeats itself.',
    },
    fault: {
      what: 'A defect of the service (%3, %4): %5',
      next: 'Nobody was let in by it. Run gatehouse-service collect and report it.',
    },
    strangerAtPipe: {
      what: 'A process that is not the logon screen opened the credential pipe and was turned away: user %3, program %4, process %5, session %6.',
      next: 'Find out what the program is. Only a process of SYSTEM can open this pipe.',
    },
    filterNotInForce: {
      what: 'Other credential providers are not hidden on this computer (%3): people can sign in without a second factor.',
      next: 'Nothing, if you wanted it so (Filter, stage observe). Else repair the installation; gatehouse-service status shows the filter.',
    },
    vaultUnavailable: {
      what: 'The protected storage of Windows cannot be asked, so identity and kits cannot be read: %3',
      next: 'Restart the computer. If it stays so, run gatehouse-service collect.',
    },
    joined: {
      what: 'This workstation joined the server %4 as %3.',
      next: 'Nothing. Whoever did not expect it asks who made the token.',
    },
    joinFailed: {
      what: 'This workstation could not join (%3): %4',
      next: 'It is tried again by itself. A token that is used up or has expired must be replaced: gatehouse workstation token.',
    },
    identityUnreadable: {
      what: 'The identity of this workstation cannot be read (%3): %4',
      next: 'Join again: gatehouse-service join --token-file FILE. Until then nobody can sign in with a second factor.',
    },
    serverKeysChanged: {
      what: 'The server has new keys, version %3, signed by the ones that were known.',
      next: 'Nothing.',
    },
    serverUnreachable: {
      what: 'The server gives no verdict (%3): %4, address %5. %6',
      next: 'Until it is back, the offline rules of the policy hold. This is written once for each reason; entry 225 says that it is over.',
    },
    serverBack: {
      what: 'The server answers again after %4 seconds: %3.',
      next: 'Nothing.',
    },
    clockSkew: {
      what: 'The clock of this computer and that of the server are %3 seconds apart.',
      next: 'Set the clock: one-time codes and signatures depend on it. w32tm /resync',
    },
    policyRefused: {
      what: 'The policy of this workstation that the server sent was refused (%3). The one before stays in force.',
      next: 'If it repeats itself, run gatehouse-service collect: policies are signed, and this one was damaged, old or for another workstation.',
    },
    policyNotInForce: {
      what: 'What the server last said of this workstation does not hold any more (%3). It enforces: exclusions, unlock grace and accounts of no directory do not count.',
      next: 'Have it reach the server: gatehouse-service status says whether it does. With the reason clock, set the clock right.',
    },
    exclusionsCut: {
      what: 'A group of this computer is excluded, and not all of its members are: the server is told of 8 groups and 64 members of each. The rest are asked for a second factor. Group: %3.',
      next: 'Exclude fewer groups of the computer, or a group of the domain instead: those have no limit.',
    },
    logonGranted: {
      what: 'Sign-in granted to %3, decided by the %4, logon %5. Windows has the last word.',
      next: 'Nothing.',
    },
    logonDenied: {
      what: 'Sign-in denied (%3), decided by the %4.',
      next: 'The audit of the server says who it was: gatehouse audit search --correlation REFERENCE',
    },
    noVerdict: {
      what: 'A sign-in ended without a verdict (%3): %4',
      next: 'See why the server cannot be reached (entry 224), or report the defect.',
    },
    windowsRefused: {
      what: 'Windows refused a sign-in that was granted: status %3, sub-status %4, logon %5.',
      next: 'The status is that of Windows (ntstatus.h): the account may be disabled, expired, or not allowed to log on here.',
    },
    enrollmentWaits: {
      what: 'An enrolment (%3) could not be finished because the server went away (%4). The person was let in; the enrolment waits.',
      next: 'Nothing: it is asked at the next sign-in.',
    },
    selfServiceDone: {
      what: 'Self-service at the logon screen has ended well (%3) for %4.',
      next: 'Nothing. Whoever did not do this reports it to the help desk.',
    },
    offlineGranted: {
      what: 'Sign-in granted without the server to %3, logon %4.',
      next: 'Nothing. The server is told at the next contact.',
    },
    offlineDenied: {
      what: 'Sign-in without the server denied (%3; %4).',
      next: 'Reach the server, or have the help desk look at the kit of this person.',
    },
    offlineLockout: {
      what: 'Too many wrong attempts without the server (%4): the kit of %3 is destroyed.',
      next: 'The person signs in where the server can be reached; that brings a new kit. Ask whether it was the person who tried.',
    },
    tampering: {
      what: 'The state of the kit of %3 was changed or copied back from outside. The kit is destroyed.',
      next: 'Find out who had administrator rights or the disk. A restored backup or snapshot of this computer does this, too.',
    },
    kitRefused: {
      what: 'A kit for sign-ins without the server was refused (%3).',
      next: 'Codes broken and wrong-key mean a damaged or foreign file: run gatehouse-service collect. The others mend themselves at the next contact.',
    },
    kitExpired: {
      what: 'The kit of %3 has expired: this person cannot sign in here without the server.',
      next: 'Nothing: the next sign-in with the server brings a new one.',
    },
    kitsRemoved: {
      what: 'All kits of this workstation were removed (%3): %4.',
      next: 'The server says that this workstation may not ask any more. Join it again if it should: gatehouse-service join --token-file FILE',
    },
    offlineCodeUsed: {
      what: 'Signed in without the server, with a break-glass code of the help desk beside the password: %3. Codes that are left here: %4.',
      next: 'Nothing, if the help desk read it out to this person. The audit has who did, and why (offline-code.read-out); the server is told at the next contact.',
    },
    offlineCodeRefused: {
      what: 'A break-glass code was refused without the server for %3 (%4). Tries that are left until codes are locked: %5.',
      next: 'used is a code that was good once: the help desk reads out another. wrong is a mistyped code, or one for another person or computer.',
    },
    offlineCodesLocked: {
      what: 'Too many wrong break-glass codes without the server for %3: this computer takes none for %4 seconds.',
      next: 'The password was right each time. Ask whether it was this person who tried; if not, somebody knows it.',
    },
    offlineCodesLow: {
      what: 'Break-glass codes of %3 run low here: %4 left.',
      next: 'Let this computer reach the server: its next contact brings new ones. Until then the help desk may have none to read out.',
    },
    breakGlassAccountUsed: {
      what: 'Neither the server nor this computer had a verdict. An account of BreakGlassSids signed in with the password alone: %3.',
      next: 'Ask whether that was intended, and find out why there was no verdict: gatehouse-service status, and entries 201, 221 and 224. The server is told at the next contact.',
    },
    breakGlassAccountRefused: {
      what: 'Neither the server nor this computer had a verdict, and an account of BreakGlassSids was refused: %3 (%4).',
      next: 'credentials.wrong is a wrong password, principal.locked a pause after several; account.unchecked means that Windows cannot check it now. Ask who tried.',
    },
  },
};
