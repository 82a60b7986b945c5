import type { DirectoryTexts } from './en.js';

export const de: DirectoryTexts = {
  title: 'Verzeichnisse',
  lead: 'Wo Menschen nachgeschlagen und ihre Passwörter geprüft werden. Sie sind auf dem Server eingestellt; eine Prüfung geht alles durch, was stimmen muss, und ändert nichts.',
  none: 'Es ist kein Verzeichnis eingestellt.',
  kinds: {
    local: 'Personen dieses Servers',
    'active-directory': 'Active Directory',
    generic: 'LDAP-Verzeichnis',
  },
  isDefault: 'Namen ohne Bereich gehören hierher',
  servers: (servers) => `Server: ${servers}`,
  test: 'Prüfen',
  testOne: (realm) => `Prüfen: ${realm}`,
  testAll: 'Alle prüfen',
  testing: 'Die Prüfung läuft…',
  steps: (realm) => `Schritte der Prüfung von ${realm}`,
  passed: 'bestanden',
  failed: 'fehlgeschlagen',
  milliseconds: (count) => `${count} ms`,
  ok: (realm) => `${realm} antwortet, und jeder Schritt ist bestanden.`,
  notOk: (realm) => `${realm}: Ein Schritt ist fehlgeschlagen. Darunter steht, was zu tun ist.`,
  names: {
    'find hosts': 'Server finden',
    resolve: 'Adresse nachschlagen',
    connect: 'Verbinden',
    tls: 'Verbindung sichern',
    'service bind': 'Mit dem Dienstkonto anmelden',
    'root dse': 'Lesen, was der Server ist',
    search: 'Personen suchen',
    database: 'Personen aus der Datenbank lesen',
    'password hash': 'Ein Passwort prüfen',
  },
  advice: {
    'find hosts':
      'Im DNS stehen keine Server dieser Domäne. Prüfen Sie den Namen der Domäne und ob dieser Server das DNS der Domäne fragt.',
    resolve:
      'Der Name des Servers steht nicht im DNS. Prüfen Sie die eingestellte Adresse und das DNS dieses Servers.',
    connect:
      'Unter dieser Adresse und diesem Port antwortet nichts. Prüfen Sie, ob der Server läuft und keine Firewall dazwischen ist.',
    tls: 'Das Zertifikat passt nicht. Es muss den Server so nennen, wie er eingestellt ist, jetzt gültig sein und von der Stelle in GATEHOUSE_LDAP_CA_FILE oder in caFile kommen.',
    'service bind':
      'Das Dienstkonto wird abgewiesen. Prüfen Sie seinen Distinguished Name, sein Passwort, und ob es gesperrt oder abgelaufen ist.',
    'root dse':
      'Der Server antwortet, aber nicht wie ein Verzeichnis dieser Art. Prüfen Sie Adresse und Dialekt.',
    search:
      'Das Dienstkonto findet niemanden. Prüfen Sie den Base-DN und ob das Konto dort Personen lesen darf.',
    database: 'Die Datenbank antwortet nicht. Sehen Sie in das Protokoll des Servers.',
    'password hash':
      'Passwörter können nicht geprüft werden. Sehen Sie in das Protokoll des Servers.',
    other: 'Was der Server darunter sagt, nennt die Ursache. Mehr steht im Protokoll des Servers.',
  },
  problems: {
    'request.malformed': 'Dieses Verzeichnis gibt es nicht mehr. Laden Sie die Seite neu.',
  },
};
