import type { FactorMethod } from '@gatehouse/protocol';

import type { Texts } from './texts.js';

const USE: Record<FactorMethod, string> = {
  totp: 'Authenticator-App verwenden',
  hotp: 'Token verwenden',
  email: 'Stattdessen Code per E-Mail senden',
  'break-glass': 'Code vom Helpdesk verwenden',
  'recovery-code': 'Wiederherstellungscode verwenden',
};

export const de: Texts = {
  sentences: (sentences) => sentences.join(' '),
  'tile.title': 'Gatehouse',
  'sign-in.detail': 'Geben Sie Ihr Kennwort ein und drücken Sie die Eingabetaste.',
  'sign-in.name-missing': 'Geben Sie Ihren Benutzernamen ein.',
  'sign-in.name-too-long': 'Dieser Benutzername ist zu lang. Geben Sie Ihren Benutzernamen ein.',
  'sign-in.password-missing': 'Geben Sie Ihr Kennwort ein.',
  'sign-in.password-too-long': 'Dieses Kennwort ist zu lang. Geben Sie Ihr Kennwort ein.',
  'code.title': 'Code eingeben',
  'code.totp': 'Geben Sie den Code ein, den Ihre Authenticator-App zeigt.',
  'code.hotp': 'Drücken Sie die Taste Ihres Tokens und geben Sie den Code ein, den es zeigt.',
  'code.email': (destination) => `Geben Sie den Code ein, der an ${destination} gesendet wurde.`,
  'code.break-glass':
    'Geben Sie den Code ein, den Ihnen der Helpdesk gegeben hat. Großschreibung und Bindestriche sind egal.',
  'code.recovery-code': 'Geben Sie einen Ihrer Wiederherstellungscodes ein. Jeder gilt einmal.',
  'code.break-glass-here': (computer) =>
    `Geben Sie den Code ein, den der Helpdesk Ihnen durchgibt. Nennen Sie ihm den Namen dieses Computers: ${computer}. Großschreibung und Bindestriche sind egal.`,
  'code.email-nowhere': 'Geben Sie den Code ein, der an Ihre E-Mail-Adresse gesendet wurde.',
  'code.digits': (digits) => `Der Code hat ${digits} Ziffern.`,
  'code.missing': 'Geben Sie den Code ein.',
  'code.wrong-length': (digits) => `Der Code hat ${digits} Ziffern. Geben Sie ihn noch einmal ein.`,
  'code.resend': (left) => `Code erneut senden (noch ${left}-mal)`,
  'code.use': (method) => USE[method],
  'code.start-over': 'Von vorn beginnen',
  'code.sent-again': 'Ein neuer Code wurde gesendet. Frühere Codes gelten nicht mehr.',
  'rejected.wrong-code': 'Dieser Code ist nicht richtig. Geben Sie den aktuellen ein.',
  'rejected.used-code':
    'Dieser Code wurde schon verwendet. Warten Sie auf den nächsten und geben Sie ihn ein.',
  'rejected.wrong-desk-code':
    'Dieser Code ist nicht richtig. Geben Sie ihn so ein, wie der Helpdesk ihn durchgegeben hat.',
  'rejected.used-desk-code':
    'Dieser Code wurde schon verwendet. Lassen Sie sich vom Helpdesk einen anderen geben.',
  'rejected.resend-limit':
    'Der Code kann nicht erneut gesendet werden. Geben Sie den letzten ein oder beginnen Sie von vorn.',
  'rejected.undeliverable':
    'Der Code konnte nicht gesendet werden. Wählen Sie einen anderen Weg oder versuchen Sie es in einigen Minuten wieder.',
  strikes: (left) => (left === 1 ? 'Noch 1 Versuch.' : `Noch ${left} Versuche.`),
  'denied.credentials':
    'Benutzername oder Kennwort ist nicht richtig. Versuchen Sie es noch einmal.',
  'denied.password-empty': 'Geben Sie Ihr Kennwort ein.',
  'denied.locked-until': (when) => `Zu viele Versuche. Versuchen Sie es nach ${when} wieder.`,
  'denied.locked': 'Zu viele Versuche. Rufen Sie den Helpdesk an.',
  'denied.source-locked-until': (when) =>
    `Zu viele Versuche an diesem Computer. Versuchen Sie es nach ${when} wieder oder nehmen Sie einen anderen Computer.`,
  'denied.source-locked':
    'Zu viele Versuche an diesem Computer. Warten Sie einige Minuten oder nehmen Sie einen anderen Computer.',
  'denied.directory':
    'Ihr Kennwort kann gerade nicht geprüft werden. Versuchen Sie es in einigen Minuten wieder.',
  'denied.expired': 'Die Zeit für den Code ist abgelaufen. Melden Sie sich noch einmal an.',
  'denied.cancelled': 'Die Anmeldung wurde abgebrochen.',
  'denied.account-disabled': 'Ihr Konto ist deaktiviert. Rufen Sie den Helpdesk an.',
  'denied.account-expired': 'Ihr Konto ist abgelaufen. Rufen Sie den Helpdesk an.',
  'denied.logon-hours':
    'Ihr Konto darf sich zu dieser Tageszeit nicht anmelden. Versuchen Sie es später wieder.',
  'denied.workstation':
    'Ihr Konto darf sich an diesem Computer nicht anmelden. Nehmen Sie einen anderen Computer.',
  'denied.mismatch':
    'Dieses Konto gehört zu einer anderen Kachel. Wählen Sie „Anderer Benutzer“ und melden Sie sich an.',
  'denied.foreign':
    'Konten dieses Computers können sich hier nicht anmelden. Nutze dein Firmenkonto, oder frage beim Helpdesk.',
  'denied.unmapped':
    'Dieses Konto braucht einen zweiten Faktor, und niemand hat einen dafür hinterlegt. Bitten Sie den Helpdesk, Sie diesem Konto zuzuordnen.',
  'denied.unchecked':
    'Windows konnte das Kennwort dieses Kontos nicht prüfen. Versuchen Sie es noch einmal, oder nutzen Sie Ihr Firmenkonto.',
  'denied.no-windows':
    'Zu Ihrem Konto gehört kein Windows-Konto. Melden Sie sich hier mit einem anderen an.',
  'denied.not-enrolled':
    'Für Ihr Konto ist kein zweiter Faktor eingerichtet. Rufen Sie den Helpdesk an.',
  'denied.undeliverable':
    'Der Code konnte nicht gesendet werden. Versuchen Sie es in einigen Minuten wieder.',
  'denied.codes-locked-until': (when) =>
    `Zu viele falsche Codes: Dieser Computer nimmt bis ${when} keine vom Helpdesk an.`,
  'denied.codes-locked':
    'Zu viele falsche Codes: Dieser Computer nimmt eine Weile keine vom Helpdesk an.',
  'denied.policy': 'Ihr Konto darf sich hier nicht anmelden. Rufen Sie den Helpdesk an.',
  'password.expired': 'Ihr Kennwort ist abgelaufen.',
  'password.must-change': 'Sie müssen Ihr Kennwort ändern, bevor Sie sich anmelden.',
  'password.rules': 'Ihr Kennwort entspricht nicht mehr den Regeln.',
  'change.title': 'Kennwort ändern',
  'change.present': 'Geben Sie Ihr jetziges Kennwort ein und drücken Sie dann die Eingabetaste.',
  'change.same': 'Das ist Ihr jetziges Kennwort. Geben Sie ein neues ein.',
  'change.too-soon':
    'Ihr Kennwort wurde erst vor kurzem geändert und kann noch nicht wieder geändert werden. Brechen Sie ab und versuchen Sie es später wieder, oder rufen Sie den Helpdesk an.',
  'change.no-domain':
    'Das Kennwort kann nicht geändert werden, weil dieser Computer die Domäne Ihrer Firma nicht erreicht. Verbinden Sie ihn mit dem Firmennetz oder VPN und versuchen Sie es wieder.',
  'change.unavailable':
    'Windows bestätigt nicht, dass Ihr Kennwort geändert wurde. Versuchen Sie es gleich wieder oder rufen Sie den Helpdesk an.',
  'change.wrong':
    'Windows nimmt Ihr jetziges Kennwort nicht an. Haben Sie gerade ein neues gesetzt, melden Sie sich damit an; sonst beginnen Sie von vorn.',
  'change.locked':
    'Ihr Konto ist gesperrt. Warten Sie, bis die Sperre endet, oder rufen Sie den Helpdesk an.',
  'change.forbidden':
    'Das Kennwort Ihres Kontos kann jetzt nicht geändert werden. Versuchen Sie es später wieder oder rufen Sie den Helpdesk an.',
  'change.too-many':
    'Das wurde zu oft versucht. Schließen Sie diese Anzeige und warten Sie einige Minuten, oder rufen Sie den Helpdesk an.',
  'change.uncertain':
    'Ihr neues Kennwort gilt vielleicht schon. Melden Sie sich damit an; wird es nicht angenommen, mit dem alten.',
  'change.offline':
    'Verbinden Sie diesen Computer mit dem Firmennetz oder VPN, um es zu ändern, oder rufen Sie den Helpdesk an.',
  'change.done': 'Ihr Kennwort ist geändert.',
  'sign-in.forgot': 'Kennwort vergessen',
  'code.offline': 'Der Anmeldeserver ist nicht erreichbar: Dieser Computer prüft den Code selbst.',
  'link.back': 'Zurück',
  'question.number': (number, total) => `Frage ${number} von ${total}.`,
  'question.choose': 'Wählen Sie eine Frage und geben Sie Ihre Antwort darauf ein.',
  'question.missing': 'Geben Sie Ihre Antwort ein.',
  'answer.too-short': (characters) =>
    `Diese Antwort ist zu kurz. Geben Sie mindestens ${characters} Zeichen ein.`,
  'answer.too-long': 'Diese Antwort ist zu lang. Geben Sie eine kürzere ein.',
  'answer.blocked': 'Diese Antwort ist leicht zu erraten. Geben Sie eine andere ein.',
  'answer.in-question': 'Die Antwort steht schon in der Frage. Geben Sie eine andere ein.',
  'answer.in-name': 'Die Antwort ist ein Teil Ihres Namens. Geben Sie eine andere ein.',
  'answer.repeated':
    'Diese Antwort haben Sie schon bei einer anderen Frage gegeben. Geben Sie eine andere ein.',
  'enroll.title': (what, { step, of }) => (of === 1 ? what : `${what} (Schritt ${step} von ${of})`),
  'enroll.answers': 'Antworten hinterlegen',
  'enroll.answers-why':
    'Mit diesen Antworten können Sie sich anmelden, wenn Sie Ihr Kennwort vergessen.',
  'enroll.totp': 'Authenticator-App einrichten',
  'enroll.totp-scan': (key) =>
    `Scannen Sie das Bild mit Ihrer Authenticator-App oder geben Sie dort diesen Schlüssel ein: ${key}. Geben Sie dann den Code ein, den die App zeigt.`,
  'enroll.totp-key': (key) =>
    `Geben Sie diesen Schlüssel in Ihrer Authenticator-App ein: ${key}. Geben Sie dann den Code ein, den die App zeigt.`,
  'enroll.email': 'E-Mail-Adresse einrichten',
  'enroll.address':
    'Geben Sie die E-Mail-Adresse ein, an die Codes gehen sollen. Ein Code wird jetzt dorthin gesendet.',
  'enroll.address-missing': 'Geben Sie eine E-Mail-Adresse ein.',
  'enroll.other-address': 'Code noch einmal oder an eine andere Adresse senden',
  'enroll.postpone': (left) => `Nicht jetzt (noch ${left}-mal möglich)`,
  'enroll.incomplete': 'Eine Antwort fehlt. Beantworten Sie jede Frage.',
  'enroll.bad-address':
    'Diese E-Mail-Adresse kann nicht verwendet werden. Geben Sie eine andere ein.',
  'enroll.undeliverable':
    'Der Code konnte nicht gesendet werden. Prüfen Sie die Adresse oder versuchen Sie es in einigen Minuten wieder.',
  'enroll.wrong-password': 'Das ist nicht das Kennwort dieser Anmeldung. Beginnen Sie von vorn.',
  'enroll.too-many':
    'Das wurde zu oft versucht. Warten Sie einige Minuten oder rufen Sie den Helpdesk an.',
  'recover.title': 'Kennwort wiederherstellen',
  'recover.name': 'Geben Sie Ihren Benutzernamen ein. Danach werden Ihnen Ihre Fragen gestellt.',
  'recover.left': (left) =>
    left === 1
      ? 'Sind die Antworten jetzt falsch, kann an diesem Computer nichts mehr wiederhergestellt werden.'
      : `Die Antworten dürfen noch ${left}-mal falsch sein.`,
  'recover.wrong': 'Die Antworten sind nicht richtig. Beantworten Sie die Fragen noch einmal.',
  'recover.no-kit':
    'Das Kennwort kann an diesem Computer nicht wiederhergestellt werden. Rufen Sie den Helpdesk an, um ein neues zu bekommen.',
  'recover.expired':
    'Dieser Computer war zu lange ohne seinen Server. Verbinden Sie ihn mit dem Netzwerk oder rufen Sie den Helpdesk an.',
  'recover.clock':
    'Die Uhr dieses Computers geht falsch. Stellen Sie die richtige Zeit ein oder rufen Sie den Helpdesk an.',
  'recover.destroyed':
    'Die Antworten waren zu oft falsch: Was dieser Computer aufbewahrt hat, wurde vernichtet. Rufen Sie den Helpdesk an, um ein neues Kennwort zu bekommen.',
  'recover.codes-destroyed':
    'Die Codes waren zu oft falsch: Was dieser Computer aufbewahrt hat, wurde vernichtet. Verbinden Sie ihn mit dem Netzwerk oder rufen Sie den Helpdesk an.',
  'recover.no-cached-logon':
    'Ohne seinen Server kann Windows Ihr Kennwort an diesem Computer nicht prüfen. Verbinden Sie ihn mit dem Netzwerk oder rufen Sie den Helpdesk an.',
  'recover.tampered':
    'Was dieser Computer für Sie aufbewahrt hat, war beschädigt oder verändert und wurde vernichtet: Es ist nicht vertrauenswürdig. Verbinden Sie ihn mit dem Netzwerk oder rufen Sie den Helpdesk an.',
  'recover.unavailable':
    'Was dieser Computer für Sie aufbewahrt, lässt sich gerade nicht lesen. Versuchen Sie es in einigen Minuten wieder oder rufen Sie den Helpdesk an.',
  'recover.shown': (seconds) =>
    `Das ist Ihr Kennwort. Es wird ${seconds} Sekunden lang gezeigt: Merken Sie es sich und drücken Sie dann die Eingabetaste, um sich damit anzumelden.`,
  'recover.hidden':
    'Ihr Kennwort wird nicht mehr gezeigt. Drücken Sie die Eingabetaste, um sich damit anzumelden.',
  'sign-in.locked': 'Mein Konto ist gesperrt',
  'self-service.name': 'Geben Sie Ihren Benutzernamen ein. Danach weisen Sie nach, wer Sie sind.',
  'self-service.introduction':
    'Wenn Sie keine Antworten hinterlegt haben, rufen Sie den Helpdesk an.',
  'self-service.no-code':
    'Wenn kein Code kommt oder Sie keinen eingerichtet haben, rufen Sie den Helpdesk an.',
  'self-service.off': 'Das können Sie hier nicht selbst tun. Rufen Sie den Helpdesk an.',
  'self-service.expired':
    'Das geht nicht weiter, weil es zu lange gedauert hat oder schon zu Ende ist. Haben Sie bereits ein neues Kennwort gesetzt, melden Sie sich damit an; sonst beginnen Sie von vorn.',
  'self-service.locked':
    'Zu viele Versuche. Rufen Sie den Helpdesk an: Nur er kann diese Sperre aufheben.',
  'self-service.locked-until': (when) =>
    `Zu viele Versuche. Versuchen Sie es nach ${when} wieder oder rufen Sie den Helpdesk an.`,
  'self-service.directory':
    'Ihr Konto kann gerade nicht geändert werden. Versuchen Sie es in einigen Minuten wieder.',
  'self-service.forbidden':
    'Der Anmeldeserver darf Ihr Konto nicht ändern. Rufen Sie den Helpdesk an.',
  'reset.title': 'Neues Kennwort setzen',
  'reset.prompt': 'Geben Sie ein neues Kennwort ein und wiederholen Sie es.',
  'reset.rules': (rules) => `Die Regeln: ${rules.join('; ')}.`,
  'reset.missing': 'Geben Sie ein neues Kennwort ein.',
  'reset.different':
    'Die beiden Kennwörter sind nicht gleich. Geben Sie das neue Kennwort zweimal ein.',
  'reset.broken': (rule) =>
    `Dieses Kennwort geht nicht. Die Regel, die es verletzt: ${rule}. Geben Sie ein anderes ein.`,
  'reset.broken-all': (rules) =>
    `Dieses Kennwort geht nicht. Die Regeln, die es verletzt: ${rules.join('; ')}. Geben Sie ein anderes ein.`,
  'reset.done': 'Ihr neues Kennwort ist gesetzt.',
  'reset.no-domain':
    'Das Kennwort kann hier weder neu gesetzt noch wiederhergestellt werden, weil dieser Computer die Domäne Ihrer Firma nicht erreicht. Verbinden Sie ihn mit dem Firmennetz oder VPN, oder rufen Sie den Helpdesk an.',
  'rule.length': (characters) =>
    characters === undefined ? 'lang genug' : `mindestens ${characters} Zeichen`,
  'rule.too-long': (characters) =>
    characters === undefined ? 'nicht zu lang' : `höchstens ${characters} Zeichen`,
  'rule.characters': 'nur Zeichen, die man tippen kann',
  'rule.classes': (kinds) =>
    kinds === undefined
      ? 'mehrere von: Großbuchstaben, Kleinbuchstaben, Ziffern, andere Zeichen'
      : `${kinds} dieser vier: Großbuchstaben, Kleinbuchstaben, Ziffern, andere Zeichen`,
  'rule.upper': 'ein Großbuchstabe',
  'rule.lower': 'ein Kleinbuchstabe',
  'rule.digit': 'eine Ziffer',
  'rule.symbol': 'ein Zeichen, das weder Buchstabe noch Ziffer ist',
  'rule.dictionary': 'keines der Wörter, die Ihre Firma in Kennwörtern verbietet',
  'rule.breached': 'kein Kennwort, das Angreifer von anderswo kennen',
  'rule.unchecked':
    'mit bekannten Kennwörtern verglichen, was gerade nicht möglich ist: Versuchen Sie es später wieder oder rufen Sie den Helpdesk an',
  'rule.personal': 'kein Teil Ihres Namens, Ihrer E-Mail-Adresse oder der Domäne Ihrer Firma',
  'rule.similar': 'nicht ähnlich wie Ihr altes Kennwort',
  'rule.repeats': (times) =>
    times === undefined
      ? 'kein Zeichen oft hintereinander'
      : `kein Zeichen öfter als ${times}-mal hintereinander`,
  'rule.sequence': (characters) =>
    characters === undefined
      ? 'keine langen Reihen wie abcd oder 4321'
      : `keine Reihen wie abcd oder 4321 von mehr als ${characters} Zeichen`,
  'rule.weak': 'schwerer zu erraten: mehr Wörter, die nicht zusammengehören',
  'rule.complexity':
    'drei dieser vier: Großbuchstaben, Kleinbuchstaben, Ziffern, andere Zeichen; kein Teil Ihres Namens',
  'rule.history': (passwords) =>
    passwords === undefined
      ? 'keines Ihrer früheren Kennwörter'
      : `keines Ihrer letzten ${passwords} Kennwörter`,
  'rule.age': 'nicht so bald wieder geändert',
  'rule.other': 'die Regeln Ihrer Firma',
  'unlock.title': 'Konto entsperren',
  'unlock.done': 'Ihr Konto ist entsperrt. Melden Sie sich mit Ihrem Kennwort an.',
  'progress.answers': 'Ihre Antworten werden geprüft. Das dauert einige Sekunden…',
  'progress.password': 'Das neue Kennwort wird gesetzt…',
  'dialog.expired':
    'Das hat zu lange gedauert und wurde abgebrochen. Haben Sie ein neues Kennwort gesetzt, versuchen Sie zuerst dieses. Melden Sie sich noch einmal an.',
  'progress.preparing': 'Wird vorbereitet…',
  'windows.refused':
    'Windows hat die Anmeldung nicht angenommen. Versuchen Sie es noch einmal oder rufen Sie den Helpdesk an.',
  reference: (reference) => `Kennung für den Helpdesk: ${reference}`,
  'progress.checking': 'Wird geprüft…',
  'progress.sending': 'Code wird gesendet…',
  'unreachable.title': 'Anmeldung zurzeit nicht möglich',
  'unreachable.not-joined':
    'Dieser Computer ist noch nicht für die Anmeldung eingerichtet. Versuchen Sie es gleich wieder oder rufen Sie den Helpdesk an.',
  'unreachable.network':
    'Der Anmeldeserver ist nicht erreichbar. Prüfen Sie die Netzwerkverbindung und versuchen Sie es wieder.',
  'unreachable.untrusted':
    'Der Antwort des Anmeldeservers kann nicht vertraut werden. Nehmen Sie ein anderes Netzwerk oder rufen Sie den Helpdesk an.',
  'unreachable.refused':
    'Der Anmeldeserver nimmt diesen Computer nicht an. Rufen Sie den Helpdesk an.',
  'unreachable.clock':
    'Die Uhr dieses Computers geht falsch. Stellen Sie die richtige Zeit ein oder rufen Sie den Helpdesk an.',
  'unreachable.again': 'Noch einmal versuchen',
  'fault.service':
    'Der Anmeldedienst hatte einen Fehler. Versuchen Sie es noch einmal oder rufen Sie den Helpdesk an.',
  'fault.stopping': 'Der Anmeldedienst wird neu gestartet. Versuchen Sie es gleich wieder.',
  'fault.version':
    'Der Anmeldedienst wurde aktualisiert. Starten Sie den Computer neu und melden Sie sich an.',
  'fault.too-many':
    'Es sind zu viele Anmeldungen offen. Schließen Sie eine und versuchen Sie es wieder.',
  'fault.busy':
    'An diesem Computer melden sich gerade zu viele Personen an. Versuchen Sie es gleich wieder.',
};
