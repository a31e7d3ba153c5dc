import { readFile } from 'node:fs/promises';
import type { Clock, FailureParts } from '@workaday/core';
import type { ClientCertificate, UserAccess } from '../kubeconfig/access.ts';
import { badKubeconfig } from '../kubeconfig/failure.ts';

/** What one request proves itself with. */
export interface Identity {
  authorization: string | undefined;
  certificate: ClientCertificate | undefined;
}

export interface Credential {
  /** @throws Failure when there is none to be had */
  current(): Promise<Identity>;
  /** After a 401: forgets what was refused; answers whether another one can be had, which is worth one more try. */
  renew(refused: Identity): Promise<boolean>;
  /** What a person needs to know when the server refuses it. */
  refusal(): Partial<Pick<FailureParts, 'what' | 'why' | 'next' | 'evidence'>>;
}

/** Token, token file, password or certificate of a kubeconfig; a token file counts before a token. */
export function storedCredential({ token, tokenFile, basic, certificate }: UserAccess): Credential {
  const login = basic && `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`;
  const current = async (): Promise<Identity> => {
    const bearer = tokenFile === undefined ? token : await readToken(tokenFile);
    return { authorization: bearer === undefined ? login : `Bearer ${bearer}`, certificate };
  };
  return {
    current,
    renew: async (refused) => (await current()).authorization !== refused.authorization,
    refusal: () => ({}),
  };
}

async function readToken(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw badKubeconfig([`its token file ${file} cannot be read on this runner (${error.code})`], error);
  });
  return text.trim();
}

interface Given {
  identity: Identity;
  /** By the clock of this machine; infinity when it is not known. */
  until: number;
}

/** Keeps in memory what is asked for elsewhere: asked for once at a time, and anew shortly before it ends. */
export function keptCredential(
  ask: () => Promise<Given>,
  { clock, early }: { clock: Clock; early: number },
): Pick<Credential, 'current' | 'renew'> {
  let kept: Given | undefined;
  let asking: Promise<Given> | undefined;
  const renewed = async () => {
    try {
      kept = await ask();
      return kept;
    } finally {
      asking = undefined;
    }
  };
  return {
    async current() {
      if (kept && clock.now() < kept.until - early) return kept.identity;
      asking ??= renewed();
      return (await asking).identity;
    },
    async renew(refused) {
      if (kept?.identity === refused) kept = undefined;
      return true;
    },
  };
}
