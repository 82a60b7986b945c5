import type { HelpTexts } from './help-texts.js';

const DOOR = {
  require: '在此入口登录，除正确的密码外还需要什么。',
  methods: '可以使用的验证方式，按优先顺序排列。',
  defaultMethod: '首先要求的验证方式（若用户拥有）；否则为用户拥有的 `methods` 中的第一个。',
};

const QUESTION = '英文的问题，用于没有自己版本的所有语言。';
const QUESTIONS = '其他语言的问题，按两个或三个字母的语言代码。';
const PATTERN = '所要求内容的英文说明，用于没有自己文本的所有语言。';
const PATTERNS = '其他语言的同一说明，按两个或三个字母的语言代码。';

export const CHINESE_HELP: HelpTexts = {
  logon: {
    desktop: DOOR,
    web: {
      ...DOOR,
      enrollAnswers: '要求的答案是否在登录时登记；否则等到在计算机上登录时再登记。',
      sessionIdleMinutes: '会话中这么久没有任何操作时，会话结束。',
      sessionAbsoluteHours: '登录后经过这么久，会话结束，无论其中有什么操作。',
      concurrentSessions: '一个人可以同时拥有多少个会话。',
      atSessionLimit: '登录会使会话数超出上限时怎么办：拒绝登录，或结束最早的会话。',
    },
  },
  lockout: {
    strikes: '连续失败多少次后锁定此人。',
    windowMinutes: '相隔超过此时间的失败不累计。',
    durationMinutes: '锁定持续多久；0 表示直到服务台解除。',
    sourceStrikes: '同一来源连续失败多少次后只锁定该来源；不超过 `strikes`。',
    sourceDurationMinutes: '来源被锁定多久。',
    showStrikes: '告诉用户还剩几次尝试。',
  },
  otp: {
    digits: '所发送验证码的位数。',
    lifetimeSeconds: '一次验证保持有效多久。',
    resendLimit: '一次登录中验证码可以重新发送几次。',
    sendLimit:
      '一个人在时间窗口内最多收到几个验证码，不论登录几次。此外，在每个自助入口，尚未证明任何身份的人还可收到其一半，至少一个。',
    sendWindowMinutes: '时间窗口的长度，从第一个验证码开始计算。',
    destinationLimit: '时间窗口内发往同一地址的验证码数量，不论是发给谁的。',
  },
  contact: {
    email: '邮件验证码发往何处：目录中的邮件地址、登记的备用地址，或按顺序两者兼用。',
  },
  answers: {
    mandatory: '每个人都要回答的问题：在登记时，以及每当以答案作为证明时。',
    optional: '供用户选择的问题。',
    shares: '一个人要登记多少个可选问题。',
    threshold: '必须答对多少个已登记的可选问题；最多 64 种组合。',
    minimumLength: '答案至少的字符数。',
    blocklist: '任何人都不得使用的答案，例如“密码”或公司名称。',
  },
  recovery: {
    offline: '计算机是否保存离线恢复所需的内容。',
    attempts: '答错多少组答案后，计算机销毁所保存的内容；0 表示从不销毁。',
    reveal: '密码只是自动填入，还是在有限的时间内显示给用户。',
    showSeconds: '`reveal` 为 `show` 时，密码显示多久。',
    secondFactor:
      '没有服务器的恢复是否以身份验证器的验证码结束；没有身份验证器的人则只能通过服务器恢复。',
  },
  enrollment: {
    required: '在 Windows 得到凭据之前必须登记的内容，按此顺序。',
    postponements: '一个人可以在不登记的情况下继续登录几次。',
    firstProof: '首次登记必须证明什么：管理员或服务台登记的验证方式，或仅凭密码。',
    idleDays:
      '这么久没有人使用的账户，首次登记时需要已证明的验证方式，无论 `firstProof` 如何设置。',
  },
  desktop: {
    mode: '推行到哪一步：`observe` 不要求任何验证，密码交给 Windows，并在审计中记录 `enforce` 本会怎么做；`optional` 要求拥有验证方式的人进行验证，其他人凭密码登录；`enforce` 要求所有人验证。',
    exclusions: '不要求第二因素的账户和组，按 SID，附原因；如有期限，附截止时间。',
    foreignAccounts:
      '服务器无法检查的账户（本地、Microsoft 和 Entra 账户）如何处理：`deny` 一律不允许；`second-factor-only` 允许管理员已映射到目录中某人的账户（`gatehouse workstation foreign-account add`），需要由 Windows 检查的密码和此人的验证方式；`excluded` 允许其仅凭密码登录。`exclusions` 以其自身的 SID 或本地组的 SID 列出的账户也可以登录。只有适用于所有人的策略能决定这一点：其他策略不涉及不在任何目录中的账户。',
    unlockGraceMinutes:
      '通过验证后的这段时间内，在计算机本机上，同一次登录的会话仅凭密码即可解锁。连接或断开屏幕、计算机睡眠或服务重新启动时提前结束。0 表示每次都验证。',
    scenarios: '在哪里要求第二因素：登录时、解锁会话时、用户账户控制提示中。更改密码时总是要求。',
    sessions: '在哪些会话中要求第二因素：在计算机本机上，以及通过远程桌面、Citrix 或其他方式。',
    offline:
      '没有服务器时登录需要什么：已登记的身份验证器的验证码、不存在的东西（即拒绝登录），或由 Windows 检查的密码。',
    kitDays: '计算机可以多久不联系服务器，超过后其保存的内容过期。',
    wrongCodes: '密码正确后输错多少次验证码，计算机销毁所保存的内容；0 表示从不销毁。',
  },
  selfService: {
    reset: '忘记旧密码时，设置新密码所需的证明。仅 `answers` 只在已加入的计算机的登录磁贴上有效。',
    unlock: '解锁账户所需的证明。仅 `answers` 只在已加入的计算机的登录磁贴上有效。',
  },
  password: {
    minimumLength: '至少的字符数，按 Unicode 计算。',
    maximumLength: '最多的 UTF-16 代码单元数，按 Windows 计算。',
    classes: '必须全部出现的字符种类。',
    minimumClasses: '四种字符中必须出现几种。',
    mustMatch: '密码中必须出现的模式；RE2 语法。',
    mustNotMatch: '密码中不得出现的模式；RE2 语法。',
    dictionary:
      '密码不得包含的词，不论大小写，也不论是否以数字或符号代替字母：公司名称、产品名称。',
    breached:
      '拒绝 GATEHOUSE_BREACHED_LIST_FILE 列表中的密码。列表无法读取时，`require` 拒绝所有新密码，`when-present` 则不使用列表。',
    personal: '拒绝包含用户姓名、邮件地址或域名中某一部分的密码。',
    minimumDistance: '与旧密码必须不同的字符数（在旧密码可用时）；两者不得互相包含。0 表示不检查。',
    maximumRepeats: '同一字符可以连续出现几次；0 表示不检查。',
    maximumSequence: 'abc、321 或 qwerty 之类序列的字符数；0 表示不检查。',
    minimumScore: 'zxcvbn 评估的最低强度，0 到 4；0 表示不评估。',
    history: '多少个以前的密码（包括当前密码）不得再次使用。',
    minimumAgeHours: '密码必须使用多久后其所有者才可以更改；重置不必等待。',
    expiryDays: '多少天后必须更改密码；0 表示从不。',
    warningDays: '到期前多少天在登录时提醒。',
    changeBefore: '在此时间之前设置的密码，必须在下次登录时更改，例如发生安全事件之后。',
    atLogon: '正确但不再符合规则的密码如何处理：不处理、记录审计事件，或要求更改。',
  },
  helpDesk: {
    verifyCaller: '服务台在解锁账户、重置验证方式或提供链接或验证码之前，是否必须已核实来电者。',
    fourEyes: '哪些操作必须由第二位操作员批准。',
    approvalMinutes: '请求等待第二位操作员批准多久，以及之后申请人可以使用该批准多久。',
    passwordLink: '新密码链接如何送达本人：通过邮件发往服务器已知的地址，或显示给操作员由其读出。',
    passwordLinkMinutes: '此类链接有效多久。',
    breakGlassHours: '代替第二因素的代码最多有效多久。',
    breakGlassCodes: '一个人同时可以拥有几个代替第二因素的代码。',
    enrollmentPermitHours: '服务台最多可以允许某人在多长时间内凭密码登记第一个验证方式。',
  },
  offlineCodes: {
    count: '计算机为每个人保存多少个供服务台读出的代码（以慢速哈希保存）；0 表示不保存。',
    days: '代码生成后有效多久，且不超过其所在的离线数据。过半后生成新的代码。',
    wrongCodes: '输错多少次后，在该计算机上将其锁定一段时间。',
    lockMinutes: '届时锁定多久。',
  },
  recoveryCodes: {
    enabled:
      '用户是否可以生成恢复代码：每个代码可代替浏览器登录的第二因素一次。关闭后，已生成的代码也不再接受。',
  },
  fields: {
    'answers.mandatory.text': QUESTION,
    'answers.mandatory.texts': QUESTIONS,
    'answers.optional.text': QUESTION,
    'answers.optional.texts': QUESTIONS,
    'desktop.exclusions.sid':
      '账户的 SID，或组的 SID（指其成员，包括嵌套成员）；`S-1-5-32-544` 是每台计算机的本地管理员。',
    'password.mustMatch.text': PATTERN,
    'password.mustMatch.texts': PATTERNS,
    'password.mustNotMatch.text': PATTERN,
    'password.mustNotMatch.texts': PATTERNS,
  },
};
