import type { LockoutPolicy } from '@gatehouse/protocol';

import type { GroupHelp } from './group-help.js';

export const LOCKOUT_HELP: GroupHelp<LockoutPolicy> = {
  strikes: {
    de: 'Fehlversuche in Folge, nach denen die Person gesperrt wird.',
    zh: '连续失败多少次后锁定此人。',
  },
  windowMinutes: {
    de: 'Fehlversuche, die weiter auseinanderliegen, zählen nicht zusammen.',
    zh: '间隔超过此时间的失败不累计。',
  },
  durationMinutes: {
    de: 'Wie lange die Sperre dauert; 0 heißt, bis der Helpdesk sie aufhebt.',
    zh: '锁定持续多久;0 表示直到服务台解除。',
  },
  sourceStrikes: {
    de: 'Fehlversuche in Folge von einer Quelle, nach denen nur diese Quelle gesperrt wird; nie mehr als `strikes`.',
    zh: '同一来源连续失败多少次后只锁定该来源;不超过 `strikes`。',
  },
  sourceDurationMinutes: {
    de: 'Wie lange eine Quelle gesperrt bleibt.',
    zh: '来源被锁定多久。',
  },
  showStrikes: {
    de: 'Der Person sagen, wie viele Versuche sie noch hat.',
    zh: '告诉用户还剩几次尝试。',
  },
};
