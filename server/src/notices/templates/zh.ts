import type { NoticeTexts } from '../notice-texts.js';

export const ZH: NoticeTexts = {
  language: 'zh',
  greeting: '{{name}}，您好：',
  notices: {
    'password-changed': {
      subject: '您的密码已更改',
      body: '您的密码已在登录会话中更改。',
    },
    'factor-added': {
      subject: '已添加第二验证因素',
      body: '有人以您的身份登录后添加了除密码以外的验证方式：{{what}}。',
    },
    'factor-removed': {
      subject: '已移除第二验证因素',
      body: '有人以您的身份登录后移除了除密码以外的验证方式：{{what}}。',
    },
    'answers-changed': {
      subject: '您的安全问题答案已更换',
      body: '有人以您的身份登录后为忘记密码的情况设置了新的答案。',
    },
    'password-reset': {
      subject: '您的密码已更改',
      body: '有人通过服务台提供的链接为您的帐户设置了新密码。',
    },
    'factors-reset': {
      subject: '您的第二验证因素已移除',
      body: '服务台已移除您除密码以外的验证方式：{{what}}。',
    },
    'enrollment-permitted': {
      subject: '您可以设置第二验证因素',
      body: '服务台允许您在 {{hours}} 小时内的下次登录时设置新的第二验证因素。',
    },
    'break-glass': {
      subject: '已为您的登录签发代码',
      body: '服务台签发了一个代码，可在 {{hours}} 小时内代替您的第二验证因素使用一次。\n\n任何人都不会向您索要该代码。',
    },
    'offline-code': {
      subject: '已为您的登录告知代码',
      body: '服务台告知了一个代码：当计算机 {{computer}} 无法连接登录服务器时，该代码可在该计算机上代替您的第二验证因素使用一次。\n\n任何人都不会向您索要该代码。',
    },
    'recovery-codes-made': {
      subject: '您有了新的恢复代码',
      body: '有人以您的身份登录后生成了新的恢复代码。每个代码可在浏览器登录时代替您的第二验证因素一次；之前的代码不再有效。\n\n任何人都不会向您索要这些代码。',
    },
    'recovery-code-used': {
      subject: '已使用一个恢复代码',
      body: '有人用您的密码和一个恢复代码以您的身份登录。剩余代码：{{left}} 个。\n\n剩余不多时，请在第二验证因素页面生成新的代码。',
    },
    'password-link': {
      subject: '设置新密码',
      body: '请在 {{minutes}} 分钟内打开此链接设置新密码。链接只能使用一次：\n\n{{url}}\n\n任何人都不会向您索要该链接。',
    },
  },
  notYou: '如果这不是您要求的，请立即致电服务台。',
};
