import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts';
import { withoutSecrets } from '../secrets/secret-shapes.ts';
import type { Finding } from './finding.ts';
import { baseName } from './shell.ts';
import { chainInstructions } from './stage-chain.ts';

const credentialFile =
  /(?:^|\/)(?:\.env(?:\.local)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.pypirc|\.netrc|\.git-credentials|\.htpasswd|kubeconfig(?:\.ya?ml)?|\.kube\/config|\.docker\/config\.json|\.aws\/credentials|[^/]*\.(?:p12|pfx|ppk)|[^/]*(?:priv|key)[^/]*\.pem|[^/]*\.key)$/i;
const publicFile = /pub(?:lic)?\b/i;

/** Files with credentials that are copied from the context into the image. */
export function secretFiles(dockerfile: Dockerfile, file: string): Finding[] {
  return chainInstructions(dockerfile)
    .filter(isCopyFromContext)
    .flatMap((instruction) => {
      const place = { file, line: instruction.line };
      return instruction.words.slice(0, -1).flatMap((source): Finding[] => {
        const name = withoutSecrets(baseName(source));
        if (credentialFile.test(source) && !publicFile.test(name)) {
          return [
            {
              rule: 'secret-file-copied',
              what: `${name}, a file with credentials, is copied into the image`,
              why: 'Whoever may pull the image can read it, also when a later line removes it.',
              next: 'Mount it where the build needs it (`RUN --mount=type=secret`), or in the pod (a Secret as a volume), and name it in .dockerignore.',
              place,
            },
          ];
        }
        return name === '.npmrc' ? [npmrc(place)] : [];
      });
    });
}

function npmrc(place: Finding['place']): Finding {
  return {
    rule: 'npmrc-copied',
    what: '.npmrc is copied into the image',
    why: 'When it holds a token, whoever may pull the image can read it, also when a later line removes it.',
    next: 'Leave it as it is when it holds settings only; otherwise mount it: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`.',
    place,
  };
}

export function isCopyFromContext({ keyword, flags }: Instruction): boolean {
  return (keyword === 'COPY' || keyword === 'ADD') && !flags.has('from');
}
