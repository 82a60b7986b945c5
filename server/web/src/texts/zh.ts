import type { FactorMethod, PasswordRuleCode } from '@gatehouse/protocol';

import type { Texts } from './en.js';

const METHODS: Record<FactorMethod, string> = {
  totp: '身份验证器应用',
  hotp: '令牌',
  email: '电子邮件',
  'break-glass': '服务台提供的代码',
  'recovery-code': '恢复代码',
};

export const zh: Texts = {
  tag: 'zh',
  product: 'Gatehouse',
  frame: {
    skip: '跳到正文',
    language: '语言',
    dark: '使用深色',
    light: '使用浅色',
    loading: '正在加载…',
    reference: (reference) => `服务台查询号：${reference}`,
    helpDesk: (contact) => `服务台：${contact}`,
    crashed: '此页面出现问题。请重新加载；您已完成的操作不会丢失。',
    reload: '重新加载页面',
    show: '显示输入内容',
    hide: '隐藏输入内容',
    cancel: '取消',
    back: '返回登录',
    retry: '重试',
  },
  signIn: {
    title: '登录',
    lead: (issuer) => `使用登录 Windows 的用户名和密码登录 ${issuer}。`,
    name: '用户名',
    nameHint: '与登录 Windows 时相同，例如 CORP\\anna 或 anna@corp.example。',
    password: '密码',
    submit: '登录',
    forgot: '我忘记了密码',
    locked: '我的帐户已锁定',
    nameMissing: '请输入用户名。',
    passwordMissing: '请输入密码。',
    startOver: '重新开始',
    /** Codes that are written down, and work once. */
    written: {
      'factor.wrong-code': '代码不正确。请按所写的内容输入。',
      'factor.used-code': '该代码已使用过，且只能使用一次。请输入另一个。',
    },
    attempts: (left) => `还可以尝试 ${left} 次。`,
    until: (when) => `锁定将于 ${when} 自动解除。`,
    signedOut: '您已注销。',
    signedOutEverywhere: (ended) => `您已注销。共结束了 ${ended} 个会话。`,
    expired: '您的会话已结束。请重新登录，之后会回到原来的页面。',
  },
  code: {
    title: '输入代码',
    label: '代码',
    prompt: {
      totp: '请输入身份验证器应用显示的代码。',
      hotp: '请按下令牌上的按钮，然后输入显示的代码。',
      email: '请输入发送到您电子邮件地址的代码。',
      'break-glass': '请输入服务台提供的代码。不区分大小写，连字符可省略。',
      'recovery-code': '请输入您的一个恢复代码。每个只能使用一次，不区分大小写，连字符可省略。',
    },
    sentTo: (destination) => `请输入发送到 ${destination} 的代码。`,
    digits: (digits) => `代码共 ${digits} 位数字。`,
    timeLeft: (minutes) =>
      minutes <= 1 ? '代码将在一分钟内失效。' : `代码在 ${minutes} 分钟内有效。`,
    missing: '请输入代码。',
    submit: '继续',
    resend: (left) => `重新发送代码（还可发送 ${left} 次）`,
    sentAgain: '已发送新代码。之前的代码不再有效。',
    other: '其他方式：',
    use: {
      totp: '使用身份验证器应用',
      hotp: '使用令牌',
      email: '通过电子邮件发送代码',
      'break-glass': '使用服务台提供的代码',
      'recovery-code': '使用恢复代码',
    },
  },
  rejected: {
    'factor.wrong-code': '代码不正确。请输入当前的代码。',
    'factor.used-code': '该代码已使用过。请等待下一个代码，然后输入。',
    'factor.resend-limit': '无法再次发送代码。请输入最后一个代码，或重新开始。',
    'factor.undeliverable': '无法发送代码。请使用其他方式，或几分钟后重试。',
    'answers.wrong': '答案不正确。请重新回答问题。',
    'enrollment.incomplete': '缺少答案。请回答每个问题。',
    'enrollment.answer-too-short': '答案太短。请输入更长的答案。',
    'enrollment.answer-too-long': '答案太长。请输入更短的答案。',
    'enrollment.answer-blocked': '该答案容易被猜到。请输入其他答案。',
    'enrollment.answer-in-question': '答案出现在问题中。请输入其他答案。',
    'enrollment.answer-in-name': '答案是您姓名的一部分。请输入其他答案。',
    'enrollment.answers-equal': '您已用此答案回答了另一个问题。请输入不同的答案。',
    'enrollment.wrong-code': '代码不正确。请输入当前的代码。',
    'enrollment.wrong-password': '这不是您登录时使用的密码。请重新输入。',
    'enrollment.bad-address': '无法使用该电子邮件地址。请输入其他地址。',
    'enrollment.undeliverable': '无法发送代码。请检查地址，或几分钟后重试。',
    'enrollment.too-many': '尝试次数过多。请等待几分钟，或致电服务台。',
  },
  denied: {
    'credentials.wrong': '用户名或密码不正确。请重试。',
    'password.empty': '请输入密码。',
    'principal.locked': '尝试次数过多：此帐户已在这里锁定。请等待锁定解除，或致电服务台。',
    'source.locked': '此网络的尝试次数过多。请等待几分钟，或致电服务台。',
    'directory.unavailable': '现在无法检查您的帐户。请几分钟后重试。',
    'challenge.expired': '代码已过期。请重新登录以获取新代码。',
    'challenge.unknown': '此次登录已结束，或正在另一个标签页中进行。请重新开始。',
    'logon.cancelled': '登录已取消。',
    'account.disabled': '您的帐户已禁用。请致电服务台。',
    'account.expired': '您的帐户已过期。请致电服务台。',
    'account.logon-hours': '您的帐户在此时段不能登录。请稍后重试。',
    'account.workstation': '您的帐户不能在这里登录。请致电服务台。',
    'account.mismatch': '这与之前的帐户不同。请重新登录。',
    'account.no-windows': '您的帐户不能在这里登录。请致电服务台。',
    'factor.not-enrolled': '您的帐户未设置第二重验证。请致电服务台。',
    'factor.undeliverable': '无法发送代码。请几分钟后重试。',
    'policy.denied': '您的帐户不能在这里执行此操作。请致电服务台。',
    'session.limit': '您登录的位置已达到上限。请在其中一处注销，然后重试。',
    'self-service.not-here': '不能在浏览器中执行此操作。请在计算机的登录屏幕上操作，或致电服务台。',
    'self-service.unknown':
      '操作时间过长或已结束，无法继续。如果您已设置新密码，请用它登录；否则请重新开始。',
    'self-service.expired': '操作时间过长，已被放弃。请重新开始。',
    'directory.forbidden': '服务器无权更改您的帐户。请致电服务台。',
    'enrollment.unknown': '操作时间过长或已完成。请重新开始。',
    'account.unmapped': '尚未为此帐户指定第二验证因素。请致电服务台。',
    'account.unchecked': '无法验证密码。请重试。',
    'account.foreign': '此帐户仅属于该计算机。请使用您的公司帐户登录。',
    'factor.locked': '错误的验证码过多。请稍候，或致电服务台。',
    'factor.proof-required':
      '恢复代码不足以执行此操作。请用其他第二因素登录；如果没有，请先设置一个。',
    'factor.required': '您登录时需要它，并且没有其他方式。请先设置另一种方式。',
  },
  problem: {
    unreachable: '服务器没有响应。请检查网络连接，然后重试。',
    unreadable: '无法读取服务器的响应。请重新加载页面。',
    page: '此页面出现问题。请重新加载。',
    'rate.limited': '请求过多。请等待几分钟，然后重试。',
    'session.required': '您的会话已结束。请重新登录。',
    'session.proof-required': '请再次证明您的身份，然后重试。',
    'request.malformed': '服务器不接受所发送的内容。请重新加载页面。',
    'request.too-large': '内容太长。请输入较短的内容。',
    'request.cross-site': '请使用服务器自己的地址打开此页面。',
    'sign-in.unknown': '没有您的此次登录。',
    'password-link.invalid': '该链接已使用、已被替换或已过期。请向服务台索取新链接。',
    'factor.unknown': '您已没有此项。请重新加载页面。',
    'answers.none': '您的公司不要求设置答案。',
    'directory.unavailable': '无法连接目录。请几分钟后重试。',
    'server.unavailable': '服务器现在无法响应。请几分钟后重试。',
    other: '操作未成功。请重试，或致电服务台。',
  },
  password: {
    title: '选择新密码',
    why: {
      expired: '您的密码已过期。',
      'must-change': '登录前必须更改密码。',
      rules: '您的密码不再符合规则。',
    },
    present: '当前密码',
    fresh: '新密码',
    repeat: '再次输入新密码',
    missing: '请输入新密码。',
    different: '两次输入的密码不一致。请输入两次新密码。',
    submit: '设置新密码',
    rules: '新密码的规则',
    met: '符合',
    broken: '不符合',
    later: '提交时检查',
    progress: (met, all) => `共 ${all} 条规则，已符合 ${met} 条。`,
    refused: '不能使用该密码：请查看哪些规则不符合。',
    done: '您的密码已更改。您的其他会话均已结束。',
    expiresIn: (days) =>
      days <= 0
        ? '您的密码今天过期。'
        : days === 1
          ? '您的密码明天过期。'
          : `您的密码将在 ${days} 天后过期。`,
    rule: (code, value) => ruleOf(code, value),
  },
  enroll: {
    steps: (what, left) => (left === 1 ? what : `${what}（还有 ${left} 步）`),
    totp: '设置身份验证器应用',
    totpScan: '请用身份验证器应用扫描图片，然后输入应用显示的代码。',
    totpPicture: '用于身份验证器应用的二维码。下方的密钥内容相同。',
    totpKey: '或在应用中输入此密钥：',
    email: '设置电子邮件地址',
    emailWhy: '代码会发送到此地址。现在会发送一个代码，以确认地址属于您。',
    address: '电子邮件地址',
    addressMissing: '请输入电子邮件地址。',
    send: '发送代码到该地址',
    otherAddress: '使用其他地址',
    backToCode: '返回输入代码',
    answers: '设置答案',
    answersWhy:
      '忘记密码时，您可以用这些答案自助处理。没有人能读取答案，以后需要用相同的词句回答。',
    question: (number) => `问题 ${number}`,
    choose: '选择一个问题',
    answerTo: (question) => `答案：${question}`,
    answer: '答案',
    shortest: (characters) => `至少 ${characters} 个字符。`,
    chooseMissing: '请选择一个问题。',
    answerMissing: '请输入答案。',
    save: '保存答案',
    passwordAgain: '再次输入您的密码',
    postpone: (left) => `暂不设置（还可推迟 ${left} 次）`,
  },
  help: {
    resetTitle: '设置新密码',
    resetLead: '请输入用户名，然后证明您的身份。',
    unlockTitle: '解锁帐户',
    unlockLead: '请输入用户名，然后证明您的身份。',
    begin: '继续',
    noCode: '如果没有收到代码，或您未设置接收方式，请致电服务台。',
    questionsTitle: '回答您的问题',
    questionsLead: '请用相同的词句给出您设置的答案。',
    answered: '继续',
    resetDone: '新密码已设置。请用它登录。',
    unlockDone: '您的帐户已解锁。请用密码登录。',
    toSignIn: '登录',
    again: '重新开始',
  },
  link: {
    title: '设置新密码',
    missing: '此页面需要服务台提供的完整链接。请重新打开链接，或向服务台索取新链接。',
    opening: '正在检查您的链接…',
  },
  areas: {
    navigation: '区域',
    account: '您的账户',
    helpDesk: '服务台',
    administration: '管理',
    forbidden: '您在此处没有任何权限。如果应当有，请联系管理员。',
  },
  account: {
    navigation: '您的帐户',
    factors: '第二重验证',
    password: '密码',
    activity: '会话与登录',
    signOut: '注销',
    signOutEverywhere: '在所有位置注销',
    signedInAs: (name) => `已登录：${name}`,
    factorsLead: '除密码外，您用来证明身份的方式。',
    none: '您尚未设置。',
    since: (when) => `自 ${when} 起`,
    remove: '移除',
    removeOne: (what) => `移除：${what}`,
    removeTitle: '移除此第二重验证？',
    removeText: (what) => `之后将不能再用它以您的身份登录：${what}。`,
    removed: '已移除。',
    addTotp: '添加身份验证器应用',
    addEmail: '添加或更改接收代码的电子邮件地址',
    added: '已设置。',
    answers: '答案',
    answersSet: '您的答案已设置。',
    answersUnset: '您尚未设置答案。',
    setAnswers: '设置答案',
    replaceAnswers: '替换答案',
    answersSaved: '您的答案已保存。',
    sessions: '您登录的位置',
    thisSession: '此浏览器',
    unknownBrowser: '浏览器',
    lastSeen: (when) => `最近使用：${when}`,
    from: (address) => `来自 ${address}`,
    endSession: '结束',
    endOne: (what) => `结束会话：${what}`,
    sessionEnded: '会话已结束。',
    devices: '您的设备',
    devicesLead:
      '这些计算机保存了您的加密数据，以便在无法连接服务器时您仍可在其上登录。能够连接时数据会更新；超过所示时间后数据即失效。',
    deviceLost: '如果其中某台丢失、被盗，或者您不认识它，请立即致电服务台，并说出此处显示的名称。',
    noDevices: '没有计算机保存您的数据。',
    refreshed: (when) => `更新于 ${when}`,
    validUntil: (when) => `有效期至 ${when}`,
    deviceRevoked: '它对服务器的访问权限已被撤销。',
    signIns: '最近的登录',
    signInsLead: '最近 90 天内，在您的计算机和浏览器中的登录。',
    noSignIns: '没有记录。',
    granted: '已登录',
    refused: '已拒绝',
    door: { desktop: 'Windows', web: '浏览器', other: '其他方式' },
    notMe: '不是我本人',
    notMeOne: (when) => `不是我本人：${when}`,
    notMeTitle: '这不是您本人吗？',
    notMeText: '会上报此事，并结束由此次登录打开的会话。之后请更改密码：登录的人知道您的密码。',
    notMeYes: '上报并结束该会话',
    disowned: '已上报，该会话已结束。请立即更改密码。',
    notMeRefusedText: '有人试图以您的名义登录。此事会被上报。对方未能登录，也不会结束任何会话。',
    notMeRefusedYes: '上报',
    refusedDisowned: '已上报。如果对方可能知道您的密码，请立即更改密码。',
    changePassword: '更改密码',
    methods: METHODS,
    idle: '由于没有操作，您将在一分钟内被注销。',
    stay: '保持登录',
    absolute:
      '您的会话已接近允许的最长时间，无论是否操作，都将在五分钟内结束。请完成手头的操作，然后重新登录。',
  },
  proof: {
    title: '仍是您本人吗？',
    lead: '此操作需要您重新证明身份。请输入密码，然后输入代码。',
    submit: '继续',
  },
};

function ruleOf(code: PasswordRuleCode, value: number | undefined): string {
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
