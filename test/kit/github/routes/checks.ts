import { gunzipSync } from 'node:zlib';
import {
  type Answer,
  type Call,
  created,
  notFound,
  numberOf,
  ok,
  page,
  route,
  textOf,
  unprocessable,
  user,
} from '../api.ts';
import type { CheckRun, CommitStatus } from '../state.ts';
import { commitOf } from './contents.ts';

const statusBody = (call: Call, status: CommitStatus): unknown => ({
  id: status.id,
  state: status.state,
  context: status.context,
  description: status.description,
  target_url: status.targetUrl,
  url: `${call.repositoryUrl}/statuses/${status.sha}`,
  created_at: status.createdAt,
  updated_at: status.createdAt,
  creator: user(call.actor, call.origin),
});

async function createStatus(call: Call): Promise<Answer> {
  const sha = await commitOf(call, call.params['sha'] ?? '').catch(() => undefined);
  if (sha === undefined) throw unprocessable(`No commit found for SHA: ${call.params['sha'] ?? ''}`);
  const status: CommitStatus = {
    id: call.nextId(),
    sha,
    state: textOf(call, 'state', ''),
    context: textOf(call, 'context', 'default'),
    description: textOf(call, 'description', null),
    targetUrl: textOf(call, 'target_url', null),
    createdAt: call.now(),
  };
  call.repository.statuses.push(status);
  return created(statusBody(call, status));
}

async function listStatuses(call: Call): Promise<Answer> {
  const sha = await commitOf(call, call.params['ref'] ?? '');
  const found = call.repository.statuses.filter((status) => status.sha === sha);
  return page(found.map((status) => statusBody(call, status)).reverse());
}

function checkBody(call: Call, { id, fields }: CheckRun): unknown {
  const { title, summary, text, annotations = [] } = (fields['output'] ?? {}) as Record<string, unknown>;
  const plain = Object.entries(fields).filter(([name]) => name !== 'output' && name !== 'actions');
  return {
    status: 'queued',
    ...Object.fromEntries(plain),
    id,
    html_url: `${call.origin}/${call.repository.name}/runs/${id}`,
    output: { title, summary, text, annotations_count: (annotations as readonly unknown[]).length },
    pull_requests: [],
  };
}

function createCheck(call: Call): Answer {
  const check = { id: call.nextId(), fields: call.body };
  call.repository.checkRuns.push(check);
  return created(checkBody(call, check));
}

function updateCheck(call: Call): Answer {
  const { checkRuns } = call.repository;
  const at = checkRuns.findIndex(({ id }) => id === numberOf(call, 'check_run_id'));
  const known = checkRuns[at];
  if (known === undefined) throw notFound();
  const check = { id: known.id, fields: { ...known.fields, ...call.body } };
  checkRuns[at] = check;
  return ok(checkBody(call, check));
}

/** SARIF comes gzipped and in base64. */
function uploadSarif(call: Call): Answer {
  const id = `sarif-${call.nextId()}`;
  let document: unknown;
  try {
    const packed = Buffer.from(textOf(call, 'sarif', ''), 'base64');
    document = JSON.parse(gunzipSync(packed).toString()) as unknown;
  } catch {
    throw unprocessable('rejecting SARIF, as it is not gzipped JSON in base64');
  }
  const [commit, ref] = [textOf(call, 'commit_sha', ''), textOf(call, 'ref', '')];
  call.repository.sarifs.push({ id, commit, ref, document });
  return { status: 202, body: { id, url: `${call.repositoryUrl}/code-scanning/sarifs/${id}` } };
}

interface Bundle {
  readonly dsseEnvelope?: { readonly payload?: string };
}

interface Statement {
  readonly predicateType?: string;
  readonly subject?: readonly { readonly digest?: Readonly<Record<string, string>> }[];
}

function createAttestation(call: Call): Answer {
  const payload = (call.body['bundle'] as Bundle).dsseEnvelope?.payload ?? '';
  let statement: Statement;
  try {
    statement = JSON.parse(Buffer.from(payload, 'base64').toString()) as Statement;
  } catch {
    throw unprocessable('Invalid bundle: the envelope holds no statement');
  }
  const subjects = (statement.subject ?? []).map(({ digest = {} }) => `sha256:${digest['sha256'] ?? ''}`);
  const { predicateType = '' } = statement;
  const id = call.nextId();
  call.repository.attestations.push({ id, bundle: call.body['bundle'], predicateType, subjects });
  return created({ id });
}

function listAttestations(call: Call): Answer {
  const type = call.query.get('predicate_type');
  const found = call.repository.attestations.filter(
    (each) =>
      each.subjects.includes(call.params['subject_digest'] ?? '') &&
      (type === null || each.predicateType === type),
  );
  if (found.length === 0) throw notFound();
  return ok({
    attestations: found.map(({ bundle }) => ({ bundle, repository_id: call.repository.id, bundle_url: '' })),
  });
}

/** What others say about a commit or an artifact: statuses, check runs, code scanning, attestations. */
export const checkRoutes = [
  route('POST /statuses/{sha}', ['statuses', 'write'], createStatus),
  route('GET /commits/{ref}/statuses', ['statuses', 'read'], listStatuses),
  route('POST /check-runs', ['checks', 'write'], createCheck),
  route('PATCH /check-runs/{check_run_id}', ['checks', 'write'], updateCheck),
  route('POST /code-scanning/sarifs', ['security-events', 'write'], uploadSarif),
  route('POST /attestations', ['attestations', 'write'], createAttestation),
  route('GET /attestations/{subject_digest}', ['attestations', 'read'], listAttestations),
];
