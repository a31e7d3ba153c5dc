import type { Credentials } from '../docker/docker-config.ts';
import { redactor, writtenForms } from '../secrets/secret-values.ts';

/** What a connection to a registry must not show: its login, and the tokens that were given for it. */
export interface Discretion {
  keep(secret: string): void;
  /** The text without any of them; registries and proxies repeat what they do not like. */
  hide(text: string): string;
}

export function discretion(credentials: Credentials | undefined): Discretion {
  const { password, identityToken, registryToken } = credentials ?? {};
  const secrets = new Set([password, identityToken, registryToken].filter((secret) => secret !== undefined));
  return {
    keep: (secret) => void secrets.add(secret),
    hide: (text) =>
      redactor([...secrets].flatMap((secret) => [...writtenForms(secret), formEncoded(secret)]))(text),
  };
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
