import { stat } from 'node:fs/promises';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { errorMessage, Failure } from '@workaday/core';
import { parseDocument } from 'yaml';
import { isRecord } from '../manifests/object.ts';

/**
 * Loads a kubeconfig from its content or its path. Messages never hold any of its content, which is a credential.
 * @throws Failure `no-kubeconfig` or `bad-kubeconfig`
 */
export async function loadKubeconfig(given: string): Promise<KubeConfig> {
  const text = given.trim();
  if (text === '') throw noKubeconfig();
  const loaded = new KubeConfig();
  try {
    if (looksLikeContent(text)) {
      checkContent(text);
      loaded.loadFromString(given);
    } else {
      if (!(await isFile(text))) throw neitherContentNorFile(text);
      loaded.loadFromFile(text);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw badKubeconfig(errorMessage(error).split('\n')[0] ?? '');
  }
  checkReferences(loaded);
  return loaded;
}

function looksLikeContent(text: string): boolean {
  return text.includes('\n') || text.startsWith('{') || /^(apiVersion|kind|clusters)\s*:/.test(text);
}

async function isFile(path: string): Promise<boolean> {
  if (path.length > 4096) return false;
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG')
      return undefined;
    throw error;
  });
  return found?.isFile() ?? false;
}

function checkContent(text: string): void {
  const document = parseDocument(text, { prettyErrors: false });
  const [first] = document.errors;
  if (first) throw badKubeconfig(`it is not valid YAML at character ${first.pos[0]} (${first.code})`);
  if (!isRecord(document.toJS())) throw badKubeconfig('it is not a YAML mapping');
}

function checkReferences(loaded: KubeConfig): void {
  const context = loaded.getCurrentContext();
  if (!context) throw badKubeconfig('it names no current-context');
  const found = loaded.getContextObject(context);
  if (!found) throw badKubeconfig(`its current-context ${JSON.stringify(context)} is not among its contexts`);
  if (!loaded.getCurrentCluster())
    throw badKubeconfig(`it has no cluster ${JSON.stringify(found.cluster)}, which its context names`);
  if (!loaded.getCurrentUser())
    throw badKubeconfig(`it has no user ${JSON.stringify(found.user)}, which its context names`);
  const server = loaded.getCurrentCluster()?.server ?? '';
  if (!URL.canParse(server)) throw badKubeconfig(`its server ${JSON.stringify(server)} is not a URL`);
}

function noKubeconfig(): Failure {
  return new Failure({
    reason: 'no-kubeconfig',
    what: 'the input kubeconfig is empty: there is no credential for the cluster',
    why:
      'A secret of a GitHub environment arrives only when the job names that environment and the caller of a ' +
      'reusable workflow passes the secret by the same name; when either is missing it is silently empty.',
    next:
      "Create the secret KUBECONFIG in the GitHub environment, write `secrets: { KUBECONFIG: '${{ secrets.KUBECONFIG }}' }` " +
      'in the calling workflow, and `environment: NAME` in the job that deploys.',
  });
}

function neitherContentNorFile(text: string): Failure {
  const base64 = text.length > 100 && /^[A-Za-z0-9+/=]+$/.test(text);
  return badKubeconfig(
    base64
      ? 'it is base64, not a kubeconfig; store the decoded text in the secret'
      : 'it is neither YAML nor the path of a file',
  );
}

function badKubeconfig(what: string): Failure {
  return new Failure({
    reason: 'bad-kubeconfig',
    what: `the kubeconfig is not usable: ${what}`,
    why: 'Its content is not shown, because it is a credential.',
    next: 'Put the whole output of `kubectl config view --raw --minify --flatten` of the deploying identity into the secret.',
  });
}
