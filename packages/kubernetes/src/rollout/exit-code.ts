const signals: Readonly<Record<number, string>> = {
  4: 'SIGILL: an instruction that this processor does not have',
  6: 'SIGABRT: the program gave up',
  9: 'SIGKILL: killed from outside',
  11: 'SIGSEGV: memory that is not its own',
  15: 'SIGTERM: asked to end',
};

/** An exit code in words where it has a meaning of its own, e.g. `exit code 127 (command not found)`. */
export function exitText(code: number): string {
  const meaning =
    code === 126
      ? 'the command is not executable'
      : code === 127
        ? 'command not found'
        : code === 0
          ? 'it ended well, but must keep running'
          : signals[code - 128];
  return meaning ? `exit code ${code} (${meaning})` : `exit code ${code}`;
}
