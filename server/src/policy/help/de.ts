import type { HelpTexts } from './help-texts.js';

const DOOR = {
  require: 'Was eine Anmeldung an diesem Zugang außer dem richtigen Kennwort braucht.',
  methods: 'Die Faktoren, die verwendet werden dürfen, in der Reihenfolge ihres Vorzugs.',
  defaultMethod:
    'Der Faktor, nach dem zuerst gefragt wird, wenn die Person ihn hat; sonst der erste aus `methods`, den sie hat.',
};

const QUESTION = 'Die Frage auf Englisch, für alle Sprachen ohne eigene Fassung.';
const QUESTIONS = 'Die Frage in anderen Sprachen, nach ihrem Kürzel aus zwei oder drei Buchstaben.';
const PATTERN = 'Was verlangt wird, auf Englisch, für alle Sprachen ohne eigenen Text.';
const PATTERNS = 'Dasselbe in anderen Sprachen, nach ihrem Kürzel aus zwei oder drei Buchstaben.';

export const GERMAN_HELP: HelpTexts = {
  logon: {
    desktop: DOOR,
    web: {
      ...DOOR,
      enrollAnswers:
        'Ob verlangte Antworten bei der Anmeldung hinterlegt werden; sonst warten sie auf eine Anmeldung an einem Computer.',
      sessionIdleMinutes: 'Eine Sitzung endet, wenn so lange nichts in ihr geschah.',
      sessionAbsoluteHours:
        'Eine Sitzung endet so lange nach der Anmeldung, was auch immer in ihr geschieht.',
      concurrentSessions: 'Wie viele Sitzungen eine Person haben darf.',
      atSessionLimit:
        'Was mit einer Anmeldung geschieht, die eine Sitzung zu viel wäre: Sie wird abgelehnt, oder sie beendet die älteste.',
    },
  },
  lockout: {
    strikes: 'Fehlversuche in Folge, nach denen die Person gesperrt wird.',
    windowMinutes: 'Fehlversuche, die weiter auseinanderliegen, zählen nicht zusammen.',
    durationMinutes: 'Wie lange die Sperre dauert; 0 heißt, bis der Helpdesk sie aufhebt.',
    sourceStrikes:
      'Fehlversuche in Folge von einer Quelle, nach denen nur diese Quelle gesperrt wird; nie mehr als `strikes`.',
    sourceDurationMinutes: 'Wie lange eine Quelle gesperrt bleibt.',
    showStrikes: 'Der Person sagen, wie viele Versuche sie noch hat.',
  },
  otp: {
    digits: 'Ziffern eines gesendeten Codes.',
    lifetimeSeconds: 'Wie lange nach einem Code gefragt wird, bevor die Abfrage abläuft.',
    resendLimit: 'Wie oft ein Code bei einer Anmeldung noch einmal gesendet werden darf.',
    sendLimit:
      'Wie viele Codes eine Person im Zeitfenster bekommt, bei wie vielen Anmeldungen auch immer. Dazu kommen an jedem Zugang der Selbsthilfe halb so viele, mindestens einer, für jemanden, der noch nichts nachgewiesen hat.',
    sendWindowMinutes: 'Wie lange das Zeitfenster dauert, das mit dem ersten Code beginnt.',
    destinationLimit:
      'Wie viele Codes im Zeitfenster an eine Adresse gehen, für wen auch immer sie sind.',
  },
  contact: {
    email:
      'Wohin Codes per E-Mail gehen: an die Adresse aus dem Verzeichnis, an eine hinterlegte, oder an beide in dieser Reihenfolge.',
  },
  answers: {
    mandatory:
      'Fragen, die alle beantworten: beim Hinterlegen, und immer wenn Antworten der Nachweis sind.',
    optional: 'Fragen, aus denen eine Person auswählt.',
    shares: 'Wie viele der wählbaren Fragen eine Person hinterlegt.',
    threshold:
      'Wie viele der hinterlegten wählbaren Fragen beantwortet werden müssen; höchstens 64 Auswahlen.',
    minimumLength: 'Zeichen, die eine Antwort mindestens hat.',
    blocklist: 'Antworten, die niemand geben darf, wie „Kennwort“ oder der Name des Unternehmens.',
  },
  recovery: {
    offline: 'Ob Computer aufbewahren, was eine Wiederherstellung ohne Netz braucht.',
    attempts:
      'Falsche Antworten insgesamt, nach denen ein Computer das Aufbewahrte vernichtet; bei 0 nie.',
    reveal: 'Ob das Kennwort nur eingesetzt oder der Person eine begrenzte Zeit lang gezeigt wird.',
    showSeconds: 'Wie lange ein Kennwort gezeigt wird, wo `reveal` auf `show` steht.',
    secondFactor:
      'Ob eine Wiederherstellung ohne den Server mit einem Code der Authenticator-App endet; wer keine hat, stellt dann nur mit dem Server wieder her.',
  },
  enrollment: {
    required:
      'Was hinterlegt sein muss, bevor Windows die Anmeldedaten bekommt, in dieser Reihenfolge.',
    postponements:
      'Wie viele Anmeldungen lang eine Person weitermachen darf, ohne etwas zu hinterlegen.',
    firstProof:
      'Was beim ersten Hinterlegen nachzuweisen ist: ein Faktor, den die Administration oder der Helpdesk eingerichtet hat, oder nur das Kennwort.',
    idleDays:
      'Ein Konto, das so lange niemand benutzt hat, braucht zum ersten Hinterlegen einen nachgewiesenen Faktor, was auch immer `firstProof` sagt.',
  },
  desktop: {
    mode: 'Wie weit die Einführung ist: `observe` fragt nach nichts, überlässt das Kennwort Windows und schreibt ins Protokoll, was `enforce` getan hätte; `optional` fragt alle, die einen Faktor haben, und lässt die anderen mit dem Kennwort hinein; `enforce` fragt alle.',
    exclusions:
      'Konten und Gruppen, die nicht nach einem zweiten Faktor gefragt werden, nach SID, mit dem Grund und, wo es eines gibt, dem Ende.',
    foreignAccounts:
      'Was mit Konten geschieht, die der Server nicht prüfen kann, wie lokalen, Microsoft- und Entra-Konten: `deny` lässt keines hinein; `second-factor-only` lässt die hinein, denen eine Person des Verzeichnisses zugeordnet ist (`gatehouse workstation foreign-account add`), mit dem Kennwort, das Windows prüft, und einem Faktor dieser Person; `excluded` lässt sie mit dem Kennwort allein hinein. Auch wen `exclusions` nach der eigenen SID oder der einer lokalen Gruppe nennt, kommt hinein. Nur die Richtlinie für alle bestimmt das: Keine andere gilt für ein Konto, das in keinem Verzeichnis ist.',
    unlockGraceMinutes:
      'Wie lange nach einem nachgewiesenen Faktor die Sitzung derselben Anmeldung mit dem Kennwort allein entsperrt wird, am Computer selbst. Es endet früher, wenn ein Bildschirm verbunden oder getrennt wird, der Computer schläft oder der Dienst neu startet. 0 fragt immer.',
    scenarios:
      'Wo nach dem zweiten Faktor gefragt wird: bei der Anmeldung, beim Entsperren einer Sitzung, in der Abfrage der Benutzerkontensteuerung. Beim Ändern des Kennworts wird immer gefragt.',
    sessions:
      'In welchen Sitzungen nach dem zweiten Faktor gefragt wird: am Computer selbst, und über Remotedesktop, Citrix oder anderes.',
    offline:
      'Was eine Anmeldung ohne den Server braucht: einen Code der eingerichteten Authenticator-App, etwas, das es nicht gibt (sie wird verweigert), oder das Kennwort, das Windows prüft.',
    kitDays:
      'Wie lange ein Computer ohne Kontakt auskommen darf, bevor abläuft, was er aufbewahrt.',
    wrongCodes:
      'Falsche Codes nach einem richtigen Kennwort, nach denen ein Computer das Aufbewahrte vernichtet; bei 0 nie.',
  },
  selfService: {
    reset:
      'Der Nachweis für ein neues Kennwort, wenn das alte vergessen ist. `answers` allein gilt nur an der Kachel eines Computers, der diesem Server beigetreten ist.',
    unlock:
      'Der Nachweis für das Entsperren des Kontos. `answers` allein gilt nur an der Kachel eines Computers, der diesem Server beigetreten ist.',
  },
  password: {
    minimumLength: 'Zeichen mindestens, wie Unicode sie zählt.',
    maximumLength: 'UTF-16-Einheiten höchstens, wie Windows sie zählt.',
    classes: 'Arten von Zeichen, die alle vorkommen müssen.',
    minimumClasses: 'Wie viele der vier Arten vorkommen müssen.',
    mustMatch: 'Muster, die sich im Kennwort finden müssen; Schreibweise von RE2.',
    mustNotMatch: 'Muster, die sich im Kennwort nicht finden dürfen; Schreibweise von RE2.',
    dictionary:
      'Wörter, die kein Kennwort enthalten darf, gleich ob groß oder klein und mit Ziffern oder Zeichen statt Buchstaben: der Name des Unternehmens, die seiner Produkte.',
    breached:
      'Kennwörter ablehnen, die auf der Liste aus GATEHOUSE_BREACHED_LIST_FILE stehen. Ist die Liste nicht lesbar, lehnt `require` jedes neue Kennwort ab, `when-present` kommt ohne sie aus.',
    personal:
      'Kennwörter ablehnen, die einen Teil des Namens oder der E-Mail-Adresse der Person enthalten, oder der Domäne.',
    minimumDistance:
      'Zeichen, in denen sich das neue vom alten Kennwort unterscheiden muss, wo das alte zur Hand ist; keines darf das andere enthalten. 0 prüft es nicht.',
    maximumRepeats: 'Wie oft ein Zeichen hintereinander stehen darf; 0 prüft es nicht.',
    maximumSequence: 'Zeichen einer Folge wie abc, 321 oder qwerty; 0 prüft es nicht.',
    minimumScore: 'Die geringste Stärke nach zxcvbn, von 0 bis 4; 0 schätzt sie nicht.',
    history:
      'Wie viele frühere Kennwörter, das jetzige mitgezählt, nicht wieder verwendet werden dürfen.',
    minimumAgeHours:
      'Wie lange ein Kennwort bleiben muss, bevor die Person es ändern darf; ein Zurücksetzen braucht nicht zu warten.',
    expiryDays: 'Nach wie vielen Tagen ein Kennwort geändert werden muss; 0 nie.',
    warningDays: 'Wie viele Tage vor dem Ablauf die Anmeldung darauf hinweist.',
    changeBefore:
      'Kennwörter, die vor diesem Zeitpunkt gesetzt wurden, müssen bei der nächsten Anmeldung geändert werden, etwa nach einem Vorfall.',
    atLogon:
      'Was mit einem richtigen Kennwort geschieht, das die Regeln nicht mehr erfüllt: nichts, ein Eintrag im Protokoll, oder die Aufforderung, es zu ändern.',
  },
  helpDesk: {
    verifyCaller:
      'Ob der Helpdesk geprüft haben muss, wer anruft, bevor er das Konto entsperrt, Faktoren zurücksetzt oder einen Link oder Code gibt.',
    fourEyes: 'Was eine zweite Person des Helpdesks freigegeben haben muss.',
    approvalMinutes:
      'Wie lange eine Anfrage auf die zweite Person wartet, und wie lange die erste danach die Freigabe nutzen kann.',
    passwordLink:
      'Wie ein Link zu einem neuen Kennwort zu seiner Person kommt: per E-Mail an eine Adresse, die der Server kennt, oder am Bildschirm des Helpdesks, der ihn vorliest.',
    passwordLinkMinutes: 'Wie lange ein solcher Link gilt.',
    breakGlassHours: 'Wie lange ein Code anstelle des zweiten Faktors höchstens gilt.',
    breakGlassCodes:
      'Wie viele Codes anstelle des zweiten Faktors eine Person zugleich haben darf.',
    enrollmentPermitHours:
      'Wie lange der Helpdesk jemandem höchstens erlauben darf, mit dem Kennwort einen ersten Faktor einzurichten.',
  },
  offlineCodes: {
    count:
      'Wie viele Codes jeder Person ein Computer aufbewahrt, damit der Helpdesk sie vorlesen kann, als langsame Hashes; bei 0 keine.',
    days: 'Wie lange ein Code gilt, nachdem er gemacht wurde, und nicht länger als das Kit, in dem er ist. Nach der Hälfte wird ein neuer gemacht.',
    wrongCodes: 'Wie viele falsche Codes sie an diesem Computer eine Zeit lang sperren.',
    lockMinutes: 'Wie lange sie dann gesperrt sind.',
  },
  recoveryCodes: {
    enabled:
      'Ob sich Personen Wiederherstellungscodes machen dürfen: jeder steht einmal für den zweiten Faktor einer Anmeldung im Browser. Sonst gelten auch die gemachten nicht.',
  },
  fields: {
    'answers.mandatory.text': QUESTION,
    'answers.mandatory.texts': QUESTIONS,
    'answers.optional.text': QUESTION,
    'answers.optional.texts': QUESTIONS,
    'desktop.exclusions.sid':
      'Eines Kontos oder einer Gruppe, deren Mitglieder, auch verschachtelte, gemeint sind; `S-1-5-32-544` sind die lokalen Administratoren jedes Computers.',
    'password.mustMatch.text': PATTERN,
    'password.mustMatch.texts': PATTERNS,
    'password.mustNotMatch.text': PATTERN,
    'password.mustNotMatch.texts': PATTERNS,
  },
};
