import { ApiError } from './api-error.ts';
import { now, type Reply, type RepositoryCall } from './call.ts';
import { Render } from './render.ts';
import type { Comment, Issue } from './state.ts';

/** GET /repos/{owner}/{repo}/issues: open ones unless asked otherwise; filters by label and creator. */
export function listIssues(call: RepositoryCall): Reply {
  const state = call.query['state'] ?? 'open';
  const labels = String(call.query['labels'] ?? '')
    .split(',')
    .filter((one) => one !== '');
  const { creator } = call.query;
  const found = call.repository.issues.filter(
    (one) =>
      (state === 'all' || one.state === state) &&
      labels.every((label) => one.labels.includes(label)) &&
      (creator === undefined || one.user === creator),
  );
  return { status: 200, body: found.map((one) => render(call).issue(call.repository, one)) };
}

/** POST /repos/{owner}/{repo}/issues: labels that do not exist are made, as GitHub does. */
export function createIssue(call: RepositoryCall): Reply {
  const { body } = call;
  const issue: Issue = {
    id: call.world.store.id(),
    number: call.repository.issues.length + 1,
    title: String(body['title']),
    body: typeof body['body'] === 'string' ? body['body'] : null,
    state: 'open',
    stateReason: null,
    labels: labelNames(body['labels']),
    user: call.caller.login,
    createdAt: now(),
    updatedAt: now(),
    closedAt: null,
    comments: [],
  };
  call.repository.issues.unshift(issue);
  return { status: 201, body: render(call).issue(call.repository, issue) };
}

/** GET /repos/{owner}/{repo}/issues/{issue_number} */
export function getIssue(call: RepositoryCall): Reply {
  return { status: 200, body: render(call).issue(call.repository, byNumber(call)) };
}

/** PATCH /repos/{owner}/{repo}/issues/{issue_number} */
export function updateIssue(call: RepositoryCall): Reply {
  const issue = byNumber(call);
  const { body } = call;
  if (body['title'] !== undefined) issue.title = String(body['title']);
  if (body['body'] !== undefined) issue.body = body['body'] === null ? null : String(body['body']);
  if (body['labels'] !== undefined) issue.labels = labelNames(body['labels']);
  if (body['state'] === 'open' || body['state'] === 'closed')
    setState(issue, body['state'], body['state_reason']);
  issue.updatedAt = now();
  return { status: 200, body: render(call).issue(call.repository, issue) };
}

/** GET …/comments: oldest first. */
export function listComments(call: RepositoryCall): Reply {
  const issue = byNumber(call);
  return {
    status: 200,
    body: issue.comments.map((one) => render(call).comment(call.repository, issue, one)),
  };
}

/** POST …/comments */
export function createComment(call: RepositoryCall): Reply {
  const issue = byNumber(call);
  const text = String(call.body['body']);
  const comment: Comment = {
    id: call.world.store.id(),
    body: text,
    user: call.caller.login,
    createdAt: now(),
    updatedAt: now(),
  };
  issue.comments.push(comment);
  return { status: 201, body: render(call).comment(call.repository, issue, comment) };
}

function setState(issue: Issue, state: Issue['state'], reason: unknown): void {
  const changed = issue.state !== state;
  issue.state = state;
  if (state === 'open') issue.stateReason = changed ? 'reopened' : null;
  else issue.stateReason = typeof reason === 'string' ? reason : 'completed';
  issue.closedAt = state === 'closed' ? now() : null;
}

function labelNames(labels: unknown): string[] {
  if (!Array.isArray(labels)) return [];
  return labels.map((one: string | { name?: string }) => (typeof one === 'string' ? one : String(one.name)));
}

function byNumber(call: RepositoryCall): Issue {
  const found = call.repository.issues.find((one) => one.number === call.params['issue_number']);
  if (!found) throw new ApiError(404, 'Not Found');
  return found;
}

function render(call: RepositoryCall): Render {
  return new Render(call.world.urls, call.world.store);
}
