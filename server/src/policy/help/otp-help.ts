import type { OtpPolicy } from '@gatehouse/protocol';

import type { GroupHelp } from './group-help.js';

export const OTP_HELP: GroupHelp<OtpPolicy> = {
  digits: { de: 'Ziffern eines gesendeten Codes.', zh: '所发送验证码的位数。' },
  lifetimeSeconds: { de: 'Wie lange eine Abfrage offen bleibt.', zh: '一次验证保持有效多久。' },
  resendLimit: {
    de: 'Wie oft ein Code bei einer Anmeldung noch einmal gesendet werden darf.',
    zh: '一次登录中验证码可以重新发送几次。',
  },
  sendLimit: {
    de: 'Wie viele Codes eine Person im Zeitfenster bekommt, bei wie vielen Anmeldungen auch immer. Dazu an jedem Zugang der Selbsthilfe halb so viele, mindestens einer, für jemanden, der noch nichts nachgewiesen hat.',
    zh: '一个人在时间窗口内最多收到几个验证码,不论登录几次。此外,在每个自助入口,尚未证明任何身份的人还可收到其一半,至少一个。',
  },
  sendWindowMinutes: {
    de: 'Wie lange das Zeitfenster dauert, das mit dem ersten Code beginnt.',
    zh: '时间窗口的长度,从第一个验证码开始计算。',
  },
  destinationLimit: {
    de: 'Wie viele Codes im Zeitfenster an eine Adresse gehen, für wen auch immer.',
    zh: '时间窗口内发往同一地址的验证码数量,不论是发给谁的。',
  },
};
