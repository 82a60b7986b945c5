import type { NoticeTexts } from '../notice-texts.js';

export const DE: NoticeTexts = {
  language: 'de',
  greeting: 'Guten Tag {{name}},',
  notices: {
    'password-changed': {
      subject: 'Ihr Kennwort wurde geändert',
      body: 'Ihr Kennwort wurde in einer Sitzung geändert, die damit begonnen wurde.',
    },
    'factor-added': {
      subject: 'Ein zweiter Faktor kam hinzu',
      body: 'In einer Sitzung unter Ihrem Namen kam hinzu, womit Sie sich außer mit dem Kennwort ausweisen: {{what}}.',
    },
    'factor-removed': {
      subject: 'Ein zweiter Faktor wurde entfernt',
      body: 'In einer Sitzung unter Ihrem Namen wurde entfernt, womit Sie sich außer mit dem Kennwort ausweisen: {{what}}.',
    },
    'answers-changed': {
      subject: 'Ihre Antworten wurden ersetzt',
      body: 'In einer Sitzung unter Ihrem Namen wurden neue Antworten für ein vergessenes Kennwort hinterlegt.',
    },
    'password-reset': {
      subject: 'Ihr Kennwort wurde geändert',
      body: 'Für Ihr Konto wurde mit einem Link des Helpdesks ein neues Kennwort gesetzt.',
    },
    'factors-reset': {
      subject: 'Ihr zweiter Faktor wurde entfernt',
      body: 'Der Helpdesk hat entfernt, womit Sie sich außer mit dem Kennwort ausweisen: {{what}}.',
    },
    'enrollment-permitted': {
      subject: 'Sie können einen zweiten Faktor einrichten',
      body: 'Der Helpdesk lässt Sie bei der nächsten Anmeldung, innerhalb von {{hours}} Stunden, einen neuen zweiten Faktor einrichten.',
    },
    'break-glass': {
      subject: 'Ein Code für Ihre Anmeldung wurde ausgestellt',
      body: 'Der Helpdesk hat einen Code ausgestellt, der innerhalb von {{hours}} Stunden einmal Ihren zweiten Faktor ersetzt.\n\nNiemand wird Sie je danach fragen.',
    },
    'offline-code': {
      subject: 'Ein Code für Ihre Anmeldung wurde durchgegeben',
      body: 'Der Helpdesk hat einen Code durchgegeben, der am Computer {{computer}} einmal Ihren zweiten Faktor ersetzt, während dieser den Anmeldeserver nicht erreicht.\n\nNiemand wird Sie je danach fragen.',
    },
    'recovery-codes-made': {
      subject: 'Sie haben neue Wiederherstellungscodes',
      body: 'Jemand, der als Sie angemeldet war, hat neue Wiederherstellungscodes gemacht. Jeder ersetzt einmal Ihren zweiten Faktor, wenn Sie sich im Browser anmelden; frühere gelten nicht mehr.\n\nNiemand wird Sie je danach fragen.',
    },
    'recovery-code-used': {
      subject: 'Ein Wiederherstellungscode wurde verwendet',
      body: 'Jemand hat sich als Sie angemeldet, mit Ihrem Kennwort und einem Ihrer Wiederherstellungscodes. Codes, die noch gelten: {{left}}.\n\nWenn es nur noch wenige sind, machen Sie bei Ihren zweiten Faktoren neue.',
    },
    'password-link': {
      subject: 'Neues Kennwort setzen',
      body: 'Öffnen Sie diesen Link innerhalb von {{minutes}} Minuten, um ein neues Kennwort zu setzen. Er gilt einmal:\n\n{{url}}\n\nNiemand wird Sie je danach fragen.',
    },
  },
  notYou: 'Wenn Sie das nicht veranlasst haben, rufen Sie sofort den Helpdesk an.',
};
