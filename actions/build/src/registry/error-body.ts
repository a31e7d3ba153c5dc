interface RegistryError {
  code?: unknown;
  message?: unknown;
}

/** The errors that a registry lists in the body of an answer; none when the body is something else. */
function errorsIn(body: string): RegistryError[] {
  try {
    const { errors } = JSON.parse(body) as { errors?: unknown };
    return Array.isArray(errors) ? errors.filter((each) => typeof each === 'object' && each !== null) : [];
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return [];
    throw error;
  }
}

/** Whether the registry names this code of the distribution API, such as `NAME_INVALID`. */
export function hasCode(body: string, code: string): boolean {
  return errorsIn(body).some((error) => error.code === code);
}

/** The registry's own words in an error body, e.g. `DENIED: requested access is denied`; at most 500 characters. */
export function registrySays(body: string): string {
  const said = errorsIn(body)
    .map(({ code, message }) => [code, message].filter((each) => typeof each === 'string' && each).join(': '))
    .filter(Boolean)
    .join('; ');
  const plain = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return said.slice(0, 500) || plain.slice(0, 200);
}

/** Whether the registry's own disk is full; distribution tells the number of the system's error, 28. */
export function saysDiskFull(body: string): boolean {
  return /no space left|ENOSPC|"Err":\s*28\b/i.test(body);
}
