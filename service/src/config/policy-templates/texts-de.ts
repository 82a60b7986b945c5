import type { TemplateTexts } from './policy-texts.js';

export const GERMAN: TemplateTexts = {
  language: 'de-DE',
  displayName: 'Gatehouse',
  description: 'Zweiter Faktor und Selbsthilfe bei der Windows-Anmeldung',
  categories: { root: 'Gatehouse', service: 'Arbeitsplatzdienst', provider: 'Anmeldebildschirm' },
  supportedOn: 'Gatehouse 0.1 oder neuer',
  policies: {
    ServerTimeoutMs: {
      title: 'Zeit, nach der der Server als nicht erreichbar gilt',
      label: 'Millisekunden',
      explanation:
        'So lange wartet der Arbeitsplatz auf eine Antwort des Servers, mit Namensauflösung, Proxy und TLS. Danach entscheidet er mit dem, was er selbst aufbewahrt. Von 500 bis 30000; ohne Konfiguration 3000.',
    },
    ProxyUrl: {
      title: 'Proxy auf dem Weg zum Server',
      label: 'http://host:port',
      explanation:
        'HTTP-Proxy, über den der Server erreicht wird, als http://host:port, ohne Kennwort. Ohne Konfiguration keiner.',
    },
    StateFolder: {
      title: 'Ordner für Identität und Kits',
      label: 'Absoluter lokaler Pfad',
      explanation:
        'Hier bewahrt der Arbeitsplatz seine Identität auf und was er ohne seinen Server braucht. Nur SYSTEM und Administratoren dürfen hinein; der Dienst legt den Ordner so an und lehnt einen ab, in den andere dürfen. Nach einer Änderung tritt der Arbeitsplatz neu bei. Ohne Konfiguration %ProgramData%\\Gatehouse.',
    },
    TokenFile: {
      title: 'Datei mit dem Beitrittstoken',
      label: 'Absoluter lokaler Pfad',
      explanation:
        'Ein Arbeitsplatz, der noch keinem Server beigetreten ist, tritt mit dem Token aus dieser Datei bei und entfernt sie dann. Das Installationsprogramm setzt den Wert.',
    },
    TemplateName: {
      title: 'Name der Vorlage kopierter Computer',
      label: 'Computername',
      explanation:
        'Der Computer dieses Namens tritt nicht von selbst bei, denn seine Festplatte ist die Vorlage für andere. Deren Kopien heißen anders und treten bei.',
    },
    LogFolder: {
      title: 'Ordner der Protokolldateien',
      label: 'Absoluter lokaler Pfad',
      explanation:
        'Hierhin schreibt der Dienst sein Protokoll. Ohne Konfiguration in den Ordner „logs“ des Ordners für Identität und Kits.',
    },
    LogLevel: {
      title: 'Ausführlichkeit des Protokolls',
      label: 'Unwichtigste Zeilen',
      explanation:
        'Welche Zeilen protokolliert werden. Keine Stufe protokolliert ein Geheimnis. Ohne Konfiguration „Informationen“.',
      values: { error: 'Fehler', warn: 'Warnungen', info: 'Informationen', debug: 'Alles' },
    },
    LogMaxMegabytes: {
      title: 'Größe einer Protokolldatei',
      label: 'Megabyte',
      explanation:
        'Bei dieser Größe wird eine Protokolldatei geschlossen und die nächste begonnen. Ohne Konfiguration 10.',
    },
    LogFiles: {
      title: 'Anzahl der Protokolldateien',
      label: 'Dateien',
      explanation: 'So viele Protokolldateien werden aufbewahrt. Ohne Konfiguration 5.',
    },
    Language: {
      title: 'Sprache der Kachel',
      label: 'BCP-47-Kennung, etwa de-AT',
      explanation:
        'Sprache der Texte auf der Kachel, was immer der Anmeldebildschirm sagt. Ohne Konfiguration die des Anmeldebildschirms.',
    },
    KeyRefreshMinutes: {
      title: 'Zeit zwischen zwei Blicken auf die Schlüssel des Servers',
      label: 'Minuten',
      explanation:
        'So oft werden die Schlüssel des Servers und die Kits neu geholt. Ohne Konfiguration 60.',
    },
    SelfService: {
      title: 'Selbstbedienung am Anmeldebildschirm',
      label: 'Selbstbedienung',
      explanation:
        'Ob die Kachel die Verknüpfungen „Kennwort vergessen“ und „Mein Konto ist gesperrt“ hat. Die Seiten des Servers betrifft das nicht. Ohne Konfiguration werden sie angeboten, es sei denn, bei der Installation wurde die Funktion „SelfService“ weggelassen.',
      values: { offered: 'Angeboten', off: 'Aus' },
    },
    UserTools: {
      title: 'Verknüpfung zum Portal im Startmenü',
      label: 'Verknüpfung',
      explanation:
        'Ob das Startmenü aller Benutzer eine Verknüpfung „Gatehouse“ hat, die die Seite des eigenen Kontos im Browser öffnet. Der Dienst legt sie an und entfernt sie; eine Datei dieses Namens, die nicht von ihm ist, bleibt. Ohne Konfiguration ist sie da, es sei denn, bei der Installation wurde die Funktion „UserTools“ weggelassen.',
      values: { offered: 'Angeboten', off: 'Aus' },
    },
    PortalUrl: {
      title: 'Adresse des Portals',
      label: 'https://host',
      explanation:
        'Wohin die Verknüpfung im Startmenü führt, etwa https://portal.corp.test, ohne Benutzernamen, Abfrage oder Seite. Mit einer anderen Adresse gibt es keine Verknüpfung; das Protokoll des Dienstes sagt es. Ohne Konfiguration die Adresse des Servers, dem der Arbeitsplatz beigetreten ist.',
    },
    WhenServiceDown: {
      title: 'Anmeldungen, während der Dienst nicht läuft',
      label: 'Während der Dienst nicht läuft',
      explanation:
        'Was die Kachel tut, wenn niemand sie bedient. „Nur Notfallkonten“ lässt die Konten der Richtlinie „Notfallkonten“ mit dem Kennwort allein herein und gilt auch ohne Konfiguration.',
      values: {
        deny: 'Niemand meldet sich an',
        'break-glass': 'Nur Notfallkonten',
        'system-providers': 'Auf die anderen Anmeldeoptionen verweisen',
      },
    },
    BreakGlassSids: {
      title: 'Notfallkonten',
      label: 'SIDs, eine je Zeile',
      explanation:
        'Konten, als SID, die sich mit dem Kennwort allein anmelden dürfen, während der Dienst nicht läuft oder, an der Konsole, während weder der Server noch die Arbeitsstation entscheiden kann. Windows prüft das Kennwort, und jede Verwendung steht im Ereignisprotokoll (100, 420). Ohne Konfiguration keine, und keine, wo WhenServiceDown deny ist.',
    },
    ServiceWaitSeconds: {
      title: 'Zeit, die eine Kachel auf den Dienst wartet',
      label: 'Sekunden',
      explanation:
        'Danach gilt der Dienst als nicht vorhanden. Von 0 bis 30; ohne Konfiguration 30.',
    },
    Filter: {
      title: 'Andere Anmeldeinformationsanbieter ausblenden',
      label: '1 blendet sie aus, 0 nicht',
      explanation:
        'Ob alle anderen Anbieter bei der Anmeldung, beim Entsperren und in der Abfrage der Benutzerkontensteuerung ausgeblendet werden. Ohne Konfiguration werden sie es, außer solange die Richtlinie des Servers nur beobachtet.',
    },
    AllowedProviders: {
      title: 'Anbieter, die bleiben',
      label: 'CLSIDs oder Kurznamen, eine Angabe je Zeile',
      explanation:
        'Anmeldeinformationsanbieter, die nicht ausgeblendet werden: CLSIDs in geschweiften Klammern oder die Kurznamen der Dokumentation. Ohne Konfiguration keine.',
    },
    DefaultTile: {
      title: 'Kachel, mit der der Anmeldebildschirm beginnt',
      label: 'Erste Kachel',
      explanation: 'Ohne Konfiguration wählt Windows.',
      values: { windows: 'Windows wählt', gatehouse: 'Die Kachel von Gatehouse' },
    },
    RemoteWithoutPassword: {
      title: 'Remotesitzungen, die kein Kennwort mitbringen',
      label: 'Restricted Admin und Remote Credential Guard',
      explanation:
        'Eine solche Sitzung kann hier keinen zweiten Faktor nachweisen. Beides steht im Ereignisprotokoll (103, 104). Ohne Konfiguration wird nach dem Kennwort gefragt.',
      values: {
        deny: 'An der Kachel nach dem Kennwort fragen',
        report: 'Windows überlassen und melden',
      },
    },
    WhenProviderCrashes: {
      title: 'Nach zu vielen Abstürzen der Kachel',
      label: 'Bis zum nächsten Start',
      explanation:
        'Was gilt, wenn Anmeldebildschirme immer wieder mit der Kachel endeten. Ohne Konfiguration nur Notfallkonten.',
      values: {
        enforce: 'Nur Notfallkonten melden sich an',
        'system-providers': 'Die anderen Anbieter sind wieder da',
      },
    },
  },
};
