export interface Wish {
  readonly repository: string;
  readonly ref: string;
  /** 0: the whole history, all branches and tags. */
  readonly depth: number;
  readonly tags: boolean;
  readonly filter: string;
  readonly run: { readonly repository: string; readonly ref: string; readonly sha: string };
}

export interface FetchPlan {
  readonly options: readonly string[];
  readonly refspecs: readonly string[];
  /** Arguments of git checkout; FETCH_HEAD stands for what the first refspec brought. */
  readonly checkout: readonly string[];
}

const everything = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];

/** What to fetch and check out, as actions/checkout does: the run's commit on its branch, else a detached tag, branch or commit. */
export function fetchPlan(wish: Wish): FetchPlan {
  const options = [
    ...(wish.depth > 0 ? [`--depth=${wish.depth}`] : []),
    ...(wish.filter === '' ? [] : [`--filter=${wish.filter}`]),
  ];
  const rest = wish.depth === 0 ? everything : wish.tags ? [everything[1] as string] : [];
  const ownRun = wish.ref === '' && wish.repository === wish.run.repository;
  const { ref, sha } = wish.run;
  if (ownRun && ref.startsWith('refs/heads/')) {
    const branch = ref.slice('refs/heads/'.length);
    const refspecs = wish.depth === 0 ? [sha, ...rest] : [`+${sha}:refs/remotes/origin/${branch}`, ...rest];
    return { options, refspecs, checkout: ['-B', branch, sha] };
  }
  if (ownRun && ref.startsWith('refs/tags/')) {
    const refspecs = wish.depth === 0 || wish.tags ? rest : [`+${ref}:${ref}`];
    return { options, refspecs, checkout: ['--detach', sha] };
  }
  return {
    options,
    refspecs: [wish.ref === '' ? 'HEAD' : wish.ref, ...rest],
    checkout: ['--detach', 'FETCH_HEAD'],
  };
}
