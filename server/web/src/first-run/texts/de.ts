import type { FirstRunTexts } from './en.js';

export const de: FirstRunTexts = {
  title: 'Erster Start',
  progress: 'Schritte des ersten Starts',
  done: 'erledigt',
  steps: {
    code: 'Code',
    administrator: 'Administrator',
    'sign-in': 'Anmeldung',
    directory: 'Verzeichnis',
    workstation: 'Arbeitsplatz',
    logon: 'Erstes Logon',
  },
  code: {
    title: 'Einmalcode eingeben',
    lead: 'Der Server zeigt ihn dort, wo er gestartet wurde. Wer ihn hat, wird der erste Administrator.',
    label: 'Einmalcode',
    help: 'Fünf Gruppen zu vier Zeichen, mit oder ohne Bindestriche, groß oder klein. Er gilt einmal und 24 Stunden lang. Ein Neustart des Servers zeigt einen neuen.',
    missing: 'Geben Sie den Code ein.',
    submit: 'Weiter',
  },
  administrator: {
    title: 'Den ersten Administrator bestimmen',
    lead: 'Diese Person verwaltet von nun an den Server und darf die Rolle anderen geben.',
    kind: 'Wer es ist',
    kindHelp: 'Personen eines Verzeichnisses behalten dort ihr Passwort.',
    kinds: { new: 'Eine neue Person dieses Servers', existing: 'Jemand aus dem Verzeichnis' },
    name: 'Benutzername',
    newHelp:
      'Für die Anmeldung. Keine Leerzeichen am Rand und keines von " / \\ [ ] : ; | = , + * ? < > @',
    existingHelp: (realm) => `Wie bei der Anmeldung: NAME, DOMÄNE\\NAME oder NAME@${realm}.`,
    nameMissing: 'Geben Sie einen Benutzernamen ein.',
    displayName: 'Voller Name',
    displayNameHelp: 'Wie andere ihn sehen. Das Feld darf leer bleiben.',
    password: 'Passwort',
    repeat: 'Passwort, noch einmal',
    passwordMissing: 'Geben Sie ein Passwort ein.',
    different: 'Die Passwörter sind nicht gleich. Geben Sie das Passwort zweimal ein.',
    refused: 'Dieses Passwort geht nicht: Sehen Sie, welche Regeln nicht erfüllt sind.',
    submit: 'Zum Administrator machen',
  },
  lost: 'Jemand anderes war schneller: Der Server hat seinen ersten Administrator, und der Code ist verbraucht.',
  claimed:
    'Dieser Server hat einen Administrator. Melden Sie sich als solcher an, um fortzufahren.',
  made: (name) =>
    `${name} ist nun Administrator. Melden Sie sich an: Sie richten dabei eine Authenticator-App ein.`,
  notYours: 'Für Sie ist der erste Start vorbei: Nur ein Administrator setzt ihn fort.',
  toAccount: 'Zu Ihrem Konto',
  next: 'Weiter',
  back: 'Zurück',
  later: 'Den Rest später erledigen',
  directory: {
    title: 'Das Verzeichnis prüfen',
    lead: 'Wo Menschen nachgeschlagen und ihre Passwörter geprüft werden. Die Prüfung ändert nichts und lässt sich jederzeit wiederholen.',
  },
  workstation: {
    title: 'Den ersten Arbeitsplatz beitreten lassen',
    lead: 'Erstellen Sie einen Beitrittscode und installieren Sie damit den Arbeitsplatz. Nach einem Neuladen wird der Code nicht mehr gezeigt: Erstellen Sie dann einen anderen.',
    joined: (names) => `Bisher beigetreten: ${names}.`,
  },
  logon: {
    title: 'Das erste Logon',
    lead: 'Melden Sie sich am Arbeitsplatz an, mit Name und Passwort einer Person aus dem Verzeichnis. Diese Seite sieht alle fünf Sekunden nach.',
    joined: (name) => `Der Arbeitsplatz ${name} ist beigetreten.`,
    waitsJoin: 'Noch kein Arbeitsplatz ist beigetreten.',
    waitsLogon: 'Noch niemand hat sich angemeldet.',
    logon: (who, when) => `${who} hat sich angemeldet, ${when}.`,
    paused: 'Eine halbe Stunde ist vorbei, daher sieht die Seite nicht mehr von selbst nach.',
    again: 'Noch einmal nachsehen',
    latest: 'Was zuletzt kam',
    events: {
      'logon.granted': 'Eingelassen',
      'logon.observed': 'Von Windows eingelassen, beobachtet',
      'logon.denied': 'Abgewiesen',
      'challenge.issued': 'Nach einem Code gefragt',
      'enrollment.demanded': 'Zum Einrichten eines Faktors aufgefordert',
    },
    over: 'Der Server funktioniert: Ein Arbeitsplatz ist beigetreten, und jemand hat sich angemeldet.',
    toAdministration: 'Zur Verwaltung',
  },
  problems: {
    'bootstrap.invalid':
      'Der Code ist falsch, verbraucht oder abgelaufen. Sehen Sie dort nach, wo der Server gestartet wurde; ein Neustart zeigt einen neuen.',
    'rate.limited': 'Zu viele Codes. Warten Sie eine Minute und versuchen Sie es dann noch einmal.',
    'principal.unknown':
      'Das Verzeichnis hat niemanden dieses Namens. Prüfen Sie die Schreibweise.',
    'principal.unusable':
      'Mit diesem Konto kann sich niemand anmelden: Es ist deaktiviert oder abgelaufen. Schalten Sie es im Verzeichnis frei, oder wählen Sie eine andere Person.',
    'principal.exists':
      'Das Verzeichnis hat schon jemanden dieses Namens. Nehmen Sie einen anderen, oder wählen Sie diese Person.',
    'request.malformed': 'Das kann kein Benutzername sein. Nehmen Sie einen anderen.',
    'directory.unavailable':
      'Das Verzeichnis antwortet nicht, daher kann niemand nachgeschlagen werden. Es wurde nichts geändert: Versuchen Sie es in einer Minute noch einmal.',
  },
};
