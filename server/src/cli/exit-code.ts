/** What the program's exit status means; scripts may rely on it. */
export const EXIT = {
  ok: 0,
  /** The server answered, and the answer is no (or a test that was asked for failed). */
  refused: 1,
  /** The command line, a file or an input cannot be used; nothing was asked of the server. */
  usage: 2,
  /** No answer that can be trusted: nothing listens, the certificate is not trusted, the answer is malformed. */
  unreachable: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODE_HELP = `Exit codes:
  0  done
  1  refused: the server answered, and the answer is no
  2  usage: the command line, a file or an input cannot be used
  3  unreachable: no answer that can be trusted`;
