const goneCodes = ['ENOENT', 'ENODEV', 'ESRCH'];

/** Looks at a file that others may remove at any moment (also below /proc and /sys); undefined when it is gone. */
export function ifPresent<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (goneCodes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
