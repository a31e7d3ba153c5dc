/**
 * Why kustomize would download what an entry names; undefined when it is local. Its rules for repositories of git:
 * kustomize/api/internal/git/repospec.go; files are loaded from `http://` and `https://`.
 */
export function remoteReason(entry: string): string | undefined {
  const text = entry.trim();
  // A patch written in place.
  if (/^[{[]/.test(text)) return undefined;
  if (/^git::/i.test(text)) return 'a git repository';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'a URL';
  if (/^[a-z][\w.-]*@[\w.-]+[:/]/i.test(text)) return 'a git repository';
  if (/^(github\.com[/:]|gh:)/i.test(text)) return 'a git repository';
  if (/\?([^=&]*=[^&]*&)*(ref|version|timeout|submodules)=/.test(text)) return 'a git repository';
  return undefined;
}
