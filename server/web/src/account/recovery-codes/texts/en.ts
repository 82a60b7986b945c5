export const en = {
  title: 'Recovery codes',
  why: 'Codes on paper for the day that your other second factors are away. Each signs you in in a browser once, together with your password.',
  none: 'You have not made any.',
  left: (left: number, total: number) => `${left} of ${total} left`,
  made: (when: string) => `Made ${when}`,
  few: (left: number) =>
    left === 0
      ? 'All your recovery codes are used. Make new ones.'
      : `Only ${left === 1 ? 'one of your recovery codes is' : `${left} of your recovery codes are`} left. Make new ones.`,
  off: 'They are not taken in your company at the moment.',
  make: 'Make recovery codes',
  renew: 'Make new recovery codes',
  renewTitle: 'Make new recovery codes?',
  renewText: 'The codes that you have now no longer work then.',
  remove: 'Remove the recovery codes',
  removeTitle: 'Remove the recovery codes?',
  removeText: 'None of them can then be used to sign in as you.',
  shownTitle: 'Your new recovery codes',
  shownLead:
    'They are shown this once. Print them or keep them where you keep your passport, not in a file on this computer.',
  label: 'Recovery codes',
  copy: 'Copy',
  copied: 'Copied',
  print: 'Print',
  download: 'Download as text',
  file: 'recovery-codes.txt',
  kept: 'I have kept them',
  head: (product: string, when: string) => `Recovery codes for ${product}, made ${when}`,
  once: 'Each works once, with your password. Nobody will ever ask you for them.',
};

export type RecoveryCodesTexts = typeof en;
