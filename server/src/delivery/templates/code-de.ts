import type { MessageTemplate } from './message-template.js';

export const CODE_DE: MessageTemplate = {
  subject: 'Ihr Einmalkennwort',
  text: `Guten Tag {{name}},

Ihr Einmalkennwort lautet {{code}}

Geben Sie es innerhalb von {{minutes}} Minuten am Anmeldebildschirm ein. Es gilt einmal.

Wenn Sie sich gerade nicht anmelden, kennt jemand anderes Ihr Kennwort: Ändern Sie es, und melden Sie sich beim
Helpdesk. Niemand wird Sie je nach diesem Code fragen.
`,
  html: `<!doctype html>
<html lang="de">
<body style="font-family: sans-serif">
<p>Guten Tag {{name}},</p>
<p>Ihr Einmalkennwort lautet</p>
<p style="font-size: 2em; letter-spacing: 0.2em"><strong>{{code}}</strong></p>
<p>Geben Sie es innerhalb von {{minutes}} Minuten am Anmeldebildschirm ein. Es gilt einmal.</p>
<p>Wenn Sie sich gerade nicht anmelden, kennt jemand anderes Ihr Kennwort: Ändern Sie es, und melden Sie sich beim
Helpdesk. Niemand wird Sie je nach diesem Code fragen.</p>
</body>
</html>
`,
};
