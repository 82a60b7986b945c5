import type { MessageTemplate } from './message-template.js';

export const CODE_EN: MessageTemplate = {
  subject: 'Your passcode',
  text: `Hello {{name}},

your passcode is {{code}}

Type it at the logon screen within {{minutes}} minutes. It works once.

If you are not logging on right now, someone else knows your password: change it, and tell the help desk.
Nobody will ever ask you for this code.
`,
  html: `<!doctype html>
<html lang="en">
<body style="font-family: sans-serif">
<p>Hello {{name}},</p>
<p>your passcode is</p>
<p style="font-size: 2em; letter-spacing: 0.2em"><strong>{{code}}</strong></p>
<p>Type it at the logon screen within {{minutes}} minutes. It works once.</p>
<p>If you are not logging on right now, someone else knows your password: change it, and tell the help desk.
Nobody will ever ask you for this code.</p>
</body>
</html>
`,
};
