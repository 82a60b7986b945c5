import type { FactorMethod } from '@gatehouse/protocol';

import type { Texts } from './en.js';
import { ruleOf } from './password-rules/de.js';

const METHODS: Record<FactorMethod, string> = {
  totp: 'Authenticator-App',
  hotp: 'Token',
  email: 'E-Mail',
  'break-glass': 'Code vom Helpdesk',
  'recovery-code': 'Wiederherstellungscode',
};

export const de: Texts = {
  tag: 'de',
  product: 'Gatehouse',
  frame: {
    skip: 'Zum Inhalt springen',
    language: 'Sprache',
    dark: 'Dunkle Farben verwenden',
    light: 'Helle Farben verwenden',
    loading: 'Wird geladen…',
    reference: (reference) => `Kennzeichen für den Helpdesk: ${reference}`,
    helpDesk: (contact) => `Helpdesk: ${contact}`,
    crashed:
      'Auf dieser Seite ist etwas schiefgegangen. Laden Sie sie neu; nichts, was Sie getan haben, ist verloren.',
    reload: 'Seite neu laden',
    show: 'Eingabe anzeigen',
    hide: 'Eingabe verbergen',
    cancel: 'Abbrechen',
    back: 'Zurück zur Anmeldung',
    retry: 'Noch einmal versuchen',
  },
  signIn: {
    title: 'Anmelden',
    lead: (issuer) =>
      `Bei ${issuer}, mit dem Namen und Kennwort, mit denen Sie sich an Windows anmelden.`,
    name: 'Benutzername',
    nameHint: 'Wie bei der Anmeldung an Windows, etwa CORP\\anna oder anna@corp.example.',
    password: 'Kennwort',
    submit: 'Anmelden',
    forgot: 'Ich habe mein Kennwort vergessen',
    locked: 'Mein Konto ist gesperrt',
    nameMissing: 'Geben Sie Ihren Benutzernamen ein.',
    passwordMissing: 'Geben Sie Ihr Kennwort ein.',
    startOver: 'Von vorn beginnen',
    /** Codes that are written down, and work once. */
    written: {
      'factor.wrong-code': 'Dieser Code stimmt nicht. Geben Sie ihn ein, wie er geschrieben steht.',
      'factor.used-code':
        'Dieser Code wurde schon verwendet, und gilt nur einmal. Geben Sie einen anderen ein.',
    },
    attempts: (left) => (left === 1 ? 'Noch 1 Versuch.' : `Noch ${left} Versuche.`),
    until: (when) => `Die Sperre endet von selbst: ${when}.`,
    signedOut: 'Sie sind abgemeldet.',
    signedOutEverywhere: (ended) =>
      ended === 1
        ? 'Sie sind abgemeldet. 1 Sitzung wurde beendet.'
        : `Sie sind abgemeldet. ${ended} Sitzungen wurden beendet.`,
    expired:
      'Ihre Sitzung ist zu Ende. Melden Sie sich noch einmal an: Sie kommen auf die Seite zurück, auf der Sie waren.',
  },
  code: {
    title: 'Code eingeben',
    label: 'Code',
    prompt: {
      totp: 'Geben Sie den Code ein, den Ihre Authenticator-App zeigt.',
      hotp: 'Drücken Sie die Taste Ihres Tokens und geben Sie den Code ein, den es zeigt.',
      email: 'Geben Sie den Code ein, der an Ihre E-Mail-Adresse gesendet wurde.',
      'break-glass':
        'Geben Sie den Code ein, den Ihnen der Helpdesk gegeben hat. Großschreibung und Bindestriche sind egal.',
      'recovery-code':
        'Geben Sie einen Ihrer Wiederherstellungscodes ein. Jeder gilt einmal; Großschreibung und Bindestriche sind egal.',
    },
    sentTo: (destination) => `Geben Sie den Code ein, der an ${destination} gesendet wurde.`,
    digits: (digits) => `Er hat ${digits} Ziffern.`,
    timeLeft: (minutes) =>
      minutes <= 1 ? 'Er gilt noch weniger als eine Minute.' : `Er gilt noch ${minutes} Minuten.`,
    missing: 'Geben Sie den Code ein.',
    submit: 'Weiter',
    resend: (left) => `Code erneut senden (noch ${left}-mal)`,
    sentAgain: 'Ein neuer Code wurde gesendet. Frühere Codes gelten nicht mehr.',
    other: 'Ein anderer Weg:',
    use: {
      totp: 'Authenticator-App verwenden',
      hotp: 'Token verwenden',
      email: 'Code per E-Mail senden',
      'break-glass': 'Code vom Helpdesk verwenden',
      'recovery-code': 'Wiederherstellungscode verwenden',
    },
  },
  rejected: {
    'factor.wrong-code': 'Dieser Code ist nicht richtig. Geben Sie den aktuellen ein.',
    'factor.used-code':
      'Dieser Code wurde schon verwendet. Warten Sie auf den nächsten und geben Sie ihn ein.',
    'factor.resend-limit':
      'Der Code kann nicht erneut gesendet werden. Geben Sie den letzten ein oder beginnen Sie von vorn.',
    'factor.undeliverable':
      'Der Code konnte nicht gesendet werden. Wählen Sie einen anderen Weg oder versuchen Sie es in einigen Minuten wieder.',
    'answers.wrong': 'Die Antworten sind nicht richtig. Beantworten Sie die Fragen noch einmal.',
    'enrollment.incomplete': 'Eine Antwort fehlt. Beantworten Sie jede Frage.',
    'enrollment.answer-too-short': 'Diese Antwort ist zu kurz. Geben Sie eine längere ein.',
    'enrollment.answer-too-long': 'Diese Antwort ist zu lang. Geben Sie eine kürzere ein.',
    'enrollment.answer-blocked': 'Diese Antwort ist leicht zu erraten. Geben Sie eine andere ein.',
    'enrollment.answer-in-question':
      'Die Antwort kommt in der Frage vor. Geben Sie eine andere ein.',
    'enrollment.answer-in-name': 'Die Antwort kommt in Ihrem Namen vor. Geben Sie eine andere ein.',
    'enrollment.answers-equal':
      'Diese Antwort haben Sie schon auf eine andere Frage gegeben. Geben Sie eine andere ein.',
    'enrollment.wrong-code': 'Dieser Code ist nicht richtig. Geben Sie den aktuellen ein.',
    'enrollment.wrong-password':
      'Das ist nicht das Kennwort, mit dem Sie sich angemeldet haben. Geben Sie es noch einmal ein.',
    'enrollment.bad-address':
      'Diese E-Mail-Adresse kann nicht verwendet werden. Geben Sie eine andere ein.',
    'enrollment.undeliverable':
      'Der Code konnte nicht gesendet werden. Prüfen Sie die Adresse oder versuchen Sie es in einigen Minuten wieder.',
    'enrollment.too-many':
      'Das wurde zu oft versucht. Warten Sie einige Minuten oder rufen Sie den Helpdesk an.',
  },
  denied: {
    'credentials.wrong':
      'Benutzername oder Kennwort ist nicht richtig. Versuchen Sie es noch einmal.',
    'password.empty': 'Geben Sie Ihr Kennwort ein.',
    'principal.locked':
      'Zu viele Versuche: dieses Konto ist hier gesperrt. Warten Sie, bis die Sperre endet, oder rufen Sie den Helpdesk an.',
    'source.locked':
      'Zu viele Versuche aus diesem Netz. Warten Sie einige Minuten oder rufen Sie den Helpdesk an.',
    'directory.unavailable':
      'Ihr Konto kann gerade nicht geprüft werden. Versuchen Sie es in einigen Minuten wieder.',
    'challenge.expired': 'Die Zeit für den Code ist abgelaufen. Melden Sie sich noch einmal an.',
    'challenge.unknown':
      'Diese Anmeldung ist zu Ende oder geht in einem anderen Tab weiter. Beginnen Sie noch einmal.',
    'logon.cancelled': 'Die Anmeldung wurde abgebrochen.',
    'account.disabled': 'Ihr Konto ist deaktiviert. Rufen Sie den Helpdesk an.',
    'account.expired': 'Ihr Konto ist abgelaufen. Rufen Sie den Helpdesk an.',
    'account.logon-hours':
      'Ihr Konto darf sich zu dieser Tageszeit nicht anmelden. Versuchen Sie es später wieder.',
    'account.workstation': 'Ihr Konto darf sich hier nicht anmelden. Rufen Sie den Helpdesk an.',
    'account.mismatch': 'Das ist ein anderes Konto als zuvor. Melden Sie sich noch einmal an.',
    'account.no-windows': 'Ihr Konto darf sich hier nicht anmelden. Rufen Sie den Helpdesk an.',
    'factor.not-enrolled':
      'Für Ihr Konto ist kein zweiter Faktor eingerichtet. Rufen Sie den Helpdesk an.',
    'factor.undeliverable':
      'Der Code konnte nicht gesendet werden. Versuchen Sie es in einigen Minuten wieder.',
    'policy.denied': 'Für Ihr Konto ist das hier nicht möglich. Rufen Sie den Helpdesk an.',
    'session.limit':
      'Sie sind an so vielen Stellen angemeldet, wie erlaubt ist. Melden Sie sich an einer ab und versuchen Sie es dann wieder.',
    'self-service.not-here':
      'Das geht nicht im Browser. Tun Sie es am Anmeldebildschirm Ihres Computers oder rufen Sie den Helpdesk an.',
    'self-service.unknown':
      'Das geht nicht weiter, weil es zu lange gedauert hat oder zu Ende ist. Wenn Sie schon ein neues Kennwort gesetzt haben, melden Sie sich damit an; sonst beginnen Sie von vorn.',
    'self-service.expired':
      'Das hat zu lange gedauert und wurde abgebrochen. Beginnen Sie von vorn.',
    'directory.forbidden': 'Der Server darf Ihr Konto nicht ändern. Rufen Sie den Helpdesk an.',
    'enrollment.unknown':
      'Das hat zu lange gedauert oder ist schon erledigt. Beginnen Sie von vorn.',
    'account.unmapped':
      'Für dieses Konto ist kein zweiter Faktor hinterlegt. Rufen Sie den Helpdesk an.',
    'account.unchecked': 'Das Kennwort konnte nicht geprüft werden. Versuchen Sie es noch einmal.',
    'account.foreign':
      'Dieses Konto gehört nur zum Computer. Melden Sie sich mit Ihrem Konto der Firma an.',
    'factor.locked': 'Zu viele falsche Codes. Warten Sie, oder rufen Sie den Helpdesk an.',
    'factor.proof-required':
      'Ein Wiederherstellungscode reicht dafür nicht. Melden Sie sich mit einem anderen zweiten Faktor an; haben Sie keinen, richten Sie erst einen ein.',
    'factor.required':
      'Diesen brauchen Sie für die Anmeldung, und es gibt keinen anderen. Richten Sie erst einen anderen ein.',
  },
  problem: {
    unreachable:
      'Der Server antwortet nicht. Prüfen Sie die Netzwerkverbindung und versuchen Sie es dann wieder.',
    unreadable: 'Die Antwort des Servers ist nicht lesbar. Laden Sie die Seite neu.',
    page: 'Auf dieser Seite ist etwas schiefgegangen. Laden Sie sie neu.',
    'rate.limited':
      'Zu viele Anfragen. Warten Sie einige Minuten und versuchen Sie es dann wieder.',
    'session.required': 'Ihre Sitzung ist zu Ende. Melden Sie sich noch einmal an.',
    'session.proof-required':
      'Weisen Sie noch einmal nach, wer Sie sind, und versuchen Sie es dann wieder.',
    'request.malformed': 'Der Server nimmt die Eingabe nicht an. Laden Sie die Seite neu.',
    'request.too-large': 'Das ist zu lang. Geben Sie etwas Kürzeres ein.',
    'request.cross-site': 'Öffnen Sie diese Seite unter der Adresse des Servers selbst.',
    'sign-in.unknown': 'Eine solche Anmeldung von Ihnen gibt es nicht.',
    'password-link.invalid':
      'Der Link ist verbraucht, ersetzt oder abgelaufen. Bitten Sie den Helpdesk um einen neuen.',
    'factor.unknown': 'Das haben Sie nicht mehr. Laden Sie die Seite neu.',
    'answers.none': 'In Ihrem Unternehmen werden keine Antworten verlangt.',
    'directory.unavailable':
      'Das Verzeichnis ist nicht erreichbar. Versuchen Sie es in einigen Minuten wieder.',
    'server.unavailable':
      'Der Server kann gerade nicht antworten. Versuchen Sie es in einigen Minuten wieder.',
    other: 'Das ist nicht gelungen. Versuchen Sie es noch einmal oder rufen Sie den Helpdesk an.',
  },
  password: {
    title: 'Neues Kennwort wählen',
    why: {
      expired: 'Ihr Kennwort ist abgelaufen.',
      'must-change': 'Sie müssen Ihr Kennwort ändern, bevor Sie sich anmelden.',
      rules: 'Ihr Kennwort erfüllt die Regeln nicht mehr.',
    },
    present: 'Bisheriges Kennwort',
    fresh: 'Neues Kennwort',
    repeat: 'Neues Kennwort, noch einmal',
    missing: 'Geben Sie ein neues Kennwort ein.',
    different: 'Die beiden Kennwörter sind nicht gleich. Geben Sie das neue zweimal ein.',
    submit: 'Neues Kennwort setzen',
    rules: 'Regeln für das neue Kennwort',
    met: 'erfüllt',
    broken: 'nicht erfüllt',
    later: 'wird beim Absenden geprüft',
    progress: (met, all) => `${met} von ${all} Regeln sind erfüllt.`,
    refused:
      'Dieses Kennwort kann nicht verwendet werden: sehen Sie, welche Regeln nicht erfüllt sind.',
    done: 'Ihr Kennwort ist geändert. Alle Ihre anderen Sitzungen wurden beendet.',
    expiresIn: (days) =>
      days <= 0
        ? 'Ihr Kennwort läuft heute ab.'
        : days === 1
          ? 'Ihr Kennwort läuft morgen ab.'
          : `Ihr Kennwort läuft in ${days} Tagen ab.`,
    rule: ruleOf,
  },
  enroll: {
    steps: (what, left) => (left === 1 ? what : `${what} (noch ${left} Schritte)`),
    totp: 'Authenticator-App einrichten',
    totpScan:
      'Lesen Sie das Bild mit Ihrer Authenticator-App ein. Geben Sie dann den Code ein, den die App zeigt.',
    totpPicture: 'QR-Code für Ihre Authenticator-App. Der Schlüssel darunter sagt dasselbe.',
    totpKey: 'Oder tippen Sie diesen Schlüssel in die App ein:',
    email: 'E-Mail-Adresse einrichten',
    emailWhy:
      'An diese Adresse gehen Codes. Einer wird jetzt dorthin gesendet, um zu sehen, dass es Ihre ist.',
    address: 'E-Mail-Adresse',
    addressMissing: 'Geben Sie eine E-Mail-Adresse ein.',
    send: 'Code dorthin senden',
    otherAddress: 'Eine andere Adresse verwenden',
    backToCode: 'Zurück zum Code',
    answers: 'Antworten einrichten',
    answersWhy:
      'Mit diesen Antworten helfen Sie sich selbst, wenn Sie Ihr Kennwort vergessen. Niemand kann sie lesen, und Sie müssen sie später mit denselben Worten geben.',
    question: (number) => `Frage ${number}`,
    choose: 'Wählen Sie eine Frage',
    answerTo: (question) => `Antwort auf: ${question}`,
    answer: 'Antwort',
    shortest: (characters) => `Mindestens ${characters} Zeichen.`,
    chooseMissing: 'Wählen Sie eine Frage.',
    answerMissing: 'Geben Sie Ihre Antwort ein.',
    save: 'Antworten speichern',
    passwordAgain: 'Ihr Kennwort, noch einmal',
    postpone: (left) => `Jetzt nicht (noch ${left}-mal möglich)`,
  },
  help: {
    resetTitle: 'Neues Kennwort setzen',
    resetLead: 'Geben Sie Ihren Benutzernamen ein. Dann weisen Sie nach, wer Sie sind.',
    unlockTitle: 'Konto entsperren',
    unlockLead: 'Geben Sie Ihren Benutzernamen ein. Dann weisen Sie nach, wer Sie sind.',
    begin: 'Weiter',
    noCode:
      'Wenn kein Code kommt oder Sie keinen Weg dafür eingerichtet haben, rufen Sie den Helpdesk an.',
    questionsTitle: 'Beantworten Sie Ihre Fragen',
    questionsLead: 'Geben Sie die Antworten, die Sie eingerichtet haben, mit denselben Worten.',
    answered: 'Weiter',
    resetDone: 'Ihr neues Kennwort ist gesetzt. Melden Sie sich damit an.',
    unlockDone: 'Ihr Konto ist entsperrt. Melden Sie sich mit Ihrem Kennwort an.',
    toSignIn: 'Anmelden',
    again: 'Von vorn beginnen',
  },
  link: {
    title: 'Neues Kennwort setzen',
    missing:
      'Diese Seite braucht den ganzen Link, den Ihnen der Helpdesk gegeben hat. Öffnen Sie ihn noch einmal oder bitten Sie den Helpdesk um einen neuen.',
    opening: 'Ihr Link wird geprüft…',
  },
  areas: {
    navigation: 'Bereiche',
    account: 'Ihr Konto',
    helpDesk: 'Helpdesk',
    administration: 'Verwaltung',
    forbidden:
      'Sie dürfen hier nichts tun. Wenn Sie das sollten, fragen Sie eine Administratorin oder einen Administrator.',
  },
  account: {
    navigation: 'Ihr Konto',
    factors: 'Zweite Faktoren',
    password: 'Kennwort',
    activity: 'Sitzungen und Anmeldungen',
    signOut: 'Abmelden',
    signOutEverywhere: 'Überall abmelden',
    signedInAs: (name) => `Angemeldet als ${name}`,
    factorsLead: 'Womit Sie sich neben Ihrem Kennwort ausweisen.',
    none: 'Sie haben keinen eingerichtet.',
    since: (when) => `Seit ${when}`,
    remove: 'Entfernen',
    removeOne: (what) => `Entfernen: ${what}`,
    removeTitle: 'Diesen zweiten Faktor entfernen?',
    removeText: (what) => `Damit kann sich dann niemand mehr als Sie anmelden: ${what}.`,
    removed: 'Er ist entfernt.',
    addTotp: 'Authenticator-App hinzufügen',
    addEmail: 'E-Mail-Adresse für Codes hinzufügen oder ändern',
    added: 'Das ist eingerichtet.',
    answers: 'Antworten',
    answersSet: 'Ihre Antworten sind eingerichtet.',
    answersUnset: 'Sie haben keine Antworten eingerichtet.',
    setAnswers: 'Antworten einrichten',
    replaceAnswers: 'Antworten ersetzen',
    answersSaved: 'Ihre Antworten sind gespeichert.',
    sessions: 'Wo Sie angemeldet sind',
    thisSession: 'Dieser Browser',
    unknownBrowser: 'Ein Browser',
    lastSeen: (when) => `Zuletzt benutzt ${when}`,
    from: (address) => `von ${address}`,
    endSession: 'Beenden',
    endOne: (what) => `Beenden: Sitzung ${what}`,
    sessionEnded: 'Die Sitzung wurde beendet.',
    devices: 'Ihre Geräte',
    devicesLead:
      'Diese Computer bewahren verschlüsselte Daten von Ihnen auf, damit Sie sich dort anmelden können, solange sie den Server nicht erreichen. Sonst werden die Daten erneuert; nach der angegebenen Zeit nützen sie nichts mehr.',
    deviceLost:
      'Ist einer davon verloren oder gestohlen, oder kennen Sie ihn nicht? Rufen Sie sofort den Helpdesk an, und nennen Sie den Namen, der hier steht.',
    noDevices: 'Kein Computer bewahrt Daten von Ihnen auf.',
    refreshed: (when) => `Erneuert ${when}`,
    validUntil: (when) => `gültig bis ${when}`,
    deviceRevoked: 'Sein Zugang zum Server wurde entzogen.',
    signIns: 'Letzte Anmeldungen',
    signInsLead: 'Der letzten 90 Tage, an Ihren Computern und in Browsern.',
    noSignIns: 'Es gibt keine.',
    granted: 'Angemeldet',
    refused: 'Abgelehnt',
    door: { desktop: 'Windows', web: 'Browser', other: 'Anderer Weg' },
    notMe: 'Das war ich nicht',
    notMeOne: (when) => `Das war ich nicht: ${when}`,
    notMeTitle: 'Waren Sie das nicht?',
    notMeText:
      'Es wird gemeldet, und die Sitzung, die so begann, wird beendet. Ändern Sie danach Ihr Kennwort: wer sich angemeldet hat, kennt es.',
    notMeYes: 'Melden und diese Sitzung beenden',
    disowned: 'Es ist gemeldet, und diese Sitzung ist beendet. Ändern Sie jetzt Ihr Kennwort.',
    notMeRefusedText:
      'Jemand hat versucht, sich mit Ihrem Namen anzumelden. Das wird gemeldet. Hinein kam dabei niemand, und keine Sitzung wird beendet.',
    notMeRefusedYes: 'Melden',
    refusedDisowned: 'Es ist gemeldet. Könnte jemand Ihr Kennwort kennen, ändern Sie es jetzt.',
    changePassword: 'Kennwort ändern',
    methods: METHODS,
    idle: 'Sie werden in weniger als einer Minute abgemeldet, weil nichts geschehen ist.',
    stay: 'Angemeldet bleiben',
    absolute:
      'Ihre Sitzung endet in weniger als fünf Minuten, was Sie auch tun: länger darf sie nicht dauern. Bringen Sie zu Ende, was Sie tun, und melden Sie sich dann neu an.',
  },
  proof: {
    title: 'Sind Sie es noch?',
    lead: 'Was Sie vorhaben, verlangt einen neuen Nachweis. Geben Sie Ihr Kennwort ein, dann den Code.',
    submit: 'Weiter',
  },
};
