import type { Urls } from './call.ts';
import type { Commit } from './git-repository.ts';
import type {
  Comment,
  Deployment,
  DeploymentStatus,
  Issue,
  Release,
  Repository,
  Role,
  Store,
} from './state.ts';

type Json = Record<string, unknown>;

/** GitHub's JSON for what the stand-in keeps; field names are GitHub's. */
export class Render {
  readonly #urls: Urls;
  readonly #store: Store;

  constructor(urls: Urls, store: Store) {
    this.#urls = urls;
    this.#store = store;
  }

  user(login: string): Json {
    const known = this.#store.user(login);
    const url = `${this.#urls.api}/users/${encodeURIComponent(login)}`;
    const lists = [
      'followers',
      'following',
      'gists',
      'starred',
      'subscriptions',
      'repos',
      'events',
      'received_events',
    ];
    return {
      login: known?.login ?? login,
      id: known?.id ?? 41898282,
      node_id: `U_${login}`,
      avatar_url: `${this.#urls.server}/avatars/${encodeURIComponent(login)}`,
      gravatar_id: '',
      url,
      html_url: `${this.#urls.server}/${encodeURIComponent(login)}`,
      ...Object.fromEntries(lists.map((name) => [`${name}_url`, `${url}/${name}`])),
      organizations_url: `${url}/orgs`,
      type: login.endsWith('[bot]') ? 'Bot' : 'User',
      site_admin: false,
    };
  }

  collaborator(login: string, role: Role): Json {
    return { ...this.user(login), role_name: role };
  }

  repositoryUrl(repository: Repository): string {
    return `${this.#urls.api}/repos/${repository.owner}/${repository.name}`;
  }

  htmlUrl(repository: Repository): string {
    return `${this.#urls.server}/${repository.owner}/${repository.name}`;
  }

  repository(repository: Repository): Json {
    const url = this.repositoryUrl(repository);
    const html = this.htmlUrl(repository);
    const links = Object.fromEntries(repositoryLinks.map((name) => [`${name}_url`, `${url}/${name}`]));
    const zero = ['forks', 'forks_count', 'open_issues', 'open_issues_count', 'size', 'stargazers_count'];
    const alsoZero = ['watchers', 'watchers_count', 'network_count', 'subscribers_count'];
    const no = ['fork', 'has_projects', 'has_wiki', 'has_pages', 'has_discussions', 'archived', 'disabled'];
    return {
      ...links,
      ...Object.fromEntries([...zero, ...alsoZero].map((name) => [name, 0])),
      ...Object.fromEntries(no.map((name) => [name, false])),
      id: repository.id,
      node_id: `R_${repository.id}`,
      name: repository.name,
      full_name: `${repository.owner}/${repository.name}`,
      owner: this.user(repository.owner),
      private: true,
      url,
      html_url: html,
      clone_url: `${html}.git`,
      git_url: `${html}.git`,
      ssh_url: `${html}.git`,
      svn_url: html,
      git_commits_url: `${url}/git/commits`,
      git_refs_url: `${url}/git/refs`,
      git_tags_url: `${url}/git/tags`,
      issue_comment_url: `${url}/issues/comments`,
      issue_events_url: `${url}/issues/events`,
      default_branch: repository.defaultBranch,
      description: null,
      homepage: null,
      language: null,
      license: null,
      mirror_url: null,
      has_issues: true,
      created_at: repository.createdAt,
      updated_at: repository.createdAt,
      pushed_at: repository.createdAt,
    };
  }

  ref(repository: Repository, ref: string, sha: string, type: string): Json {
    const url = this.repositoryUrl(repository);
    const object = { type, sha, url: `${url}/git/${type}s/${sha}` };
    return { ref, node_id: `REF_${ref}`, url: encodeURI(`${url}/git/${ref}`), object };
  }

  commit(repository: Repository, commit: Commit): Json {
    const url = this.repositoryUrl(repository);
    const html = this.htmlUrl(repository);
    const verification = {
      verified: false,
      reason: 'unsigned',
      payload: null,
      signature: null,
      verified_at: null,
    };
    return {
      url: `${url}/commits/${commit.sha}`,
      sha: commit.sha,
      node_id: `C_${commit.sha}`,
      html_url: `${html}/commit/${commit.sha}`,
      comments_url: `${url}/commits/${commit.sha}/comments`,
      commit: {
        url: `${url}/git/commits/${commit.sha}`,
        author: commit.author,
        committer: commit.committer,
        message: commit.message,
        comment_count: 0,
        tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
        verification,
      },
      author: null,
      committer: null,
      parents: commit.parents.map((sha) => ({
        sha,
        url: `${url}/commits/${sha}`,
        html_url: `${html}/commit/${sha}`,
      })),
    };
  }

  release(repository: Repository, release: Release): Json {
    const url = `${this.repositoryUrl(repository)}/releases/${release.id}`;
    const tag = encodeURIComponent(release.tagName);
    const html = this.htmlUrl(repository);
    const archive = (kind: string) =>
      release.draft ? null : `${this.repositoryUrl(repository)}/${kind}/${tag}`;
    return {
      url,
      assets_url: `${url}/assets`,
      upload_url: `${url}/assets{?name,label}`,
      html_url: release.draft ? `${html}/releases/tag/untagged-${release.id}` : `${html}/releases/tag/${tag}`,
      id: release.id,
      node_id: `RE_${release.id}`,
      author: this.user(release.author),
      tag_name: release.tagName,
      target_commitish: release.target,
      name: release.name,
      body: release.body,
      draft: release.draft,
      prerelease: release.prerelease,
      immutable: false,
      created_at: release.createdAt,
      published_at: release.publishedAt,
      assets: [],
      tarball_url: archive('tarball'),
      zipball_url: archive('zipball'),
    };
  }

  deployment(repository: Repository, deployment: Deployment): Json {
    const url = `${this.repositoryUrl(repository)}/deployments/${deployment.id}`;
    return {
      url,
      id: deployment.id,
      node_id: `DE_${deployment.id}`,
      sha: deployment.sha,
      ref: deployment.ref,
      task: deployment.task,
      payload: deployment.payload,
      original_environment: deployment.environment,
      environment: deployment.environment,
      description: deployment.description,
      creator: this.user(deployment.creator),
      created_at: deployment.createdAt,
      updated_at: deployment.updatedAt,
      statuses_url: `${url}/statuses`,
      repository_url: this.repositoryUrl(repository),
      transient_environment: deployment.transientEnvironment,
      production_environment: deployment.productionEnvironment,
    };
  }

  deploymentStatus(repository: Repository, deployment: Deployment, status: DeploymentStatus): Json {
    const url = `${this.repositoryUrl(repository)}/deployments/${deployment.id}`;
    return {
      url: `${url}/statuses/${status.id}`,
      id: status.id,
      node_id: `DES_${status.id}`,
      state: status.state,
      creator: this.user(status.creator),
      description: status.description,
      environment: status.environment,
      target_url: status.targetUrl,
      log_url: status.logUrl,
      environment_url: status.environmentUrl,
      created_at: status.createdAt,
      updated_at: status.createdAt,
      deployment_url: url,
      repository_url: this.repositoryUrl(repository),
    };
  }

  issue(repository: Repository, issue: Issue): Json {
    const url = `${this.repositoryUrl(repository)}/issues/${issue.number}`;
    return {
      url,
      repository_url: this.repositoryUrl(repository),
      labels_url: `${url}/labels{/name}`,
      comments_url: `${url}/comments`,
      events_url: `${url}/events`,
      html_url: `${this.htmlUrl(repository)}/issues/${issue.number}`,
      id: issue.id,
      node_id: `I_${issue.id}`,
      number: issue.number,
      title: issue.title,
      body: issue.body,
      user: this.user(issue.user),
      labels: issue.labels.map((name, at) => this.#label(repository, name, at)),
      state: issue.state,
      state_reason: issue.stateReason,
      locked: false,
      assignee: null,
      assignees: [],
      milestone: null,
      comments: issue.comments.length,
      author_association: 'MEMBER',
      created_at: issue.createdAt,
      updated_at: issue.updatedAt,
      closed_at: issue.closedAt,
    };
  }

  comment(repository: Repository, issue: Issue, comment: Comment): Json {
    const url = this.repositoryUrl(repository);
    return {
      url: `${url}/issues/comments/${comment.id}`,
      html_url: `${this.htmlUrl(repository)}/issues/${issue.number}#issuecomment-${comment.id}`,
      issue_url: `${url}/issues/${issue.number}`,
      id: comment.id,
      node_id: `IC_${comment.id}`,
      user: this.user(comment.user),
      body: comment.body,
      author_association: 'MEMBER',
      created_at: comment.createdAt,
      updated_at: comment.updatedAt,
    };
  }

  #label(repository: Repository, name: string, id: number): Json {
    const url = `${this.repositoryUrl(repository)}/labels/${encodeURIComponent(name)}`;
    return {
      id: id + 1,
      node_id: `LA_${name}`,
      url,
      name,
      description: null,
      color: 'ededed',
      default: false,
    };
  }
}

const repositoryLinks = (
  'archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads ' +
  'events forks hooks issues keys labels languages merges milestones notifications pulls releases stargazers statuses ' +
  'subscribers subscription tags teams trees'
).split(' ');
