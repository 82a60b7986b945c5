import type { EventTexts } from './event-texts.js';

export const GERMAN_EVENTS: EventTexts = {
  languageId: 0x407,
  language: 'German',
  reference:
    'Referenz: %1 (Korrelations-ID %2). Dieselbe steht im Protokoll des Dienstes und im Audit des Servers.',
  categories: {
    service: 'Dienst',
    server: 'Server',
    logon: 'Anmeldung',
    offline: 'Ohne Server',
    'logon-screen': 'Anmeldebildschirm',
  },
  events: {
    breakGlassUsed: {
      what: 'Der Dienst läuft nicht. Ein Konto aus BreakGlassSids wurde mit dem Kennwort allein an Windows übergeben, das darüber urteilt: %1.',
      next: 'Klären Sie, ob das gewollt war, und warum der Dienst nicht läuft: gatehouse-service status und die Einträge 200 und 204.',
    },
    serviceNotTrusted: {
      what: 'Ein Prozess, der nicht gatehouse-service ist, bedient dessen Pipe. Der Anmeldebildschirm hat ihm nichts gegeben.',
      next: 'Finden Sie heraus, welcher Prozess das ist, bevor sich hier jemand anmeldet: Nur ein Administrator kann die Pipe angelegt haben.',
    },
    disabledAfterCrashes: {
      what: 'Der Wirt des Anmeldeinformationsanbieters ist %1-mal in %2 Minuten unerwartet beendet worden. Bis zum nächsten Start von Windows bedient er nur Notfallkonten. Wo WhenProviderCrashes system-providers ist, bedient er niemanden, und die Anmeldeoptionen von Windows sind wieder da: Man meldet sich ohne zweiten Faktor an.',
      next: 'Suchen Sie nach Einträgen von Application Error (1000) mit LogonUI.exe, führen Sie gatehouse-service collect aus und starten Sie den Computer neu.',
    },
    remoteWithoutPassword: {
      what: 'Eine Remotesitzung hat kein Kennwort mitgebracht (Restricted Admin oder Remote Credential Guard). Sie wurde damit nicht eingelassen; unsere Kachel fragt nach dem Kennwort.',
      next: 'Nichts, wenn Ihre Leute ihr Kennwort eingeben. Die Einstellung heißt RemoteWithoutPassword.',
    },
    remoteLeftToWindows: {
      what: 'Eine Remotesitzung hat kein Kennwort mitgebracht (Restricted Admin oder Remote Credential Guard). Sie wurde Windows überlassen, ohne zweiten Faktor, weil RemoteWithoutPassword auf report steht.',
      next: 'Setzen Sie RemoteWithoutPassword auf deny, wo das nicht sein darf.',
    },
    notStarted: {
      what: 'Der Dienst startet nicht (%3): %4',
      next: 'Beheben Sie, was genannt ist, und starten Sie ihn: net start gatehouse-service. Bis dahin bestimmt WhenServiceDown, wer sich anmelden kann.',
    },
    foreignIdentity: {
      what: 'Die Identität dieser Arbeitsstation gehört einem anderen Computer, oder diesem unter einem anderen Namen. Niemand kann sich hier mit einem zweiten Faktor anmelden, bis sie neu beigetreten ist.',
      next: 'Treten Sie bei: gatehouse-service join --token-file DATEI',
    },
    started: {
      what: 'Der Dienst ist gestartet: Version %3, Prozess %4.',
      next: 'Nichts.',
    },
    stopping: {
      what: 'Der Dienst hält an (%3).',
      next: 'Nichts, wenn das jemand wollte. Solange er nicht läuft, bestimmt WhenServiceDown, wer sich anmelden kann.',
    },
    crashed: {
      what: 'Der Dienst ist durch einen eigenen Fehler beendet worden (%3): %4',
      next: 'Windows startet ihn wieder. Führen Sie gatehouse-service collect aus und melden Sie den Fehler.',
    },
    leftOut: {
      what: 'Einträge mit der ID %3 kommen zu oft: %4 wurden hier ausgelassen. Sie stehen im Protokoll des Dienstes.',
      next: 'Sehen Sie im Protokoll des Dienstes nach, was sich wiederholt.',
    },
    fault: {
      what: 'Ein Fehler des Dienstes (%3, %4): %5',
      next: 'Niemand wurde dadurch eingelassen. Führen Sie gatehouse-service collect aus und melden Sie den Fehler.',
    },
    strangerAtPipe: {
      what: 'Ein Prozess, der nicht der Anmeldebildschirm ist, hat die Pipe für Anmeldedaten geöffnet und wurde abgewiesen: Benutzer %3, Programm %4, Prozess %5, Sitzung %6.',
      next: 'Finden Sie heraus, was das Programm ist. Nur ein Prozess von SYSTEM kann diese Pipe öffnen.',
    },
    filterNotInForce: {
      what: 'Andere Anmeldeinformationsanbieter sind auf diesem Computer nicht ausgeblendet (%3): Eine Anmeldung ohne zweiten Faktor ist möglich.',
      next: 'Nichts, wenn Sie es so wollten (Filter, Stufe observe). Sonst reparieren Sie die Installation; gatehouse-service status zeigt den Filter.',
    },
    vaultUnavailable: {
      what: 'Der geschützte Speicher von Windows antwortet nicht, daher sind Identität und Kits nicht lesbar: %3',
      next: 'Starten Sie den Computer neu. Wenn es so bleibt, führen Sie gatehouse-service collect aus.',
    },
    joined: {
      what: 'Diese Arbeitsstation ist dem Server %4 als %3 beigetreten.',
      next: 'Nichts. Wer es nicht erwartet hat, fragt, wer das Token erstellt hat.',
    },
    joinFailed: {
      what: 'Diese Arbeitsstation konnte nicht beitreten (%3): %4',
      next: 'Es wird von selbst wieder versucht. Ein verbrauchtes oder abgelaufenes Token muss ersetzt werden: gatehouse workstation token.',
    },
    identityUnreadable: {
      what: 'Die Identität dieser Arbeitsstation ist nicht lesbar (%3): %4',
      next: 'Treten Sie neu bei: gatehouse-service join --token-file DATEI. Bis dahin kann sich niemand mit einem zweiten Faktor anmelden.',
    },
    serverKeysChanged: {
      what: 'Der Server hat neue Schlüssel, Version %3, unterschrieben mit den bekannten.',
      next: 'Nichts.',
    },
    serverUnreachable: {
      what: 'Der Server entscheidet nicht (%3): %4, Adresse %5. %6',
      next: 'Bis er wieder da ist, gelten die Offline-Regeln der Richtlinie. Dies wird je Grund einmal geschrieben; Eintrag 225 sagt, dass es vorbei ist.',
    },
    serverBack: {
      what: 'Der Server antwortet nach %4 Sekunden wieder: %3.',
      next: 'Nichts.',
    },
    clockSkew: {
      what: 'Die Uhr dieses Computers und die des Servers liegen %3 Sekunden auseinander.',
      next: 'Stellen Sie die Uhr: Einmalcodes und Unterschriften hängen davon ab. w32tm /resync',
    },
    policyRefused: {
      what: 'Die Richtlinie dieser Arbeitsstation, die der Server geschickt hat, wurde nicht angenommen (%3). Die vorige gilt weiter.',
      next: 'Wiederholt es sich, führen Sie gatehouse-service collect aus: Richtlinien sind unterschrieben, und diese war beschädigt, alt oder für eine andere Arbeitsstation.',
    },
    policyNotInForce: {
      what: 'Was der Server zuletzt über diese Arbeitsstation gesagt hat, gilt nicht mehr (%3). Sie setzt durch: Ausnahmen, die Frist beim Entsperren und Konten ohne Verzeichnis zählen nicht.',
      next: 'Sorgen Sie dafür, dass sie den Server erreicht: gatehouse-service status sagt, ob das so ist. Ist der Grund clock, stellen Sie die Uhr richtig.',
    },
    exclusionsCut: {
      what: 'Eine Gruppe dieses Computers ist ausgenommen, aber nicht alle ihre Mitglieder sind es: Dem Server werden 8 Gruppen und je 64 Mitglieder genannt. Die übrigen werden nach einem zweiten Faktor gefragt. Gruppe: %3.',
      next: 'Nehmen Sie weniger Gruppen des Computers aus oder stattdessen eine Gruppe der Domäne: Dort gibt es keine Grenze.',
    },
    logonGranted: {
      what: 'Anmeldung von %3 genehmigt, entschieden von: %4, Anmeldung %5. Windows hat das letzte Wort.',
      next: 'Nichts.',
    },
    logonDenied: {
      what: 'Anmeldung abgelehnt (%3), entschieden von: %4.',
      next: 'Das Audit des Servers sagt, wer es war: gatehouse audit search --correlation REFERENZ',
    },
    noVerdict: {
      what: 'Eine Anmeldung ist ohne Entscheidung geblieben (%3): %4',
      next: 'Sehen Sie nach, warum der Server nicht erreichbar ist (Eintrag 224), oder melden Sie den Fehler.',
    },
    windowsRefused: {
      what: 'Windows hat eine genehmigte Anmeldung abgelehnt: Status %3, Unterstatus %4, Anmeldung %5.',
      next: 'Der Status ist der von Windows (ntstatus.h): Das Konto ist vielleicht deaktiviert, abgelaufen oder hier nicht zugelassen.',
    },
    enrollmentWaits: {
      what: 'Eine Registrierung (%3) wurde nicht fertig, weil der Server wegfiel (%4). Die Person wurde eingelassen; die Registrierung wartet.',
      next: 'Nichts: Bei der nächsten Anmeldung wird danach gefragt.',
    },
    selfServiceDone: {
      what: 'Die Selbsthilfe am Anmeldebildschirm ist gelungen (%3), für %4.',
      next: 'Nichts. Wer das nicht selbst war, meldet es dem Helpdesk.',
    },
    offlineGranted: {
      what: 'Anmeldung ohne Server genehmigt für %3, Anmeldung %4.',
      next: 'Nichts. Der Server erfährt es beim nächsten Kontakt.',
    },
    offlineDenied: {
      what: 'Anmeldung ohne Server abgelehnt (%3; %4).',
      next: 'Stellen Sie die Verbindung zum Server her, oder lassen Sie den Helpdesk das Kit dieser Person ansehen.',
    },
    offlineLockout: {
      what: 'Zu viele falsche Versuche ohne Server (%4): Das Kit von %3 ist vernichtet.',
      next: 'Die Person meldet sich dort an, wo der Server erreichbar ist; das bringt ein neues Kit. Fragen Sie, ob sie selbst es war.',
    },
    tampering: {
      what: 'Der Zustand des Kits von %3 wurde von außen geändert oder zurückkopiert. Das Kit ist vernichtet.',
      next: 'Finden Sie heraus, wer Administratorrechte oder die Platte hatte. Auch eine zurückgespielte Sicherung dieses Computers bewirkt das.',
    },
    kitRefused: {
      what: 'Ein Kit für Anmeldungen ohne Server wurde nicht angenommen (%3).',
      next: 'Die Codes broken und wrong-key bedeuten eine beschädigte oder fremde Datei: gatehouse-service collect. Die anderen beheben sich beim nächsten Kontakt.',
    },
    kitExpired: {
      what: 'Das Kit von %3 ist abgelaufen: Diese Person kann sich hier ohne Server nicht anmelden.',
      next: 'Nichts: Die nächste Anmeldung mit Server bringt ein neues.',
    },
    kitsRemoved: {
      what: 'Alle Kits dieser Arbeitsstation wurden entfernt (%3): %4.',
      next: 'Der Server sagt, dass diese Arbeitsstation nicht mehr fragen darf. Soll sie es, tritt sie neu bei: gatehouse-service join --token-file DATEI',
    },
    offlineCodeUsed: {
      what: 'Anmeldung ohne Server mit einem Notfallcode vom Helpdesk neben dem Kennwort: %3. Hier noch übrige Codes: %4.',
      next: 'Nichts, wenn der Helpdesk ihn dieser Person durchgegeben hat. Wer das war und warum, steht im Audit (offline-code.read-out); der Server erfährt es beim nächsten Kontakt.',
    },
    offlineCodeRefused: {
      what: 'Ein Notfallcode wurde ohne Server nicht angenommen, für %3 (%4). Versuche, bis Codes gesperrt sind: %5.',
      next: 'used ist ein Code, der schon galt: Der Helpdesk gibt einen anderen durch. wrong ist ein vertippter Code oder einer für jemand anderen oder einen anderen Computer.',
    },
    offlineCodesLocked: {
      what: 'Zu viele falsche Notfallcodes ohne Server für %3: Dieser Computer nimmt %4 Sekunden lang keine an.',
      next: 'Das Kennwort stimmte jedes Mal. Fragen Sie, ob es diese Person selbst war; wenn nicht, kennt es jemand.',
    },
    offlineCodesLow: {
      what: 'Die Notfallcodes von %3 gehen hier zur Neige: noch %4.',
      next: 'Lassen Sie diesen Computer den Server erreichen: Der nächste Kontakt bringt neue. Bis dahin hat der Helpdesk vielleicht keinen zum Durchgeben.',
    },
    breakGlassAccountUsed: {
      what: 'Weder der Server noch dieser Computer konnte entscheiden. Ein Konto aus BreakGlassSids hat sich mit dem Kennwort allein angemeldet: %3.',
      next: 'Klären Sie, ob das gewollt war, und warum niemand entscheiden konnte: gatehouse-service status und die Einträge 201, 221 und 224. Der Server erfährt es beim nächsten Kontakt.',
    },
    breakGlassAccountRefused: {
      what: 'Weder der Server noch dieser Computer konnte entscheiden, und ein Konto aus BreakGlassSids wurde abgewiesen: %3 (%4).',
      next: 'credentials.wrong ist ein falsches Kennwort, principal.locked eine Pause nach mehreren; account.unchecked heißt, dass Windows es jetzt nicht prüfen kann. Klären Sie, wer es versucht hat.',
    },
  },
};
