import type { EventTexts } from './event-texts.js';

export const CHINESE_EVENTS: EventTexts = {
  languageId: 0x804,
  language: 'Chinese',
  reference: '参考号：%1（关联 ID %2）。服务日志和服务器的审计中有同一编号。',
  categories: {
    service: '服务',
    server: '服务器',
    logon: '登录',
    offline: '无服务器',
    'logon-screen': '登录界面',
  },
  events: {
    breakGlassUsed: {
      what: '服务未运行。BreakGlassSids 中的一个帐户仅凭密码交给 Windows 判断：%1。',
      next: '请确认这是否为有意操作，并查明服务未运行的原因：gatehouse-service status，以及事件 200 和 204。',
    },
    serviceNotTrusted: {
      what: '有一个不是 gatehouse-service 的进程在提供其管道。登录界面没有向它发送任何内容。',
      next: '在任何人登录之前，请查明这是哪个进程：只有管理员才能创建该管道。',
    },
    disabledAfterCrashes: {
      what: '凭据提供程序的宿主进程在 %2 分钟内意外结束了 %1 次。在 Windows 下次启动之前，它只为应急帐户服务。若 WhenProviderCrashes 为 system-providers，它不为任何人服务，Windows 自带的登录选项会重新出现：登录时不需要第二因素。',
      next: '请查找与 LogonUI.exe 有关的 Application Error (1000) 事件，运行 gatehouse-service collect，然后重新启动计算机。',
    },
    remoteWithoutPassword: {
      what: '一个远程会话没有带来密码（Restricted Admin 或 Remote Credential Guard）。它没有因此获准登录；我们的磁贴会要求输入密码。',
      next: '如果用户会输入密码，则无需操作。相关设置为 RemoteWithoutPassword。',
    },
    remoteLeftToWindows: {
      what: '一个远程会话没有带来密码（Restricted Admin 或 Remote Credential Guard）。由于 RemoteWithoutPassword 为 report，已交由 Windows 处理，没有第二因素。',
      next: '若不允许这样，请将 RemoteWithoutPassword 设为 deny。',
    },
    notStarted: {
      what: '服务无法启动（%3）：%4',
      next: '请排除所述问题，然后启动服务：net start gatehouse-service。在此之前，由 WhenServiceDown 决定谁可以登录。',
    },
    foreignIdentity: {
      what: '此工作站的身份属于另一台计算机，或属于使用另一名称的本机。在重新加入之前，任何人都无法在此使用第二因素登录。',
      next: '请加入：gatehouse-service join --token-file 文件',
    },
    started: {
      what: '服务已启动：版本 %3，进程 %4。',
      next: '无需操作。',
    },
    stopping: {
      what: '服务正在停止（%3）。',
      next: '若是有意停止，则无需操作。服务停止期间，由 WhenServiceDown 决定谁可以登录。',
    },
    crashed: {
      what: '服务因自身缺陷而结束（%3）：%4',
      next: 'Windows 会重新启动它。请运行 gatehouse-service collect 并报告此问题。',
    },
    leftOut: {
      what: 'ID 为 %3 的事件过于频繁：此处省略了 %4 条。它们在服务日志中。',
      next: '请在服务日志中查看是什么在重复。',
    },
    fault: {
      what: '服务的缺陷（%3，%4）：%5',
      next: '没有人因此获准登录。请运行 gatehouse-service collect 并报告此问题。',
    },
    strangerAtPipe: {
      what: '一个不是登录界面的进程打开了凭据管道并被拒绝：用户 %3，程序 %4，进程 %5，会话 %6。',
      next: '请查明该程序是什么。只有 SYSTEM 的进程才能打开此管道。',
    },
    filterNotInForce: {
      what: '此计算机上的其他凭据提供程序没有被隐藏（%3）：可以不用第二因素登录。',
      next: '若是有意如此（Filter 设置、observe 阶段），则无需操作。否则请修复安装；gatehouse-service status 会显示筛选器的状态。',
    },
    vaultUnavailable: {
      what: '无法访问 Windows 的受保护存储，因此无法读取身份和离线包：%3',
      next: '请重新启动计算机。如果仍然如此，请运行 gatehouse-service collect。',
    },
    joined: {
      what: '此工作站已作为 %3 加入服务器 %4。',
      next: '无需操作。如果出乎意料，请查明是谁创建了令牌。',
    },
    joinFailed: {
      what: '此工作站无法加入（%3）：%4',
      next: '系统会自动重试。已用完或已过期的令牌必须更换：gatehouse workstation token。',
    },
    identityUnreadable: {
      what: '无法读取此工作站的身份（%3）：%4',
      next: '请重新加入：gatehouse-service join --token-file 文件。在此之前，任何人都无法使用第二因素登录。',
    },
    serverKeysChanged: {
      what: '服务器有了新密钥，版本 %3，由已知的密钥签名。',
      next: '无需操作。',
    },
    serverUnreachable: {
      what: '服务器没有给出裁决（%3）：%4，地址 %5。%6',
      next: '在服务器恢复之前，适用策略中的离线规则。每种原因只记录一次；事件 225 表示情况已结束。',
    },
    serverBack: {
      what: '服务器在 %4 秒后恢复应答：%3。',
      next: '无需操作。',
    },
    clockSkew: {
      what: '此计算机的时钟与服务器的时钟相差 %3 秒。',
      next: '请校准时钟：一次性验证码和签名都依赖于它。w32tm /resync',
    },
    policyRefused: {
      what: '服务器发来的此工作站策略被拒绝（%3）。之前的策略继续有效。',
      next: '如果反复出现，请运行 gatehouse-service collect：策略带有签名，而这一份已损坏、过旧或属于另一台工作站。',
    },
    policyNotInForce: {
      what: '服务器对此工作站的最后规定已不再有效（%3）。它将强制执行：排除项、解锁宽限期以及不属于任何目录的帐户均不计入。',
      next: '请使其能够访问服务器：gatehouse-service status 会显示是否可以访问。如果原因是 clock，请校正时钟。',
    },
    exclusionsCut: {
      what: '此计算机的一个组已被排除，但并非其所有成员都被排除：只向服务器告知 8 个组，每组 64 个成员。其余成员会被要求提供第二验证方式。组：%3。',
      next: '请减少排除的本机组，或改为排除域中的组：域组没有数量限制。',
    },
    logonGranted: {
      what: '已准许 %3 登录，裁决方：%4，登录编号 %5。最终由 Windows 决定。',
      next: '无需操作。',
    },
    logonDenied: {
      what: '登录被拒绝（%3），裁决方：%4。',
      next: '服务器的审计会显示是谁：gatehouse audit search --correlation 参考号',
    },
    noVerdict: {
      what: '一次登录没有得到裁决（%3）：%4',
      next: '请查明服务器为何无法访问（事件 224），或报告此缺陷。',
    },
    windowsRefused: {
      what: 'Windows 拒绝了一次已准许的登录：状态 %3，子状态 %4，登录编号 %5。',
      next: '状态值来自 Windows (ntstatus.h)：帐户可能已停用、已过期，或不允许在此登录。',
    },
    enrollmentWaits: {
      what: '由于服务器中断（%4），一项注册（%3）未能完成。该用户已获准登录，注册推迟。',
      next: '无需操作：下次登录时会再次要求注册。',
    },
    selfServiceDone: {
      what: '登录界面上的自助服务已成功完成（%3），用户 %4。',
      next: '无需操作。如果不是本人所为，请向服务台报告。',
    },
    offlineGranted: {
      what: '已在没有服务器的情况下准许 %3 登录，登录编号 %4。',
      next: '无需操作。下次连接时会告知服务器。',
    },
    offlineDenied: {
      what: '没有服务器的登录被拒绝（%3；%4）。',
      next: '请连接到服务器，或请服务台查看此人的离线包。',
    },
    offlineLockout: {
      what: '没有服务器时错误尝试过多（%4）：%3 的离线包已销毁。',
      next: '此人需在可连接服务器的地方登录，届时会获得新的离线包。请询问是否为本人所为。',
    },
    tampering: {
      what: '%3 的离线包状态被外部更改或回滚。该离线包已销毁。',
      next: '请查明谁拥有管理员权限或接触过磁盘。还原此计算机的备份或快照也会造成这种情况。',
    },
    kitRefused: {
      what: '一个用于无服务器登录的离线包被拒绝（%3）。',
      next: '代码 broken 和 wrong-key 表示文件损坏或来自别处：请运行 gatehouse-service collect。其他情况会在下次连接时自行恢复。',
    },
    kitExpired: {
      what: '%3 的离线包已过期：此人无法在没有服务器时在此登录。',
      next: '无需操作：下次连接服务器登录时会获得新的离线包。',
    },
    kitsRemoved: {
      what: '此工作站的所有离线包已被移除（%3）：%4。',
      next: '服务器表示此工作站不得再提出请求。如需恢复，请重新加入：gatehouse-service join --token-file 文件',
    },
    offlineCodeUsed: {
      what: '在没有服务器的情况下，使用密码和服务台提供的应急代码登录：%3。此处剩余代码：%4。',
      next: '如果是服务台读给此人的，无需操作。审计中记有何人因何提供 (offline-code.read-out)；下次连接时会告知服务器。',
    },
    offlineCodeRefused: {
      what: '在没有服务器的情况下，%3 的应急代码被拒绝（%4）。代码锁定前剩余尝试次数：%5。',
      next: 'used 表示该代码已经用过：请服务台另给一个。wrong 表示输入有误，或该代码属于他人或其他计算机。',
    },
    offlineCodesLocked: {
      what: '在没有服务器的情况下，%3 的错误应急代码过多：此计算机在 %4 秒内不再接受应急代码。',
      next: '每次的密码都是正确的。请询问是否为本人所为；如果不是，说明有人知道该密码。',
    },
    offlineCodesLow: {
      what: '%3 在此处的应急代码即将用完：剩余 %4 个。',
      next: '请让此计算机连接到服务器：下次连接会带来新代码。在此之前，服务台可能没有代码可读。',
    },
    breakGlassAccountUsed: {
      what: '服务器和本计算机都无法作出决定。BreakGlassSids 中的一个帐户仅凭密码登录：%3。',
      next: '请确认这是否为有意操作，并查明为何无法作出决定：gatehouse-service status，以及事件 201、221 和 224。下次联系时会告知服务器。',
    },
    breakGlassAccountRefused: {
      what: '服务器和本计算机都无法作出决定，BreakGlassSids 中的一个帐户被拒绝：%3（%4）。',
      next: 'credentials.wrong 表示密码错误，principal.locked 表示多次错误后的暂停；account.unchecked 表示 Windows 目前无法检查密码。请查明是谁尝试登录。',
    },
  },
};
