import type { RecoveryCodesTexts } from './en.js';

export const zh: RecoveryCodesTexts = {
  title: '恢复代码',
  why: '写在纸上的代码，供其他第二因素不在手边时使用。每个代码与密码一起可在浏览器登录一次。',
  none: '您尚未生成。',
  left: (left, total) => `剩余 ${left} 个，共 ${total} 个`,
  made: (when) => `生成于 ${when}`,
  few: (left) =>
    left === 0
      ? '您的恢复代码已全部用完。请生成新的。'
      : `您的恢复代码只剩 ${left} 个。请生成新的。`,
  off: '您的公司目前不接受恢复代码。',
  make: '生成恢复代码',
  renew: '生成新的恢复代码',
  renewTitle: '生成新的恢复代码？',
  renewText: '您现有的代码将不再有效。',
  remove: '移除恢复代码',
  removeTitle: '移除恢复代码？',
  removeText: '此后无法再用它们以您的身份登录。',
  shownTitle: '您的新恢复代码',
  shownLead: '代码仅显示这一次。请打印或与证件一起妥善保管，不要存为此计算机上的文件。',
  label: '恢复代码',
  copy: '复制',
  copied: '已复制',
  print: '打印',
  download: '下载为文本',
  file: 'recovery-codes.txt',
  kept: '我已妥善保存',
  head: (product, when) => `${product} 的恢复代码，生成于 ${when}`,
  once: '每个代码与密码一起只能使用一次。任何人都不会向您索要这些代码。',
};
