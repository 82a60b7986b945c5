import type { MessageTemplate } from './message-template.js';

export const CODE_ZH: MessageTemplate = {
  subject: '您的验证码',
  text: `{{name}}，您好：

您的验证码是 {{code}}

请在 {{minutes}} 分钟内在登录屏幕上输入。该验证码只能使用一次。

如果您现在没有在登录，则说明其他人知道您的密码：请更改密码，并通知服务台。
任何人都不会向您索要此验证码。
`,
  html: `<!doctype html>
<html lang="zh-Hans">
<body style="font-family: sans-serif">
<p>{{name}}，您好：</p>
<p>您的验证码是</p>
<p style="font-size: 2em; letter-spacing: 0.2em"><strong>{{code}}</strong></p>
<p>请在 {{minutes}} 分钟内在登录屏幕上输入。该验证码只能使用一次。</p>
<p>如果您现在没有在登录，则说明其他人知道您的密码：请更改密码，并通知服务台。
任何人都不会向您索要此验证码。</p>
</body>
</html>
`,
};
