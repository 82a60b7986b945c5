import type { PasswordRuleCode } from '@gatehouse/protocol';

/** What a rule wants of a new password; `value` is its number, where the server says it. */
export function ruleOf(code: PasswordRuleCode, value: number | undefined): string {
  const n = value ?? 0;
  switch (code) {
    case 'password.length':
      return value === undefined ? '足够长' : `至少 ${n} 个字符`;
    case 'password.too-long':
      return value === undefined ? '不要太长' : `最多 ${n} 个字符`;
    case 'password.characters':
      return '只使用可以键入的字符';
    case 'password.classes':
      return `包含以下四类中的${value === undefined ? '几' : ` ${n} `}类：大写字母、小写字母、数字、其他字符`;
    case 'password.upper':
      return '一个大写字母';
    case 'password.lower':
      return '一个小写字母';
    case 'password.digit':
      return '一个数字';
    case 'password.symbol':
      return '一个既非字母也非数字的字符';
    case 'password.complexity':
      return '包含以下四类中的三类：大写字母、小写字母、数字、其他字符；不含您姓名的任何部分';
    case 'password.pattern':
      return '您公司的规则';
    case 'password.dictionary':
      return '不含您公司禁止在密码中使用的词';
    case 'password.breached':
      return '不是攻击者已从别处得知的密码';
    case 'password.unchecked':
      return '与已知密码比对，现在无法进行：请稍后重试，或致电服务台';
    case 'password.personal':
      return '不含您的姓名、电子邮件地址或公司域名的任何部分';
    case 'password.similar':
      return '与旧密码不相似';
    case 'password.repeats':
      return value === undefined ? '没有字符多次连续出现' : `没有字符连续出现超过 ${n} 次`;
    case 'password.sequence':
      return value === undefined
        ? '没有 abcd 或 4321 这样的长序列'
        : `没有超过 ${n} 个字符的 abcd 或 4321 这样的序列`;
    case 'password.weak':
      return '更难猜到：使用更多互不相关的词';
    case 'password.history':
      return value === undefined ? '不是您以前的密码' : `不是您最近 ${n} 个密码之一`;
    case 'password.age':
      return '不要这么快再次更改';
    case 'password.other':
      return '您公司的规则';
  }
}
