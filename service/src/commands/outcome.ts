/** How a command went: its exit code, and what it says to the person. Failures go to stderr. */
export interface CommandOutcome {
  exitCode: number;
  text: string;
}
